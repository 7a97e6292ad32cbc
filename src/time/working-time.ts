import { RedressError } from '../errors.ts'
import type { Calendar } from './calendar.ts'
import { dayDue } from './day-due.ts'
import { type Duration, readDuration } from './duration.ts'
import { type Instant, type Interval, requireInstant, type UnitedInterval, unite } from './interval.ts'
import { formatDate } from './local-date.ts'
import { DAYS_AFTER, DAYS_BEFORE, openMs, reachOpen } from './open-time.ts'

const NO_PAUSES: readonly Interval[] = []
const UNIT_MS = { minutes: 60_000, hours: 3_600_000 }

/**
 * The instant at which a duration is over that begins at `from`: the due instant. What happens at it is in time (T-15).
 *
 * Pauses stop minutes and hours: only working time outside them counts, so a pause in closed hours changes nothing.
 * They move the due instant of every other unit back by the paused time, counted by the clock on the wall from `from`
 * on, also by pauses that begin only while it is being moved. Pauses may overlap, touch, lie in the past or the future,
 * and come in any order; a pause that begins at the due instant comes too late to move it.
 *
 * @param from epoch milliseconds; may lie in closed hours, in a pause or in the past
 * @param calendar the working time to count, and the zone whose days are meant
 * @param pauses half-open; without an end a pause lasts
 * @returns epoch milliseconds; `Infinity` while a pause without end keeps the duration from ever being over
 *
 * @throws {RedressError} DURATION_INVALID when the duration is (see {@link Duration}), a pause ends before it begins,
 * or an instant, given or found, is no whole millisecond of the years 1 to 9999.
 * @throws {RedressError} CALENDAR_RANGE when `from`, the end of a pause that matters or the answer lies outside the
 * calendar's validity.
 *
 * @example
 * ```ts
 * const callBack = calendar({ timeZone: 'Asia/Shanghai', everyDay: ['09:00-12:00', '14:30-18:00'] })
 * addWorkingTime(Date.parse('2026-03-02T11:50+08:00'), { hours: 1 }, callBack) // 15:20
 * addWorkingTime(Date.parse('2026-03-02T11:00+08:00'), { hours: 1 }, callBack) // 12:00
 * ```
 */
export function addWorkingTime(
  from: Instant,
  duration: Duration,
  calendar: Calendar,
  pauses: readonly Interval[] = NO_PAUSES,
): Instant {
  requireInstant(from, 'the beginning')
  const { unit, amount } = readDuration(duration)
  const { compiled } = calendar
  requireValid(calendar, from)
  const united = unite(pauses, from)
  let due: Instant | undefined
  if (unit === 'minutes' || unit === 'hours') {
    const budget = Math.max(1, Math.round(amount * UNIT_MS[unit]))
    due = compiled.elapsed ? delayed(from + budget, united) : workedOff(from, budget, calendar, united)
  } else {
    due = dayDue(from, unit, amount, compiled)
    if (due !== undefined) due = delayed(due, united)
  }
  return requireReached(due, from, calendar)
}

/**
 * The working time from one instant to another, in milliseconds, without what lies in pauses. Negative when `to` is
 * before `from`. A pause without end lasts to the end of the span.
 *
 * It is the inverse of {@link addWorkingTime} for minutes and hours: the working time from `from` to the due instant is
 * the budget. Over any third instant it adds up exactly. Costs the same for a day and for ten years, but for the
 * pauses, and the zone's clock changes when they are first met.
 *
 * @throws {RedressError} DURATION_INVALID when an instant is out of range or a pause ends before it begins.
 * @throws {RedressError} CALENDAR_RANGE when an instant lies outside the calendar's validity.
 */
export function workingTimeBetween(
  from: Instant,
  to: Instant,
  calendar: Calendar,
  pauses: readonly Interval[] = NO_PAUSES,
): number {
  requireInstant(from, 'the beginning')
  requireInstant(to, 'the end')
  requireValid(calendar, from)
  requireValid(calendar, to)
  // Taken from 0, since the negation of nothing is -0.
  if (to < from) return 0 - workingTimeBetween(to, from, calendar, pauses)
  let ms = openMs(from, to, calendar.compiled)
  for (const [begin, end] of unite(pauses, from)) {
    if (begin >= to) break
    ms -= openMs(begin, Math.min(end, to), calendar.compiled)
  }
  return ms
}

/**
 * The next working instant: `at` itself in an open window, else the next opening. For what may be held until somebody
 * is there to read it.
 *
 * @throws {RedressError} DURATION_INVALID when `at` is out of range.
 * @throws {RedressError} CALENDAR_RANGE when `at` or the next opening lies outside the calendar's validity.
 */
