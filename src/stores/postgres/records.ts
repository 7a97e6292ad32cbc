import type { RecordKey } from '../../domain/level.ts'
import { pageSize } from '../check-query.ts'
import type { ClockRow, EntriesFrom, HistoryEntry, Link, Page, PersonalRow, StoredRecord } from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { clockOf, entryOf } from '../record-rows.ts'
import { type Connection, prepared } from './connection.ts'
import type { PgQueryableLike } from './pg-like.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { integer, isStorable, kindOf, millis, type Row, text } from './row.ts'

export async function load(
  connection: Connection,
  wanted: readonly { readonly key: RecordKey; readonly unlessSeq?: number }[],
  tx?: PgQueryableLike,
): Promise<(StoredRecord | 'unchanged' | undefined)[]> {
  if (wanted.length === 0) return []
  const { schema } = connection
  const possible = wanted
    .map(({ key, unlessSeq }, place) => ({ place, ...key, known: unlessSeq }))
    .filter(({ tenant, id }) => isStorable(tenant) && isStorable(id))
  // What the caller knows already is not sent again: a state has kilobytes.
  const rows = await connection.read(
    prepared(`${schema} load`, () => loadStatement(schema)),
    [JSON.stringify(possible)],
    tx,
  )
  const found: (StoredRecord | 'unchanged' | undefined)[] = wanted.map(() => undefined)
  for (const row of rows) found[integer(row, 'place')] = row['unchanged'] === true ? 'unchanged' : recordOf(row)
  return found
}

const loadStatement = (schema: string): string => `SELECT w.place, r.seq = w.known AS unchanged,
    ${RECORD_COLUMNS.replace('r.state', `CASE WHEN r.seq = w.known THEN '' ELSE r.state END AS state`)}
  FROM json_to_recordset($1::json) AS w (place integer, tenant text, kind text, id text, known integer)
  ${eachOf(schema, 'complaint_record', 'r')}`

