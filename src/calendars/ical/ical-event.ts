import { isDate, textOf } from './moment.ts'
import type { JCalProperty } from './read-feed.ts'

/** An event of a feed, as `kindOf` is shown it. Texts are as the publisher wrote them. */
export interface ICalEvent {
  /** Without a UID in the feed `''`. */
  readonly uid: string
  readonly summary: string
  readonly description: string
  readonly categories: readonly string[]
  /** Whether it begins on a date and not at a time. */
  readonly allDay: boolean
  /** `2026-10-01`, or `2026-10-01T09:00:00` with a `Z` when it is UTC. */
  readonly start: string
  /** The first value of any property, by its name in any case, such as `X-APPLE-SPECIAL-DAY`; `undefined`: has none. */
  property(name: string): string | undefined
}

/** What an event is: days off, days that work in spite of their weekday (调休上班日), or neither. */
export type ICalKind = 'holiday' | 'workday' | 'ignore'

/** An event with its place in the feed, for messages. */
export interface FeedEvent {
  readonly shown: ICalEvent
  /** `events[3]`: the fourth VEVENT of the feed. */
  readonly path: string
  /** The properties of this name, in lower case. */
  all(name: string): readonly JCalProperty[]
}

export function feedEvent(properties: readonly JCalProperty[], index: number): FeedEvent {
  const all = (name: string): readonly JCalProperty[] => properties.filter(([known]) => known === name)
  const property = (name: string): string | undefined => {
    const value = all(name.toLowerCase())[0]?.[3]
    return value === undefined || typeof value === 'object' ? undefined : String(value)
  }
  return {
    path: `events[${index}]`,
    all,
    shown: {
      uid: property('uid') ?? '',
      summary: property('summary') ?? '',
      description: property('description') ?? '',
      categories: all('categories').flatMap(([, , , ...values]) => values.map(String)),
      allDay: isDate(all('dtstart')[0]),
      start: textOf(property('dtstart')),
      property,
    },
  }
}
