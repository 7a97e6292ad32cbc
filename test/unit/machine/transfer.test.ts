import { describe, expect, it } from 'vitest'
import { isPossible } from '../../../src/core/possible.ts'
import type { CommandInput } from '../../../src/domain/commands.ts'
import { thorough } from '../../fixtures/policies.ts'
import { placeOf } from '../../model/explore.ts'
import { perform } from '../../model/replay.ts'

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'Broken.', unit: 'station-7' }
const handled: CommandInput[] = [register, { type: 'assign', to: 'handler-1' }, { type: 'contact' }]
const offered: CommandInput[] = [...handled, { type: 'propose', remedies: [{ kind: 'refund' }] }]
const fulfilled: CommandInput[] = [...offered, { type: 'accept' }, { type: 'fulfil' }]
const transfer: CommandInput = { type: 'transfer', unit: 'station-8', reason: 'Not ours.' }

describe('a transfer to another unit', () => {
  it.each([
    ['unassigned', [register]],
    ['assigned', handled.slice(0, 2)],
    ['handling', handled],
  ])('is possible while the complaint is %s, and begins anew with nobody', (name, way) => {
    const before = perform(thorough, way)
    expect(placeOf(before)).toContain(`customerInterface.${name}`)
    const after = perform(thorough, [transfer], before)
    expect(placeOf(after)).toContain('customerInterface.unassigned')
    expect(after.snapshot.context.complaint.unit).toBe('station-8')
  })

  it.each([
    ['offered', offered],
    ['fulfilling', [...offered, { type: 'accept' } as const]],
    ['verifying', fulfilled],
    ['reviewing', [...handled, { type: 'fulfil' } as const, { type: 'callBack', outcome: 'dissatisfied' } as const]],
    ['settled', [...handled, { type: 'contact', settled: true } as const]],
  ])('is not possible while it is %s', (name, way) => {
    const record = perform(thorough, way)
    expect(placeOf(record)).toContain(`customerInterface.${name}`)
    expect(isPossible(record.snapshot, 'transfer')).toBe(false)
  })

  it('is possible again in handling, although an earlier offer had been accepted', () => {
    const again: CommandInput[] = [
      { type: 'callBack', outcome: 'satisfied' },
      { type: 'dispute', reason: 'Broken again.' },
      { type: 'contact' },
    ]
    const record = perform(thorough, [...fulfilled, ...again, transfer])
    expect(placeOf(record)).toContain('customerInterface.unassigned')
  })
})
