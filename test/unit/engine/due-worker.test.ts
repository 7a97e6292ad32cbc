import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import type { RedressEvent } from '../../../src/engine/events.ts'
import { countingIds } from '../../../src/ids.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, head, key, NINE, openShop, turns } from './shop.ts'

const HOUR = 3_600_000

describe('due records', () => {
  test('are woken when their time has come, and not before', async () => {
    const { redress, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.runDue()
    clock.advance(HOUR)
    expect(await redress.runDue()).toMatchObject({ woken: 0 })
    clock.advance(1)
    expect(await redress.runDue()).toMatchObject({ woken: 1 })
    expect(await redress.get(c.id, { by: head })).toMatchObject({ version: 2, rung: 'office' })
    expect(await redress.runDue()).toEqual({ woken: 0, messages: 0 })
  })

  test('are woken by a started worker at their instant, with nobody asking', async () => {
    const { redress, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.start()
    clock.advance(HOUR + 1)
    await turns(30)
    expect(await redress.get(c.id, { by: head })).toMatchObject({ rung: 'office' })
    await redress.stop()
  })

  test('are woken at their instant, however long the poll interval, and however many they are', async () => {
    const { redress, clock, store, sms } = openShop({ workers: { pollMs: 100 * HOUR, batch: 10 } })
    await redress.start()
    await turns()
    await Promise.all(Array.from({ length: 35 }, () => redress.submit(call, { by: agent })))
    await turns(60)
    expect(sms.deliveries).toHaveLength(35)
    clock.advance(HOUR + 1)
    await turns(60)
    expect(await store.count({ tenant: 'default', rung: ['office'] })).toEqual({ total: 35 })
    await redress.stop()
  })

  test('of another process are found after the poll interval at the latest', async () => {
    const { redress, clock, store } = openShop({ workers: { pollMs: 500 } })
    await redress.start()
    clock.advance(0)
    await turns()
    const other = openShop({ store, clock, prefix: 'other' })
    const c = await other.redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    await turns()
    clock.advance(500)
    await turns(30)
    expect(await other.redress.get(c.id, { by: head })).toMatchObject({ rung: 'office' })
    await redress.stop()
  })

  test('the worker rests until the next due instant: an idle hour costs the looks of the poll interval, no more', async () => {
    let looks = 0
    const inner = memoryStore()
    const store = {
      ...inner,
      claimDue: (...asked: Parameters<typeof inner.claimDue>) => {
        looks++
        return inner.claimDue(...asked)
      },
    }
    const { redress, clock } = openShop({ store, workers: { pollMs: 60_000 } })
    await redress.start()
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(60_000)
      await turns()
    }
    expect(looks).toBeLessThanOrEqual(62)
    await redress.stop()
  })

  test('with a store that tells what others write, both workers together look less than once a second', async () => {
    const inner = memoryStore()
    let looks = 0
    const { redress, clock } = openShop({
      store: {
        ...inner,
        watch: () => () => {},
        claimDue(...asked) {
          looks++
          return inner.claimDue(...asked)
        },
        claimMessages(...asked) {
          looks++
          return inner.claimMessages(...asked)
        },
      },
    })
    await redress.start()
    await turns()
    const before = looks
    for (let step = 0; step < 600; step++) {
      clock.advance(100)
      await turns(2)
    }
    expect(looks - before).toBeGreaterThan(0)
    expect(looks - before).toBeLessThan(60)
    await redress.stop()
  })

  test('L11: eight workers and fifty sweeps over one due record fire once', async () => {
    const store = memoryStore()
    const clock = simulatedClock(NINE)
    const desks = Array.from({ length: 8 }, (_, i) => openShop({ store, clock, prefix: `w${i}` }))
    const c = await desks[0]?.redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    for (let sweep = 0; sweep < 50; sweep++) await Promise.all(desks.map(({ redress }) => redress.runDue()))
    const lines = (await desks[0]?.redress.history(c?.id ?? '', { by: head })) ?? []
    expect(lines.flatMap(({ clocks }) => clocks).filter(({ what }) => what === 'breach')).toHaveLength(1)
    expect(desks.flatMap(({ mail }) => mail.deliveries).map(({ template }) => template)).toEqual(['overdue'])
  })

  test('L03: a wake that comes after the duty was met changes nothing and writes nothing', async () => {
    const { redress, clock, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    const { items } = await store.claimDue(clock.now(), 10, 1_000)
    expect(items).toHaveLength(1)
    await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, occurredAt: clock.now() })
    const before = await store.load([{ key: key(c.id) }])
    clock.advance(10 * HOUR)
    expect(await redress.runDue()).toMatchObject({ woken: 0 })
    expect(await store.load([{ key: key(c.id) }])).toEqual(before)
  })
})

