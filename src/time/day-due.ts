import type { CompiledCalendar } from './calendar.ts'
import type { DurationUnit } from './duration.ts'
import { type Instant, LATEST } from './interval.ts'
import { addMonths, DAY_MS } from './local-date.ts'
import type { Zone } from './zone.ts'

/** The units that end with a day. */
export type DayUnit = Exclude<DurationUnit, 'minutes' | 'hours'>

const END_DAY = Math.floor(LATEST / DAY_MS)

/**
 * When a duration in days, weeks or months that begins at `from` is over; pauses apart. `undefined` when that lies
 * after the calendar's last window or after the year 9999. The rule of each unit stands at {@link Duration}.
 */
export function dayDue(from: Instant, unit: DayUnit, amount: number, calendar: CompiledCalendar): Instant | undefined {
  const { zone, days, endDay } = calendar
  const today = zone.localDay(from)
  // No unit is shorter than a day, so this spares the search through eight thousand years.
  if (amount > END_DAY - today) return undefined
  if (unit === 'workingDays' || unit === 'closeOfBusiness') {
    const reached = days.reach(today + 1, amount, 'works', endDay)
    if (reached === undefined) return undefined
    if (unit === 'workingDays') return endOf(zone, reached.day)
    const hours = days.hoursOf(reached.day)
    return hours.base + hours.close
  }
  const day = naturalDay(zone, today, unit, amount)
  return day > END_DAY ? undefined : endOf(zone, day)
}

function naturalDay(zone: Zone, today: number, unit: 'days' | 'sameDay' | 'weeks' | 'months', amount: number): number {
  switch (unit) {
    case 'sameDay':
      return today
    case 'days':
      return daysLater(zone, today, amount)
    case 'weeks':
      return existing(zone, today + 7 * amount)
    case 'months':
      return existing(zone, addMonths(today, amount))
  }
}

/** Counts so many days on, without the dates that the zone skipped. */
function daysLater(zone: Zone, today: number, amount: number): number {
  let day = today + amount
  for (const { at, before, after } of zone.transitions((today - 1) * DAY_MS, (day + 2) * DAY_MS)) {
    const endSkipped = Math.floor((at + after) / DAY_MS)
    for (let skipped = Math.ceil((at + before) / DAY_MS); skipped < endSkipped; skipped++) {
      if (skipped > today && skipped <= day) day++
    }
  }
  return day
}

/** This day, or the next one that the zone did not skip. */
function existing(zone: Zone, day: number): number {
  return day > END_DAY ? day : zone.existingDay(day)
}

function endOf(zone: Zone, day: number): Instant {
  return zone.closing((day + 1) * DAY_MS)
}
