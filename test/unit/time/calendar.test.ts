import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { always, alwaysIn, type CalendarSpec, calendar } from '../../../src/time/calendar.ts'
import { addWorkingTime, nextOpening, workingTimeBetween } from '../../../src/time/working-time.ts'
import { at } from './golden/row.ts'

const office = { timeZone: 'Asia/Shanghai', week: { mon: ['09:00-17:00'], fri: ['09:00-15:00'] } }

function refusal(spec: unknown): { path: string; reason: string } | undefined {
  try {
    calendar(spec as CalendarSpec)
  } catch (error) {
    if (isRedressError(error, 'CALENDAR_INVALID')) return error.details
    throw error
  }
  return undefined
}

describe('a calendar is refused when it is made', () => {
  const refused: readonly (readonly [what: string, path: string, spec: unknown])[] = [
    ['an unknown zone', 'timeZone', { ...office, timeZone: 'Asia/Beijing' }],
    ['an offset instead of a zone', 'timeZone', { ...office, timeZone: '+08:00' }],
    ['an empty zone', 'timeZone', { ...office, timeZone: '' }],
    ['no zone, which would be the host’s', 'timeZone', { week: office.week }],
    ['no hours at all', 'week', { timeZone: 'UTC' }],
    ['both ways of giving hours', 'everyDay', { ...office, everyDay: ['09:00-17:00'] }],
    ['a misspelt weekday', 'week', { timeZone: 'UTC', week: { monday: ['09:00-17:00'] } }],
    ['a misspelt key', '', { ...office, holiday: ['2025-01-01'] }],
    ['a misspelt window', 'everyDay[0]', { timeZone: 'UTC', everyDay: ['9:00-17:00'] }],
    ['a time that no clock shows', 'everyDay[0]', { timeZone: 'UTC', everyDay: ['09:00-17:60'] }],
    ['a window that opens at 24:00', 'everyDay[0]', { timeZone: 'UTC', everyDay: ['24:00-08:00'] }],
    ['an empty window', 'week.tue[1]', { timeZone: 'UTC', week: { tue: ['08:00-09:00', '12:00-12:00'] } }],
    ['overlapping windows', 'everyDay[0]', { timeZone: 'UTC', everyDay: ['11:59-14:00', '09:00-12:00'] }],
    ['the same window twice', 'everyDay[1]', { timeZone: 'UTC', everyDay: ['09:00-12:00', '09:00-12:00'] }],
    ['a night that runs into its own day', 'week.mon', { timeZone: 'UTC', everyDay: ['22:00-06:00', '05:00-07:00'] }],
    [
      'a night that runs into the next weekday',
      'week.sun',
      { timeZone: 'UTC', week: { sun: ['22:00-06:00'], mon: ['05:59-07:00'] } },
    ],
    [
      'a night that runs into a working weekend',
      'workdays',
      { timeZone: 'UTC', week: { mon: ['05:00-12:00'], fri: ['22:00-06:00'] }, workdays: ['2025-05-10'] },
    ],
    ['no window on any day', 'week', { timeZone: 'UTC', week: { mon: [] } }],
    ['no window on every day', 'everyDay', { timeZone: 'UTC', everyDay: [] }],
    [
      'no window in the range of validity',
      'validTo',
      { ...office, holidays: ['2025-05-05', '2025-05-09'], validFrom: '2025-05-05', validTo: '2025-05-11' },
    ],
    ['a validity that ends before it begins', 'validTo', { ...office, validFrom: '2025-02-01', validTo: '2025-01-31' }],
    ['a validity that is no date', 'validFrom', { ...office, validFrom: '2025' }],
    ['a holiday that does not exist', 'holidays[1]', { ...office, holidays: ['2025-02-28', '2025-02-29'] }],
    ['a holiday with a time', 'holidays[0]', { ...office, holidays: ['2025-02-28T00:00:00Z'] }],
    [
      'a holiday that is also a working day',
      'workdays[0]',
      { ...office, holidays: ['2025-10-11'], workdays: ['2025-10-11'] },
    ],
    [
      'a working day like a closed weekday',
      'workdays[0]',
      { ...office, workdays: [{ date: '2025-10-11', like: 'tue' }] },
    ],
    [
      'a plain working day where Mondays are closed',
      'workdays[0]',
      { timeZone: 'UTC', week: { tue: ['09:00-17:00'] }, workdays: ['2025-10-11'] },
    ],
    [
      'a working day that stands twice, differently',
      'workdays[1]',
      { ...office, workdays: ['2025-10-11', { date: '2025-10-11', like: 'fri' }] },
    ],
    ['nothing', '', undefined],
  ]

  it.each(refused)('%s', (_, path, spec) => {
    expect(refusal(spec)).toMatchObject({ path, reason: expect.stringMatching(/./) })
  })

  it('and says where and why', () => {
    expect(() => calendar({ timeZone: 'UTC', everyDay: ['09:00-12:00', '11:00-14:00'] })).toThrow(
      'The calendar is invalid: everyDay[1]: "11:00-14:00" overlaps "09:00-12:00".',
    )
  })
})

