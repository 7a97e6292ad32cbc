import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { calendar } from '../../../src/time/calendar.ts'
import type { Duration } from '../../../src/time/duration.ts'
import { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from '../../../src/time/working-time.ts'
import { at } from './golden/row.ts'

const office = ['09:00-17:00']
const of2025 = calendar({
  timeZone: 'Asia/Shanghai',
  week: { mon: office, tue: office, wed: office, thu: office, fri: office },
  holidays: ['2025-01-01'],
  validFrom: '2025-01-01',
  validTo: '2025-12-31',
})
const inside = at('2025-06-03T10:00+08:00')
const lastDay = at('2025-12-31T10:00+08:00')
const end = at('2026-01-01T00:00+08:00')

function range(ask: () => unknown): unknown {
  try {
    ask()
  } catch (error) {
    if (isRedressError(error, 'CALENDAR_RANGE')) return error.details
    throw error
  }
  return undefined
}

describe('L08 a calendar that does not know the year refuses instead of assuming no holidays', () => {
  const beyond: readonly (readonly [what: string, ask: () => unknown])[] = [
    [
      'a beginning a millisecond before it',
      () => addWorkingTime(at('2025-01-01T00:00+08:00') - 1, { hours: 1 }, of2025),
    ],
    ['a beginning after it', () => addWorkingTime(end + 1, { hours: 1 }, of2025)],
    ['a beginning at its very end', () => addWorkingTime(end, { hours: 1 }, of2025)],
    ['a budget that it cannot hold', () => addWorkingTime(lastDay, { hours: 8 }, of2025)],
    ['a budget beyond all measure', () => addWorkingTime(lastDay, { hours: 1e9 }, of2025)],
    ['a pause that ends after it', () => addWorkingTime(lastDay, { hours: 1 }, of2025, [[lastDay + 1, end + 1]])],
    [
      'a budget that it cannot hold, paused only afterwards',
      () => addWorkingTime(lastDay, { hours: 8 }, of2025, [[end + 1]]),
    ],
    ['a span that ends after it', () => workingTimeBetween(lastDay, end + 1, of2025)],
    ['a span, backwards, from after it', () => workingTimeBetween(end + 1, lastDay, of2025)],
    ['segments after it', () => workingIntervals(lastDay, end + 1, of2025)],
    ['an opening after it', () => nextOpening(at('2025-12-31T17:00+08:00'), of2025)],
    ...(['days', 'workingDays', 'closeOfBusiness', 'weeks', 'months'] as const).map(
      (unit) => [unit, () => addWorkingTime(lastDay, { [unit]: 1 } as Duration, of2025)] as const,
    ),
    ['a day moved beyond it', () => addWorkingTime(lastDay, { sameDay: true }, of2025, [[lastDay, lastDay + 1]])],
  ]

  it.each(beyond)('%s', (_, ask) => {
    expect(range(ask)).toMatchObject({ validFrom: '2025-01-01', validTo: '2025-12-31' })
  })

  it('and says from which date on it knows nothing', () => {
    expect(range(() => addWorkingTime(lastDay, { days: 2 }, of2025))).toEqual({
      instant: at('2026-01-03T00:00+08:00'),
      date: '2026-01-03',
      validFrom: '2025-01-01',
      validTo: '2025-12-31',
    })
  })

  it('but answers up to the last instant of its last day, and on it', () => {
    expect(addWorkingTime(lastDay, { hours: 7 }, of2025)).toBe(at('2025-12-31T17:00+08:00'))
    expect(addWorkingTime(lastDay, { sameDay: true }, of2025)).toBe(end)
    expect(workingTimeBetween(lastDay, end, of2025)).toBe(7 * 3_600_000)
    expect(workingTimeBetween(end, end, of2025)).toBe(0)
    expect(addWorkingTime(at('2025-01-01T00:00+08:00'), { hours: 8 }, of2025)).toBe(at('2025-01-02T17:00+08:00'))
  })

  it('the night before its first day ends on it, by the week', () => {
    const nights = calendar({ timeZone: 'UTC', everyDay: ['22:00-06:00'], validFrom: '2025-01-01' })
    expect(addWorkingTime(at('2025-01-01T00:00Z'), { hours: 7 }, nights)).toBe(at('2025-01-01T23:00Z'))
  })

  it('pauses may lie outside where they do not matter', () => {
    const pauses = [
      [at('2024-12-01T00:00+08:00'), at('2024-12-05T00:00+08:00')],
      [at('2026-06-01T00:00+08:00'), at('2026-06-05T00:00+08:00')],
    ] as const
    expect(addWorkingTime(inside, { hours: 1 }, of2025, pauses)).toBe(inside + 3_600_000)
    expect(workingTimeBetween(inside, inside + 3_600_000, of2025, [...pauses, [end + 1]])).toBe(3_600_000)
  })
})
