import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  freeText,
  joinPersonal,
  personal,
  personalMarks,
  personalPaths,
  splitPersonal,
} from '../../../src/domain/personal.ts'

const secret = personal(z.string())

describe('personal data in schemas', () => {
  it.each([
    ['an object', z.object({ f: secret }), { members: { f: { subject: 'complainant' } } }],
    [
      'objects in objects',
      z.object({ f: z.object({ g: secret }) }),
      { members: { f: { members: { g: { subject: 'complainant' } } } } },
    ],
    [
      'an array',
      z.object({ f: z.array(secret) }),
      { members: { f: { members: { '*': { subject: 'complainant' } } } } },
    ],
    [
      'a record',
      z.object({ f: z.record(z.string(), secret) }),
      { members: { f: { members: { '*': { subject: 'complainant' } } } } },
    ],
    [
      'an array of objects',
      z.object({ f: z.array(z.object({ g: secret, h: z.string() })) }),
      { members: { f: { members: { '*': { members: { g: { subject: 'complainant' } } } } } } },
    ],
    [
      'optional, inside and outside',
      z.object({ f: secret.optional(), g: personal(z.string().optional()) }),
      { members: { f: { subject: 'complainant' }, g: { subject: 'complainant' } } },
    ],
    ['nullable', z.object({ f: secret.nullable() }), { members: { f: { subject: 'complainant' } } }],
    ['a default', z.object({ f: secret.default('x') }), { members: { f: { subject: 'complainant' } } }],
    ['a prefault', z.object({ f: secret.prefault('x') }), { members: { f: { subject: 'complainant' } } }],
    ['read-only', z.object({ f: secret.readonly() }), { members: { f: { subject: 'complainant' } } }],
    [
      'several wrappers',
      z.object({ f: z.array(secret.nullable()).readonly().optional() }),
      { members: { f: { members: { '*': { subject: 'complainant' } } } } },
    ],
    [
      'checks added behind the mark',
      z.object({ f: secret.min(3).trim().describe('x') }),
      { members: { f: { subject: 'complainant' } } },
    ],
    [
      'a partial object',
      z.object({ f: secret, g: z.string() }).partial(),
      { members: { f: { subject: 'complainant' } } },
    ],
    ['free text of the record', z.object({ f: freeText('record') }), { members: { f: { subject: 'record' } } }],
    ['nothing', z.object({ f: z.array(z.object({ g: z.string() })), h: z.union([z.string(), z.number()]) }), {}],
  ])('are found through %s', (_where, schema, paths) => {
    expect(personalPaths(schema)).toEqual(paths)
    expect(personalMarks(schema).misplaced).toEqual([])
  })

  it('a whole union, tuple or transform may be marked: the mark is outermost then', () => {
    const schema = z.object({
      union: personal(z.union([z.string(), z.number()])),
      tuple: personal(z.tuple([z.string()])),
      pipe: personal(z.string().transform((it) => it.length)),
    })
    expect(Object.keys(personalPaths(schema).members ?? {})).toEqual(['union', 'tuple', 'pipe'])
  })

  it.each([
    ['a union', 'f', z.object({ f: z.union([secret, z.number()]) })],
    [
      'a discriminated union',
      'f',
      z.object({
        f: z.discriminatedUnion('k', [z.object({ k: z.literal(1), s: secret }), z.object({ k: z.literal(2) })]),
      }),
    ],
    ['a tuple', 'f', z.object({ f: z.tuple([z.string(), secret]) })],
    ['the rest of a tuple', 'f', z.object({ f: z.tuple([z.string()], secret) })],
    ['a transform', 'f', z.object({ f: secret.transform((it) => it.length) })],
    ['a preprocess', 'f', z.object({ f: z.preprocess((it) => it, secret) })],
    ['a pipe', 'f', z.object({ f: secret.pipe(z.string()) })],
    ['an intersection', 'f', z.object({ f: z.intersection(z.object({ g: secret }), z.object({})) })],
    ['a catch', 'f', z.object({ f: secret.catch('x') })],
    ['a lazy schema', 'f', z.object({ f: z.lazy(() => secret) })],
    ['keys of a record', 'f', z.object({ f: z.record(secret, z.string()) })],
    ['a catchall', '', z.object({}).catchall(secret)],
    [
      'a union in an array in an object',
      'f.g.*',
      z.object({ f: z.object({ g: z.array(z.union([secret, z.null()])) }) }),
    ],
    [
      'an object in a union in a wrapper',
      'f',
      z.object({ f: z.union([z.object({ g: z.array(secret) }), z.null()]).optional() }),
    ],
  ])('are refused inside %s, where they could not be found again', (_where, path, schema) => {
    expect(personalMarks(schema).misplaced.map((one) => one.path)).toEqual([path])
    expect(() => personalPaths(schema)).toThrow(TypeError)
  })

  it('are refused in a schema that holds itself, and such a schema without any is none of our business', () => {
    const marked: z.ZodType = z.object({
      name: secret,
      get below() {
        return z.array(marked)
      },
    })
    const plain: z.ZodType = z.object({
      name: z.string(),
      get below() {
        return z.array(plain)
      },
    })
    expect(personalMarks(marked).misplaced.map((one) => one.path)).toEqual(['below.*'])
    expect(personalMarks(plain)).toEqual({ paths: {}, misplaced: [] })
  })

  it('every misplaced mark is named, not only the first', () => {
    const schema = z.object({ a: z.union([secret, z.null()]), b: z.tuple([secret]), c: secret })
    expect(personalMarks(schema).misplaced.map((one) => one.path)).toEqual(['a', 'b'])
  })

  it('marking a schema leaves the one it was made of unmarked', () => {
    const plain = z.string()
    expect(personalPaths(z.object({ f: plain, g: personal(plain) }))).toEqual({
      members: { g: { subject: 'complainant' } },
    })
  })
})