describe('a calendar', () => {
  it('takes what only looks odd', () => {
    const odd: CalendarSpec[] = [
      // Windows that touch, in any order; a night; an evening that closes at midnight.
      { timeZone: 'UTC', everyDay: ['12:00-14:00', '09:00-12:00'] },
      { timeZone: 'UTC', week: { mon: ['22:00-06:00'], tue: ['06:00-07:00'] } },
      { timeZone: 'UTC', everyDay: ['18:00-00:00'] },
      // A feed that repeats a holiday, or puts it on a Sunday; a working day that is one anyway.
      { ...office, holidays: ['2025-05-04', '2025-05-04'], workdays: ['2025-05-05', '2025-05-05'] },
      { ...office, validFrom: '1900-01-01', validTo: '9999-12-31' },
    ]
    expect(odd.map(refusal)).toEqual(odd.map(() => undefined))
  })

  it('is immutable, does not see later changes of its data, and its JSON is that data', () => {
    const holidays = ['2025-05-05']
    const made = calendar({ ...office, holidays })
    holidays.push('2025-05-09')
    expect(made.spec).toEqual({ ...office, holidays: ['2025-05-05'] })
    expect(Object.isFrozen(made) && Object.isFrozen(made.spec) && Object.isFrozen(made.spec.holidays)).toBe(true)
    expect(JSON.parse(JSON.stringify(made))).toEqual({ timeZone: 'Asia/Shanghai', spec: made.spec })
    expect(calendar(made.spec).spec).toEqual(made.spec)
  })

  it('lets a holiday remove the night that begins on it, not the one that ends on it', () => {
    const nights = calendar({ timeZone: 'UTC', everyDay: ['22:00-06:00'], holidays: ['2025-05-01'] })
    expect(workingTimeBetween(at('2025-05-01T00:00Z'), at('2025-05-02T00:00Z'), nights)).toBe(6 * 3_600_000)
    expect(nextOpening(at('2025-05-01T06:00Z'), nights)).toBe(at('2025-05-02T22:00Z'))
  })

  it('has one `always` for each zone, with that zone’s days', () => {
    expect(alwaysIn('UTC')).toBe(always)
    expect(alwaysIn('Asia/Shanghai')).toBe(alwaysIn('Asia/Shanghai'))
    const noon = at('2025-10-01T12:00+08:00')
    expect(addWorkingTime(noon, { hours: 24 }, alwaysIn('Asia/Shanghai'))).toBe(
      addWorkingTime(noon, { hours: 24 }, always),
    )
    expect(addWorkingTime(noon, { days: 1 }, alwaysIn('Asia/Shanghai'))).toBe(at('2025-10-03T00:00+08:00'))
    expect(addWorkingTime(noon, { days: 1 }, always)).toBe(at('2025-10-03T00:00Z'))
  })
})
