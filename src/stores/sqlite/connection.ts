import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { RedressError } from '../../errors.ts'
import { text } from './row.ts'
import { isBusyError } from './store-error.ts'

/** An open database file with its kept statements. */
export interface Connection {
  readonly db: DatabaseSync
  /** The statement of a text, compiled once. */
  sql(text: string): StatementSync
  /**
   * Runs `work` in a transaction that has the write lock from its first moment on. Nothing in it may wait: while it
   * runs, no other process writes, and this one does nothing else.
   */
  write<T>(work: () => T): T
  /** Runs `work` on one state of the data. */
  read<T>(work: () => T): T
  close(): void
}

export interface ConnectionOptions {
  readonly path: string
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly busyTimeoutMs: number
  readonly readOnly: boolean
}

/** Queries are composed, so their texts have no end; the oldest go. */
const MOST_KEPT = 300

/** Opens a database file, and makes it if it is not there. */
export function connect(sqlite: typeof import('node:sqlite'), options: ConnectionOptions): Connection {
  const db = new sqlite.DatabaseSync(options.path, {
    readOnly: options.readOnly,
    enableForeignKeyConstraints: true,
  })
  try {
    db.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMs}`)
    if (!options.readOnly) useWriteAheadLog(db)
    // FULL syncs the log at each commit: what was answered `committed` survives a loss of power. FAST leaves no copies of
    // personal data in the free space of pages, where an erasure would not find them. The cache holds a whole group commit
    // (64 changes dirty up to 700 pages), else SQLite spills it before its end; the longer log is checkpointed every few
    // groups and not after each.
    db.exec(`PRAGMA synchronous = ${options.synchronous};
      PRAGMA secure_delete = FAST;
      PRAGMA cache_size = -32000;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864`)
  } catch (error) {
    db.close()
    throw error
  }

  const kept = new Map<string, StatementSync>()
  const sql = (text: string): StatementSync => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const statement = db.prepare(text)
    for (const oldest of kept.keys()) {
      if (kept.size < MOST_KEPT) break
      kept.delete(oldest)
    }
    kept.set(text, statement)
    return statement
  }

  const transaction = <T>(begin: string, work: () => T): T => {
    sql(begin).run()
    return orTakenBack(work, sql('COMMIT'), sql('ROLLBACK'))
  }

  return {
    db,
    sql,
    write: (work) => transaction('BEGIN IMMEDIATE', work),
    read: (work) => transaction('BEGIN', work),
    close: () => db.close(),
  }
}

/** The same connection inside of a transaction that is open: what fails is taken back alone. */
export function nested(connection: Connection): Connection {
  const { sql } = connection
  return {
    ...connection,
    write(work) {
      sql('SAVEPOINT redress').run()
      try {
        return orTakenBack(work, undefined, sql('ROLLBACK TO redress'))
      } finally {
        sql('RELEASE redress').run()
      }
    },
    read: (work) => work(),
  }
}

function orTakenBack<T>(work: () => T, commit: StatementSync | undefined, rollback: StatementSync): T {
  try {
    const result = work()
    commit?.run()
    return result
  } catch (error) {
    try {
      rollback.run()
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full; the first error says why.
    }
    throw error
  }
}

/** How often the switch is tried while others open the same new file. */
const MOST_SWITCHES = 50

// SQLite answers SQLITE_BUSY at once, whatever the time-out, when two connections switch the same file; taking the write
// lock waits for the other as it should.
function useWriteAheadLog(db: DatabaseSync): void {
  for (let turn = 1; ; turn++) {
    try {
      const row = db.prepare('PRAGMA journal_mode = WAL').get()
      const mode = row === undefined ? '' : text(row, 'journal_mode')
      if (mode === 'wal' || mode === 'memory') return
      throw new RedressError(
        'STORE_UNAVAILABLE',
        'SQLite cannot keep a write-ahead log here, as on some network drives. Put the database on a local disk.',
        { reason: `journal mode ${mode}` },
      )
    } catch (error) {
      if (!isBusyError(error) || turn === MOST_SWITCHES) throw error
      db.exec('BEGIN IMMEDIATE; COMMIT')
    }
  }
}
