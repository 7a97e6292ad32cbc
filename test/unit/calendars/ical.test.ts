import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { addWorkingTime, calendar, workingTimeBetween } from 'redress'
import { chinaCalendar } from 'redress/china'
import { fromICal, type ICalEvent, type ICalOptions } from 'redress/ical'
import { describe, expect, it } from 'vitest'
import { at } from '../time/golden/row.ts'
import { allDay, feed, read, refusal } from './feed.ts'

const nationalDay = allDay('20261001', '20261008', 'UID:national-day', 'SUMMARY:国庆节')

describe('L08 all-day events', () => {
  it('end before their exclusive end', () => {
    expect(read(feed(allDay('20261001', '20261003'))).holidays).toEqual(['2026-10-01', '2026-10-02'])
  })

  it('last one day without an end', () => {
    expect(read(feed(allDay('20261001'))).holidays).toEqual(['2026-10-01'])
    expect(read(feed(['DTSTART:20261001'])).holidays).toEqual(['2026-10-01'])
  })

  it('last for a duration in whole days', () => {
    expect(read(feed(allDay('20261001', undefined, 'DURATION:P3D'))).holidays.at(-1)).toBe('2026-10-03')
    expect(read(feed(allDay('20261001', undefined, 'DURATION:P1W'))).holidays.at(-1)).toBe('2026-10-07')
  })

  it('overlap and repeat without counting twice', () => {
    const { holidays } = read(feed(allDay('20261002', '20261004'), allDay('20261001', '20261003'), allDay('20261002')))
    expect(holidays).toEqual(['2026-10-01', '2026-10-02', '2026-10-03'])
  })

  it('are cut at the years that are asked for', () => {
    const turn = feed(allDay('20251230', '20260103'), allDay('20260601'), allDay('20261231', '20270104'))
    expect(read(turn).holidays).toEqual(['2026-01-01', '2026-01-02', '2026-06-01', '2026-12-31'])
  })

  it.each([
    [
      'an end on the day of the beginning, as a publisher writes who takes ends for inclusive',
      'dtend',
      ['20261001', '20261001'],
    ],
    ['an end before the beginning', 'dtend', ['20261001', '20260930']],
    ['an end at a time', 'dtend', ['20261001', undefined, 'DTEND:20261002T000000']],
    ['an end and a duration', 'duration', ['20261001', '20261002', 'DURATION:P1D']],
    ['a duration in hours', 'duration', ['20261001', undefined, 'DURATION:PT24H']],
    ['an empty duration', 'duration', ['20261001', undefined, 'DURATION:P']],
    ['a negative duration', 'duration', ['20261001', undefined, 'DURATION:-P1D']],
    ['a date that does not exist', 'dtstart', ['20260230']],
    ['two beginnings', 'dtstart', ['20261001', undefined, 'DTSTART;VALUE=DATE:20261002']],
    ['two ends', 'dtend', ['20261001', '20261002', 'DTEND;VALUE=DATE:20261009']],
  ] as const)('are refused with %s', (_, where, [start, end, ...more]) => {
    expect(refusal(() => read(feed(nationalDay, allDay(start, end, ...more))))).toBe(
      `CALENDAR_INVALID events[1].${where}`,
    )
  })

  it('without a beginning are refused', () => {
    expect(refusal(() => read(feed(['SUMMARY:nothing'])))).toBe('CALENDAR_INVALID events[0].dtstart')
  })
})

