import { table } from './row.ts'

/** São Paulo 2018: 4 November has no midnight (00:00-03:00 → 01:00-02:00); 17 February has 23:00 twice (-02:00, -03:00). */
export const saoPaulo = table(
  'L05 São Paulo 2018, where midnight is lost and the last hour doubled',
  { timeZone: 'America/Sao_Paulo', everyDay: ['00:00-06:00', '20:00-23:00'] },
  [
    // 3 November ends where 4 November begins: 01:00 by the new time.
    { id: 'L05', from: '2018-11-03T10:00-03:00', within: { sameDay: true }, due: '2018-11-04T01:00-02:00' },
    // 4 November ends at an ordinary midnight.
    { id: 'L05', from: '2018-11-03T10:00-03:00', within: { days: 1 }, due: '2018-11-05T00:00-02:00' },
    // 3 h in the evening; 4 November opens at 01:00, so 06:00 is 5 h later.
    { id: 'L05', from: '2018-11-03T20:00-03:00', within: { hours: 8 }, due: '2018-11-04T06:00-02:00' },
    // The first minute after the evening is the one after 01:00.
    { id: 'L05', from: '2018-11-03T20:00-03:00', within: { minutes: 181 }, due: '2018-11-04T01:01-02:00' },
    // 17 February ends at the midnight of the new time, an hour later than it seems.
    { id: 'L05', from: '2018-02-17T12:00-02:00', within: { sameDay: true }, due: '2018-02-18T00:00-03:00' },
    // The same for one day from the 16th.
    { id: 'L05', from: '2018-02-16T12:00-02:00', within: { days: 1 }, due: '2018-02-18T00:00-03:00' },
    // 20:00-23:00 closes where the doubled hour begins: the first 23:00.
    { id: 'L05', from: '2018-02-17T12:00-02:00', within: { hours: 3 }, due: '2018-02-17T23:00-02:00' },
    // Then both 23:00 hours are closed, and the next opening is midnight.
    { id: 'L05', from: '2018-02-17T12:00-02:00', within: { minutes: 181 }, due: '2018-02-18T00:01-03:00' },
    // An event in the second 23:00 hour still belongs to the 17th: due at the end of the 18th.
    { id: 'L05', from: '2018-02-17T23:30-03:00', within: { days: 1 }, due: '2018-02-19T00:00-03:00' },
    // 31 October and 4 months: 28 February 2019, by then back in winter time.
    { id: 'T-08', from: '2018-10-31T12:00-03:00', within: { months: 4 }, due: '2019-03-01T00:00-03:00' },
  ],
)

export const saoPauloEvening = table(
  'L05 São Paulo 2018, a window to midnight',
  { timeZone: 'America/Sao_Paulo', everyDay: ['22:00-24:00'] },
  [
    // 17 February: 22-23 and twice 23-24 are 3 h.
    { id: 'L05', from: '2018-02-17T12:00-02:00', within: { hours: 3 }, due: '2018-02-18T00:00-03:00' },
    // Close of business is that midnight.
    { id: 'L05', from: '2018-02-16T12:00-02:00', within: { closeOfBusiness: 1 }, due: '2018-02-18T00:00-03:00' },
    // 3 November: 22:00-24:00 is 2 h and ends where 01:00 begins.
    { id: 'L05', from: '2018-11-03T12:00-03:00', within: { hours: 2 }, due: '2018-11-04T01:00-02:00' },
  ],
)

/** St. John's put its clocks back at 00:01, on 2010-11-07 from -02:30 to 23:01-03:30: that Sunday began twice. */
export const stJohns = table(
  'L05 St. John’s 2010, where a day began twice',
  { timeZone: 'America/St_Johns', everyDay: ['23:30-23:20'] },
  [
    // Saturday ends at the second midnight, 25 h after its beginning.
    { id: 'L05', from: '2010-11-06T12:00-02:30', within: { sameDay: true }, due: '2010-11-07T00:00-03:30' },
    // A minute of Sunday passed before Saturday came back; what happens in it belongs to Sunday.
    { id: 'L05', from: '2010-11-07T00:00-02:30', within: { sameDay: true }, due: '2010-11-08T00:00-03:30' },
    // Friday's window runs until the second 23:20 and takes in the first midnight; Saturday's begins at the first 23:30,
    // so nothing is closed in between.
    { id: 'L05', from: '2010-11-07T00:00-02:30', within: { hours: 1 }, due: '2010-11-07T00:00-03:30' },
    // Only the ten minutes before 23:30 on Sunday are closed.
    { id: 'L05', from: '2010-11-07T00:00-03:30', within: { hours: 24 }, due: '2010-11-08T00:10-03:30' },
  ],
)

