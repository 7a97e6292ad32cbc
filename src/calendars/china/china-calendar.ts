import { z } from 'zod'
import { RedressError } from '../../errors.ts'
import { type Calendar, CalendarSpec, calendar, Weekday } from '../../time/calendar.ts'
import { readOptions } from '../read-options.ts'
import { everyYear, inFour, validityOf, Years } from '../years.ts'
import { ChineseDays, knownYears, loadChineseDays } from './chinese-days.ts'

export interface ChinaCalendarOptions {
  /** Windows by weekday, as in `calendar`. Either this or `everyDay`. */
  readonly week?: CalendarSpec['week']
  /** The same windows on all seven days. */
  readonly everyDay?: CalendarSpec['everyDay']
  /** The weekday whose windows the make-up days (调休上班日) follow. @defaultValue 'mon' */
  readonly makeUpLike?: Weekday | undefined
  /** IANA name of the zone in which dates and windows are meant. @defaultValue 'Asia/Shanghai' */
  readonly timeZone?: string | undefined
  /** First and last year, both included. @defaultValue all years that the data know */
  readonly years?: readonly [first: number, last: number] | undefined
  /**
   * The data themselves, where the package cannot be found at run time, as in a bundle of one file:
   * `import data from 'chinese-days/dist/chinese-days.json' with { type: 'json' }`.
   * @defaultValue those of the installed package `chinese-days`
   */
  readonly data?: ChineseDays | undefined
}

const Options: z.ZodType<ChinaCalendarOptions> = z.strictObject({
  week: CalendarSpec.shape.week,
  everyDay: CalendarSpec.shape.everyDay,
  makeUpLike: Weekday.optional(),
  timeZone: z.string().optional(),
  years: Years.optional(),
  data: ChineseDays.optional(),
})

/**
 * Working hours with the public holidays of mainland China and the weekends that make up for them (调休), out of the
 * package `chinese-days` (an optional peer), which follows the yearly notices of the State Council.
 *
 * The calendar is valid in the years that are known, 2004 to 2026 with chinese-days 1.5.7; asked outside them it refuses
 * with `CALENDAR_RANGE` instead of assuming no holidays. The notice for a year appears in the November before and may
 * name a last weekend of December a working day: update the package then.
 *
 * Its `spec` is plain data to build on: `calendar({ ...chinaCalendar({ week }).spec, validTo: '2026-06-30' })`.
 *
 * @throws {RedressError} CONFIG_INVALID when `chinese-days` is not installed or its data have another shape.
 * @throws {RedressError} CALENDAR_RANGE when a year is asked for that the data do not know.
 * @throws {RedressError} CALENDAR_INVALID when the hours or another option are wrong.
 *
 * @example
 * ```ts
 * const office = chinaCalendar({
 *   week: { mon: ['09:00-18:00'], tue: ['09:00-18:00'], wed: ['09:00-18:00'], thu: ['09:00-18:00'], fri: ['09:00-17:00'] },
 * })
 * // Wednesday 30 September 2026, 17:00: one hour today, one on Thursday 8 October.
 * addWorkingTime(Date.parse('2026-09-30T17:00+08:00'), { hours: 2 }, office)
 * ```
 */
export function chinaCalendar(options: ChinaCalendarOptions): Calendar {
  const { week, everyDay, makeUpLike = 'mon', timeZone = 'Asia/Shanghai', ...rest } = readOptions(Options, options)
  const data = rest.data ?? readInstalled()
  const known = knownYears(data)
  const years = rest.years ?? known
  requireKnown(years, known)
  const { validFrom, validTo } = validityOf(years)
  const asked = (dates: Readonly<Record<string, string>>): string[] =>
    Object.keys(dates)
      .filter((date) => validFrom <= date && date <= validTo)
      .sort()
  return calendar({
    timeZone,
    ...(week === undefined ? {} : { week }),
    ...(everyDay === undefined ? {} : { everyDay }),
    holidays: asked(data.holidays),
    workdays: asked(data.workdays).map((date) => ({ date, like: makeUpLike })),
    validFrom,
    validTo,
  })
}

function readInstalled(): ChineseDays {
  const read = ChineseDays.safeParse(loadChineseDays())
  if (read.success) return read.data
  const message = 'has other data than this version of redress reads; update one of them'
  throw new RedressError('CONFIG_INVALID', `chinaCalendar() cannot work: the package chinese-days ${message}.`, {
    issues: [{ path: 'chinese-days', message }],
  })
}

function requireKnown(years: Years, known: Years): void {
  const unknown = everyYear(years).find((year) => year < known[0] || year > known[1])
  if (unknown === undefined) return
  const year = inFour(unknown)
  throw new RedressError(
    'CALENDAR_RANGE',
    `The holidays of ${year} are not known: chinese-days has those of ${known[0]} to ${known[1]}. Update the package, or ask for years that it knows.`,
    { date: `${year}-01-01`, ...validityOf(known) },
  )
}
