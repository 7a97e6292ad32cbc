import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { countingIds } from '../../../src/ids.ts'
import { extendPolicy } from '../../../src/policy/extend-policy.ts'
import type { Policy } from '../../../src/policy/policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, codeOf, customer, engineer, head, NINE, openShop, shop } from './shop.ts'

const HOUR = 3_600_000
const { facts: _, ...bare } = call

const openDesk = <const P extends Policy>(policies: readonly P[]) => {
  const clock = simulatedClock(NINE)
  return { redress: createRedress({ policies, store: memoryStore(), clock, ids: countingIds() }), clock }
}

describe('what is overdue', () => {
  test('is what was due and is not done, from the instant after its due instant on, whether a worker ran or not', async () => {
    const { redress, clock } = openShop()
    const late = await redress.submit(call, { by: agent })
    const done = await redress.submit(call, { by: agent })
    const overdue = async (is = true) =>
      (await redress.list({ overdue: is, order: 'oldest' }, { by: head })).items.map(({ id }) => id)
    clock.advance(HOUR)
    expect(await overdue()).toEqual([])
    clock.advance(1)
    expect(await overdue()).toEqual([late.id, done.id])
    expect(await redress.count({ overdue: true }, { by: head })).toBe(2)
    // Done late is done: its breach stays a fact, and nothing of it is late now.
    await redress.send(done.id, { type: 'assign', to: 'li' }, { by: head })
    expect(await overdue()).toEqual([late.id])
    expect(await overdue(false)).toEqual([done.id])
    await redress.runDue()
    clock.advance(HOUR)
    expect(await overdue()).toEqual([late.id])
    expect(await redress.count({ overdue: false }, { by: head })).toBe(1)
  })

  test('goes together with every other condition, and with a bound of its own', async () => {
    const { redress, clock } = openShop()
    await redress.submit(call, { by: agent })
    clock.advance(HOUR / 2)
    await redress.submit({ ...call, category: 'service' }, { by: agent })
    const count = (conditions: Parameters<typeof redress.count>[0]) => redress.count(conditions, { by: head })
    clock.advance(2 * HOUR)
    expect(await count({ overdue: true })).toBe(2)
    expect(await count({ overdue: true, category: 'service' })).toBe(1)
    expect(await count({ overdue: true, dueBefore: clock.now() - 1.25 * HOUR })).toBe(1)
    expect(await count({ overdue: true, dueBefore: clock.now() + HOUR })).toBe(2)
    expect(await count({ overdue: false, dueBefore: clock.now() + HOUR })).toBe(0)
  })

  test('can be paged while the clock goes on', async () => {
    const { redress, clock } = openShop()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.push((await redress.submit(call, { by: agent })).id)
    clock.advance(HOUR + 1)
    const read: string[] = []
    let after: string | undefined
    do {
      const query = { overdue: true, order: 'nextDue', limit: 1, ...(after !== undefined && { after }) } as const
      const page = await redress.list(query, { by: head })
      read.push(...page.items.map(({ id }) => id))
      after = page.next
      clock.advance(1_000)
    } while (after !== undefined)
    expect(read).toEqual(ids)
  })
})

const graded = extendPolicy(shop, {
  id: 'graded',
  version: 1,
  effectiveFrom: '2026-01-01',
  levels: { accountability: { required: false } },
  severity: { values: ['slight', 'grave'] },
  urgency: { values: ['normal', 'high'] },
})

test('by priority come the major, then the graver, then the more urgent; what is closed comes last', async () => {
  const { redress: desk } = openDesk([shop, graded])
  const plain = await desk.submit(call, { by: agent })
  const submit = async (how: object, ...more: readonly object[]) => {
    const { id } = await desk.submit({ ...bare, policy: 'graded' }, { by: agent })
    for (const command of [{ type: 'classify', ...how }, ...more]) await desk.send(id, command as never, { by: agent })
    return id
  }
  const closed = await submit({ major: true }, { type: 'withdraw', reason: 'It is mended.' })
  const slight = await submit({ severity: 'slight' })
  const urgent = await submit({ severity: 'slight', urgency: 'high' })
  const grave = await submit({ severity: 'grave' })
  const major = await submit({ major: true })
  const { items } = await desk.list({ order: 'priority' }, { by: head })
  expect(items.map(({ id }) => id)).toEqual([major, grave, urgent, slight, plain.id, closed])
  expect(items.at(-1)?.status).toBe('closed')
})

