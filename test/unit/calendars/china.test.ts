import { addWorkingTime, calendar, type Duration, workingTimeBetween } from 'redress'
import { type ChineseDays, chinaCalendar } from 'redress/china'
import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { at } from '../time/golden/row.ts'
import { refusal } from './feed.ts'

const HOUR = 3_600_000
const full = ['09:00-12:00', '13:30-18:00']
const week = { mon: full, tue: full, wed: full, thu: full, fri: ['09:00-12:00', '13:30-17:00'] }
const office = chinaCalendar({ week })

interface Row {
  readonly from: string
  readonly within: Duration
  readonly due: string
}

// By the notices of the State Council: 2024 (国办发明电〔2023〕7号), 2025 (〔2024〕12号), 2026 (November 2025).
// A full day has 7.5 hours, a Friday 6.5; make-up days follow Monday's windows.
const rows: readonly Row[] = [
  // National Day 2026: Thursday 1 to Wednesday 7 October; Sunday 20 September and Saturday 10 October work.
  // Wednesday 17:00: an hour until 18:00, seven holidays, an hour on Thursday 8.
  { from: '2026-09-30T17:00+08:00', within: { hours: 2 }, due: '2026-10-08T10:00+08:00' },
  // Friday 9 October 16:30: half an hour until 17:00, half an hour on the Saturday that works.
  { from: '2026-10-09T16:30+08:00', within: { hours: 1 }, due: '2026-10-10T09:30+08:00' },
  // That Saturday closes as a Monday does, at 18:00; Sunday 11 is closed.
  { from: '2026-10-10T17:30+08:00', within: { hours: 1 }, due: '2026-10-12T09:30+08:00' },
  // 8, 9 and Saturday 10 October.
  { from: '2026-09-30T12:00+08:00', within: { workingDays: 3 }, due: '2026-10-11T00:00+08:00' },
  // The fourth is Monday 12.
  { from: '2026-09-30T12:00+08:00', within: { workingDays: 4 }, due: '2026-10-13T00:00+08:00' },
  { from: '2026-09-30T12:00+08:00', within: { closeOfBusiness: 3 }, due: '2026-10-10T18:00+08:00' },
  // Natural days go on through the holidays: 3 October.
  { from: '2026-09-30T12:00+08:00', within: { days: 3 }, due: '2026-10-04T00:00+08:00' },
  // Saturday 19 September is closed, Sunday 20 works.
  { from: '2026-09-19T10:00+08:00', within: { hours: 1 }, due: '2026-09-20T10:00+08:00' },

  // Spring Festival 2026: Sunday 15 to Monday 23 February; Saturdays 14 and 28 February work.
  // Friday 13 February 16:00: an hour until 17:00, an hour on Saturday 14.
  { from: '2026-02-13T16:00+08:00', within: { hours: 2 }, due: '2026-02-14T10:00+08:00' },
  // Saturday 14 February 17:30: half an hour, nine holidays, half an hour on Tuesday 24.
  { from: '2026-02-14T17:30+08:00', within: { hours: 1 }, due: '2026-02-24T09:30+08:00' },
  // 24, 25, 26, 27 and Saturday 28 February.
  { from: '2026-02-14T10:00+08:00', within: { workingDays: 5 }, due: '2026-03-01T00:00+08:00' },
  { from: '2026-02-14T10:00+08:00', within: { workingDays: 6 }, due: '2026-03-03T00:00+08:00' },

  // National Day 2025: Wednesday 1 to Wednesday 8 October; Sunday 28 September and Saturday 11 October work.
  { from: '2025-09-30T17:00+08:00', within: { hours: 2 }, due: '2025-10-09T10:00+08:00' },
  { from: '2025-09-27T10:00+08:00', within: { hours: 1 }, due: '2025-09-28T10:00+08:00' },
  // 9, 10, Saturday 11, Monday 13.
  { from: '2025-10-08T10:00+08:00', within: { workingDays: 4 }, due: '2025-10-14T00:00+08:00' },

  // Spring Festival 2025: Tuesday 28 January to Tuesday 4 February; Sunday 26 January and Saturday 8 February work.
  { from: '2025-01-27T17:30+08:00', within: { hours: 1 }, due: '2025-02-05T09:30+08:00' },
  { from: '2025-01-25T10:00+08:00', within: { hours: 1 }, due: '2025-01-26T10:00+08:00' },
  // 5, 6, 7 and Saturday 8 February.
  { from: '2025-02-01T10:00+08:00', within: { closeOfBusiness: 4 }, due: '2025-02-08T18:00+08:00' },

  // Spring Festival 2024: Saturday 10 to Saturday 17 February; Sundays 4 and 18 February work. Friday 9 is no holiday.
  { from: '2024-02-09T16:00+08:00', within: { hours: 2 }, due: '2024-02-18T10:00+08:00' },
]

