import type { RecordKey, RecordKind } from '../domain/level.ts'
import type {
  Change,
  ClockRow,
  HistoryEntry,
  Link,
  OutboxMessage,
  PersonalRow,
  StoredRecord,
} from '../domain/record.ts'

export type {
  Audience,
  Change,
  ClockRow,
  Columns,
  HistoryEntry,
  Link,
  MessageContent,
  OutboxMessage,
  PersonalRow,
  PolicyRef,
  StoredRecord,
} from '../domain/record.ts'

/** A store that has transactions of several calls. */
export interface TransactionalStore<Tx> extends Store<Tx> {
  transaction<Answer>(work: (tx: Tx) => Promise<Answer>): Promise<Answer>
}

/**
 * What happened to one change. `busy`: another transaction holds the record; try it again alone. `fault`: the change
 * contradicts itself or names a message key that exists; nothing of it is stored, and another try ends the same.
 */
export type CommitOutcome =
  | 'committed'
  | 'conflict'
  | 'busy'
  | { readonly duplicate: { readonly key: RecordKey; readonly seq: number } }
  | { readonly fault: string }

export type MessageState = 'pending' | 'delivered' | 'expanded' | 'dead'

/** A message with what became of it. */
export interface MessageStatus extends OutboxMessage {
  readonly state: MessageState
  readonly attempts: number
  readonly lastError?: string
  readonly reference?: string
  readonly finishedAt?: number
}

/** What a worker reports of a message that it had claimed. Ignored, `stale`, when its lease is not the current one. */
export type MessageResult = {
  readonly tenant: string
  readonly key: string
  readonly lease: string
  readonly at: number
} & (
  | { readonly result: 'delivered'; readonly reference?: string }
  /** `untried`: it was given back without a try, so this claim does not count among the attempts. */
  | { readonly result: 'retry'; readonly until: number; readonly error: string; readonly untried?: true }
  | { readonly result: 'dead'; readonly error: string }
  | { readonly result: 'expanded'; readonly into: readonly OutboxMessage[] }
)

/** What a worker has claimed. Hidden from other claims until `leaseUntil`. */
export interface Claim<T> {
  readonly item: T
  /** Token of the lease; a result without the current one is ignored. */
  readonly lease: string
  readonly leaseUntil: number
  /** How often it was claimed before without a result that stood, retries included. */
  readonly attempts: number
}

export interface Claimed<T> {
  readonly items: readonly Claim<T>[]
  /** The earliest instant at which a further claim could find something; absent: nothing is pending. */
  readonly nextAt?: number
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Cursor of the next page; absent on the last. */
  readonly next?: string
}

/** What waits for one channel, and what it could not deliver. */
export interface OutboxDepth {
  /** `''`: what is for no channel, such as commands to other records. */
  readonly channel: string
  readonly pending: number
  readonly dead: number
  /** The earliest `sendAt` of what is pending. */
  readonly oldestSendAt?: number
}

/**
 * `nextDue`: by `nextDueAt`; `priority`: by that column; what has none comes last in both. `newest` and `oldest`: by
 * `openedAt`. Ties by kind and id, downwards with `newest`.
 */
export type QueryOrder = 'nextDue' | 'priority' | 'newest' | 'oldest'

/** What can be counted by. */
export type CountBy = 'status' | 'level' | 'rung' | 'severity' | 'category' | 'owner' | 'worker' | 'unit' | 'policy'

