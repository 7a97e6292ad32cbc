import { createRedress, definePolicy, memoryChannel, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { failure } from '../fixtures/failure.ts'
import { storeKinds } from '../fixtures/stores.ts'

const clerk = { id: 'clerk-1', role: 'clerk' } as const
const MINUTE = 60_000

const policy = definePolicy({
  id: 'bounces',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk', 'head'],
  see: { clerk: 'all', head: 'all' },
  permissions: { register: ['clerk'], note: ['clerk'], withdraw: ['clerk'] },
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'office', role: 'head' },
  ],
  notifications: [
    { on: 'registered', to: 'complainant', channel: 'mail', template: 'received' },
    { on: 'undelivered', to: 'rung', channel: 'staff', template: 'came-back' },
    { on: 'noted', to: { role: 'head' }, channel: 'sms', template: 'noted' },
  ],
})

function deskOn(open: (typeof storeKinds)[number]['open']) {
  const { store } = open()
  const clock = simulatedClock('2026-03-02T09:00:00+08:00')
  const [mail, staff, sms] = [memoryChannel(), memoryChannel(), memoryChannel()]
  const redress = createRedress({
    policies: [policy],
    store,
    clock,
    channels: { mail, staff, sms },
    directory: staticDirectory([
      { id: 'clerk-1', roles: ['clerk'] },
      { id: 'head-1', roles: ['head'] },
    ]),
  })
  const submit = () =>
    redress.submit({ policy: 'bounces', channel: 'web', summary: 'x', customer: { id: 'c-1' } }, { by: clerk })
  return { redress, clock, mail, staff, sms, submit }
}

describe.each(storeKinds)('a message that came back, on $name', ({ open }) => {
  it('is recorded on its complaint, told by the policy, listed as dead and may be sent again', async () => {
    const { redress, clock, mail, staff, submit } = deskOn(open)
    const { id } = await submit()
    await redress.runDue()
    clock.advance(MINUTE)
    const [received] = mail.deliveries
    const key = received?.key ?? ''
    expect(await redress.messageFailed(key, { reason: 'mailbox-unknown' })).toBe(true)
    // Said twice, as mail systems do.
    expect(await redress.messageFailed(key, { reason: 'mailbox-unknown' })).toBe(false)
    await redress.runDue()
    expect(staff.deliveries.map(({ recipient, template }) => [recipient, template])).toEqual([['clerk-1', 'came-back']])
    const history = await redress.history(id, { by: clerk })
    expect(history.map(({ type, by }) => [type, by.id])).toEqual([
      ['register', 'clerk-1'],
      ['bounce', 'system'],
    ])
    expect(history[1]?.command).toMatchObject({ message: key, reason: 'mailbox-unknown' })
    expect(await redress.verify(id, { by: clerk })).toMatchObject({ entries: 2 })
    expect((await redress.deadMessages()).items).toMatchObject([{ key, lastError: 'it came back: mailbox-unknown' }])

    expect(await redress.redeliver([key])).toBe(1)
    await redress.runDue()
    clock.advance(MINUTE)
    // The second time counts anew.
    expect(await redress.messageFailed(key, { reason: 'mailbox-full' })).toBe(true)
    expect((await redress.history(id, { by: clerk })).map(({ type }) => type)).toEqual(['register', 'bounce', 'bounce'])
    await redress.stop()
  })

  it('lets the complaint climb where that is asked for, and does no more at the top', async () => {
    const { redress, mail, submit } = deskOn(open)
    const { id } = await submit()
    await redress.runDue()
    const key = mail.deliveries[0]?.key ?? ''
    expect(await redress.messageFailed(key, { reason: 'mailbox-unknown', escalate: true })).toBe(true)
    expect(await redress.get(id, { by: clerk })).toMatchObject({ rung: 'office' })
    await redress.redeliver([key])
    await redress.runDue()
    expect(await redress.messageFailed(key, { reason: 'mailbox-unknown', escalate: true })).toBe(true)
    expect(await redress.get(id, { by: clerk })).toMatchObject({ rung: 'office' })
    await redress.stop()
  })

  it('is none while it is on its way, nor when nobody sent it; a reason is a name', async () => {
    const { redress, mail, submit } = deskOn(open)
    await submit()
    mail.failNext(new Error('away'))
    await redress.runDue()
    const key = mail.calls[0]?.key ?? ''
    expect(await redress.messageFailed(key, { reason: 'x' })).toBe(false)
    expect(await redress.messageFailed('nobody', { reason: 'x' })).toBe(false)
    expect(await failure(() => redress.messageFailed(key, { reason: '' }))).toMatchObject({ code: 'QUERY_INVALID' })
    await redress.stop()
  })
})

describe.each(storeKinds)('the outbox on $name', ({ open }) => {
  it('tells by channel what waits, for how long, and what is dead', async () => {
    const { redress, clock, mail, sms, submit } = deskOn(open)
    expect(await redress.outbox()).toEqual([])
    const { id } = await submit()
    await redress.send(id, { type: 'note', text: 'x' }, { by: clerk })
    mail.failNext(new Error('away'))
    const permanent = Object.assign(new Error('no such number'), { name: 'DeliveryError', permanent: true })
    sms.failNext(permanent)
    await redress.runDue()
    clock.advance(1_000)
    expect(await redress.outbox()).toEqual([
      { channel: 'mail', pending: 1, dead: 0, lateMs: 1_000 },
      { channel: 'sms', pending: 0, dead: 1, lateMs: 0 },
    ])
    expect(await redress.outbox({ tenant: 'another' })).toEqual([])
    await redress.stop()
  })
})
