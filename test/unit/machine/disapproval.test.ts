import { describe, expect, it } from 'vitest'
import type { CommandInput } from '../../../src/domain/commands.ts'
import { thorough } from '../../fixtures/policies.ts'
import { placeOf } from '../../model/explore.ts'
import { perform } from '../../model/replay.ts'

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'Broken.', facts: { delicate: true } }
const assign: CommandInput = { type: 'assign', to: 'handler-1' }
const contact: CommandInput = { type: 'contact' }
const propose: CommandInput = { type: 'propose', remedies: [{ kind: 'refund' }] }
const approve: CommandInput = { type: 'approve', approval: 'approval-1' }
const fulfil: CommandInput = { type: 'fulfil' }
const dissatisfied: CommandInput = { type: 'callBack', outcome: 'dissatisfied' }

/** Where level 1 may stand when somebody asks to reject the complaint, and how it comes there. */
const places: Record<string, CommandInput[]> = {
  unassigned: [],
  assigned: [assign],
  handling: [assign, contact],
  offered: [assign, contact, propose, approve],
  fulfilling: [assign, contact, propose, approve, { type: 'accept' }],
  verifying: [assign, contact, fulfil],
  reviewing: [assign, contact, fulfil, dissatisfied],
}

describe('a rejection that is disapproved', () => {
  it.each(Object.entries(places))('leaves a complaint that was %s where it stood', (name, way) => {
    const before = perform(thorough, [register, ...way])
    expect(placeOf(before)).toContain(`customerInterface.${name}`)
    const asked = perform(thorough, [{ type: 'reject', reason: 'Not ours.' }], before)
    expect(placeOf(asked)).toContain('customerInterface.awaitingApproval')
    const approval = asked.snapshot.context.complaint.approvals.at(-1)?.id ?? ''
    const after = perform(thorough, [{ type: 'disapprove', approval, reason: 'It is ours.' }], asked)
    expect(placeOf(after)).toBe(placeOf(before))
  })

  it('brings an offer that needs no acceptance back to its fulfilment', () => {
    const asIs: CommandInput = { type: 'propose', remedies: [{ kind: 'repair' }], acceptance: 'notNeeded' }
    const reject: CommandInput = { type: 'reject', reason: 'Not ours.' }
    const no: CommandInput = { type: 'disapprove', approval: 'approval-2', reason: 'It is ours.' }
    expect(placeOf(perform(thorough, [register, assign, contact, asIs, approve, reject, no]))).toContain('.fulfilling')
  })
})

describe('an offer that is disapproved', () => {
  it('is off the table, and handling goes on', () => {
    const no: CommandInput = { type: 'disapprove', approval: 'approval-1', reason: 'Too much.' }
    const { snapshot } = perform(thorough, [register, assign, contact, propose, no])
    expect(snapshot.matches({ open: { customerInterface: 'handling' } })).toBe(true)
    expect(snapshot.context.complaint.offers.map((one) => one.state)).toEqual(['superseded'])
  })
})
