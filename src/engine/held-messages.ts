import type { Clock } from '../clock.ts'
import type { OutboxMessage } from '../domain/record.ts'
import type { Claim, Store } from '../stores/contract.ts'

/** A message that this worker has claimed and not reported yet. */
export interface Held {
  readonly message: OutboxMessage
  readonly attempts: number
  /** Aborts the work when the lease is lost or the desk stops. */
  readonly controller: AbortController
  lease: string
  isLost: boolean
}

/** What a worker has in its hands, with leases kept alive as long as it has. */
export interface HeldMessages {
  readonly size: number
  /** Takes a claim; `undefined` when the message is in hand already: the new lease is then used for it. */
  take(claim: Claim<OutboxMessage>): Held | undefined
  drop(held: Held): void
  abortAll(reason: unknown): void
  /** Resolves when nothing is in hand. */
  whenEmpty(): Promise<void>
}

/**
 * Keeps claims alive: at half the lease all are renewed in one call, so that a handler that takes three leases is not
 * joined by a second one (L17). A lease that cannot be renewed is lost, and its work is aborted.
 *
 * @param lost told of each lease that another worker has taken over
 */
export function createHeldMessages(
  store: Store,
  clock: Clock,
  leaseMs: number,
  lost: (held: Held) => void,
): HeldMessages {
  const all = new Map<string, Held>()
  let waiting: (() => void)[] = []
  let cancel: (() => void) | undefined

  const keyOf = (tenant: string, key: string): string => `${tenant}\n${key}`

  const arm = (): void => {
    cancel ??= clock.schedule(Math.floor(leaseMs / 2), () => {
      cancel = undefined
      if (all.size === 0) return
      // Set again before anything is awaited: a slow store must not stretch the interval.
      arm()
      void renew()
    })
  }

  const renew = async (): Promise<void> => {
    const asked = [...all.values()].filter((held) => !held.isLost)
    const leases = asked.map(({ message, lease }) => ({ tenant: message.record.tenant, key: message.key, lease }))
    let renewed: ReadonlySet<string>
    try {
      const answer = await store.renewMessages(leases, clock.now() + leaseMs)
      renewed = new Set(answer.map(({ tenant, key }) => keyOf(tenant, key)))
    } catch {
      // The store is away: the lease may still hold, and the next renewal tells.
      return
    }
    for (const [i, held] of asked.entries()) {
      const { message } = held
      const text = keyOf(message.record.tenant, message.key)
      // Reported or claimed anew while the call was out: what it says is old.
      if (renewed.has(text) || all.get(text) !== held || leases[i]?.lease !== held.lease) continue
      held.isLost = true
      lost(held)
      held.controller.abort(new Error('the lease was lost'))
    }
  }

  return {
    get size() {
      return all.size
    },
    take({ item, lease, attempts }) {
      const text = keyOf(item.record.tenant, item.key)
      const known = all.get(text)
      if (known !== undefined) {
        known.lease = lease
        known.isLost = false
        return undefined
      }
      const held: Held = { message: item, attempts, controller: new AbortController(), lease, isLost: false }
      all.set(text, held)
      arm()
      return held
    },
    drop({ message }) {
      all.delete(keyOf(message.record.tenant, message.key))
      if (all.size > 0) return
      cancel?.()
      cancel = undefined
      const told = waiting
      waiting = []
      for (const resolve of told) resolve()
    },
    abortAll(reason) {
      for (const { controller } of all.values()) controller.abort(reason)
    },
    whenEmpty() {
      return all.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
