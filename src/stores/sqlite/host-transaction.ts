import type { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../clock.ts'
import { RedressError } from '../../errors.ts'
import { transactionInvalid } from '../own-transaction.ts'
import type { Connection } from './connection.ts'

/**
 * Transactions of the host on the one connection of a store: one after another, and while one is open nothing else may
 * run, or it would become part of it. A connection of its own would be worse: the event loop, which alone could end the
 * transaction, would stand still until the other one's time is out.
 */
export interface HostTransactions {
  readonly isOpen: boolean
  /** Waits for the end of the open one, `patienceMs` at most. Others may wait for it too, so look again. */
  over(): Promise<void>
  /** @throws {RedressError} TRANSACTION_INVALID unless it is the open one */
  mustBeOpen(tx: DatabaseSync): void
  run<Answer>(connection: Connection, work: (tx: DatabaseSync) => Promise<Answer>): Promise<Answer>
}

export function createHostTransactions(options: {
  readonly path: string
  readonly patienceMs: number
  readonly asStoreError: (error: unknown) => unknown
}): HostTransactions {
  const { path, patienceMs, asStoreError } = options
  let open: { readonly db: DatabaseSync; readonly over: Promise<void> } | undefined

  const ours = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asStoreError(error)
    }
  }

  return {
    get isOpen() {
      return open !== undefined
    },

    async over() {
      if (open !== undefined && !(await within(patienceMs, open.over))) throw stuck(path, patienceMs)
    },

    mustBeOpen(tx) {
      if (open?.db === tx) return
      throw transactionInvalid(
        'The transaction is over, or belongs to another database. Use the one that `transaction` hands over, until its work is done.',
        'not open',
      )
    },

    async run({ db }, work) {
      ours(() => db.exec('BEGIN IMMEDIATE'))
      let end = (): void => {}
      open = { db, over: new Promise((resolve) => (end = resolve)) }
      try {
        const answer = await work(db)
        ours(() => db.exec('COMMIT'))
        return answer
      } catch (error) {
        // SQLite has rolled back by itself where the disk is full, and the host may have done it.
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      } finally {
        open = undefined
        end()
      }
    },
  }
}

/** Whether it came in time. */
function within(ms: number, wanted: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = systemClock.schedule(ms, () => resolve(false))
    void wanted.then(() => {
      cancel()
      resolve(true)
    })
  })
}

const stuck = (path: string, ms: number): RedressError<'STORE_UNAVAILABLE'> =>
  new RedressError(
    'STORE_UNAVAILABLE',
    `A transaction of this process keeps the database ${path} for more than ${ms} ms. Keep it short, and call in it what \`transaction\` hands over: the desk itself waits for its end.`,
    { reason: 'a transaction of the host is open' },
  )