describe('L08 events with times', () => {
  const midnight = (tzid: string) => [`DTSTART;TZID=${tzid}:20261001T000000`, `DTEND;TZID=${tzid}:20261003T000000`]

  it('are holidays when they last from midnight to midnight in the zone of the calendar', () => {
    const days = ['2026-10-01', '2026-10-02']
    expect(read(feed(midnight('Asia/Shanghai'))).holidays).toEqual(days)
    expect(read(feed(['DTSTART:20261001T000000', 'DTEND:20261003T000000'])).holidays).toEqual(days)
    expect(read(feed(['DTSTART:20260930T160000Z', 'DTEND:20261002T160000Z'])).holidays).toEqual(days)
    expect(read(feed(['DTSTART:20261001T000000', 'DURATION:P2D'])).holidays).toEqual(days)
    expect(read(feed(['DTSTART:20261001T000000', 'DURATION:PT48H'])).holidays).toEqual(days)
  })

  it('may begin on a midnight that a clock change skips, or end after the longer day', () => {
    const zoned = { timeZone: 'America/Sao_Paulo', years: [2018, 2018] } as const
    // On 4 November 2018 the clocks went from 00:00 to 01:00.
    expect(read(feed(['DTSTART:20181104T000000', 'DTEND:20181105T000000']), zoned).holidays).toEqual(['2018-11-04'])
    const berlin = { timeZone: 'Europe/Berlin', years: [2025, 2025] } as const
    expect(read(feed(['DTSTART:20251026T000000', 'DURATION:P1D']), berlin).holidays).toEqual(['2025-10-26'])
    expect(refusal(() => read(feed(['DTSTART:20251026T000000', 'DURATION:PT24H']), berlin))).toBe(
      'CALENDAR_INVALID events[0]',
    )
  })

  it.each([
    ['a half holiday', '', ['DTSTART:20261001T120000', 'DTEND:20261002T000000']],
    ['the midnights of another zone', '', midnight('Asia/Tokyo')],
    ['no length', '', ['DTSTART:20261001T000000']],
    ['an end before the beginning', '.dtend', ['DTSTART:20261001T000000', 'DTEND:20260930T000000']],
    ['a zone that is not IANA’s, defined or not', '.dtstart', midnight('China Standard Time')],
    ['a time that no clock shows', '.dtstart', ['DTSTART:20261001T250000']],
    ['an end that is a date', '.dtend', ['DTSTART:20261001T000000', 'DTEND;VALUE=DATE:20261002']],
    ['a recurrence', '.rrule', ['DTSTART:20261001T000000', 'DTEND:20261002T000000', 'RRULE:FREQ=YEARLY']],
    ['further dates', '.rdate', ['DTSTART:20261001T000000', 'DTEND:20261002T000000', 'RDATE:20261005T000000']],
  ])('are refused as holidays with %s', (_, where, lines) => {
    expect(refusal(() => read(feed(lines)))).toBe(`CALENDAR_INVALID events[0]${where}`)
  })

  it('mark the dates that they touch as working, whatever the hours', () => {
    const makeUp = [
      'DTSTART;TZID=Asia/Shanghai:20261010T090000',
      'DTEND;TZID=Asia/Shanghai:20261010T180000',
      'SUMMARY:国庆节 补班',
    ]
    expect(read(feed(nationalDay, makeUp)).workdays).toEqual(['2026-10-10'])
    // 18:00 to 02:00 in UTC is the morning of the 11th in Shanghai; an end at midnight touches no further date.
    const utc = ['DTSTART:20261010T180000Z', 'DTEND:20261011T020000Z', 'SUMMARY:补班']
    expect(read(feed(nationalDay, utc)).workdays).toEqual(['2026-10-11'])
    const whole = ['DTSTART:20261010T000000', 'DTEND:20261012T000000', 'SUMMARY:补班']
    expect(read(feed(nationalDay, whole)).workdays).toEqual(['2026-10-10', '2026-10-11'])
    expect(read(feed(nationalDay, ['DTSTART:20261010T090000', 'SUMMARY:补班'])).workdays).toEqual(['2026-10-10'])
  })

  it('are read by nobody when they are ignored', () => {
    const kindOf = ({ allDay }: ICalEvent) => (allDay ? 'holiday' : 'ignore')
    const party = ['DTSTART;TZID=Nowhere:20260202T180000', 'RRULE:FREQ=HOURLY', 'SUMMARY:party']
    expect(read(feed(nationalDay, party), { kindOf }).holidays.length).toBe(7)
  })
})

