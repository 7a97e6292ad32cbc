import { RecordKind } from '../domain/level.ts'
import { RedressError } from '../errors.ts'

/** A row as the driver answers it: by column name. */
export type Row = Readonly<Record<string, unknown>>

export const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

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

/** The text, or `undefined` for NULL. */
export function maybeText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column)
}

/** A whole number. Drivers differ, and hosts may set them, in what they make of 64 bits: text, number or bigint. */
export function integer(row: Row, column: string): number {
  const value = row[column]
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw broken(column)
  return number
}

/** The integer, or `undefined` for NULL. */
export function maybeInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column)
}

export function boolean(row: Row, column: string): boolean {
  const value = row[column]
  if (typeof value !== 'boolean') throw broken(column)
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
