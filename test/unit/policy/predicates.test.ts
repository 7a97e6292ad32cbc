import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isRedressError } from '../../../src/errors.ts'
import { initialState } from '../../../src/machine/initial-state.ts'
import { type Case, caseOf } from '../../../src/policy/case.ts'
import type { Policy } from '../../../src/policy/policy.ts'
import { define } from './sound-definition.ts'

const blank = initialState({ id: 'c1', number: 'D-1' })
const anyCase: Case = caseOf({ ...blank, category: 'service/attitude', signals: { contacted: [1, 2, 2] }, rung: 1 }, [
  'desk',
  'top',
])

/** Every place in which a policy is asked, with what makes the policy ask there. */
const places: Record<
  string,
  { definition(predicate: unknown): object; ask(policy: Policy): unknown; rule: string; right: unknown }
> = {
  severity: {
    definition: (of) => ({ severity: { values: ['minor', 'grave'], of } }),
    ask: ({ rules }) => rules.classification.derive(anyCase, blank).severity,
    rule: 'severity.of',
    right: 'grave',
  },
  urgency: {
    definition: (of) => ({ urgency: { values: ['normal', 'urgent'], of } }),
    ask: ({ rules }) => rules.classification.derive(anyCase, blank).urgency,
    rule: 'urgency.of',
    right: 'urgent',
  },
  major: {
    definition: (major) => ({ major }),
    ask: ({ rules }) => rules.classification.derive(anyCase, blank).major,
    rule: 'major',
    right: true,
  },
  'when of a duty': {
    definition: (when) => ({
      obligations: [{ id: 'call', opens: 'registered', meets: 'contacted', within: { hours: 1 }, when }],
    }),
    ask: ({ rules }) => rules.obligations.all.get('call')?.appliesTo(anyCase),
    rule: 'obligations.call.when',
    right: false,
  },
  'budget of a duty': {
    definition: (budget) => ({ obligations: [{ id: 'call', opens: 'registered', meets: 'contacted', budget }] }),
    ask: ({ rules }) => rules.obligations.all.get('call')?.dueFor(anyCase),
    rule: 'obligations.call.budget',
    right: { hours: 3 },
  },
  'dueAt of a duty': {
    definition: (dueAt) => ({ obligations: [{ id: 'call', opens: 'registered', meets: 'contacted', dueAt }] }),
    ask: ({ rules }) => rules.obligations.all.get('call')?.dueFor(anyCase),
    rule: 'obligations.call.dueAt',
    right: 1_000,
  },
  'whether a level is asked for': {
    definition: (required) => ({ levels: { improvement: { required } } }),
    ask: ({ rules }) => rules.levels.isRequired('improvement', anyCase, blank),
    rule: 'levels.improvement.required',
    right: true,
  },
  'whether there is a call-back': {
    definition: (callBack) => ({ levels: { customerInterface: { callBack } } }),
    ask: ({ rules }) => rules.levels.needsCallBack(anyCase),
    rule: 'levels.customerInterface.callBack',
    right: false,
  },
  'whether other places are looked at': {
    definition: (readAcross) => ({ levels: { improvement: { required: true, readAcross } } }),
    ask: ({ rules }) => rules.levels.needsReadAcross(anyCase),
    rule: 'levels.improvement.readAcross',
    right: false,
  },
  'whether measures are taken': {
    definition: (measures) => ({ levels: { improvement: { required: true, measures } } }),
    ask: ({ rules }) => rules.levels.needsMeasures(anyCase),
    rule: 'levels.improvement.measures',
    right: false,
  },
  'a gate': {
    definition: (when) => ({ gates: [{ before: 'close', needs: ['assigned'], when }] }),
    ask: ({ rules }) => rules.forms.missing('close', anyCase).length > 0,
    rule: 'gates.0.when',
    right: true,
  },
  'an approval': {
    definition: (when) => ({ approvals: [{ of: 'reject', by: ['clerk'], when }] }),
    ask: ({ rules }) => rules.approvals.isNeeded('reject', anyCase),
    rule: 'approvals.0.when',
    right: true,
  },
  'a notice': {
    definition: (when) => ({
      notifications: [{ on: 'registered', to: 'owner', channel: 'mail', template: 't', when }],
    }),
    ask: ({ rules }) => rules.notifications.on('registered')[0]?.appliesTo(anyCase),
    rule: 'notifications.0.when',
    right: false,
  },
}
const desk = (definition: object) =>
  define({
    id: 'desk',
    version: 1,
    timeZone: 'UTC',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: {
      register: ['clerk'],
      contact: ['clerk'],
      assign: ['clerk'],
      approve: ['clerk'],
      disapprove: ['clerk'],
    },
    facts: z.object({ serial: z.string() }),
    ...definition,
  })

