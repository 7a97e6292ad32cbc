import { countingIds, createRedress, memoryChannel, type Store, simulatedClock, staticDirectory } from 'redress'
import { lenovo } from 'redress/policies'
import { timeline } from 'redress/reports'
import { describe, expect, it } from 'vitest'
import { type OpenedStore, storeKinds } from '../fixtures/stores.ts'
import { failureOf } from './untouched.ts'

const MINUTE = 60_000
const at = (time: string): Date => new Date(`2026-03-${time}+08:00`)

const dispatcher = { id: 'd.zhao', role: 'dispatcher' } as const
const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const
const stationHead = { id: 'h.sun', role: 'stationHead', unit: 'station-7' } as const
const manager = { id: 'm.li', role: 'regionalManager' } as const
const quality = { id: 'q.wang', role: 'quality' } as const
const customer = { id: 'customer-4711', role: 'customer' } as const
const by = { by: quality }

const directory = staticDirectory([
  { id: dispatcher.id, roles: ['dispatcher'] },
  { id: engineer.id, roles: ['engineer'], unit: 'station-7', superiors: [stationHead.id, manager.id] },
  { id: stationHead.id, roles: ['stationHead'], unit: 'station-7', superiors: [manager.id] },
  { id: 'h.of-another-station', roles: ['stationHead'], unit: 'station-8' },
  { id: manager.id, roles: ['regionalManager'] },
  { id: quality.id, roles: ['quality'] },
])

/** The desk as one process has it: its own connection, its own memory, nothing of the process before. */
function openDesk(store: Store, instant: Date, prefix: string) {
  const clock = simulatedClock(instant.getTime())
  const mail = memoryChannel()
  const redress = createRedress({
    policies: [lenovo],
    store,
    clock,
    directory,
    channels: { staff: mail, customer: mail },
    ids: countingIds(prefix),
  })
  /** Who was told what since the last time. */
  const told = async (): Promise<readonly string[]> => {
    await redress.runDue()
    const lines = mail.deliveries.map(({ recipient, template }) => `${recipient}: ${template}`)
    mail.clear()
    return lines.sort()
  }
  return { redress, clock, told }
}

