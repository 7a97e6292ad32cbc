import { type InputIssue, RedressError } from '../../errors.ts'
import { checkCount } from '../check-query.ts'
import type { Store, TransactionalStore } from '../contract.ts'
import { transactionInvalid } from '../own-transaction.ts'
import { createAnnouncer } from './announcer.ts'
import { commit } from './commit.ts'
import { type Connection, connect } from './connection.ts'
import { claimDue, deferDue, deferred } from './due.ts'
import { count, find } from './find.ts'
import { hostTransaction } from './host-transaction.ts'
import { migrate, refuseNewer, SUPPORTED_SCHEMA, schemaOf } from './migrate.ts'
import {
  claimMessages,
  failMessage,
  listMessages,
  outboxDepths,
  redeliver,
  renewMessages,
  reportMessages,
} from './outbox.ts'
import type { PgPoolLike, PgQueryableLike } from './pg-like.ts'
import { clocks, entries, erase, links, load, personal, reserveNumbers } from './records.ts'
import { integer, millis } from './row.ts'
import { asStoreError } from './store-error.ts'

export interface PostgresStoreOptions {
  /**
   * The schema that holds the tables; `migrate` makes it if it is not there. Lower case letters, digits and `_`, at most
   * 50. Several desks may share a database under several schemas. @defaultValue `'redress'`
   */
  readonly schema?: string
  /**
   * How long a call waits for the pool and for the server, each, in milliseconds, before it fails with
   * `STORE_UNAVAILABLE`; the connection is closed then. Set `statement_timeout` and
   * `idle_in_transaction_session_timeout` on the pool as well, so that the server ends what nobody waits for.
   * @defaultValue 10,000
   */
  readonly timeoutMs?: number
  /**
   * How long a call goes on trying, with growing rests, while the server cannot be reached. 0: it fails at once.
   * @defaultValue 2,000
   */
  readonly reconnectMs?: number
}

/**
 * A change in a group of 16 costs the server two thirds of one in a group of 8, in one of 32 a little less again. Two
 * groups take turns, one here and one at the server: of 64 complaints side by side a quarter more get through than with
 * three groups of 16, and of 16 a sixth more than in one.
 */
const COMMIT_GROUPS = { most: 32, inFlight: 2, least: 8 } as const

/**
 * A store in Postgres 13 or later, for any number of processes. `pool` is a `Pool` of `pg`, or anything that has its
 * `query`, such as a `PGlite`; it stays the host's: `close` does not end it. Give it 5 connections or more.
 *
 * A batch is stored in one round trip, and by what the server is set to (`synchronous_commit`) survives its crash once it
 * is answered. If the connection breaks while a commit is out, its outcome is read back from the history. No call waits
 * for a transaction of the host: a record that one holds is `busy`.
 *
 * While a desk is started, one more connection of a pool of `pg` listens for what other processes commit, so that an idle
 * worker takes it up at once and not at its next look. Stop the desk, or close the store, before you end the pool.
 *
 * What every command runs is prepared once on each connection. A pooler that changes connections under its clients need not
 * keep that: the store then goes on without.
 *
 * `load` and `commit` take a transaction of the host: a client on which he has sent `BEGIN`. What `commit` answers is
 * final only with his `COMMIT`; a conflict or a fault leaves his transaction usable. It must be READ COMMITTED.
 *
 * @throws {RedressError} CONFIG_INVALID when an option is wrong
 *
 * @example
 * ```ts
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL })
 * const redress = createRedress({ policies: [simpleFlow], store: postgresStore(pool) })
 * ```
 */
