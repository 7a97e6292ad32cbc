import type { Forecast } from '../core/coming.ts'
import type { Explanation } from '../core/explanation.ts'
import type { ComplaintId, ComplaintView } from '../core/view.ts'
import type { InstantInput } from '../domain/commands.ts'
import type { RecordKind } from '../domain/level.ts'
import type { RefusalDetails } from '../errors.ts'
import type { Policy, PolicyActor, PolicyCommand, PolicySubmission } from '../policy/policy.ts'
import type { PolicyTypes } from '../policy/types.ts'
import type { CountBy, MessageStatus, Page, Store, TransactionalStore } from '../stores/contract.ts'
import type { HistoryLine } from './history-view.ts'
import type { Conditions, ListQuery } from './list-query.ts'
import type { PersonalView } from './personal-view.ts'
import type { HistoryRange, ListPage, Verified } from './reader.ts'
import type { Recomputation } from './recompute.ts'

/** The types of those policies of `P` whose id is `Id`. */
export type TypesOf<P extends Policy, Id extends string = P['id']> =
  P extends Policy<infer T> ? (Id extends T['id'] ? T : never) : never

// Each policy by itself: a union of policies must not mix the facts of one with the categories of another.
type SubmissionOf<T> = T extends PolicyTypes ? { readonly policy: T['id'] } & PolicySubmission<T> : never
type CommandFor<T> = T extends PolicyTypes ? PolicyCommand<T> : never
type ActorFor<T> = T extends PolicyTypes ? PolicyActor<T> : never
type ViewFor<T> = T extends PolicyTypes ? ComplaintView<T> : never
type DetailsFor<T> = T extends PolicyTypes ? ComplaintView<T> & { readonly personal: PersonalView } : never
type ForecastFor<T> = T extends PolicyTypes ? Forecast<T> : never
type ObligationFor<T> = T extends PolicyTypes ? T['obligation'] : never

/** A new complaint of a policy. */
export type Submission<P extends Policy, Id extends P['id'] = P['id']> = SubmissionOf<TypesOf<P, Id>>

/** A command to a complaint of a policy. */
export type CommandTo<P extends Policy, Id extends P['id'] = P['id']> = CommandFor<TypesOf<P, Id>>

/** Somebody who reads or acts under a policy. */
export interface By<P extends Policy, Id extends P['id'] = P['id']> {
  readonly by: ActorFor<TypesOf<P, Id>>
}

/** How a new complaint is sent. */
export interface SubmitOptions<P extends Policy, Id extends P['id'] = P['id'], Tx = never> extends By<P, Id> {
  /**
   * Makes a repeated call harmless: unique in the tenant, remembered for accepted commands for ever. Make it where the
   * wish arises, and keep it over retries. @defaultValue a fresh one, so that each call counts
   */
  readonly commandId?: string
  /** When it happened in the world, where the policy lets the command reach back. @defaultValue now */
  readonly occurredAt?: InstantInput
  /**
   * Your own transaction, on Postgres a client on which you have sent BEGIN: the command is stored when you commit, and
   * never when you roll back. It goes out alone and is never tried again by itself; see TRANSACTION_CONFLICT.
   * @defaultValue a commit of the desk's own
   */
  readonly tx?: Tx
}

/** How a command is sent. */
export interface CommandOptions<P extends Policy, Id extends P['id'] = P['id'], Tx = never>
  extends SubmitOptions<P, Id, Tx> {
  /** `version` of the view that the decision was made on; another one is refused with VERSION_CONFLICT. */
  readonly expectedVersion?: number
}

/** A complaint as the actor may see it after his command. `duplicate`: the id was used before, nothing was done again. */
export type Answer<P extends Policy, Id extends P['id'] = P['id']> = ViewFor<TypesOf<P, Id>> & {
  readonly duplicate?: true
}

/** What `trySend` answers. */
export type Tried<P extends Policy, Id extends P['id'] = P['id']> =
  | { readonly ok: true; readonly complaint: Answer<P, Id> }
  | { readonly ok: false; readonly refusal: RefusalDetails }

/** What is stored with the host's own rows, or not at all. Of no use when the work of its transaction is done. */
export interface OwnTransaction<P extends Policy, Tx> extends Pick<Redress<P, never>, 'submit' | 'send' | 'trySend'> {
  /** The open transaction, for your own statements: on SQLite the database, on Postgres a client's `query`. */
  readonly db: Tx
}