/** A worklist. All conditions hold together; a list of values means any of them, so an empty list matches nothing. */
export interface Query {
  readonly tenant: string
  readonly kind?: RecordKind
  readonly policy?: readonly string[]
  readonly number?: string
  readonly externalRef?: string
  readonly status?: readonly string[]
  readonly level?: readonly string[]
  readonly rung?: readonly string[]
  readonly severity?: readonly string[]
  readonly category?: readonly string[]
  readonly owner?: readonly string[]
  readonly worker?: readonly string[]
  readonly unit?: readonly string[]
  readonly customer?: readonly string[]
  readonly major?: boolean
  readonly confidentiality?: readonly string[]
  /** `nextDueAt` before this instant. */
  readonly dueBefore?: number
  /** The opposite: `nextDueAt` at this instant or after it, or none. */
  readonly notDueBefore?: number
  readonly openedFrom?: number
  /** Exclusive. */
  readonly openedTo?: number
  /** Linked to this record by `rel`, seen from the record that is looked for. */
  readonly linkedTo?: { readonly rel: string; readonly to: RecordKey }
  /** Substring of the personal text, lower-cased by the store's caller. */
  readonly text?: string
  /** Only what one of these matches: a person as owner, worker or monitor. Absent: everything; empty: nothing. */
  readonly visibleTo?: {
    readonly persons: readonly string[]
    readonly customers: readonly string[]
    readonly units: readonly string[]
  }
  /** @defaultValue `'newest'` */
  readonly order?: QueryOrder
  /** @defaultValue 50; at most 500 */
  readonly limit?: number
  /** `next` of the page before: of a query with the same conditions and order, but for `dueBefore` and `notDueBefore`. */
  readonly after?: string
}

/**
 * Which entries to read: of one record, or of all of a tenant in (kind, id, seq) order, or the one of a command id.
 * `limit` is 500 when absent, at most 5,000. Of one record, go on with the last `seq` as `afterSeq` while there is a
 * `next`.
 */
export type EntriesFrom =
  | { readonly key: RecordKey; readonly afterSeq?: number; readonly limit?: number }
  | { readonly tenant: string; readonly after?: string; readonly limit?: number }
  | { readonly tenant: string; readonly commandId: string }

/** Messages of a tenant in order of (createdAt, key). */
export interface MessageQuery {
  readonly tenant: string
  readonly key?: string
  readonly state?: MessageState
  readonly record?: RecordKey
  /** @defaultValue 50; at most 500 */
  readonly limit?: number
  readonly after?: string
}

/**
 * The port that a host's database implements; proved by `storeContract` in `redress/testing`.
 *
 * `Tx` is what stands for a transaction of the host. A store that takes part in none is a `Store<never>`, and refuses
 * with `TRANSACTION_INVALID` whoever hands one over all the same.
 *
 * Guarantees asked of every store:
 * - a change is stored whole or not at all, and what `commit` answered `committed` survives a crash of the process;
 * - of two changes based on the same `seq` one is stored; the other is a `conflict`;
 * - no method waits for a transaction that it did not start; it answers `busy` or hides the item instead;
 * - no method reads a clock: `now` and every instant are handed in.
 *
 * Failures are {@link RedressError}: `STORE_UNAVAILABLE` (try again), `STORE_CORRUPT`, `STORE_READ_ONLY`,
 * `STORE_SCHEMA_NEWER`; of a transaction of the host `TRANSACTION_CONFLICT` and `TRANSACTION_INVALID`.
 */
export interface Store<Tx = unknown> {
  /** Brings the schema up to date; safe to call at every start and from several processes at once. */
  migrate(): Promise<void>
  /** Releases what the store holds. Calls after it fail with `STORE_UNAVAILABLE`. */
  close(): Promise<void>
  /** The server's clock, absent when the store has none of its own, and the version of the schema found. */
  ping(): Promise<{ now?: number; schema: number }>

  /**
   * Records in the order asked for; `'unchanged'` where `unlessSeq` is still the record's `seq`, `undefined` where
   * there is none.
   */
  load(
    wanted: readonly { readonly key: RecordKey; readonly unlessSeq?: number }[],
    tx?: Tx,
  ): Promise<(StoredRecord | 'unchanged' | undefined)[]>

  /**
   * Stores changes, each by itself atomic, and answers in their order. At most one change for each record in a call.
   * A `commandId` that the tenant's history already has answers `duplicate` and where it is; before anything else is
   * compared. A change that was decided on another `seq` is a `conflict`, whatever else is wrong with it. A message key
   * that exists is a `fault` of the caller and fails that change alone. What is committed ends the record's claim and
   * deferral.
   *
   * With `tx` the changes are stored when the host commits, and not at all when he does not. Whatever the answer, his
   * transaction can go on.
   */
  commit(changes: readonly Change[], tx?: Tx): Promise<CommitOutcome[]>
  /**
   * How the store takes changes fastest: so many to a call of `commit` at most, and so many calls at a time. With `least`
   * the changes that wait are shared out over the calls that may go out, where so many stay together. A desk never has one
   * record in two calls at a time. @defaultValue as many changes as wait, one call at a time
   */
  readonly commitGroups?: { readonly most: number; readonly inFlight: number; readonly least?: number }

