import { describe, expect, it, test } from 'vitest'
import { tietongFault, tietongFaultWith } from '../../src/policies/tietong-fault.ts'
import { extendPolicy } from '../../src/policy/extend-policy.ts'
import { clocksOf, openDesk, refusalOf } from './desk.ts'

const agent = { id: 'a.zhou', role: 'agent' } as const
const branch = { id: 'b.wu', role: 'branchAgent' } as const
const dispatcher = { id: 'd.zheng', role: 'dispatcher' } as const
const maintainer = { id: 'm.wang', role: 'maintainer' } as const
const head = { id: 'h.feng', role: 'deptHead' } as const

/** An instant in Shanghai. */
const on = (day: string, time: string): string => `2026-03-${day}T${time.length === 5 ? `${time}:00` : time}+08:00`

const restored = { restoredAt: on('02', '11:30:00'), cause: '光缆中断', result: '已修复' }

interface Ticket {
  readonly ticketType?: string
  readonly facts?: { readonly bigCustomer?: boolean; readonly areaWide?: boolean }
  readonly from?: string
}

/** A ticket on the desk of `policy`, which is Tietong's or one in which a rule of Tietong's is broken. */
async function openTicket(
  { ticketType = 'fault', facts = {}, from = on('02', '08:00') }: Ticket = {},
  policy = tietongFault,
) {
  const desk = openDesk(policy, from)
  const { redress } = desk
  const { id } = await redress.submit(
    { policy: 'tietong-fault', channel: 'phone', customer: { id: 'u-1' }, summary: '上不了网。', ticketType, facts },
    { by: agent },
  )
  /** The order goes out and somebody is on his way. */
  const takeUp = async () => {
    await redress.send(id, { type: 'assign', to: head.id, worker: maintainer.id }, { by: branch })
    await redress.send(id, { type: 'contact', channel: 'phone' }, { by: maintainer })
  }
  const repair = (occurredAt?: string) =>
    redress.send(id, { type: 'fulfil' }, { by: maintainer, ...(occurredAt !== undefined && { occurredAt }) })
  const reply = () => redress.send(id, { type: 'file', form: 'faultReply', data: restored }, { by: head })
  const callBack = (outcome: 'satisfied' | 'dissatisfied' | 'unreachable' | 'declined' = 'satisfied') =>
    redress.send(id, { type: 'callBack', outcome }, { by: branch })
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) =>
    clocksOf(redress, id, obligation, { by: branch })
  const told = async () =>
    (await redress.history(id, { by: branch })).flatMap((line) =>
      line.told.map((one) => `${one.template}>${one.to}@${one.channel}`),
    )
  const view = () => redress.get(id, { by: branch })
  return { ...desk, id, takeUp, repair, reply, callBack, clocks, told, view }
}

/** Tietong's measure with a duty put differently, under the same id. */
const withCallBack = (change: { readonly calendar?: string; readonly within: { readonly hours: number } }) =>
  extendPolicy(tietongFault, {
    id: 'tietong-fault',
    version: 1,
    obligations: [
      {
        id: 'call-back',
        opens: ['filed:faultReply'],
        meets: ['verified', 'dissatisfied'],
        ...change,
      },
    ],
  }) as typeof tietongFault

describe('TT-05, T-24: the measure is in force from 2014-09-01', () => {
  const submitAt = (instant: string) => {
    const { redress } = openDesk(tietongFault, instant)
    return refusalOf(
      redress.submit(
        { policy: 'tietong-fault', channel: 'phone', summary: '无声音。', ticketType: 'fault' },
        { by: agent },
      ),
    )
  }
  it('takes a fault in its first minute', async () => {
    expect(await submitAt('2014-09-01T00:00+08:00')).toBeUndefined()
  })
  it('takes none a minute before', async () => {
    expect(await submitAt('2014-08-31T23:59+08:00')).toBe('POLICY_NOT_IN_FORCE')
  })
})

