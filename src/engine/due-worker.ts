import type { StoredRecord } from '../domain/record.ts'
import type { Claim } from '../stores/contract.ts'
import { type Alarm, after, createAlarm } from './alarm.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import type { Emit } from './events.ts'
import { failureText } from './failure.ts'
import type { FaultPoints } from './fault-points.ts'
import type { Settings } from './options.ts'
import type { Performer } from './performer.ts'

const FAILED: Backoff = { baseMs: 2_000, mostMs: 3_600_000 }
// Not to be seen unless the column and the clocks disagree; put off, it cannot be claimed again and again.
const NOTHING_TO_SAY = 'it was due and had nothing to say'

/**
 * Wakes the records whose time has come, oldest first, in bounded batches. One that cannot be woken is put off with
 * backoff and listed by `stuck()`; it never holds up another.
 */
export function createDueWorker(parts: {
  readonly settings: Settings
  readonly performer: Performer
  readonly emit: Emit
  readonly faults: FaultPoints | undefined
}): Alarm {
  const { settings, performer, emit, faults } = parts
  const { store, clock, ids, workers } = settings

  /** Wakes one; answers how to put it off when that failed. */
  const wake = async (claim: Claim<StoredRecord>) => {
    try {
      return (await performer.wake(claim.item, clock.now())) ? [] : [failed(claim, NOTHING_TO_SAY, undefined)]
    } catch (cause) {
      return [failed(claim, failureText(cause), cause)]
    }
  }

  const failed = ({ item: { key }, lease, attempts }: Claim<StoredRecord>, error: string, cause: unknown) => {
    const until = clock.now() + backoffMs(FAILED, attempts + 1, ids.random())
    emit?.({ type: 'wakeFailed', record: key, attempts: attempts + 1, until, error, cause })
    return { key, lease, until, error }
  }

  const round = async () => {
    let done = 0
    for (;;) {
      const now = clock.now()
      const claimed = await store.claimDue(now, workers.batch, workers.leaseMs)
      if (claimed.items.length > 0) {
        faults?.afterClaim?.('due')
        const putOff = (await Promise.all(claimed.items.map(wake))).flat()
        if (putOff.length > 0) await store.deferDue(putOff)
        done += claimed.items.length
      }
      if (claimed.items.length < workers.batch || isStopping) return { done, nextAt: after(now, claimed.nextAt) }
    }
  }

  let isStopping = false
  const alarm = createAlarm({
    clock,
    pollMs: workers.pollMs,
    random: () => ids.random(),
    round,
    failed: (cause) => emit?.({ type: 'workerFailed', worker: 'due', cause }),
  })
  return {
    ...alarm,
    stop() {
      isStopping = true
      return alarm.stop()
    },
  }
}
