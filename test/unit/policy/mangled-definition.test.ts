import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mistakes, sound } from './sound-definition.ts'

const seed = Number(process.env['CORE_SEED'] ?? 20260302)

describe(`definePolicy (fast-check seed ${seed})`, () => {
  it('answers any mangled definition with a policy or with its mistakes, never with another error', () => {
    const junk = fc.constantFrom<unknown>(
      undefined,
      null,
      0,
      -1,
      'x',
      '',
      [],
      {},
      [null],
      [{}],
      true,
      () => 1,
      'registered',
    )
    const paths = leaves(sound).filter((path) => path.length > 0)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 }), (changes) => {
        const mangled = changes.reduce<unknown>((whole, [path, value]) => replaced(whole, path, value), sound)
        expect(() => mistakes(mangled)).not.toThrow()
      }),
      { seed, numRuns: 1_000 },
    )
  })
})

type Path = readonly (string | number)[]

/** Every path into plain objects and lists of a value, the value itself first. */
function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, i) => leaves(item, [...path, i]))]
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [path]
  return [path, ...Object.entries(value).flatMap(([name, member]) => leaves(member, [...path, name]))]
}

/** A copy with another value at a path, as far as the path is still there. */
function replaced(whole: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value
  if (typeof whole !== 'object' || whole === null) return whole
  if (Array.isArray(whole) && !(name in whole)) return whole
  const part = replaced(Reflect.get(whole, name), rest, value)
  return Array.isArray(whole) && typeof name === 'number' ? whole.with(name, part) : { ...whole, [name]: part }
}
