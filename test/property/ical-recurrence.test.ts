import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { recurrenceDays } from '../../src/calendars/ical/recurrence.ts'
import { DAY_MS, formatDate } from '../../src/time/local-date.ts'

const seed = Number(process.env['TIME_SEED'] ?? 20261001)

// Against the iterator of ical.js, in the shapes of rules in which it was found right (and returns): not BYMONTHDAY alone
// in a year, BYSETPOS in a month, numbered weekdays of a year, or days that a month of BYMONTH does not have. There the
// golden rows of test/unit/calendars hold.

const someOf = <T>(values: readonly T[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength })
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const numbered = weekdays.flatMap((day) => ['', '1', '2', '4', '5', '-1', '-2', '-5'].map((nth) => nth + day))
const months = Array.from({ length: 12 }, (_, index) => String(index + 1))
const part = (name: string) => (values: readonly string[]) => `;${name}=${values.join(',')}`
const bymonth = someOf(months).map(part('BYMONTH'))
const oneMonth = someOf(months, 1).map(part('BYMONTH'))
const week = fc
  .integer({ min: 1, max: 22 })
  .map((from) => `;BYMONTHDAY=${[0, 1, 2, 3, 4, 5, 6].map((day) => from + day).join()}`)

const parts: Record<string, fc.Arbitrary<readonly string[]>> = {
  YEARLY: fc.oneof(
    fc.tuple(),
    fc.tuple(bymonth),
    fc.tuple(bymonth, someOf(numbered).map(part('BYDAY'))),
    fc.tuple(oneMonth, someOf(weekdays).map(part('BYDAY')), someOf(['1', '2', '-1', '-2'], 2).map(part('BYSETPOS'))),
    fc.tuple(oneMonth, someOf(weekdays, 1).map(part('BYDAY')), week),
  ),
  MONTHLY: fc.oneof(
    fc.tuple(),
    fc.tuple(someOf(['1', '2', '15', '28', '29', '30', '31', '-1', '-2']).map(part('BYMONTHDAY'))),
    fc.tuple(someOf(numbered).map(part('BYDAY'))),
  ),
  WEEKLY: fc.oneof(
    fc.tuple(),
    fc.tuple(
      someOf(weekdays, 5).map(part('BYDAY')),
      fc.constantFrom(...weekdays).map((day) => `;WKST=${day}`),
    ),
  ),
  DAILY: fc.tuple(),
}
const rule = fc
  .constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY')
  .chain((freq) => (parts[freq] ?? fc.tuple()).map((by) => `FREQ=${freq}${by.join('')}`))

const day = (date: string) => Date.parse(date) / DAY_MS

function byICal(rule: string, start: number, to: number, most = Number.POSITIVE_INFINITY): number[] {
  const recur = ICAL.Recur.fromString(rule)
  // Its own search for a first occurrence would go on to the year 20000.
  const last = ICAL.Time.fromDateString(formatDate(to))
  if (!recur.until || recur.until.compare(last) > 0) recur.until = last
  const iterator = recur.iterator(ICAL.Time.fromDateString(formatDate(start)))
  const days: number[] = []
  for (let next = iterator.next(); next && days.length < most; next = iterator.next()) days.push(day(next.toString()))
  return days
}

describe(`the days of a recurrence (fast-check seed ${seed})`, () => {
  it('L08 are those of ical.js, in any range and with any end', () => {
    const setting = fc.record({
      rule,
      interval: fc.constantFrom(1, 1, 2, 3, 5),
      around: fc.integer({ min: day('1995-01-01'), max: day('2020-12-31') }),
      ends: fc.oneof(
        fc.constant(() => ''),
        fc.integer({ min: 1, max: 40 }).map((count) => () => `;COUNT=${count}`),
        fc.nat(2000).map((days) => (start: number) => `;UNTIL=${formatDate(start + days).replaceAll('-', '')}`),
      ),
      from: fc.integer({ min: -400, max: 2000 }),
      length: fc.nat(800),
    })
    fc.assert(
      fc.property(setting, ({ rule, interval, around, ends, from, length }) => {
        const every = `${rule};INTERVAL=${interval}`
        fc.pre(!/BYMONTH=[\d,]+$/.test(rule) || Number(formatDate(around).slice(8)) <= 28)
        const [start] = byICal(every, around, around + 20 * 366, 1)
        fc.pre(start !== undefined)
        const text = `${every}${ends(start)}`
        const range = { from: start + from, to: start + from + length }
        const wanted = byICal(text, start, range.to).filter((day) => day >= range.from && day <= range.to)
        const jCal = (ICAL.parse(`BEGIN:VEVENT\r\nRRULE:${text}\r\nEND:VEVENT`) as [string, unknown[][]])[1][0]?.[3]
        const found = recurrenceDays(start, jCal, range, 'rrule', () => undefined)
        expect([text, formatDate(start), ...found.map(formatDate)]).toEqual([
          text,
          formatDate(start),
          ...wanted.map(formatDate),
        ])
      }),
      { seed, numRuns: 400 },
    )
  })
})