describe('TT-09, T-01: a fault is cleared within 22 elapsed hours of the order', () => {
  it('T-15: restored at the 22nd hour, in the night, it is in time', async () => {
    const { at, takeUp, repair, clocks } = await openTicket()
    await takeUp()
    await at(on('03', '06:00:00'))
    await repair()
    expect(await clocks('repair')).toEqual(['met 2026-03-03 06:00:00'])
  })

  it('restored a second later it is late, the department answers for it and its head is told (TT-22)', async () => {
    const { at, takeUp, repair, clocks, view, told } = await openTicket()
    await takeUp()
    await at(on('03', '06:00:01'))
    await repair()
    expect(await clocks('repair')).toEqual(['metLate 2026-03-03 06:00:00'])
    expect((await view()).rung).toBe('department')
    expect(await told()).toContain('fault-overdue>deptHead@mail')
  })

  it('T-01: entered at 08:00, restored at 05:30, it was in time and only recorded late', async () => {
    const { at, takeUp, repair, clocks } = await openTicket()
    await takeUp()
    await at(on('03', '08:00'))
    expect(await clocks('repair')).toEqual(['breached 2026-03-03 06:00:00'])
    await repair(on('03', '05:30'))
    expect(await clocks('repair')).toEqual(['metRecordedLate 2026-03-03 06:00:00'])
  })

  it('T-01: entered at 08:00, restored at 06:30, it was late', async () => {
    const { at, takeUp, repair, clocks } = await openTicket()
    await takeUp()
    await at(on('03', '08:00'))
    await repair(on('03', '06:30'))
    expect(await clocks('repair')).toEqual(['metLate 2026-03-03 06:00:00'])
  })

  it('is entered no later than the company lets it be', async () => {
    const { at, takeUp, repair, clocks } = await openTicket({}, tietongFaultWith({ enteredWithin: { hours: 2 } }))
    await takeUp()
    await at(on('03', '08:00'))
    expect(await refusalOf(repair(on('03', '05:30')))).toBe('tooLate')
    expect(await clocks('repair')).toEqual(['breached 2026-03-03 06:00:00'])
  })

  it('T-60: is a duty of faults alone', async () => {
    const { clocks } = await openTicket({ ticketType: 'suggestion' })
    expect(await clocks('repair')).toEqual([])
  })
})

describe('TT-13, T-01, T-21: the reply is an act of its own', () => {
  it('is kept and not measured, since the source says "in time" and no number', async () => {
    const { at, clocks, takeUp, repair, reply } = await openTicket()
    expect(tietongFault.unmeasured).toEqual(['reply'])
    await takeUp()
    await at(on('02', '11:30'))
    await repair()
    expect([await clocks('repair'), await clocks('reply')]).toEqual([['met 2026-03-03 06:00:00'], ['unmeasured']])
    await reply()
    expect(await clocks('reply')).toEqual(['met'])
  })

  it('with a number of the company it is missed although the repair was not, and accounted for', async () => {
    const { at, clocks, takeUp, repair, reply, view } = await openTicket(
      {},
      tietongFaultWith({ replyWithin: { hours: 4 } }),
    )
    await takeUp()
    await at(on('02', '11:30'))
    await repair()
    await at(on('02', '12:30'))
    await reply()
    expect([await clocks('repair'), await clocks('reply')]).toEqual([
      ['met 2026-03-03 06:00:00'],
      ['metLate 2026-03-02 12:00:00'],
    ])
    expect((await view()).levels.accountability.required).toBe(true)
  })
})