/** Whose personal data are erased. */
export type ErasureSubject =
  /** Everything of a complainant, in all his complaints, by the host's reference. */
  | { readonly customer: string }
  /** What a complainant without a reference said in one complaint. */
  | { readonly complaint: string }
  /** What the company wrote about its own causes and measures in one complaint. */
  | { readonly record: string }

/** For which tenant; `'default'` where there is only one. */
export interface OfTenant {
  readonly tenant?: string
}

/** Which deadlines are worked out again. */
export interface RecomputeOptions extends OfTenant {
  /** As in `list`. @defaultValue all open complaints */
  readonly where?: Conditions
  /** Only says what would move. @defaultValue false */
  readonly dryRun?: boolean
}

/** A record whose wake-up failed and is put off. */
export interface StuckRecord {
  readonly kind: RecordKind
  readonly id: string
  readonly attempts: number
  /** When it is tried again. */
  readonly until: Date
  readonly error: string
}

/** The outbox of one channel. */
export interface ChannelDepth {
  /** `''`: what is for no channel, such as commands to other complaints. */
  readonly channel: string
  /** What waits, what is held to hours or to its next try included. */
  readonly pending: number
  readonly dead: number
  /** How long the oldest that waits has been due, in milliseconds; 0 when nothing is late. */
  readonly lateMs: number
}

/** What a run through all that is due did. */
export interface DueRun {
  /** Records woken, the failed ones included. */
  readonly woken: number
  /** Messages taken up. */
  readonly messages: number
}

/**
 * A complaint desk. Made by `createRedress`; safe to use from many callers at once.
 *
 * Every method may also throw STOPPED, STORE_UNAVAILABLE and the other errors of the store, and on the first call what
 * `start` throws. What comes from outside is validated, whatever the types said.
 *
 * Commands on one complaint run one after another; those that are sent without awaiting the one before have no order.
 */
export interface Redress<P extends Policy = Policy, Tx = never> {
  /**
   * Takes a new complaint. Once the promise resolves it survives a crash; when it rejects with a retryable error, nobody
   * knows: send it again under the same `commandId`.
   *
   * @throws {RedressError} POLICY_UNKNOWN, POLICY_NOT_IN_FORCE, ACTOR_INVALID, COMMAND_INVALID, COMMAND_TOO_LARGE,
   * COMMAND_REFUSED when the role may not register, COMMAND_ID_REUSED, DIRECTORY_FAILED, POLICY_FAILED
   *
   * @example
   * ```ts
   * const c = await redress.submit(
   *   { policy: 'simple-flow', channel: 'phone', summary: 'The drive reads nothing.' },
   *   { by: { id: 'wang', role: 'agent' } },
   * )
   * ```
   */
  submit<const Id extends P['id']>(
    complaint: { readonly policy: Id } & Submission<P, Id>,
    options: SubmitOptions<P, Id, Tx>,
  ): Promise<Answer<P, Id>>

  /**
   * Sends a command to a complaint. It moves the complaint or throws; a refusal is never given from a stale copy.
   *
   * @throws {RedressError} COMPLAINT_NOT_FOUND also when the actor may not know of it, COMMAND_REFUSED with the reason
   * and what is allowed, VERSION_CONFLICT, CONTENTION, and what `submit` throws of a command
   *
   * @example
   * ```ts
   * await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, expectedVersion: c.version })
   * ```
   */
  send<const Id extends P['id'] = P['id']>(
    id: ComplaintId<Id>,
    command: CommandTo<P, Id>,
    options: CommandOptions<P, Id, Tx>,
  ): Promise<Answer<P, Id>>

  /** Like {@link Redress.send}, but a refusal is an answer; everything else is thrown. */
  trySend<const Id extends P['id'] = P['id']>(
    id: ComplaintId<Id>,
    command: CommandTo<P, Id>,
    options: CommandOptions<P, Id, Tx>,
  ): Promise<Tried<P, Id>>

  /** A complaint with its personal side, as the actor may see it. @throws {RedressError} COMPLAINT_NOT_FOUND */
  get<const Id extends P['id'] = P['id']>(id: ComplaintId<Id>, options: By<P, Id>): Promise<DetailsFor<TypesOf<P, Id>>>

  /**
   * The complaints that match and that the actor may see.
   *
   * @throws {RedressError} QUERY_INVALID; READ_REFUSED when the role sees nothing, or searches texts it must not
   */
  list(query: ListQuery, options: By<P>): Promise<ListPage<ViewFor<TypesOf<P>>>>

