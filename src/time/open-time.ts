import type { CompiledCalendar } from './calendar.ts'
import { type Instant, LATEST } from './interval.ts'
import type { DayHours } from './working-days.ts'

/** Of so many days before the local day of an instant a window may still be open. */
export const DAYS_BEFORE = 2
/** Of so many days after it one may have been open: where the clock is put back over midnight. */
export const DAYS_AFTER = 1
const DAYS_AROUND = DAYS_BEFORE + 1 + DAYS_AFTER

/** The earliest instant until which so much working time has passed; `undefined` when there is not so much. */
export function reachOpen(
  from: Instant,
  budget: number,
  { zone, days, endDay }: CompiledCalendar,
): Instant | undefined {
  if (from + budget > LATEST) return undefined
  const first = zone.localDay(from) - DAYS_BEFORE
  let amount = budget
  for (let day = first; day < first + DAYS_AROUND; day++) amount += openBefore(from, days.hoursOf(day))
  const reached = days.reach(first, amount, 'ms', endDay)
  if (reached === undefined) return undefined
  const { base, edges } = days.hoursOf(reached.day)
  let left = reached.left
  for (let n = 0; n < edges.length; n += 2) {
    const open = edges[n] as number
    const length = (edges[n + 1] as number) - open
    if (left <= length) return base + open + left
    left -= length
  }
  return undefined
}

/** The working time of a span that does not end before it begins, in milliseconds. */
export function openMs(from: Instant, to: Instant, { zone, days, elapsed }: CompiledCalendar): number {
  if (elapsed) return to - from
  const first = zone.localDay(from) - DAYS_BEFORE
  const end = zone.localDay(to) + DAYS_AFTER + 1
  let ms = days.total(first, end, 'ms')
  for (let day = first; day < first + DAYS_AROUND; day++) ms -= openBefore(from, days.hoursOf(day))
  for (let day = end - DAYS_AROUND; day < end; day++) {
    const hours = days.hoursOf(day)
    ms -= hours.ms - openBefore(to, hours)
  }
  return ms
}

/** How much of a day's windows lies before an instant. */
function openBefore(at: Instant, { base, edges }: DayHours): number {
  let ms = 0
  const time = at - base
  for (let n = 0; n < edges.length; n += 2) {
    const open = edges[n] as number
    if (time <= open) break
    ms += Math.min(time, edges[n + 1] as number) - open
  }
  return ms
}
