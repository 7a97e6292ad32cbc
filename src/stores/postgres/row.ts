export { boolean, integer, isRow, json, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from '../row.ts'

/** An instant column as epoch milliseconds, exact and whatever the driver makes of `timestamptz`. */
export const millis = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`

// The rows of a batch name few instants, each of them often, and Date takes ten times as long to write one as it takes to
// find it here: 4 µs of a command.
const MOST_KNOWN = 500
const known = new Map<number, string>()

/** Epoch milliseconds as a value of an instant column. */
export function instant(ms: number): string {
  let text = known.get(ms)
  if (text === undefined) {
    text = new Date(ms).toISOString()
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(ms, text)
  }
  return text
}

export const maybeInstant = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms))

/**
 * A text as Postgres can hold it: without NUL, which it has none of, and without halves of surrogate pairs, which UTF-8
 * has none of. Ids and JSON hold neither; people's words and the errors of channels may.
 */
export const storable = (text: string): string =>
  isStorable(text) ? text : text.replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd')

/** Whether Postgres can hold a text: one that it cannot, no row has. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()