describe('TT-28, TT-29, T-02: called back within an hour of the reply, counted in 09:00–12:00 and 14:30–18:00', () => {
  const repliedAt = async (instant: string, policy = tietongFault) => {
    const ticket = await openTicket({}, policy)
    await ticket.takeUp()
    await ticket.repair()
    await ticket.at(instant)
    await ticket.reply()
    return ticket
  }

  it.each([
    ['11:00', '2026-03-02 12:00:00', 'the closing instant may be the due instant'],
    ['11:50', '2026-03-02 15:20:00', 'ten minutes before noon, fifty after'],
    ['12:00', '2026-03-02 15:30:00', 'noon is no window any more'],
    ['13:00', '2026-03-02 15:30:00', 'nothing counts at noon'],
    ['17:30', '2026-03-03 09:30:00', 'half an hour today, half an hour tomorrow'],
    ['18:00', '2026-03-03 10:00:00', 'the evening is no window any more'],
    ['18:30', '2026-03-03 10:00:00', 'from the next opening'],
    ['20:00', '2026-03-03 10:00:00', 'T-16: repaired in the evening, called in the morning'],
  ])('a reply at %s is due at %s: %s', async (time, due) => {
    const { at, callBack, clocks } = await repliedAt(on('02', time))
    expect(await clocks('call-back')).toEqual([`running ${due}`])
    await at(`${due.replace(' ', 'T')}+08:00`)
    await callBack()
    expect(await clocks('call-back')).toEqual([`met ${due}`])
  })

  it('a second after 15:20 the call-back is late and accounted for (TT-30: the amount is lost)', async () => {
    const { at, callBack, clocks, view } = await repliedAt(on('02', '11:50'))
    await at(on('02', '15:20:01'))
    await callBack()
    expect(await clocks('call-back')).toEqual(['metLate 2026-03-02 15:20:00'])
    expect((await view()).levels.accountability.required).toBe(true)
  })

  it('would be due at 12:50 if hours outside the windows counted', async () => {
    const { at, callBack, clocks } = await repliedAt(on('02', '11:50'), withCallBack({ within: { hours: 1 } }))
    await at(on('02', '15:20'))
    await callBack()
    expect(await clocks('call-back')).toEqual(['metLate 2026-03-02 12:50:00'])
  })

  it('has its windows on a Sunday and on National Day, too: no weekday is named', async () => {
    const { clocks } = await repliedAt(on('08', '11:50'), tietongFaultWith({ enteredWithin: { days: 30 } }))
    expect(await clocks('call-back')).toEqual(['running 2026-03-08 15:20:00'])
    const feast = await openTicket({ from: '2026-10-01T08:00+08:00' })
    await feast.takeUp()
    await feast.repair()
    await feast.at('2026-10-01T17:30+08:00')
    await feast.reply()
    expect(await feast.clocks('call-back')).toEqual(['running 2026-10-02 09:30:00'])
  })

  it('counts from the reply and not from the restoration that was entered before', async () => {
    const { at, repair, reply, takeUp, clocks } = await openTicket()
    await takeUp()
    await at(on('02', '11:00'))
    await repair(on('02', '09:15'))
    expect(await clocks('call-back')).toEqual([])
    await at(on('02', '11:50'))
    await reply()
    expect(await clocks('call-back')).toEqual(['running 2026-03-02 15:20:00'])
  })

  it('T-53: a call that nobody answers is none, an answered one is, whatever he says', async () => {
    const { callBack, clocks, view } = await repliedAt(on('02', '11:00'))
    await callBack('unreachable')
    expect(await clocks('call-back')).toEqual(['running 2026-03-02 12:00:00'])
    await callBack('dissatisfied')
    expect(await clocks('call-back')).toEqual(['met 2026-03-02 12:00:00'])
    expect((await view()).settledAt).toBeUndefined()
  })
})

describe('TT-19, T-14: the platform tells dispatch of a large fault within 20 minutes', () => {
  const tell = ({ redress, id }: Awaited<ReturnType<typeof openTicket>>) =>
    redress.send(id, { type: 'file', form: 'dispatchNotice', data: { by: 'phone' } }, { by: branch })

  it.each([[{ bigCustomer: true }], [{ areaWide: true }]])('of %j, in time at the 20th minute', async (facts) => {
    const ticket = await openTicket({ facts })
    await ticket.at(on('02', '08:20'))
    await tell(ticket)
    expect(await ticket.clocks('dispatch-notice')).toEqual(['met 2026-03-02 08:20:00'])
    expect((await ticket.view()).levels.accountability.required).toBe(false)
  })

  it('a second later it is late, and the platform hears of it', async () => {
    const ticket = await openTicket({ facts: { areaWide: true } })
    await ticket.at(on('02', '08:20:01'))
    await tell(ticket)
    expect(await ticket.clocks('dispatch-notice')).toEqual(['metLate 2026-03-02 08:20:00'])
    expect(await ticket.told()).toContain('dispatch-not-told>branchAgent@staff')
    expect((await ticket.view()).levels.accountability.required).toBe(true)
  })

  it('counts from when it is known to be one, and once', async () => {
    const ticket = await openTicket()
    const classify = () =>
      ticket.redress.send(ticket.id, { type: 'classify', facts: { areaWide: true } }, { by: branch })
    expect(await ticket.clocks('dispatch-notice')).toEqual([])
    await ticket.at(on('02', '10:00'))
    await classify()
    expect(await ticket.clocks('dispatch-notice')).toEqual(['running 2026-03-02 10:20:00'])
    await ticket.at(on('02', '10:10'))
    await classify()
    await tell(ticket)
    await classify()
    expect(await ticket.clocks('dispatch-notice')).toEqual(['met 2026-03-02 10:20:00'])
  })
})

