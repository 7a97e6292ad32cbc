import { calendar, createRedress, definePolicy, memoryChannel, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/engine/digest.ts'
import { failure } from '../fixtures/failure.ts'
import { storeKinds } from '../fixtures/stores.ts'

const clerk = { id: 'clerk-1', role: 'clerk' } as const
const MINUTE = 60_000
const both = (text: string) => ({ en: text, 'zh-CN': text })

const office = calendar({
  timeZone: 'Asia/Shanghai',
  week: {
    mon: ['09:00-17:00'],
    tue: ['09:00-17:00'],
    wed: ['09:00-17:00'],
    thu: ['09:00-17:00'],
    fri: ['09:00-17:00'],
  },
  holidays: [],
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
})

const definition = {
  id: 'digests',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk', 'head'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], contact: ['clerk'], note: ['clerk'] },
  calendars: { office },
  obligations: [
    { id: 'call', opens: 'registered', meets: 'contacted', within: { hours: 2 }, warnings: [{ share: 0.5 }] },
  ],
  notifications: [
    { on: 'warned:call', to: { role: 'head' }, channel: 'mail', template: 'soon', hours: 'office', digest: true },
    { on: 'breached:call', to: { role: 'head' }, channel: 'mail', template: 'late', hours: 'office', digest: true },
    { on: 'noted', to: { role: 'head' }, channel: 'mail', template: 'note', hours: 'office' },
  ],
  templates: {
    soon: { subject: both('{number} soon'), text: both('Due {dueAt}.') },
    late: { subject: both('{number} late'), text: both('{late} late.') },
  },
} as const

const deskOn = (open: (typeof storeKinds)[number]['open'], start: string) => {
  const { store } = open()
  const clock = simulatedClock(start)
  const mail = memoryChannel()
  const redress = createRedress({
    policies: [definePolicy(definition)],
    store,
    clock,
    channels: { mail },
    directory: staticDirectory([
      { id: 'clerk-1', roles: ['clerk'] },
      { id: 'head-1', roles: ['head'] },
      { id: 'head-2', roles: ['head'] },
      { id: 'head-3', roles: ['head'], active: false },
    ]),
  })
  const submit = () => redress.submit({ policy: 'digests', channel: 'web', summary: 'x' }, { by: clerk })
  const at = async (instant: string) => {
    clock.set(new Date(instant))
    await redress.runDue()
  }
  return { redress, store, clock, mail, submit, at }
}

describe.each(storeKinds)('a digest on $name', ({ open }) => {
  it('is one message for each recipient with all that waited for the hours, oldest first', async () => {
    const { mail, submit, at, redress, clock } = deskOn(open, '2026-03-02T19:00:00+08:00')
    const a = await submit()
    clock.advance(MINUTE)
    const b = await submit()
    await at('2026-03-02T20:00:00+08:00')
    await at('2026-03-02T20:01:00+08:00')
    await at('2026-03-02T21:00:01+08:00')
    await at('2026-03-02T21:01:01+08:00')
    await at('2026-03-03T09:00:00+08:00')
    expect(mail.calls).toEqual([])
    await at('2026-03-03T09:01:00+08:00')
    expect(mail.deliveries.map(({ recipient, template }) => [recipient, template])).toEqual([
      ['head-1', 'digest'],
      ['head-2', 'digest'],
    ])
    const [digest] = mail.deliveries
    const numbers = [a, b].map(({ number }) => number)
    expect(digest?.items?.map(({ number, template }) => `${template} ${number}`)).toEqual([
      ...numbers.map((number) => `soon ${number}`),
      ...numbers.map((number) => `late ${number}`),
    ])
    expect(digest?.content?.en.subject).toBe('4 messages')
    expect(digest?.content?.['zh-CN'].subject).toBe('4 条通知')
    for (const { content } of digest?.items ?? []) expect(digest?.content?.en.text).toContain(content?.en.text)
    await redress.stop()
  })

  it('has one key over all its tries, and what it was made of stays as evidence', async () => {
    const { mail, submit, at, redress } = deskOn(open, '2026-03-02T19:30:00+08:00')
    await submit()
    await submit()
    await at('2026-03-02T20:30:00+08:00')
    await at('2026-03-03T09:00:00+08:00')
    mail.failNext(new Error('away'))
    mail.failNext(new Error('away'))
    await at('2026-03-03T09:01:00+08:00')
    expect(mail.deliveries).toEqual([])
    await at('2026-03-03T09:05:00+08:00')
    expect(mail.calls).toHaveLength(4)
    expect(new Set(mail.calls.map(({ key }) => key)).size).toBe(2)
    expect(mail.deliveries.map(({ items }) => items?.length)).toEqual([4, 4])
    expect(await redress.runDue()).toEqual({ woken: 0, messages: 0 })
    await redress.stop()
  })

  it('loses nothing when a worker dies before all that it put together is reported', async () => {
    const { mail, submit, at, redress, store, clock } = deskOn(open, '2026-03-02T19:00:00+08:00')
    await submit()
    await submit()
    await at('2026-03-03T08:01:10+08:00')
    await submit()
    await at('2026-03-03T09:00:00+08:00')
    clock.set(new Date('2026-03-03T09:01:00+08:00'))
    const { items } = await store.claimMessages(clock.now(), 100, 30_000)
    const parts = items.filter(({ item: { content } }) => content.kind === 'delivery' && content.recipient === 'head-1')
    const messages = parts.map(({ item }) => ({ message: item }))
    const digest = digestOf(messages, clock.now())
    const youngest = parts.find(({ item }) => digest?.key.startsWith(item.key) === false)
    if (digest === undefined || youngest === undefined) throw new Error('there was nothing to put together')
    const { item, lease } = youngest
    const result = { tenant: item.record.tenant, key: item.key, lease, at: clock.now() }
    await store.reportMessages([{ ...result, result: 'expanded', into: [digest] }])

    // Somebody else takes up what the dead one left, together with what has come meanwhile.
    await at('2026-03-03T09:01:10+08:00')
    await at('2026-03-03T09:02:00+08:00')
    const read = new Set(mail.deliveries.flatMap(({ key, items: put = [] }) => [key, ...put.map((one) => one.key)]))
    const { items: all } = await store.messages({ tenant: 'default', limit: 500 })
    const told = all.filter(({ content }) => content.kind === 'delivery' && content.items === undefined)
    expect(told).toHaveLength(6)
    expect(told.filter(({ key }) => !read.has(key))).toEqual([])
    await redress.stop()
  })

  it('is handed over again under its key when its worker died before it said so, though others wait with it', async () => {
    const { mail, submit, at, redress, store, clock } = deskOn(open, '2026-03-02T19:30:00+08:00')
    const { id } = await submit()
    await at('2026-03-02T20:30:00+08:00')
    await redress.send(id, { type: 'contact' }, { by: clerk })
    await at('2026-03-03T08:01:10+08:00')
    await submit()
    await submit()
    await at('2026-03-03T09:00:00+08:00')
    clock.set(new Date('2026-03-03T09:01:00+08:00'))
    // The worker hands over what it claims, of each recipient one message, and dies before it can report that.
    const parts = await store.claimMessages(clock.now(), 100, 30_000)
    for (const { item, lease } of parts.items) {
      const digest = digestOf([{ message: item }], clock.now())
      if (digest === undefined) throw new Error('there was nothing to put together')
      await store.reportMessages([
        { tenant: item.record.tenant, key: item.key, lease, at: clock.now(), result: 'expanded', into: [digest] },
      ])
    }
    const { items: handedOver } = await store.claimMessages(clock.now(), 100, 30_000)
    const keys = handedOver.map(({ item: { key } }) => key)
    expect(keys).toHaveLength(2)
    await at('2026-03-03T09:01:10+08:00')
    await at('2026-03-03T09:02:00+08:00')
    const put = mail.deliveries.flatMap(({ items: all = [] }) => all.map(({ key }) => key))
    expect(put).toHaveLength(4)
    expect(parts.items.filter(({ item: { key } }) => put.includes(key))).toEqual([])
    expect(mail.deliveries.map(({ key }) => key)).toEqual(expect.arrayContaining(keys))
    await redress.stop()
  })

  it('of one message is that message', async () => {
    const { mail, submit, at, redress } = deskOn(open, '2026-03-02T19:30:00+08:00')
    const { id } = await submit()
    await at('2026-03-02T20:30:00+08:00')
    await redress.send(id, { type: 'contact' }, { by: clerk })
    await at('2026-03-03T09:00:00+08:00')
    await at('2026-03-03T09:01:00+08:00')
    expect(mail.deliveries.map(({ template, items, content }) => [template, items, content?.en.subject])).toEqual(
      [1, 2].map(() => ['soon', undefined, expect.stringMatching(/^DIGESTS-\d+ soon$/)]),
    )
    await redress.stop()
  })

  it('TC-08, OM-01: or any message held to hours that could not be sent in them waits for the next', async () => {
    const { mail, submit, at, redress, clock } = deskOn(open, '2026-03-02T16:59:00+08:00')
    const { id } = await submit()
    await redress.send(id, { type: 'note', text: 'x' }, { by: clerk })
    mail.failNext(new Error('away'))
    mail.failNext(new Error('away'))
    await redress.runDue()
    expect(mail.calls).toHaveLength(2)
    clock.advance(10 * MINUTE)
    await redress.runDue()
    expect(mail.calls).toHaveLength(2)
    await at('2026-03-03T09:00:00+08:00')
    expect(mail.deliveries.map(({ template }) => template)).toEqual(['note', 'note'])
    await redress.stop()
  })
})

describe('a policy', () => {
  it('has no digest without hours, and no letter in one', async () => {
    const [soon] = definition.notifications
    const letter = {
      subject: both('{number}'),
      text: both('{number} {openedAt} {contact}'),
      letter: 'acknowledgement',
    } as const
    const error = await failure(async () =>
      definePolicy({
        ...definition,
        correspondence: { contact: both('x') },
        notifications: [
          { on: 'noted', to: 'owner', channel: 'mail', template: 'note', digest: true },
          { ...soon, template: 'letter' },
        ],
        templates: { letter },
      }),
    )
    expect(error.details).toMatchObject({
      issues: [
        { path: 'notifications.0.digest', message: expect.stringContaining('asks for hours') },
        { path: 'templates.letter', message: expect.stringContaining('not in a digest') },
      ],
    })
  })
})
