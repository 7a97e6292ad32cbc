/**
 * Where the library reads the time and waits. The only place that does; everything else is handed an instant.
 */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): number
  /**
   * Calls `run` once, not before `delayMs` milliseconds from now. The answer cancels it. A delay over 2^31 − 1 ms
   * may run early; whoever waits looks at the time again.
   */
  schedule(delayMs: number, run: () => void): () => void
  /** Set when this clock is not meant to agree with a server's; the comparison at `start` is then left out. */
  readonly simulated?: true
}

/** The longest delay that a host timer holds: 2^31 − 1 ms, about 24.8 days; one more and it fires at once. */
export const LONGEST_DELAY_MS = 2 ** 31 - 1

/** The host's clock and timers. Timers do not keep the process alive by themselves. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, Math.max(0, Math.min(delayMs, LONGEST_DELAY_MS)))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A clock that stands still until it is moved: for tests, simulations and examples. */
export interface SimulatedClock extends Clock {
  readonly simulated: true
  /** Moves to `instant` (epoch milliseconds) and runs what was due until then, oldest first; never backwards. */
  set(instant: number | Date): void
  /** Moves on by so many milliseconds; see {@link SimulatedClock.set}. */
  advance(ms: number): void
}

/**
 * Makes a simulated clock.
 *
 * @param start where it stands at first: a date, an ISO string with zone, or epoch milliseconds
 *
 * @example
 * ```ts
 * const clock = simulatedClock('2026-03-02T09:00:00+08:00')
 * clock.advance(61 * 60_000)
 * ```
 */
export function simulatedClock(start: number | Date | string): SimulatedClock {
  let now = typeof start === 'number' ? start : new Date(start).getTime()
  if (!Number.isFinite(now)) throw new RangeError(`simulatedClock: ${String(start)} is not an instant`)
  const timers = new Set<{ at: number; run: () => void }>()

  const set = (instant: number | Date): void => {
    const target = typeof instant === 'number' ? instant : instant.getTime()
    if (!(target >= now)) throw new RangeError('simulatedClock: time only moves forward')
    for (;;) {
      const due = [...timers].filter((timer) => timer.at <= target).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      timers.delete(due)
      now = Math.max(now, due.at)
      due.run()
    }
    now = target
  }

  return {
    simulated: true,
    now: () => now,
    set,
    advance: (ms) => set(now + ms),
    schedule(delayMs, run) {
      const timer = { at: now + Math.max(0, delayMs), run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
}
