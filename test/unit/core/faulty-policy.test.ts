import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { stateText } from '../../../src/core/record.ts'
import type { Case } from '../../../src/policy/case.ts'
import { calendar } from '../../../src/time/calendar.ts'
import { Desk, HOUR } from './desk.ts'

/** A desk with a fault in one predicate, which shows from the second note on. */
const desk = (fault: (c: Case) => unknown, rules: object = {}) =>
  new Desk({
    facts: z.object({ list: z.array(z.string()).default([]), deep: z.object({ n: z.int() }).default({ n: 1 }) }),
    major: (c: Case) => (c.count('noted') < 2 ? false : fault(c)),
    obligations: [{ id: 'contact', opens: 'registered', meets: 'contacted', within: { hours: 1 } }],
    ...rules,
  })
    .registered(0, { allegations: [{ text: 't' }] })
    .did(0, 'note', { text: 't' })

const faults: readonly (readonly [string, (c: Case) => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('SECRET')
    },
  ],
  [
    'throws what cannot be looked at',
    () => {
      throw Object.create(null)
    },
  ],
  [
    'runs out of stack',
    function endless(): boolean {
      return endless()
    },
  ],
  ['answers nothing', () => undefined],
  ['answers a promise that fails', () => Promise.reject(new Error('SECRET'))],
  [
    'answers an object whose members throw',
    () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('SECRET')
          },
        },
      ),
  ],
  ['changes a fact', (c) => Object.assign(c.facts, { list: ['x'] }) !== undefined],
  ['changes a fact deep inside', (c) => Reflect.get(c.facts, 'list').push('x') > 0],
  ['changes an allegation', (c) => Object.assign(Object(c.allegations[0]), { finding: 'upheld' }) !== undefined],
  ['adds an allegation', (c) => (c.allegations as unknown[]).push({ id: 'a9' }) > 0],
  ['changes the case', (c) => Object.assign(c, { category: 'x' }) !== undefined],
]

describe.each(faults)('a predicate that %s', (_what, fault) => {
  it('fails the command as the policy’s failure, and nothing has happened', () => {
    const made = desk(fault)
    const before = made.record
    const text = stateText(before)
    for (const [at, input] of [
      [0, { type: 'note', text: 't' }],
      [2 * HOUR, { type: 'note', text: 't' }],
    ] as const) {
      const decision = made.send(at, input)
      if (decision.kind !== 'failed') throw new Error(`it was ${decision.kind}`)
      expect(decision.error.code).toBe('POLICY_FAILED')
      expect(decision.error.details).toMatchObject({ policy: 'desk', rule: 'major' })
      expect(JSON.stringify(decision.error)).not.toContain('SECRET')
    }
    expect(made.record).toBe(before)
    expect(stateText(made.record)).toBe(text)
    expect(made.entries.length).toBe(2)
  })

  it('fails a wake as well, which can be tried again', () => {
    const made = new Desk({
      obligations: [{ id: 'contact', opens: 'registered', meets: 'contacted', within: { hours: 1 } }],
      major: (c: Case) => (c.has('breached:contact') ? fault(c) : false),
    }).registered(0, { allegations: [{ text: 't' }] })
    expect([made.wake(2 * HOUR), made.wake(2 * HOUR)]).toEqual(['failed', 'failed'])
    expect(made.record.seq).toBe(1)
  })
})

describe('what a predicate gets to see', () => {
  it('cannot be changed even by one that hides it, at any time in the life of a complaint', () => {
    const tampered: string[] = []
    const tamper = (c: Case): boolean => {
      const tries: readonly (readonly [string, () => unknown])[] = [
        ['allegations', () => (c.allegations as unknown[]).push({ id: 'a9' })],
        ['an allegation', () => Object.assign(Object(c.allegations[0]), { finding: 'upheld' })],
        ['facts', () => Object.assign(c.facts, { list: [] })],
        ['a list of facts', () => Reflect.get(c.facts, 'list').push('x')],
        ['an object of facts', () => Object.assign(Reflect.get(c.facts, 'deep'), { n: 2 })],
        ['the case', () => Object.assign(c, { major: true })],
      ]
      for (const [what, attempt] of tries) {
        try {
          attempt()
          tampered.push(`${what} after ${c.count('noted')} notes`)
        } catch {}
      }
      return false
    }
    const made = desk(tamper)
      .did(0, 'note', { text: 't' })
      .did(0, 'classify', { facts: { list: ['y'] } })
    made.did(0, 'classify', { allegation: 'a1', category: 'x' }).did(0, 'assign', { to: 'ann' }).did(0, 'contact')
    made.did(0, 'establish', { finding: 'upheld', liability: 'ours' }).did(0, 'note', { text: 't' })
    expect(tampered).toEqual([])
  })
})

describe('a rule that changes its mind with every step', () => {
  it('fails instead of going round for ever', () => {
    const settled = (required: (c: Case) => boolean) =>
      new Desk({ levels: { customerInterface: { callBack: false }, improvement: { required } } })
        .registered()
        .send(0, { type: 'contact', settled: true })
    expect(settled((c) => c.isDone('improvement'))).toMatchObject({ kind: 'failed', error: { code: 'POLICY_FAILED' } })
    // Counter-scenario: asked about another level, it comes to rest.
    expect(settled((c) => c.isDone('customerInterface')).kind).toBe('moved')
  })
})

describe('decide is pure', () => {
  it('another policy that is asked about the same record in between changes no answer (L09)', () => {
    const rules = (everyDay: string) => ({
      calendars: { open: calendar({ timeZone: 'Europe/Berlin', everyDay: [everyDay] }) },
      obligations: [{ id: 'contact', opens: 'registered', meets: 'contacted', within: { hours: 2 }, calendar: 'open' }],
    })
    const one = new Desk(rules('00:00-24:00')).registered()
    const other = new Desk(rules('20:00-06:00'))
    other.record = one.record
    expect([other.duty('contact')?.due, one.duty('contact')?.due]).toEqual([13 * HOUR, 2 * HOUR])
    // The other looks first, and has nothing to say before the evening.
    expect(other.wake(3 * HOUR)).toBe('nothing')
    expect(one.wake(3 * HOUR)).toBe('moved')
  })
})