describe('records that cannot be woken', () => {
  /** A policy whose predicate throws for some complaints, when they are late. */
  function poisonable() {
    let isMended = false
    const policy = definePolicy({
      id: 'shop',
      version: 1,
      effectiveFrom: '2026-01-01',
      timeZone: 'UTC',
      roles: ['agent'],
      see: { agent: 'all' },
      permissions: { register: ['agent'], assign: ['agent'] },
      obligations: [{ id: 'owner', opens: 'registered', meets: 'assigned', within: { hours: 1 } }],
      notifications: [
        {
          on: 'breached:owner',
          to: 'rung',
          channel: 'mail',
          template: 'overdue',
          when(c) {
            if (c.channel === 'poison' && !isMended) throw new Error('broken')
            return true
          },
        },
      ],
    })
    const clock = simulatedClock(NINE)
    const store = memoryStore()
    const events: RedressEvent[] = []
    const redress = createRedress({
      policies: [policy],
      store,
      clock,
      ids: countingIds(),
      onEvent: (event) => events.push(event),
    })
    const submit = (channel: string) => redress.submit({ policy: 'shop', channel, summary: 'x' }, { by: agent })
    const mend = () => {
      isMended = true
    }
    return { redress, clock, store, events, submit, mend }
  }

  test('500 of them do not delay a healthy one', async () => {
    const { redress, clock, submit } = poisonable()
    for (let i = 0; i < 500; i++) await submit('poison')
    clock.advance(1)
    const healthy = await submit('phone')
    clock.advance(HOUR + 1)
    await redress.runDue()
    const [wake] = await redress.history(healthy.id, { by: agent, afterSeq: 1 })
    expect(wake?.at).toEqual(new Date(clock.now()))
    expect(await redress.stuck({ limit: 500 })).toHaveLength(500)
  })

  test('are put off with growing backoff, listed with the reason, and woken once they are mended', async () => {
    const { redress, clock, events, submit, mend } = poisonable()
    const c = await submit('poison')
    clock.advance(HOUR + 1)
    const waits: number[] = []
    for (let i = 0; i < 4; i++) {
      await redress.runDue()
      const [stuck] = await redress.stuck()
      expect(stuck).toMatchObject({ kind: 'complaint', id: c.id, attempts: i + 1 })
      expect(stuck?.error).toMatch(/^POLICY_FAILED: .*notifications/)
      const until = stuck?.until.getTime() ?? 0
      waits.push(until - clock.now())
      expect(await redress.runDue()).toMatchObject({ woken: 0 })
      clock.set(until)
    }
    expect(waits).toEqual([1_500, 3_000, 6_000, 12_000])
    expect(events.filter(({ type }) => type === 'wakeFailed')).toHaveLength(4)
    mend()
    await redress.runDue()
    expect(await redress.stuck()).toEqual([])
    const history = await redress.history(c.id, { by: agent })
    expect(history.filter(({ kind }) => kind !== 'refusal')).toHaveLength(2)
  })

  test('of a policy that is not registered are put off, too, and others go on', async () => {
    const { redress, clock, store } = openShop()
    await redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    const stranger = createRedress({
      policies: [definePolicy({ ...base, id: 'other' })],
      store,
      clock,
      ids: countingIds('o'),
    })
    const own = await stranger.submit({ policy: 'other', channel: 'web', summary: 'x' }, { by: agent })
    clock.advance(HOUR + 1)
    await stranger.runDue()
    expect(await stranger.history(own.id, { by: agent })).toHaveLength(2)
    expect(await stranger.stuck()).toMatchObject([{ error: expect.stringMatching(/^POLICY_UNKNOWN/) }])
  })

  test('whose state another machine wrote are not bent, but put off as incompatible', async () => {
    const { redress, clock, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const [stored] = await store.load([{ key: key(c.id) }])
    if (stored === undefined || stored === 'unchanged') throw new Error('not stored')
    const bent = { ...stored, machine: 'another' }
    const fresh = openShop({
      clock,
      store: {
        ...store,
        load: async (wanted) => wanted.map(() => bent),
        claimDue: async (...asked) => {
          const claimed = await store.claimDue(...asked)
          return { ...claimed, items: claimed.items.map((claim) => ({ ...claim, item: bent })) }
        },
      },
    })
    await expect(fresh.redress.get(c.id, { by: head })).rejects.toMatchObject({
      code: 'RECORD_INCOMPATIBLE',
      details: { id: c.id, stored: 'another' },
    })
    clock.advance(HOUR + 1)
    await fresh.redress.runDue()
    expect(await fresh.redress.stuck()).toMatchObject([{ error: expect.stringMatching(/^RECORD_INCOMPATIBLE/) }])
  })

  test('a due record that has nothing to say is put off instead of being claimed for ever', async () => {
    const { redress, clock, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const [stored] = await store.load([{ key: key(c.id) }])
    if (stored === undefined || stored === 'unchanged') throw new Error('not stored')
    let claims = 0
    const deferred: string[] = []
    const odd = openShop({
      clock,
      store: {
        ...store,
        claimDue: async () => ({
          items: claims++ === 0 ? [{ item: stored, lease: 'l', leaseUntil: 0, attempts: 0 }] : [],
        }),
        deferDue: async (failed) => {
          deferred.push(...failed.map(({ error }) => error))
        },
      },
    })
    await odd.redress.runDue()
    expect(deferred).toEqual(['it was due and had nothing to say'])
  })
})

const base = {
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'UTC',
  roles: ['agent'],
  see: { agent: 'all' },
  permissions: { register: ['agent'], assign: ['agent'] },
  obligations: [{ id: 'owner', opens: 'registered', meets: 'assigned', within: { hours: 1 } }],
} as const
