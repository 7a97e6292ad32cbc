import { isRedressError } from '../../errors.ts'
import type { Instant } from '../../time/interval.ts'
import { DAY_MS, parseDate } from '../../time/local-date.ts'
import { type Zone, zone } from '../../time/zone.ts'
import { invalidSource } from '../invalid-source.ts'
import type { JCalProperty } from './read-feed.ts'

/** A time on the wall of a zone, in milliseconds of local time. */
interface Moment {
  readonly zone: Zone
  readonly local: number
}

const TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(Z?)$/
const DURATION = /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/

/** Whether a value is a date without a time. */
export function isDate(property: JCalProperty | undefined): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(textOf(property?.[3]))
}

/** Where a feed forgets to say `VALUE=DATE`, the parser writes a date as a time without figures, `2026-10-01T::`. */
export function textOf(value: unknown): string {
  return String(value ?? '').replace(/T::$/, '')
}

/**
 * The days that a property of an all-day event names. A time is refused: its date depends on the zone it was meant in.
 *
 * @throws {RedressError} CALENDAR_INVALID
 */
export function readDates([name, , , ...values]: JCalProperty, path: string): number[] {
  return values.map((value) => {
    const day = parseDate(textOf(value))
    if (day === undefined) throw invalidSource(`${path}.${name}`, 'is no date, as that of an all-day event must be')
    return day
  })
}

/**
 * A DATE-TIME: in UTC, in the IANA zone that its TZID names, or, where it floats, in the calendar's zone. VTIMEZONE
 * definitions are not read: the same name would mean other hours than everywhere else.
 *
 * @throws {RedressError} CALENDAR_INVALID
 */
export function readMoment([name, parameters, , value]: JCalProperty, own: Zone, path: string): Moment {
  const [, date = '', hours, minutes, seconds, utc] = TIME.exec(String(value)) ?? []
  const day = parseDate(date)
  if (day === undefined) throw invalidSource(`${path}.${name}`, 'is no time')
  const local = day * DAY_MS + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  if (utc === 'Z') return { zone: zone('UTC'), local }
  const { tzid } = parameters
  if (tzid === undefined) return { zone: own, local }
  try {
    return { zone: zone(String(tzid)), local }
  } catch (cause) {
    if (!isRedressError(cause, 'CALENDAR_INVALID')) throw cause
    throw invalidSource(`${path}.${name}`, 'has a TZID that is not the IANA name of a time zone', { cause })
  }
}

export function instantOf({ zone, local }: Moment): Instant {
  return zone.opening(local)
}

/** A DURATION: days are those of the wall calendar, the rest is elapsed. */
export interface Length {
  readonly days: number
  readonly ms: number
}

/** @throws {RedressError} CALENDAR_INVALID */
export function readLength([name, , , value]: JCalProperty, path: string): Length {
  const match = DURATION.exec(String(value))
  const [weeks, days, hours, minutes, seconds] = (match ?? []).slice(1).map((text = '0') => Number(text))
  const length = {
    days: (weeks ?? 0) * 7 + (days ?? 0),
    ms: (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000,
  }
  if (length.days + length.ms === 0) throw invalidSource(`${path}.${name}`, 'is no duration')
  return length
}
