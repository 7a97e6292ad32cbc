import { fromICal, type HolidayDates, type ICalOptions } from 'redress/ical'
import { isRedressError, type RedressError } from '../../../src/errors.ts'

/** A feed of these events, each of them given by its lines. */
export function feed(...events: readonly (readonly string[])[]): string {
  const inner = events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'])
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...inner, 'END:VCALENDAR', ''].join('\r\n')
}

/** Lines of an all-day event; dates as `20261001`, the end exclusive. */
export function allDay(start: string, end?: string, ...more: readonly string[]): string[] {
  return [`DTSTART;VALUE=DATE:${start}`, ...(end === undefined ? [] : [`DTEND;VALUE=DATE:${end}`]), ...more]
}

export const read = (text: string, options: Partial<ICalOptions> = {}): HolidayDates =>
  fromICal(text, { timeZone: 'Asia/Shanghai', years: [2026, 2026], ...options })

/** What is refused: the code and, for CALENDAR_INVALID, where. */
export function refusal(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (isRedressError(error, 'CALENDAR_INVALID')) return `CALENDAR_INVALID ${error.details.path}`.trim()
    if (isRedressError(error)) return (error as RedressError).code
    throw error
  }
  return 'nothing'
}