describe('TT-18, T-14: dispatch tells the platform of an outage and of its end within 30 minutes each', () => {
  const notice = { restoredBy: on('02', '16:00:00'), cause: '光缆被挖断' }
  const outage = async () => {
    const ticket = await openTicket()
    const { redress, id } = ticket
    await ticket.takeUp()
    await redress.send(id, { type: 'file', form: 'outage', data: { of: 'opticalCable' } }, { by: dispatcher })
    const tellOutage = () => redress.send(id, { type: 'file', form: 'outageNotice', data: notice }, { by: dispatcher })
    const tellEnd = () =>
      redress.send(id, { type: 'file', form: 'restorationNotice', data: restored }, { by: dispatcher })
    return { ...ticket, tellOutage, tellEnd }
  }

  it('in time at the 30th minute, from when dispatch knew of the outage and from the restoration', async () => {
    const { at, tellOutage, tellEnd, repair, clocks } = await outage()
    await at(on('02', '08:30'))
    await tellOutage()
    await at(on('02', '11:30'))
    await repair()
    await at(on('02', '12:00'))
    await tellEnd()
    expect(await clocks('outage-notice')).toEqual(['met 2026-03-02 08:30:00'])
    expect(await clocks('restoration-notice')).toEqual(['met 2026-03-02 12:00:00'])
  })

  it('a second late each is two breaches, and the network department hears of both, not the platform', async () => {
    const { at, tellOutage, tellEnd, repair, clocks, told, view } = await outage()
    await at(on('02', '08:30:01'))
    await tellOutage()
    await at(on('02', '11:30'))
    await repair()
    await at(on('02', '12:00:01'))
    await tellEnd()
    expect(await clocks('outage-notice')).toEqual(['metLate 2026-03-02 08:30:00'])
    expect(await clocks('restoration-notice')).toEqual(['metLate 2026-03-02 12:00:00'])
    expect((await told()).filter((one) => one.includes('not-told'))).toEqual([
      'platform-not-told>networkDept@staff',
      'platform-not-told>networkDept@staff',
    ])
    expect((await view()).levels.accountability.required).toBe(true)
  })

  it('the two ways do not answer for each other: telling dispatch is not telling the platform', async () => {
    const { redress, id, clocks, at } = await outage()
    await redress.send(id, { type: 'classify', facts: { areaWide: true } }, { by: branch })
    await redress.send(id, { type: 'file', form: 'dispatchNotice', data: { by: 'phone' } }, { by: branch })
    await at(on('02', '08:31'))
    expect(await clocks('dispatch-notice')).toEqual(['met 2026-03-02 08:20:00'])
    expect(await clocks('outage-notice')).toEqual(['breached 2026-03-02 08:30:00'])
  })

  it('nobody is called back before the platform was told; without an outage there is nothing to tell', async () => {
    const struck = await outage()
    await struck.repair()
    await struck.reply()
    expect(await refusalOf(struck.callBack())).toBe('formMissing')
    await struck.tellEnd()
    expect(await refusalOf(struck.callBack())).toBeUndefined()
    const single = await openTicket()
    await single.takeUp()
    await single.repair()
    await single.reply()
    expect(await single.clocks('restoration-notice')).toEqual([])
    expect(await refusalOf(single.callBack())).toBeUndefined()
  })
})

describe('TT-14, T-10: a mail is answered within 72 hours', () => {
  const mail = async () => {
    const ticket = await openTicket({ ticketType: 'mail' })
    const answer = () =>
      ticket.redress.send(ticket.id, { type: 'file', form: 'reply', data: { result: '已答复' } }, { by: head })
    return { ...ticket, answer }
  }

  it('in time at the 72nd hour', async () => {
    const { at, answer, clocks } = await mail()
    await at(on('05', '08:00'))
    await answer()
    expect(await clocks('mail-reply')).toEqual(['met 2026-03-05 08:00:00'])
  })

  it('a second later it is late and accounted for', async () => {
    const { at, answer, clocks, view } = await mail()
    await at(on('05', '08:00:01'))
    await answer()
    expect(await clocks('mail-reply')).toEqual(['metLate 2026-03-05 08:00:00'])
    expect((await view()).levels.accountability.required).toBe(true)
  })

  it('with an objective reason it is as late, but nobody has to account for it', async () => {
    const { redress, id, at, answer, clocks, view } = await mail()
    const data = { objective: 'equipmentStolen', grounds: '设备被盗，已报警。' } as const
    await redress.send(id, { type: 'file', form: 'mailExemption', data }, { by: head })
    await at(on('05', '08:00:01'))
    await answer()
    expect(await clocks('mail-reply')).toEqual(['metLate 2026-03-05 08:00:00'])
    expect((await view()).levels.accountability.required).toBe(false)
  })

  it('T-10: nothing pauses or extends a clock: the 22 hours run on while a cable is being taken back', async () => {
    const { redress, id, at, takeUp, clocks } = await openTicket()
    await takeUp()
    expect(tietongFault.rules.permissions.may('deptHead', 'extend')).toBe(false)
    const data = { cause: '电缆设备收回', objective: 'equipmentTakenBack' } as const
    await redress.send(id, { type: 'file', form: 'delayCause', data }, { by: head })
    await at(on('03', '06:01'))
    expect(await clocks('repair')).toEqual(['breached 2026-03-03 06:00:00'])
  })
})

