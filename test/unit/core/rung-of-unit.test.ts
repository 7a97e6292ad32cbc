import { describe, expect, it } from 'vitest'
import { memoryChannel } from '../../../src/channels/memory/memory-channel.ts'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { staticDirectory } from '../../../src/engine/static-directory.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'

const clerk = { id: 'clerk', role: 'clerk' } as const
const directory = staticDirectory([
  { id: 'head-7', roles: ['head'], unit: 'station-7' },
  { id: 'head-8', roles: ['head'], unit: 'station-8' },
  { id: 'region', roles: ['region'] },
])

/** Where an overdue complaint of a unit stands in the end and who is told, its second rung being of its unit or of the whole company. */
async function told(rung: { readonly unit?: 'same' }, unit: string | undefined): Promise<readonly string[]> {
  const policy = definePolicy({
    id: 'stations',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'UTC',
    roles: ['clerk', 'head', 'region'],
    see: { clerk: 'all', head: 'unit', region: 'all' },
    permissions: { register: ['clerk'], assign: ['clerk'] },
    ladder: [
      { id: 'desk', role: 'clerk' },
      { id: 'station', role: 'head', ...rung },
      { id: 'region', role: 'region' },
    ],
    obligations: [
      { id: 'owner', opens: 'registered', meets: 'assigned', within: { hours: 1 }, onBreach: { escalate: 'next' } },
    ],
    notifications: [{ on: 'breached:owner', to: 'rung', channel: 'mail', template: 'overdue' }],
  })
  const clock = simulatedClock('2026-03-02T09:00:00Z')
  const mail = memoryChannel()
  const redress = createRedress({ policies: [policy], store: memoryStore(), clock, directory, channels: { mail } })
  const complaint = { policy: 'stations', channel: 'phone', summary: 'x' } as const
  const { id } = await redress.submit(unit === undefined ? complaint : { ...complaint, unit }, { by: clerk })
  clock.advance(3_600_001)
  await redress.runDue()
  const { rung: stands } = await redress.get(id, { by: clerk })
  return [stands, ...mail.deliveries.map(({ recipient }) => recipient).sort()]
}

describe('who stands on a rung', () => {
  it('of the unit of the complaint alone, where the rung is of the unit (LP-09)', async () => {
    expect(await told({ unit: 'same' }, 'station-7')).toEqual(['station', 'head-7'])
    expect(await told({ unit: 'same' }, 'station-8')).toEqual(['station', 'head-8'])
  })

  it('everybody of the role, where it is not, and where the complaint has no unit', async () => {
    expect(await told({}, 'station-7')).toEqual(['station', 'head-7', 'head-8'])
    expect(await told({ unit: 'same' }, undefined)).toEqual(['station', 'head-7', 'head-8'])
  })

  it('nobody in a unit without a head: the complaint climbs on', async () => {
    expect(await told({ unit: 'same' }, 'station-9')).toEqual(['region'])
  })
})
