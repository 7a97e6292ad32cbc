import { isRedressError, RedressError } from '../../errors.ts'
import { transactionInvalid } from '../own-transaction.ts'

/** The connection failed, not the statement. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  /** Whether the statement may have reached the server: then nobody knows what became of it. */
  readonly wasSent: boolean

  constructor(wasSent: boolean, cause: unknown) {
    super('the connection failed', { cause })
    this.wasSent = wasSent
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const REFUSED_ENTRY = /^(28|3D)/
const LOST = /^(08|57P0[1-5]$|53300$)/
const REFUSED_ROW = /^(22|23|54|55P03$|40P01$)/
const NO_ACCESS = '42501'
const READ_ONLY = '25006'
const DISK_FULL = '53100'
const NO_TRANSACTION = '25P01'
const ABORTED = '25P02'
const LOST_STATEMENT = /^(26000|42P05)$/
const SERIALIZATION = /^40/
const UNAVAILABLE = /^(53|55|57|40|58|25P0[34]$)/
const DAMAGED = /^XX00[12]$/

/** The five letters by which Postgres tells its errors apart; absent on what is no error of Postgres. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

/** Whether what a driver threw is about the connection: an error of the network, or the server's word that it ends it. */
export function isConnectionError(error: unknown): boolean {
  const code = sqlState(error)
  return code === undefined || LOST.test(code) || REFUSED_ENTRY.test(code)
}

/** Whether the server does not let us in at all, which no second try will change. */
export function isRefusedEntry(error: ConnectionLost): boolean {
  return REFUSED_ENTRY.test(sqlState(error.cause) ?? '')
}

/** Whether the connection does not have the statement that it was told to prepare, or has another by its name. */
export const isLostStatement = (error: unknown): boolean => LOST_STATEMENT.test(sqlState(error) ?? '')

/** Whether the schema refused a row, or another transaction that writes the same one held it up. */
export const isRefusedRow = (error: unknown): boolean => REFUSED_ROW.test(sqlState(error) ?? '')

/**
 * The library's error for one of Postgres or of the way to it, told apart by its code; the original is its `cause`. What
 * is neither is answered as it is.
 */
export function asStoreError(error: unknown, schema: string, isInTransaction = false): unknown {
  if (isRedressError(error)) return error
  if (error instanceof ConnectionLost) return asUnavailable(error)
  const code = sqlState(error)
  if (code === undefined) return error
  const reason = `SQLSTATE ${code}`
  const options = { cause: error }
  if (code === NO_TRANSACTION) {
    const what = '`tx` is in no transaction. Send BEGIN on it first, and hand over the client itself, not the pool.'
    return transactionInvalid(what, reason, error)
  }
  if (code === ABORTED) return aborted(error)
  if (isInTransaction && SERIALIZATION.test(code)) {
    const what =
      'Another transaction has changed what this one has read. Roll back and run the whole transaction again; READ COMMITTED spares most of that.'
    return new RedressError('TRANSACTION_CONFLICT', what, { reason }, options)
  }
  if (code === READ_ONLY || code === NO_ACCESS) {
    const what =
      code === READ_ONLY
        ? 'The server takes no writes: it is a standby, or the connection was opened read-only. Use the primary.'
        : `The database user may not do this in schema ${schema}. Grant it the schema with its tables and functions.`
    return new RedressError('STORE_READ_ONLY', what, { reason }, options)
  }
  if (code === DISK_FULL) {
    const what = "The server's disk is full. Free some space; nothing of the call was stored."
    return new RedressError('STORE_UNAVAILABLE', what, { reason }, options)
  }
  if (UNAVAILABLE.test(code)) {
    const what = `Postgres gave the call up (SQLSTATE ${code}); nothing of it was stored. Try again; if it lasts, look for long transactions and short time-outs.`
    return new RedressError('STORE_UNAVAILABLE', what, { reason }, options)
  }
  const what = DAMAGED.test(code)
    ? 'The database is damaged. Leave it as it is and restore a backup.'
    : `Schema ${schema} is not as its version promises (SQLSTATE ${code}). Restore a backup, or undo what was changed by hand.`
  return new RedressError('STORE_CORRUPT', what, { reason }, options)
}

/** A statement of it has failed, and Postgres takes back the rest. */
export const aborted = (cause?: unknown): Error =>
  transactionInvalid(
    'A statement of this transaction has failed, so Postgres takes all of it back. Let the error of that statement through, roll back and run the whole transaction again.',
    'aborted',
    cause,
  )

function asUnavailable(error: ConnectionLost): RedressError {
  const { cause, wasSent } = error
  const state = sqlState(cause)
  const code = state === undefined ? networkCode(cause) : `SQLSTATE ${state}`
  const details = { reason: code ?? 'connection lost' }
  const unavailable = (message: string): RedressError =>
    new RedressError('STORE_UNAVAILABLE', message, details, { cause })
  if (isRefusedEntry(error)) {
    return unavailable(
      `Postgres does not let this user in (${details.reason}). Check the pool's user, password and database.`,
    )
  }
  return unavailable(
    wasSent
      ? `The connection to Postgres broke (${details.reason}). Whether the call was stored is not certain: send it again under the same command id.`
      : `Postgres cannot be reached (${details.reason}). See that it runs and that the pool has its address; nothing was sent.`,
  )
}

/** The code of an error of the network, such as ECONNREFUSED. */
function networkCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return undefined
  return /^E[A-Z_]+$/.test(cause.code) ? cause.code : undefined
}
