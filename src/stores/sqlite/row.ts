import type { SQLOutputValue } from 'node:sqlite'
import { RecordKind } from '../../domain/level.ts'
import { RedressError } from '../../errors.ts'

/** A row as SQLite answers it: by column name. */
export type Row = Readonly<Record<string, SQLOutputValue>>

const broken = (column: string): RedressError =>
  new RedressError(
    'STORE_CORRUPT',
    `The database holds a value that redress never writes, in column ${column}. Restore a backup.`,
    { reason: `column ${column}` },
  )

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw broken(column)
  return value
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw broken(column)
  return value
}

/** The text, or `undefined` for NULL. */
export function maybeText(row: Row, column: string): string | undefined {
  const value = row[column]
  if (value === null) return undefined
  if (typeof value !== 'string') throw broken(column)
  return value
}

/** The integer, or `undefined` for NULL. */
export function maybeInteger(row: Row, column: string): number | undefined {
  const value = row[column]
  if (value === null) return undefined
  if (typeof value !== 'number') throw broken(column)
  return value
}

/** The text, which is one of these. */
export function oneOf<const Value extends string>(row: Row, column: string, values: readonly Value[]): Value {
  const value = values.find((known) => known === row[column])
  if (value === undefined) throw broken(column)
  return value
}

export const kindOf = (row: Row, column = 'kind'): RecordKind => oneOf(row, column, RecordKind.options)

/** The value in a JSON text, held to be what `is` says. */
export function json<Value>(row: Row, column: string, is: (value: unknown) => value is Value): Value {
  const value = parsed(text(row, column))
  if (!is(value)) throw broken(column)
  return value
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/**
 * A text without NUL: many versions of Node (22.13 to 24.11, seen) read a text only up to its first. Ids and JSON hold none;
 * people's words and the errors of channels may.
 */
export const withoutNul = (text: string): string => (text.includes('\u0000') ? text.replaceAll('\u0000', '') : text)
