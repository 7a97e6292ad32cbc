import { describe, expect, it } from 'vitest'
import type { CommandInput } from '../../../src/domain/commands.ts'
import { thorough } from '../../fixtures/policies.ts'
import { placeOf } from '../../model/explore.ts'
import { perform } from '../../model/replay.ts'

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'It is broken.', customer: { id: 'c-1' } }
const offer: CommandInput[] = [
  { type: 'assign', to: 'handler-1' },
  { type: 'contact' },
  { type: 'propose', remedies: [{ kind: 'refund' }] },
]

describe('an offer', () => {
  it.each<CommandInput>([
    { type: 'withdraw' },
    { type: 'merge', into: 'another' },
    { type: 'reject', reason: 'Not ours.' },
    { type: 'refer', to: 'ombudsman', reason: 'Theirs.' },
    { type: 'finalise', remediesTold: ['court'], reason: 'No agreement.' },
  ])('lapses when level 1 ends by $type', (ending) => {
    const { snapshot } = perform(thorough, [register, ...offer, ending])
    expect(snapshot.context.complaint.offers.map((one) => one.state)).toEqual(['superseded'])
  })

  it('of an earlier life is not put before the complainant again', () => {
    const disputed = perform(thorough, [register, ...offer, { type: 'withdraw' }, { type: 'dispute', reason: 'No.' }])
    const delicate: CommandInput[] = [
      { type: 'classify', facts: { delicate: true } },
      { type: 'reject', reason: 'Not ours.' },
    ]
    const asked = perform(thorough, delicate, disputed)
    const approval = asked.snapshot.context.complaint.approvals.find((one) => one.state === 'open')?.id ?? ''
    const record = perform(thorough, [{ type: 'disapprove', approval, reason: 'It is ours.' }], asked)
    expect(placeOf(record)).not.toContain('offered')
  })
})
