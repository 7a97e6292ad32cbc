import type { LiveRecord } from '../core/decision.ts'
import { restoreRecord } from '../core/record.ts'
import type { RecordKey } from '../domain/level.ts'
import type { StoredRecord } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { Store } from '../stores/contract.ts'
import { gather } from './gather.ts'
import { createRecordCache } from './record-cache.ts'
import type { Registry } from './registry.ts'

/** A record with what the engine has to know beside it. */
export interface Head {
  readonly live: LiveRecord
  /** Seal of its last entry. */
  readonly hash: string
  readonly policy: Policy
  /** When it next wants a wake-up. */
  readonly wakeAt: number | undefined
}

/** One text for a key. Ids hold no control characters, so two keys never share one. */
export const keyText = ({ tenant, kind, id }: RecordKey): string => `${tenant}\n${kind}\n${id}`

/** The records of the store, with a memory of the latest. */
export interface Records {
  /**
   * The record as last seen here. May be stale: good enough to decide a command whose commit checks it, never to answer
   * a reader or to refuse anybody.
   */
  cached(key: string): Head | undefined
  /** The record as it stands in the store now; loads of one turn share a call, unless one is urgent. */
  load(key: RecordKey, isUrgent?: boolean): Promise<Head | undefined>
  /** A record that the store handed over by itself, as a claim does. */
  restore(stored: StoredRecord): Head
  /** Remembers a head that is known to be stored. */
  keep(key: string, head: Head): void
  /** Forgets a record that turned out to be stale or whose state is not known. */
  drop(key: string): void
  readonly cachedCount: number
}

export function createRecords(store: Pick<Store, 'load'>, registry: Registry, cacheSize: number): Records {
  const cache = createRecordCache<Head>(cacheSize)
  // Several loads may be out at once: a cold record must not wait for another's round trip.
  const loadOne = gather({ most: 100, inFlight: 8 }, (wanted: readonly { key: RecordKey; unlessSeq?: number }[]) =>
    store.load(wanted),
  )

  const keep = (key: string, head: Head): void => {
    const known = cache.get(key)
    // A load may be overtaken by a commit of this very process; the newer one stays.
    if (known === undefined || known.live.seq <= head.live.seq) cache.set(key, head)
  }

  const restore = (stored: StoredRecord): Head => {
    const text = keyText(stored.key)
    const known = cache.get(text)
    if (known !== undefined && known.live.seq === stored.seq && known.hash === stored.hash) return known
    const policy = registry.of(stored.policy)
    const expected = registry.fingerprint(policy)
    if (stored.machine !== expected) throw incompatible(stored, expected)
    const head: Head = { live: restoreRecord(policy, stored), hash: stored.hash, policy, wakeAt: stored.wakeAt }
    keep(text, head)
    return head
  }

  return {
    cached: (key) => cache.get(key),
    async load(key, isUrgent = false) {
      const text = keyText(key)
      const known = cache.get(text)
      const wanted = known === undefined ? { key } : { key, unlessSeq: known.live.seq }
      const answer = isUrgent ? (await store.load([wanted]))[0] : await loadOne(wanted)
      if (answer === 'unchanged') return known
      if (answer !== undefined) return restore(answer)
      cache.delete(text)
      return undefined
    },
    restore,
    keep,
    drop: (key) => cache.delete(key),
    get cachedCount() {
      return cache.size
    },
  }
}

const incompatible = (stored: StoredRecord, expected: string): RedressError<'RECORD_INCOMPATIBLE'> =>
  new RedressError(
    'RECORD_INCOMPATIBLE',
    `The state of ${stored.key.kind} ${stored.key.id} was written by another machine than policy ` +
      `'${stored.policy.id}' version ${stored.policy.version} has now. Register the policy as it was, or migrate the record.`,
    { id: stored.key.id, stored: stored.machine, expected },
  )
