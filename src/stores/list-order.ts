import type { Columns, Query, QueryOrder, StoredRecord } from './contract.ts'
import { type CursorPosition, readCursor, writeCursor } from './cursor.ts'

/** How a list is sorted. */
export interface ListOrder {
  /** The column's name in a database. */
  readonly column: 'opened_at' | 'next_due_at' | 'priority'
  readonly valueOf: (columns: Columns) => number | undefined
  readonly isDescending: boolean
  /** A record may have no value; it comes last then. */
  readonly isPartial: boolean
}

const ORDERS: Readonly<Record<QueryOrder, ListOrder>> = {
  newest: { column: 'opened_at', valueOf: ({ openedAt }) => openedAt, isDescending: true, isPartial: false },
  oldest: { column: 'opened_at', valueOf: ({ openedAt }) => openedAt, isDescending: false, isPartial: false },
  nextDue: { column: 'next_due_at', valueOf: ({ nextDueAt }) => nextDueAt, isDescending: false, isPartial: true },
  priority: { column: 'priority', valueOf: ({ priority }) => priority, isDescending: false, isPartial: true },
}

/** The order of a query that was checked. */
export const orderOf = ({ order = 'newest' }: Query): ListOrder => ORDERS[order]

/** Where a record stands in a list. */
export const positionOf = ({ key, columns }: StoredRecord, order: ListOrder): CursorPosition => [
  order.valueOf(columns) ?? null,
  key.kind,
  key.id,
]

/**
 * Where the page before ended; `undefined` on the first page.
 *
 * @throws {RedressError} QUERY_INVALID when the cursor is not one of this list
 */
export const positionAfter = (query: Query): CursorPosition | undefined =>
  query.after === undefined ? undefined : readCursor(scopeOf(query), query.after)

/** The cursor of the page that follows a record. */
export const cursorAfter = (query: Query, record: StoredRecord): string =>
  writeCursor(scopeOf(query), positionOf(record, orderOf(query)))

// Without what may differ from page to page: the size, and what is overdue, which is asked of another instant each time.
const MOVING: ReadonlySet<string> = new Set(['limit', 'after', 'dueBefore', 'notDueBefore'])

function scopeOf(query: Query): string {
  const conditions = Object.entries({ order: 'newest', ...query })
    .filter(([name, value]) => !MOVING.has(name) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `find:${JSON.stringify(conditions)}`
}
