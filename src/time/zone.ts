import { RedressError } from '../errors.ts'
import type { Instant } from './interval.ts'
import { DAY_MS } from './local-date.ts'

/** A clock change: at this instant the zone's offset from UTC became another. Offsets in milliseconds, east positive. */
export interface Transition {
  readonly at: Instant
  readonly before: number
  readonly after: number
}

/**
 * A time zone that answers quickly. *Local* milliseconds and days are what the wall clock and the wall calendar show,
 * counted from 1970-01-01T00:00 as if there were no zone.
 */
export interface Zone {
  readonly name: string
  /** The day that the wall calendar shows. */
  localDay(at: Instant): number
  /** This local day, or the next one that the zone did not skip as Samoa did 2011-12-30. */
  existingDay(day: number): number
  /** The offset that held at `from`, or `undefined` when it changes after `from` and not later than `to`. */
  steadyOffset(from: Instant, to: Instant): number | undefined
  /** The clock changes after `from` and not later than `to`, oldest first. */
  transitions(from: Instant, to: Instant): readonly Transition[]
  /**
   * The first instant at which the wall clock shows this time or a later one: a skipped time maps forward to the end of
   * the gap, of a doubled one it is the first occurrence.
   */
  opening(local: number): Instant
  /**
   * The end of the last instant at which the wall clock shows an earlier time than this one: a skipped time maps
   * forward, of a doubled one it is the last occurrence; a time at which the doubled hour begins was reached only once.
   */
  closing(local: number): Instant
}

interface Page {
  /** The offset on the page's first instant. A change on that very instant is listed on the page before. */
  readonly offset: number
  readonly transitions: readonly Transition[]
}

const PAGE_MS = 512 * DAY_MS
// The shortest stay between two changes that undo each other, over all zones and the years 1900 to 2040, is a week
// (America/Recife 2000); a longer stride could step over both.
const STRIDE_MS = 4 * DAY_MS
// The largest offsets are below 16 hours and the largest jumps are 24 hours.
const REACH_MS = 40 * 3_600_000
const NONE: readonly Transition[] = []

const zones = new Map<string, Zone>()

/**
 * The zone of this IANA name. Answers are kept: reading an offset from `Intl` costs a microsecond and more, which a
 * deadline asks for several times. The memory is a few hundred bytes for a year that was asked about.
 *
 * @throws {RedressError} CALENDAR_INVALID when the name is no IANA zone. Offsets such as `+08:00` are none: they know no
 * clock changes, and the older engines refuse them.
 */
export function zone(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const made = createZone(name)
  zones.set(name, made)
  return made
}

function createZone(name: string): Zone {
  const readOffset = offsetReader(name)
  const pages = new Map<number, Page>()

  function pageOf(index: number): Page {
    let page = pages.get(index)
    if (page === undefined) {
      const start = index * PAGE_MS
      page = { offset: readOffset(start), transitions: findTransitions(readOffset, start, start + PAGE_MS) }
      pages.set(index, page)
    }
    return page
  }

  function offsetAt(at: Instant): number {
    const page = pageOf(Math.floor(at / PAGE_MS))
    let offset = page.offset
    for (const transition of page.transitions) {
      if (transition.at > at) break
      offset = transition.after
    }
    return offset
  }

  function steadyOffset(from: Instant, to: Instant): number | undefined {
    const first = Math.floor(from / PAGE_MS)
    const last = Math.floor(to / PAGE_MS)
    let offset: number | undefined
    for (let index = first; index <= last; index++) {
      const page = pageOf(index)
      offset ??= page.offset
      for (const transition of page.transitions) {
        if (transition.at > to) break
        if (transition.at > from) return undefined
        offset = transition.after
      }
    }
    return offset
  }

  function transitions(from: Instant, to: Instant): readonly Transition[] {
    let found = NONE
    for (let index = Math.floor(from / PAGE_MS); index <= Math.floor(to / PAGE_MS); index++) {
      for (const transition of pageOf(index).transitions) {
        if (transition.at > from && transition.at <= to) found = [...found, transition]
      }
    }
    return found
  }

  function localDay(at: Instant): number {
    return Math.floor((at + offsetAt(at)) / DAY_MS)
  }

  function opening(local: number): Instant {
    let offset = offsetAt(local - REACH_MS)
    let began = Number.NEGATIVE_INFINITY
    for (const transition of transitions(local - REACH_MS, local + REACH_MS)) {
      if (local - offset < transition.at) break
      began = transition.at
      offset = transition.after
    }
    return Math.max(began, local - offset)
  }

  return {
    name,
    localDay,
    existingDay: (day) => localDay(opening(day * DAY_MS)),
    steadyOffset,
    transitions,
    opening,
    closing(local) {
      let offset = offsetAt(local + REACH_MS)
      let ended = Number.POSITIVE_INFINITY
      for (const transition of transitions(local - REACH_MS, local + REACH_MS).toReversed()) {
        if (local - offset > transition.at) break
        ended = transition.at
        offset = transition.before
      }
      return Math.min(ended, local - offset)
    },
  }
}

/** The changes after `start` and not later than `end`. */
function findTransitions(readOffset: (at: Instant) => number, start: Instant, end: Instant): readonly Transition[] {
  const found: Transition[] = []
  let from = start
  let before = readOffset(from)
  while (from < end) {
    const to = Math.min(from + STRIDE_MS, end)
    if (readOffset(to) === before) {
      from = to
      continue
    }
    let low = from
    let high = to
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (readOffset(middle) === before) low = middle
      else high = middle
    }
    const after = readOffset(high)
    found.push({ at: high, before, after })
    from = high
    before = after
  }
  return found.length === 0 ? NONE : found
}

const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/

// Read from Intl itself: `tzOffset` of @date-fns/tz 1.5 turns -00:44:30 (Monrovia until 1972) into +00:44:30.
function offsetReader(name: string): (at: Instant) => number {
  let format: Intl.DateTimeFormat
  try {
    // Without a name `Intl` would take the host's zone.
    if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) throw new RangeError('not an IANA name')
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch (cause) {
    const reason = `${JSON.stringify(name)} is not the IANA name of a time zone, such as "Asia/Shanghai"`
    throw new RedressError('CALENDAR_INVALID', `timeZone: ${reason}.`, { path: 'timeZone', reason }, { cause })
  }
  const parsed = new Map<string, number>()
  return (at) => {
    const text = format.format(at)
    const written = text.slice(text.lastIndexOf('GMT'))
    let offset = parsed.get(written)
    if (offset === undefined) {
      const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(written) ?? []
      const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
      offset = sign === '-' ? -size : size
      parsed.set(written, offset)
    }
    return offset
  }
}