/** The case of the sources (LS-25), from the hotline to the closing, through two processes. */
async function mainJob({ store, another }: OpenedStore) {
  const first = openDesk(store, at('02T09:00:00'), 'first')
  const taken = await first.redress.submit(
    {
      policy: 'lenovo',
      channel: 'phone',
      customer: { id: 'customer-4711', name: '刘先生', contact: '138 0000 0000' },
      summary: '软驱不读盘，维修站让用户自己想办法找清洗盘。',
      demand: '请维修站上门清洗软驱并道歉。',
      category: 'productQuality',
      facts: { station: 'station-7', product: 'desktop' },
      unit: 'station-7',
    },
    { by: dispatcher, commandId: 'hotline-call-0001' },
  )
  const { id } = taken
  // LS-05: complete and at once; the customer knows it was received, and the clock of LS-08 runs.
  expect(taken).toMatchObject({ number: 'LENOVO-000001', version: 1, status: 'open', rung: 'frontline' })
  expect(taken.due).toContainEqual(
    expect.objectContaining({ obligation: 'handler-found', dueAt: at('02T10:00:00'), state: 'running' }),
  )
  expect(await first.told()).toEqual(['customer-4711: complaint-received', 'd.zhao: handler-wanted'])
  await first.redress.stop()

  // The first process is gone for two hours and forty minutes. LS-08 was missed meanwhile.
  const { redress, clock, told } = openDesk(another(), at('02T11:40:00'), 'second')
  expect(await redress.get(id, by)).toMatchObject({ version: 1, rung: 'frontline' })
  expect(await told()).toEqual(['h.sun: complaint-escalated', 'h.sun: handler-overdue'])
  expect((await redress.explain(id, 'handler-found', by)).clocks).toMatchObject([
    { state: 'breached', dueAt: at('02T10:00:00'), source: 'LS-08' },
  ])
  // LS-13: the superior is a resource.
  expect(await redress.get(id, by)).toMatchObject({ version: 2, rung: 'station' })
  // The call that was repeated by a nervous web form is the same complaint.
  expect(await redress.list({ status: 'open' }, by)).toMatchObject({ items: [{ id }] })

  type Command = Parameters<typeof redress.send>[1]
  type By = Parameters<typeof redress.send>[2]['by']
  const send = (minutes: number, who: By, command: Command) => {
    clock.advance(minutes * MINUTE)
    return redress.send(id, command, { by: who })
  }
  const refused = async (who: By, command: Command) => {
    const error = await failureOf(() => redress.send(id, command, { by: who }))
    return error.code === 'COMMAND_REFUSED' && 'reason' in error.details ? error.details : error.code
  }

  // LS-25: a complaint of the station's service, not of the product; so a responsible person is sought (LS-21).
  const wrong = await redress.get(id, by)
  expect(wrong.levels.accountability.required).toBe(false)
  const right = await send(5, dispatcher, { type: 'classify', category: 'serviceManner/stationService' })
  expect(right.levels.accountability.required).toBe(true)
  // LS-14: it is not pushed out, by nobody.
  for (const who of [dispatcher, stationHead, manager]) {
    expect(await refused(who, { type: 'reject', reason: '不归我们管。' })).toMatchObject({ reason: 'notPermitted' })
    expect(await refused(who, { type: 'refer', to: 'elsewhere', reason: '不归我们管。' })).toMatchObject({
      reason: 'notPermitted',
    })
  }
  await send(5, stationHead, { type: 'assign', to: engineer.id })
  expect((await redress.explain(id, 'handler-found', by)).clocks).toMatchObject([
    { state: 'metLate', endedAt: at('02T11:50:00') },
  ])
  expect(await told()).toEqual(['w.chen: complaint-assigned'])

  // LS-09: first the handler speaks with the customer, then he proposes.
  expect(await refused(engineer, { type: 'propose', remedies: [{ kind: 'visit' }] })).toMatchObject({
    reason: 'notPossible',
  })
  await send(10, engineer, { type: 'contact', channel: 'phone', summary: '用户要求上门清洗软驱。' })
  await send(10, engineer, { type: 'establish', finding: 'upheld', liability: 'ours' })
  await send(10, engineer, { type: 'propose', remedies: [{ kind: 'apology' }, { kind: 'visit' }] })
  await send(10, customer, { type: 'accept' })
  // LS-16: ours was the fault, so nothing is carried out without an apology.
  expect(await refused(engineer, { type: 'fulfil' })).toMatchObject({
    reason: 'formMissing',
    missing: ['filed:apology'],
  })
  await send(10, engineer, { type: 'file', form: 'apology', data: { by: stationHead.id, channel: 'phone' } })
  await send(10, engineer, { type: 'fulfil', summary: '已上门清洗软驱。' })
  const settled = await send(60, dispatcher, { type: 'callBack', outcome: 'satisfied' })

  // LP-06, LP-01: handled is not closed.
  expect(settled).toMatchObject({ status: 'open', settledAt: at('02T13:50:00'), ending: 'resolved' })
  expect(settled.closedAt).toBeUndefined()
  clock.advance(MINUTE)
  expect(await refused(manager, { type: 'close' })).toMatchObject({
    reason: 'gateOpen',
    missing: ['settled:accountability', 'settled:improvement'],
  })
  // LP-09: the head of this station is asked who was responsible, and no other.
  expect(await told()).toEqual(['customer-4711: complaint-settled', 'h.sun: responsible-wanted'])

  // LP-03: the responsible person, the nature, the dealing with it; and nobody decides on himself.
  expect(await refused(manager, { type: 'assess', nature: 'serviceAttitude' })).toMatchObject({ reason: 'notPossible' })
  const responsible = [
    { kind: 'person', id: engineer.id },
    { kind: 'person', id: stationHead.id, first: true },
  ] as const
  await send(30, stationHead, { type: 'attribute', responsible: [...responsible] })
  await send(30, manager, { type: 'assess', nature: 'serviceAttitude' })
  const measures = [{ kind: 'criticism', subject: engineer.id, rule: 'LP-04' }]
  const dealtWith = await send(30, manager, { type: 'decide', measures })
  expect(dealtWith.levels).toMatchObject({ accountability: { status: 'settled' }, improvement: { status: 'open' } })
  expect(await told()).toEqual(['q.wang: cause-wanted'])
  expect(await refused(manager, { type: 'close' })).toMatchObject({ missing: ['settled:improvement'] })

  // LS-20, LP-05: the cause, and where else it may be.
  await send(120, quality, {
    type: 'identifyCause',
    causes: [{ code: 'no-disks', statement: '维修站没有配备清洗盘。' }],
  })
  expect(
    await refused(quality, { type: 'plan', actions: [{ kind: 'corrective', what: 'x', owner: quality.id }] }),
  ).toMatchObject({
    reason: 'notPossible',
  })
  await send(30, quality, { type: 'readAcross', places: [{ place: 'station-3', affected: true }] })
  // LS-22: measures exist, are implemented, and help.
  const due = at('06T18:00:00')
  await send(30, quality, {
    type: 'plan',
    actions: [
      { kind: 'corrective', what: '给本站配备清洗盘。', owner: stationHead.id, due },
      { kind: 'preventive', what: '各站开站清单加入清洗盘。', owner: quality.id, place: 'station-3' },
    ],
  })
  expect(await refused(quality, { type: 'verifyEffect', effective: true })).toMatchObject({ reason: 'notPossible' })
  await send(30, quality, { type: 'completeAction', action: 'action-1' })
  expect(await refused(quality, { type: 'close' })).toMatchObject({ missing: ['settled:improvement'] })
  await send(24 * 60, quality, { type: 'completeAction', action: 'action-2' })
  await send(7 * 24 * 60, quality, { type: 'verifyEffect', effective: true })
  const closed = await send(10, quality, { type: 'close' })
  expect(closed).toMatchObject({ status: 'closed', ending: 'resolved', settledAt: at('02T13:50:00') })
  expect(closed.closedAt).toEqual(new Date(clock.now()))
  expect(closed.levels).toMatchObject({
    customerInterface: { status: 'settled' },
    accountability: { status: 'settled' },
    improvement: { status: 'settled' },
  })
  expect(await told()).toEqual(['w.chen: complaint-closed'])

  const history = await redress.history(id, by)
  const proof = await redress.verify(id, by)
  expect(proof).toMatchObject({ entries: history.length, erased: 0 })
  expect(await redress.stuck()).toEqual([])
  expect((await redress.deadMessages()).items).toEqual([])
  return { id, history, proof, outside: await redress.history(id, { by: customer }) }
}