const nonsense: Record<string, () => unknown> = {
  'throws an error': () => {
    throw new TypeError('SECRET')
  },
  // As `throw 'SECRET'` does, which the linter knows to be a mistake.
  'throws something else': () => {
    const thrown: unknown = 'SECRET'
    throw thrown
  },
  'answers a number that is none': () => Number.NaN,
  'answers null': () => null,
  'answers a text': () => 'SECRET',
  'answers a list': () => [true],
  'answers a function': () => () => true,
  'answers a promise': () => Promise.resolve(true),
  // Its rejection must not end the process either: the runner reports unhandled ones.
  'answers a promise that fails': () => Promise.reject(new Error('SECRET')),
}

describe.each(Object.entries(places))('%s', (_name, { definition, ask, rule, right }) => {
  it('is asked and believed', () => {
    const answer = ask(desk(definition(() => right)))
    expect([right, { budget: right }, { at: right }]).toContainEqual(answer)
  })

  it.each(Object.entries(nonsense))('fails as the policy’s failure when it %s', (_what, predicate) => {
    const policy = desk(definition(predicate))
    try {
      ask(policy)
      expect.unreachable()
    } catch (error) {
      if (!isRedressError(error, 'POLICY_FAILED')) throw error
      expect(error.details).toMatchObject({ policy: 'desk', rule })
      expect(error.message).not.toContain('SECRET')
      expect(error.retryable).toBe(false)
    }
  })
})

describe('an answer of nothing', () => {
  const nothing = () => undefined

  it.each(Object.entries(places).filter(([, { right }]) => typeof right === 'boolean'))(
    'is no answer to a yes-or-no question: %s',
    (_name, { definition, ask }) => {
      expect(() => ask(desk(definition(nothing)))).toThrow(/must answer true or false, got undefined/)
    },
  )

  it('is none of the values of a scale, and no number for a duty', () => {
    expect(places['severity']?.ask(desk({ severity: { values: ['minor'], of: nothing } }))).toBeUndefined()
    expect(places['budget of a duty']?.ask(desk(places['budget of a duty'].definition(nothing)))).toEqual({
      unmeasured: true,
    })
    expect(places['dueAt of a duty']?.ask(desk(places['dueAt of a duty'].definition(nothing)))).toEqual({
      unmeasured: true,
    })
  })
})

describe('a case', () => {
  it('tells what has happened, and where the category stands in its tree', () => {
    expect(anyCase.isIn('service')).toBe(true)
    expect(anyCase.isIn('service/attitude')).toBe(true)
    expect(anyCase.isIn('serv')).toBe(false)
    expect([anyCase.has('contacted'), anyCase.has('assigned')]).toEqual([true, false])
    expect([anyCase.count('contacted'), anyCase.count('assigned')]).toEqual([2, 0])
    expect(anyCase.rung).toBe('top')
    expect(anyCase.isDone('customerInterface')).toBe(false)
  })

  it('cannot be changed', () => {
    expect(() => Object.assign(anyCase, { has: () => true })).toThrow(TypeError)
    expect(() => Object.assign(anyCase, { major: true })).toThrow(TypeError)
  })
})

describe('a budget that a predicate answers', () => {
  it('is kept as it was answered, whatever the policy does to its own object afterwards', () => {
    const own = { hours: 1 }
    const policy = desk({ obligations: [{ id: 'call', opens: 'registered', meets: 'contacted', budget: () => own }] })
    const due = policy.rules.obligations.all.get('call')?.dueFor(anyCase)
    own.hours = 99
    expect(due).toEqual({ budget: { hours: 1 } })
  })
})
