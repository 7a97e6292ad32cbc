import type { OutboxMessage } from '../contract.ts'
import { instant, millis } from './row.ts'

/** What {@link messageOf} reads, of a message by this name. */
export const messageColumns = (m: string): string =>
  `${['tenant', 'key', 'kind', 'id', 'seq', 'lane', 'content'].map((column) => `${m}.${column}`).join(', ')},
  ${millis(`${m}.created_at`)} AS created_at, ${millis(`${m}.send_at`)} AS send_at`

/** What {@link messageStatusOf} reads, of a message by this name. */
export const statusColumns = (m: string): string =>
  `${messageColumns(m)}, ${m}.state, ${m}.attempts, ${m}.last_error, ${m}.reference, ${millis(`${m}.finished_at`)} AS finished_at`

/** A message as a row of its table, by column. */
export const messageCells = (message: OutboxMessage) => ({
  tenant: message.record.tenant,
  key: message.key,
  kind: message.record.kind,
  id: message.record.id,
  seq: message.seq,
  created_at: instant(message.createdAt),
  send_at: instant(message.sendAt),
  lane: message.lane,
  content: JSON.stringify(message.content),
})

export { depthOf, messageOf, messageStatusOf } from '../message-row.ts'
