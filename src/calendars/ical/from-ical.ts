import { z } from 'zod'
import { RedressError } from '../../errors.ts'
import { formatDate, parseDate } from '../../time/local-date.ts'
import { zone } from '../../time/zone.ts'
import { readOptions } from '../read-options.ts'
import { everyYear, inFour, validityOf, Years } from '../years.ts'
import { budget } from './day-range.ts'
import { defaultKind } from './default-kind.ts'
import type { Wanted } from './event-days.ts'
import { feedDays } from './feed-days.ts'
import { feedEvent, type ICalEvent, type ICalKind } from './ical-event.ts'
import { latestRevisions } from './latest-revisions.ts'
import { ICalLike, readFeed } from './read-feed.ts'

export interface ICalOptions {
  /** IANA name of the calendar's zone: an event with times counts on the dates that it has there. */
  readonly timeZone: string
  /**
   * First and last year, both included: what the publisher says the feed is for, no further. Recurring events are
   * expanded in it, and it becomes the calendar's validity.
   */
  readonly years: readonly [first: number, last: number]
  /**
   * What each event is. Asked before the days of an event are read, so that what is ignored may be anything. Cancelled
   * events are not asked about.
   * @defaultValue by the marks of Chinese feeds, `X-APPLE-SPECIAL-DAY` and `补班` or `(班)`; else `holiday`
   */
  readonly kindOf?: ((event: ICalEvent) => ICalKind) | undefined
  /**
   * `accept` for a feed that may have nothing in a year, such as a company's own closing days.
   * @defaultValue 'refuse'
   */
  readonly emptyYears?: 'refuse' | 'accept' | undefined
  /**
   * The parser itself, where the package cannot be found at run time, as in a bundle of one file:
   * `import ICAL from 'ical.js'`.
   * @defaultValue the installed package `ical.js`
   */
  readonly ical?: ICalLike | undefined
}

const isFunction = (value: unknown): boolean => typeof value === 'function'

const Options: z.ZodType<ICalOptions> = z.strictObject({
  timeZone: z.string(),
  years: Years,
  kindOf: z.custom<(event: ICalEvent) => ICalKind>(isFunction, 'is no function').optional(),
  emptyYears: z.enum(['refuse', 'accept']).optional(),
  ical: ICalLike.optional(),
})

/** What a feed says, to be spread into `calendar`. Dates are sorted, each stands there once. */
export interface HolidayDates {
  readonly timeZone: string
  readonly holidays: readonly string[]
  readonly workdays: readonly string[]
  readonly validFrom: string
  readonly validTo: string
}

/**
 * Reads a holiday feed (iCalendar, RFC 5545) for {@link calendar}, by the optional peer `ical.js`. What cannot be read
 * for certain is refused and never left out, since a holiday that is lost becomes a deadline that is wrong:
 *
 * - **All-day events** last until the day before their DTEND, which is exclusive, or for their DURATION, or one day. A
 *   DTEND that is not after DTSTART is refused: its publisher takes ends for inclusive.
 * - **Events with times** that mark a working day stand for every date that they touch in `timeZone`, whatever their
 *   hours. As a holiday they must last from midnight to midnight there; a half holiday is refused, unless `kindOf`
 *   ignores it. A TZID is the IANA name of a zone; a time without one is meant in `timeZone`. They may not recur.
 * - **Recurrence** of all-day events is expanded within `years`: RRULE, RDATE, EXDATE, RECURRENCE-ID. Refused are what
 *   whole days cannot do (`FREQ=HOURLY`, `BYHOUR`), BYWEEKNO, RSCALE, EXRULE, THISANDFUTURE, and a rule that does not
 *   name the day on which its event begins.
 * - **Cancelled** events (`STATUS:CANCELLED`) are none; a cancelled occurrence is taken out of its series. Of several
 *   revisions of an event (SEQUENCE) the last one holds.
 * - **Every year** of `years` must be in the feed: a one-off event begins in it or, in a feed of recurring events alone,
 *   one of theirs.
 *
 * A feed may have 2,000,000 characters, 20,000 events and 5,000,000 days to look at, which bounds the time that it takes
 * to a few seconds. Messages name events by their place, `events[3]` being the fourth VEVENT, and repeat no text.
 *
 * @throws {RedressError} CALENDAR_INVALID when an option is wrong, or the feed is damaged, cut off, empty or holds
 * something that cannot be read for certain; `details.path` is where.
 * @throws {RedressError} CALENDAR_RANGE when the feed says nothing about one of the years.
 * @throws {RedressError} CONFIG_INVALID when `ical.js` is not installed.
 *
 * @example
 * ```ts
 * const bank = calendar({
 *   week: { mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], thu: ['09:00-17:00'], fri: ['09:00-16:00'] },
 *   ...fromICal(text, {
 *     timeZone: 'Europe/London',
 *     years: [2026, 2027],
 *     kindOf: ({ description }) => (description.startsWith('Observance') ? 'ignore' : 'holiday'),
 *   }),
 * })
 * ```
 */
export function fromICal(text: string, options: ICalOptions): HolidayDates {
  const { timeZone, years, kindOf, emptyYears = 'refuse', ical } = readOptions(Options, options)
  const validity = validityOf(years)
  const wanted: Wanted = {
    zone: zone(timeZone),
    range: { from: parseDate(validity.validFrom) ?? 0, to: parseDate(validity.validTo) ?? 0 },
    spend: budget(),
  }
  const feed = latestRevisions(readFeed(text, ical).map(feedEvent))
  const days = feedDays(feed, kindOf ?? defaultKind(feed.map(({ shown }) => shown)), wanted)
  const unknown = everyYear(years).find((year) => !days.years.has(year))
  if (unknown !== undefined && emptyYears === 'refuse') {
    const date = `${inFour(unknown)}-01-01`
    const message = `The holidays of ${inFour(unknown)} are not known: no event of the feed begins in that year.`
    throw new RedressError('CALENDAR_RANGE', message, { date })
  }
  return { timeZone, holidays: dates(days.holiday), workdays: dates(days.workday), ...validity }
}

function dates(days: ReadonlySet<number>): string[] {
  return [...days].sort((a, b) => a - b).map(formatDate)
}
