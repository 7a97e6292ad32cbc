import type { Clock } from '../clock.ts'
import type { Change } from '../domain/record.ts'
import { isRedressError, RedressError } from '../errors.ts'
import type { IdSource } from '../ids.ts'
import type { CommitOutcome, Store } from '../stores/contract.ts'
import { type Backoff, backoffMs, pause } from './backoff.ts'
import type { FaultPoints } from './fault-points.ts'
import { gather } from './gather.ts'

/** What became of a change in the end. */
export type Committed = Exclude<CommitOutcome, 'busy' | { readonly fault: string }>

/** Stores changes, many to a call. */
export interface Committer {
  /**
   * @param isUrgent goes out at once and alone: for who has lost a race, and would lose the next one while it gathers
   * @throws {RedressError} CONTENTION when another transaction holds the record all the time; STORE_UNAVAILABLE and
   * its like when the store fails: then nobody knows whether the change is stored
   */
  commit(change: Change, isUrgent?: boolean): Promise<Committed>
}

// A host's transaction is over in milliseconds, or it is stuck: half a minute in all.
const BUSY: Backoff = { baseMs: 5, mostMs: 2_000 }
const BUSY_TRIES = 20

/** Gathers the changes of a turn into one commit; the next one gathers while as many are on their way as the store takes. */
export function createCommitter(options: {
  readonly store: Store
  readonly clock: Clock
  readonly ids: IdSource
  readonly most: number
  readonly faults: FaultPoints | undefined
}): Committer {
  const { store, clock, ids, most, faults } = options

  const call = async (changes: readonly Change[]): Promise<CommitOutcome[]> => {
    faults?.beforeCommit?.()
    const outcomes = await store.commit(changes)
    faults?.afterCommit?.()
    return outcomes
  }

  // A store that throws at one change must not fail the others of its batch for ever. Trying each alone is safe: what
  // was stored after all answers `conflict` or `duplicate` now.
  const commitBatch = async (changes: readonly Change[]): Promise<readonly (CommitOutcome | Failed)[]> => {
    try {
      return await call(changes)
    } catch (error) {
      if (changes.length === 1 || isRedressError(error)) throw error
    }
    const outcomes: (CommitOutcome | Failed)[] = []
    for (const change of changes) {
      try {
        outcomes.push(...(await call([change])))
      } catch (error) {
        outcomes.push({ failed: error })
      }
    }
    return outcomes
  }

  const { commitGroups } = store
  const limits = { inFlight: 1, ...commitGroups, most: Math.min(most, commitGroups?.most ?? most) }
  const group = gather(limits, commitBatch)

  const alone = async (change: Change): Promise<CommitOutcome> => {
    const [outcome] = await call([change])
    return outcome ?? { fault: 'the store gave no answer' }
  }

  return {
    async commit(change, isUrgent = false) {
      let outcome = isUrgent ? await alone(change) : await group(change)
      for (let tries = 1; outcome === 'busy'; tries++) {
        if (tries > BUSY_TRIES) {
          const { id } = change.record.key
          throw new RedressError('CONTENTION', `Another transaction holds complaint ${id}. Send the command again.`, {
            id,
            attempts: tries,
          })
        }
        await pause(clock, backoffMs(BUSY, tries, ids.random()))
        outcome = await alone(change)
      }
      if (typeof outcome === 'object' && 'failed' in outcome) throw outcome.failed
      return settled(outcome, change)
    },
  }
}

/** @throws {RedressError} STORE_CORRUPT when the store finds the change itself at fault */
export function settled(outcome: Exclude<CommitOutcome, 'busy'>, change: Change): Committed {
  if (typeof outcome === 'string' || 'duplicate' in outcome) return outcome
  const { kind, id } = change.record.key
  throw new RedressError(
    'STORE_CORRUPT',
    `The store takes no change of ${kind} ${id}: ${outcome.fault}. Nothing of it is stored; please report this as a bug.`,
    { reason: outcome.fault },
  )
}

interface Failed {
  readonly failed: unknown
}
