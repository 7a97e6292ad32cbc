import { z } from 'zod'
import { RedressError } from '../../errors.ts'
import { optionalPackage } from '../../optional-package.ts'
import { invalidSource } from '../invalid-source.ts'

/** What is used of `ical.js`: its parser, from RFC 5545 text to jCal (RFC 7265). */
export interface ICalLike {
  parse(text: string): unknown
}

export const ICalLike = z.custom<ICalLike>(
  (value) => typeof (value as { parse?: unknown } | null | undefined)?.parse === 'function',
  'has no parse(text)',
)

/** A property in jCal: name, parameters, type, values. */
export const JCalProperty = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()], z.unknown())
export type JCalProperty = z.infer<typeof JCalProperty>

/** A component in jCal: name, properties, components. */
const JCalComponent = z.tuple([z.string(), z.array(JCalProperty), z.array(z.unknown())])
type JCalComponent = z.infer<typeof JCalComponent>

/** The largest feed, in characters. National feeds of many years have 30,000 to 500,000. */
const FEED_LIMIT = 2_000_000
/** The longest line once unfolded, in characters. The parser's time grows with its square: 32,000 take it 25 ms. */
const LINE_LIMIT = 32_000
/** The most events, so that what is done for each of them stays small. */
const EVENT_LIMIT = 20_000

/**
 * The properties of every VEVENT of a feed, in its order. A feed that is cut off, no calendar at all (an error page), a
 * cancellation, or empty is refused: it would be read as a time without holidays.
 *
 * @throws {RedressError} CALENDAR_INVALID, with `cause` where the parser gave up.
 * @throws {RedressError} CONFIG_INVALID when `ical.js` is needed and not installed.
 */
export function readFeed(text: unknown, ical: ICalLike | undefined): readonly (readonly JCalProperty[])[] {
  const events = calendarsOf(parse(requireText(text), ical ?? installed())).flatMap(eventsOf)
  if (events.length === 0) throw invalidSource('', 'the feed holds no event')
  if (events.length > EVENT_LIMIT) throw invalidSource('', `the feed holds more than ${EVENT_LIMIT} events`)
  return events
}

function requireText(text: unknown): string {
  if (typeof text !== 'string') throw invalidSource('', 'the feed is not a text')
  if (text.length > FEED_LIMIT) throw invalidSource('', `the feed is longer than ${FEED_LIMIT} characters`)
  const unfolded = text.replace(/^\uFEFF/, '').replaceAll(/\r?\n[ \t]/g, '')
  // To the parser, `BEGIN:VEVENT ` with a space begins something else than an event.
  const lines = unfolded.split('\n').map((line) => line.trimEnd())
  const begun: string[] = []
  for (const line of lines) {
    if (line.length > LINE_LIMIT) throw invalidSource('', `a line of the feed is longer than ${LINE_LIMIT} characters`)
    const edge = line.slice(0, line.indexOf(':') + 1).toUpperCase()
    if (edge === 'BEGIN:') begun.push(line.slice(edge.length).toUpperCase())
    // It also takes any END for the one that is due, so a lost line would put the rest of a feed inside an event.
    if (edge === 'END:' && begun.pop() !== line.slice(edge.length).toUpperCase()) {
      throw invalidSource('', 'the feed ends something that it did not begin')
    }
  }
  return lines.join('\r\n')
}

function installed(): ICalLike {
  const loaded = optionalPackage('ical.js', 'ical.js', 'fromICal()')
  const { default: ical = loaded } = Object(loaded) as { default?: unknown }
  const read = ICalLike.safeParse(ical)
  if (read.success) return read.data
  const message = 'has no parse(text); update it'
  throw new RedressError('CONFIG_INVALID', `fromICal() cannot work: the package ical.js ${message}.`, {
    issues: [{ path: 'ical.js', message }],
  })
}

function parse(text: string, ical: ICalLike): unknown {
  try {
    return ical.parse(text)
  } catch (cause) {
    throw invalidSource('', 'the feed cannot be parsed: it is damaged, cut off or no iCalendar text', { cause })
  }
}

/** One stream may hold several calendars; the parser then answers a list of them. */
function calendarsOf(parsed: unknown): JCalComponent[] {
  const streams = Array.isArray(parsed) && typeof parsed[0] !== 'string' ? parsed : [parsed]
  const calendars = streams.map((stream) => component(stream))
  for (const [name, properties] of calendars) {
    if (name !== 'vcalendar') throw invalidSource('', 'the feed is no VCALENDAR')
    const method = String(properties.find(([property]) => property === 'method')?.[3] ?? 'PUBLISH')
    if (!['PUBLISH', 'REQUEST'].includes(method.toUpperCase()))
      throw invalidSource('method', 'the feed publishes nothing')
  }
  return calendars
}

function eventsOf([, , components]: JCalComponent): (readonly JCalProperty[])[] {
  return components.flatMap((child) => {
    const [name, properties, inner] = component(child)
    if (name === 'vcalendar') throw invalidSource('', 'the feed holds a calendar in a calendar')
    if (name !== 'vevent') return []
    if (inner.some((part) => component(part)[0] !== 'valarm')) {
      throw invalidSource('', 'an event of the feed holds more than alarms')
    }
    return [properties]
  })
}

function component(value: unknown): JCalComponent {
  const read = JCalComponent.safeParse(value)
  if (!read.success) throw invalidSource('', 'the feed has lines that the parser cannot place')
  return read.data
}
