import type { FeedEvent } from './ical-event.ts'

/**
 * Of the revisions of an event, or of one occurrence of it, those with the highest SEQUENCE. Several with the same one
 * all stay: feeds that give all their holidays one UID mean several events by it.
 */
export function latestRevisions(feed: readonly FeedEvent[]): FeedEvent[] {
  const highest = new Map<string, number>()
  for (const event of feed) {
    const identity = identityOf(event)
    if (identity !== undefined) highest.set(identity, Math.max(highest.get(identity) ?? 0, sequenceOf(event)))
  }
  return feed.filter((event) => {
    const identity = identityOf(event)
    return identity === undefined || sequenceOf(event) === highest.get(identity)
  })
}

function identityOf({ shown }: FeedEvent): string | undefined {
  if (shown.uid === '') return undefined
  return JSON.stringify([shown.uid, shown.property('recurrence-id')])
}

function sequenceOf({ shown }: FeedEvent): number {
  const sequence = Number(shown.property('sequence') ?? 0)
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : 0
}
