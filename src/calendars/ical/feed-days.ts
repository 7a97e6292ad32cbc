import { formatDate } from '../../time/local-date.ts'
import { invalidSource } from '../invalid-source.ts'
import { eventDays, only, onlyDate, type Wanted } from './event-days.ts'
import type { FeedEvent, ICalEvent, ICalKind } from './ical-event.ts'
import type { JCalProperty } from './read-feed.ts'

/** The days that a feed names in the range, and the years that it thereby shows to know. */
export interface FeedDays {
  readonly holiday: ReadonlySet<number>
  readonly workday: ReadonlySet<number>
  /** Years in which an event begins: one-off ones, or any where the feed has recurring ones alone. */
  readonly years: ReadonlySet<number>
}

/**
 * Puts the events of a feed together. An event with RECURRENCE-ID stands in the place of one occurrence of the event
 * with its UID, or, where the feed leaves that out, for itself. Cancelled events take part only as such replacements.
 *
 * @throws {RedressError} CALENDAR_INVALID
 */
export function feedDays(feed: readonly FeedEvent[], kindOf: (event: ICalEvent) => ICalKind, wanted: Wanted): FeedDays {
  const replacements = byUid(feed.filter(isReplacement))
  const originals = byUid(feed.filter((event) => !isReplacement(event)))
  const ended = new Set([...originals].filter(([, events]) => events.every(isCancelled)).map(([uid]) => uid))
  const replaced = new Map<string, readonly number[]>()
  const replacedOf = (uid: string): readonly number[] => {
    const known = replaced.get(uid) ?? (replacements.get(uid) ?? []).map(replacedDay)
    replaced.set(uid, known)
    wanted.spend(known.length)
    return known
  }

  const days = { holiday: new Set<number>(), workday: new Set<number>() }
  const begun = { once: new Set<number>(), again: new Set<number>() }
  for (const event of feed) {
    const { uid } = event.shown
    const replaces = isReplacement(event)
    if (isCancelled(event) || (replaces && ended.has(uid))) continue
    const kind = kindOf(event.shown)
    if (kind === 'ignore') continue
    if (kind !== 'holiday' && kind !== 'workday') throw invalidSource('kindOf', `answered no kind for ${event.path}`)

    if (replaces) requireOne(event)
    const { begins, length } = eventDays(event, kind, wanted, replaces ? [] : replacedOf(uid))
    const recurs = replaces || event.all('rrule').length > 0
    for (const begin of begins) {
      begun[recurs ? 'again' : 'once'].add(Number(formatDate(begin).slice(0, 4)))
      const from = Math.max(begin, wanted.range.from)
      const to = Math.min(begin + length - 1, wanted.range.to)
      wanted.spend(Math.max(0, to - from))
      for (let day = from; day <= to; day++) days[kind].add(day)
    }
  }
  return { ...days, years: begun.once.size > 0 ? begun.once : begun.again }
}

/** Without the events that have no UID: each of them stands alone. */
function byUid(events: readonly FeedEvent[]): ReadonlyMap<string, readonly FeedEvent[]> {
  const known = new Map<string, FeedEvent[]>()
  for (const event of events) {
    const { uid } = event.shown
    const same = known.get(uid)
    if (same !== undefined) same.push(event)
    else if (uid !== '') known.set(uid, [event])
  }
  return known
}

function isCancelled({ shown }: FeedEvent): boolean {
  return shown.property('status')?.toUpperCase() === 'CANCELLED'
}

function isReplacement(event: FeedEvent): boolean {
  return event.all('recurrence-id').length > 0
}

function replacedDay(event: FeedEvent): number {
  return onlyDate(requireOne(event), event.path)
}

/** RANGE=THISANDFUTURE would change every occurrence from this one on. */
function requireOne(event: FeedEvent): JCalProperty {
  const id = only(event, 'recurrence-id')
  if (id === undefined || id[1]['range'] !== undefined) {
    throw invalidSource(`${event.path}.recurrence-id`, 'does not name one occurrence')
  }
  return id
}