describe('L08 the public holidays of China and their make-up days', () => {
  it.each(rows)('from $from within $within', ({ from, within, due }) => {
    expect(new Date(addWorkingTime(at(from), within, office)).toISOString()).toBe(new Date(at(due)).toISOString())
  })

  it('a Saturday marked working counts, and the Saturday after it does not', () => {
    const day = (date: string) => [at(`${date}T00:00+08:00`), at(`${date}T23:59+08:00`)] as const
    expect(workingTimeBetween(...day('2026-10-10'), office)).toBe(7.5 * HOUR)
    expect(workingTimeBetween(...day('2026-10-17'), office)).toBe(0)
  })

  it('the whole year has the working days that the notices leave', () => {
    const even = chinaCalendar({ week: { ...week, fri: full } })
    const days = (year: number) =>
      workingTimeBetween(at(`${year}-01-01T00:00+08:00`), at(`${year + 1}-01-01T00:00+08:00`), even) / (7.5 * HOUR)
    // 2025: 261 weekdays, 18 of them holidays (1 + 6 + 1 + 3 + 1 + 6), five make-up days.
    expect(days(2025)).toBe(248)
    // 2026: 261 weekdays, 19 of them holidays (2 + 6 + 1 + 3 + 1 + 1 + 5), six make-up days.
    expect(days(2026)).toBe(248)
  })

  it('make-up days follow the weekday that is named', () => {
    const likeFriday = chinaCalendar({ week, makeUpLike: 'fri' })
    const from = at('2026-09-30T12:00+08:00')
    expect(addWorkingTime(from, { closeOfBusiness: 3 }, likeFriday)).toBe(at('2026-10-10T17:00+08:00'))
    expect(refusal(() => chinaCalendar({ week: { tue: full } }))).toBe('CALENDAR_INVALID workdays[0]')
    expect(refusal(() => chinaCalendar({ week: { tue: full }, makeUpLike: 'tue' }))).toBe('nothing')
  })

  it('every day of a shop that has no weekends still has the holidays', () => {
    const shop = chinaCalendar({ everyDay: ['10:00-20:00'], timeZone: 'Asia/Urumqi' })
    // Urumqi is two hours behind: 20:00 there, seven holidays.
    expect(addWorkingTime(at('2026-09-30T21:00+08:00'), { hours: 2 }, shop)).toBe(at('2026-10-08T13:00+08:00'))
  })

  it('is data to build on', () => {
    const half = calendar({ ...office.spec, validTo: '2026-06-30' })
    expect(refusal(() => addWorkingTime(at('2026-06-30T17:00+08:00'), { hours: 2 }, half))).toBe('CALENDAR_RANGE')
  })
})

