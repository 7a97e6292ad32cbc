import { table } from './row.ts'

/** Berlin: 2025-03-30 02:00+01:00 → 03:00+02:00, and 2025-10-26 03:00+02:00 → 02:00+01:00. */
export const berlinNights = table('L05 nights in Berlin', { timeZone: 'Europe/Berlin', everyDay: ['22:00-06:00'] }, [
  // 22:00-02:00 is 4 h; the due instant is that of the change, 03:00 by the new time.
  { id: 'L05', from: '2025-03-29T22:00+01:00', within: { hours: 4 }, due: '2025-03-30T03:00+02:00' },
  // That night has 7 h, due as it closes.
  { id: 'L05', from: '2025-03-29T22:00+01:00', within: { hours: 7 }, due: '2025-03-30T06:00+02:00' },
  // The eighth is the first of the next night.
  { id: 'L05', from: '2025-03-29T22:00+01:00', within: { hours: 8 }, due: '2025-03-30T23:00+02:00' },
  // In October the night has 9 h: 22-03 by the old time, 02-06 by the new.
  { id: 'L05', from: '2025-10-25T22:00+02:00', within: { hours: 9 }, due: '2025-10-26T06:00+01:00' },
  // Five of them lead to 03:00 old time, which is 02:00 new time.
  { id: 'L05', from: '2025-10-25T22:00+02:00', within: { hours: 5 }, due: '2025-10-26T02:00+01:00' },
  // From the first 02:30: 30 min of the old time, 30 of the new.
  { id: 'L05', from: '2025-10-26T02:30+02:00', within: { hours: 1 }, due: '2025-10-26T02:30+01:00' },
  // From the second 02:30: an hour of the new time.
  { id: 'L05', from: '2025-10-26T02:30+01:00', within: { hours: 1 }, due: '2025-10-26T03:30+01:00' },
  // Close of business of Sunday's night is Monday 06:00.
  { id: 'L05', from: '2025-10-25T12:00+02:00', within: { closeOfBusiness: 1 }, due: '2025-10-27T06:00+01:00' },
  // A working day ends at its own midnight, also where its window does not.
  { id: 'L05', from: '2025-10-25T12:00+02:00', within: { workingDays: 1 }, due: '2025-10-27T00:00+01:00' },
  // Paused in the doubled hour, first 02:00 to second 02:00: 4 h before, the fifth after.
  {
    id: 'L05',
    from: '2025-10-25T22:00+02:00',
    within: { hours: 5 },
    pauses: [['2025-10-26T02:00+02:00', '2025-10-26T02:00+01:00']],
    due: '2025-10-26T03:00+01:00',
  },
])

export const berlinDays = table(
  'L05 days in Berlin',
  // The holiday far away keeps the reckoning from knowing that it may subtract.
  { timeZone: 'Europe/Berlin', everyDay: ['00:00-24:00'], holidays: ['2030-01-01'] },
  [
    // 24 h over the lost hour end an hour later by the wall clock.
    { id: 'L05', from: '2025-03-29T12:00+01:00', within: { hours: 24 }, due: '2025-03-30T13:00+02:00' },
    // 24 h over the doubled hour end an hour earlier.
    { id: 'L05', from: '2025-10-25T12:00+02:00', within: { hours: 24 }, due: '2025-10-26T11:00+01:00' },
    // A day of 23 h is a day.
    { id: 'L05', from: '2025-03-29T12:00+01:00', within: { days: 1 }, due: '2025-03-31T00:00+02:00' },
    // So is one of 25 h.
    { id: 'L05', from: '2025-10-25T12:00+02:00', within: { days: 1 }, due: '2025-10-27T00:00+01:00' },
    // From the first 02:30 until midnight.
    { id: 'L05', from: '2025-10-26T02:30+02:00', within: { sameDay: true }, due: '2025-10-27T00:00+01:00' },
    // 8 weeks from winter into summer time end at a summer midnight.
    { id: 'L05', from: '2025-03-07T12:00+01:00', within: { weeks: 8 }, due: '2025-05-03T00:00+02:00' },
    // A whole year of 365 days in hours: both changes cancel.
    { id: 'L06', from: '2025-01-01T00:00+01:00', within: { hours: 8760 }, due: '2026-01-01T00:00+01:00' },
  ],
)

