import { RedressError } from '../errors.ts'

/** A point in time in epoch milliseconds; a whole number between the years 1 and 9999. */
export type Instant = number

/**
 * A span of time: `from` belongs to it, `to` no longer does. Without `to` it has no end (yet), as a pause has none
 * while it lasts.
 */
export type Interval = readonly [from: Instant, to?: Instant | undefined]

/** 0001-01-01T00:00Z. */
export const EARLIEST: Instant = -62_135_596_800_000
/** 9999-12-31T23:59:59.999Z. */
export const LATEST: Instant = 253_402_300_799_999

export function isInstant(value: number): boolean {
  return Number.isInteger(value) && value >= EARLIEST && value <= LATEST
}

/** @throws {RedressError} DURATION_INVALID when the value is no whole millisecond of the years 1 to 9999. */
export function requireInstant(value: number, name: string): void {
  if (isInstant(value)) return
  const reason = `${name} is ${String(value)}, not a whole number of epoch milliseconds in the years 1 to 9999`
  throw new RedressError('DURATION_INVALID', `The reckoning is out of range: ${reason}.`, { reason })
}

const NONE: readonly UnitedInterval[] = []

/** An interval with both ends; one that lasts ends at `Infinity`. */
export type UnitedInterval = readonly [from: Instant, to: Instant]

/**
 * The intervals as a set: sorted, overlapping and touching ones made one, empty ones left out, and what lies before
 * `start` cut off. So two absences at once count once. Source: T-09.
 *
 * @throws {RedressError} DURATION_INVALID when an interval ends before it begins or has an end that is no instant.
 */
export function unite(intervals: readonly Interval[], start: Instant): readonly UnitedInterval[] {
  if (intervals.length === 0) return NONE
  const cut: UnitedInterval[] = []
  let sorted = true
  let last = Number.NEGATIVE_INFINITY
  for (const interval of intervals) {
    const to = endOf(interval)
    const from = Math.max(interval[0], start)
    if (from >= to) continue
    if (from < last) sorted = false
    last = from
    cut.push([from, to])
  }
  if (!sorted) cut.sort((a, b) => a[0] - b[0])
  return merge(cut)
}

function merge(sorted: readonly UnitedInterval[]): readonly UnitedInterval[] {
  const united: [Instant, Instant][] = []
  let open: [Instant, Instant] | undefined
  for (const [from, to] of sorted) {
    if (open !== undefined && from <= open[1]) {
      open[1] = Math.max(open[1], to)
    } else {
      open = [from, to]
      united.push(open)
    }
  }
  return united
}

function endOf([from, to = Number.POSITIVE_INFINITY]: Interval): Instant {
  requireInstant(from, 'the beginning of a pause')
  if (to !== Number.POSITIVE_INFINITY) requireInstant(to, 'the end of a pause')
  if (to < from) {
    const reason = `a pause from ${from} ends before it begins, at ${to}`
    throw new RedressError('DURATION_INVALID', `The reckoning is out of order: ${reason}.`, { reason })
  }
  return to
}
