import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { simpleFlow } from '../../../src/policies/simple-flow.ts'
import { extendPolicy } from '../../../src/policy/extend-policy.ts'

const strict = extendPolicy(simpleFlow, {
  id: 'strict-flow',
  version: 1,
  roles: ['ombudsman'],
  facts: z.object({ shop: z.string() }),
  permissions: { review: ['ombudsman'] },
  see: { ombudsman: 'all' },
  obligations: [
    { id: 'assignment', opens: 'registered', meets: 'assigned', within: { hours: 2 } },
    { id: 'echo', opens: 'breached:assignment', meets: 'contacted', within: { hours: 1 } },
  ],
  drop: { commands: ['refer'], obligations: ['feedback'], notifications: ['contact-overdue'] },
})

describe('extendPolicy', () => {
  it('replaces what has the same id in its place and adds the rest at the end', () => {
    expect(strict.definition.obligations?.map((one) => one.id)).toEqual(['assignment', 'settlement', 'promise', 'echo'])
    expect(strict.unmeasured).toEqual(['settlement'])
    expect(simpleFlow.unmeasured).toEqual(['assignment', 'feedback', 'settlement'])
  })

  it('adds roles and forms, replaces permissions by command, drops what is named', () => {
    const { permissions } = strict.rules
    expect(permissions.roles).toContain('ombudsman')
    expect(permissions.may('ombudsman', 'review')).toBe(true)
    expect(permissions.may('reviewer', 'review')).toBe(false)
    expect(permissions.may('manager', 'refer')).toBe(false)
    expect(simpleFlow.rules.permissions.may('manager', 'refer')).toBe(true)
    expect(Object.keys(strict.rules.forms.schemas)).toEqual(['investigation'])
    expect(strict.rules.notifications.on('breached:assignment')).toHaveLength(1)
  })

  it('refuses to drop what the base does not have', () => {
    const nothing: readonly never[] = JSON.parse('["nope"]')
    expect(() => extendPolicy(simpleFlow, { id: 'x', version: 1, drop: { obligations: nothing } })).toThrow(/'nope'/)
  })

  it('refuses facts that it cannot merge, and a difference of another shape, as a policy that cannot work', () => {
    const refined = z.object({ shop: z.string() }).refine((facts) => facts.shop !== 'none')
    const base = extendPolicy(simpleFlow, { id: 'base', version: 1, facts: refined })
    const extend = (difference: object) => (): unknown =>
      Reflect.apply(extendPolicy, undefined, [base, { id: 'x', version: 1, ...difference }])
    expect(extend({ facts: z.object({ area: z.string() }) })).not.toThrow()
    for (const difference of [
      { facts: z.object({ shop: z.number() }) },
      { facts: z.object({ area: z.string() }).refine(() => true) },
      { obligations: 5 },
      { roles: null },
    ]) {
      expect(extend(difference)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
    }
  })

  it('refuses a difference that leaves a signal without its obligation', () => {
    expect(() => extendPolicy(simpleFlow, { id: 'x', version: 1, drop: { obligations: ['assignment'] } })).toThrow(
      /breached:assignment/,
    )
  })
})