describe('L08 what an event is', () => {
  const saturday = (summary: string, ...more: string[]) => allDay('20261010', '20261011', `SUMMARY:${summary}`, ...more)

  it.each(['国庆节（班）', '国庆节(班)', '补班', '国庆节 补班 第1天/共2天', '调休上班'])('%s works', (summary) => {
    const { holidays, workdays } = read(feed(nationalDay, saturday(summary)))
    expect([holidays.length, workdays]).toEqual([7, ['2026-10-10']])
  })

  it.each(['国庆节（休）', '班夫节', 'Veterans Day', ''])('%j is a holiday', (summary) => {
    expect(read(feed(nationalDay, saturday(summary))).workdays).toEqual([])
  })

  it('is told by Apple’s mark, and in a feed with it an unmarked festival is no day off', () => {
    const text = feed(
      [...nationalDay, 'X-APPLE-SPECIAL-DAY:WORK-HOLIDAY'],
      saturday('国庆节', 'X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY'),
      allDay('20260819', '20260820', 'SUMMARY:七夕节'),
    )
    const { holidays, workdays } = read(text)
    expect([holidays.length, workdays]).toEqual([7, ['2026-10-10']])
  })

  it('is for the host to say', () => {
    const seen: ICalEvent[] = []
    const text = feed(
      [...nationalDay, 'CATEGORIES:节假日,法定', 'DESCRIPTION:Public holiday', 'X-COMPANY:closed'],
      allDay('20260214', '20260215', 'SUMMARY:Valentine’s Day', 'DESCRIPTION:Observance\\nTo hide it\\, go to'),
    )
    const { holidays } = read(text, {
      kindOf: (event) => {
        seen.push(event)
        return event.description.startsWith('Observance') ? 'ignore' : 'holiday'
      },
    })
    expect(holidays.length).toBe(7)
    expect(seen.map(({ uid, start, allDay }) => [uid, start, allDay])).toEqual([
      ['national-day', '2026-10-01', true],
      ['', '2026-02-14', true],
    ])
    expect(seen[0]?.categories).toEqual(['节假日', '法定'])
    expect(seen[0]?.property('x-company')).toBe('closed')
    expect(seen[0]?.property('location')).toBeUndefined()
    expect(seen[1]?.description).toBe('Observance\nTo hide it, go to')
  })

  it('is refused when the host does not say', () => {
    const kindOf = (() => undefined) as unknown as ICalOptions['kindOf']
    expect(refusal(() => fromICal(feed(nationalDay), { timeZone: 'UTC', years: [2026, 2026], kindOf }))).toBe(
      'CALENDAR_INVALID kindOf',
    )
  })

  it('a Saturday marked working counts in the calendar that is made of it', () => {
    const office = calendar({
      week: { fri: ['09:00-17:00'], mon: ['09:00-17:00'] },
      ...read(feed(nationalDay, saturday('补班'))),
    })
    const day = (date: string) => [at(`${date}T00:00+08:00`), at(`${date}T23:59+08:00`)] as const
    expect(workingTimeBetween(...day('2026-10-10'), office)).toBe(8 * 3_600_000)
    expect(workingTimeBetween(...day('2026-10-17'), office)).toBe(0)
    // Monday 28 September 16:00: an hour, then Friday 2 and Monday 5 October are off, Friday 9 an hour.
    expect(addWorkingTime(at('2026-09-28T16:00+08:00'), { hours: 2 }, office)).toBe(at('2026-10-09T10:00+08:00'))
  })

  it('a day that is off by one event and works by another is refused by the calendar', () => {
    const both = read(feed(allDay('20261010'), saturday('补班')))
    expect(refusal(() => calendar({ everyDay: ['09:00-17:00'], ...both }))).toBe('CALENDAR_INVALID workdays[0]')
  })
})

