import type { ICalEvent, ICalKind } from './ical-event.ts'

const APPLE = 'X-APPLE-SPECIAL-DAY'

/**
 * What an event is when the host does not say. Feeds have no common mark, so this knows the two that Chinese feeds use:
 *
 * - `X-APPLE-SPECIAL-DAY`: `ALTERNATE-WORKDAY` works, `WORK-HOLIDAY` is off. In a feed that uses it, an event without it
 *   is a festival on which people work, and is ignored.
 * - Elsewhere a summary with `补班` or `调休上班`, or one that ends in `(班)`, works.
 *
 * Everything else is a holiday, since that is what the feed was said to list. Source: L08.
 */
export function defaultKind(events: readonly ICalEvent[]): (event: ICalEvent) => ICalKind {
  if (events.some((event) => event.property(APPLE) !== undefined)) {
    return (event) => {
      const mark = event.property(APPLE)?.toUpperCase()
      if (mark === 'ALTERNATE-WORKDAY') return 'workday'
      return mark === 'WORK-HOLIDAY' ? 'holiday' : 'ignore'
    }
  }
  return ({ summary }) => (/补班|调休上班|[(（]班[)）]\s*$/.test(summary) ? 'workday' : 'holiday')
}
