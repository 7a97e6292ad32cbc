import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commandTypes } from '../../../src/domain/commands.ts'
import type { Json } from '../../../src/domain/json.ts'
import { personal } from '../../../src/domain/personal.ts'
import { isRedressError } from '../../../src/errors.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { thorough } from '../../fixtures/policies.ts'

const desk = definePolicy({
  id: 'desk',
  version: 1,
  timeZone: 'UTC',
  roles: ['clerk'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], promise: ['clerk'] },
  facts: z.strictObject({
    serial: personal(z.string().regex(/^[A-Z]{2}\d+$/)),
    kind: z.enum(['fault', 'service']).default('fault'),
    parts: z.array(z.object({ name: personal(z.string()), price: z.number().max(100) })).default([]),
  }),
  forms: { report: z.object({ pages: z.int(), author: personal(z.string().min(3), 'record') }) },
  categories: ['service', 'service/attitude'],
  severity: { values: ['minor', 'grave'] },
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'top', role: 'clerk' },
  ],
  pauseReasons: ['absent'],
  remedies: ['refund'],
  sanctions: ['training'],
  obligations: [{ id: 'call', opens: 'promised', meets: 'promiseRenewed', within: { hours: 1 } }],
})
const complaint = { type: 'register', channel: 'web', summary: 'SECRET words', facts: { serial: 'AB1' } }

/** The issues of a command that does not fit; empty when it fits. */
function issuesOf(input: unknown) {
  try {
    desk.command(input)
    return []
  } catch (error) {
    if (!isRedressError(error, 'COMMAND_INVALID')) throw error
    for (const { message } of error.details.issues) expect(message).not.toBe('')
    expect(JSON.stringify(error)).not.toContain('SECRET')
    expect(error.message).not.toContain('SECRET')
    return error.details.issues.map((issue) => issue.path)
  }
}