describe('a cursor', () => {
  test('of another list, tenant, order or reader, or tampered with, is QUERY_INVALID', async () => {
    const { redress } = openShop()
    for (let i = 0; i < 3; i++) await redress.submit(call, { by: agent })
    const { next = '' } = await redress.list({ limit: 1, order: 'oldest' }, { by: head })
    const codes = await Promise.all([
      codeOf(redress.list({ limit: 1, order: 'oldest', after: next }, { by: head })),
      codeOf(redress.list({ limit: 1, order: 'oldest', after: next, category: 'goods' }, { by: head })),
      codeOf(redress.list({ limit: 1, order: 'newest', after: next }, { by: head })),
      codeOf(redress.list({ limit: 1, order: 'oldest', after: next }, { by: { ...head, tenant: 'other' } })),
      codeOf(redress.list({ limit: 1, order: 'oldest', after: next }, { by: engineer })),
      codeOf(redress.list({ limit: 1, order: 'oldest', after: `${next.slice(0, -2)}AA` }, { by: head })),
    ])
    expect(codes).toEqual([undefined, ...Array.from({ length: 5 }, () => 'QUERY_INVALID')])
  })
})

describe('count', () => {
  test('answers how many match, or how many for each value of a column', async () => {
    const { redress } = openShop()
    for (const category of ['goods', 'service', 'goods'] as const) {
      await redress.submit({ ...call, category }, { by: agent })
    }
    const { items } = await redress.list({}, { by: head })
    await redress.send(items[0]!.id, { type: 'assign', to: 'li' }, { by: head })
    expect(await redress.count({}, { by: head })).toBe(3)
    expect(await redress.count({ category: 'goods' }, { by: head })).toBe(2)
    expect(await redress.count({ category: [] }, { by: head })).toBe(0)
    expect(await redress.count({}, { by: head, per: 'category' })).toEqual({ goods: 2, service: 1 })
    expect(await redress.count({}, { by: head, per: 'owner' })).toEqual({ li: 1, '': 2 })
    expect(await redress.count({ status: 'closed' }, { by: head, per: 'owner' })).toEqual({})
  })

  test('counts what each actor may see, under several policies too', async () => {
    // In the second shop an engineer sees all, in the first what is assigned to him.
    const open = extendPolicy(shop, { id: 'open', version: 1, effectiveFrom: '2026-01-01', see: { engineer: 'all' } })
    const { redress: desk } = openDesk([shop, open])
    for (let i = 0; i < 3; i++) await desk.submit(call, { by: agent })
    for (let i = 0; i < 2; i++) await desk.submit({ ...bare, policy: 'open' }, { by: agent })
    const own = await desk.submit({ ...call, customer: { id: 'li' } }, { by: agent })
    const { items } = await desk.list({ policy: 'shop', limit: 1, order: 'oldest' }, { by: head })
    await desk.send(items[0]!.id, { type: 'assign', to: 'li' }, { by: head })
    for (const by of [head, engineer, customer, { ...customer, id: 'nobody' }, { ...customer, id: 'li' }] as const) {
      const listed = (await desk.list({ limit: 100 }, { by })).items.map(({ id }) => id)
      expect(await desk.count({}, { by }), by.role).toBe(listed.length)
      expect(listed.includes(own.id), by.role).toBe(by === head || (by.role === 'customer' && by.id === 'li'))
    }
    expect(await desk.count({}, { by: engineer, per: 'policy' })).toEqual({ shop: 1, open: 2 })
    expect(await desk.for(open).count({}, { by: head })).toBe(2)
    expect(await codeOf(desk.count({}, { by: { id: 'x', role: 'outsider' } }))).toBe('READ_REFUSED')
  })

  test('never tells by a number who is behind a confidential complaint', async () => {
    const { redress } = openShop()
    await redress.submit({ ...call, confidentiality: 'confidential' }, { by: agent })
    for (const query of [{ text: 'chen lin' }, { customer: 'c-1' }]) {
      expect(await redress.count(query, { by: head })).toBe(1)
      expect(await redress.count(query, { by: agent })).toBe(0)
      for (const by of [head, agent]) {
        expect(await redress.count(query, { by })).toBe((await redress.list(query, { by })).items.length)
      }
    }
    expect(await redress.count({ customer: 'c-1' }, { by: customer })).toBe(1)
    expect(await codeOf(redress.count({ text: 'chen' }, { by: customer }))).toBe('READ_REFUSED')
  })

  test('refuses conditions that are none, and what belongs to a list', async () => {
    const { redress } = openShop()
    for (const query of [
      { colour: 'red' },
      { limit: 5 },
      { order: 'newest' },
      { after: 'x' },
      { overdue: 'yes' },
      null,
    ]) {
      expect(await codeOf(redress.count(query as never, { by: head })), JSON.stringify(query)).toBe('QUERY_INVALID')
    }
    const perSecret = redress.count({}, { by: head, per: 'state; --' as never })
    await expect(perSecret).rejects.toMatchObject({ code: 'QUERY_INVALID', details: { issues: [{ path: 'per' }] } })
  })
})
