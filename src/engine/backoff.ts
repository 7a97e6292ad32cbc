import type { Clock } from '../clock.ts'

/** How waiting grows from one failure to the next. */
export interface Backoff {
  /** After the first failure. */
  readonly baseMs: number
  /** Never longer than this. */
  readonly mostMs: number
}

/**
 * How long to wait after so many failures: doubled each time, capped, and between half and all of it by chance, so that
 * what failed together does not come back together.
 *
 * @param failures failures so far, the last one included
 * @param chance in [0, 1)
 */
export function backoffMs({ baseMs, mostMs }: Backoff, failures: number, chance: number): number {
  // 2^30 is beyond any cap and still exact.
  const full = Math.min(mostMs, baseMs * 2 ** Math.min(Math.max(failures - 1, 0), 30))
  return Math.ceil(full * (0.5 + chance / 2))
}

/**
 * Waits. On a simulated clock it waits for one turn of the event loop only: that clock stands still, and what is waited
 * for here is another process, not time in the complaint.
 */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (clock.simulated === true) setImmediate(resolve)
    else clock.schedule(ms, resolve)
  })
}
