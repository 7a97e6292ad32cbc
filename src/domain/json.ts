/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** An object of JSON values; an `undefined` member counts as absent. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/**
 * The one text of a JSON value: no white space, members sorted by UTF-16 code units, absent members left out. Two
 * equal values have equal texts, so a digest of the text is a digest of the value (after RFC 8785).
 *
 * @throws {TypeError} when the value is not JSON: a function, a symbol, a bigint, NaN or an infinity
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonicalJson: ${value} is not JSON`)
    return String(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) {
    let text = '['
    for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(value[i])
    return `${text}]`
  }
  if (typeof value !== 'object') throw new TypeError(`canonicalJson: a ${typeof value} is not JSON`)
  let text = ''
  for (const key of sortedKeys(value)) {
    const member: unknown = Reflect.get(value, key)
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

// Most objects have few members and many have them in order: sorting those, too, took a fifth of the time.
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort()
  return keys
}

// Most strings stand in JSON as they are; asking JSON.stringify for each made sealing an entry half as dear again.
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u
const quoted = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`)

/** Freezes a value and all that it holds; answers the same value. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}

/** An object's members without those that are `undefined`. */
export type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out members that are `undefined`, so that an optional member is either there or not. */
export function given<T extends object>(value: T): Given<T> {
  const kept: Record<string, unknown> = {}
  for (const key in value) {
    const member = value[key]
    if (member !== undefined) kept[key] = member
  }
  return kept as Given<T>
}
