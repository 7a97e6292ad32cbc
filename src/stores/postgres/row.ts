export { boolean, integer, isRow, json, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from '../row.ts'

/** An instant column as epoch milliseconds, exact and whatever the driver makes of `timestamptz`. */
export const millis = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`

/** Epoch milliseconds as a value of an instant column. */
export const instant = (ms: number): string => new Date(ms).toISOString()

export const maybeInstant = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms))

/**
 * A text as Postgres can hold it: without NUL, which it has none of, and without halves of surrogate pairs, which UTF-8
 * has none of. Ids and JSON hold neither; people's words and the errors of channels may.
 */
export const storable = (text: string): string => text.replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd')

/** Whether Postgres can hold a text: one that it cannot, no row has. */
export const isStorable = (text: string): boolean => text === storable(text)
