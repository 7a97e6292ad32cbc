import {
  createRedress,
  definePolicy,
  isRedressError,
  memoryChannel,
  type RedressEvent,
  simulatedClock,
  staticDirectory,
} from 'redress'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const officer = { id: 'officer-1', role: 'officer' } as const
const key = (id: string) => ({ tenant: 'default', kind: 'complaint', id }) as const

/**
 * 12331, from province to city to county (HL-04 … HL-06): each level has its own period, and what it delegates has to be
 * back an hour before its own is over.
 */
const bureau = definePolicy({
  id: '12331',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['officer', 'citizen'],
  see: { officer: 'all', citizen: 'complainant' },
  permissions: {
    register: ['officer'],
    link: ['officer'],
    extend: ['officer'],
    assign: ['officer'],
    contact: ['officer'],
    reopen: ['officer'],
    archive: ['officer'],
  },
  levels: { customerInterface: { callBack: false } },
  obligations: [
    {
      id: 'reply',
      opens: 'registered',
      meets: 'settled:customerInterface',
      within: { hours: 48 },
      extension: { by: ['officer'] },
      handsDown: { rel: 'delegated', buffer: { hours: 1 } },
      onReopen: 'newCycle',
    },
  ],
  notifications: [
    { on: 'capped', to: { role: 'officer' }, channel: 'mail', template: 'earlier' },
    { on: 'breached:reply', to: { role: 'officer' }, channel: 'mail', template: 'late' },
  ],
})

