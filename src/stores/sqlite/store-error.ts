import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RedressError } from '../../errors.ts'

/** What `node:sqlite` throws for an error of SQLite itself. */
interface SqliteErrorLike extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  /** The extended result code; its low byte is the primary one. */
  readonly errcode: number
}

const isSqliteError = (error: unknown): error is SqliteErrorLike =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_SQLITE_ERROR' &&
  'errcode' in error &&
  typeof error.errcode === 'number'

// https://www.sqlite.org/rescode.html
const BUSY = 5
const LOCKED = 6
const NO_MEMORY = 7
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const PROTOCOL = 15
const CONSTRAINT = 19
const NOT_A_DATABASE = 26
const CONSTRAINT_PRIMARY_KEY = 1555
const CONSTRAINT_UNIQUE = 2067

/** Whether a row was refused by the schema: a value out of its domain, a key that exists. */
export const isConstraintError = (error: unknown): error is SqliteErrorLike =>
  isSqliteError(error) && (error.errcode & 0xff) === CONSTRAINT

/** Whether a row was refused because its key exists. */
export const isUniqueError = (error: unknown): boolean =>
  isSqliteError(error) && (error.errcode === CONSTRAINT_UNIQUE || error.errcode === CONSTRAINT_PRIMARY_KEY)

/** Whether another connection holds the lock that is needed. */
export const isBusyError = (error: unknown): boolean => isSqliteError(error) && (error.errcode & 0xff) === BUSY

/** What an error says of the file. */
export interface StoreFile {
  readonly path: string
  readonly readOnly: boolean
  readonly busyTimeoutMs: number
}

/**
 * The library's error for one of SQLite, told apart by its result code; the original is its `cause`. What is no error
 * of SQLite is answered as it is.
 */
export function asStoreError(error: unknown, file: StoreFile): unknown {
  if (!isSqliteError(error)) return error
  const { path } = file
  const reason = `SQLite result code ${error.errcode}`
  const options = { cause: error }
  const unavailable = (message: string): RedressError =>
    new RedressError('STORE_UNAVAILABLE', message, { reason }, options)
  switch (error.errcode & 0xff) {
    case BUSY:
    case LOCKED:
    case PROTOCOL:
      return unavailable(
        `The database ${path} stayed locked by another connection for ${file.busyTimeoutMs} ms. Try again; if it lasts, look for a transaction left open.`,
      )
    case READ_ONLY:
      return new RedressError(
        'STORE_READ_ONLY',
        `The database ${path} cannot be written. Make the file and its directory writable, or open it without readOnly.`,
        { reason },
        options,
      )
    case CORRUPT:
    case NOT_A_DATABASE:
      return new RedressError(
        'STORE_CORRUPT',
        `The file ${path} is damaged or no SQLite database. Leave it as it is and restore a backup.`,
        { reason },
        options,
      )
    case CANNOT_OPEN:
      return cannotOpen(file, reason, error)
    case FULL:
      return unavailable(`The disk of the database ${path} is full. Free some space; nothing of the call was stored.`)
    case IO_ERROR:
      return unavailable(
        `The disk of the database ${path} failed. Whether the call was stored is not certain: look before it is repeated.`,
      )
    case NO_MEMORY:
      return unavailable(`SQLite has no memory left for the database ${path}.`)
    default:
      return new RedressError(
        'STORE_CORRUPT',
        `The database ${path} does not have the schema that its version promises. Restore a backup.`,
        { reason },
        options,
      )
  }
}

/** SQLite has one code for all that can be wrong with a path; the caller can mend only what he is told. */
function cannotOpen({ path, readOnly }: StoreFile, reason: string, cause: Error): RedressError {
  const unavailable = (what: string): RedressError =>
    new RedressError('STORE_UNAVAILABLE', `The database ${path} cannot be opened: ${what}`, { reason }, { cause })
  const directory = dirname(path)
  if (!existsSync(directory)) return unavailable('its directory does not exist. Create it.')
  if (existsSync(path) && statSync(path).isDirectory()) return unavailable('it is a directory. Name a file in it.')
  if (readOnly && !existsSync(path)) return unavailable('it does not exist, and readOnly makes none.')
  try {
    // By opening and not by access(2), which asks for the real user and not for the effective one.
    closeSync(openSync(existsSync(path) ? path : directory, 'r'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return unavailable(`the system says ${code}. Let this user read and write it.`)
  }
  return new RedressError(
    'STORE_READ_ONLY',
    `The database ${path} cannot be opened: SQLite keeps its log beside it. Make the directory writable.`,
    { reason },
    { cause },
  )
}
