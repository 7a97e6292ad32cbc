import type { Clock } from '../clock.ts'
import { backoffMs } from './backoff.ts'

/** What one round of a worker came to. */
export interface Round {
  /** How much was taken up. */
  readonly done: number
  /** When there is more to do, as far as is known; see {@link after}. */
  readonly nextAt?: number | undefined
}

/** Runs the rounds of one worker, one at a time: when something is due, and at the latest after the poll interval. */
export interface Alarm {
  start(): void
  /** Asks for a round at an instant, or at once when that has passed. Costs a comparison when one is set for earlier. */
  ring(at: number): void
  /** Runs a round now, after the one that is running. */
  run(): Promise<Round>
  /** Ends the rounds; resolves when the last one is over. */
  stop(): Promise<void>
}

/** An instant, if it is one after `asked`: what is due and was not claimed is somebody else's, whatever a store says. */
export const after = (asked: number, at: number | undefined): number | undefined =>
  at !== undefined && at > asked ? at : undefined

/** In the next turn of the event loop: sooner than any timer, and a simulated clock need not be moved for it. */
function soon(run: () => void): () => void {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

export function createAlarm(options: {
  readonly clock: Clock
  readonly pollMs: number
  readonly random: () => number
  readonly round: () => Promise<Round>
  readonly failed: (error: unknown) => void
}): Alarm {
  const { clock, pollMs, random, round, failed } = options
  let isStarted = false
  let setFor = Number.POSITIVE_INFINITY
  let cancel: (() => void) | undefined
  let running: Promise<Round> | undefined
  let queued: Promise<Round> | undefined
  let failures = 0

  const ring = (at: number): void => {
    if (!isStarted || at >= setFor) return
    cancel?.()
    setFor = at
    const delay = at - clock.now()
    cancel = delay > 0 ? clock.schedule(delay, fire) : soon(fire)
  }

  const fire = (): void => {
    setFor = Number.POSITIVE_INFINITY
    cancel = undefined
    // `run` told the failure already, and has set the alarm anew.
    run().catch(() => {})
  }

  const one = async (): Promise<Round> => {
    try {
      const result = await round()
      failures = 0
      ring(Math.min(result.nextAt ?? Number.POSITIVE_INFINITY, clock.now() + pollMs))
      return result
    } catch (error) {
      failures++
      failed(error)
      ring(clock.now() + backoffMs({ baseMs: pollMs, mostMs: Math.max(pollMs, 60_000) }, failures, random()))
      throw error
    }
  }

  const run = (): Promise<Round> => {
    if (running === undefined) {
      running = one().finally(() => {
        running = undefined
      })
      return running
    }
    // Whoever asks while a round runs shares the next one: what it was asked for may have come too late for this one.
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = undefined
        return run()
      })
    return queued
  }

  return {
    start() {
      isStarted = true
      ring(clock.now())
    },
    ring,
    run,
    async stop() {
      isStarted = false
      cancel?.()
      cancel = undefined
      setFor = Number.POSITIVE_INFINITY
      await (queued ?? running)?.catch(() => {})
    },
  }
}
