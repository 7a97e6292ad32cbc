import { z } from 'zod'
import { RedressError } from '../errors.ts'
import { EARLIEST, type Instant, LATEST } from './interval.ts'
import { DAY_MS, formatDate, parseDate, weekdayIndex } from './local-date.ts'
import { CLOSED, type OpeningHours, overlapsNextDay, readWindows } from './opening-hours.ts'
import { type WorkingDays, workingDays } from './working-days.ts'
import { type Zone, zone } from './zone.ts'

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
export type Weekday = z.infer<typeof Weekday>

const windows = z.array(z.string()).readonly().optional()

/**
 * A calendar as data. Dates are local dates, `YYYY-MM-DD`; windows are local times, `HH:MM-HH:MM`, half-open: the
 * opening instant works, the closing instant no longer does. A window that closes at or before the time at which it
 * opens runs over midnight and belongs to the date on which it opens, so a holiday removes the night that begins on it
 * and leaves the one that ends on it.
 */
export const CalendarSpec = z.strictObject({
  /** IANA name of the zone in which dates and windows are meant. */
  timeZone: z.string(),
  /** Windows by weekday; a weekday that is not named is closed. Either this or `everyDay`. */
  week: z
    .strictObject({
      mon: windows,
      tue: windows,
      wed: windows,
      thu: windows,
      fri: windows,
      sat: windows,
      sun: windows,
    })
    .readonly()
    .optional(),
  /** The same windows on all seven days. */
  everyDay: windows,
  /** Dates on which no window opens. A date may stand here twice, or fall on a closed weekday. */
  holidays: z.array(z.string()).readonly().optional(),
  /**
   * Dates that work in spite of their weekday (调休). A plain date follows Monday's windows, `{ date, like }` those of
   * another weekday.
   */
  workdays: z
    .array(z.union([z.string(), z.strictObject({ date: z.string(), like: Weekday })]))
    .readonly()
    .optional(),
  /** First date for which holidays and working weekends are known, from 00:00. @defaultValue no bound */
  validFrom: z.string().optional(),
  /** Last date for which they are known, until 24:00. @defaultValue no bound */
  validTo: z.string().optional(),
})
export type CalendarSpec = z.infer<typeof CalendarSpec>

/** Working hours in a zone, checked and compiled by {@link calendar}. Immutable; its JSON is the data it came from. */
export interface Calendar {
  readonly timeZone: string
  readonly spec: CalendarSpec
  /** @internal */
  readonly compiled: CompiledCalendar
}

/** @internal */
export interface CompiledCalendar {
  readonly zone: Zone
  readonly days: WorkingDays
  /** Whether every instant works, so that working time is elapsed time. */
  readonly elapsed: boolean
  /** The instants that may be asked about, both included. */
  readonly validStart: Instant
  readonly validEnd: Instant
  /** The day after the last one that is known. */
  readonly endDay: number
}

/**
 * Defines working hours. All checks and the compilation happen here, so a calendar that exists is sound.
 *
 * A local time that a clock change skips maps forward to the end of the gap; of a doubled one the first occurrence
 * opens a window and the last one closes it (a closing exactly where the doubled hour begins is its first occurrence).
 * So a window over the change has its real length: 00:00-24:00 has 23 or 25 hours on such a day.
 *
 * Outside `validFrom` … `validTo` the calendar answers nothing, in any unit: `CALENDAR_RANGE`. The instant at which
 * `validTo` ends may still be asked about and be due.
 *
 * @throws {RedressError} CALENDAR_INVALID when the data has another shape, the zone is unknown, a date does not exist,
 * a window is misspelt, empty or overlaps another, no window ever opens, or a date is both holiday and working day.
 *
 * @example
 * ```ts
 * const office = calendar({
 *   timeZone: 'Asia/Shanghai',
 *   week: { mon: ['09:00-12:00', '14:00-18:00'], fri: ['09:00-12:00'] },
 *   holidays: ['2026-10-01'],
 *   workdays: [{ date: '2026-10-10', like: 'fri' }],
 *   validFrom: '2026-01-01',
 *   validTo: '2026-12-31',
 * })
 * ```
 */
export function calendar(spec: CalendarSpec): Calendar {
  const parsed = CalendarSpec.safeParse(spec)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalid(dotted(issue?.path ?? []), issue?.message ?? 'has another shape')
  }
  const data = parsed.data
  const local = zone(data.timeZone)
  const week = readWeek(data)
  const exceptions = readExceptions(data, week)
  requireNoOverlap(week, exceptions)

  const from = data.validFrom === undefined ? undefined : readDate(data.validFrom, 'validFrom')
  const to = data.validTo === undefined ? undefined : readDate(data.validTo, 'validTo')
  if (from !== undefined && to !== undefined && from > to) throw invalid('validTo', 'lies before validFrom')

  const days = workingDays(local, week, exceptions)
  const endDay = (to ?? Math.floor(LATEST / DAY_MS)) + 1
  if (week.every((hours) => hours.works === 0)) {
    throw invalid(data.everyDay === undefined ? 'week' : 'everyDay', 'no window ever opens')
  }
  if (from !== undefined && to !== undefined && days.reach(from, 1, 'works', endDay) === undefined) {
    throw invalid('validTo', 'no window opens in the range of validity')
  }

  return define(data, {
    zone: local,
    days,
    elapsed: exceptions.size === 0 && week.every((hours) => hours.ms === DAY_MS),
    validStart: from === undefined ? EARLIEST : local.opening(from * DAY_MS),
    validEnd: to === undefined ? LATEST : local.closing((to + 1) * DAY_MS),
    endDay,
  })
}