describe('policy.command', () => {
  it.each<[string, object]>([
    ['a complaint', complaint],
    ['a form', { type: 'file', form: 'report', data: { pages: 1, author: 'Wang' } }],
    [
      'a part of the facts',
      { type: 'classify', facts: { kind: 'service' }, category: 'service/attitude', severity: 'grave' },
    ],
    ['a rung', { type: 'escalate', to: 'top', reason: 'request' }],
    ['a pause', { type: 'suspend', reason: 'absent', from: 1, until: 2 }],
    ['an extension', { type: 'extend', obligation: 'call', by: { hours: 1 }, reason: 'r' }],
    ['a remedy', { type: 'propose', remedies: [{ kind: 'refund', amountMinor: 5, currency: 'CNY' }] }],
    ['a measure', { type: 'decide', measures: [{ kind: 'training', subject: 'u' }] }],
  ])('takes %s', (_what, input) => {
    expect(issuesOf(input)).toEqual([])
  })

  // Every value that is wrong says SECRET, and no message repeats it.
  it.each<[string, readonly string[], unknown]>([
    ['nothing', ['type'], undefined],
    ['a text', ['type'], 'SECRET'],
    ['a list', ['type'], ['SECRET']],
    ['no type', ['type'], { summary: 'SECRET' }],
    ['a type that is no text', ['type'], { type: { SECRET: 1 } }],
    ['a type that cannot be made a text', ['type'], JSON.parse('{"type":{"toString":"SECRET","valueOf":1}}')],
    ['the name of a prototype', ['type'], { type: 'constructor' }],
    ['a field that is missing', ['summary'], { ...complaint, summary: undefined }],
    ['a field of another type', ['channel', 'demand'], { ...complaint, channel: ['SECRET'], demand: { SECRET: 1 } }],
    ['a text that is too long', ['summary'], { ...complaint, summary: 'SECRET'.repeat(3_000) }],
    ['an unknown choice', ['confidentiality'], { ...complaint, confidentiality: 'SECRET' }],
    [
      'facts that do not fit',
      ['facts.serial', 'facts.kind'],
      { ...complaint, facts: { serial: 'SECRET', kind: 'SECRET' } },
    ],
    ['facts that are missing', ['facts.serial'], { ...complaint, facts: {} }],
    [
      'a list in the facts',
      ['facts.parts.1.price'],
      {
        ...complaint,
        facts: {
          serial: 'AB1',
          parts: [
            { name: 'SECRET', price: 1 },
            { name: 'SECRET', price: 101 },
          ],
        },
      },
    ],
    [
      'an unknown category',
      ['category', 'allegations.1.category'],
      {
        ...complaint,
        category: 'SECRET',
        allegations: [
          { text: 'SECRET', category: 'service' },
          { text: 'SECRET', category: 'SECRET' },
        ],
      },
    ],
    [
      'a name in an anonymous complaint',
      ['customer'],
      { ...complaint, confidentiality: 'anonymous', customer: { name: 'SECRET' } },
    ],
    ['facts of a change that do not fit', ['facts.kind'], { type: 'classify', facts: { kind: 'SECRET' } }],
    [
      'an unknown severity, urgency or category',
      ['category', 'severity', 'urgency'],
      { type: 'classify', category: 'SECRET', severity: 'SECRET', urgency: 'SECRET' },
    ],
    ['an unknown form', ['form'], { type: 'file', form: 'SECRET', data: {} }],
    ['a form by the name of a prototype', ['form'], { type: 'file', form: 'constructor', data: {} }],
    [
      'a form that does not fit',
      ['data.pages', 'data.author'],
      { type: 'file', form: 'report', data: { pages: 'SECRET', author: 'x' } },
    ],
    ['an unknown rung', ['to'], { type: 'escalate', to: 'SECRET', reason: 'request' }],
    ['an unknown pause reason', ['reason'], { type: 'suspend', reason: 'SECRET' }],
    ['a pause that ends before it begins', ['until'], { type: 'suspend', reason: 'absent', from: 2, until: 2 }],
    [
      'an extension of an unknown duty',
      ['obligation'],
      { type: 'extend', obligation: 'SECRET', by: { hours: 1 }, reason: 'r' },
    ],
    ['an extension by nothing', [''], { type: 'extend', obligation: 'call', reason: 'SECRET' }],
    ['an extension both by and to', [''], { type: 'extend', obligation: 'call', by: { hours: 1 }, to: 5, reason: 'r' }],
    ['a duration of two units', ['by'], { type: 'extend', obligation: 'call', by: { hours: 1, days: 1 }, reason: 'r' }],
    ['an unknown remedy', ['remedies.0.kind'], { type: 'propose', remedies: [{ kind: 'SECRET' }] }],
    [
      'an amount without a currency',
      ['remedies.0'],
      { type: 'propose', remedies: [{ kind: 'refund', amountMinor: 5 }] },
    ],
    ['an unknown measure', ['measures.0.kind'], { type: 'decide', measures: [{ kind: 'SECRET', subject: 'u' }] }],
  ])('refuses %s with the path and the reason, and never repeats the value', (_what, paths, input) => {
    expect(issuesOf(input)).toEqual(paths)
  })

  it('refuses anything else of every command without naming what was given', () => {
    for (const type of commandTypes) {
      for (const value of ['SECRET', 7, null, ['SECRET'], { other: 'SECRET' }, Number.NaN]) {
        const fields = [
          'reason',
          'to',
          'summary',
          'text',
          'at',
          'form',
          'levels',
          'outcome',
          'actions',
          'nature',
          'into',
        ]
        const input = { type, ...Object.fromEntries(fields.map((field) => [field, value])) }
        expect(issuesOf(input).length, type).toBeGreaterThan(0)
      }
    }
  })

  it('a change of facts says only what it names: defaults are for new complaints', () => {
    const command = desk.command({ type: 'classify', facts: { serial: 'CD2' } })
    expect(command).toEqual({ type: 'classify', facts: { serial: 'CD2' } })
    expect(desk.command({ ...complaint, facts: { serial: 'CD2' } })).toMatchObject({
      facts: { serial: 'CD2', kind: 'fault', parts: [] },
    })
  })

  it('facts with a rule over several fields are defined, and the rule holds for new complaints', () => {
    const ruled = definePolicy({
      id: 'ruled',
      version: 1,
      timeZone: 'UTC',
      roles: ['clerk'],
      see: { clerk: 'all' },
      permissions: { register: ['clerk'], classify: ['clerk'] },
      facts: z.object({ from: z.int(), to: z.int() }).refine((it) => it.from < it.to, 'must be in order'),
    })
    const register = (facts: object) => () => ruled.command({ ...complaint, facts })
    expect(register({ from: 1, to: 2 })).not.toThrow()
    expect(register({ from: 2, to: 1 })).toThrow(/facts: must be in order/)
    expect(ruled.command({ type: 'classify', facts: { from: 3 } })).toEqual({ type: 'classify', facts: { from: 3 } })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('SECRET')
      },
    ],
    ['answers a promise', async () => true],
  ])('a refinement of the policy that %s is the policy’s failure, not a broken command', (_what, check) => {
    const broken = definePolicy({
      id: 'broken',
      version: 1,
      timeZone: 'UTC',
      roles: ['clerk'],
      see: { clerk: 'all' },
      permissions: { register: ['clerk'] },
      facts: z.object({ serial: z.string().refine(check) }),
    })
    try {
      broken.command(complaint)
      expect.unreachable()
    } catch (error) {
      if (!isRedressError(error, 'POLICY_FAILED')) throw error
      expect(error.details).toMatchObject({ policy: 'broken', rule: 'facts' })
      expect(error.message).not.toContain('SECRET')
    }
  })
})