export function postgresStore(
  pool: PgPoolLike & Required<Pick<PgPoolLike, 'connect'>>,
  options?: PostgresStoreOptions,
): TransactionalStore<PgQueryableLike>
/** On one connection there are the transactions that it is in, and no others: hand yours over as `tx`. */
export function postgresStore(pool: PgPoolLike, options?: PostgresStoreOptions): Store<PgQueryableLike>
export function postgresStore(pool: PgPoolLike, options: PostgresStoreOptions = {}): Store<PgQueryableLike> {
  const { schema = 'redress', timeoutMs = 10_000, reconnectMs = 2_000 } = options
  const issues: InputIssue[] = []
  if (typeof pool?.query !== 'function') issues.push({ path: 'pool', message: 'has no query function' })
  if (typeof schema !== 'string' || !/^[a-z_][a-z0-9_]{0,49}$/.test(schema)) {
    issues.push({ path: 'schema', message: 'is not a name of at most 50 lower case letters, digits and _' })
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs >= 2 ** 31) {
    issues.push({ path: 'timeoutMs', message: 'is not a whole number of milliseconds from 1 on' })
  }
  if (!Number.isInteger(reconnectMs) || reconnectMs < 0 || reconnectMs >= 2 ** 31) {
    issues.push({ path: 'reconnectMs', message: 'is not a whole number of milliseconds' })
  }
  if (issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ')
    throw new RedressError('CONFIG_INVALID', `postgresStore cannot be made: ${list}.`, { issues })
  }

  const connection = connect(pool, { schema, timeoutMs, reconnectMs })
  const announcer = createAnnouncer(pool, connection, schema)
  let isCurrent = false
  let closed = false

  const call = async <T>(work: (connection: Connection) => Promise<T>, tx?: PgQueryableLike): Promise<T> => {
    if (tx !== undefined && typeof tx.query !== 'function') {
      throw transactionInvalid('`tx` has no query function. Hand over the client on which BEGIN was sent.', 'no client')
    }
    if (closed) {
      throw new RedressError('STORE_UNAVAILABLE', 'The store was closed. Make a new one.', { reason: 'closed' })
    }
    try {
      return await work(connection)
    } catch (error) {
      throw asStoreError(error, schema, tx !== undefined)
    }
  }

  /** A call that needs the tables. */
  const on = <T>(work: (connection: Connection) => Promise<T>, tx?: PgQueryableLike): Promise<T> =>
    call(async (open) => {
      if (!isCurrent) {
        const found = refuseNewer(await schemaOf(open))
        if (found !== SUPPORTED_SCHEMA) {
          const message = `Schema ${schema} has version ${found} and not ${SUPPORTED_SCHEMA}. Call migrate() first.`
          throw new RedressError('STORE_UNAVAILABLE', message, { reason: 'not migrated' })
        }
        isCurrent = true
      }
      return work(open)
    }, tx)

  return {
    migrate: () => call(migrate),

    async close() {
      closed = true
      announcer.close()
    },

    ping: () =>
      call(async (open) => {
        const [row] = await open.read(`SELECT ${millis('clock_timestamp()')} AS now`, [])
        const schemaVersion = await schemaOf(open)
        return row === undefined ? { schema: schemaVersion } : { now: integer(row, 'now'), schema: schemaVersion }
      }),

    load: (wanted, tx) => on((open) => load(open, wanted, tx), tx),
    commit: (changes, tx) =>
      on(async (open) => {
        const outcomes = await commit(open, changes, tx)
        // What the host has not committed yet nobody could find.
        if (tx === undefined) announcer.tell(changes, outcomes)
        return outcomes
      }, tx),

    ...(connection.session !== undefined && {
      transaction: async <Answer>(work: (tx: PgQueryableLike) => Promise<Answer>): Promise<Answer> => {
        const { result } = await on(async (open) => ({
          result: hostTransaction(open, (error) => asStoreError(error, schema), work),
        }))
        return result
      },
    }),
    commitGroups: COMMIT_GROUPS,
    watch: announcer.watch,
    claimDue: (now, limit, leaseMs) => on((open) => claimDue(open, now, limit, leaseMs)),
    deferDue: (failed) => on((open) => deferDue(open, failed)),
    deferred: (tenant, limit) => on((open) => deferred(open, tenant, limit)),

    claimMessages: (now, limit, leaseMs) => on((open) => claimMessages(open, now, limit, leaseMs)),
    renewMessages: (held, until) => on((open) => renewMessages(open, held, until)),
    reportMessages: (results) => on((open) => reportMessages(open, results)),
    messages: (query) => on((open) => listMessages(open, query)),
    redeliver: (tenant, keys, at) => on((open) => redeliver(open, tenant, keys, at)),
    failMessage: (failed) => on((open) => failMessage(open, failed)),
    outbox: (tenant) => on((open) => outboxDepths(open, tenant)),

    find: (query) => on((open) => find(open, query)),
    count: (query, by) => on((open) => count(open, query, by)),
    entries: (from, tx) => on((open) => entries(open, from, tx), tx),
    clocks: (keys) => on((open) => clocks(open, keys)),
    links: (key) => on((open) => links(open, key)),
    personal: (keys) => on((open) => personal(open, keys)),
    erase: (tenant, subject) => on((open) => erase(open, tenant, subject)),
    reserveNumbers: (tenant, series, count, tx) =>
      on((open) => {
        checkCount(count)
        // A number taken in the host's transaction would hold up all others until its end; on the one connection of a
        // PGlite there is no other way.
        return reserveNumbers(open, tenant, series, count, open.session === undefined ? tx : undefined)
      }, tx),
  }
}
