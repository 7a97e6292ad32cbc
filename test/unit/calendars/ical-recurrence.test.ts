import { describe, expect, it } from 'vitest'
import { allDay, feed, read, refusal } from './feed.ts'

/** The days of an all-day event with these lines, `1997-09-02` written `97-09-02`, the first `count` from `first` on. */
function days(start: string, lines: readonly string[], years: readonly [number, number] = [1996, 2007]): string[] {
  const text = feed(allDay(start, undefined, ...lines))
  return read(text, { years, emptyYears: 'accept' }).holidays.map((date) => date.slice(2))
}

// The examples of RFC 5545, 3.8.5.3, with their days as the RFC prints them; all-day here, so UNTIL is a date.
const examples: readonly (readonly [rule: string, start: string, days: string])[] = [
  [
    'FREQ=DAILY;COUNT=10',
    '19970902',
    '97-09-02 97-09-03 97-09-04 97-09-05 97-09-06 97-09-07 97-09-08 97-09-09 97-09-10 97-09-11',
  ],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '19970902', '97-09-02 97-09-12 97-09-22 97-10-02 97-10-12'],
  [
    'FREQ=WEEKLY;COUNT=10',
    '19970902',
    '97-09-02 97-09-09 97-09-16 97-09-23 97-09-30 97-10-07 97-10-14 97-10-21 97-10-28 97-11-04',
  ],
  [
    'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH',
    '19970902',
    '97-09-02 97-09-04 97-09-09 97-09-11 97-09-16 97-09-18 97-09-23 97-09-25 97-09-30 97-10-02',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR',
    '19970901',
    '97-09-01 97-09-03 97-09-05 97-09-15 97-09-17 97-09-19 97-09-29 97-10-01 97-10-03 97-10-13 97-10-15 97-10-17 97-10-27 97-10-29 97-10-31 97-11-10 97-11-12 97-11-14 97-11-24 97-11-26 97-11-28 97-12-08 97-12-10 97-12-12 97-12-22 97-12-24',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '19970805', '97-08-05 97-08-10 97-08-19 97-08-24'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '19970805', '97-08-05 97-08-17 97-08-19 97-08-31'],
  [
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    '19970905',
    '97-09-05 97-10-03 97-11-07 97-12-05 98-01-02 98-02-06 98-03-06 98-04-03 98-05-01 98-06-05',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '19970907',
    '97-09-07 97-09-28 97-11-02 97-11-30 98-01-04 98-01-25 98-03-01 98-03-29 98-05-03 98-05-31',
  ],
  ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '19970922', '97-09-22 97-10-20 97-11-17 97-12-22 98-01-19 98-02-16'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6', '19970928', '97-09-28 97-10-29 97-11-28 97-12-29 98-01-29 98-02-26'],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    '19970930',
    '97-09-30 97-10-01 97-10-31 97-11-01 97-11-30 97-12-01 97-12-31 98-01-01 98-01-31 98-02-01',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '19970910',
    '97-09-10 97-09-11 97-09-12 97-09-13 97-09-14 97-09-15 99-03-10 99-03-11 99-03-12 99-03-13',
  ],
  [
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '19970610',
    '97-06-10 97-07-10 98-06-10 98-07-10 99-06-10 99-07-10 00-06-10 00-07-10 01-06-10 01-07-10',
  ],
  [
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '19970101',
    '97-01-01 97-04-10 97-07-19 00-01-01 00-04-09 00-07-18 03-01-01 03-04-10 03-07-19 06-01-01',
  ],
  ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', '19970519', '97-05-19 98-05-18 99-05-17'],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=7',
    '19970313',
    '97-03-13 97-03-20 97-03-27 98-03-05 98-03-12 98-03-19 98-03-26',
  ],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5', '19980213', '98-02-13 98-03-13 98-11-13 99-08-13 00-10-13'],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=10',
    '19970913',
    '97-09-13 97-10-11 97-11-08 97-12-13 98-01-10 98-02-07 98-03-07 98-04-11 98-05-09 98-06-13',
  ],
  ['FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', '19961105', '96-11-05 00-11-07 04-11-02'],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '19970904', '97-09-04 97-10-07 97-11-06'],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7',
    '19970929',
    '97-09-29 97-10-30 97-11-27 97-12-30 98-01-29 98-02-26 98-03-30',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '20070115', '07-01-15 07-01-30 07-02-15 07-03-15 07-03-30'],
]

