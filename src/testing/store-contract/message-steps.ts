import type { OutboxMessage } from '../../domain/record.ts'
import type { Claim, Claimed, MessageResult, Store } from '../../stores/contract.ts'
import { equal, ok } from '../assert.ts'
import { changeOf, commitAll, type SampleMessage, T } from './samples.ts'

/** How long the samples are claimed for, in milliseconds. */
export const LEASE = 30_000

export const keysOf = ({ items }: Claimed<OutboxMessage>): readonly string[] => items.map(({ item }) => item.key)

/** One record with these messages. */
export const commitMessages = (store: Store, ...messages: readonly SampleMessage[]): Promise<void> =>
  commitAll(store, changeOf('a', { messages }))

/** Claims what can be, and answers the claim of one key. */
export async function claim(store: Store, key: string, now: number): Promise<Claim<OutboxMessage>> {
  const { items } = await store.claimMessages(now, 100, LEASE)
  const found = items.find(({ item }) => item.key === key)
  ok(
    found !== undefined,
    `message ${key} can be claimed at T + ${now - T}; what can is [${keysOf({ items }).join(', ')}]`,
  )
  return found
}

export type Outcome =
  | { result: 'delivered'; reference?: string }
  | { result: 'retry'; until: number; error: string }
  | { result: 'dead'; error: string }
  | { result: 'expanded'; into: readonly OutboxMessage[] }

export const resultOf = (of: Claim<OutboxMessage>, at: number, outcome: Outcome): MessageResult => ({
  tenant: of.item.record.tenant,
  key: of.item.key,
  lease: of.lease,
  at,
  ...outcome,
})

/** Reports a result that has to stand. */
export async function report(store: Store, of: Claim<OutboxMessage>, at: number, outcome: Outcome): Promise<void> {
  const answer = await store.reportMessages([resultOf(of, at, outcome)])
  equal(answer, [{ key: of.item.key, stale: false }], 'a result under the current lease stands')
}
