import { type InputIssue, RedressError } from '../errors.ts'
import type { CountBy, MessageQuery, MessageState, Query } from './contract.ts'
import { MOST_MS } from './cursor.ts'

/** The most values that a condition of a query may list. */
export const MOST_LISTED = 1_000

/** The columns that can be counted by. */
export const COUNTED_BY = [
  'status',
  'level',
  'rung',
  'severity',
  'category',
  'owner',
  'worker',
  'unit',
  'policy',
] as const satisfies readonly CountBy[]

/**
 * Holds a worklist's query to the bounds of the port, alike in every store. Orders and columns are looked up and not
 * trusted: they come from a URL and end in a statement.
 *
 * @throws {RedressError} QUERY_INVALID with every issue: a limit outside 1 to 500, an unknown order or column, an instant
 * that is none, a list of more than {@link MOST_LISTED} values
 */
export function checkQuery(query: Query, by?: CountBy): void {
  const issues: InputIssue[] = [...limitIssues(query.limit, 500)]
  for (const [path, list] of [...Object.entries(query), ...Object.entries(query.visibleTo ?? {})]) {
    if (Array.isArray(list) && list.length > MOST_LISTED)
      issues.push({ path, message: `lists over ${MOST_LISTED} values` })
  }
  for (const path of ['dueBefore', 'notDueBefore', 'openedFrom', 'openedTo'] as const) {
    const at = query[path]
    if (at !== undefined && !(Number.isInteger(at) && Math.abs(at) <= MOST_MS)) {
      issues.push({ path, message: 'is not an instant in epoch milliseconds' })
    }
  }
  if (query.order !== undefined && !ORDERS.includes(query.order)) {
    issues.push({ path: 'order', message: `is none of ${ORDERS.join(', ')}` })
  }
  if (by !== undefined && !COUNTED_BY.includes(by)) {
    issues.push({ path: 'by', message: `is none of ${COUNTED_BY.join(', ')}` })
  }
  refuse(issues)
}

/**
 * Holds a query for messages to the bounds of the port; answers how many a page holds.
 *
 * @throws {RedressError} QUERY_INVALID with every issue: a limit outside 1 to 500, an unknown state
 */
export function checkMessageQuery({ limit, state }: MessageQuery): number {
  const issues = [...limitIssues(limit, 500)]
  if (state !== undefined && !STATES.includes(state)) {
    issues.push({ path: 'state', message: `is none of ${STATES.join(', ')}` })
  }
  refuse(issues)
  return limit ?? 50
}

/**
 * How many items a page holds.
 *
 * @throws {RedressError} QUERY_INVALID when `limit` is not a whole number from 1 to `most`
 */
export function pageSize(limit: number | undefined, usual: number, most: number): number {
  refuse(limitIssues(limit, most))
  return limit ?? usual
}

/**
 * Holds the arguments of `reserveNumbers` to whole numbers from 1 on.
 *
 * @throws {RedressError} QUERY_INVALID when `count` is not one
 */
export function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) refuse([{ path: 'count', message: 'is not a whole number from 1 on' }])
}

const ORDERS: readonly string[] = ['nextDue', 'priority', 'newest', 'oldest'] satisfies NonNullable<Query['order']>[]

const STATES: readonly string[] = ['pending', 'delivered', 'expanded', 'dead'] satisfies MessageState[]

function limitIssues(limit: number | undefined, most: number): readonly InputIssue[] {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= most)) return []
  return [{ path: 'limit', message: `is not a whole number from 1 to ${most}` }]
}

function refuse(issues: readonly InputIssue[]): void {
  if (issues.length === 0) return
  const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw new RedressError('QUERY_INVALID', `The query cannot be answered: ${list}.`, { issues })
}