// Holidays that follow rules; dates as published for those years.
const holidays: readonly (readonly [what: string, rule: string, start: string, days: string])[] = [
  ['Thanksgiving', 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '20201126', '24-11-28 25-11-27 26-11-26 27-11-25'],
  ['Memorial Day', 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO', '20200525', '24-05-27 25-05-26 26-05-25 27-05-31'],
  [
    'Victoria Day',
    'FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYMONTHDAY=18,19,20,21,22,23,24',
    '20200518',
    '24-05-20 25-05-19 26-05-18 27-05-24',
  ],
  [
    'Midsummer',
    'FREQ=YEARLY;BYMONTH=6;BYDAY=SA;BYMONTHDAY=20,21,22,23,24,25,26',
    '20200620',
    '24-06-22 25-06-21 26-06-20 27-06-26',
  ],
  ['New Year’s Eve', 'FREQ=YEARLY;BYYEARDAY=-1', '20201231', '24-12-31 25-12-31 26-12-31 27-12-31'],
  ['a leap day', 'FREQ=YEARLY', '20200229', '24-02-29'],
  [
    'the last of January every second year, which ical.js moves by a year',
    'FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=-1',
    '20150131',
    '25-01-31 27-01-31',
  ],
  [
    'a 31 June beside a 30 August, which ical.js makes 1 July',
    'FREQ=YEARLY;BYMONTH=6,8;BYMONTHDAY=30,31;BYSETPOS=-1',
    '20200831',
    '24-08-31 25-08-31 26-08-31 27-08-31',
  ],
]

describe('L08 a recurrence is expanded in the years that are asked for', () => {
  it.each(examples)('RFC 5545: %s from %s', (rule, start, printed) => {
    expect(days(start, [`RRULE:${rule}`]).join(' ')).toBe(printed)
  })

  it.each(holidays)('%s', (_, rule, start, printed) => {
    expect(days(start, [`RRULE:${rule}`], [2024, 2027]).join(' ')).toBe(printed)
  })

  it('with all days of each occurrence, also of one that begins before the first year', () => {
    const text = feed(allDay('20201231', '20210103', 'RRULE:FREQ=YEARLY'))
    expect(read(text, { years: [2026, 2026] }).holidays).toEqual(['2026-01-01', '2026-01-02', '2026-12-31'])
  })

  it('with the dates that are added and without those that are taken out', () => {
    const lines = [
      'RRULE:FREQ=YEARLY',
      'RDATE;VALUE=DATE:20260704,20270704',
      'EXDATE;VALUE=DATE:20260101',
      'EXDATE:20280101',
    ]
    expect(days('20240101', lines, [2024, 2028])).toEqual(['24-01-01', '25-01-01', '26-07-04', '27-01-01', '27-07-04'])
  })

  it('with added dates alone', () => {
    expect(days('20260101', ['RDATE;VALUE=DATE:20260704'], [2026, 2026])).toEqual(['26-01-01', '26-07-04'])
  })

  it('that ends before the first year is none', () => {
    expect(days('19970101', ['RRULE:FREQ=YEARLY;UNTIL=20250101'], [2026, 2026])).toEqual([])
    expect(days('19970101', ['RRULE:FREQ=YEARLY;COUNT=29'], [2024, 2026])).toEqual(['24-01-01', '25-01-01'])
  })
})

describe('L08 an occurrence that another event replaces', () => {
  const yearly = allDay('20200501', undefined, 'UID:may', 'RRULE:FREQ=YEARLY')
  const instead = (...more: string[]) => ['UID:may', 'RECURRENCE-ID;VALUE=DATE:20260501', ...more]

  it('moves', () => {
    expect(read(feed(yearly, instead(...allDay('20260504')))).holidays).toEqual(['2026-05-04'])
    expect(read(feed(instead(...allDay('20260504', '20260506')), yearly)).holidays).toEqual([
      '2026-05-04',
      '2026-05-05',
    ])
  })

  it('moves to where its last revision says', () => {
    const revised = (sequence: number, start: string) => instead(`SEQUENCE:${sequence}`, ...allDay(start))
    expect(read(feed(revised(2, '20260504'), yearly, revised(1, '20260505'))).holidays).toEqual(['2026-05-04'])
  })

  it('is cancelled', () => {
    const text = feed(yearly, instead('STATUS:CANCELLED', ...allDay('20260501')))
    expect(read(text, { years: [2025, 2027], emptyYears: 'accept' }).holidays).toEqual(['2025-05-01', '2027-05-01'])
  })

  it('becomes a working day, or nothing by the host’s word', () => {
    const changed = feed(yearly, instead('SUMMARY:补班', ...allDay('20260501')))
    expect(read(changed)).toMatchObject({ holidays: [], workdays: ['2026-05-01'] })
    const kindOf = ({ summary }: { summary: string }) => (summary === '' ? 'holiday' : 'ignore')
    expect(read(changed, { kindOf, emptyYears: 'accept' })).toMatchObject({ holidays: [], workdays: [] })
  })

  it('falls with its series', () => {
    const text = feed([...yearly, 'STATUS:CANCELLED'], instead(...allDay('20260504')), allDay('20261001'))
    expect(read(text).holidays).toEqual(['2026-10-01'])
  })

  it('stands for itself where the feed leaves its series out', () => {
    expect(read(feed(instead(...allDay('20260504')))).holidays).toEqual(['2026-05-04'])
  })

  it('is refused when it is not one occurrence', () => {
    const following = ['UID:may', 'RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260501', ...allDay('20260504')]
    const timed = ['UID:may', 'RECURRENCE-ID:20260501T000000Z', ...allDay('20260504')]
    const alone = allDay('20260601')
    for (const events of [
      [yearly, following],
      [alone, following],
      [yearly, timed],
    ]) {
      expect(refusal(() => read(feed(...events)))).toBe('CALENDAR_INVALID events[1].recurrence-id')
    }
  })
})

describe('L08 a recurrence that cannot be expanded is refused, never ignored', () => {
  it.each([
    ['an hourly rule', 'rrule.freq', 'RRULE:FREQ=HOURLY'],
    ['hours in a yearly rule', 'rrule', 'RRULE:FREQ=YEARLY;BYHOUR=9'],
    ['numbered weeks', 'rrule', 'RRULE:FREQ=YEARLY;BYWEEKNO=20'],
    ['another calendar than the Gregorian', 'rrule', 'RRULE:RSCALE=CHINESE;FREQ=YEARLY'],
    ['an unknown part', 'rrule', 'RRULE:FREQ=YEARLY;X-EASTER=1'],
    ['no frequency', 'rrule.freq', 'RRULE:INTERVAL=2'],
    ['a count of nothing', 'rrule.count', 'RRULE:FREQ=YEARLY;COUNT=0'],
    ['a count and an end', 'rrule', 'RRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101'],
    ['an end that is no date', 'rrule.until', 'RRULE:FREQ=YEARLY;UNTIL=20300230'],
    ['an end at a time', 'rrule.until', 'RRULE:FREQ=YEARLY;UNTIL=20300101T000000Z'],
    ['an end before it begins', 'rrule', 'RRULE:FREQ=YEARLY;UNTIL=20200101'],
    ['a numbered weekday in a week', 'rrule', 'RRULE:FREQ=WEEKLY;BYDAY=1TH'],
    ['a day of the month in a week', 'rrule', 'RRULE:FREQ=WEEKLY;BYMONTHDAY=1'],
    ['a day of the year in a month', 'rrule', 'RRULE:FREQ=MONTHLY;BYYEARDAY=1'],
    ['positions of nothing', 'rrule', 'RRULE:FREQ=YEARLY;BYSETPOS=1'],
    ['an interval of millennia', 'rrule.interval', `RRULE:FREQ=YEARLY;INTERVAL=${'9'.repeat(400)}`],
    ['a rule that its own first day does not follow', 'rrule', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'],
    ['a day that never comes', 'rrule', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['two rules', 'rrule', 'RRULE:FREQ=YEARLY\r\nRRULE:FREQ=MONTHLY'],
    ['an excluding rule', 'exrule', 'RRULE:FREQ=YEARLY\r\nEXRULE:FREQ=YEARLY;INTERVAL=2'],
    ['an added time', 'rdate', 'RDATE:20260501T090000'],
    ['an added period', 'rdate', 'RDATE;VALUE=PERIOD:20260501T000000Z/P1D'],
    ['a time taken out', 'exdate', 'RRULE:FREQ=YEARLY\r\nEXDATE:20270101T000000Z'],
  ])('%s', (_, where, lines) => {
    expect(refusal(() => read(feed(allDay('20260601'), allDay('20260101', undefined, lines))))).toMatch(
      new RegExp(`^CALENDAR_INVALID events\\[1\\]\\.${where}`),
    )
  })

  it('a rule that the parser cannot read spoils the whole feed', () => {
    for (const rule of [
      'FREQ=FORTNIGHTLY',
      'FREQ=YEARLY;BYDAY=XX',
      'FREQ=YEARLY;BYMONTH',
      'FREQ=YEARLY;BYMONTH=13',
      '',
    ]) {
      expect(refusal(() => read(feed(allDay('20260101', undefined, `RRULE:${rule}`))))).toMatch(/^CALENDAR_INVALID/)
    }
  })
})
