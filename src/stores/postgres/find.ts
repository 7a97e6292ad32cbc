import { type CountBy, checkQuery } from '../check-query.ts'
import type { Page, Query, QueryOrder, StoredRecord } from '../contract.ts'
import { type CursorPosition, readCursor, writeCursor } from '../cursor.ts'
import type { Connection } from './connection.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { instant, integer, maybeText, storable } from './row.ts'

/** Puts a value into a statement; answers its place-holder. No value of a query ever stands in the text. */
type Bind = (value: unknown) => string

export async function find(connection: Connection, query: Query): Promise<Page<StoredRecord>> {
  checkQuery(query)
  const order = query.order ?? 'newest'
  const limit = query.limit ?? 50
  const scope = `find:${query.tenant}:${order}`
  const after = query.after === undefined ? undefined : readCursor(scope, query.after)
  const values: unknown[] = []
  const statement = listOf(connection.schema, query, order, after, limit + 1, (value) => `$${values.push(value)}`)
  const found = await connection.read(statement, values)
  const items = found.slice(0, limit).map(recordOf)
  const last = items.at(-1)
  if (found.length <= limit || last === undefined) return { items }
  const sortedBy = order === 'nextDue' ? (last.columns.nextDueAt ?? null) : last.columns.openedAt
  return { items, next: writeCursor(scope, [sortedBy, last.key.kind, last.key.id]) }
}

function listOf(
  schema: string,
  query: Query,
  order: QueryOrder,
  after: CursorPosition | undefined,
  most: number,
  bind: Bind,
): string {
  const conditions = conditionsOf(schema, query, bind)
  const limit = bind(most)
  const select = (columns: string, parts: readonly string[], orderBy: string): string =>
    `SELECT ${columns} FROM ${schema}.complaint_record r WHERE ${[...conditions, ...parts].join(' AND ')}
      ORDER BY ${orderBy} LIMIT ${limit}`
  const beyond = (column: string, sign: '<' | '>'): readonly string[] => {
    if (after === undefined || after[0] === null) return []
    return [
      `(r.${column}, r.kind, r.id) ${sign} (${bind(instant(after[0]))}::timestamptz, ${bind(after[1])}, ${bind(after[2])})`,
    ]
  }
  if (order === 'newest') {
    return select(RECORD_COLUMNS, beyond('opened_at', '<'), 'r.opened_at DESC, r.kind DESC, r.id DESC')
  }
  if (order === 'oldest') return select(RECORD_COLUMNS, beyond('opened_at', '>'), 'r.opened_at, r.kind, r.id')

  // Two lists, one after the other, in one statement and so of one state of the data: no condition on a place in an index
  // that has its NULLs last can be told in one.
  const isPastDue = after !== undefined && after[0] === null
  const rest = isPastDue ? [`(r.kind, r.id) > (${bind(after[1])}, ${bind(after[2])})`] : []
  const undated = ['r.next_due_at IS NULL', ...rest]
  if (isPastDue) return select(RECORD_COLUMNS, undated, 'r.kind, r.id')
  const dated = ['r.next_due_at IS NOT NULL', ...beyond('next_due_at', '>')]
  return `SELECT * FROM (
      (${select(`1 AS list, ${RECORD_COLUMNS}`, dated, 'r.next_due_at, r.kind, r.id')})
      UNION ALL (${select(`2 AS list, ${RECORD_COLUMNS}`, undated, 'r.kind, r.id')})
    ) both_lists ORDER BY list, next_due_at, kind, id LIMIT ${limit}`
}

export async function count(
  { read, schema }: Connection,
  query: Query,
  by: CountBy | undefined,
): Promise<Record<string, number>> {
  checkQuery(query, by)
  const values: unknown[] = []
  const where = conditionsOf(schema, query, (value) => `$${values.push(value)}`).join(' AND ')
  if (by === undefined) {
    const [row] = await read(`SELECT count(*) AS total FROM ${schema}.complaint_record r WHERE ${where}`, values)
    return { total: row === undefined ? 0 : integer(row, 'total') }
  }
  const rows = await read(
    `SELECT r.${by} AS value, count(*) AS total FROM ${schema}.complaint_record r WHERE ${where} GROUP BY r.${by}`,
    values,
  )
  // Not by assignment: a host's category may be called `__proto__`.
  return Object.fromEntries(rows.map((row) => [maybeText(row, 'value') ?? '', integer(row, 'total')]))
}

function conditionsOf(schema: string, query: Query, bind: Bind): readonly string[] {
  const { visibleTo, linkedTo } = query
  const parts = [among('r.tenant', [query.tenant], bind)]
  const listed = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) parts.push(among(`r.${column}`, values, bind))
  }
  const equals = (column: string, value: string | undefined): void => {
    if (value !== undefined) listed(column, [value])
  }
  const compares = (column: string, sign: string, value: number | undefined): void => {
    if (value !== undefined) parts.push(`r.${column} ${sign} ${bind(instant(value))}::timestamptz`)
  }
  equals('kind', query.kind)
  listed('policy', query.policy)
  equals('number', query.number)
  equals('external_ref', query.externalRef)
  listed('status', query.status)
  listed('level', query.level)
  listed('rung', query.rung)
  listed('severity', query.severity)
  listed('category', query.category)
  listed('owner', query.owner)
  listed('worker', query.worker)
  listed('unit', query.unit)
  listed('customer', query.customer)
  if (query.major !== undefined) parts.push(query.major ? 'r.major' : 'NOT r.major')
  compares('next_due_at', '<', query.dueBefore)
  compares('opened_at', '>=', query.openedFrom)
  compares('opened_at', '<', query.openedTo)
  if (visibleTo !== undefined) {
    const { persons, units } = visibleTo
    const each = [
      ...['owner', 'worker', 'monitor', 'customer'].map((column) => among(`r.${column}`, persons, bind)),
      among('r.unit', units, bind),
    ]
    parts.push(`(${each.join(' OR ')})`)
  }
  if (linkedTo !== undefined) {
    const { tenant, kind, id } = linkedTo.to
    parts.push(`r.tenant = ${bind(tenant)} AND (r.kind, r.id) IN (SELECT l.from_kind, l.from_id
      FROM ${schema}.complaint_link l
      WHERE l.tenant = ${bind(tenant)} AND l.to_kind = ${bind(kind)} AND l.to_id = ${bind(id)} AND l.rel = ${bind(linkedTo.rel)})`)
  }
  if (query.text !== undefined) {
    parts.push(`EXISTS (SELECT 1 FROM ${schema}.complaint_personal p
      WHERE p.tenant = r.tenant AND p.kind = r.kind AND p.id = r.id AND position(${bind(storable(query.text))} IN p.search) > 0)`)
  }
  return parts
}

/** That a column has one of some values; of none, that nothing is. What Postgres cannot hold, no column has. */
function among(column: string, values: readonly string[], bind: Bind): string {
  const possible = values.filter((value) => value === storable(value))
  if (possible.length === 0) return 'FALSE'
  return possible.length === 1 ? `${column} = ${bind(possible[0])}` : `${column} = ANY (${bind(possible)}::text[])`
}