export async function entries(
  connection: Connection,
  from: EntriesFrom,
  tx?: PgQueryableLike,
): Promise<Page<HistoryEntry>> {
  const { schema } = connection
  const select = (conditions: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    connection.read(`SELECT ${ENTRY_COLUMNS} FROM ${schema}.complaint_entry WHERE ${conditions}`, values, tx)
  if ('commandId' in from) {
    if (!isStorable(from.commandId)) return { items: [] }
    const rows = await select('tenant = $1 AND command_id = $2', [from.tenant, from.commandId])
    return { items: rows.map(entryOf) }
  }
  const limit = pageSize(from.limit, 500, 5_000)
  if ('key' in from) {
    const { tenant, kind, id } = from.key
    const rows = await select('tenant = $1 AND kind = $2 AND id = $3 AND seq > $4 ORDER BY seq LIMIT $5', [
      ...[tenant, kind, id, from.afterSeq ?? 0, limit + 1],
    ])
    return pageOf(rows, limit, (last) => String(last.seq))
  }
  const scope = `entries:${from.tenant}`
  const [seq, kind, id] = from.after === undefined ? [0, '', ''] : readCursor(scope, from.after)
  const rows = await select('tenant = $1 AND (kind, id, seq) > ($2, $3, $4) ORDER BY kind, id, seq LIMIT $5', [
    ...[from.tenant, kind, id, seq, limit + 1],
  ])
  return pageOf(rows, limit, (last) => writeCursor(scope, [last.seq, last.key.kind, last.key.id]))
}

function pageOf(rows: readonly Row[], limit: number, nextOf: (last: HistoryEntry) => string): Page<HistoryEntry> {
  const items = rows.slice(0, limit).map(entryOf)
  const last = items.at(-1)
  return rows.length <= limit || last === undefined ? { items } : { items, next: nextOf(last) }
}

/**
 * The rows of a table for each wanted key. `OFFSET 0` keeps the planner from joining them: it takes a list of JSON for a
 * hundred keys, and reads a whole table sooner than it looks so many up.
 */
const eachOf = (schema: string, table: string, name: string): string =>
  `CROSS JOIN LATERAL (SELECT * FROM ${schema}.${table} x
    WHERE x.tenant = w.tenant AND x.kind = w.kind AND x.id = w.id OFFSET 0) ${name}`

const ofKeys = (schema: string, columns: string, table: string, order: string): string =>
  `SELECT ${columns} FROM json_to_recordset($1::json) AS w (place integer, tenant text, kind text, id text)
    ${eachOf(schema, table, 't')} ORDER BY w.place, ${order}`

const places = (keys: readonly RecordKey[]): readonly unknown[] => [
  JSON.stringify(keys.map((key, place) => ({ place, ...key }))),
]

export async function clocks({ read, schema }: Connection, keys: readonly RecordKey[]): Promise<readonly ClockRow[]> {
  const rows = await read(ofKeys(schema, CLOCK_COLUMNS, 'complaint_clock', 't.opened_at, t.clock'), places(keys))
  return rows.map(clockOf)
}

export async function links({ read, schema }: Connection, key: RecordKey): Promise<readonly Link[]> {
  const { tenant, kind, id } = key
  const columns = `from_kind, from_id, rel, to_kind, to_id, ${millis('at')} AS at`
  const rows = await read(
    `SELECT ${columns} FROM ${schema}.complaint_link WHERE tenant = $1 AND from_kind = $2 AND from_id = $3
      UNION ALL SELECT ${columns} FROM ${schema}.complaint_link
      WHERE tenant = $1 AND to_kind = $2 AND to_id = $3 AND NOT (from_kind = $2 AND from_id = $3)`,
    [tenant, kind, id],
  )
  return rows.map((row) => ({
    from: { tenant, kind: kindOf(row, 'from_kind'), id: text(row, 'from_id') },
    rel: text(row, 'rel'),
    to: { tenant, kind: kindOf(row, 'to_kind'), id: text(row, 'to_id') },
    at: integer(row, 'at'),
  }))
}

export async function personal(
  { read, schema }: Connection,
  keys: readonly RecordKey[],
): Promise<readonly PersonalRow[]> {
  const rows = await read(ofKeys(schema, 't.*', 'complaint_personal', 't.seq, t.subject'), places(keys))
  return rows.map((row) => ({
    key: { tenant: text(row, 'tenant'), kind: kindOf(row), id: text(row, 'id') },
    seq: integer(row, 'seq'),
    subject: text(row, 'subject'),
    salt: text(row, 'salt'),
    data: text(row, 'data'),
    search: text(row, 'search'),
  }))
}

/** Deletes a subject's rows. What is left of them in the server's files goes with its next vacuum and its old log. */
export async function erase(
  { write, schema }: Connection,
  tenant: string,
  subject: string,
): Promise<readonly RecordKey[]> {
  if (!isStorable(subject)) return []
  const rows = await write(
    `WITH erased AS (
      DELETE FROM ${schema}.complaint_personal WHERE tenant = $1 AND subject = $2 RETURNING kind, id
    ) SELECT DISTINCT kind, id FROM erased`,
    [tenant, subject],
  )
  return rows.map((row) => ({ tenant, kind: kindOf(row), id: text(row, 'id') }))
}

/**
 * Takes the next numbers of a series. It waits for the disk, although the log would bring it there before the complaint: a
 * commit whose connection breaks is sent again, and a server that had forgotten the reservation would then give the number
 * twice.
 */
export async function reserveNumbers(
  { write, schema }: Connection,
  tenant: string,
  series: string,
  count: number,
  tx?: PgQueryableLike,
): Promise<number> {
  const statement = prepared(
    `${schema} numbers`,
    () => `INSERT INTO ${schema}.complaint_number AS n (tenant, series, next) VALUES ($1, $2, 1 + $3::bigint)
      ON CONFLICT (tenant, series) DO UPDATE SET next = n.next + $3::bigint RETURNING next - $3::bigint AS first`,
  )
  const [row] = await write(statement, [tenant, series, count], tx)
  return row === undefined ? 0 : integer(row, 'first')
}

const ENTRY_COLUMNS = `tenant, kind, id, seq, version, ${millis('at')} AS at, type, actor, command_id, body, hash`

const CLOCK_COLUMNS = [
  ...['tenant', 'kind', 'id', 'clock', 'obligation', 'subject', 'level', 'cycle', 'state'].map((name) => `t.${name}`),
  ...['opened_at', 'due_at', 'ended_at', 'breached_at'].map((name) => `${millis(`t.${name}`)} AS ${name}`),
].join(', ')
