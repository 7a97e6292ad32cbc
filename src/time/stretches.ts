import type { Calendar } from './calendar.ts'
import type { Instant } from './interval.ts'
import { DAY_MS, formatDate } from './local-date.ts'
import { workingIntervals } from './working-time.ts'
import type { Zone } from './zone.ts'

/** A stretch of time as a calendar sees it. `holiday`: closed, and the wall calendar shows one of its holidays. */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly kind: 'open' | 'closed' | 'holiday'
}

/**
 * What lies between two instants: the open windows, and why it is closed between them. Gapless and in order; neighbours
 * differ in kind, so a night and the Sunday after it are one stretch. Its cost grows with the days in between.
 *
 * @throws {RedressError} DURATION_INVALID when an instant is out of range.
 * @throws {RedressError} CALENDAR_RANGE when an instant lies outside the calendar's validity.
 */
export function stretches(from: Instant, to: Instant, calendar: Calendar): readonly Stretch[] {
  const { zone } = calendar.compiled
  const isHoliday = holidaysOf(calendar)
  const found: Stretch[] = []
  const add = (end: Instant, kind: Stretch['kind']): void => {
    const last = found.at(-1)
    const begin = last?.to ?? from
    if (end <= begin) return
    if (last?.kind === kind) found[found.length - 1] = { ...last, to: end }
    else found.push({ from: begin, to: end, kind })
  }
  const close = (end: Instant): void => {
    for (const cut of dayCuts(found.at(-1)?.to ?? from, end, zone)) {
      add(cut, isHoliday(zone.localDay(found.at(-1)?.to ?? from)) ? 'holiday' : 'closed')
    }
  }
  for (const [opening, closing] of workingIntervals(from, to, calendar)) {
    close(opening)
    add(closing, 'open')
  }
  close(to)
  return found
}

/** Whether a local day is one of the calendar's holidays. */
export function holidaysOf({ spec }: Calendar): (day: number) => boolean {
  const dates = new Set(spec.holidays)
  return (day) => dates.has(formatDate(day))
}

/** The instants until `to`, `to` included, between which the wall calendar shows one day; some too many do no harm. */
function dayCuts(from: Instant, to: Instant, zone: Zone): readonly Instant[] {
  if (from >= to) return []
  const cuts = [to, ...zone.transitions(from, to).map(({ at }) => at)]
  // Where the clock is put back over midnight, a day begins twice.
  for (let day = zone.localDay(from) - 1; day <= zone.localDay(to) + 1; day++) {
    cuts.push(zone.opening(day * DAY_MS), zone.closing(day * DAY_MS))
  }
  return cuts.filter((cut) => cut > from && cut <= to).sort((a, b) => a - b)
}
