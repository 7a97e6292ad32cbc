import type { RecordKey } from '../../domain/level.ts'
import { pageSize } from '../check-query.ts'
import type { ClockRow, EntriesFrom, HistoryEntry, Link, Page, PersonalRow, StoredRecord } from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { clockOf, entryOf } from '../record-rows.ts'
import type { Connection } from './connection.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { integer, kindOf, type Row, text } from './row.ts'

export function load(
  { sql }: Connection,
  wanted: readonly { readonly key: RecordKey; readonly unlessSeq?: number }[],
): (StoredRecord | 'unchanged' | undefined)[] {
  return wanted.map(({ key, unlessSeq }) => {
    if (unlessSeq !== undefined) {
      const seq = sql(SELECT_SEQ).get(key.tenant, key.kind, key.id)
      if (seq !== undefined && integer(seq, 'seq') === unlessSeq) return 'unchanged'
    }
    const row = sql(SELECT_RECORD).get(key.tenant, key.kind, key.id)
    return row === undefined ? undefined : recordOf(row)
  })
}

export function entries({ sql }: Connection, from: EntriesFrom): Page<HistoryEntry> {
  if ('commandId' in from) return { items: sql(SELECT_BY_COMMAND).all(from.tenant, from.commandId).map(entryOf) }
  const limit = pageSize(from.limit, 500, 5_000)
  if ('key' in from) {
    const { tenant, kind, id } = from.key
    const rows = sql(SELECT_OF_RECORD).all(tenant, kind, id, from.afterSeq ?? 0, limit + 1)
    return pageOf(rows, limit, (last) => String(last.seq))
  }
  const scope = `entries:${from.tenant}`
  const [seq, kind, id] = from.after === undefined ? [0, '', ''] : readCursor(scope, from.after)
  const rows = sql(SELECT_OF_TENANT).all(from.tenant, kind, id, seq, limit + 1)
  return pageOf(rows, limit, (last) => writeCursor(scope, [last.seq, last.key.kind, last.key.id]))
}

function pageOf(rows: readonly Row[], limit: number, nextOf: (last: HistoryEntry) => string): Page<HistoryEntry> {
  const items = rows.slice(0, limit).map(entryOf)
  const last = items.at(-1)
  return rows.length <= limit || last === undefined ? { items } : { items, next: nextOf(last) }
}

export function clocks({ sql }: Connection, keys: readonly RecordKey[]): readonly ClockRow[] {
  return keys.flatMap(({ tenant, kind, id }) => sql(SELECT_CLOCKS).all(tenant, kind, id).map(clockOf))
}

export function links({ sql }: Connection, { tenant, kind, id }: RecordKey): readonly Link[] {
  return sql(SELECT_LINKS)
    .all({ tenant, kind, id })
    .map((row) => ({
      from: { tenant, kind: kindOf(row, 'from_kind'), id: text(row, 'from_id') },
      rel: text(row, 'rel'),
      to: { tenant, kind: kindOf(row, 'to_kind'), id: text(row, 'to_id') },
      at: integer(row, 'at'),
    }))
}

export function personal({ sql }: Connection, keys: readonly RecordKey[]): readonly PersonalRow[] {
  return keys.flatMap(({ tenant, kind, id }) =>
    sql(SELECT_PERSONAL)
      .all(tenant, kind, id)
      .map((row) => ({
        key: { tenant, kind, id },
        seq: integer(row, 'seq'),
        subject: text(row, 'subject'),
        salt: text(row, 'salt'),
        data: text(row, 'data'),
        search: text(row, 'search'),
      })),
  )
}

/**
 * Empties a subject's rows and overwrites what they leave in the file: SQLite only marks deleted space as free, and the
 * log keeps old pages until it is checkpointed. While another process reads, the log is emptied at a later erasure or
 * when the last connection closes.
 */
export function erase(
  { db, sql, write }: Connection,
  busyTimeoutMs: number,
  tenant: string,
  subject: string,
): RecordKey[] {
  db.exec('PRAGMA secure_delete = ON')
  try {
    const found = new Map<string, RecordKey>()
    for (const row of write(() => sql(ERASE).all(tenant, subject))) {
      const key: RecordKey = { tenant, kind: kindOf(row), id: text(row, 'id') }
      found.set(`${key.kind}:${key.id}`, key)
    }
    // Without a time-out: a reader of another process must not hold up this one.
    if (found.size > 0) db.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
    return [...found.values()]
  } finally {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA secure_delete = FAST`)
  }
}

export function reserveNumbers({ sql, write }: Connection, tenant: string, series: string, count: number): number {
  const row = write(() => sql(RESERVE).get(tenant, series, 1 + count, count))
  return row === undefined ? 0 : integer(row, 'next') - count
}

const SELECT_SEQ = 'SELECT seq FROM complaint_record WHERE tenant = ? AND kind = ? AND id = ?'

const SELECT_RECORD = `SELECT ${RECORD_COLUMNS} FROM complaint_record WHERE tenant = ? AND kind = ? AND id = ?`

const ENTRY_COLUMNS = 'tenant, kind, id, seq, version, at, type, actor, command_id, body, hash'

const SELECT_BY_COMMAND = `SELECT ${ENTRY_COLUMNS} FROM complaint_entry WHERE tenant = ? AND command_id = ?`

const SELECT_OF_RECORD = `SELECT ${ENTRY_COLUMNS} FROM complaint_entry
  WHERE tenant = ? AND kind = ? AND id = ? AND seq > ? ORDER BY seq LIMIT ?`

const SELECT_OF_TENANT = `SELECT ${ENTRY_COLUMNS} FROM complaint_entry
  WHERE tenant = ? AND (kind, id, seq) > (?, ?, ?) ORDER BY kind, id, seq LIMIT ?`

const SELECT_CLOCKS = `SELECT * FROM complaint_clock WHERE tenant = ? AND kind = ? AND id = ? ORDER BY opened_at, clock`

const SELECT_LINKS = `SELECT from_kind, from_id, rel, to_kind, to_id, at FROM complaint_link
  WHERE tenant = :tenant AND from_kind = :kind AND from_id = :id
  UNION ALL SELECT from_kind, from_id, rel, to_kind, to_id, at FROM complaint_link
  WHERE tenant = :tenant AND to_kind = :kind AND to_id = :id AND NOT (from_kind = :kind AND from_id = :id)`

const SELECT_PERSONAL = `SELECT seq, subject, salt, data, search FROM complaint_personal
  WHERE tenant = ? AND kind = ? AND id = ? AND data IS NOT NULL ORDER BY seq, subject`

const ERASE = `UPDATE complaint_personal SET salt = NULL, data = NULL, search = NULL
  WHERE tenant = ? AND subject = ? AND data IS NOT NULL RETURNING kind, id`

const RESERVE = `INSERT INTO complaint_number (tenant, series, next) VALUES (?, ?, ?)
  ON CONFLICT (tenant, series) DO UPDATE SET next = next + ? RETURNING next`
