import { DAY_MS } from '../../time/local-date.ts'
import type { Zone } from '../../time/zone.ts'
import { invalidSource } from '../invalid-source.ts'
import type { DayRange, Spend } from './day-range.ts'
import type { FeedEvent, ICalKind } from './ical-event.ts'
import { instantOf, isDate, readDates, readLength, readMoment } from './moment.ts'
import type { JCalProperty } from './read-feed.ts'
import { recurrenceDays } from './recurrence.ts'

/** What the days of a feed are wanted for. */
export interface Wanted {
  /** The calendar's zone. */
  readonly zone: Zone
  readonly range: DayRange
  readonly spend: Spend
}

/** The first days of an event's occurrences, and how many days each of them lasts. */
export interface EventDays {
  readonly begins: readonly number[]
  readonly length: number
}

/**
 * The occurrences of an event that reach into the range.
 *
 * An all-day event lasts until the day before its DTEND, which is exclusive (RFC 5545, 3.6.1), or for its DURATION, or
 * one day. One that ends as it begins is refused: its publisher takes ends for inclusive, and of all his holidays of
 * several days the last would work.
 *
 * An event with times that marks a working day stands for every local date that it touches; the hours are the
 * calendar's. One that marks a holiday must fill local dates from midnight to midnight, since a calendar has no half
 * holidays. Neither may recur.
 *
 * @param instead Days of occurrences that other events of the feed replace (RECURRENCE-ID).
 * @throws {RedressError} CALENDAR_INVALID
 */
export function eventDays(
  event: FeedEvent,
  kind: Exclude<ICalKind, 'ignore'>,
  wanted: Wanted,
  instead: readonly number[] = [],
): EventDays {
  const { path } = event
  const start = only(event, 'dtstart')
  if (start === undefined) throw invalidSource(`${path}.dtstart`, 'is missing')
  if (only(event, 'dtend') !== undefined && only(event, 'duration') !== undefined) {
    throw invalidSource(`${path}.duration`, 'stands beside dtend')
  }
  if (event.all('exrule').length > 0) throw invalidSource(`${path}.exrule`, 'is not supported; RFC 5545 knows EXDATE')
  return isDate(start) ? allDay(event, start, wanted, instead) : timed(event, start, kind, wanted.zone)
}

function allDay(event: FeedEvent, dtstart: JCalProperty, wanted: Wanted, instead: readonly number[]): EventDays {
  const { path } = event
  const start = onlyDate(dtstart, path)
  const length = lengthOf(event, start)
  const rule = only(event, 'rrule')
  const from = wanted.range.from - length + 1
  const begins = new Set(
    rule === undefined
      ? [start]
      : recurrenceDays(start, rule[3], { from, to: wanted.range.to }, `${path}.rrule`, wanted.spend),
  )
  for (const added of event.all('rdate')) for (const day of readDates(added, path)) begins.add(day)
  for (const left of event.all('exdate')) for (const day of readDates(left, path)) begins.delete(day)
  for (const day of instead) begins.delete(day)
  return { begins: [...begins].filter((day) => day >= from && day <= wanted.range.to), length }
}

function lengthOf(event: FeedEvent, start: number): number {
  const { path } = event
  const dtend = only(event, 'dtend')
  if (dtend !== undefined) {
    const end = onlyDate(dtend, path)
    if (end <= start) {
      throw invalidSource(`${path}.dtend`, 'is not after dtstart: the end of an all-day event is exclusive')
    }
    return end - start
  }
  const duration = only(event, 'duration')
  if (duration === undefined) return 1
  const { days, ms } = readLength(duration, path)
  if (ms !== 0) throw invalidSource(`${path}.duration`, 'is not in whole days, as that of an all-day event must be')
  return days
}

function timed(event: FeedEvent, dtstart: JCalProperty, kind: 'holiday' | 'workday', zone: Zone): EventDays {
  const { path } = event
  for (const name of ['rrule', 'rdate', 'exdate']) {
    if (event.all(name).length > 0) throw invalidSource(`${path}.${name}`, 'repeats an event that begins at a time')
  }
  const begin = readMoment(dtstart, zone, path)
  const from = instantOf(begin)
  const to = endOf(event, begin, zone) ?? from
  if (to < from) throw invalidSource(`${path}.dtend`, 'lies before dtstart')
  const first = zone.localDay(from)
  if (kind === 'workday') return { begins: [first], length: zone.localDay(Math.max(from, to - 1)) - first + 1 }
  const end = zone.localDay(to)
  if (zone.opening(first * DAY_MS) !== from || zone.opening(end * DAY_MS) !== to || from === to) {
    const reason = `is a holiday that does not last from midnight to midnight in ${zone.name}; have kindOf ignore it`
    throw invalidSource(path, reason)
  }
  return { begins: [first], length: end - first }
}

function endOf(event: FeedEvent, begin: ReturnType<typeof readMoment>, zone: Zone): number | undefined {
  const dtend = only(event, 'dtend')
  if (dtend !== undefined) return instantOf(readMoment(dtend, zone, event.path))
  const duration = only(event, 'duration')
  if (duration === undefined) return undefined
  const { days, ms } = readLength(duration, event.path)
  return instantOf({ ...begin, local: begin.local + days * DAY_MS }) + ms
}

/** The day that a property names which has one value. */
export function onlyDate(property: JCalProperty, path: string): number {
  const [day, ...more] = readDates(property, path)
  if (day === undefined || more.length > 0) throw invalidSource(`${path}.${property[0]}`, 'has not one value')
  return day
}

/** A property that an event may have once. Twice, one of them would be ignored. */
export function only(event: FeedEvent, name: string): JCalProperty | undefined {
  const [first, ...more] = event.all(name)
  if (more.length > 0) throw invalidSource(`${event.path}.${name}`, 'stands there more than once')
  return first
}