describe('L08 a year without data is refused, never a year without holidays', () => {
  it('is valid in the years that the package knows, to the day', () => {
    expect(office.spec.validFrom).toBe('2004-01-01')
    expect(office.spec.validTo).toBe('2026-12-31')
    expect(addWorkingTime(at('2026-12-31T17:00+08:00'), { hours: 1 }, office)).toBe(at('2026-12-31T18:00+08:00'))
    expect(refusal(() => addWorkingTime(at('2026-12-31T17:00+08:00'), { minutes: 61 }, office))).toBe('CALENDAR_RANGE')
    expect(refusal(() => addWorkingTime(at('2003-12-31T23:59+08:00'), { hours: 1 }, office))).toBe('CALENDAR_RANGE')
  })

  it('is valid in fewer years when they are asked for', () => {
    const { spec } = chinaCalendar({ week, years: [2025, 2025] })
    expect([spec.validFrom, spec.validTo]).toEqual(['2025-01-01', '2025-12-31'])
    expect(spec.holidays?.length).toBe(28)
    expect(spec.workdays).toEqual(
      ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'].map((date) => ({ date, like: 'mon' })),
    )
  })

  it.each([
    [[2026, 2027], '2027-01-01'],
    [[2003, 2004], '2003-01-01'],
    [[2040, 2050], '2040-01-01'],
  ] as const)('refuses the years %j', (years, date) => {
    let details: unknown
    try {
      chinaCalendar({ week, years })
    } catch (error) {
      if (isRedressError(error, 'CALENDAR_RANGE')) details = error.details
    }
    expect(details).toEqual({ date, validFrom: '2004-01-01', validTo: '2026-12-31' })
  })

  const year = (number: number) => ({ [`${number}-01-01`]: '元旦', [`${number}-10-01`]: '国庆节' })
  const validity = (holidays: Record<string, string>) => {
    const { spec } = chinaCalendar({ week, data: { holidays, workdays: {} } })
    return [spec.validFrom, spec.validTo]
  }

  it.each(['2027-01-01', '2027-10-01'])('one date of the next year, %s, does not make that year known', (stray) => {
    expect(validity({ ...year(2025), ...year(2026), [stray]: '元旦' })).toEqual(['2025-01-01', '2026-12-31'])
  })

  it('years before a gap are not known', () => {
    expect(validity({ ...year(2023), ...year(2025), ...year(2026) })).toEqual(['2025-01-01', '2026-12-31'])
  })
})

describe('chinaCalendar refuses when it is made', () => {
  const data = { holidays: { '2026-01-01': '元旦', '2026-10-01': '国庆节' }, workdays: {} }
  const refused: readonly (readonly [what: string, told: string, options: unknown])[] = [
    ['no options', 'CALENDAR_INVALID', undefined],
    ['no hours', 'CALENDAR_INVALID week', {}],
    ['both ways of giving hours', 'CALENDAR_INVALID everyDay', { week, everyDay: full }],
    ['a misspelt option', 'CALENDAR_INVALID', { week, year: [2026, 2026] }],
    ['an unknown zone', 'CALENDAR_INVALID timeZone', { week, timeZone: 'Asia/Beijing' }],
    ['years in disorder', 'CALENDAR_INVALID years', { week, years: [2026, 2025] }],
    ['half a year', 'CALENDAR_INVALID years.1', { week, years: [2025, 2025.5] }],
    ['a list of years', 'CALENDAR_INVALID years', { week, years: [2024, 2025, 2026] }],
    ['a make-up day like no weekday', 'CALENDAR_INVALID makeUpLike', { week, makeUpLike: 'monday' }],
    ['data of another shape', 'CALENDAR_INVALID data', { week, data: [] }],
    ['data without a year', 'CONFIG_INVALID', { week, data: { holidays: {}, workdays: {} } }],
    [
      'a date that does not exist',
      'CALENDAR_INVALID holidays[1]',
      {
        week,
        data: { ...data, holidays: { ...data.holidays, '2026-02-30': '春节' } },
      },
    ],
    [
      'a day that is off and works',
      'CALENDAR_INVALID workdays[0]',
      {
        week,
        data: { ...data, workdays: { '2026-10-01': '国庆节' } },
      },
    ],
  ]

  it.each(refused)('%s', (_, told, options) => {
    expect(refusal(() => chinaCalendar(options as { data: ChineseDays }))).toBe(told)
  })
})
