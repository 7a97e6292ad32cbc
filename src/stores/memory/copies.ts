import { deepFreeze } from '../../domain/json.ts'
import type { RecordKey } from '../../domain/level.ts'
import type { ClockRow, HistoryEntry, Link, OutboxMessage, PersonalRow, StoredRecord } from '../contract.ts'

// Frozen copies on the way in, so that what is stored can be handed out as it is: neither who gave it nor who got it
// can change it.

export const copyKey = ({ tenant, kind, id }: RecordKey): RecordKey => Object.freeze({ tenant, kind, id })

export const copyRecord = (record: StoredRecord, key: RecordKey): StoredRecord =>
  Object.freeze({
    ...record,
    key,
    policy: Object.freeze({ ...record.policy }),
    columns: Object.freeze({ ...record.columns }),
  })

export const copyEntry = (entry: HistoryEntry, key: RecordKey): HistoryEntry => Object.freeze({ ...entry, key })

export const copyPersonal = (row: PersonalRow, key: RecordKey): PersonalRow => Object.freeze({ ...row, key })

export const copyClock = (row: ClockRow, key: RecordKey): ClockRow => Object.freeze({ ...row, key })

export const copyLink = (link: Link): Link => Object.freeze({ ...link, from: copyKey(link.from), to: copyKey(link.to) })

export const copyMessage = (message: OutboxMessage): OutboxMessage =>
  Object.freeze({
    ...message,
    record: copyKey(message.record),
    content: deepFreeze(structuredClone(message.content)),
  })
