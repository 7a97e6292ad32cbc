import { z } from 'zod'
import { DAY_MS, parseDate, weekdayIndex } from '../../time/local-date.ts'
import { invalidSource } from '../invalid-source.ts'
import type { DayRange, Spend } from './day-range.ts'

/**
 * Expands the rules of RFC 5545, 3.3.10, for events of whole days.
 *
 * Not left to ical.js, whose parser we use: measured with 2.2.1 against a slow reference, its iterator puts
 * `FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=-1` into the wrong years, answers 1 July for a 31 June, and never returns
 * from `FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2` (see also its issue 1038). A feed could hang the host. Here the work is
 * bounded by the range: the days of each period in it are looked at once.
 */

/** A whole number, one or several, as jCal has them. */
const numbers = (least: number, most: number) =>
  z
    .union([z.int(), z.array(z.int())])
    .transform((value) => [value].flat())
    .pipe(
      z.array(
        z
          .int()
          .min(least)
          .max(most)
          .refine((value) => value !== 0),
      ),
    )
    .optional()

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const BYDAY = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/

const Byday = z.string().transform((text, context) => {
  const [, nth = '0', weekday = ''] = BYDAY.exec(text) ?? []
  if (weekday === '') context.addIssue('is no weekday')
  return { nth: Number(nth), weekday: weekdays.indexOf(weekday) }
})

/** jCal says `"MO"`; ical.js 2 says 2, counted from Sunday as 1. Answers 0 for a Monday. */
const Wkst = z.union([
  z.enum(weekdays).transform((weekday) => weekdays.indexOf(weekday)),
  z
    .int()
    .min(1)
    .max(7)
    .transform((number) => (number + 5) % 7),
])

