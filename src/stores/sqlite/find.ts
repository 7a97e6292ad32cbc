import type { SQLInputValue } from 'node:sqlite'
import { checkQuery } from '../check-query.ts'
import type { CountBy, Page, Query, StoredRecord } from '../contract.ts'
import type { CursorPosition } from '../cursor.ts'
import { cursorAfter, orderOf, positionAfter } from '../list-order.ts'
import type { Connection } from './connection.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { integer, maybeText, withoutNul } from './row.ts'

/** A part of a statement with the values of its place-holders. No value of a query ever stands in the text, bar names that were looked up. */
interface Fragment {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

export function find(connection: Connection, query: Query): Page<StoredRecord> {
  checkQuery(query)
  const limit = query.limit ?? 50
  const after = positionAfter(query)
  const found = connection.read(() =>
    rowsOf(connection, query, after, limit + 1).map((row) => recordOf(connection.sql(SELECT_BY_ROW).get(row) ?? {})),
  )
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return found.length <= limit || last === undefined ? { items } : { items, next: cursorAfter(query, last) }
}

// Rows first and records after: a record has kilobytes, which a sort would carry along.
function rowsOf({ sql }: Connection, query: Query, after: CursorPosition | undefined, most: number): readonly number[] {
  const { column, isDescending, isPartial } = orderOf(query)
  const conditions = conditionsOf(query)
  const select = (parts: readonly Fragment[], orderBy: string, limit: number): readonly number[] => {
    const all = [...conditions, ...parts]
    const where = all.map((part) => part.sql).join(' AND ')
    return sql(`SELECT rowid AS row FROM complaint_record r WHERE ${where} ORDER BY ${orderBy} LIMIT ?`)
      .all(...all.flatMap(({ values }) => values), limit)
      .map((row) => integer(row, 'row'))
  }
  // The plus keeps SQLite from walking through all that was ever opened to find the few that are overdue.
  const sortedBy = query.dueBefore === undefined || column === 'next_due_at' ? column : `+${column}`
  if (isDescending) return select(keyset(column, after, '<'), `${sortedBy} DESC, kind DESC, id DESC`, most)
  if (!isPartial) return select(keyset(column, after, '>'), `${sortedBy}, kind, id`, most)

  // Two lists, one after the other, since no index is walked with its NULLs last.
  const isInSecond = after !== undefined && after[0] === null
  const hasValue = { sql: `${column} IS NOT NULL`, values: [] }
  const first = isInSecond ? [] : select([hasValue, ...keyset(column, after, '>')], `${sortedBy}, kind, id`, most)
  if (first.length === most) return first
  const rest: Fragment[] = [{ sql: `${column} IS NULL`, values: [] }]
  if (isInSecond) rest.push({ sql: '(kind, id) > (?, ?)', values: [after[1], after[2]] })
  return [...first, ...select(rest, 'kind, id', most - first.length)]
}

function keyset(column: string, after: CursorPosition | undefined, beyond: '<' | '>'): readonly Fragment[] {
  return after === undefined ? [] : [{ sql: `(${column}, kind, id) ${beyond} (?, ?, ?)`, values: after }]
}

export function count({ sql }: Connection, query: Query, by: CountBy | undefined): Record<string, number> {
  checkQuery(query, by)
  const conditions = conditionsOf(query)
  const where = conditions.map((part) => part.sql).join(' AND ')
  const values = conditions.flatMap((part) => part.values)
  if (by === undefined) {
    const row = sql(`SELECT count(*) AS total FROM complaint_record r WHERE ${where}`).get(...values)
    return { total: row === undefined ? 0 : integer(row, 'total') }
  }
  const rows = sql(`SELECT ${by} AS value, count(*) AS total FROM complaint_record r WHERE ${where} GROUP BY ${by}`)
  // Not by assignment: a host's category may be called `__proto__`.
  return Object.fromEntries(rows.all(...values).map((row) => [maybeText(row, 'value') ?? '', integer(row, 'total')]))
}

function conditionsOf(query: Query): readonly Fragment[] {
  const { visibleTo, linkedTo } = query
  const parts: Fragment[] = [{ sql: 'tenant = ?', values: [query.tenant] }]
  const equals = (column: string, value: SQLInputValue | undefined): void => {
    if (value !== undefined) parts.push({ sql: `${column} = ?`, values: [value] })
  }
  const among = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) parts.push(anyOf(column, values))
  }
  equals('kind', query.kind)
  among('policy', query.policy)
  equals('number', query.number)
  equals('external_ref', query.externalRef)
  among('status', query.status)
  among('level', query.level)
  among('rung', query.rung)
  among('severity', query.severity)
  among('category', query.category)
  among('owner', query.owner)
  among('worker', query.worker)
  among('unit', query.unit)
  among('customer', query.customer)
  equals('major', query.major === undefined ? undefined : Number(query.major))
  among('confidentiality', query.confidentiality)
  if (query.dueBefore !== undefined) parts.push({ sql: 'next_due_at < ?', values: [query.dueBefore] })
  if (query.notDueBefore !== undefined) {
    parts.push({ sql: 'coalesce(next_due_at >= ?, TRUE)', values: [query.notDueBefore] })
  }
  if (query.openedFrom !== undefined) parts.push({ sql: 'opened_at >= ?', values: [query.openedFrom] })
  if (query.openedTo !== undefined) parts.push({ sql: 'opened_at < ?', values: [query.openedTo] })
  if (visibleTo !== undefined) {
    const { persons, customers, units } = visibleTo
    const each = [
      ...['owner', 'worker', 'monitor'].map((column) => anyOf(column, persons)),
      anyOf('customer', customers),
      anyOf('unit', units),
    ]
    parts.push({ sql: `(${each.map(({ sql }) => sql).join(' OR ')})`, values: each.flatMap(({ values }) => values) })
  }
  if (linkedTo !== undefined) {
    parts.push({
      sql: `tenant = ? AND (kind, id) IN (SELECT from_kind, from_id FROM complaint_link
        WHERE tenant = ? AND to_kind = ? AND to_id = ? AND rel = ?)`,
      values: [linkedTo.to.tenant, linkedTo.to.tenant, linkedTo.to.kind, linkedTo.to.id, linkedTo.rel],
    })
  }
  if (query.text !== undefined) {
    parts.push({
      sql: `EXISTS (SELECT 1 FROM complaint_personal p WHERE p.tenant = r.tenant AND p.kind = r.kind AND p.id = r.id
        AND instr(p.search, ?) > 0)`,
      values: [withoutNul(query.text)],
    })
  }
  return parts
}

/** That a column has one of some values; of none, that nothing is. */
function anyOf(column: string, values: readonly string[]): Fragment {
  if (values.length === 1) return { sql: `${column} = ?`, values }
  return values.length === 0
    ? { sql: 'FALSE', values }
    : { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }
}

const SELECT_BY_ROW = `SELECT ${RECORD_COLUMNS} FROM complaint_record WHERE rowid = ?`