export function nextOpening(at: Instant, calendar: Calendar): Instant {
  requireInstant(at, 'the instant')
  requireValid(calendar, at)
  if (calendar.compiled.elapsed) return at
  const reached = reachOpen(at, 1, calendar.compiled)
  return requireReached(reached === undefined ? undefined : reached - 1, at, calendar)
}

/**
 * The open windows between two instants, cut at both and without what lies in pauses: the segments that
 * {@link workingTimeBetween} adds up. One interval for each window; a calendar that never closes has one in all.
 * The only question whose cost grows with the span, as its answer does.
 *
 * @throws {RedressError} DURATION_INVALID when an instant is out of range or a pause ends before it begins.
 * @throws {RedressError} CALENDAR_RANGE when an instant lies outside the calendar's validity.
 */
export function workingIntervals(
  from: Instant,
  to: Instant,
  calendar: Calendar,
  pauses: readonly Interval[] = NO_PAUSES,
): readonly (readonly [from: Instant, to: Instant])[] {
  requireInstant(from, 'the beginning')
  requireInstant(to, 'the end')
  requireValid(calendar, from)
  requireValid(calendar, to)
  const united = unite(pauses, from)
  const { zone, days, elapsed } = calendar.compiled
  const found: (readonly [Instant, Instant])[] = []
  const add = (open: Instant, close: Instant) => {
    let begin = Math.max(open, from)
    const end = Math.min(close, to)
    for (const [pausedFrom, pausedTo] of united) {
      if (pausedTo <= begin) continue
      if (pausedFrom >= end) break
      if (begin < pausedFrom) found.push([begin, pausedFrom])
      begin = pausedTo
    }
    if (begin < end) found.push([begin, end])
  }
  if (elapsed) {
    add(from, to)
    return found
  }
  const end = zone.localDay(to) + DAYS_AFTER
  for (let day = zone.localDay(from) - DAYS_BEFORE; day <= end; day++) {
    const { base, edges } = days.hoursOf(day)
    for (let n = 0; n < edges.length; n += 2) add(base + (edges[n] as number), base + (edges[n + 1] as number))
  }
  return found
}

/** Moves `due` back by the pauses that begin before it, one after the other. */
function delayed(due: Instant, pauses: readonly UnitedInterval[]): Instant {
  let moved = due
  for (const [begin, end] of pauses) {
    if (begin >= moved) break
    moved += end - begin
  }
  return moved
}

function workedOff(
  from: Instant,
  budget: number,
  calendar: Calendar,
  pauses: readonly UnitedInterval[],
): Instant | undefined {
  const { compiled } = calendar
  let cursor = from
  let left = budget
  let due = reachOpen(cursor, left, compiled)
  for (const [begin, end] of pauses) {
    if (due !== undefined && begin >= due) break
    if (begin > compiled.validEnd) break
    left -= openMs(cursor, begin, compiled)
    if (end === Number.POSITIVE_INFINITY) return end
    requireValid(calendar, end)
    cursor = end
    due = reachOpen(cursor, left, compiled)
  }
  return due
}

function requireValid(calendar: Calendar, at: Instant): void {
  const { validStart, validEnd } = calendar.compiled
  if (at < validStart || at > validEnd) throw outOfRange(calendar, at)
}

function requireReached(due: Instant | undefined, from: Instant, calendar: Calendar): Instant {
  const { spec, compiled } = calendar
  if (due !== undefined && (due <= compiled.validEnd || due === Number.POSITIVE_INFINITY)) return due
  if (spec.validTo === undefined) {
    const reason = 'the due instant lies after the year 9999'
    throw new RedressError('DURATION_INVALID', `The reckoning is out of range: ${reason}.`, { reason })
  }
  throw outOfRange(calendar, due ?? from)
}

function outOfRange(calendar: Calendar, instant: Instant): RedressError<'CALENDAR_RANGE'> {
  const { validFrom, validTo } = calendar.spec
  const date = formatDate(calendar.compiled.zone.localDay(instant))
  const bounds = `${validFrom ?? 'the beginning'} to ${validTo ?? 'the end'}`
  return new RedressError(
    'CALENDAR_RANGE',
    `The calendar knows ${bounds} and was asked beyond, from ${date} on; give it the holidays of that time.`,
    { instant, date, ...(validFrom !== undefined && { validFrom }), ...(validTo !== undefined && { validTo }) },
  )
}