  /**
   * How many complaints match that the actor may see: as many as all pages of `list`, by the current versions of the
   * policies. With `per`, how many for each value of a column, `''` for those without one. Opens no record.
   *
   * @throws {RedressError} QUERY_INVALID; READ_REFUSED when the role sees nothing, or searches texts it must not
   *
   * @example
   * ```ts
   * await redress.count({ status: 'open', overdue: true }, { by: head }) // 3
   * await redress.count({ status: 'open' }, { by: head, per: 'rung' }) // { frontline: 17, department: 4 }
   * ```
   */
  count(query: Conditions, options: By<P> & { readonly per?: never }): Promise<number>
  count(query: Conditions, options: By<P> & { readonly per: CountBy }): Promise<Readonly<Record<string, number>>>

  /** What happened, the first entry first, as the actor may see it. @throws {RedressError} COMPLAINT_NOT_FOUND */
  history<const Id extends P['id'] = P['id']>(
    id: ComplaintId<Id>,
    options: By<P, Id> & HistoryRange,
  ): Promise<readonly HistoryLine[]>

  /**
   * Why the clocks of an obligation are due when they are: the whole reckoning of each, step by step. Prints itself, in
   * local times of the calendar. A complainant may ask for obligations of level 1 alone.
   *
   * @throws {RedressError} COMPLAINT_NOT_FOUND; QUERY_INVALID when the policy has no such obligation; CALENDAR_RANGE when
   * its calendar no longer knows the holidays of that time
   *
   * @example
   * ```ts
   * console.log(String(await redress.explain(c.id, 'repair', { by: head })))
   * ```
   */
  explain<const Id extends P['id'] = P['id']>(
    id: ComplaintId<Id>,
    obligation: ObligationFor<TypesOf<P, Id>>,
    options: By<P, Id>,
  ): Promise<Explanation>

  /**
   * What the complaint's clocks will say and when, the soonest first: warnings, breaches with the rung that they lead to,
   * reminders. For the case that nothing happens and pauses end when they are meant to; apart, the clocks that say nothing,
   * and why. Changes nothing. A complainant learns of level 1 alone. Prints itself, in the policy's zone.
   *
   * Right for workers that run in time. A notice for which the directory finds nobody escalates too, and is not foretold.
   *
   * @throws {RedressError} COMPLAINT_NOT_FOUND
   *
   * @example
   * ```ts
   * const { coming } = await redress.forecast(c.id, { by: head })
   * coming[0] // { clock: 'repair#1', obligation: 'repair', kind: 'warning', ordinal: 1, at, due, … }
   * ```
   */
  forecast<const Id extends P['id'] = P['id']>(
    id: ComplaintId<Id>,
    options: By<P, Id>,
  ): Promise<ForecastFor<TypesOf<P, Id>>>

  /**
   * Proves a complaint's history: gapless, sealed, its personal data the ones that were sealed.
   *
   * @throws {RedressError} HISTORY_BROKEN with the entry and the reason; READ_REFUSED when the role sees only part of it
   */
  verify<const Id extends P['id'] = P['id']>(id: ComplaintId<Id>, options: By<P, Id>): Promise<Verified>

  /**
   * Erases personal data for ever; histories still verify. Answers the ids of the complaints that had some.
   *
   * @throws {RedressError} QUERY_INVALID when nobody is named
   */
  erase(subject: ErasureSubject, options?: OfTenant): Promise<readonly string[]>

  /**
   * Records whose wake-up failed, the longest due first; at most `limit`.
   *
   * @defaultValue limit 100
   * @throws {RedressError} QUERY_INVALID
   */
  stuck(options?: OfTenant & { readonly limit?: number }): Promise<readonly StuckRecord[]>

  /** Messages that are given up, oldest first. */
  deadMessages(options?: OfTenant & { readonly limit?: number; readonly after?: string }): Promise<Page<MessageStatus>>

  /**
   * Says that a delivered message came back, such as a mail that bounced: the complaint's history records it, which
   * raises the signal `undelivered` for the policy's notifications, and the message is among the dead ones. `key` is the
   * one that the channel was handed; `reason` your own name of why, no text. `escalate`: the complaint climbs its ladder
   * too. Said twice, it counts once.
   *
   * @returns whether it was delivered; else nothing is done
   * @throws {RedressError} QUERY_INVALID
   *
   * @example
   * ```ts
   * await redress.messageFailed(key, { reason: 'mailbox-unknown', escalate: true })
   * ```
   */
  messageFailed(
    key: string,
    options: OfTenant & { readonly reason: string; readonly escalate?: boolean },
  ): Promise<boolean>

