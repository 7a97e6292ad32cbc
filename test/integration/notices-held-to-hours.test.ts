import { calendar, createRedress, definePolicy, memoryChannel, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'

const clerk = { id: 'clerk-1', role: 'clerk' } as const
const key = (id: string) => ({ tenant: 'default', kind: 'complaint', id }) as const
const MINUTE = 60_000
const shanghai = (local: string): number => Date.parse(`${local}:00+08:00`)

const desk = calendar({
  timeZone: 'Asia/Shanghai',
  week: {
    mon: ['09:00-17:00'],
    tue: ['09:00-17:00'],
    wed: ['09:00-17:00'],
    thu: ['09:00-17:00'],
    fri: ['09:00-17:00'],
  },
  holidays: ['2026-03-09'],
  validFrom: '2026-01-01',
  validTo: '2026-03-31',
})

/** A duty of two hours round the clock: the boss is told at once, the clerks in their hours. */
const policyOf = (hours: { readonly hours?: string }) =>
  definePolicy({
    id: 'night',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'Asia/Shanghai',
    roles: ['clerk', 'boss'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], contact: ['clerk'] },
    calendars: { desk },
    obligations: [
      { id: 'call', opens: 'registered', meets: 'contacted', within: { hours: 2 }, warnings: [{ share: 0.5 }] },
    ],
    notifications: [
      { on: 'registered', to: { role: 'clerk' }, channel: 'mail', template: 'new', ...hours },
      { on: 'warned:call', to: { role: 'clerk' }, channel: 'mail', template: 'soon', ...hours },
      { on: 'breached:call', to: { role: 'clerk' }, channel: 'mail', template: 'late', ...hours },
      { on: 'breached:call', to: { role: 'boss' }, channel: 'mail', template: 'alarm' },
    ],
  })

const people = [
  { id: 'clerk-1', roles: ['clerk'] },
  { id: 'boss-1', roles: ['boss'] },
]

describe.each(storeKinds)('notices that are held to working hours, on $name', ({ open }) => {
  const openDesk = (start: string, hours: { readonly hours?: string } = { hours: 'desk' }) => {
    const { store } = open()
    const clock = simulatedClock(shanghai(start))
    const mail = memoryChannel()
    const parts = { policies: [policyOf(hours)], store, clock, channels: { mail } }
    const redress = createRedress({ ...parts, directory: staticDirectory(people) })
    const submit = () => redress.submit({ policy: 'night', channel: 'web', summary: 'x' }, { by: clerk })
    /** Moves to an instant, looking every minute, and answers what went out on the way, with when. */
    const until = async (local: string) => {
      const before = mail.deliveries.length
      const when: string[] = []
      for (;;) {
        const known = mail.deliveries.length
        await redress.runDue()
        for (const { template } of mail.deliveries.slice(known)) when.push(`${template} ${inShanghai(clock.now())}`)
        if (clock.now() >= shanghai(local)) break
        // On the half-hour, where calendars open and close, and a minute later, when it shows in the minute.
        const half = clock.now() % (30 * MINUTE)
        clock.set(Math.min(shanghai(local), clock.now() + (half === 0 ? MINUTE : 30 * MINUTE - half)))
      }
      expect(mail.deliveries).toHaveLength(before + when.length)
      return when
    }
    return { redress, store, clock, submit, until }
  }

  it('go out at the opening, in their order, and keep nobody waiting who may be told at night', async () => {
    const { redress, store, submit, until } = openDesk('2026-03-05T20:00')
    const { id } = await submit()
    expect(await until('2026-03-06T08:59')).toEqual(['alarm 03-05 22:01'])
    // The firings themselves are in the history since the night.
    const said = (await redress.history(id, { by: clerk })).flatMap((line) =>
      line.clocks.filter(({ what }) => what !== 'opened').map(({ what }) => `${what} ${inShanghai(line.at.getTime())}`),
    )
    expect(said).toEqual(['warning 03-05 21:00', 'breach 03-05 22:01'])
    const held = await store.messages({ tenant: 'default', record: key(id), state: 'pending' })
    expect(held.items.map(({ sendAt }) => sendAt)).toEqual(Array(3).fill(shanghai('2026-03-06T09:00')))
    expect(await until('2026-03-06T12:00')).toEqual(['new 03-06 09:00', 'soon 03-06 09:00', 'late 03-06 09:00'])
  })

  it.each([
    ['at the opening instant at once', '2026-03-06T09:00', '03-06 09:00'],
    ['in the last minute at once', '2026-03-06T16:59', '03-06 16:59'],
    ['at the closing instant no longer: over the weekend and the holiday', '2026-03-06T17:00', '03-10 09:00'],
    ['on the holiday not', '2026-03-09T10:00', '03-10 09:00'],
  ])('go out %s', async (_when, start, expected) => {
    const { submit, until } = openDesk(start)
    await submit()
    const went = await until('2026-03-10T09:00')
    expect(went.filter((one) => one.startsWith('new'))).toEqual([`new ${expected}`])
  })

  it('without hours go out at night', async () => {
    const { submit, until } = openDesk('2026-03-05T20:00', {})
    await submit()
    expect(await until('2026-03-05T23:00')).toEqual([
      'new 03-05 20:00',
      'soon 03-05 21:00',
      'alarm 03-05 22:01',
      'late 03-05 22:01',
    ])
  })

  it('beyond the validity of their calendar fail the decision, with the rule and the reason, and change nothing', async () => {
    const { store, submit } = openDesk('2026-03-31T16:59')
    await submit()
    const late = openDesk('2026-03-31T17:00')
    await expect(late.submit()).rejects.toMatchObject({
      code: 'POLICY_FAILED',
      message: expect.stringContaining('does not know when it next opens after 2026-03-31T09:00:00.000Z'),
      details: { policy: 'night', rule: 'notifications.0.hours', reason: expect.stringContaining('2026-03-31') },
      cause: expect.objectContaining({ code: 'CALENDAR_RANGE' }),
    })
    expect(await late.store.count({ tenant: 'default' })).toEqual({ total: 0 })
    expect(await store.count({ tenant: 'default' })).toEqual({ total: 1 })
  })
})

const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
const inShanghai = (instant: number): string => local.format(instant).slice(5)