const Rule = z
  .strictObject({
    freq: z.enum(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY']),
    interval: z.int().min(1).max(1000).default(1),
    count: z.int().min(1).optional(),
    until: z
      .string()
      .transform((date, context) => {
        const day = parseDate(date)
        if (day === undefined) context.addIssue('is no date, as that of an all-day event must be')
        return day ?? 0
      })
      .optional(),
    wkst: Wkst.default(0),
    bymonth: numbers(1, 12),
    bymonthday: numbers(-31, 31),
    byyearday: numbers(-366, 366),
    bysetpos: numbers(-366, 366),
    byday: z
      .union([z.string(), z.array(z.string())])
      .transform((value) => [value].flat())
      .pipe(z.array(Byday))
      .optional(),
  })
  .refine(({ count, until }) => count === undefined || until === undefined, 'has COUNT and UNTIL')
  .refine((rule) => rule.byyearday === undefined || rule.freq === 'YEARLY', 'has BYYEARDAY, which is for YEARLY')
  .refine((rule) => rule.bymonthday === undefined || rule.freq !== 'WEEKLY', 'has BYMONTHDAY, which is not for WEEKLY')
  .refine(
    (rule) => rule.freq === 'YEARLY' || rule.freq === 'MONTHLY' || rule.byday?.every(({ nth }) => nth === 0) !== false,
    'numbers its weekdays, which is for YEARLY and MONTHLY',
  )
  .refine(
    (rule) =>
      rule.bysetpos === undefined || (rule.bymonth ?? rule.bymonthday ?? rule.byyearday ?? rule.byday) !== undefined,
    'has BYSETPOS and nothing to number',
  )
type Rule = z.infer<typeof Rule>

/**
 * The days on which an event that begins on `start` begins again, `start` included, in the range.
 *
 * Outside of what a rule may say for whole days (`FREQ=HOURLY`, `BYHOUR`, …) and beyond the Gregorian calendar (`RSCALE`,
 * RFC 7529) it is refused, as are BYWEEKNO and a rule that its own first day does not follow, whose days RFC 5545 leaves
 * undefined.
 *
 * @throws {RedressError} CALENDAR_INVALID
 */
export function recurrenceDays(start: number, jCal: unknown, range: DayRange, path: string, spend: Spend): number[] {
  const read = Rule.safeParse(jCal)
  if (!read.success) {
    const [issue] = read.error.issues
    const reason = issue?.code === 'unrecognized_keys' ? `has ${namesOf(issue.keys)}` : issue?.message
    throw invalidSource([path, ...(issue?.path ?? [])].join('.'), `is not supported: ${reason}`)
  }
  const rule = read.data
  if (rule.until !== undefined && rule.until < start) throw invalidSource(path, 'ends before the event begins')
  const unit = units(rule)
  const begun = unit.of(start)
  if (!daysOf(rule, unit, begun, start, spend).includes(start)) {
    throw invalidSource(path, 'does not name the day on which the event begins, so its days are undefined')
  }

  // Days are counted from the beginning; without COUNT the periods before the range need not be looked at.
  let period = begun
  if (rule.count === undefined) {
    period += Math.max(0, Math.floor((unit.of(range.from) - begun) / rule.interval)) * rule.interval
  }
  const days: number[] = []
  let counted = 0
  for (; unit.from(period) <= range.to; period += rule.interval) {
    for (const day of daysOf(rule, unit, period, start, spend)) {
      if (day < start) continue
      if (day > (rule.until ?? range.to) || counted === rule.count) return days
      counted += 1
      if (day >= range.from && day <= range.to) days.push(day)
    }
  }
  return days
}

const FOREIGN = ['BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYWEEKNO', 'RSCALE', 'SKIP']

/** Parts of a rule by their names, as far as a standard knows them; a stranger's text is not repeated. */
function namesOf(parts: readonly string[]): string {
  return FOREIGN.filter((name) => parts.includes(name.toLowerCase())).join(', ') || 'an unknown part'
}

/** The years, months, weeks or days by which a rule counts, numbered without gaps. */
interface Units {
  of(day: number): number
  /** Its first day; the day before the next unit's is its last. */
  from(unit: number): number
}

function units({ freq, wkst }: Rule): Units {
  if (freq === 'YEARLY') return { of: (day) => dateOf(day).year, from: (year) => firstOfMonth(year, 1) }
  if (freq === 'MONTHLY') {
    return {
      of: (day) => dateOf(day).year * 12 + dateOf(day).month - 1,
      from: (month) => firstOfMonth(Math.floor(month / 12), (month % 12) + 1),
    }
  }
  if (freq === 'DAILY') return { of: (day) => day, from: (day) => day }
  // 1970-01-05 was a Monday.
  return { of: (day) => Math.floor((day - 4 - wkst) / 7), from: (week) => week * 7 + 4 + wkst }
}

/** The days that a rule names in one unit, in order. */
function daysOf(rule: Rule, unit: Units, period: number, start: number, spend: Spend): number[] {
  const from = unit.from(period)
  const to = unit.from(period + 1)
  spend(to - from)
  const named: number[] = []
  for (let day = from; day < to; day++) if (isNamed(rule, day, start)) named.push(day)
  const { bysetpos } = rule
  if (bysetpos === undefined) return named
  return named.filter((_, index) => bysetpos.includes(index + 1) || bysetpos.includes(index - named.length))
}

function isNamed(rule: Rule, day: number, start: number): boolean {
  const { year, month, date } = dateOf(day)
  const { bymonth, bymonthday, byyearday, byday } = rule
  if (bymonth !== undefined && !bymonth.includes(month)) return false
  const ofMonth = (): Span => [firstOfMonth(year, month), firstOfMonth(year, month + 1)]
  const ofYear = (): Span => [firstOfMonth(year, 1), firstOfMonth(year + 1, 1)]
  if (bymonthday !== undefined && !hasPlace(bymonthday, day, ofMonth())) return false
  if (byyearday !== undefined && !hasPlace(byyearday, day, ofYear())) return false
  if (byday !== undefined) {
    const today = byday.filter(({ weekday }) => weekday === weekdayIndex(day))
    if (today.length === 0 || today.some(({ nth }) => nth === 0)) return today.length > 0
    const [from, to] = rule.freq === 'MONTHLY' || bymonth !== undefined ? ofMonth() : ofYear()
    const places = [Math.floor((day - from) / 7) + 1, -Math.floor((to - 1 - day) / 7) - 1]
    return today.some(({ nth }) => places.includes(nth))
  }
  if (bymonthday !== undefined || byyearday !== undefined || rule.freq === 'DAILY') return true
  // What the rule leaves open is as on the first day.
  if (rule.freq === 'WEEKLY') return weekdayIndex(day) === weekdayIndex(start)
  const begun = dateOf(start)
  return date === begun.date && (rule.freq === 'MONTHLY' || bymonth !== undefined || month === begun.month)
}

/** Days of a month or a year: its first, and the first after it. */
type Span = readonly [from: number, to: number]

/** Whether a day is one of these, numbered from 1 for the first and from -1 for the last. */
function hasPlace(places: readonly number[], day: number, [from, to]: Span): boolean {
  return places.includes(day - from + 1) || places.includes(day - to)
}

function dateOf(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const date = new Date(day * DAY_MS)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() }
}

/** The 13th month is the next year's first. */
function firstOfMonth(year: number, month: number): number {
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, 1) / DAY_MS
}