describe.each(storeKinds)('a limit that is handed down from level to level (T-76), on $name', ({ open }) => {
  const openBureau = () => {
    const { store } = open()
    const clock = simulatedClock(START)
    const mail = memoryChannel()
    const events: RedressEvent[] = []
    const redress = createRedress({
      policies: [bureau],
      store,
      clock,
      channels: { mail },
      directory: staticDirectory([{ id: 'officer-1', roles: ['officer'] }]),
      onEvent: (event) => events.push(event),
    })
    const submit = async () =>
      (
        await redress.submit(
          { policy: '12331', channel: 'phone', summary: 'x', customer: { id: 'liu' } },
          { by: officer },
        )
      ).id
    const delegate = (from: string, to: string) =>
      redress.send(from, { type: 'link', rel: 'delegated', to: { kind: 'complaint', id: to } }, { by: officer })
    const extend = (id: string, hours: number) =>
      redress.send(id, { type: 'extend', obligation: 'reply', by: { hours }, reason: 'r' }, { by: officer })
    const settle = async (id: string) => {
      await redress.send(id, { type: 'assign', to: officer.id }, { by: officer })
      await redress.send(id, { type: 'contact', settled: true }, { by: officer })
    }
    /** When each is due, in hours after the first was registered. */
    const dues = async (...ids: readonly string[]) => {
      const views = await Promise.all(ids.map((id) => redress.get(id, { by: officer })))
      return views.map(({ due: [first] }) => (first?.dueAt === undefined ? undefined : hoursOf(first.dueAt)))
    }
    const hoursOf = (instant: Date) => (instant.getTime() - START) / HOUR
    return { redress, store, clock, mail, events, submit, delegate, extend, settle, dues }
  }

  /** Registered ten hours apart, the province first. */
  const delegated = async () => {
    const desk = openBureau()
    const province = await desk.submit()
    desk.clock.advance(10 * HOUR)
    const city = await desk.submit()
    desk.clock.advance(10 * HOUR)
    const county = await desk.submit()
    expect(await desk.dues(province, city, county)).toEqual([48, 58, 68])
    await desk.delegate(province, city)
    await desk.delegate(city, county)
    await desk.redress.runDue()
    return { ...desk, province, city, county }
  }

  it('reaches the lowest, in views, worklists and rows, and is told to whom it concerns', async () => {
    const { redress, store, mail, province, city, county, dues } = await delegated()
    expect(await dues(province, city, county)).toEqual([48, 47, 46])
    const rows = await store.clocks([key(county)])
    expect(rows.map(({ dueAt }) => dueAt)).toEqual([START + 46 * HOUR])
    const { items } = await redress.list({ order: 'nextDue' }, { by: officer })
    expect(items.map(({ id }) => id)).toEqual([county, city, province])
    expect(String(await redress.explain(county, 'reply', { by: officer }))).toContain(
      `by reply of complaint ${city}, under ${province}`,
    )
    // The complainant learns when, and nothing of other people's complaints.
    const told = await redress.explain(county, 'reply', { by: { id: 'liu', role: 'citizen' } })
    expect(told.clocks).toMatchObject([{ dueAt: new Date(START + 46 * HOUR) }])
    expect(JSON.stringify(told) + String(told)).not.toMatch(new RegExp(`${city}|${province}`))
    expect(new Set(mail.deliveries.map(({ complaint }) => complaint))).toEqual(new Set([city, county]))
    expect(await redress.verify(county, { by: officer })).toMatchObject({ entries: expect.any(Number) })
    expect((await redress.deadMessages()).items).toEqual([])
  })

  it('is extended from the top: below it is refused until then, and named', async () => {
    const { redress, city, county, province, extend, dues } = await delegated()
    const refused = await extend(county, 5).catch((error: unknown) => error)
    if (!isRedressError(refused, 'COMMAND_REFUSED')) throw refused
    expect(refused.details).toMatchObject({ reason: 'limitReached' })
    expect(refused.message).toContain(`complaint ${city}, under ${province}`)
    await extend(province, 24)
    await redress.runDue()
    expect(await dues(province, city, county)).toEqual([72, 58, 57])
    await extend(city, 5)
    await redress.runDue()
    expect(await dues(province, city, county)).toEqual([72, 63, 62])
  })

  it('is over with the duty above, and comes again when that is reopened', async () => {
    const { redress, clock, province, city, county, settle, dues } = await delegated()
    await settle(province)
    await redress.runDue()
    expect(await dues(city, county)).toEqual([58, 57])
    clock.advance(HOUR)
    await redress.send(province, { type: 'reopen', levels: ['customerInterface'], reason: 'r' }, { by: officer })
    await redress.runDue()
    expect(await dues(province, city, county)).toEqual([69, 58, 57])
  })

  it('finds a closed complaint for when it is reopened, and lets an archived one rest', async () => {
    const { redress, store, province, city, county, extend, delegate, settle, dues, clock } = await delegated()
    await settle(city)
    await settle(county)
    await redress.runDue()
    await redress.send(county, { type: 'archive' }, { by: officer })
    await extend(province, 2)
    await redress.runDue()
    expect((await redress.history(county, { by: officer })).at(-1)?.type).toBe('archive')
    clock.advance(HOUR)
    await redress.send(city, { type: 'reopen', levels: ['customerInterface'], reason: 'r' }, { by: officer })
    await redress.runDue()
    expect(await dues(city)).toEqual([49])
    // Linked to one that is archived, the complaint above says so in vain, and nothing waits for it.
    await delegate(province, county)
    await redress.runDue()
    expect((await redress.deadMessages()).items).toEqual([])
    expect((await store.messages({ tenant: 'default', state: 'pending' })).items).toEqual([])
  })

  it('comes to the same whether the workers woke in time, late or never, and counts once however often it is sent', async () => {
    const outcome = async (wakes: readonly number[]) => {
      const { redress, clock, city, county, settle } = await delegated()
      for (const hours of wakes) {
        clock.set(START + hours * HOUR + 1)
        await redress.runDue()
      }
      clock.set(START + 60 * HOUR)
      await settle(county)
      const stands = async (id: string) =>
        (await redress.explain(id, 'reply', { by: officer })).clocks.map(({ state, dueAt, cap }) => [
          state,
          dueAt,
          cap?.at,
        ])
      return [await stands(city), await stands(county)]
    }
    const never = await outcome([])
    expect(never[1]).toEqual([['metLate', new Date(START + 46 * HOUR), new Date(START + 46 * HOUR)]])
    expect((await outcome([46, 47, 48]))[1]).toEqual(never[1])
    expect((await outcome([50]))[1]).toEqual(never[1])
  })

  it('reaches every one below, page by page, and is not done again when its worker dies before it reports', async () => {
    const { redress, store, clock, submit, delegate, extend, dues } = openBureau()
    const top = await submit()
    const below: string[] = []
    for (let i = 0; i < 120; i++) {
      const one = await submit()
      await delegate(top, one)
      below.push(one)
    }
    await redress.runDue()
    expect(new Set(await dues(...below))).toEqual(new Set([47]))
    await extend(top, 0.5)
    await extend(top, 0.25)
    // A worker claims all of it and dies.
    const claimed = await store.claimMessages(START, 500, 60_000)
    expect(claimed.items.map(({ item }) => item.content.kind)).toEqual(['fanOut', 'fanOut'])
    await redress.runDue()
    expect(new Set(await dues(...below))).toEqual(new Set([47]))
    clock.advance(60_000)
    await redress.runDue()
    expect(new Set(await dues(...below))).toEqual(new Set([47.75]))
    const lines = await Promise.all(below.map(async (id) => (await redress.history(id, { by: officer })).length))
    expect(new Set(lines)).toEqual(new Set([4]))
    expect((await redress.deadMessages()).items).toEqual([])
  }, 60_000)
})
