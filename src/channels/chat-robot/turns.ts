/** At most so many in any stretch of so many milliseconds. */
export interface Pace {
  readonly most: number
  readonly perMs: number
}

/** Whose turn it is to be sent. */
export interface Turns {
  /** 0: now, and it counts as sent. Otherwise in how many milliseconds its turn comes; ask again then. */
  take(key: string, now: number): number
  /** Nothing goes out before this instant. */
  rest(until: number): void
}

/** How long a turn is kept for one that does not come back: the longest backoff of the desk. */
const KEPT_MS = 3_600_000

/**
 * Keeps a pace without holding anybody up: who comes too early is given a turn of his own and comes back for it. So of a
 * heap of messages each is put off once, not all of them again and again until their tries are used up.
 *
 * What comes back later than its turn is sent only if the pace allows it then; else it gets another turn.
 */
export function createTurns(pace: readonly Pace[]): Turns {
  const kept = Math.max(...pace.map(({ most }) => most))
  const booked = new Map<string, number>()
  // The last instants, oldest first: of turns given, of messages sent. Never more than the pace looks back on.
  const given: number[] = []
  const sent: number[] = []
  let resting = 0

  const next = (instants: readonly number[], now: number): number =>
    Math.max(now, resting, ...pace.map(({ most, perMs }) => (instants.at(-most) ?? -perMs) + perMs))
  const note = (instants: number[], at: number): void => {
    instants.push(at)
    if (instants.length > kept) instants.shift()
  }

  return {
    take(key, now) {
      for (const [other, at] of booked) {
        if (at + KEPT_MS > now) break
        booked.delete(other)
      }
      const own = booked.get(key)
      if (own !== undefined && own > now) return own - now
      booked.delete(key)
      const isFree = next(sent, now) <= now
      if (own === undefined || !isFree) {
        const at = Math.max(next(given, now), next(sent, now))
        note(given, at)
        if (at > now) {
          booked.set(key, at)
          return at - now
        }
      }
      note(sent, now)
      return 0
    },
    rest(until) {
      resting = Math.max(resting, until)
    },
  }
}
