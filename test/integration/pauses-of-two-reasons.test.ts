import { createRedress, definePolicy, simulatedClock } from 'redress'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const clerk = { by: { id: 'clerk-1', role: 'clerk' } } as const

/** One duty rests while the customer is away, another while parts are on order. */
const workshop = definePolicy({
  id: 'workshop',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], contact: ['clerk'], fulfil: ['clerk'], suspend: ['clerk'] },
  pauseReasons: ['customerAbsent', 'partsOnOrder'],
  obligations: [
    { id: 'call', opens: 'registered', meets: 'contacted', within: { hours: 48 }, pausedBy: ['customerAbsent'] },
    { id: 'repair', opens: 'registered', meets: 'fulfilled', within: { hours: 48 }, pausedBy: ['partsOnOrder'] },
  ],
})

describe.each(storeKinds)('pauses of two reasons that overlap, on $name', ({ open }) => {
  it('hold and let go each duty at its own hour, in the view and in the rows that reports read', async () => {
    const { store } = open()
    const clock = simulatedClock(START)
    const redress = createRedress({ policies: [workshop], store, clock })
    const { id } = await redress.submit({ policy: 'workshop', channel: 'counter', summary: 'x' }, clerk)
    const pause = (reason: 'customerAbsent' | 'partsOnOrder', from: number, until: number) =>
      redress.send(id, { type: 'suspend', reason, from: START + from * HOUR, until: START + until * HOUR }, clerk)
    await pause('customerAbsent', 1, 10)
    await pause('partsOnOrder', 2, 20)

    const seen: unknown[] = []
    for (let hour = 0; hour <= 21; hour++) {
      const view = await redress.get(id, clerk)
      const rows = await store.clocks([{ tenant: 'default', kind: 'complaint', id }])
      const states = (list: readonly { obligation: string; state: string }[]) =>
        Object.fromEntries(list.map(({ obligation, state }) => [obligation, state]))
      expect(states(rows), `hour ${hour}`).toEqual(states(view.due))
      const isHeld = ({ call, repair }: Record<string, string>) => [call === 'paused', repair === 'paused']
      expect(isHeld(states(view.due)), `hour ${hour}`).toEqual([hour >= 1 && hour < 10, hour >= 2 && hour < 20])
      seen.push(view.version)
      clock.advance(HOUR)
      await redress.runDue()
    }
    // Four edges, four wake-ups; nothing fails and nothing is said twice.
    expect(seen.at(-1)).toBe(3 + 4)
    expect(await redress.stuck()).toEqual([])
    const due = (await redress.get(id, clerk)).due.map(({ obligation, dueAt }) => [obligation, dueAt])
    expect(due).toEqual([
      ['call', new Date(START + 57 * HOUR)],
      ['repair', new Date(START + 66 * HOUR)],
    ])
  })
})
