import { describe, expect, it } from 'vitest'
import { canonicalJson, deepFreeze, given } from '../../../src/domain/json.ts'

describe('canonicalJson', () => {
  it('sorts members by code units, leaves absent ones out and writes no white space', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'], é: {}, Z: undefined, '\u{1f600}': 2, ﬁ: 3 })).toBe(
      '{"a":[true,null,"x"],"b":1,"é":{},"\u{1f600}":2,"ﬁ":3}',
    )
  })

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['undefined in an array', [undefined]],
    ['a hole in an array', Array(1)],
    ['a function deep inside', { a: [{ b: () => 1 }] }],
  ])('refuses %s, which is no JSON', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })

  it('writes every code unit as JSON does', () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = `a${String.fromCharCode(unit)}b`
      if (canonicalJson(text) !== JSON.stringify(text)) expect.fail(`code unit ${unit}: ${canonicalJson(text)}`)
    }
  })

  it('writes a negative zero as zero, and half a surrogate pair as an escape', () => {
    expect(canonicalJson(-0)).toBe('0')
    expect(canonicalJson('\ud83d')).toBe('"\\ud83d"')
  })
})

describe('deepFreeze', () => {
  it('freezes all that a value holds, and answers the same value', () => {
    const value = { a: [{ b: 1 }] }
    expect(deepFreeze(value)).toBe(value)
    expect(() => value.a.push({ b: 2 })).toThrow(TypeError)
    expect(() => {
      value.a[0]!.b = 2
    }).toThrow(TypeError)
  })
})

describe('given', () => {
  it('leaves out what is undefined and keeps what is null, false or empty', () => {
    expect(Object.keys(given({ a: undefined, b: null, c: false, d: '', e: 0 }))).toEqual(['b', 'c', 'd', 'e'])
  })
})
