import { table } from './row.ts'

/** An office of eight hours a day; Thursday 1 May is a holiday; no clock change is near. */
export const units = table(
  'L07 the units of an office, from Friday afternoon, Friday evening, Saturday and the eve of a holiday',
  {
    timeZone: 'Europe/Berlin',
    week: {
      mon: ['09:00-17:00'],
      tue: ['09:00-17:00'],
      wed: ['09:00-17:00'],
      thu: ['09:00-17:00'],
      fri: ['09:00-17:00'],
    },
    holidays: ['2025-05-01'],
  },
  [
    // Friday 16:30. 30 min on Friday, 7.5 h on Monday.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { hours: 8 }, due: '2025-05-12T16:30+02:00' },
    // 24 working hours are three office days: 0.5 + 8 + 8 + 7.5, until Wednesday.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { hours: 24 }, due: '2025-05-14T16:30+02:00' },
    // Friday is not counted; the first working day after it is Monday, until midnight.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { workingDays: 1 }, due: '2025-05-13T00:00+02:00' },
    // Saturday is a natural day, until midnight.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { days: 1 }, due: '2025-05-11T00:00+02:00' },
    // Until midnight on Friday, though the office closes before.
    { id: 'T-06', from: '2025-05-09T16:30+02:00', within: { sameDay: true }, due: '2025-05-10T00:00+02:00' },
    // Monday, Tuesday, Wednesday: when that day closes.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { closeOfBusiness: 3 }, due: '2025-05-14T17:00+02:00' },
    // Friday 9 May + 56 days = Friday 4 July, until midnight.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { weeks: 8 }, due: '2025-07-05T00:00+02:00' },
    // 9 June, a Monday, until midnight.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { months: 1 }, due: '2025-06-10T00:00+02:00' },

    // Friday 18:30, after closing. The whole of Monday, due as it closes.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { hours: 8 }, due: '2025-05-12T17:00+02:00' },
    // Monday, Tuesday, Wednesday in full.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { hours: 24 }, due: '2025-05-14T17:00+02:00' },
    // The day of the event is Friday all the same; then Monday.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { workingDays: 1 }, due: '2025-05-13T00:00+02:00' },
    // Saturday.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { days: 1 }, due: '2025-05-11T00:00+02:00' },
    // Monday, Tuesday, Wednesday.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { closeOfBusiness: 3 }, due: '2025-05-14T17:00+02:00' },
    // Friday 4 July all the same, until midnight.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { weeks: 8 }, due: '2025-07-05T00:00+02:00' },

    // Saturday 11:00. The whole of Monday.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { hours: 8 }, due: '2025-05-12T17:00+02:00' },
    // Monday, Tuesday, Wednesday in full.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { hours: 24 }, due: '2025-05-14T17:00+02:00' },
    // Sunday has no window; the first working day is Monday.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { workingDays: 1 }, due: '2025-05-13T00:00+02:00' },
    // Sunday, until midnight.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { days: 1 }, due: '2025-05-12T00:00+02:00' },
    // Saturday, until midnight, though it has no window.
    { id: 'T-06', from: '2025-05-10T11:00+02:00', within: { sameDay: true }, due: '2025-05-11T00:00+02:00' },
    // Monday, Tuesday, Wednesday.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { closeOfBusiness: 3 }, due: '2025-05-14T17:00+02:00' },
    // Saturday 5 July.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { weeks: 8 }, due: '2025-07-06T00:00+02:00' },

    // Wednesday 16:30, the eve of a holiday. 30 min, nothing on Thursday, 7.5 h on Friday.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { hours: 8 }, due: '2025-05-02T16:30+02:00' },
    // 30 min, nothing on Thursday, 8 h on Friday, 8 h on Monday, 7.5 h on Tuesday.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { hours: 24 }, due: '2025-05-06T16:30+02:00' },
    // Thursday has no window; Friday is the first working day.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { workingDays: 1 }, due: '2025-05-03T00:00+02:00' },
    // The holiday is a natural day.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { days: 1 }, due: '2025-05-02T00:00+02:00' },
    // Friday, Monday, Tuesday.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { closeOfBusiness: 3 }, due: '2025-05-06T17:00+02:00' },
    // Wednesday 25 June.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { weeks: 8 }, due: '2025-06-26T00:00+02:00' },
    // On the holiday itself: Friday 09:00 and an hour.
    { id: 'L07', from: '2025-05-01T10:00+02:00', within: { hours: 1 }, due: '2025-05-02T10:00+02:00' },

    // Paused over the weekend, Friday 17:00 to Monday 09:00: hours do not notice.
    {
      id: 'L04',
      from: '2025-05-09T16:30+02:00',
      within: { hours: 8 },
      pauses: [['2025-05-09T17:00+02:00', '2025-05-12T09:00+02:00']],
      due: '2025-05-12T16:30+02:00',
    },
    // Friday 0.5 h; Monday 09:00-10:00 1 h, paused until 15:00, then 2 h: 3.5 h; Tuesday 4.5 h.
    {
      id: 'L04',
      from: '2025-05-09T16:30+02:00',
      within: { hours: 8 },
      pauses: [['2025-05-12T10:00+02:00', '2025-05-12T15:00+02:00']],
      due: '2025-05-13T13:30+02:00',
    },
    // Monday midnight, moved back by the 5 hours paused on Monday.
    {
      id: 'L04',
      from: '2025-05-09T16:30+02:00',
      within: { workingDays: 1 },
      pauses: [['2025-05-12T10:00+02:00', '2025-05-12T15:00+02:00']],
      due: '2025-05-13T05:00+02:00',
    },
  ],
)

/** The same beginnings where nothing ever closes: 24 hours are 24 hours, whatever the weekday. */
export const elapsedUnits = table(
  'L07 24 elapsed hours from Friday afternoon, Friday evening, Saturday and the eve of a holiday',
  { timeZone: 'Europe/Berlin', everyDay: ['00:00-24:00'] },
  [
    // Saturday at the same time of day.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { hours: 24 }, due: '2025-05-10T16:30+02:00' },
    // Saturday.
    { id: 'L07', from: '2025-05-09T18:30+02:00', within: { hours: 24 }, due: '2025-05-10T18:30+02:00' },
    // Sunday.
    { id: 'L07', from: '2025-05-10T11:00+02:00', within: { hours: 24 }, due: '2025-05-11T11:00+02:00' },
    // The holiday.
    { id: 'L07', from: '2025-04-30T16:30+02:00', within: { hours: 24 }, due: '2025-05-01T16:30+02:00' },
    // A natural day has more: until the midnight after.
    { id: 'L07', from: '2025-05-09T16:30+02:00', within: { days: 1 }, due: '2025-05-11T00:00+02:00' },
  ],
)
