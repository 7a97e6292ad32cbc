import { RedressError } from '../errors.ts'

/** Where a page ended: the value that it is sorted by, and what breaks ties. */
export type CursorPosition = readonly [sortedBy: number | null, tie: string, tie: string]

/**
 * The cursor of the page after a position. `scope` names what is paged (tenant, order), so that a cursor of one list is
 * refused by another.
 *
 * A cursor is a place, not a permission: what it can reach is bounded by the query that it comes with. The check sum is
 * there to answer a mangled one with an error and not with a page from somewhere.
 */
export function writeCursor(scope: string, position: CursorPosition): string {
  const text = JSON.stringify(position)
  return toBase64Url(`${checkSum(scope + text)}${text}`)
}

/**
 * The position in a cursor that {@link writeCursor} made for the same scope.
 *
 * @throws {RedressError} QUERY_INVALID when it is not one
 */
export function readCursor(scope: string, cursor: string): CursorPosition {
  const plain = fromBase64Url(cursor)
  const text = plain.slice(8)
  if (plain.length > 8 && plain.slice(0, 8) === checkSum(scope + text)) {
    const position = parsed(text)
    if (isPosition(position)) return position
  }
  throw new RedressError('QUERY_INVALID', 'The cursor does not belong to this list. Start again from its first page.', {
    issues: [{ path: 'after', message: 'is not a cursor of this list' }],
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

// Whoever knows how the sum is made can make a cursor of his own: no store may be handed what it cannot hold.
function isPosition(value: unknown): value is CursorPosition {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [sortedBy, first, second]: readonly unknown[] = value
  const isSortable = sortedBy === null || (Number.isInteger(sortedBy) && Math.abs(Number(sortedBy)) <= MOST_MS)
  return isSortable && isStorable(first) && isStorable(second)
}

const isStorable = (text: unknown): boolean => typeof text === 'string' && !/[\0\p{Surrogate}]/u.test(text)

/** The furthest instant that a `Date` can name, in epoch milliseconds. */
export const MOST_MS = 8.64e15

// FNV-1a: 32 bits are enough against accidents, and no key would make it a secret.
function checkSum(text: string): string {
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** The empty text when it is not base64url of UTF-8. */
function fromBase64Url(text: string): string {
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
  } catch {
    return ''
  }
}
