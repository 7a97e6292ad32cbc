import { table } from './row.ts'

/** Elapsed time and natural days: no window ever closes. Shanghai has had no clock change since 1991. */
export const natural = table(
  'T-06 T-08 T-15 elapsed time, natural days, months',
  { timeZone: 'Asia/Shanghai', everyDay: ['00:00-24:00'] },
  [
    // 30 minutes are over at 14:30:00.000, and that instant is in time.
    { id: 'T-15', from: '2025-06-03T14:00+08:00', within: { minutes: 30 }, due: '2025-06-03T14:30+08:00' },
    // Twenty minutes over midnight.
    { id: 'T-15', from: '2025-06-03T23:50+08:00', within: { minutes: 20 }, due: '2025-06-04T00:10+08:00' },
    // 22 elapsed hours, just under a day.
    { id: 'T-01', from: '2025-06-03T10:00+08:00', within: { hours: 22 }, due: '2025-06-04T08:00+08:00' },
    // 24 hours are no day: they end at the same time of day.
    { id: 'L07', from: '2025-06-03T10:00+08:00', within: { hours: 24 }, due: '2025-06-04T10:00+08:00' },
    // A day ends at 24:00 of the next day.
    { id: 'L07', from: '2025-06-03T10:00+08:00', within: { days: 1 }, due: '2025-06-05T00:00+08:00' },
    // Half an hour, as a fraction.
    { id: 'L07', from: '2025-06-03T10:00+08:00', within: { hours: 0.5 }, due: '2025-06-03T10:30+08:00' },
    // 1 October not counted, the fifteenth day after it is 16 October, until 24:00.
    { id: 'T-06', from: '2025-10-01T09:15+08:00', within: { days: 15 }, due: '2025-10-17T00:00+08:00' },
    // The first instant of a day belongs to it: 2 October, so 3 October 24:00.
    { id: 'T-06', from: '2025-10-02T00:00+08:00', within: { days: 1 }, due: '2025-10-04T00:00+08:00' },
    // The last minute of a day belongs to it: 1 October, so 2 October 24:00.
    { id: 'T-06', from: '2025-10-01T23:59+08:00', within: { days: 1 }, due: '2025-10-03T00:00+08:00' },
    // A minute is left of the day.
    { id: 'T-06', from: '2025-10-01T23:59+08:00', within: { sameDay: true }, due: '2025-10-02T00:00+08:00' },
    // A whole day is left of it.
    { id: 'T-06', from: '2025-10-02T00:00+08:00', within: { sameDay: true }, due: '2025-10-03T00:00+08:00' },
    // 8 weeks = 56 days: 3 June + 56 = 29 July.
    { id: 'L02', from: '2025-06-03T10:00+08:00', within: { weeks: 8 }, due: '2025-07-30T00:00+08:00' },
    // The same in days: June has 27 days left, and 29 of July.
    { id: 'L02', from: '2025-06-03T10:00+08:00', within: { days: 56 }, due: '2025-07-30T00:00+08:00' },
    // February 2025 has 28 days.
    { id: 'T-08', from: '2025-01-31T10:00+08:00', within: { months: 1 }, due: '2025-03-01T00:00+08:00' },
    // February 2024 has 29.
    { id: 'T-08', from: '2024-01-31T10:00+08:00', within: { months: 1 }, due: '2024-03-01T00:00+08:00' },
    // 30 January is clipped as well.
    { id: 'T-08', from: '2025-01-30T10:00+08:00', within: { months: 1 }, due: '2025-03-01T00:00+08:00' },
    // Clipping does not stick to the end of the month: 28 February and a month give 28 March.
    { id: 'T-08', from: '2025-02-28T10:00+08:00', within: { months: 1 }, due: '2025-03-29T00:00+08:00' },
    // Reckoned from 31 January in one step, not over 28 February: 31 March.
    { id: 'T-08', from: '2025-01-31T10:00+08:00', within: { months: 2 }, due: '2025-04-01T00:00+08:00' },
    // April has 30 days.
    { id: 'T-08', from: '2025-03-31T10:00+08:00', within: { months: 1 }, due: '2025-05-01T00:00+08:00' },
    // Over the year's end.
    { id: 'T-08', from: '2025-12-15T10:00+08:00', within: { months: 1 }, due: '2026-01-16T00:00+08:00' },
    // Over the year's end into a short month: 31 October + 4 = 28 February.
    { id: 'T-08', from: '2025-10-31T10:00+08:00', within: { months: 4 }, due: '2026-03-01T00:00+08:00' },
    // Leap day + 12 months: 28 February.
    { id: 'T-08', from: '2024-02-29T10:00+08:00', within: { months: 12 }, due: '2025-03-01T00:00+08:00' },
    // Every day opens, so a working day is a natural day.
    { id: 'L07', from: '2025-06-06T10:00+08:00', within: { workingDays: 2 }, due: '2025-06-09T00:00+08:00' },
    // And it closes at 24:00.
    { id: 'L07', from: '2025-06-06T10:00+08:00', within: { closeOfBusiness: 2 }, due: '2025-06-09T00:00+08:00' },

    // 48 h from 3 June 10:00 are over on 5 June 10:00; two absences, 6 h and 8 h, share 2 h: 12 h later.
    {
      id: 'T-09',
      from: '2025-06-03T10:00+08:00',
      within: { hours: 48 },
      pauses: [
        ['2025-06-04T08:00+08:00', '2025-06-04T14:00+08:00'],
        ['2025-06-04T12:00+08:00', '2025-06-04T20:00+08:00'],
      ],
      due: '2025-06-05T22:00+08:00',
    },
    // Absent since the day before, back on 4 June 10:00: the 48 h begin then.
    {
      id: 'T-09',
      from: '2025-06-03T10:00+08:00',
      within: { hours: 48 },
      pauses: [['2025-06-02T10:00+08:00', '2025-06-04T10:00+08:00']],
      due: '2025-06-06T10:00+08:00',
    },
    // A pause that begins at the due instant comes too late.
    {
      id: 'T-15',
      from: '2025-06-03T10:00+08:00',
      within: { hours: 2 },
      pauses: [['2025-06-03T12:00+08:00', '2025-06-03T20:00+08:00']],
      due: '2025-06-03T12:00+08:00',
    },
    // One that begins a minute before it leaves that minute for afterwards.
    {
      id: 'T-15',
      from: '2025-06-03T10:00+08:00',
      within: { hours: 2 },
      pauses: [['2025-06-03T11:59+08:00', '2025-06-03T20:00+08:00']],
      due: '2025-06-03T20:01+08:00',
    },
    // A pause before the beginning does not count.
    {
      id: 'L04',
      from: '2025-06-03T10:00+08:00',
      within: { hours: 2 },
      pauses: [['2025-06-03T08:00+08:00', '2025-06-03T10:00+08:00']],
      due: '2025-06-03T12:00+08:00',
    },
    // 3 days end on 6 June 24:00; 30 paused hours later it is 8 June 06:00.
    {
      id: 'L04',
      from: '2025-06-03T10:00+08:00',
      within: { days: 3 },
      pauses: [['2025-06-04T00:00+08:00', '2025-06-05T06:00+08:00']],
      due: '2025-06-08T06:00+08:00',
    },
    // The first pause (24 h) moves 4 June 24:00 to 5 June 24:00, into reach of the second (6 h).
    {
      id: 'L04',
      from: '2025-06-03T10:00+08:00',
      within: { days: 1 },
      pauses: [
        ['2025-06-05T12:00+08:00', '2025-06-05T18:00+08:00'],
        ['2025-06-03T12:00+08:00', '2025-06-04T12:00+08:00'],
      ],
      due: '2025-06-06T06:00+08:00',
    },
  ],
)