  /**
   * Runs `work` in a transaction of its own: commits when its promise resolves, takes everything back and throws on what
   * it rejects with. Absent where a store has no transactions of several calls.
   */
  transaction?<Answer>(work: (tx: Tx) => Promise<Answer>): Promise<Answer>

  /** Claims records whose `wakeAt` is not after `now`, oldest first, and hides them until `now + leaseMs`. */
  claimDue(now: number, limit: number, leaseMs: number): Promise<Claimed<StoredRecord>>
  /** Puts failed records off until an instant; a commit of the record ends the deferral. Stale leases are ignored. */
  deferDue(failed: readonly { key: RecordKey; lease: string; until: number; error: string }[]): Promise<void>
  /** Records whose last wake failed, oldest first. */
  deferred(
    tenant: string,
    limit: number,
  ): Promise<readonly { key: RecordKey; attempts: number; until: number; error: string }[]>

  /**
   * Calls `listener` with an instant when another process may have written something that is due then, until the answer
   * is called. A hint and no more: it may come late, twice, for nothing or never, and whoever listens polls none the less.
   * Absent where a store has no way to tell.
   */
  watch?(listener: (at: number) => void): () => void

  /**
   * Claims pending messages whose `sendAt` is not after `now`, oldest first. Of a lane only its first pending message
   * can be claimed; a dead one frees its successors.
   */
  claimMessages(now: number, limit: number, leaseMs: number): Promise<Claimed<OutboxMessage>>
  /**
   * Moves the end of leases that still hold; answers those that were renewed. A lease holds until its item is claimed
   * again or reported.
   */
  renewMessages(
    held: readonly { tenant: string; key: string; lease: string }[],
    until: number,
  ): Promise<readonly { tenant: string; key: string }[]>
  /**
   * Ends claims and answers in their order. `expanded` and the messages it expands into are stored together; one of
   * these whose key exists is left as it is.
   */
  reportMessages(results: readonly MessageResult[]): Promise<readonly { key: string; stale: boolean }[]>
  messages(query: MessageQuery): Promise<Page<MessageStatus>>
  /** Makes dead messages pending again from the instant `at` on, with no attempts; answers how many. */
  redeliver(tenant: string, keys: readonly string[], at: number): Promise<number>
  /** Makes a delivered message dead: it came back. Answers whether it was delivered. */
  failMessage(failed: { tenant: string; key: string; at: number; error: string }): Promise<boolean>
  /** How full the outbox is, in order of the channel's name. */
  outbox(tenant: string): Promise<readonly OutboxDepth[]>

  /**
   * A page of a list. A record whose place does not change comes once over all pages, whatever is written meanwhile.
   *
   * @throws {RedressError} QUERY_INVALID for a limit, an order or an instant that is none, more than 1,000 values in a list
   * and a cursor that was tampered with or belongs to another list
   */
  find(query: Query): Promise<Page<StoredRecord>>
  /** How many match, as `total`; with `by` instead for each value of a column, `''` where it has none. */
  count(query: Query, by?: CountBy): Promise<Record<string, number>>
  entries(from: EntriesFrom, tx?: Tx): Promise<Page<HistoryEntry>>
  clocks(keys: readonly RecordKey[]): Promise<readonly ClockRow[]>
  /** Links from or to a record. */
  links(key: RecordKey): Promise<readonly Link[]>
  personal(keys: readonly RecordKey[]): Promise<readonly PersonalRow[]>
  /** Deletes a subject's personal rows with their salts; answers the records that had some. */
  erase(tenant: string, subject: string): Promise<readonly RecordKey[]>
  /**
   * Takes `count` consecutive numbers of a series for ever and answers the first; a series starts at 1. A store that can
   * write beside `tx` does, so that nobody waits for the host; with one that cannot, numbers that he takes back are free
   * again.
   */
  reserveNumbers(tenant: string, series: string, count: number, tx?: Tx): Promise<number>
}
