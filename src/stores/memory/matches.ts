import type { CountBy } from '../check-query.ts'
import type { Columns, PersonalRow, Query, QueryOrder, StoredRecord } from '../contract.ts'
import type { CursorPosition } from '../cursor.ts'
import { compareCodePoints } from './code-point-order.ts'

/** What a query looks at. */
interface Searchable {
  readonly record: StoredRecord
  readonly personal: readonly PersonalRow[]
}

/** Whether a record meets a query's conditions, `linkedTo` apart. */
export function matches({ record, personal }: Searchable, query: Query): boolean {
  const { columns } = record
  return (
    (query.kind === undefined || record.key.kind === query.kind) &&
    isAmong(query.policy, record.policy.id) &&
    (query.number === undefined || columns.number === query.number) &&
    (query.externalRef === undefined || columns.externalRef === query.externalRef) &&
    isAmong(query.status, columns.status) &&
    isAmong(query.level, columns.level) &&
    isAmong(query.rung, columns.rung) &&
    isAmong(query.severity, columns.severity) &&
    isAmong(query.category, columns.category) &&
    isAmong(query.owner, columns.owner) &&
    isAmong(query.worker, columns.worker) &&
    isAmong(query.unit, columns.unit) &&
    isAmong(query.customer, columns.customer) &&
    (query.major === undefined || columns.major === query.major) &&
    (query.dueBefore === undefined || (columns.nextDueAt !== undefined && columns.nextDueAt < query.dueBefore)) &&
    (query.openedFrom === undefined || columns.openedAt >= query.openedFrom) &&
    (query.openedTo === undefined || columns.openedAt < query.openedTo) &&
    (query.visibleTo === undefined || isVisible(columns, query.visibleTo)) &&
    (query.text === undefined || hasText(personal, query.text))
  )
}

const isAmong = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value))

const isVisible = (columns: Columns, { persons, units }: NonNullable<Query['visibleTo']>): boolean =>
  [columns.owner, columns.worker, columns.monitor, columns.customer].some(
    (person) => person !== undefined && persons.includes(person),
  ) ||
  (columns.unit !== undefined && units.includes(columns.unit))

const hasText = (personal: readonly PersonalRow[], text: string): boolean =>
  personal.some(({ search }) => search.includes(text))

/** Where a record stands in a list of this order. */
export const positionOf = ({ key, columns }: StoredRecord, order: QueryOrder): CursorPosition => [
  order === 'nextDue' ? (columns.nextDueAt ?? null) : columns.openedAt,
  key.kind,
  key.id,
]

/** Compares two positions of one order; what has no instant comes last. */
export function comparePositions(a: CursorPosition, b: CursorPosition, order: QueryOrder): number {
  const upwards = compareInstants(a[0], b[0]) || compareCodePoints(a[1], b[1]) || compareCodePoints(a[2], b[2])
  return order === 'newest' ? -upwards : upwards
}

function compareInstants(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return a - b
}

/** The value that a record is counted under; `''` where it has none. */
export const groupOf = ({ policy, columns }: StoredRecord, by: CountBy): string =>
  by === 'policy' ? policy.id : (columns[by] ?? '')
