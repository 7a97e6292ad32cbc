import type { Written } from '../core/decision.ts'
import type { Change } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Store } from '../stores/contract.ts'
import { type Committer, settled } from './committer.ts'
import { createDecisionStore } from './decision-store.ts'
import type { Emit } from './events.ts'
import type { FaultPoints } from './fault-points.ts'
import { createNumbers } from './numbers.ts'
import type { Settings } from './options.ts'
import { createPerformer, type Performer } from './performer.ts'
import { createRecords } from './records.ts'
import type { Registry } from './registry.ts'

/** Makes performers that read and write in a transaction of the host. */
export interface InTransaction {
  /**
   * @param tx what the store calls a transaction
   * @param written told of what was written, which is stored only if the host commits
   */
  performer(tx: unknown, written?: (written: Written) => void): Performer
}

/**
 * The same performer on the same store seen through the transaction. It has no memory that outlives a command, since
 * what it sees may be taken back; no queue, since the one who holds a record may be the one who waits for it; and who
 * loses a race is told at once, since in this transaction it cannot be won any more.
 */
export function createInTransaction(parts: {
  readonly settings: Settings
  readonly registry: Registry
  readonly emit: Emit
  readonly faults: FaultPoints | undefined
}): InTransaction {
  const { settings, registry, emit, faults } = parts
  const provisionally: Emit =
    emit && ((event) => emit(event.type === 'committed' ? { ...event, provisional: true } : event))
  return {
    performer(tx, written = () => {}) {
      const store = through(settings.store, tx)
      const records = createRecords(store, registry, 1)
      const decisions = createDecisionStore({
        registry,
        records,
        committer: strictCommitter(store, faults),
        salt: () => settings.ids.salt(),
        emit: provisionally,
        committed: written,
      })
      return createPerformer({
        settings,
        store,
        registry,
        records,
        decisions,
        numbers: createNumbers(store),
        emit: provisionally,
        faults,
      })
    },
  }
}

/** What of a store a command needs. */
type CommandStore = Pick<Store, 'load' | 'commit' | 'entries' | 'reserveNumbers'>

const through = (store: Store, tx: unknown): CommandStore => ({
  load: (wanted) => store.load(wanted, tx),
  commit: (changes) => store.commit(changes, tx),
  entries: (from) => store.entries(from, tx),
  reserveNumbers: (tenant, series, count) => store.reserveNumbers(tenant, series, count, tx),
})

function strictCommitter(store: CommandStore, faults: FaultPoints | undefined): Committer {
  return {
    async commit(change) {
      faults?.beforeCommit?.()
      const [outcome = { fault: 'the store gave no answer' }] = await store.commit([change])
      faults?.afterCommit?.()
      if (outcome === 'busy' || outcome === 'conflict') throw lost(change, outcome)
      return settled(outcome, change)
    },
  }
}

const lost = ({ record: { key } }: Change, outcome: 'busy' | 'conflict'): RedressError<'TRANSACTION_CONFLICT'> =>
  new RedressError(
    'TRANSACTION_CONFLICT',
    `Another transaction has changed ${key.kind} ${key.id}, or is about to. Roll back and run the whole transaction again.`,
    { reason: outcome },
  )