describe('policy.split', () => {
  const split = (input: object) => {
    const { rest, personal: parts } = desk.split(desk.command(input))
    return { rest: JSON.stringify(rest), parts }
  }

  it('takes out what the policy marks in facts and forms, beside what every command holds', () => {
    const facts = { serial: 'AB1', kind: 'service', parts: [{ name: 'Li', price: 5 }] }
    const { rest, parts } = split({ ...complaint, facts })
    expect(rest).not.toMatch(/AB1|Li|SECRET/)
    expect(rest).toContain('"facts":{"kind":"service","parts":[{"price":5}]}')
    expect(parts.complainant).toEqual({ summary: 'SECRET words', 'facts.serial': 'AB1', 'facts.parts.0.name': 'Li' })
  })

  it('keeps data of the record apart from the complainant’s', () => {
    const { rest, parts } = split({ type: 'file', form: 'report', data: { pages: 1, author: 'Wang' } })
    expect(rest).toBe('{"type":"file","form":"report","data":{"pages":1}}')
    expect(parts).toEqual({ record: { 'data.author': 'Wang' } })
  })

  it('does so when facts are changed as well', () => {
    const { rest, parts } = split({ type: 'classify', facts: { serial: 'CD2' }, reason: 'SECRET' })
    expect(rest).toBe('{"type":"classify","facts":{}}')
    expect(parts).toEqual({ complainant: { 'facts.serial': 'CD2' }, record: { reason: 'SECRET' } })
  })
})

describe('policy.actor', () => {
  const refused = (input: Json | undefined) => {
    try {
      return thorough.actor(input)
    } catch (error) {
      if (!isRedressError(error, 'ACTOR_INVALID')) throw error
      expect(error.message).not.toContain('SECRET')
      return error.details.issues.map((issue) => issue.path)
    }
  }

  it('takes one with a role of the policy, and the anonymous one', () => {
    expect(refused({ id: 'li', role: 'agent', aliases: ['l'], onBehalfOf: 'wang' })).toEqual({
      id: 'li',
      role: 'agent',
      aliases: ['l'],
      onBehalfOf: 'wang',
    })
    expect(refused({ id: 'anonymous', role: 'anonymous' })).toEqual({ id: 'anonymous', role: 'anonymous' })
  })

  it.each<[string, readonly string[], Json | undefined]>([
    ['nobody', [''], undefined],
    ['a text', [''], 'SECRET'],
    ['no id', ['id'], { role: 'agent' }],
    ['an unknown role', ['role'], { id: 'li', role: 'SECRET' }],
    ["the library's own role", ['role'], { id: 'li', role: 'system' }],
    ['a broken alias', ['aliases.0'], { id: 'li', role: 'agent', aliases: ['SECRET\n'] }],
  ])('refuses %s', (_what, paths, input) => {
    expect(refused(input)).toEqual(paths)
  })
})
