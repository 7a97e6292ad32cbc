import fc from 'fast-check'
import { addWorkingTime, always, type CalendarSpec, calendar, nextOpening, workingTimeBetween } from 'redress'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, place } from '../oracle/time/arbitraries.ts'

const [FROM, TO] = [Date.parse('2025-01-01T00:00:00+08:00'), Date.parse('2026-01-01T00:00:00+08:00')]
const MINUTES = 365 * 24 * 60

/** The holiday far away keeps the reckoning from knowing that it may subtract. */
const inShanghai = (hours: Pick<CalendarSpec, 'everyDay' | 'week'>) =>
  calendar({ timeZone: 'Asia/Shanghai', holidays: ['1999-01-01'], ...hours })

/** Minutes of the year for which something does not hold, of all of them or of those next to a midnight. */
function minutesWhere(fails: (minute: number) => boolean, which: 'all' | 'near midnight' = 'all'): number[] {
  const found: number[] = []
  for (let n = 0; n < MINUTES; n++) {
    if (which === 'all' || (n + 2) % 1_440 < 4) if (fails(FROM + n * MINUTE)) found.push(n)
  }
  return found
}

const whole = ['00:00-24:00']
const neverClosed: readonly (readonly [what: string, hours: Pick<CalendarSpec, 'everyDay' | 'week'>])[] = [
  ['00:00-24:00 on every day', { everyDay: whole }],
  [
    '00:00-24:00 on seven days',
    { week: { mon: whole, tue: whole, wed: whole, thu: whole, fri: whole, sat: whole, sun: whole } },
  ],
  ['halves that meet at noon and at midnight', { everyDay: ['00:00-12:00', '12:00-24:00'] }],
  ['a night and a day that meet twice', { everyDay: ['22:00-06:00', '06:00-22:00'] }],
]

describe.each(neverClosed)('L06 a year of minutes in %s', (_, hours) => {
  const open = inShanghai(hours)

  it('L06 has every minute once: it is the time on the wall', { timeout: 60_000 }, () => {
    expect(minutesWhere((at) => workingTimeBetween(at, at + MINUTE, open) !== MINUTE)).toEqual([])
    expect(workingTimeBetween(FROM, TO, open)).toBe(MINUTES * MINUTE)
  })

  it('L06 and is due where the clock on the wall says, at and around every midnight', () => {
    const isOff = (at: number) => at > FROM && addWorkingTime(FROM, { minutes: (at - FROM) / MINUTE }, open) !== at
    expect(minutesWhere(isOff, 'near midnight')).toEqual([])
    expect(minutesWhere((at) => addWorkingTime(at, { minutes: 3 }, open) !== at + 3 * MINUTE, 'near midnight')).toEqual(
      [],
    )
    expect(minutesWhere((at) => nextOpening(at, open) !== at, 'near midnight')).toEqual([])
  })
})

describe('L06 a window is half-open', () => {
  const office = inShanghai({ everyDay: ['09:00-17:00'] })
  const hourOf = (at: number) => Math.floor(((at - FROM) % DAY) / HOUR)

  it('L06 its first minute counts and the one after its last does not, on every day of a year', {
    timeout: 60_000,
  }, () => {
    const isOpen = (at: number) => hourOf(at) >= 9 && hourOf(at) < 17
    expect(minutesWhere((at) => workingTimeBetween(at, at + MINUTE, office) !== (isOpen(at) ? MINUTE : 0))).toEqual([])
  })

  it('L06 at its closing instant work may be due, and none begins', () => {
    const [opens, closes] = [FROM + 9 * HOUR, FROM + 17 * HOUR]
    expect(addWorkingTime(opens, { hours: 8 }, office)).toBe(closes)
    expect(nextOpening(closes - 1, office)).toBe(closes - 1)
    expect(nextOpening(closes, office)).toBe(opens + DAY)
  })

  it('L06 counter-scenario: who writes 23:59 for the end of the day loses a minute on each', () => {
    const lossy = inShanghai({ everyDay: ['00:00-23:59'] })
    expect(workingTimeBetween(FROM, TO, lossy)).toBe((MINUTES - 365) * MINUTE)
    expect(minutesWhere((at) => workingTimeBetween(at, at + MINUTE, lossy) !== MINUTE, 'near midnight')).toHaveLength(
      365,
    )
  })
})

describe('L06 over clock changes', () => {
  const berlin = calendar({ timeZone: 'Europe/Berlin', everyDay: whole, holidays: ['1999-01-01'] })
  const midnight = (day: number) => addWorkingTime(Date.parse('2024-12-30T12:00:00+01:00'), { days: day + 1 }, berlin)

  it('L06 the days are those of the wall: one of 23 hours, one of 25, the others of 24', () => {
    const lengths = Array.from(
      { length: 365 },
      (_, day) => workingTimeBetween(midnight(day), midnight(day + 1), berlin) / HOUR,
    )
    const odd = lengths.flatMap((hours, day) =>
      hours === 24 ? [] : [[new Date(FROM + day * DAY + 12 * HOUR).toISOString().slice(5, 10), hours]],
    )
    expect(odd).toEqual([
      ['03-30', 23],
      ['10-26', 25],
    ])
  })

  const seed = Number(process.env['TIME_SEED'] ?? 20250330)
  it(`L06 open day and night is elapsed time, over any clock change (fast-check seed ${seed})`, () => {
    const start = fc.oneof(
      fc.integer({ min: -40 * DAY, max: 40 * DAY }),
      fc.integer({ min: -20 * 365 * DAY, max: 20 * 365 * DAY }),
    )
    const budget = fc.oneof(fc.integer({ min: 1, max: 5 * DAY }), fc.integer({ min: 1, max: 2_000 * DAY }))
    fc.assert(
      fc.property(place, start, budget, ({ timeZone, around }, start, budget) => {
        const open = calendar({ timeZone, everyDay: ['12:00-24:00', '00:00-12:00'], holidays: ['1900-01-01'] })
        const from = around + start
        const minutes = budget / MINUTE
        expect(addWorkingTime(from, { minutes }, open)).toBe(addWorkingTime(from, { minutes }, always))
        expect(workingTimeBetween(from, from + 365 * DAY + 1, open)).toBe(365 * DAY + 1)
      }),
      { seed, numRuns: 200 },
    )
  })
})