describe('TT-15, TT-16, T-60: the type of the ticket decides which three clears are asked for', () => {
  it('a fault names restoration, cause and result, and nothing else opens its call-back', async () => {
    const { redress, id, takeUp, repair, callBack, reply, clocks } = await openTicket()
    await takeUp()
    await repair()
    const other = { solvedAt: on('02', '08:00:00'), cause: '光缆中断' }
    await redress.send(id, { type: 'file', form: 'complaintReply', data: other }, { by: head })
    expect(await refusalOf(callBack())).toBe('formMissing')
    expect(await clocks('call-back')).toEqual([])
    await reply()
    expect(await clocks('call-back')).toEqual(['running 2026-03-02 10:00:00'])
    expect(await refusalOf(callBack())).toBeUndefined()
  })

  it('a fault without its result is no reply; a complaint needs none', async () => {
    const { redress, id } = await openTicket()
    const { result: _left, ...unclear } = restored
    const data: typeof restored = JSON.parse(JSON.stringify(unclear))
    expect(await refusalOf(redress.send(id, { type: 'file', form: 'faultReply', data }, { by: head }))).toBe(
      'COMMAND_INVALID',
    )
    const complaint = await openTicket({ ticketType: 'complaint' })
    const clear = { solvedAt: on('02', '09:00:00'), cause: '未及时联系' }
    await complaint.redress.send(complaint.id, { type: 'file', form: 'complaintReply', data: clear }, { by: head })
    expect(await complaint.clocks('call-back')).toEqual(['running 2026-03-02 10:00:00'])
  })

  it('the cause of the delay is asked for only when there was one', async () => {
    const late = await openTicket()
    await late.takeUp()
    await late.at(on('03', '08:00'))
    await late.repair()
    await late.reply()
    expect(await refusalOf(late.callBack())).toBe('formMissing')
    await late.redress.send(late.id, { type: 'file', form: 'delayCause', data: { cause: '备件未到' } }, { by: head })
    expect(await refusalOf(late.callBack())).toBeUndefined()
    const recordedLate = await openTicket()
    await recordedLate.takeUp()
    await recordedLate.at(on('03', '08:00'))
    await recordedLate.repair(on('03', '05:30'))
    await recordedLate.reply()
    expect(await refusalOf(recordedLate.callBack())).toBeUndefined()
  })

  it('TT-31: there are no other kinds of ticket', async () => {
    expect(await refusalOf(openTicket({ ticketType: 'falut' }))).toBe('COMMAND_INVALID')
    expect(await refusalOf(openTicket({ ticketType: 'businessOrder' }))).toBeUndefined()
  })
})

