import { type ContractOptions, type ContractRunner, runContract } from '../contract-runner.ts'
import { commitRules } from './commit-rules.ts'
import { dueRules } from './due-rules.ts'
import { historyRules } from './history-rules.ts'
import { keepingRules } from './keeping-rules.ts'
import { laneRules } from './lane-rules.ts'
import { messageRules } from './message-rules.ts'
import { outboxRules } from './outbox-rules.ts'
import { pagingRules } from './paging-rules.ts'
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
  ...pagingRules,
  ...keepingRules,
  ...transactionRules,
].sort((a, b) => (a.id < b.id ? -1 : 1))

export interface StoreContractOptions extends StoreSubject, ContractOptions {}

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
  runContract(runner, 'store', storeRules, options)
}
