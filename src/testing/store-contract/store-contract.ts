import { commitRules } from './commit-rules.ts'
import { dueRules } from './due-rules.ts'
import { historyRules } from './history-rules.ts'
import { keepingRules } from './keeping-rules.ts'
import { laneRules } from './lane-rules.ts'
import { messageRules } from './message-rules.ts'
import { outboxRules } from './outbox-rules.ts'
import { queryRules } from './query-rules.ts'
import { recordRules } from './record-rules.ts'
import type { StoreRule, StoreSubject } from './rule.ts'
import { transactionRules } from './transaction-rules.ts'

/** Every rule of the port, in order of its id: for other runners, and to show that a broken store is found out. */
export const storeRules: readonly StoreRule[] = [
  ...recordRules,
  ...commitRules,
  ...historyRules,
  ...dueRules,
  ...messageRules,
  ...laneRules,
  ...outboxRules,
  ...queryRules,
  ...keepingRules,
  ...transactionRules,
].sort((a, b) => (a.id < b.id ? -1 : 1))

/** The two functions of a test runner that a suite needs; those of vitest, jest, mocha and `node:test` all fit. */
export interface ContractRunner {
  describe(name: string, define: () => void): unknown
  it(name: string, run: () => Promise<void>): unknown
}

export interface StoreContractOptions extends StoreSubject {
  /** What the store is called in the report. */
  readonly name: string
  /** Rules that the store does not keep: id → the reason. They are named in the report and not run. */
  readonly skip?: Readonly<Record<string, string>>
}

/**
 * Proves that a store keeps the port: one test for each rule, each on a new, empty store.
 *
 * @throws {Error} when `skip` names a rule that does not exist or gives no reason
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest'
 * import { storeContract } from 'redress/testing'
 *
 * storeContract({ describe, it }, { name: 'my store', open: async () => myStore(await emptyDatabase()) })
 * ```
 */
export function storeContract(runner: ContractRunner, options: StoreContractOptions): void {
  const skip = new Map(Object.entries(options.skip ?? {}))
  for (const [id, reason] of skip) {
    if (!storeRules.some((rule) => rule.id === id)) throw new Error(`storeContract: there is no rule ${id} to skip.`)
    if (reason.trim() === '') throw new Error(`storeContract: skipping ${id} needs a reason.`)
  }
  runner.describe(`store contract: ${options.name}`, () => {
    for (const rule of storeRules) {
      const reason = skip.get(rule.id)
      if (reason === undefined) runner.it(`${rule.id} ${rule.title}`, () => rule.run(options))
      else runner.it(`${rule.id} not kept: ${reason}`, async () => {})
    }
  })
}
