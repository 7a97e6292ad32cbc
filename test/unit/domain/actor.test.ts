import { describe, expect, it } from 'vitest'
import { Actor, Id, identities, isSamePerson } from '../../../src/domain/actor.ts'

describe('identities of a person (L19)', () => {
  const li = { id: 'li' }

  it.each([
    ['the same id', li, { id: 'li' }],
    ['an alias of the one', { id: 'li.work', aliases: ['li', 'l.i'] }, li],
    ['an alias of the other', li, { id: 'li.work', aliases: ['li'] }],
    ['an alias that both have', { id: 'a', aliases: ['x', 'y'] }, { id: 'b', aliases: ['y'] }],
    ['acting for the other', { id: 'clerk', onBehalfOf: 'li' }, li],
    ['acting for somebody by his alias', { id: 'clerk', onBehalfOf: 'l.i' }, { id: 'li', aliases: ['l.i'] }],
    ['two who act for one', { id: 'a', onBehalfOf: 'li' }, { id: 'b', onBehalfOf: 'li' }],
  ])('%s make one person', (_why, one, other) => {
    expect(isSamePerson(one, other)).toBe(true)
    expect(isSamePerson(other, one)).toBe(true)
  })

  it.each([
    ['other ids', li, { id: 'wang' }],
    ['a part of an id', li, { id: 'li.work' }],
    ['another case', li, { id: 'Li' }],
    ['a role or unit in common', { id: 'li', role: 'agent', unit: 'u1' }, { id: 'wang', role: 'agent', unit: 'u1' }],
  ])('%s do not', (_why, one, other) => {
    expect(isSamePerson(one, other)).toBe(false)
  })

  it('are the id, the aliases and whom he acts for', () => {
    expect(identities({ id: 'a', aliases: ['b'], onBehalfOf: 'c' })).toEqual(['a', 'b', 'c'])
  })
})

describe('ids', () => {
  it('hold 1 to 200 characters, no control character and no half of a pair', () => {
    for (const id of ['李-1', '𠮷-1']) expect(Id.safeParse(id).success).toBe(true)
    for (const id of ['', 'x'.repeat(201), 'a\u0000b', 'a\nb', 'a\ud800', '\udc00a'])
      expect(Id.safeParse(id).success).toBe(false)
    expect(Actor.safeParse({ id: 'a' }).success).toBe(false)
  })
})
