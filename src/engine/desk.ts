import type { Written } from '../core/decision.ts'
import type { Alarm } from './alarm.ts'
import { createCommitter } from './committer.ts'
import { createDecisionStore } from './decision-store.ts'
import { createDueWorker } from './due-worker.ts'
import { safeEmit } from './events.ts'
import type { FaultPoints } from './fault-points.ts'
import { createInTransaction, type InTransaction } from './in-transaction.ts'
import { createKeepAlive } from './keep-alive.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import { createMessageHandler } from './message-handler.ts'
import { createMessageWorker, type MessageWorker } from './message-worker.ts'
import { createNumbers } from './numbers.ts'
import type { Settings } from './options.ts'
import { createPerformer, type Performer } from './performer.ts'
import { createRecomputer, type Recomputer } from './recompute.ts'
import { createRecords, type Records } from './records.ts'
import type { DueRun } from './redress.ts'
import { createRegistry, type Registry } from './registry.ts'

/** The parts of a desk, put together. */
export interface Desk {
  readonly settings: Settings
  readonly registry: Registry
  readonly records: Records
  readonly performer: Performer
  readonly inTransaction: InTransaction
  readonly recomputer: Recomputer
  readonly lifecycle: Lifecycle
  readonly due: Alarm
  readonly messages: MessageWorker
  /** Wakes the workers for what was written. */
  ringFor(written: Written): void
  start(): void
  stop(): Promise<void>
  runDue(): Promise<DueRun>
}

export function createDesk(settings: Settings, faults: FaultPoints | undefined): Desk {
  const { store, clock, ids } = settings
  const emit = safeEmit(settings.onEvent)
  const registry = createRegistry(settings.policies, settings.retired)
  const records = createRecords(store, registry, settings.cacheSize)
  const decisions = createDecisionStore({
    registry,
    records,
    committer: createCommitter({ store, clock, ids, most: settings.commitBatch, faults }),
    salt: () => ids.salt(),
    emit,
    committed: (written) => ringFor(written),
  })
  const numbers = createNumbers(store)
  const performer = createPerformer({ settings, store, registry, records, decisions, numbers, emit, faults })
  const due = createDueWorker({ settings, performer, emit, faults })
  const handler = createMessageHandler({ settings, registry, performer, emit, faults })
  const messages = createMessageWorker({ settings, handler, emit, faults })
  const ringFor = ({ wakeAt, messages: told }: Written): void => {
    if (wakeAt !== undefined) due.ring(wakeAt)
    for (const { sendAt } of told) messages.ring(sendAt)
  }
  const keepAlive = createKeepAlive()
  const lifecycle = createLifecycle(settings, keepAlive)
  let isHolding = false
  let unwatch: (() => void) | undefined
  let stopped: Promise<void> | undefined

  const stop = async (): Promise<void> => {
    if (!isHolding) keepAlive.hold()
    unwatch?.()
    try {
      await Promise.all([lifecycle.drain(), due.stop(), messages.stop()])
    } finally {
      keepAlive.release()
    }
  }

  return {
    settings,
    registry,
    records,
    performer,
    inTransaction: createInTransaction({ settings, registry, emit, faults }),
    recomputer: createRecomputer({ settings, records, decisions }),
    lifecycle,
    due,
    messages,
    ringFor,
    start() {
      // On a simulated clock nothing happens by itself, so nothing is worth waiting for.
      if (!isHolding && clock.simulated !== true) keepAlive.hold()
      isHolding = clock.simulated !== true
      due.start()
      messages.start()
      unwatch ??= store.watch?.((at) => {
        due.ring(at)
        messages.ring(at)
      })
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
    async runDue() {
      const sum = { woken: 0, messages: 0 }
      while (!lifecycle.isStopped) {
        const woken = await due.run()
        const wasIdle = messages.inHand === 0
        const taken = await messages.run()
        await messages.whenIdle()
        sum.woken += woken.done
        sum.messages += taken.done
        if (woken.done + taken.done === 0 && wasIdle) break
      }
      return sum
    },
  }
}
