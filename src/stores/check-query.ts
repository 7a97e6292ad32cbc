import { type InputIssue, RedressError } from '../errors.ts'
import type { Query } from './contract.ts'

/** The most values that a condition of a query may list. */
export const MOST_LISTED = 1_000

/**
 * Holds a worklist's query to the bounds of the port, alike in every store.
 *
 * @throws {RedressError} QUERY_INVALID with every issue: a limit outside 1 to 500, an unknown order, a list of more than
 * {@link MOST_LISTED} values
 */
export function checkQuery(query: Query): void {
  const issues: InputIssue[] = [...limitIssues(query.limit, 500)]
  for (const [path, list] of [...Object.entries(query), ...Object.entries(query.visibleTo ?? {})]) {
    if (Array.isArray(list) && list.length > MOST_LISTED)
      issues.push({ path, message: `lists over ${MOST_LISTED} values` })
  }
  if (query.order !== undefined && !ORDERS.includes(query.order)) {
    issues.push({ path: 'order', message: `is none of ${ORDERS.join(', ')}` })
  }
  refuse(issues)
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

const ORDERS: readonly string[] = ['nextDue', 'newest', 'oldest'] satisfies NonNullable<Query['order']>[]

function limitIssues(limit: number | undefined, most: number): readonly InputIssue[] {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= most)) return []
  return [{ path: 'limit', message: `is not a whole number from 1 to ${most}` }]
}

function refuse(issues: readonly InputIssue[]): void {
  if (issues.length === 0) return
  const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw new RedressError('QUERY_INVALID', `The query cannot be answered: ${list}.`, { issues })
}
