import type { RecordKey } from '../domain/level.ts'
import type { Change } from './contract.ts'

const isSameKey = (a: RecordKey, b: RecordKey): boolean =>
  a === b || (a.id === b.id && a.kind === b.kind && a.tenant === b.tenant)

/**
 * What makes a change contradict itself, `undefined` when nothing does: the part of a store's `fault` that needs no look
 * into the store. Adapters ask it before they write, so that no engine can leave a gap in a history or write into
 * another tenant.
 */
export function changeFault(change: Change): string | undefined {
  const { basedOn, record, entries } = change
  const key = record.key
  let seq = basedOn
  for (const entry of entries) {
    seq += 1
    if (!isSameKey(entry.key, key)) return 'an entry belongs to another record'
    if (entry.seq !== seq) return 'the entries do not count on from basedOn without a gap'
  }
  if (record.seq !== seq) return 'the record does not have the seq of its last entry'
  if (entries.length > 1 && repeats(entries.flatMap(({ commandId }) => (commandId === undefined ? [] : [commandId])))) {
    return 'two entries have the same command id'
  }

  for (const row of change.personal) {
    if (!isSameKey(row.key, key)) return 'personal data belong to another record'
    if (!(row.seq > basedOn && row.seq <= seq)) return 'personal data belong to no entry of the change'
  }
  if (change.personal.length > 1 && repeats(change.personal.map((row) => `${row.seq} ${row.subject}`))) {
    return 'two rows of personal data are of the same entry and subject'
  }
  for (const row of change.clocks) {
    if (!isSameKey(row.key, key)) return 'a clock row belongs to another record'
  }
  for (const link of change.links) {
    if (link.from.tenant !== key.tenant || link.to.tenant !== key.tenant) return 'a link leaves the tenant'
  }
  for (const message of change.messages) {
    if (!isSameKey(message.record, key)) return 'a message is sent by another record'
  }
  if (change.messages.length > 1 && repeats(change.messages.map((message) => message.key))) return EXISTING_MESSAGE_KEY
  return undefined
}

/** The fault of a change that names a message key which its tenant has already. */
export const EXISTING_MESSAGE_KEY = 'a message key exists already'

/** The fault of a change that holds what the tables cannot. */
export const UNFIT = 'a value does not fit the schema'

const repeats = (values: readonly string[]): boolean => new Set(values).size < values.length