describe('TT-12, TT-26, TT-27, T-65: the record is cleared when the call-back has asked everything', () => {
  const asked = async (ticketType: string) => {
    const ticket = await openTicket({ ticketType })
    await ticket.takeUp()
    await ticket.repair()
    return { ...ticket, close: () => ticket.redress.send(ticket.id, { type: 'close' }, { by: branch }) }
  }
  const asks = { completed: true, satisfied: true } as const

  it('of a fault also whether the form was signed (TT-32)', async () => {
    const { redress, id, reply, callBack, close } = await asked('fault')
    await reply()
    expect(await refusalOf(close())).toBe('gateOpen')
    await callBack()
    await redress.send(id, { type: 'file', form: 'complaintCallBack', data: asks }, { by: branch })
    expect(await refusalOf(close())).toBe('gateOpen')
    await redress.send(id, { type: 'file', form: 'signedCallBack', data: { ...asks, signed: true } }, { by: branch })
    expect((await close()).status).toBe('closed')
  })

  it('of a complaint not', async () => {
    const { redress, id, callBack, close } = await asked('complaint')
    const data = { solvedAt: on('02', '08:00:00'), cause: '未及时联系' }
    await redress.send(id, { type: 'file', form: 'complaintReply', data }, { by: head })
    await callBack()
    expect(await refusalOf(close())).toBe('gateOpen')
    await redress.send(id, { type: 'file', form: 'complaintCallBack', data: asks }, { by: branch })
    expect((await close()).status).toBe('closed')
  })

  it('of a delay also whether its reason is true (TT-27)', async () => {
    const { redress, id, reply, callBack, close } = await asked('fault')
    await redress.send(id, { type: 'file', form: 'delayCause', data: { cause: '用户不在家' } }, { by: head })
    await reply()
    await callBack()
    await redress.send(id, { type: 'file', form: 'signedCallBack', data: { ...asks, signed: true } }, { by: branch })
    expect(await refusalOf(close())).toBe('gateOpen')
    await redress.send(id, { type: 'file', form: 'delayVerified', data: { confirmed: false } }, { by: branch })
    expect((await close()).status).toBe('closed')
  })

  it('TT-07, T-44: solved on the phone it needs no call-back, and is counted', async () => {
    const { redress, id, clocks } = await openTicket()
    await redress.send(id, { type: 'contact', settled: true }, { by: agent })
    expect(await clocks('repair')).toEqual(['cancelled 2026-03-03 06:00:00'])
    expect((await redress.send(id, { type: 'close' }, { by: branch })).ending).toBe('resolved')
  })

  it('a suggestion is not called back', async () => {
    const { redress, id, view } = await asked('suggestion')
    expect((await view()).levels.customerInterface.status).toBe('settled')
    expect((await redress.send(id, { type: 'close' }, { by: branch })).status).toBe('closed')
  })
})

describe('TT-09, TT-17, T-77: an empty reply resets no clock', () => {
  const settled = async () => {
    const ticket = await openTicket()
    await ticket.takeUp()
    await ticket.at(on('02', '18:00'))
    await ticket.repair()
    await ticket.reply()
    await ticket.at(on('03', '09:00'))
    return ticket
  }

  it('disputed later, the first clock goes on with the 12 hours that are left; the work has 22 of its own', async () => {
    const { redress, id, callBack, clocks } = await settled()
    await callBack()
    await redress.send(id, { type: 'dispute', reason: '还是不通。' }, { by: branch })
    expect(await clocks('repair')).toEqual(['running 2026-03-03 21:00:00'])
    expect(await clocks('repair-again')).toEqual(['running 2026-03-04 07:00:00'])
  })

  it('not content in the call-back, it is cleared again within 22 hours, and late a second after', async () => {
    const { callBack, clocks, at, repair, told } = await settled()
    await callBack('dissatisfied')
    expect(await told()).toContain('call-back-problem>deptHead@mail')
    expect(await clocks('repair-again')).toEqual(['running 2026-03-04 07:00:00'])
    await at(on('04', '07:00:01'))
    await repair()
    expect(await clocks('repair-again')).toEqual(['metLate 2026-03-04 07:00:00'])
  })

  it('content in the call-back, nothing runs again', async () => {
    const { callBack, clocks } = await settled()
    await callBack()
    expect(await clocks('repair')).toEqual(['met 2026-03-03 06:00:00'])
    expect(await clocks('repair-again')).toEqual([])
  })
})

test('TT-03, TT-13 … TT-30: the tariff is names, and what is not in it cannot be decided', async () => {
  const { redress, id, takeUp, at, repair, reply, callBack } = await openTicket({ facts: { areaWide: true } })
  const network = { id: 'n.chen', role: 'networkDept' } as const
  const decide = (kind: string) =>
    redress.send(id, { type: 'decide', measures: [{ kind, subject: branch.id, rule: 'TT-19' }] }, { by: network })
  await takeUp()
  await at(on('02', '09:00'))
  await repair()
  await reply()
  await callBack()
  await redress.send(id, { type: 'attribute', responsible: [{ kind: 'unit', id: 'platform' }] }, { by: network })
  await redress.send(id, { type: 'assess', nature: 'omission' }, { by: network })
  expect(await refusalOf(decide('fine'))).toBe('COMMAND_INVALID')
  expect((await decide('largeFaultNotNotified')).levels.accountability.status).toBe('settled')
})