const elapsedTime = new Map<string, Calendar>()

/**
 * Elapsed time, as `always`, with days, weeks and months those of a zone: `addWorkingTime(at, { days: 3 },
 * alwaysIn('Asia/Shanghai'))` is due at midnight in Shanghai. Answers the same calendar for the same zone.
 *
 * @throws {RedressError} CALENDAR_INVALID when the zone is unknown.
 */
export function alwaysIn(timeZone: string): Calendar {
  let known = elapsedTime.get(timeZone)
  if (known === undefined) {
    known = calendar({ timeZone, everyDay: ['00:00-24:00'] })
    elapsedTime.set(timeZone, known)
  }
  return known
}

/** Elapsed time: every instant works. Its days, weeks and months are those of UTC; see {@link alwaysIn} for a zone's. */
export const always: Calendar = /* @__PURE__ */ alwaysIn('UTC')

function define(spec: CalendarSpec, compiled: CompiledCalendar): Calendar {
  const made = { timeZone: spec.timeZone, spec: Object.freeze(spec) }
  return Object.freeze(Object.defineProperty(made, 'compiled', { value: compiled }) as Calendar)
}

function readWeek({ week, everyDay }: CalendarSpec): readonly OpeningHours[] {
  if (week !== undefined && everyDay !== undefined) throw invalid('everyDay', 'stands beside week; give one of them')
  if (everyDay !== undefined) return Array<OpeningHours>(7).fill(readHours(everyDay, 'everyDay'))
  if (week === undefined) throw invalid('week', 'is missing, and so is everyDay')
  return Weekday.options.map((weekday) => readHours(week[weekday] ?? [], `week.${weekday}`))
}

function readHours(texts: readonly string[], path: string): OpeningHours {
  const read = readWindows(texts)
  if ('wrong' in read) throw invalid(`${path}[${read.wrong}]`, read.reason)
  return read
}

function readExceptions(spec: CalendarSpec, week: readonly OpeningHours[]): ReadonlyMap<number, OpeningHours> {
  const exceptions = new Map<number, OpeningHours>()
  for (const [index, date] of (spec.holidays ?? []).entries()) {
    exceptions.set(readDate(date, `holidays[${index}]`), CLOSED)
  }
  for (const [index, workday] of (spec.workdays ?? []).entries()) {
    const path = `workdays[${index}]`
    const { date, like } = typeof workday === 'string' ? { date: workday, like: 'mon' as const } : workday
    const day = readDate(date, path)
    const hours = week[Weekday.options.indexOf(like)] ?? CLOSED
    if (hours.works === 0) throw invalid(path, `${date} follows ${like}, which has no windows; name another weekday`)
    const known = exceptions.get(day)
    if (known === CLOSED) throw invalid(path, `${date} is also a holiday`)
    if (known !== undefined && known !== hours) throw invalid(path, `${date} stands here twice with different windows`)
    exceptions.set(day, hours)
  }
  return exceptions
}

function readDate(date: string, path: string): number {
  const day = parseDate(date)
  if (day === undefined) throw invalid(path, `${JSON.stringify(date)} is not a date written as "2026-10-01"`)
  return day
}

function requireNoOverlap(week: readonly OpeningHours[], exceptions: ReadonlyMap<number, OpeningHours>): void {
  for (const [index, hours] of week.entries()) {
    const tomorrow = (index + 1) % 7
    if (overlapsNextDay(hours, week[tomorrow] ?? CLOSED)) {
      throw invalid(`week.${Weekday.options[index]}`, `runs over midnight into ${Weekday.options[tomorrow]}'s windows`)
    }
  }
  const hoursOf = (day: number) => exceptions.get(day) ?? week[weekdayIndex(day)] ?? CLOSED
  for (const day of exceptions.keys()) {
    for (const first of [day - 1, day]) {
      if (overlapsNextDay(hoursOf(first), hoursOf(first + 1))) {
        throw invalid('workdays', `the night of ${formatDate(first)} runs into the windows of ${formatDate(first + 1)}`)
      }
    }
  }
}

function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

function invalid(path: string, reason: string): RedressError<'CALENDAR_INVALID'> {
  return new RedressError('CALENDAR_INVALID', `The calendar is invalid: ${path}: ${reason}.`, { path, reason })
}
