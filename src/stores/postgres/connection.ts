import { hash } from 'node:crypto'
import { systemClock } from '../../clock.ts'
import type { PgClientLike, PgPoolLike, PgQueryableLike, PgResultLike } from './pg-like.ts'
import { isRow, type Row } from './row.ts'
import { ConnectionLost, isConnectionError, isLostStatement, isRefusedEntry } from './store-error.ts'

/** A pool with the bounds of its calls. What the driver throws is thrown as it is, or as {@link ConnectionLost}. */
export interface Connection {
  /** The schema's name, quoted. */
  readonly schema: string
  /** How long a server that is away is waited for, in milliseconds. */
  readonly reconnectMs: number
  /** Runs a statement that may be repeated: a connection that breaks is replaced while there is patience. */
  readonly read: RunStatement
  /** Runs a statement once; only a connection that could not be had is asked for again. */
  readonly write: RunStatement
  /** Takes a connection for several statements; absent where the pool gives none. */
  readonly session?: () => Promise<Session>
}

/** A connection in one hand. */
export interface Session {
  readonly run: (text: string, values?: unknown[]) => Promise<PgResultLike>
  /** Gives the connection back; `rollback`: after taking back what was begun on it. */
  readonly end: (rollback: boolean) => Promise<void>
}

/** A statement that is worth preparing: it is run again and again. */
export interface PreparedStatement {
  readonly name: string
  readonly text: string
}

const known = new Map<string, PreparedStatement>()

/**
 * Names a statement, so that each connection parses and plans it once. The name follows from the text: processes of other
 * versions, or with other schemas, never find another statement under it, even on connections that a pooler shares.
 *
 * @param key what it is known by in this process
 */
export function prepared(key: string, textOf: () => string): PreparedStatement {
  let statement = known.get(key)
  if (statement === undefined) {
    const text = textOf()
    statement = { name: `redress_${hash('sha256', text, 'hex').slice(0, 32)}`, text }
    known.set(key, statement)
  }
  return statement
}

/** Runs one statement, in the caller's transaction if he gives one. */
export type RunStatement = (
  statement: string | PreparedStatement,
  values: readonly unknown[],
  tx?: PgQueryableLike,
  timeoutMs?: number,
) => Promise<readonly Row[]>

export interface ConnectionOptions {
  readonly schema: string
  readonly timeoutMs: number
  readonly reconnectMs: number
}

/** The first rest between two tries, doubled each time up to the last. */
const REST_MS = { first: 25, last: 500 } as const

export function connect(pool: PgPoolLike, options: ConnectionOptions): Connection {
  const { timeoutMs: usual, reconnectMs } = options
  hear(pool)
  const connectOne = pool.connect?.bind(pool)

  const take = async (connect: () => Promise<PgClientLike>, timeoutMs: number): Promise<PgClientLike> => {
    const taken = connect()
    const client = await driven(false, within(timeoutMs, taken)).catch((error: unknown) => {
      // It may come after all: nobody waits for it any more.
      taken.then((late) => late.release(), ignore)
      throw error
    })
    hear(client)
    return client
  }

  /** A pooler that changes connections under its clients may not keep their statements. */
  let keepsStatements = true

  const run = async (
    client: PgClientLike,
    statement: string | PreparedStatement,
    values: readonly unknown[],
  ): Promise<PgResultLike> => {
    if (typeof statement !== 'string' && keepsStatements) {
      try {
        return await client.query({ ...statement, values: [...values] })
      } catch (error) {
        // Said before anything is run, so it may be sent again.
        if (!isLostStatement(error)) throw error
        keepsStatements = false
      }
    }
    return client.query(textOf(statement), [...values])
  }

  const once = async (
    statement: string | PreparedStatement,
    values: readonly unknown[],
    timeoutMs: number,
  ): Promise<readonly Row[]> => {
    if (connectOne === undefined) {
      return (await driven(true, within(timeoutMs, pool.query(textOf(statement), [...values])))).rows.filter(isRow)
    }
    const client = await take(connectOne, timeoutMs)
    let isBroken = false
    try {
      return (await driven(true, within(timeoutMs, run(client, statement, values)))).rows.filter(isRow)
    } catch (error) {
      // One whose statement has taken too long still runs it: it is of no use to the next.
      isBroken = error instanceof ConnectionLost
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  const session = async (connect: () => Promise<PgClientLike>): Promise<Session> => {
    const client = await take(connect, usual)
    return {
      run: (text, values = []) => client.query(text, values),
      async end(rollback) {
        // One that cannot even be rolled back is of no use to the next.
        const isBroken =
          rollback &&
          (await within(usual, client.query('ROLLBACK')).then(
            () => false,
            () => true,
          ))
        client.release(isBroken)
      },
    }
  }

  const patiently =
    (mayRepeat: boolean): RunStatement =>
    async (statement, values, tx, timeoutMs = usual) => {
      if (tx !== undefined) return (await driven(true, tx.query(textOf(statement), [...values]))).rows.filter(isRow)
      const patience = createPatience(reconnectMs)
      for (;;) {
        try {
          return await once(statement, values, timeoutMs)
        } catch (error) {
          const isHopeful = error instanceof ConnectionLost && (mayRepeat || !error.wasSent) && !isRefusedEntry(error)
          if (!isHopeful || !(await patience())) throw error
        }
      }
    }

  return {
    schema: `"${options.schema}"`,
    reconnectMs,
    read: patiently(true),
    write: patiently(false),
    ...(connectOne !== undefined && { session: () => session(connectOne) }),
  }
}

const textOf = (statement: string | PreparedStatement): string =>
  typeof statement === 'string' ? statement : statement.text

/** Rests before another try, longer each time; answers `false` instead when the patience is over. */
export function createPatience(totalMs: number): () => Promise<boolean> {
  const end = systemClock.now() + totalMs
  let rest: number = REST_MS.first
  return async () => {
    if (systemClock.now() + rest > end) return false
    await new Promise<void>((resolve) => systemClock.schedule(rest, resolve))
    rest = Math.min(2 * rest, REST_MS.last)
    return true
  }
}

/** Tells the driver's errors of a broken connection from those that the server answers. */
async function driven<T>(wasSent: boolean, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw isConnectionError(error) ? new ConnectionLost(wasSent, error) : error
  }
}

/** Gives up a call after so long. A server that hangs, or a network that swallows, answers no time-out of its own. */
function within<T>(timeoutMs: number, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.schedule(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)))
    call.then(resolve, reject).finally(cancel)
  })
}

const heard = new WeakSet<PgPoolLike | PgClientLike>()

// A connection that breaks is an event besides, and an event that nobody hears ends the process. Once for each: stores
// may share a pool, and a client is taken many times.
function hear(emitter: PgPoolLike | PgClientLike): void {
  if (heard.has(emitter)) return
  heard.add(emitter)
  emitter.on?.('error', ignore)
}

const ignore = (): void => {}
