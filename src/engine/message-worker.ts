import { given } from '../domain/json.ts'
import type { OutboxMessage } from '../domain/record.ts'
import { groupBy } from '../policy/group-by.ts'
import type { MessageResult } from '../stores/contract.ts'
import { type Alarm, after, createAlarm, type Round } from './alarm.ts'
import { type Backoff, backoffMs, pause } from './backoff.ts'
import { digestGroup, digestOf } from './digest.ts'
import type { Emit } from './events.ts'
import type { FaultPoints } from './fault-points.ts'
import { gather } from './gather.ts'
import type { Handled } from './handled.ts'
import { createHeldMessages, type Held } from './held-messages.ts'
import type { MessageHandler } from './message-handler.ts'
import type { Settings } from './options.ts'
import { createSlots, type Slots } from './slots.ts'

const FAILED: Backoff = { baseMs: 5_000, mostMs: 3_600_000 }
const REPORT: Backoff = { baseMs: 100, mostMs: 10_000 }
/** Work on expansions and commands at a time. */
const INSIDE = 32
/** Messages in hand at most, those that wait for their channel included. */
const MOST_HELD = 2_000
/** Messages that wait for one channel; what is beyond goes back, so that a hanging channel does not fill the hands. */
const MOST_WAITING = 500

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Delivers what the outbox holds. */
export interface MessageWorker extends Alarm {
  /** Messages in hand. */
  readonly inHand: number
  /** Resolves when nothing is in hand. */
  whenIdle(): Promise<void>
}

/**
 * Claims messages and handles them side by side: each channel has its own places, so that one which hangs holds up
 * itself alone. What is in hand keeps its lease; what fails is tried again with backoff until it is dead.
 */
export function createMessageWorker(parts: {
  readonly settings: Settings
  readonly handler: MessageHandler
  readonly emit: Emit
  readonly faults: FaultPoints | undefined
}): MessageWorker {
  const { settings, handler, emit, faults } = parts
  const { store, clock, ids, workers } = settings
  const inside = createSlots(INSIDE)
  const channels = new Map<string, Slots>()
  let isStopping = false

  const held = createHeldMessages(store, clock, workers.leaseMs, ({ message: { record, key } }) =>
    emit?.({ type: 'leaseLost', record, key }),
  )

  const slotsOf = ({ content }: OutboxMessage): Slots => {
    if (content.kind !== 'delivery') return inside
    const known = channels.get(content.channel)
    if (known !== undefined) return known
    const made = createSlots(workers.deliveries)
    channels.set(content.channel, made)
    return made
  }

  const sendReports = gather({ most: 100, inFlight: 4 }, (results: readonly MessageResult[]) =>
    store.reportMessages(results),
  )

  // What a channel has delivered must not be delivered again because the store was away (L12): the report is repeated,
  // and the lease renewed meanwhile, until it is heard or the desk stops.
  const report = async (one: Held, handled: Handled): Promise<MessageResult | undefined> => {
    for (let tries = 1; ; tries++) {
      try {
        const result = resultOf(one, handled)
        const { stale } = await sendReports(result)
        return stale ? undefined : result
      } catch (cause) {
        emit?.({ type: 'workerFailed', worker: 'messages', cause })
        if (isStopping) return undefined
        await pause(clock, backoffMs(REPORT, tries, ids.random()))
      }
    }
  }

  const resultOf = ({ message, lease, attempts }: Held, handled: Handled): MessageResult => {
    const at = clock.now()
    const base = { tenant: message.record.tenant, key: message.key, lease, at }
    switch (handled.result) {
      case 'delivered':
        return { ...base, result: 'delivered', ...given({ reference: handled.reference }) }
      case 'expanded':
        return { ...base, result: 'expanded', into: handled.into }
      case 'dead':
        return { ...base, result: 'dead', error: handled.error }
      case 'untried':
        return { ...base, result: 'retry', error: handled.error, until: at + handled.afterMs, untried: true }
      case 'retry': {
        const { error, afterMs = 0 } = handled
        if (attempts + 1 >= workers.attempts) return { ...base, result: 'dead', error }
        const delay = Math.max(afterMs, backoffMs(FAILED, attempts + 1, ids.random()))
        return { ...base, result: 'retry', error, until: at + delay }
      }
    }
  }

  const tell = ({ message, attempts }: Held, handled: Handled, result: MessageResult): void => {
    if (emit === undefined || handled.result === 'untried') return
    const { record, key, content } = message
    const about = { record, key, kind: content.kind }
    const cause = 'cause' in handled ? handled.cause : undefined
    if (result.result === 'dead') emit({ type: 'dead', ...about, error: result.error, cause })
    else if (result.result === 'retry') {
      const { until, error } = result
      emit({ type: 'deliveryFailed', ...about, attempts: attempts + 1, until, error, cause })
    } else emit({ type: result.result, ...about })
  }

  const work = (one: Held): Promise<Handled> => {
    const slots = slotsOf(one.message)
    if (slots.waiting >= MOST_WAITING) {
      const afterMs = workers.deliveryTimeoutMs
      return Promise.resolve({ result: 'untried', error: 'too many messages wait for this channel', afterMs })
    }
    return slots.run(async () =>
      isStopping
        ? { result: 'untried', error: 'the desk stopped before it was tried', afterMs: 0 }
        : handler(one.message, one.attempts, one.controller.signal),
    )
  }

  const handOut = async (one: Held, digest: OutboxMessage | undefined): Promise<void> => {
    // All of a digest are expanded into the same one: the first report stores it, the others find it there.
    const handled: Handled = digest === undefined ? await work(one) : { result: 'expanded', into: [digest] }
    const result = await report(one, handled)
    if (result !== undefined) tell(one, handled, result)
    held.drop(one)
    // The lane has a next one, the expansion has children, or the hands were full.
    if (!isStopping) alarm.ring(clock.now())
  }

  const round = async (): Promise<Round> => {
    let done = 0
    for (;;) {
      const asked = Math.min(workers.batch, MOST_HELD - held.size)
      if (asked <= 0 || isStopping) return { done }
      const now = clock.now()
      const claimed = await store.claimMessages(now, asked, workers.leaseMs)
      if (claimed.items.length > 0) faults?.afterClaim?.('messages')
      const taken = claimed.items.flatMap((claim) => held.take(claim) ?? [])
      const groups = groupBy(
        taken,
        ({ message }) => digestGroup(message) ?? `alone\n${message.record.tenant}\n${message.key}`,
      )
      for (const group of groups.values()) {
        const digest = digestOf(group, now)
        for (const one of group) void handOut(one, digest)
      }
      done += claimed.items.length
      // A channel that answers at once has answered before more is claimed: only one that cannot keep up has a line.
      await turn()
      if (claimed.items.length < asked) return { done, nextAt: after(now, claimed.nextAt) }
    }
  }

  const alarm = createAlarm({
    clock,
    pollMs: workers.pollMs,
    random: () => ids.random(),
    round,
    failed: (cause) => emit?.({ type: 'workerFailed', worker: 'messages', cause }),
  })

  return {
    ...alarm,
    get inHand() {
      return held.size
    },
    whenIdle: () => held.whenEmpty(),
    async stop() {
      isStopping = true
      await alarm.stop()
      const cancel = clock.schedule(workers.graceMs, () => held.abortAll(new Error('the desk stops')))
      await held.whenEmpty()
      cancel()
    },
  }
}
