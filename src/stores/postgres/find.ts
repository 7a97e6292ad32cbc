import { checkQuery } from '../check-query.ts'
import type { CountBy, Page, Query, StoredRecord } from '../contract.ts'
import type { CursorPosition } from '../cursor.ts'
import { cursorAfter, orderOf, positionAfter } from '../list-order.ts'
import type { Connection } from './connection.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { instant, integer, isStorable, maybeText, storable } from './row.ts'

/** Puts a value into a statement; answers its place-holder. No value of a query ever stands in the text. */
type Bind = (value: unknown) => string

export async function find(connection: Connection, query: Query): Promise<Page<StoredRecord>> {
  checkQuery(query)
  const limit = query.limit ?? 50
  const after = positionAfter(query)
  const values: unknown[] = []
  const statement = listOf(connection.schema, query, after, limit + 1, (value) => `$${values.push(value)}`)
  const found = await connection.read(statement, values)
  const items = found.slice(0, limit).map(recordOf)
  const last = items.at(-1)
  return found.length <= limit || last === undefined ? { items } : { items, next: cursorAfter(query, last) }
}

function listOf(schema: string, query: Query, after: CursorPosition | undefined, most: number, bind: Bind): string {
  const { column, isDescending, isPartial } = orderOf(query)
  const conditions = conditionsOf(schema, query, bind)
  const limit = bind(most)
  const select = (columns: string, parts: readonly string[], orderBy: string): string =>
    `SELECT ${columns} FROM ${schema}.complaint_record r WHERE ${[...conditions, ...parts].join(' AND ')}
      ORDER BY ${orderBy} LIMIT ${limit}`
  const beyond = (sign: '<' | '>'): readonly string[] => {
    if (after === undefined || after[0] === null) return []
    const value = column === 'priority' ? `${bind(after[0])}::bigint` : `${bind(instant(after[0]))}::timestamptz`
    return [`(r.${column}, r.kind, r.id) ${sign} (${value}, ${bind(after[1])}, ${bind(after[2])})`]
  }
  if (isDescending) return select(RECORD_COLUMNS, beyond('<'), `r.${column} DESC, r.kind DESC, r.id DESC`)
  if (!isPartial) return select(RECORD_COLUMNS, beyond('>'), `r.${column}, r.kind, r.id`)

  // Two lists, one after the other, in one statement and so of one state of the data: no condition on a place in an index
  // that has its NULLs last can be told in one.
  const isInSecond = after !== undefined && after[0] === null
  const rest = isInSecond ? [`(r.kind, r.id) > (${bind(after[1])}, ${bind(after[2])})`] : []
  const second = [`r.${column} IS NULL`, ...rest]
  if (isInSecond) return select(RECORD_COLUMNS, second, 'r.kind, r.id')
  const first = [`r.${column} IS NOT NULL`, ...beyond('>')]
  return `SELECT * FROM (
      (${select(`1 AS list, ${RECORD_COLUMNS}`, first, `r.${column}, r.kind, r.id`)})
      UNION ALL (${select(`2 AS list, ${RECORD_COLUMNS}`, second, 'r.kind, r.id')})
    ) both_lists ORDER BY list, ${column}, kind, id LIMIT ${limit}`
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
  listed('confidentiality', query.confidentiality)
  compares('next_due_at', '<', query.dueBefore)
  if (query.notDueBefore !== undefined) {
    parts.push(`coalesce(r.next_due_at >= ${bind(instant(query.notDueBefore))}::timestamptz, TRUE)`)
  }
  compares('opened_at', '>=', query.openedFrom)
  compares('opened_at', '<', query.openedTo)
  if (visibleTo !== undefined) {
    const { persons, customers, units } = visibleTo
    const each = [
      ...['owner', 'worker', 'monitor'].map((column) => among(`r.${column}`, persons, bind)),
      among('r.customer', customers, bind),
      among('r.unit', units, bind),
    ]
    parts.push(`(${each.join(' OR ')})`)
  }
  if (linkedTo !== undefined) {
    const { tenant, kind, id } = linkedTo.to
    const link = [among('l.to_kind', [kind], bind), among('l.to_id', [id], bind), among('l.rel', [linkedTo.rel], bind)]
    parts.push(`${among('r.tenant', [tenant], bind)} AND (r.kind, r.id) IN (SELECT l.from_kind, l.from_id
      FROM ${schema}.complaint_link l WHERE ${among('l.tenant', [tenant], bind)} AND ${link.join(' AND ')})`)
  }
  if (query.text !== undefined) {
    parts.push(`EXISTS (SELECT 1 FROM ${schema}.complaint_personal p
      WHERE p.tenant = r.tenant AND p.kind = r.kind AND p.id = r.id AND position(${bind(storable(query.text))} IN p.search) > 0)`)
  }
  return parts
}

/** That a column has one of some values; of none, that nothing is. What Postgres cannot hold, no column has. */
function among(column: string, values: readonly string[], bind: Bind): string {
  const possible = values.filter(isStorable)
  if (possible.length === 0) return 'FALSE'
  return possible.length === 1 ? `${column} = ${bind(possible[0])}` : `${column} = ANY (${bind(possible)}::text[])`
}