describe('the main job on the real case of the sources', () => {
  it.each(storeKinds)('LS-25 from the hotline to the closing, through a restart, on $name', async ({ open }) => {
    const { history, outside } = await mainJob(open())
    expect(history.filter(({ kind }) => kind === 'command').map(({ type }) => type)).toEqual([
      ...['register', 'classify', 'assign', 'contact', 'establish', 'propose', 'accept', 'file', 'fulfil', 'callBack'],
      ...['attribute', 'assess', 'decide', 'identifyCause', 'readAcross', 'plan', 'completeAction', 'completeAction'],
      ...['verifyEffect', 'close'],
    ])
    // Every refusal of somebody known stands in it as well (six pushings out, and eight that came too early).
    const refusals = history.filter(({ kind }) => kind === 'refusal')
    expect(refusals).toHaveLength(14)
    expect(history.at(-1)?.version).toBe(history.length - refusals.length)

    // One line of people's words for each entry, with what was missed and by how much.
    const text = timeline(history, { policy: lenovo })
    expect(text).toContain('handler determined [LS-08]: MISSED, due 2026-03-02 10:00:00')
    expect(text).toContain('handler determined [LS-08]: met late by 1 hour 50 minutes')
    expect(text).toContain('measure implemented [LS-22]: met')

    // The customer reads his level alone: nobody's guilt, no refusals.
    expect(outside.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['register', 'contact', 'accept', 'fulfil', 'callBack']),
    )
    for (const hidden of ['attribute', 'assess', 'decide', 'identifyCause', 'plan', 'file']) {
      expect(outside.map(({ type }) => type)).not.toContain(hidden)
    }
    expect(outside.filter(({ kind }) => kind === 'refusal')).toEqual([])
  })

  it('is the same to the last seal on every store', async () => {
    const runs = []
    for (const { open } of storeKinds) runs.push(await mainJob(open()))
    const [first, ...others] = runs
    for (const other of others) {
      expect(other.history).toEqual(first?.history)
      expect(other.proof).toEqual(first?.proof)
    }
  })
})