  /** How full the outbox is: by channel, what waits, for how long, and what is dead. One look at what is not done. */
  outbox(options?: OfTenant): Promise<readonly ChannelDepth[]>

  /** Makes dead messages pending again, with fresh attempts; answers how many. @throws {RedressError} QUERY_INVALID */
  redeliver(keys: readonly string[], options?: OfTenant): Promise<number>

  /**
   * Works the deadlines of open complaints out again, from their histories, under the policies and calendars of this
   * desk: after a number was corrected in a policy, or a calendar has learned next year's holidays. Complaints stay on
   * their version of the policy.
   *
   * What is over stays as it was judged, and what was said stays said. A breach that is none under today's rules stays
   * in the history, marked as rectified; what is overdue under them is breached now, not in the past; duties that they
   * do not know are cancelled, and those that they would have opened run from when they would have opened. A rung that
   * was climbed stays climbed. Each complaint that changes gets one `recompute` entry, and one that was worked out
   * already gets none: after a crash, or with several processes at it, simply run it again.
   *
   * @returns every deadline that moved, and the complaints that could not be worked out: with `dryRun` what would move
   * @throws {RedressError} QUERY_INVALID
   *
   * @example
   * ```ts
   * const { moved } = await redress.recompute({ where: { policy: 'lenovo' }, dryRun: true })
   * ```
   */
  recompute(options?: RecomputeOptions): Promise<Recomputation>

  /**
   * Prepares the store and starts the workers: deadlines and messages. A process that only submits and sends need not
   * call it; the store is prepared by the first call. Any number of processes may run workers on one store. Started
   * workers keep the process alive until `stop`, as a listening server does.
   *
   * @throws {RedressError} CLOCK_SKEW when the host's clock is further from the store's than the tolerance
   */
  start(): Promise<void>

  /**
   * Refuses further calls, lets running ones finish, gives running deliveries their grace and aborts them then. Calls
   * after it throw STOPPED. The store stays open; it is the host's to close.
   */
  stop(): Promise<void>

  /**
   * Wakes every record and delivers every message that is due now, until nothing is; with and without started workers.
   * For serverless hosts, tests and a simulated clock, which moves without waiting for anybody:
   * `clock.advance(…); await redress.runDue()`. Waits for running deliveries.
   */
  runDue(): Promise<DueRun>

  /**
   * The same desk for one policy: calls take and answer its types, complaints of others are not found.
   *
   * @throws {RedressError} POLICY_UNKNOWN
   */
  for<Q extends P>(policy: Q): Redress<Q, Tx>
}

/** What a desk can do besides on a store that has transactions of its own. */
export interface Transactions<P extends Policy, Tx> {
  /**
   * Runs `work` in a transaction of the store, to store commands and the host's own rows together: it commits when the
   * promise of `work` resolves; when it rejects everything is taken back and the error is passed on.
   *
   * Each command goes out alone and is never tried again by itself. In `work` use what it is handed: on SQLite the desk
   * itself waits until `work` is done. Keep it short, since others wait for the rows, on SQLite for the file. A refusal is
   * taken back with the rest unless it is caught.
   *
   * @throws {RedressError} TRANSACTION_CONFLICT when somebody else was faster: run it again; TRANSACTION_INVALID
   *
   * @example
   * ```ts
   * await redress.transaction(async ({ db, send }) => {
   *   await send(c.id, { type: 'accept' }, { by: customer })
   *   db.prepare('INSERT INTO refund (complaint, cents) VALUES (?, ?)').run(c.id, 12_900)
   * })
   * ```
   */
  transaction<Answer>(work: (own: OwnTransaction<P, Tx>) => Promise<Answer>): Promise<Answer>

  for<Q extends P>(policy: Q): TransactionalRedress<Q, Tx>
}

/** A desk on a store that has transactions of its own. */
export type TransactionalRedress<P extends Policy, Tx> = Transactions<P, Tx> & Redress<P, Tx>

/** The desk on a store of the type `S`: it takes the transactions that the store takes. */
export type RedressOn<P extends Policy, S> =
  S extends TransactionalStore<infer Tx>
    ? TransactionalRedress<P, Tx>
    : S extends Store<infer Tx>
      ? Redress<P, unknown extends Tx ? never : Tx>
      : never
