import {
  createRedress,
  definePolicy,
  extendPolicy,
  memoryChannel,
  type Redress,
  type Store,
  simulatedClock,
  staticDirectory,
} from 'redress'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Change } from '../../src/stores/contract.ts'
import { random } from '../crash/random.ts'
import { storeKinds } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2026-03-02T09:00:00+08:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const

/** Four rungs, each reached by a duty that is timed from the start. */
const ladder = definePolicy({
  id: 'ladder',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk', 'lead', 'head', 'director', 'board'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], contact: ['clerk'] },
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'team', role: 'lead' },
    { id: 'department', role: 'head' },
    { id: 'division', role: 'director' },
    { id: 'top', role: 'board' },
  ],
  obligations: [
    { id: 'first', opens: 'registered', meets: 'contacted', within: { hours: 24 }, onBreach: { escalate: 'team' } },
    {
      id: 'second',
      opens: 'registered',
      meets: 'contacted',
      within: { hours: 48 },
      onBreach: { escalate: 'department' },
    },
    { id: 'third', opens: 'registered', meets: 'contacted', within: { hours: 72 }, onBreach: { escalate: 'division' } },
    { id: 'fourth', opens: 'registered', meets: 'contacted', within: { hours: 96 }, onBreach: { escalate: 'top' } },
  ],
  notifications: [{ on: 'escalated', to: 'rung', channel: 'mail', template: 'escalated' }],
})

const directory = staticDirectory(
  ['clerk', 'lead', 'head', 'director', 'board'].map((role) => ({ id: `${role}-1`, roles: [role] })),
)

describe.each(storeKinds)('L15 what was missed while nobody swept, on $name', ({ open }) => {
  const openLadder = (policy: typeof ladder = ladder) => {
    const { store } = open()
    const clock = simulatedClock(START)
    const mail = memoryChannel()
    const redress = createRedress({ policies: [policy], store, clock, directory, channels: { mail } })
    return { redress, clock, mail }
  }
  const submission = { policy: 'ladder', channel: 'phone', summary: 'x' } as const

  it('L15 thirty days over four rungs: four firings with both instants, one climb, one notice to whom it concerns now', async () => {
    const { redress, clock, mail } = openLadder()
    const { id } = await redress.submit(submission, { by: clerk })
    clock.advance(30 * DAY)
    await redress.runDue()

    const [wake, ...more] = (await redress.history(id, { by: clerk })).slice(1)
    expect(more).toEqual([])
    expect(wake).toMatchObject({ type: 'wake', at: new Date(START + 30 * DAY) })
    expect(wake?.clocks.map(({ obligation, what, at }) => [obligation, what, at])).toEqual(
      ['first', 'second', 'third', 'fourth'].map((one, i) => [one, 'breach', new Date(START + (i + 1) * DAY)]),
    )
    for (const obligation of ['first', 'second', 'third', 'fourth'] as const) {
      const [firing] = (await redress.explain(id, obligation, { by: clerk })).clocks[0]?.firings ?? []
      expect(firing).toMatchObject({ kind: 'breach', firedAt: START + 30 * DAY })
    }
    expect(wake?.signals.filter(({ name }) => name.startsWith('escalated'))).toEqual([
      { name: 'escalated', subject: 'top' },
      { name: 'escalated:top' },
    ])
    expect(mail.deliveries.map(({ recipient, template }) => [recipient, template])).toEqual([['board-1', 'escalated']])
    expect(await redress.get(id, { by: clerk })).toMatchObject({ rung: 'top' })

    // Nothing of it comes again.
    for (let i = 0; i < 5; i++) {
      clock.advance(DAY)
      await redress.runDue()
    }
    expect(await redress.history(id, { by: clerk })).toHaveLength(2)
    expect(mail.calls).toHaveLength(1)
  })

  it('L15 swept each day it is the same four firings, climbed rung by rung: lateness changes who is told, not what was missed', async () => {
    const { redress, clock, mail } = openLadder()
    const { id } = await redress.submit(submission, { by: clerk })
    for (let i = 0; i < 30; i++) {
      clock.advance(DAY)
      await redress.runDue()
    }
    const history = await redress.history(id, { by: clerk })
    const breaches = history.flatMap(({ clocks }) => clocks.filter(({ what }) => what === 'breach'))
    expect(breaches.map(({ obligation, at }) => [obligation, at])).toEqual(
      ['first', 'second', 'third', 'fourth'].map((one, i) => [one, new Date(START + (i + 1) * DAY)]),
    )
    expect(mail.deliveries.map(({ recipient }) => recipient)).toEqual(['lead-1', 'head-1', 'director-1', 'board-1'])
  })

  it('L15 where each fires by itself, thirty days make four entries, four climbs and four notices, as if swept in time', async () => {
    const each = extendPolicy(ladder, { id: 'ladder', version: 2, effectiveFrom: '2026-01-01', catchUp: 'fireEach' })
    const { redress, clock, mail } = openLadder(each)
    const { id } = await redress.submit(submission, { by: clerk })
    clock.advance(30 * DAY)
    expect(await redress.runDue()).toMatchObject({ woken: 1 })
    const wakes = (await redress.history(id, { by: clerk })).slice(1)
    expect(wakes.map(({ type, at }) => [type, at.getTime()])).toEqual(Array(4).fill(['wake', START + 30 * DAY]))
    expect(wakes.map(({ clocks }) => clocks.map(({ obligation, at }) => [obligation, at]))).toEqual(
      ['first', 'second', 'third', 'fourth'].map((one, i) => [[one, new Date(START + (i + 1) * DAY)]]),
    )
    expect(mail.deliveries.map(({ recipient }) => recipient)).toEqual(['lead-1', 'head-1', 'director-1', 'board-1'])
    expect(await redress.get(id, { by: clerk })).toMatchObject({ rung: 'top' })
    expect(await redress.runDue()).toEqual({ woken: 0, messages: 0 })
  })

  it.each([
    ['fireLateOnce', [{ ordinal: 5, missed: 4 }]],
    ['fireEach', [1, 2, 3, 4, 5].map((ordinal) => ({ ordinal }))],
  ] as const)('L15 of five reminders missed %s tells %j', async (catchUp, expected) => {
    const reminders = { every: { days: 1 }, most: 5 } as const
    const policy = extendPolicy(ladder, {
      id: 'ladder',
      version: 2,
      effectiveFrom: '2026-01-01',
      catchUp,
      obligations: [{ id: 'first', opens: 'registered', meets: 'contacted', within: { hours: 24 }, reminders }],
      notifications: [{ on: 'reminded:first', to: { role: 'lead' }, channel: 'mail', template: 'still-open' }],
    })
    const { redress, clock, mail } = openLadder(policy)
    const { id } = await redress.submit(submission, { by: clerk })
    clock.advance(30 * DAY)
    await redress.runDue()
    const history = await redress.history(id, { by: clerk })
    const reminded = history.flatMap(({ clocks }) => clocks.filter(({ what }) => what === 'reminder'))
    expect(reminded.map(({ ordinal, missed }) => ({ ordinal, ...(missed !== undefined && { missed }) }))).toEqual(
      expected,
    )
    expect(mail.deliveries.filter(({ template }) => template === 'still-open')).toHaveLength(expected.length)
  })
})

