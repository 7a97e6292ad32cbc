import { createRedress, memoryChannel, type SimulatedClock, type Store, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { shopOfDeadlines } from '../fixtures/deadlines.ts'
import { storeKinds } from '../fixtures/stores.ts'
import { deferred, turns } from '../fixtures/waiting.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const
const directory = staticDirectory([{ id: clerk.id, roles: ['clerk'] }])

/** A desk that remembers nothing, so that what it does comes from the claim alone. */
function openDesk(store: Store, clock: SimulatedClock) {
  const mail = memoryChannel()
  const options = { policies: [shopOfDeadlines], store, clock, directory, channels: { mail }, cacheSize: 0 }
  return { redress: createRedress(options), mail }
}

/** A store whose claims of due records are handed out only when the test lets them go: a worker that fell asleep. */
function slowClaims(store: Store) {
  const gates: { readonly taken: Promise<unknown>; readonly open: () => void }[] = []
  const slow: Store = {
    ...store,
    async claimDue(...asked) {
      const claimed = await store.claimDue(...asked)
      if (claimed.items.length === 0) return claimed
      const { promise, resolve } = deferred()
      gates.push({ taken: promise, open: resolve })
      await promise
      return claimed
    },
  }
  return { slow, gates }
}

describe.each(storeKinds)('L03 a wake-up of an earlier life, on $name', ({ open }) => {
  it('L03 changes nothing and writes nothing after the complaint was settled and reopened; the next life has its own', async () => {
    const { store, another } = open()
    const clock = simulatedClock(START)
    const { slow, gates } = slowClaims(another())
    const { redress, mail } = openDesk(store, clock)
    const { redress: sleeper, mail: late } = openDesk(slow, clock)

    const { id } = await redress.submit({ policy: 'deadlines', channel: 'phone', summary: 'x' }, { by: clerk })
    // Armed in the first life, and claimed by a worker when it is due; the worker falls asleep over it.
    clock.set(START + HOUR + 1)
    const asleep = sleeper.runDue()
    await turns()
    expect(gates).toHaveLength(1)

    // The commit of the settlement finds the breach by itself; then the complaint begins a second life.
    await redress.send(id, { type: 'contact', settled: true }, { by: clerk })
    clock.advance(HOUR)
    const reopened = await redress.send(id, { type: 'dispute', reason: 'Broken again.' }, { by: clerk })
    const before = await redress.history(id, { by: clerk })
    expect(reopened.due).toMatchObject([{ clock: 'settlement#2', dueAt: new Date(clock.now() + HOUR) }])

    gates[0]?.open()
    await asleep
    expect(await redress.history(id, { by: clerk })).toEqual(before)
    expect(await redress.get(id, { by: clerk })).toMatchObject({ version: reopened.version, state: reopened.state })
    expect(await redress.stuck()).toEqual([])

    // The second life's own firing works, once, by a worker that is awake.
    clock.advance(HOUR + 1)
    await redress.runDue()
    const breaches = (await redress.history(id, { by: clerk })).flatMap((line) =>
      line.clocks.filter(({ what }) => what === 'breach').map(({ clock: of, ordinal, at }) => ({ of, ordinal, at })),
    )
    expect(breaches).toEqual([
      { of: 'settlement#1', ordinal: 1, at: new Date(START + HOUR) },
      { of: 'settlement#2', ordinal: 1, at: reopened.due[0]?.dueAt },
    ])
    const told = [...mail.deliveries, ...late.deliveries].map(({ template }) => template)
    expect(told).toEqual(['settlement-overdue', 'settlement-overdue'])
  })

  it('L03 is no news where the first life met its deadline: nothing was ever missed', async () => {
    const { store, another } = open()
    const clock = simulatedClock(START)
    const { slow, gates } = slowClaims(another())
    const { redress, mail } = openDesk(store, clock)
    // Its clock is ahead of the others' by an hour and a half.
    const { redress: early, mail: late } = openDesk(slow, simulatedClock(START + 1.5 * HOUR))
    const { id } = await redress.submit({ policy: 'deadlines', channel: 'phone', summary: 'x' }, { by: clerk })
    const asleep = early.runDue()
    await turns()
    expect(gates).toHaveLength(1)

    clock.set(START + HOUR / 2)
    await redress.send(id, { type: 'contact', settled: true }, { by: clerk })
    const { length } = await redress.history(id, { by: clerk })
    gates[0]?.open()
    await asleep
    const history = await redress.history(id, { by: clerk })
    expect(history).toHaveLength(length)
    expect(history.flatMap(({ clocks }) => clocks).map(({ what }) => what)).toEqual(['opened', 'met'])
    expect([...mail.deliveries, ...late.deliveries]).toEqual([])
  })
})
