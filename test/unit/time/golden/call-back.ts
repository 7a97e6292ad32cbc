import { table } from './row.ts'

/** Tietong calls back within an hour, 09:00-12:00 and 14:30-18:00 every day (TT-28, TT-29). */
export const callBack = table(
  'T-02 the call-back hour of Tietong',
  { timeZone: 'Asia/Shanghai', everyDay: ['14:30-18:00', '09:00-12:00'] },
  [
    // 10 min until 12:00, 50 min from 14:30.
    { id: 'T-02', from: '2026-03-02T11:50+08:00', within: { hours: 1 }, due: '2026-03-02T15:20+08:00' },
    // 12:00 is closed already (half-open): the whole hour from 14:30.
    { id: 'T-02', from: '2026-03-02T12:00+08:00', within: { hours: 1 }, due: '2026-03-02T15:30+08:00' },
    // 30 min until 18:00, 30 min from 09:00.
    { id: 'T-02', from: '2026-03-02T17:30+08:00', within: { hours: 1 }, due: '2026-03-03T09:30+08:00' },
    // 18:00 is closed already: the whole hour next morning.
    { id: 'T-02', from: '2026-03-02T18:00+08:00', within: { hours: 1 }, due: '2026-03-03T10:00+08:00' },
    // Outside a window the hour begins at the next opening.
    { id: 'T-02', from: '2026-03-02T18:30+08:00', within: { hours: 1 }, due: '2026-03-03T10:00+08:00' },
    // The hour is used up at 12:00 itself: due at the closing instant, not rolled on to 14:30.
    { id: 'T-02', from: '2026-03-02T11:00+08:00', within: { hours: 1 }, due: '2026-03-02T12:00+08:00' },
    // The opening instant works.
    { id: 'T-02', from: '2026-03-02T14:30+08:00', within: { hours: 1 }, due: '2026-03-02T15:30+08:00' },
    // Before the first opening: 09:00 and an hour.
    { id: 'T-16', from: '2026-03-02T06:00+08:00', within: { hours: 1 }, due: '2026-03-02T10:00+08:00' },
    // Repaired at 20:00, called back next morning.
    { id: 'T-16', from: '2026-03-02T20:00+08:00', within: { hours: 1 }, due: '2026-03-03T10:00+08:00' },
    // Weekdays are not mentioned: a Sunday counts as any day.
    { id: 'T-02', from: '2026-03-01T11:50+08:00', within: { hours: 1 }, due: '2026-03-01T15:20+08:00' },
    // A day has 3 + 3.5 = 6.5 h: used up at closing.
    { id: 'T-02', from: '2026-03-02T09:00+08:00', within: { hours: 6.5 }, due: '2026-03-02T18:00+08:00' },
    // 3 h + 3.5 h, then half an hour of the next day.
    { id: 'T-02', from: '2026-03-02T00:00+08:00', within: { hours: 7 }, due: '2026-03-03T09:30+08:00' },
    // 65 h are ten such days: 2 to 11 March.
    { id: 'L07', from: '2026-03-02T09:00+08:00', within: { hours: 65 }, due: '2026-03-11T18:00+08:00' },
    // The last minute of a window.
    { id: 'L06', from: '2026-03-02T11:59+08:00', within: { minutes: 1 }, due: '2026-03-02T12:00+08:00' },
    // One minute more than the window has.
    { id: 'L06', from: '2026-03-02T11:59+08:00', within: { minutes: 2 }, due: '2026-03-02T14:31+08:00' },
    // Paused from 11:55 to 15:00: 5 min, then 55 min from 15:00.
    {
      id: 'L04',
      from: '2026-03-02T11:50+08:00',
      within: { hours: 1 },
      pauses: [['2026-03-02T11:55+08:00', '2026-03-02T15:00+08:00']],
      due: '2026-03-02T15:55+08:00',
    },
    // A pause that begins at the due instant comes too late, inside a window as at its end.
    {
      id: 'T-15',
      from: '2026-03-02T09:00+08:00',
      within: { hours: 1 },
      pauses: [['2026-03-02T10:00+08:00', '2026-03-02T16:00+08:00']],
      due: '2026-03-02T10:00+08:00',
    },
    {
      id: 'T-15',
      from: '2026-03-02T11:00+08:00',
      within: { hours: 1 },
      pauses: [['2026-03-02T12:00+08:00', '2026-03-02T16:00+08:00']],
      due: '2026-03-02T12:00+08:00',
    },
    // Paused over the lunch break alone: nothing changes.
    {
      id: 'L04',
      from: '2026-03-02T11:50+08:00',
      within: { hours: 1 },
      pauses: [['2026-03-02T12:00+08:00', '2026-03-02T14:30+08:00']],
      due: '2026-03-02T15:20+08:00',
    },
  ],
)
