import { RedressError } from '../errors.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { Settings } from './options.ts'

/** From the first call to the last: prepares the store once, counts what runs, refuses what comes after the end. */
export interface Lifecycle {
  /**
   * Runs a call.
   *
   * @throws {RedressError} STOPPED, or what preparing the store threw; the next call tries that again
   */
  run<Answer>(call: () => Promise<Answer>): Promise<Answer>
  readonly isStopped: boolean
  /** Refuses further calls; resolves when those that run are over. */
  drain(): Promise<void>
}

export function createLifecycle(settings: Settings, keepAlive: KeepAlive): Lifecycle {
  let isReady = false
  let preparing: Promise<void> | undefined
  let isStopped = false
  let running = 0
  const waiting: (() => void)[] = []

  const prepare = (): Promise<void> => {
    preparing ??= prepareStore(settings).then(
      () => {
        isReady = true
      },
      (error) => {
        preparing = undefined
        throw error
      },
    )
    return preparing
  }

  return {
    async run(call) {
      if (isStopped) {
        throw new RedressError('STOPPED', 'The desk was stopped. Make a new one with createRedress.', {})
      }
      running++
      keepAlive.hold()
      try {
        if (!isReady) await prepare()
        return await call()
      } finally {
        running--
        keepAlive.release()
        if (running === 0) for (const resolve of waiting.splice(0)) resolve()
      }
    },
    get isStopped() {
      return isStopped
    },
    async drain() {
      isStopped = true
      if (running > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}

/** Brings the schema up to date and compares the clocks: deadlines decided by a wrong clock cannot be taken back. */
async function prepareStore({ store, clock, toleranceMs }: Settings): Promise<void> {
  await store.migrate()
  const before = clock.now()
  const { now } = await store.ping()
  if (now === undefined || clock.simulated === true) return
  // The store read its clock somewhere between.
  const ours = Math.round((before + clock.now()) / 2)
  if (Math.abs(ours - now) <= toleranceMs) return
  throw new RedressError(
    'CLOCK_SKEW',
    `This host's clock and the store's are ${Math.abs(ours - now)} ms apart, more than ${toleranceMs}. Set the clock right.`,
    { ours, store: now, toleranceMs },
  )
}
