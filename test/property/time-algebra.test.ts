import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../../src/time/calendar.ts'
import { Duration, readDuration } from '../../src/time/duration.ts'
import { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from '../../src/time/working-time.ts'
import {
  DAY,
  dayDuration,
  HOUR,
  MINUTE,
  minutesAround,
  pauseLog,
  pausesAt,
  setting,
} from '../oracle/time/arbitraries.ts'

const seed = Number(process.env['TIME_SEED'] ?? 20250330)

/** Milliseconds within 40 days of the odd instant, or within 20 years of it. */
const nearOrFar = fc.oneof(
  fc.integer({ min: -40 * DAY, max: 40 * DAY }),
  fc.integer({ min: -20 * 365 * DAY, max: 20 * 365 * DAY }),
)
const budgetMs = fc.oneof(fc.integer({ min: 1, max: 5 * DAY }), fc.integer({ min: 1, max: 2_000 * DAY }))
const minutes = (ms: number) => ({ minutes: ms / MINUTE })

describe(`the algebra of working time (fast-check seed ${seed})`, () => {
  it('L04 until the due instant exactly the budget passes, and not a millisecond earlier (T-15)', () => {
    fc.assert(
      fc.property(setting, nearOrFar, budgetMs, pauseLog, ({ calendar, around }, start, budget, log) => {
        const from = around + start
        const pauses = pausesAt(around, log)
        const due = addWorkingTime(from, minutes(budget), calendar, pauses)
        if (due === Number.POSITIVE_INFINITY) {
          const lasting = Math.min(...pauses.filter(([, to]) => to === undefined).map(([begin]) => begin))
          expect(workingTimeBetween(from, Math.max(from, lasting), calendar, pauses)).toBeLessThan(budget)
          return
        }
        expect(workingTimeBetween(from, due, calendar, pauses)).toBe(budget)
        expect(workingTimeBetween(from, due - 1, calendar, pauses)).toBe(budget - 1)
      }),
      { seed, numRuns: 500 },
    )
  })

  it('a larger budget is due later, and a later beginning never earlier', () => {
    fc.assert(
      fc.property(setting, nearOrFar, budgetMs, budgetMs, pauseLog, ({ calendar, around }, start, one, other, log) => {
        fc.pre(one !== other)
        const from = around + start
        const pauses = pausesAt(around, log)
        const less = addWorkingTime(from, minutes(Math.min(one, other)), calendar, pauses)
        const more = addWorkingTime(from, minutes(Math.max(one, other)), calendar, pauses)
        if (less === Number.POSITIVE_INFINITY) expect(more).toBe(less)
        else expect(more).toBeGreaterThan(less)
        const later = addWorkingTime(from + Math.min(one, other), minutes(one), calendar, pauses)
        expect(later).toBeGreaterThanOrEqual(addWorkingTime(from, minutes(one), calendar, pauses))
      }),
      { seed, numRuns: 300 },
    )
  })

  it('one more day, working day, week or month is due later', () => {
    fc.assert(
      fc.property(setting, nearOrFar, dayDuration, pauseLog, ({ calendar, around }, start, duration, log) => {
        fc.pre(!('sameDay' in duration))
        const { unit, amount } = readDuration(duration)
        const more = { [unit]: amount + 1 } as Duration
        const pauses = pausesAt(around, log).filter(([, to]) => to !== undefined)
        expect(addWorkingTime(around + start, more, calendar, pauses)).toBeGreaterThan(
          addWorkingTime(around + start, duration, calendar, pauses),
        )
      }),
      { seed, numRuns: 300 },
    )
  })

  it('L04 pausing in closed hours changes nothing', () => {
    fc.assert(
      fc.property(setting, nearOrFar, fc.integer({ min: 1, max: 5 * DAY }), ({ calendar, around }, start, budget) => {
        const from = around + start
        const due = addWorkingTime(from, minutes(budget), calendar)
        fc.pre(due < from + 400 * DAY)
        const open = workingIntervals(from - 5 * DAY, due + 5 * DAY, calendar)
        const closed = open.slice(1).map(([opening], n): [number, number] => [open[n]![1], opening])
        expect(addWorkingTime(from, minutes(budget), calendar, closed)).toBe(due)
      }),
      { seed, numRuns: 200 },
    )
  })

  it('L04 T-09 pauses are a set: order, overlap, repetition and cuts do not count', () => {
    fc.assert(
      fc.property(setting, nearOrFar, dayDuration, budgetMs, pauseLog, ({ calendar, around }, start, days, ms, log) => {
        const from = around + start
        const pauses = pausesAt(around, log)
        const cut = pauses.flatMap((pause) => {
          const [begin, end] = pause
          if (end === undefined || end - begin < 2) return [pause, pause]
          const middle = Math.floor((begin + end) / 2)
          return [
            [middle, end] as const,
            [begin, middle] as const,
            [begin, middle + Math.floor((end - middle) / 2)] as const,
          ]
        })
        for (const duration of [days, minutes(ms)]) {
          expect(addWorkingTime(from, duration, calendar, cut.toReversed())).toBe(
            addWorkingTime(from, duration, calendar, pauses),
          )
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  it('its segments are open, apart, in order, and add up to the working time', () => {
    fc.assert(
      fc.property(setting, minutesAround(12), minutesAround(30), pauseLog, ({ calendar, around }, a, b, log) => {
        const [from, to] = [around + Math.min(a, b), around + Math.max(a, b)]
        const pauses = pausesAt(around, log)
        const segments = workingIntervals(from, to, calendar, pauses)
        let sum = 0
        let last = from
        for (const [open, close] of segments) {
          expect(open).toBeGreaterThanOrEqual(last)
          expect(close).toBeGreaterThan(open)
          expect(nextOpening(open, calendar)).toBe(open)
          sum += close - open
          last = close
        }
        expect(last).toBeLessThanOrEqual(Math.max(to, from))
        expect(sum).toBe(workingTimeBetween(from, to, calendar, pauses))
      }),
      { seed, numRuns: 200 },
    )
  })

  it('elapsed time is plain addition, also of pauses', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 500 }), (from, hours) => {
        expect(addWorkingTime(from, { hours }, always)).toBe(from + hours * HOUR)
        const pause = [from + 1, from + 1 + DAY] as const
        expect(addWorkingTime(from, { hours }, always, [pause])).toBe(from + hours * HOUR + DAY)
      }),
      { seed, numRuns: 100 },
    )
  })

  it('the schema and the reckoning accept the same durations', () => {
    const amount = fc.oneof(
      fc.double({ min: -3, max: 10 }),
      fc.integer({ min: -2, max: 5 }),
      fc.constantFrom<unknown>(true, false, null, '3', Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60),
    )
    const units = ['minutes', 'hours', 'days', 'sameDay', 'workingDays', 'closeOfBusiness', 'weeks', 'months', 'years']
    const candidate = fc.dictionary(fc.constantFrom(...units), amount, { maxKeys: 2, noNullPrototype: true })
    fc.assert(
      fc.property(candidate, (duration) => {
        let reads = true
        try {
          readDuration(duration as Duration)
        } catch {
          reads = false
        }
        expect(Duration.safeParse(duration).success).toBe(reads)
      }),
      { seed, numRuns: 500 },
    )
  })
})
