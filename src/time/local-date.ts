/**
 * Dates on a wall calendar, as whole days since 1970-01-01. No zone and no instant is involved: a day number says what
 * stands on the calendar, `zone.ts` says when that was.
 */

export const DAY_MS = 86_400_000

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Reads `YYYY-MM-DD`; `undefined` when it is written otherwise or the calendar has no such day, as 2025-02-30. */
export function parseDate(date: string): number | undefined {
  if (!DATE.test(date)) return undefined
  const ms = Date.parse(`${date}T00:00:00Z`)
  // Some engines roll 30 February over into March instead of refusing it.
  return Number.isNaN(ms) || formatDate(ms / DAY_MS) !== date ? undefined : ms / DAY_MS
}

/** Writes a day number of the years 0 to 9999 as `YYYY-MM-DD`. */
export function formatDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** 0 for a Monday … 6 for a Sunday. */
export function weekdayIndex(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The same day of the month so many months later, or that month's last day when it is shorter. Source: T-08. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS)
  const dayOfMonth = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + months, 1)
  const lastOfMonth = new Date(date)
  lastOfMonth.setUTCMonth(date.getUTCMonth() + 1, 0)
  date.setUTCDate(Math.min(dayOfMonth, lastOfMonth.getUTCDate()))
  return date.getTime() / DAY_MS
}
