import { type ErrorCode, isRedressError } from '../errors.ts'

// The suite runs under any test runner, so it brings the few assertions that it needs.

/** Fails with the sentence that was expected to be true. */
export function ok(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Not so: ${what}`)
}

/** Fails unless two values are the same data. A member that is `undefined` counts as absent. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  if (isSame(actual, expected)) return
  throw new Error(`${what}\n  expected ${show(expected)}\n  answered ${show(actual)}`)
}

/** Like {@link equal} for lists whose order is free. */
export function sameItems(actual: readonly unknown[], expected: readonly unknown[], what: string): void {
  const sorted = (list: readonly unknown[]): unknown[] =>
    [...list].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
  equal(sorted(actual), sorted(expected), what)
}

/** Fails unless the call fails with this code of a `RedressError`. */
export async function failsWith(code: ErrorCode, call: () => Promise<unknown>, what: string): Promise<void> {
  let answer: unknown
  try {
    answer = await call()
  } catch (error) {
    if (isRedressError(error, code)) return
    throw new Error(`${what}\n  expected the error ${code}\n  failed with ${String(error)}`, { cause: error })
  }
  throw new Error(`${what}\n  expected the error ${code}\n  answered ${show(answer)}`)
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => isSame(Reflect.get(a, name), Reflect.get(b, name)))
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'undefined'

const show = (value: unknown): string => {
  const text = canonical(value)
  return text.length > 1_000 ? `${text.slice(0, 1_000)}… (${text.length} characters)` : text
}
