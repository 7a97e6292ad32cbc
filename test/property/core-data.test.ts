import { deepStrictEqual } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson, type Json } from '../../src/domain/json.ts'
import {
  joinPersonal,
  type PersonalSubject,
  personal,
  personalPaths,
  splitPersonal,
} from '../../src/domain/personal.ts'
import { runs, seed, timeout } from './arbitraries-runs.ts'

/** JSON as `JSON.parse` gives it: any text as a name, `__proto__` and dots included. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', '0', '1', '*', '', 'a.b', '~', '~1', '~0.1', '__proto__', 'constructor', 'toString'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((members) => object(members)),
  ),
})).value

/** An object with these members as its own, also one that is named `__proto__`. */
function object<Value>(members: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  const made: Record<string, Value> = {}
  for (const [key, value] of members) {
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return made
}

/** The same value with the members of every object in another order. */
const turned = (value: Json): Json =>
  Array.isArray(value)
    ? value.map(turned)
    : typeof value === 'object' && value !== null
      ? object(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, turned(member ?? null)] as const),
        )
      : value

describe(`JSON and personal data (fast-check seed ${seed})`, () => {
  it('canonical JSON reads back as the value, and is its own canonical form', { timeout }, () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value)
        // -0 has no JSON; JSON.stringify writes 0 as well.
        deepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      }),
      runs(1_000),
    )
  })

  it('equal values have equal texts whatever the order of their members, other values have other texts', {
    timeout,
  }, () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(canonicalJson(turned(one))).toBe(canonicalJson(one))
        const plain = (value: Json): unknown => JSON.parse(JSON.stringify(value))
        const isEqual = isDeepStrictEqual(plain(one), plain(other))
        expect(canonicalJson(one) === canonicalJson(other)).toBe(isEqual)
      }),
      runs(500),
    )
  })

  it('what split takes out join puts back, and nothing personal stays behind', { timeout }, () => {
    fc.assert(
      fc.property(shaped, ({ schema, value, secrets }) => {
        const parsed: Json = schema.parse(value)
        const { rest, personal: parts } = splitPersonal(parsed, personalPaths(schema))
        const kept = JSON.stringify(rest)
        for (const secret of secrets) expect(kept).not.toContain(secret)
        const all = { ...parts.complainant, ...parts.record }
        deepStrictEqual(joinPersonal(rest, all), parsed)
        // As it comes out of the store.
        deepStrictEqual(joinPersonal(JSON.parse(kept), JSON.parse(canonicalJson(all))), parsed)
        // Counter-scenario: without the parts something is missing, unless nothing was personal.
        expect(isDeepStrictEqual(joinPersonal(rest, {}), parsed)).toBe(secrets.length === 0)
      }),
      runs(500),
    )
  })

  it('what one subject takes with him leaves the other untouched', { timeout }, () => {
    fc.assert(
      fc.property(shaped, ({ schema, value, secrets }) => {
        const { rest, personal: parts } = splitPersonal(schema.parse(value), personalPaths(schema))
        const left = JSON.stringify(joinPersonal(rest, parts.record ?? {}))
        for (const secret of secrets) expect(left.includes(secret)).toBe(secret.startsWith('secret-record'))
      }),
      runs(300),
    )
  })
})

interface Shaped {
  readonly schema: z.ZodType<Json, Json>
  readonly value: Json
  /** The personal texts that stand in the value. */
  readonly secrets: readonly string[]
}

/** A schema with a value that fits it. Zod lets no member named `__proto__` through, so there is none. */
const shaped: fc.Arbitrary<Shaped> = (() => {
  const key = name.filter((it) => it !== '__proto__')
  const wrap = fc.constantFrom<(schema: z.ZodType<Json, Json>) => z.ZodType<Json, Json>>(
    (schema) => schema,
    (schema) => schema.nullable(),
    (schema) => schema.readonly(),
    (schema) => schema.nullable().readonly(),
  )
  const text: fc.Arbitrary<Shaped> = fc
    .string({ maxLength: 4 })
    .map((value) => ({ schema: z.string(), value: `public ${value}`, secrets: [] }))
  const secret: fc.Arbitrary<Shaped> = fc
    .tuple(fc.constantFrom<PersonalSubject>('complainant', 'record'), fc.uuid(), fc.boolean(), wrap)
    .map(([subject, id, isObject, wrapped]) => {
      const value = `secret-${subject}-${id}`
      return isObject
        ? {
            schema: wrapped(personal(z.object({ inside: z.string() }), subject)),
            value: { inside: value },
            secrets: [value],
          }
        : { schema: wrapped(personal(z.string(), subject)), value, secrets: [value] }
    })
  return fc.letrec<{ node: Shaped; members: Shaped }>((tie) => ({
    node: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, text, secret, tie('members')),
    members: fc.oneof(
      fc.uniqueArray(fc.tuple(key, tie('node'), wrap), { maxLength: 4, selector: ([own]) => own }).map((members) => ({
        schema: z.object(object(members.map(([own, node, wrapped]) => [own, wrapped(node.schema)]))),
        value: object(members.map(([own, node]) => [own, node.value])),
        secrets: members.flatMap(([, node]) => node.secrets),
      })),
      fc.tuple(tie('node'), fc.nat({ max: 3 })).map(([node, count]) => ({
        schema: z.array(node.schema),
        value: Array.from({ length: count }, () => node.value),
        secrets: count === 0 ? [] : node.secrets,
      })),
      fc.tuple(tie('node'), fc.uniqueArray(key, { maxLength: 3 })).map(([node, keys]) => ({
        schema: z.record(z.string(), node.schema),
        value: object(keys.map((own) => [own, node.value])),
        secrets: keys.length === 0 ? [] : node.secrets,
      })),
    ),
  })).members
})()