export const berlinGap = table(
  'L05 a window inside the hour that Berlin loses and doubles',
  { timeZone: 'Europe/Berlin', everyDay: ['02:15-02:45'] },
  [
    // 30 March has no 02:15 and no 02:45: nothing opens; Monday 02:15 and half an hour.
    { id: 'L05', from: '2025-03-29T12:00+01:00', within: { hours: 0.5 }, due: '2025-03-31T02:45+02:00' },
    // So Sunday is no working day.
    { id: 'L05', from: '2025-03-29T12:00+01:00', within: { workingDays: 1 }, due: '2025-04-01T00:00+02:00' },
    // 26 October: from the first 02:15 to the last 02:45 it is an hour and a half.
    { id: 'L05', from: '2025-10-26T00:00+02:00', within: { hours: 1.5 }, due: '2025-10-26T02:45+01:00' },
    // One hour after the first 02:15 is the second.
    { id: 'L05', from: '2025-10-26T00:00+02:00', within: { hours: 1 }, due: '2025-10-26T02:15+01:00' },
    // Close of business is the last 02:45.
    { id: 'L05', from: '2025-10-25T12:00+02:00', within: { closeOfBusiness: 1 }, due: '2025-10-26T02:45+01:00' },
  ],
)

export const berlinEdges = table(
  'L05 windows that end and begin where the hour is lost and doubled in Berlin',
  { timeZone: 'Europe/Berlin', everyDay: ['01:00-02:00', '02:30-05:00'] },
  [
    // 01:00-02:00 closes where the doubled hour begins: the first 02:00. An hour.
    { id: 'L05', from: '2025-10-26T00:00+02:00', within: { hours: 1 }, due: '2025-10-26T02:00+02:00' },
    // Then the first 02:30, half an hour before the change, to 05:00: 3.5 h.
    { id: 'L05', from: '2025-10-26T00:00+02:00', within: { hours: 4.5 }, due: '2025-10-26T05:00+01:00' },
    // 30 March: 01:00-02:00 is whole; 02:30 maps forward to 03:00+02:00, so 2 h until 05:00.
    { id: 'L05', from: '2025-03-30T00:00+01:00', within: { hours: 3 }, due: '2025-03-30T05:00+02:00' },
    // A minute of the second window is one after 03:00.
    { id: 'L05', from: '2025-03-30T00:00+01:00', within: { minutes: 61 }, due: '2025-03-30T03:01+02:00' },
  ],
)

/** New York: 2025-03-09 02:00-05:00 → 03:00-04:00, and 2025-11-02 02:00-04:00 → 01:00-05:00. */
export const newYork = table(
  'L05 New York, open day and night but for Thanksgiving',
  { timeZone: 'America/New_York', everyDay: ['00:00-24:00'], holidays: ['2025-11-27'] },
  [
    // An hour is lost.
    { id: 'L05', from: '2025-03-08T12:00-05:00', within: { hours: 24 }, due: '2025-03-09T13:00-04:00' },
    // An hour is doubled.
    { id: 'L05', from: '2025-11-01T12:00-04:00', within: { hours: 24 }, due: '2025-11-02T11:00-05:00' },
    // 9 March has 23 h, so the 24th hour after its beginning is the first of the 10th.
    { id: 'L05', from: '2025-03-09T00:00-05:00', within: { hours: 24 }, due: '2025-03-10T01:00-04:00' },
    // 6 h until midnight, Thanksgiving closed, 6 h on Friday.
    { id: 'L05', from: '2025-11-26T18:00-05:00', within: { hours: 12 }, due: '2025-11-28T06:00-05:00' },
    // Friday is the next working day.
    { id: 'L07', from: '2025-11-26T18:00-05:00', within: { workingDays: 1 }, due: '2025-11-29T00:00-05:00' },
    // Thanksgiving is a natural day.
    { id: 'L07', from: '2025-11-26T18:00-05:00', within: { days: 1 }, due: '2025-11-28T00:00-05:00' },
    // 31 October and a month: 30 November, by then winter time.
    { id: 'T-08', from: '2025-10-31T12:00-04:00', within: { months: 1 }, due: '2025-12-01T00:00-05:00' },
  ],
)

export const newYorkEarly = table(
  'L05 New York before dawn',
  { timeZone: 'America/New_York', everyDay: ['00:00-01:00', '01:15-02:00'] },
  [
    // 00:00-01:00 closes where the doubled hour begins: the first 01:00.
    { id: 'L05', from: '2025-11-02T00:00-04:00', within: { hours: 1 }, due: '2025-11-02T01:00-04:00' },
    // 01:15-02:00 runs from the first 01:15 to 02:00 of the new time: 1.75 h.
    { id: 'L05', from: '2025-11-02T00:00-04:00', within: { hours: 2.75 }, due: '2025-11-02T02:00-05:00' },
    // 02:00 on 9 March maps forward to 03:00-04:00, the same instant: 45 min.
    { id: 'L05', from: '2025-03-09T00:00-05:00', within: { minutes: 105 }, due: '2025-03-09T03:00-04:00' },
  ],
)