/** Lord Howe moves by half an hour: 2025-04-06 02:00+11:00 → 01:30+10:30, and 2025-10-05 02:00+10:30 → 02:30+11:00. */
export const lordHowe = table(
  'L05 Lord Howe Island, half an hour',
  { timeZone: 'Australia/Lord_Howe', everyDay: ['01:00-03:00', '12:00-13:00'] },
  [
    // 6 April: 01:00 to 03:00 has two and a half hours.
    { id: 'L05', from: '2025-04-06T00:00+11:00', within: { hours: 2.5 }, due: '2025-04-06T03:00+10:30' },
    // An hour after 01:00 the clock is put back to 01:30.
    { id: 'L05', from: '2025-04-06T00:00+11:00', within: { hours: 1 }, due: '2025-04-06T01:30+10:30' },
    // The noon hour has its hour.
    { id: 'L05', from: '2025-04-06T00:00+11:00', within: { hours: 3.5 }, due: '2025-04-06T13:00+10:30' },
    // 5 October: 01:00 to 03:00 has an hour and a half.
    { id: 'L05', from: '2025-10-05T00:00+10:30', within: { hours: 1.5 }, due: '2025-10-05T03:00+11:00' },
    // The next half hour begins at noon.
    { id: 'L05', from: '2025-10-05T00:00+10:30', within: { hours: 2 }, due: '2025-10-05T12:30+11:00' },
    // Days are days.
    { id: 'L05', from: '2025-04-05T12:00+11:00', within: { days: 1 }, due: '2025-04-07T00:00+10:30' },
    // 5 h on 4 and 5 October: 3 h on the 4th, 1.5 h and half of noon on the 5th.
    { id: 'L05', from: '2025-10-04T00:00+10:30', within: { hours: 5 }, due: '2025-10-05T12:30+11:00' },
  ],
)

/** Samoa went from -10:00 to +14:00 at the end of Thursday 29 December 2011: there was no 30 December. */
export const apia = table(
  'L05 Samoa without its 30 December 2011',
  { timeZone: 'Pacific/Apia', everyDay: ['09:00-17:00'] },
  [
    // The next day after the 29th is the 31st.
    { id: 'L05', from: '2011-12-29T10:00-10:00', within: { days: 1 }, due: '2012-01-01T00:00+14:00' },
    // The 29th ends where the 31st begins.
    { id: 'L05', from: '2011-12-29T10:00-10:00', within: { sameDay: true }, due: '2011-12-31T00:00+14:00' },
    // 29 and 31 December.
    { id: 'L05', from: '2011-12-28T10:00-10:00', within: { days: 2 }, due: '2012-01-01T00:00+14:00' },
    // 24 to 29 December are six, the 31st is the seventh.
    { id: 'L05', from: '2011-12-23T10:00-10:00', within: { days: 7 }, due: '2012-01-01T00:00+14:00' },
    // A week after Friday the 23rd would be the 30th: the next day that exists.
    { id: 'L05', from: '2011-12-23T10:00-10:00', within: { weeks: 1 }, due: '2012-01-01T00:00+14:00' },
    // Two weeks after it is Friday 6 January; the lost day does not shift weekdays.
    { id: 'L05', from: '2011-12-23T10:00-10:00', within: { weeks: 2 }, due: '2012-01-07T00:00+14:00' },
    // A month after 30 November would be the 30th.
    { id: 'T-08', from: '2011-11-30T10:00-10:00', within: { months: 1 }, due: '2012-01-01T00:00+14:00' },
    // 8 h on the 29th.
    { id: 'L05', from: '2011-12-29T09:00-10:00', within: { hours: 8 }, due: '2011-12-29T17:00-10:00' },
    // The ninth on the 31st.
    { id: 'L05', from: '2011-12-29T09:00-10:00', within: { hours: 9 }, due: '2011-12-31T10:00+14:00' },
    // The next working day is the 31st.
    { id: 'L05', from: '2011-12-29T10:00-10:00', within: { workingDays: 1 }, due: '2012-01-01T00:00+14:00' },
    // Which closes at 17:00.
    { id: 'L05', from: '2011-12-29T10:00-10:00', within: { closeOfBusiness: 1 }, due: '2011-12-31T17:00+14:00' },
    // Ten days: 22 to 29 are eight, 31 December the ninth, 1 January the tenth.
    { id: 'L05', from: '2011-12-21T10:00-10:00', within: { workingDays: 10 }, due: '2012-01-02T00:00+14:00' },
  ],
)

export const apiaNights = table(
  'L05 the nights of Samoa around the day that was none',
  { timeZone: 'Pacific/Apia', everyDay: ['22:00-06:00'] },
  [
    // 29 December 22:00; 06:00 of the next day was skipped, so it ends with the 29th: 2 h.
    { id: 'L05', from: '2011-12-29T22:00-10:00', within: { hours: 2 }, due: '2011-12-31T00:00+14:00' },
    // No night began on the 30th; the third hour is that from 22:00 on the 31st.
    { id: 'L05', from: '2011-12-29T22:00-10:00', within: { hours: 3 }, due: '2011-12-31T23:00+14:00' },
  ],
)