describe('L08 cancelled and revised events', () => {
  it('a cancelled event is none, whatever else it says', () => {
    const cancelled = ['STATUS:CANCELLED', 'DTSTART:nonsense', 'RRULE:FREQ=HOURLY']
    expect(read(feed(nationalDay, cancelled)).holidays.length).toBe(7)
    expect(refusal(() => read(feed([...nationalDay, 'STATUS:CANCELLED'])))).toBe('CALENDAR_RANGE')
  })

  it('the last revision holds, in any order', () => {
    const revised = (sequence: number, start: string, ...more: string[]) =>
      allDay(start, undefined, 'UID:a', `SEQUENCE:${sequence}`, ...more)
    expect(
      read(feed(nationalDay, revised(2, '20260601'), revised(10, '20260602'), revised(9, '20260603'))).holidays,
    ).toEqual(['2026-06-02', ...read(feed(nationalDay)).holidays])
    expect(
      read(feed(nationalDay, revised(1, '20260601', 'STATUS:CANCELLED'), revised(0, '20260601'))).holidays.length,
    ).toBe(7)
  })

  it('one UID for all of a feed’s holidays means several events', () => {
    expect(read(feed(allDay('20260601', undefined, 'UID:a'), allDay('20260602', undefined, 'UID:a'))).holidays).toEqual(
      ['2026-06-01', '2026-06-02'],
    )
  })
})

describe('L08 a year that the feed says nothing about is refused', () => {
  it.each([
    ['after its last event', [2026, 2027], [nationalDay]],
    ['before its first event', [2025, 2026], [nationalDay]],
    ['into which only the end of an event reaches', [2026, 2027], [allDay('20261230', '20270103')]],
    [
      'which only recurring events reach, where others are listed year by year',
      [2026, 2027],
      [nationalDay, allDay('20260101', undefined, 'RRULE:FREQ=YEARLY')],
    ],
    [
      'after the last of recurring events alone',
      [2026, 2027],
      [allDay('20200101', undefined, 'RRULE:FREQ=YEARLY;COUNT=7')],
    ],
  ] as const)('%s', (_, years, events) => {
    expect(refusal(() => read(feed(...events), { years }))).toBe('CALENDAR_RANGE')
  })

  it('unless the host says that a year may be empty', () => {
    const dates = read(feed(nationalDay), { years: [2025, 2027], emptyYears: 'accept' })
    expect([dates.holidays.length, dates.validFrom, dates.validTo]).toEqual([7, '2025-01-01', '2027-12-31'])
  })

  it('recurring events alone speak for every year that they reach', () => {
    const yearly = allDay('20200101', undefined, 'RRULE:FREQ=YEARLY')
    expect(read(feed(yearly), { years: [2026, 2028] }).holidays).toEqual(['2026-01-01', '2027-01-01', '2028-01-01'])
  })

  it('the calendar refuses beyond the years', () => {
    const office = calendar({ everyDay: ['09:00-17:00'], ...read(feed(nationalDay)) })
    expect(refusal(() => addWorkingTime(at('2026-12-31T16:00+08:00'), { hours: 2 }, office))).toBe('CALENDAR_RANGE')
  })
})

it('L08 the feed of chinese-days says the same as its data', () => {
  const text = readFileSync(createRequire(import.meta.url).resolve('chinese-days/dist/holidays.ics'), 'utf8')
  const { spec } = chinaCalendar({ everyDay: ['09:00-17:00'], years: [2024, 2026] })
  const dates = read(text, { years: [2024, 2026] })
  expect(dates.holidays).toEqual(spec.holidays)
  expect(dates.workdays.map((date) => ({ date, like: 'mon' }))).toEqual(spec.workdays)
  expect([dates.holidays.length, dates.workdays.length]).toEqual([89, 19])
})