describe('personal data in values', () => {
  const schema = z.object({
    customer: z.object({ id: z.string(), name: secret }),
    allegations: z.array(z.object({ text: secret, note: freeText('record').optional(), category: z.string() })),
  })
  const value = {
    customer: { id: 'c1', name: 'Zhang' },
    allegations: [
      { text: 'no ring', category: 'a' },
      { text: 'rude', note: 'was Li', category: 'b' },
    ],
  }

  it('are taken out by subject and path, and everything else stays', () => {
    expect(splitPersonal(value, personalPaths(schema))).toEqual({
      rest: { customer: { id: 'c1' }, allegations: [{ category: 'a' }, { category: 'b' }] },
      personal: {
        complainant: { 'customer.name': 'Zhang', 'allegations.0.text': 'no ring', 'allegations.1.text': 'rude' },
        record: { 'allegations.1.note': 'was Li' },
      },
    })
  })

  it('that are erased stay absent', () => {
    const { rest, personal: parts } = splitPersonal(value, personalPaths(schema))
    expect(joinPersonal(rest, parts.record ?? {})).toEqual({
      customer: { id: 'c1' },
      allegations: [{ category: 'a' }, { note: 'was Li', category: 'b' }],
    })
  })

  it('a name that holds dots is one name and no path', () => {
    const paths = personalPaths(z.object({ answers: z.record(z.string(), secret), 'a.b': secret }))
    const given = { answers: { 'v1.2': 'x', 'v1~1': 'y', '': 'z' }, 'a.b': 'w' }
    const { rest, personal: parts } = splitPersonal(given, paths)
    expect(rest).toEqual({ answers: {} })
    expect(parts.complainant).toEqual({ 'answers.v1~12': 'x', 'answers.v1~01': 'y', 'answers.': 'z', 'a~1b': 'w' })
    expect(joinPersonal(rest, parts.complainant ?? {})).toEqual(given)
  })

  it('a name such as __proto__ neither loses its value nor touches a prototype', () => {
    const paths = {
      members: { open: { members: {} }, list: { members: { '*': { subject: 'complainant' as const } } } },
    }
    const given = JSON.parse(
      '{"open":{"__proto__":{"polluted":true}},"list":{"__proto__":"secret","constructor":"secret"}}',
    )
    const { rest, personal: parts } = splitPersonal(given, paths)
    expect(JSON.stringify(rest)).toBe('{"open":{"__proto__":{"polluted":true}},"list":{}}')
    expect(JSON.stringify(joinPersonal(rest, parts.complainant ?? {}))).toBe(JSON.stringify(given))
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('a value without any is answered as it is', () => {
    const given = { a: [1, { b: 2 }] }
    expect(splitPersonal(given, {}).rest).toBe(given)
    expect(joinPersonal(given, {})).toBe(given)
  })
})
