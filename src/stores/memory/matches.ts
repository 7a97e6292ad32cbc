import type { Columns, CountBy, PersonalRow, Query, StoredRecord } from '../contract.ts'
import type { CursorPosition } from '../cursor.ts'
import type { ListOrder } from '../list-order.ts'
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
    isAmong(query.confidentiality, columns.confidentiality) &&
    (query.dueBefore === undefined || isDueBefore(columns, query.dueBefore)) &&
    (query.notDueBefore === undefined || !isDueBefore(columns, query.notDueBefore)) &&
    (query.openedFrom === undefined || columns.openedAt >= query.openedFrom) &&
    (query.openedTo === undefined || columns.openedAt < query.openedTo) &&
    (query.visibleTo === undefined || isVisible(columns, query.visibleTo)) &&
    (query.text === undefined || hasText(personal, query.text))
  )
}

const isAmong = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value))

const isDueBefore = ({ nextDueAt }: Columns, instant: number): boolean => nextDueAt !== undefined && nextDueAt < instant

const isVisible = (columns: Columns, { persons, customers, units }: NonNullable<Query['visibleTo']>): boolean =>
  [columns.owner, columns.worker, columns.monitor].some((person) => isAmong(persons, person)) ||
  isAmong(customers, columns.customer) ||
  isAmong(units, columns.unit)

const hasText = (personal: readonly PersonalRow[], text: string): boolean =>
  personal.some(({ search }) => search.includes(text))

/** Compares two positions of one order; what has no value comes last. */
export function comparePositions(a: CursorPosition, b: CursorPosition, { isDescending }: ListOrder): number {
  const upwards = compareValues(a[0], b[0]) || compareCodePoints(a[1], b[1]) || compareCodePoints(a[2], b[2])
  return isDescending ? -upwards : upwards
}

function compareValues(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return a - b
}

/** The value that a record is counted under; `''` where it has none. */
export const groupOf = ({ policy, columns }: StoredRecord, by: CountBy): string =>
  by === 'policy' ? policy.id : (columns[by] ?? '')
