import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { always, calendar } from '../../../src/time/calendar.ts'
import { Duration } from '../../../src/time/duration.ts'
import { EARLIEST, LATEST } from '../../../src/time/interval.ts'
import { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from '../../../src/time/working-time.ts'
import { at } from './golden/row.ts'

const HOUR = 3_600_000
const callBack = calendar({ timeZone: 'Asia/Shanghai', everyDay: ['09:00-12:00', '14:30-18:00'] })
const noon = at('2026-03-02T12:00+08:00')

function reason(ask: () => unknown): string | undefined {
  try {
    ask()
  } catch (error) {
    if (isRedressError(error, 'DURATION_INVALID')) return error.details.reason
    throw error
  }
  return undefined
}

describe('a duration is refused', () => {
  const refused: readonly (readonly [what: string, duration: unknown])[] = [
    ['that is negative', { hours: -1 }],
    ['that is zero', { minutes: 0 }],
    ['of no days, which is sameDay', { days: 0 }],
    ['that mixes units (L07)', { days: 1, hours: 2 }],
    ['that names no unit', {}],
    ['that names an unknown unit', { businessDays: 1 }],
    ['that names what every object has', { constructor: 1 }],
    ['of half a day', { days: 0.5 }],
    ['of half a working day', { workingDays: 1.5 }],
    ['of a part of a month', { months: 0.25 }],
    ['of a not-a-number', { hours: Number.NaN }],
    ['without end', { hours: Number.POSITIVE_INFINITY }],
    ['that is text', { hours: '1' }],
    ['of sameDay: false', { sameDay: false }],
    ['that is nothing', null],
    ['that is a number', 5],
  ]

  it.each(refused)('%s', (_, duration) => {
    expect(reason(() => addWorkingTime(noon, duration as Duration, callBack))).toMatch(/./)
    expect(reason(() => addWorkingTime(noon, duration as Duration, always))).toMatch(/./)
    expect(Duration.safeParse(duration).success).toBe(false)
  })

  it.each([{ minutes: 0.5 }, { hours: 22 }, { days: 3 }, { sameDay: true }, { workingDays: 1 }, { months: 1 }])(
    'but not %o',
    (duration) => {
      expect(Duration.parse(duration)).toEqual(duration)
    },
  )
})

it('L07 a duration of two units or of an unknown one does not compile either', () => {
  // @ts-expect-error two units
  const mixed: Duration = { days: 1, hours: 2 }
  // @ts-expect-error no such unit
  const unknown: Duration = { years: 1 }
  // @ts-expect-error sameDay is true or not there
  const never: Duration = { sameDay: false }
  for (const duration of [mixed, unknown, never]) expect(Duration.safeParse(duration).success).toBe(false)
})

describe('out of range or out of order', () => {
  const refused: readonly (readonly [what: string, ask: () => unknown])[] = [
    ['an instant after the year 9999', () => addWorkingTime(LATEST + 1, { hours: 1 }, always)],
    ['an instant before the year 1', () => workingTimeBetween(EARLIEST - 1, 0, always)],
    ['an instant that is none', () => workingTimeBetween(0, Number.NaN, always)],
    ['an instant without end', () => workingTimeBetween(0, Number.POSITIVE_INFINITY, always)],
    ['a fraction of a millisecond', () => nextOpening(0.5, always)],
    ['a due instant after the year 9999', () => addWorkingTime(LATEST, { hours: 1 }, always)],
    ['the same in a calendar with windows', () => addWorkingTime(noon, { hours: 8e7 }, callBack)],
    ['the same in days', () => addWorkingTime(noon, { days: 9e15 }, callBack)],
    ['the same in working days', () => addWorkingTime(noon, { workingDays: 9e15 }, callBack)],
    ['the same in weeks', () => addWorkingTime(noon, { weeks: 500_000 }, callBack)],
    ['the same in months', () => addWorkingTime(noon, { months: 100_000 }, callBack)],
    ['a pause that ends before it begins', () => addWorkingTime(noon, { hours: 1 }, always, [[5, 4]])],
    ['such a pause where it would not matter', () => workingTimeBetween(noon, noon, callBack, [[5, 4]])],
    ['a pause that begins nowhere', () => workingIntervals(noon, noon, always, [[Number.NaN]])],
    ['a pause that ends nowhere', () => addWorkingTime(noon, { days: 1 }, callBack, [[5, Number.NaN]])],
  ]

  it.each(refused)('%s is refused', (_, ask) => {
    expect(reason(ask)).toMatch(/./)
  })
})

describe('pauses', () => {
  it('without end keep a duration from ever being over, in any unit', () => {
    for (const duration of [{ hours: 2 }, { days: 1 }, { workingDays: 1 }, { closeOfBusiness: 1 }] as const) {
      for (const calendar of [always, callBack]) {
        expect(addWorkingTime(noon, duration, calendar, [[noon + HOUR]])).toBe(Number.POSITIVE_INFINITY)
        expect(addWorkingTime(noon, duration, calendar, [[noon + HOUR, undefined]])).toBe(Number.POSITIVE_INFINITY)
      }
    }
    expect(addWorkingTime(noon, { hours: 1 }, always, [[noon + HOUR]])).toBe(noon + HOUR)
  })

  it('without end last to the end of a span', () => {
    expect(workingTimeBetween(noon, noon + 5 * HOUR, always, [[noon + HOUR]])).toBe(HOUR)
  })

  it('of no length count for nothing, and touching ones leave no gap', () => {
    expect(addWorkingTime(noon, { hours: 1 }, always, [[noon + 5, noon + 5]])).toBe(noon + HOUR)
    const touching = [
      [noon + 5, noon + 7],
      [noon, noon + 5],
    ] as const
    expect(addWorkingTime(noon, { hours: 1 }, always, touching)).toBe(noon + 7 + HOUR)
  })

  it('are not changed by asking', () => {
    const pauses = [[noon + 9, noon + 10] as const, [noon, noon + 5] as const]
    addWorkingTime(noon, { hours: 1 }, always, pauses)
    expect(pauses).toEqual([
      [noon + 9, noon + 10],
      [noon, noon + 5],
    ])
  })
})

describe('working time', () => {
  it('is counted to the millisecond', () => {
    expect(addWorkingTime(noon - 1, { minutes: 1 }, callBack)).toBe(at('2026-03-02T14:31+08:00') - 1)
    expect(addWorkingTime(noon, { minutes: 0.000_001 }, always)).toBe(noon + 1)
    expect(workingTimeBetween(noon - 1, noon + 1, callBack)).toBe(1)
  })

  it('is negative backwards, and nothing over nothing', () => {
    expect(workingTimeBetween(noon, noon - HOUR, callBack)).toBe(-HOUR)
    expect(workingTimeBetween(noon, noon, callBack)).toBe(0)
    expect(workingTimeBetween(noon + 2, noon + 1, callBack)).toBe(0)
  })

  it('lists its segments, cut at the span and by pauses', () => {
    const from = at('2026-03-02T11:00+08:00')
    const pause = [at('2026-03-02T15:00+08:00'), at('2026-03-02T16:00+08:00')] as const
    expect(workingIntervals(from, at('2026-03-03T10:00+08:00'), callBack, [pause])).toEqual([
      [from, noon],
      [at('2026-03-02T14:30+08:00'), pause[0]],
      [pause[1], at('2026-03-02T18:00+08:00')],
      [at('2026-03-03T09:00+08:00'), at('2026-03-03T10:00+08:00')],
    ])
    expect(workingIntervals(from, from + 72 * HOUR, always)).toEqual([[from, from + 72 * HOUR]])
    expect(workingIntervals(noon, noon + HOUR, callBack)).toEqual([])
  })

  it('finds the next opening, which in an open window is now', () => {
    expect(nextOpening(noon - 1, callBack)).toBe(noon - 1)
    expect(nextOpening(noon, callBack)).toBe(at('2026-03-02T14:30+08:00'))
    expect(nextOpening(at('2026-03-02T18:00+08:00'), callBack)).toBe(at('2026-03-03T09:00+08:00'))
    expect(nextOpening(noon, always)).toBe(noon)
  })
})
