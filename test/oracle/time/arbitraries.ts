import fc from 'fast-check'
import { isRedressError } from '../../../src/errors.ts'
import { type Calendar, calendar } from '../../../src/time/calendar.ts'
import type { Duration } from '../../../src/time/duration.ts'
import type { OracleSpec } from './oracle.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Zones with a local date around which something is odd. */
const places: readonly (readonly [timeZone: string, date: string])[] = [
  ['Europe/Berlin', '2025-03-30'], // 02:00 → 03:00
  ['Europe/Berlin', '2025-10-26'], // 03:00 → 02:00
  ['America/New_York', '2025-03-09'],
  ['America/New_York', '2025-11-02'],
  ['America/Sao_Paulo', '2018-11-04'], // no midnight: 00:00 → 01:00
  ['America/Sao_Paulo', '2018-02-18'], // a doubled hour before midnight: 00:00 → 23:00
  ['Australia/Lord_Howe', '2025-04-06'], // half an hour: 02:00 → 01:30
  ['Australia/Lord_Howe', '2025-10-05'],
  ['Pacific/Apia', '2011-12-30'], // a skipped date
  ['Pacific/Kwajalein', '1969-10-01'], // a doubled day, nearly: 00:00 → 01:00 of the day before
  ['America/St_Johns', '2010-11-07'], // 00:01 → 23:01: the new day begins twice
  ['America/Havana', '2025-11-02'], // 01:00 → 00:00: a doubled first hour
  ['Antarctica/Troll', '2025-03-30'], // two hours
  ['Africa/Casablanca', '2025-02-23'], // two changes within five weeks
  ['America/Recife', '2000-10-08'], // two changes within a week
  ['Asia/Shanghai', '2025-10-01'], // no changes
  ['Asia/Kathmandu', '2025-06-15'], // +05:45
]

export const place = fc
  .constantFrom(...places)
  .map(([timeZone, date]) => ({ timeZone, around: Date.parse(`${date}T00:00Z`) }))

const timeOfDay = fc.oneof(
  fc.integer({ min: 0, max: 24 }).map((hour) => hour * 60),
  // Close to where clocks change.
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 1_440 }),
)

/** Up to three windows of a day, the last one sometimes over midnight. */
const windows = fc
  .tuple(fc.uniqueArray(timeOfDay, { minLength: 2, maxLength: 6 }), fc.boolean())
  .map(([times, overnight]) => {
    const sorted = times.sort((a, b) => a - b)
    const found: string[] = []
    if (overnight && sorted.length % 2 === 0 && sorted.length > 2) {
      const close = sorted.shift() as number
      const open = sorted.pop() as number
      if (open < 1_440) found.push(`${clock(open)}-${clock(close)}`)
    }
    for (let n = 0; n + 1 < sorted.length; n += 2) found.push(`${clock(sorted[n]!)}-${clock(sorted[n + 1]!)}`)
    return found
  })

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

const weekday = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
const hours = fc.oneof(
  { weight: 3, arbitrary: fc.record({ everyDay: windows }) },
  {
    weight: 5,
    arbitrary: fc.record({
      week: fc.record(
        { mon: windows, tue: windows, wed: windows, thu: windows, fri: windows, sat: windows, sun: windows },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { everyDay: ['00:00-24:00'] },
      { everyDay: ['00:00-12:00', '12:00-24:00'] },
      { everyDay: ['22:00-06:00'] },
      { everyDay: ['09:00-12:00', '14:30-18:00'] },
    ),
  },
)

export interface Setting {
  readonly spec: OracleSpec
  readonly calendar: Calendar
  /** An instant near which something is odd. */
  readonly around: number
}

/** A random calendar that can be defined, in a zone near one of its clock changes. */
export const setting: fc.Arbitrary<Setting> = fc
  .tuple(
    place,
    hours,
    fc.uniqueArray(fc.integer({ min: -6, max: 14 }), { maxLength: 5 }),
    fc.uniqueArray(fc.tuple(fc.integer({ min: -6, max: 14 }), weekday), { maxLength: 3, selector: ([day]) => day }),
  )
  .map(([{ timeZone, around }, pattern, holidays, workdays]) => {
    const date = (day: number) => new Date(around + day * DAY).toISOString().slice(0, 10)
    const spec = {
      timeZone,
      ...pattern,
      holidays: holidays.filter((day) => !workdays.some(([other]) => other === day)).map(date),
      workdays: workdays.map(([day, like]) => ({ date: date(day), like })),
    } as OracleSpec
    return { spec, around, calendar: define(spec) }
  })
  .filter((made): made is Setting => made.calendar !== undefined)

function define(spec: OracleSpec): Calendar | undefined {
  try {
    return calendar(spec)
  } catch (error) {
    if (isRedressError(error, 'CALENDAR_INVALID')) return undefined
    throw error
  }
}

/** Whole minutes from about a week before the odd instant to so many days after it, as an offset from it. */
export function minutesAround(daysAfter: number): fc.Arbitrary<number> {
  return fc.integer({ min: -6 * 1_440, max: daysAfter * 1_440 }).map((minutes) => minutes * MINUTE)
}

/** Pause logs: overlapping, touching, empty, unsorted, some without an end; as offsets from the odd instant. */
export const pauseLog: fc.Arbitrary<readonly (readonly [from: number, length: number | undefined])[]> = fc.array(
  fc.tuple(
    minutesAround(10),
    fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 0, max: 4 * 1_440 }).map((minutes) => minutes * MINUTE) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
  ),
  { maxLength: 4 },
)

export function pausesAt(around: number, log: readonly (readonly [from: number, length: number | undefined])[]) {
  return log.map(([from, length]): readonly [number, number?] =>
    length === undefined ? [around + from] : [around + from, around + from + length],
  )
}

export const shortBudget: fc.Arbitrary<Duration> = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }).map((minutes) => ({ minutes })),
  fc.integer({ min: 1, max: 50 }).map((hours) => ({ hours })),
  fc.integer({ min: 1, max: 100 }).map((half) => ({ hours: half / 2 })),
)

export const dayDuration: fc.Arbitrary<Duration> = fc.oneof(
  fc.constant({ sameDay: true as const }),
  fc.integer({ min: 1, max: 12 }).map((days) => ({ days })),
  fc.integer({ min: 1, max: 6 }).map((workingDays) => ({ workingDays })),
  fc.integer({ min: 1, max: 6 }).map((closeOfBusiness) => ({ closeOfBusiness })),
  fc.integer({ min: 1, max: 3 }).map((weeks) => ({ weeks })),
  fc.integer({ min: 1, max: 13 }).map((months) => ({ months })),
)
