import type { DatabaseSync } from 'node:sqlite'
import { type InputIssue, RedressError } from '../../errors.ts'
import { checkCount } from '../check-query.ts'
import type { TransactionalStore } from '../contract.ts'
import { commit } from './commit.ts'
import { type Connection, connect, nested } from './connection.ts'
import { claimDue, deferDue, deferred } from './due.ts'
import { count, find } from './find.ts'
import { createHostTransactions } from './host-transaction.ts'
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
import { clocks, entries, erase, links, load, personal, reserveNumbers } from './records.ts'
import { integer } from './row.ts'
import { asStoreError } from './store-error.ts'

export interface SqliteStoreOptions {
  /**
   * The database file, made at the first `migrate` if it is not there; its directory must exist. SQLite keeps two files
   * beside it (`-wal`, `-shm`): a backup takes all three or, better, is made by SQLite. `':memory:'` keeps all in
   * memory.
   */
  readonly path: string
  /**
   * `FULL`: what was committed survives a loss of power. `NORMAL`: it survives the end of the process, but the last
   * commits may be lost with the power; single commits are about three times as fast, groups hardly at all.
   * @defaultValue `'FULL'`
   */
  readonly synchronous?: 'FULL' | 'NORMAL'
  /**
   * How long a write waits for another process, in milliseconds, before it fails with `STORE_UNAVAILABLE`. The event
   * loop stands still meanwhile; a write of this library takes a few milliseconds. A call waits as long for a
   * `transaction` of its own process, and the event loop goes on.
   * @defaultValue 5000
   */
  readonly busyTimeoutMs?: number
  /** Reads only; every write fails with `STORE_READ_ONLY`. @defaultValue false */
  readonly readOnly?: boolean
}

/**
 * A store in one SQLite file, by Node's own `node:sqlite` (Node 22.13 or later). Several processes may use one file on a
 * local disk; so may several stores of one process. The file is opened at the first call, so a call that failed with
 * `STORE_UNAVAILABLE` may succeed later.
 *
 * Transactions never outlive a call, so no two stores of a process ever wait for each other; but for `transaction`, in
 * which the host writes with us. It has the write lock of the file from its beginning, so keep it short.
 *
 * @throws {RedressError} CONFIG_INVALID when an option is wrong or this Node has no `node:sqlite`
 *
 * @example
 * ```ts
 * const redress = createRedress({ policies: [simpleFlow], store: sqliteStore({ path: 'complaints.db' }) })
 * ```
 */
export function sqliteStore(options: SqliteStoreOptions): TransactionalStore<DatabaseSync> {
  const { path, synchronous = 'FULL', busyTimeoutMs = 5_000, readOnly = false } = options
  const issues: InputIssue[] = []
  if (typeof path !== 'string' || path === '') issues.push({ path: 'path', message: 'is not the name of a file' })
  if (!['FULL', 'NORMAL'].includes(synchronous)) issues.push({ path: 'synchronous', message: 'is not FULL or NORMAL' })
  if (!Number.isInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs >= 2 ** 31) {
    issues.push({ path: 'busyTimeoutMs', message: 'is not a whole number of milliseconds' })
  }
  // Asked of the process and not imported: an import would fail without a word of what to do, and bundlers rename it.
  const sqlite = process.getBuiltinModule('node:sqlite')
  if (sqlite === undefined) issues.push({ path: '', message: 'node:sqlite needs Node 22.13 or later' })
  if (issues.length > 0 || sqlite === undefined) {
    const list = issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
    throw new RedressError('CONFIG_INVALID', `sqliteStore cannot be made: ${list}.`, { issues })
  }

  let connection: Connection | undefined
  let isCurrent = false
  let closed = false

  const host = createHostTransactions({
    path,
    patienceMs: busyTimeoutMs,
    asStoreError: (error) => asStoreError(error, { path, busyTimeoutMs, readOnly }),
  })

  const call = async <T>(work: (connection: Connection) => T, tx?: DatabaseSync): Promise<T> => {
    if (tx !== undefined) host.mustBeOpen(tx)
    else while (host.isOpen) await host.over()
    if (closed) {
      throw new RedressError('STORE_UNAVAILABLE', 'The store was closed. Make a new one.', { reason: 'closed' })
    }
    try {
      connection ??= connect(sqlite, { path, synchronous, busyTimeoutMs, readOnly })
      return work(tx === undefined ? connection : nested(connection))
    } catch (error) {
      throw asStoreError(error, { path, busyTimeoutMs, readOnly })
    }
  }

  /** A call that needs the tables. */
  const read = <T>(work: (connection: Connection) => T, tx?: DatabaseSync): Promise<T> =>
    call((open) => {
      if (!isCurrent) {
        const found = refuseNewer(schemaOf(open))
        if (found !== SUPPORTED_SCHEMA) {
          const message = `The database ${path} has schema ${found} and not ${SUPPORTED_SCHEMA}. Call migrate() first.`
          throw new RedressError('STORE_UNAVAILABLE', message, { reason: 'not migrated' })
        }
        isCurrent = true
      }
      return work(open)
    }, tx)

  const write = <T>(work: (connection: Connection) => T, tx?: DatabaseSync): Promise<T> =>
    read((open) => {
      if (!readOnly) return work(open)
      throw new RedressError('STORE_READ_ONLY', `The database ${path} was opened with readOnly.`, {
        reason: 'readOnly',
      })
    }, tx)

  return {
    migrate: () => call(migrate),

    async close() {
      closed = true
      connection?.close()
      connection = undefined
    },

    ping: () =>
      call((open) => {
        const row = open.sql(`SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now`).get()
        const schema = schemaOf(open)
        return row === undefined ? { schema } : { now: integer(row, 'now'), schema }
      }),

    load: (wanted, tx) => read((open) => load(open, wanted), tx),
    commit: (changes, tx) => write((open) => commit(open, changes), tx),
    // Begun within the call, so that nothing comes between. What the host's work throws is his, and passes as it is.
    transaction: async (work) => (await write((open) => ({ result: host.run(open, work) }))).result,

    claimDue: (now, limit, leaseMs) => write((open) => claimDue(open, now, limit, leaseMs)),
    deferDue: (failed) => write((open) => deferDue(open, failed)),
    deferred: (tenant, limit) => read((open) => deferred(open, tenant, limit)),

    claimMessages: (now, limit, leaseMs) => write((open) => claimMessages(open, now, limit, leaseMs)),
    renewMessages: (held, until) => write((open) => renewMessages(open, held, until)),
    reportMessages: (results) => write((open) => reportMessages(open, results)),
    messages: (query) => read((open) => listMessages(open, query)),
    redeliver: (tenant, keys, at) => write((open) => redeliver(open, tenant, keys, at)),
    failMessage: (failed) => write((open) => failMessage(open, failed)),
    outbox: (tenant) => read((open) => outboxDepths(open, tenant)),

    find: (query) => read((open) => find(open, query)),
    count: (query, by) => read((open) => count(open, query, by)),
    entries: (from, tx) => read((open) => entries(open, from), tx),
    clocks: (keys) => read((open) => clocks(open, keys)),
    links: (key) => read((open) => links(open, key)),
    personal: (keys) => read((open) => personal(open, keys)),
    erase: (tenant, subject) => write((open) => erase(open, busyTimeoutMs, tenant, subject)),
    reserveNumbers: (tenant, series, count, tx) =>
      write((open) => {
        checkCount(count)
        return reserveNumbers(open, tenant, series, count)
      }, tx),
  }
}