const SEED = 15
const BATCH = 250

/** A duty whose length each complaint brings along, so that they fall due in another order than they came. */
const parcels = definePolicy({
  id: 'parcels',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], contact: ['clerk'] },
  facts: z.object({ minutes: z.int().positive() }),
  obligations: [
    { id: 'answer', opens: 'registered', meets: 'contacted', budget: (c) => ({ minutes: c.facts.minutes }) },
  ],
})

/**
 * As many complaints as there are numbers of minutes, each as its registration would leave it: one is registered, the
 * others are written after its pattern, past the desk, which would take longer to take them than to wake them.
 */
async function fill(redress: Redress<typeof parcels>, store: Store, minutes: readonly number[]): Promise<void> {
  const facts = { minutes: PATTERN_MINUTES }
  const submission = { policy: 'parcels', channel: 'web', summary: 'x', facts } as const
  const { id } = await redress.submit(submission, { by: clerk })
  const key = { tenant: 'default', kind: 'complaint', id } as const
  const [record] = await store.load([{ key }])
  const { items } = await store.entries({ key })
  const pattern = JSON.stringify({ record, entry: items[0] })
  const changes = minutes.map((one, i): Change => {
    const text = pattern.replaceAll(id, `parcel-${i}`).replaceAll(String(PATTERN_MINUTES), String(one))
    const { record, entry } = JSON.parse(text)
    const { commandId: _own, ...rest } = entry
    const wakeAt = START + one * 60_000 + 1
    return { ...NOTHING, record: { ...record, wakeAt }, entries: [rest] }
  })
  for (let i = 0; i < changes.length; i += 500) await store.commit(changes.slice(i, i + 500))
  await redress.send(id, { type: 'contact' }, { by: clerk })
}

/** Like no other number in a record. */
const PATTERN_MINUTES = 987_654
const NOTHING = { basedOn: 0, personal: [], links: [], clocks: [], messages: [] } as const

// Where there is a file there are ten thousand; what is in memory drains by the same worker.
const many = storeKinds.map((kind) => ({ ...kind, count: kind.name === 'sqlite' ? 10_000 : 1_000 }))

describe.each(many)('L15 $count that are due at once, on $name', ({ open, count }) => {
  it(`L15 drain in bounded batches, the oldest first (seed ${SEED})`, async () => {
    const { store } = open()
    const claims: { readonly limit: number; readonly wakes: readonly number[] }[] = []
    const watched: Store = {
      ...store,
      async claimDue(now, limit, leaseMs) {
        const claimed = await store.claimDue(now, limit, leaseMs)
        claims.push({ limit, wakes: claimed.items.map(({ item }) => item.wakeAt ?? Number.NaN) })
        return claimed
      },
    }
    const clock = simulatedClock(START)
    const redress = createRedress({
      policies: [parcels],
      store: watched,
      clock,
      cacheSize: 0,
      workers: { batch: BATCH },
    })
    const chance = random(SEED)
    const minutes = Array.from({ length: count }, () => 1 + Math.floor(chance() * 30_000))
    await fill(redress, store, minutes)
    clock.advance(30 * DAY)
    expect(await redress.runDue()).toMatchObject({ woken: count })

    expect(claims.every(({ limit, wakes }) => limit === BATCH && wakes.length <= BATCH)).toBe(true)
    const order = claims.flatMap(({ wakes }) => wakes)
    expect(order).toEqual(minutes.map((one) => START + one * 60_000 + 1).sort((a, b) => a - b))
    expect(await redress.stuck()).toEqual([])
    expect(await store.claimDue(clock.now() + 365 * DAY, 1, 1)).toEqual({ items: [] })
  }, 60_000)
})
