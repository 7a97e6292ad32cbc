export { integer, json, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from '../row.ts'

/**
 * A text without NUL: many versions of Node (22.13 to 24.11, seen) read a text only up to its first. Ids and JSON hold none;
 * people's words and the errors of channels may.
 */
export const withoutNul = (text: string): string => (text.includes('\u0000') ? text.replaceAll('\u0000', '') : text)
