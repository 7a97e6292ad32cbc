import { table } from './row.ts'

const monday = ['09:00-12:00', '13:30-18:00']

/**
 * Spring Festival and National Day 2025 as published by the State Council in November 2024: 28 January to 4 February,
 * 1 to 8 October, with four make-up days (调休). Fridays close at 17:00, and 11 October follows a Friday.
 */
export const china = table(
  'L08 the Spring Festival and National Day weeks of China in 2025',
  {
    timeZone: 'Asia/Shanghai',
    week: { mon: monday, tue: monday, wed: monday, thu: monday, fri: ['09:00-12:00', '13:30-17:00'] },
    holidays: [
      ...['2025-01-01', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02'],
      ...['2025-02-03', '2025-02-04'],
      ...['2025-10-01', '2025-10-02', '2025-10-03', '2025-10-04', '2025-10-05', '2025-10-06', '2025-10-07'],
      '2025-10-08',
    ],
    workdays: ['2025-01-26', '2025-02-08', '2025-09-28', { date: '2025-10-11', like: 'fri' }],
    validFrom: '2025-01-01',
    validTo: '2025-12-31',
  },
  [
    // Saturday 27 September is closed, Sunday 28 works: 09:00 and an hour.
    { id: 'L08', from: '2025-09-27T10:00+08:00', within: { hours: 1 }, due: '2025-09-28T10:00+08:00' },
    // The first working day after Saturday is that Sunday.
    { id: 'L08', from: '2025-09-27T10:00+08:00', within: { workingDays: 1 }, due: '2025-09-29T00:00+08:00' },
    // Friday 26 September 16:00: 1 h until 17:00, 1 h on Sunday.
    { id: 'L08', from: '2025-09-26T16:00+08:00', within: { hours: 2 }, due: '2025-09-28T10:00+08:00' },
    // Tuesday 30 September 17:00: 1 h until 18:00, eight holidays, Thursday 9 October 1 h.
    { id: 'L08', from: '2025-09-30T17:00+08:00', within: { hours: 2 }, due: '2025-10-09T10:00+08:00' },
    // 9, 10 and Saturday 11 October.
    { id: 'L08', from: '2025-09-30T17:00+08:00', within: { workingDays: 3 }, due: '2025-10-12T00:00+08:00' },
    // The same three days; that Saturday closes as a Friday.
    { id: 'L08', from: '2025-09-30T17:00+08:00', within: { closeOfBusiness: 3 }, due: '2025-10-11T17:00+08:00' },
    // Sunday 12 October is closed, so the fourth is Monday 13.
    { id: 'L08', from: '2025-09-30T17:00+08:00', within: { workingDays: 4 }, due: '2025-10-14T00:00+08:00' },
    // Natural days go on through the holiday: 3 October.
    { id: 'L08', from: '2025-09-30T17:00+08:00', within: { days: 3 }, due: '2025-10-04T00:00+08:00' },
    // On the last holiday: the whole of 9 October is 3 + 4.5 h, due as it closes.
    { id: 'L08', from: '2025-10-08T12:00+08:00', within: { hours: 7.5 }, due: '2025-10-09T18:00+08:00' },
    // Friday 10 October 16:00: 1 h, then Saturday 11 October 1 h.
    { id: 'L08', from: '2025-10-10T16:00+08:00', within: { hours: 2 }, due: '2025-10-11T10:00+08:00' },
    // Saturday 11 October 16:30: half an hour until 17:00, half an hour on Monday.
    { id: 'L08', from: '2025-10-11T16:30+08:00', within: { hours: 1 }, due: '2025-10-13T09:30+08:00' },
    // 28 September 7.5, 29 and 30 September 7.5 each: 22.5 h; 9 October 7.5: 30 h; 10 October 6.5: 36.5; 11 October 1.5.
    { id: 'L08', from: '2025-09-28T08:00+08:00', within: { hours: 38 }, due: '2025-10-11T10:30+08:00' },

    // Monday 27 January 17:30: half an hour, eight holidays, Wednesday 5 February half an hour.
    { id: 'L08', from: '2025-01-27T17:30+08:00', within: { hours: 1 }, due: '2025-02-05T09:30+08:00' },
    // Saturday 25 January is closed; Sunday 26 makes up.
    { id: 'L08', from: '2025-01-25T12:00+08:00', within: { workingDays: 1 }, due: '2025-01-27T00:00+08:00' },
    // 5, 6, 7 and Saturday 8 February.
    { id: 'L08', from: '2025-01-27T10:00+08:00', within: { workingDays: 4 }, due: '2025-02-09T00:00+08:00' },
    // The same; a plain make-up day has Monday's windows and closes at 18:00, not at a Friday's 17:00.
    { id: 'L08', from: '2025-01-27T10:00+08:00', within: { closeOfBusiness: 4 }, due: '2025-02-08T18:00+08:00' },
    // On the make-up Saturday itself.
    { id: 'L08', from: '2025-02-08T10:00+08:00', within: { hours: 2 }, due: '2025-02-08T12:00+08:00' },
    // On the Sunday after it: Monday.
    { id: 'L08', from: '2025-02-09T10:00+08:00', within: { hours: 1 }, due: '2025-02-10T10:00+08:00' },
    // Weeks are natural: Tuesday 28 January to Tuesday 4 February, both holidays.
    { id: 'L08', from: '2025-01-28T10:00+08:00', within: { weeks: 1 }, due: '2025-02-05T00:00+08:00' },
    // 31 January is a holiday, and clipped all the same.
    { id: 'T-08', from: '2025-01-31T10:00+08:00', within: { months: 1 }, due: '2025-03-01T00:00+08:00' },
    // A pause over the whole festival changes nothing in hours.
    {
      id: 'L04',
      from: '2025-01-27T17:30+08:00',
      within: { hours: 1 },
      pauses: [['2025-01-27T18:00+08:00', '2025-02-05T09:00+08:00']],
      due: '2025-02-05T09:30+08:00',
    },
    // Due as the calendar's last day ends: 31 December 24:00 may still be reckoned.
    { id: 'L08', from: '2025-12-30T10:00+08:00', within: { days: 1 }, due: '2026-01-01T00:00+08:00' },
  ],
)
