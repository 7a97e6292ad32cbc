import { describe, expect, it } from 'vitest'
import type { CommandInput } from '../../../src/domain/commands.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { minimal, thorough } from '../../fixtures/policies.ts'
import { placeOf } from '../../model/explore.ts'
import { perform } from '../../model/replay.ts'

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'It is broken.' }
const settle: CommandInput[] = [
  { type: 'assign', to: 'clerk-1' },
  { type: 'contact', settled: true },
]

describe('a complaint that is opened again', () => {
  it('is no longer closed, and level 1 has no ending any more', () => {
    const closed = perform(minimal, [register, { type: 'withdraw' }])
    expect(closed.snapshot.context.complaint).toMatchObject({ ending: 'withdrawn', closedAt: expect.any(Number) })
    const open = perform(minimal, [{ type: 'reopen', levels: ['customerInterface'], reason: 'Again.' }], closed)
    expect(open.snapshot.context.complaint.closedAt).toBeUndefined()
    expect(open.snapshot.context.complaint.ending).toBeUndefined()
  })

  it('ends by what happens in its new life', () => {
    const reopen: CommandInput = { type: 'reopen', levels: ['customerInterface'], reason: 'Again.' }
    const { snapshot } = perform(minimal, [register, { type: 'withdraw' }, reopen, ...settle])
    expect(snapshot.context.complaint.ending).toBe('resolved')
  })

  it('is not settled by a proposal because an earlier life had ended', () => {
    const talk: CommandInput[] = [{ type: 'contact' }, { type: 'propose', remedies: [{ kind: 'refund' }] }]
    const start = perform(thorough, [register, { type: 'assign', to: 'handler-1' }, { type: 'contact', settled: true }])
    const record = perform(thorough, [{ type: 'dispute', reason: 'Broken again.' }, ...talk], start)
    expect(placeOf(record)).toContain('open.customerInterface.offered')
  })
})

describe('what a step takes out of the data', () => {
  const policy = definePolicy({
    id: 'scaled',
    version: 1,
    timeZone: 'UTC',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], classify: ['clerk'] },
    categories: ['big', 'small'],
    severity: { values: ['grave'], of: (c) => (c.isIn('big') ? 'grave' : undefined) },
  })

  it('is gone, although XState lays a new context over the old one', () => {
    const grave = perform(policy, [{ ...register, category: 'big' }])
    expect(grave.snapshot.context.complaint.severity).toBe('grave')
    expect(
      perform(policy, [{ type: 'classify', category: 'small' }], grave).snapshot.context.complaint.severity,
    ).toBeUndefined()
  })
})
