import { anonymous, type CommandTo, extendPolicy } from 'redress'
import { lenovo, lenovoWith } from 'redress/policies'
import { describe, expect, it } from 'vitest'
import { clocksOf, openDesk, refusalOf } from './desk.ts'

const employee = { id: 'e.ma', role: 'employee' } as const
const dispatcher = { id: 'd.zhao', role: 'dispatcher' } as const
const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const
const stationHead = { id: 'h.sun', role: 'stationHead', unit: 'station-7' } as const
const otherHead = { id: 'h.qian', role: 'stationHead', unit: 'station-9' } as const
const manager = { id: 'm.li', role: 'regionalManager' } as const
const director = { id: 's.gao', role: 'serviceDirector' } as const
const quality = { id: 'q.wang', role: 'quality' } as const
const customer = { id: 'customer-4711', role: 'customer' } as const

const staff = [employee, dispatcher, engineer, stationHead, otherHead, manager, director, quality]
const people = staff.map(({ role, ...person }) => ({ ...person, roles: [role] }))

type Send = CommandTo<typeof lenovo>
type By = (typeof staff)[number] | typeof customer

/** An instant in Shanghai; everything begins on 2 March at 09:00. */
const on = (day: string, time: string): string => `2026-03-${day}T${time}${time.length === 5 ? ':00' : ''}+08:00`

interface Complaint {
  readonly category?: 'productQuality' | 'serviceManner' | 'serviceManner/stationService' | 'unfamiliarUse'
  readonly workQuality?: boolean
}

/** A complaint at station 7 under `policy`, which is Lenovo's or one in which a rule of Lenovo's is broken. */
async function openComplaint({ category = 'productQuality', workQuality }: Complaint = {}, policy = lenovo) {
  const desk = openDesk(policy, on('02', '09:00'), people)
  const { redress } = desk
  const { id } = await redress.submit(
    {
      policy: 'lenovo',
      channel: 'phone',
      customer: { id: customer.id },
      summary: '软驱不读盘。',
      category,
      facts: { station: 'station-7', ...(workQuality !== undefined && { workQuality }) },
      unit: 'station-7',
    },
    { by: dispatcher },
  )
  const send = async (by: By, ...commands: readonly Send[]) => {
    for (const command of commands) await redress.send(id, command, { by })
  }
  const refused = (by: By, command: Send) => refusalOf(redress.send(id, command, { by }))
  /** Somebody handles it and has spoken with the customer. */
  const handle = async () => {
    await send(stationHead, { type: 'assign', to: engineer.id })
    await send(engineer, { type: 'contact', channel: 'phone' })
  }
  /** Level 1 to its end. */
  const settle = async () => {
    await handle()
    await send(engineer, { type: 'propose', remedies: [{ kind: 'visit' }] }, { type: 'accept' }, { type: 'fulfil' })
    await send(dispatcher, { type: 'callBack', outcome: 'satisfied' })
  }
  /** Level 2 to its end. */
  const account = async () => {
    await send(stationHead, attribute)
    await send(manager, { type: 'assess', nature: 'serviceAttitude' }, decide)
  }
  const analyse = () => send(quality, identifyCause, readAcross)
  /** Level 3 to its end, as far as measures are asked for. */
  const improve = async () => {
    await analyse()
    await send(quality, plan, { type: 'completeAction', action: 'action-1' })
    await send(quality, { type: 'completeAction', action: 'action-2' }, { type: 'verifyEffect', effective: true })
  }
  const close = () => refused(quality, { type: 'close' })
  const view = () => redress.get(id, { by: quality })
  /** How the three levels stand. */
  const levels = async () => {
    const { customerInterface, accountability, improvement } = (await view()).levels
    return [customerInterface.status, accountability.status, improvement.status]
  }
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) =>
    clocksOf(redress, id, obligation, { by: quality })
  return { ...desk, id, send, refused, handle, settle, account, analyse, improve, close, view, levels, clocks }
}

const attribute: Send = {
  type: 'attribute',
  responsible: [
    { kind: 'person', id: engineer.id },
    { kind: 'person', id: stationHead.id, first: true },
  ],
}
const decide: Send = { type: 'decide', measures: [{ kind: 'criticism', subject: engineer.id, rule: 'LP-04' }] }
const identifyCause: Send = {
  type: 'identifyCause',
  causes: [{ code: 'no-cleaning-disks', statement: '维修站没有配备清洗盘。' }],
}
const readAcross: Send = { type: 'readAcross', places: [{ place: 'station-3', affected: true }] }
const plan: Send = {
  type: 'plan',
  actions: [
    { kind: 'corrective', what: '给本站配备清洗盘。', owner: stationHead.id, due: on('06', '18:00') },
    { kind: 'preventive', what: '各站配备清洗盘。', owner: quality.id, place: 'station-3' },
  ],
}

const callDemand = '请维修站上门清洗软驱并道歉。'
const station = { category: 'serviceManner/stationService' } as const

/** Lenovo's procedure with a rule of it put differently, under the same name. */
const broken = (
  difference: Omit<
    Parameters<typeof extendPolicy<NonNullable<(typeof lenovo)['~types']>, 'lenovo'>>[1],
    'id' | 'version'
  >,
) => extendPolicy(lenovo, { id: 'lenovo', version: 1, ...difference }) as typeof lenovo

describe('LP-01, T-41: only when level 3 is done is a complaint truly closed', () => {
  it('not when the customer is satisfied, not when somebody was dealt with, but when it was improved', async () => {
    const { at, settle, account, improve, close, view } = await openComplaint(station)
    await settle()
    expect(await close()).toBe('gateOpen')
    await account()
    expect(await close()).toBe('gateOpen')
    await at(on('02', '10:00'))
    await improve()
    expect(await close()).toBeUndefined()
    const { status, settledAt, closedAt } = await view()
    expect([status, settledAt, closedAt]).toEqual(['closed', new Date(on('02', '09:00')), new Date(on('02', '10:00'))])
  })

  it('the refusal says which level is missing', async () => {
    const { redress, id, settle } = await openComplaint(station)
    await settle()
    const tried = await redress.trySend(id, { type: 'close' }, { by: quality })
    expect(tried).toMatchObject({ refusal: { missing: ['settled:accountability', 'settled:improvement'] } })
  })

  it('would be closed when somebody was dealt with, were level 3 not asked for', async () => {
    const { settle, account, close } = await openComplaint(
      station,
      broken({ levels: { improvement: { required: false } } }),
    )
    await settle()
    await account()
    expect(await close()).toBeUndefined()
  })
})

describe('LP-02: first the customer, before any finding inside', () => {
  it('nobody is found responsible and no cause is found before the customer was served', async () => {
    const { settle, refused, levels } = await openComplaint(station)
    expect(await levels()).toEqual(['open', 'waiting', 'waiting'])
    expect(await refused(stationHead, attribute)).toBe('notPossible')
    expect(await refused(quality, identifyCause)).toBe('notPossible')
    await settle()
    expect(await levels()).toEqual(['settled', 'open', 'waiting'])
    expect(await refused(stationHead, attribute)).toBeUndefined()
  })

  it('would be sought at once, did level 2 open with the registration', async () => {
    const atOnce = broken({ levels: { accountability: { required: true, opens: 'registered' } } })
    const { refused, levels } = await openComplaint(station, atOnce)
    expect(await levels()).toEqual(['open', 'open', 'waiting'])
    expect(await refused(stationHead, attribute)).toBeUndefined()
  })
})

describe('LP-03, LP-04: the responsible person, the nature, the dealing with it, in this order', () => {
  it('nothing is decided before it is known who it was and of what nature', async () => {
    const { settle, send, refused, levels } = await openComplaint(station)
    await settle()
    expect(await refused(manager, decide)).toBe('notPossible')
    await send(stationHead, attribute)
    expect(await refused(manager, decide)).toBe('notPossible')
    await send(manager, { type: 'assess', nature: 'serviceAttitude' })
    expect(await levels()).toEqual(['settled', 'open', 'waiting'])
    await send(manager, decide)
    expect(await levels()).toEqual(['settled', 'settled', 'open'])
  })

  it('knows criticism and punishment, and no fine', async () => {
    const { settle, send, refused } = await openComplaint(station)
    await settle()
    await send(stationHead, attribute)
    await send(manager, { type: 'assess', nature: 'serviceAttitude' })
    const measures = (kind: string) => ({ type: 'decide' as const, measures: [{ kind, subject: engineer.id }] })
    expect(await refused(manager, measures('fine'))).toBe('COMMAND_INVALID')
    expect(await refused(manager, measures('punishment'))).toBeUndefined()
  })

  it('of a faulty product nobody is found responsible', async () => {
    const { settle, refused, levels } = await openComplaint()
    await settle()
    expect(await levels()).toEqual(['settled', 'waived', 'open'])
    expect(await refused(stationHead, attribute)).toBe('notPossible')
  })
})

describe('LP-05: by analogy, the cause is looked for in other places and measures cover them', () => {
  it('a cause alone does not do; the places that may share it have to be looked at', async () => {
    const { settle, send, refused, levels } = await openComplaint()
    await settle()
    expect(await refused(quality, readAcross)).toBe('notPossible')
    await send(quality, identifyCause)
    expect(await levels()).toEqual(['settled', 'waived', 'open'])
    await send(quality, readAcross)
    expect(await levels()).toEqual(['settled', 'waived', 'settled'])
  })

  it('a cause alone would do, were nothing read across', async () => {
    const { settle, send, levels } = await openComplaint(
      {},
      broken({ levels: { improvement: { required: true, readAcross: false, measures: false } } }),
    )
    await settle()
    await send(quality, identifyCause)
    expect(await levels()).toEqual(['settled', 'waived', 'settled'])
  })

  it('the measure at the other station counts as the one at home: neither may be left undone', async () => {
    const { settle, account, analyse, send, refused } = await openComplaint(station)
    await settle()
    await account()
    await analyse()
    await send(quality, plan, { type: 'completeAction', action: 'action-1' })
    expect(await refused(quality, { type: 'verifyEffect', effective: true })).toBe('notPossible')
    await send(quality, { type: 'completeAction', action: 'action-2' })
    expect(await refused(quality, { type: 'verifyEffect', effective: true })).toBeUndefined()
  })
})

describe('LP-06, T-41: handled is not closed', () => {
  it('stays open when everything is done, until somebody closes it', async () => {
    const { settle, account, improve, close, view } = await openComplaint(station)
    await settle()
    expect(await view()).toMatchObject({ status: 'open', ending: 'resolved', settledAt: expect.any(Date) })
    await account()
    await improve()
    expect(await view()).toMatchObject({ status: 'open' })
    await close()
    expect(await view()).toMatchObject({ status: 'closed' })
  })

  it('would close by itself, were closing automatic', async () => {
    const { settle, analyse, view } = await openComplaint({}, broken({ closing: 'automatic' }))
    await settle()
    expect((await view()).status).toBe('open')
    await analyse()
    expect((await view()).status).toBe('closed')
  })
})

describe('LP-07: the customer chooses the channel', () => {
  const complain = async (channel: string, policy = lenovo) => {
    const { redress } = openDesk(policy, on('02', '09:00'), people)
    return redress.submit(
      { policy: 'lenovo', channel, customer: { id: customer.id }, summary: '软驱不读盘。' },
      { by: customer },
    )
  }

  it.each(['phone', 'network', 'letterbox', 'email'])('by %s', async (channel) => {
    expect(await complain(channel)).toMatchObject({ channel, customer: customer.id, status: 'open' })
  })

  it('would be shut out, took only the hotline complaints', async () => {
    expect(await refusalOf(complain('network', broken({ permissions: { register: ['dispatcher'] } })))).toBe(
      'notPermitted',
    )
  })
})

describe('LP-09: the head of the station is the first responsible person for its complaints', () => {
  it('he is asked to say who was responsible, and no other head is', async () => {
    const { settle, delivered, send, refused } = await openComplaint(station)
    await settle()
    const asked = (await delivered()).filter((one) => one.startsWith('responsible-wanted'))
    expect(asked).toEqual([`responsible-wanted>${stationHead.id}`])
    expect(await refused(otherHead, attribute)).toBe('COMPLAINT_NOT_FOUND')
    await send(stationHead, attribute)
  })

  it('would be asked of every head, were it not said of which station', async () => {
    const everywhere = broken({
      drop: { notifications: ['responsible-wanted'] },
      notifications: [
        { on: 'opened:accountability', to: { role: 'stationHead' }, channel: 'staff', template: 'responsible-wanted' },
      ],
    })
    const { settle, delivered } = await openComplaint(station, everywhere)
    await settle()
    expect(await delivered()).toContain(`responsible-wanted>${otherHead.id}`)
  })

  it('he does not judge what he answers for himself, not even where heads may judge', async () => {
    const assess = { type: 'assess', nature: 'serviceAttitude' } as const
    const strict = await openComplaint(station)
    await strict.settle()
    await strict.send(stationHead, attribute)
    expect(await strict.refused(stationHead, assess)).toBe('notPermitted')

    const lax = broken({ permissions: { assess: ['stationHead'] } })
    const first = await openComplaint(station, lax)
    await first.settle()
    await first.send(stationHead, attribute)
    expect(await first.refused(stationHead, assess)).toBe('conflictOfInterest')
    const notNamed = await openComplaint(station, lax)
    await notNamed.settle()
    await notNamed.send(stationHead, { type: 'attribute', responsible: [{ kind: 'person', id: engineer.id }] })
    expect(await notNamed.refused(stationHead, assess)).toBeUndefined()
  })
})

describe('LS-06: everyone accepts complaints, and solves them where they show up', () => {
  const complainTo = (by: (typeof staff)[number] | typeof anonymous, policy = lenovo) =>
    openDesk(policy, on('02', '09:00'), people).redress.submit(
      { policy: 'lenovo', channel: 'counter', summary: '软驱不读盘。' },
      { by },
    )

  it.each(staff)('$role $id takes one', async (by) => {
    expect(await refusalOf(complainTo(by))).toBeUndefined()
  })

  it('so does the web form, from somebody who does not say who he is', async () => {
    expect(await refusalOf(complainTo(anonymous))).toBeUndefined()
  })

  it('an engineer would send the customer away, took only the hotline complaints', async () => {
    expect(await refusalOf(complainTo(engineer, broken({ permissions: { register: ['dispatcher'] } })))).toBe(
      'notPermitted',
    )
  })

  it('T-44: solved at the bench, no handler is looked for any more, and its cause is found all the same', async () => {
    const { redress, id, clocks, view, levels } = await openComplaint()
    await redress.send(id, { type: 'contact', channel: 'counter', settled: true }, { by: engineer })
    expect(await clocks('handler-found')).toEqual(['cancelled 2026-03-02 10:00:00'])
    expect((await view()).ending).toBe('resolved')
    expect(await levels()).toEqual(['settled', 'waived', 'open'])
  })

  it('only spoken about at the bench, it still wants its handler', async () => {
    const { send, clocks, levels } = await openComplaint()
    await send(engineer, { type: 'contact', channel: 'counter' })
    expect(await clocks('handler-found')).toEqual(['running 2026-03-02 10:00:00'])
    expect(await levels()).toEqual(['open', 'waiting', 'waiting'])
  })
})

describe('LS-07, LS-05: the record says the problem and the demand', () => {
  const record = async (said: { readonly summary: string; readonly demand?: string }) => {
    const { redress } = openDesk(lenovo, on('02', '09:00'), people)
    const { id } = await redress.submit({ policy: 'lenovo', channel: 'phone', ...said }, { by: dispatcher })
    return (await redress.get(id, { by: dispatcher })).personal
  }

  it('in the customer’s own words, apart from each other', async () => {
    const personal = await record({ summary: '软驱不读盘。', demand: callDemand })
    expect(personal).toMatchObject({ summary: '软驱不读盘。', demand: callDemand })
  })

  it('without a problem there is no complaint; a demand that was not said is not made up', async () => {
    expect(await refusalOf(record({ summary: ' ' }))).toBe('COMMAND_INVALID')
    expect((await record({ summary: '软驱不读盘。' })).demand).toBeUndefined()
  })
})

describe('LS-08: a handler is found within 1 hour', () => {
  const assignedAt = async (time: string, policy = lenovo) => {
    const { at, send, clocks, view, delivered } = await openComplaint({}, policy)
    await at(on('02', time))
    await send(dispatcher, { type: 'assign', to: engineer.id })
    return { clocks: await clocks('handler-found'), rung: (await view()).rung, delivered: await delivered() }
  }

  it.each(['09:59:59', '10:00:00.000'])('T-15: found at %s, in time', async (time) => {
    const { clocks, rung, delivered } = await assignedAt(time)
    expect([clocks, rung]).toEqual([['met 2026-03-02 10:00:00'], 'frontline'])
    expect(delivered).not.toContain(`handler-overdue>${stationHead.id}`)
  })

  it('found a millisecond later it is late, and the head of the station was told', async () => {
    const { clocks, rung, delivered } = await assignedAt('10:00:00.001')
    expect([clocks, rung]).toEqual([['metLate 2026-03-02 10:00:00'], 'station'])
    expect(delivered).toContain(`handler-overdue>${stationHead.id}`)
  })

  it('would be in time, had it two hours', async () => {
    const twoHours = extendPolicy(lenovo, {
      id: 'lenovo',
      version: 1,
      obligations: [{ id: 'handler-found', opens: 'registered', meets: 'assigned', within: { hours: 2 } }],
    }) as typeof lenovo
    const { clocks, rung } = await assignedAt('10:00:00.001', twoHours)
    expect([clocks, rung]).toEqual([['met 2026-03-02 11:00:00'], 'frontline'])
  })

  it('a talk with the customer is no handler', async () => {
    const { at, send, clocks } = await openComplaint()
    await send(engineer, { type: 'contact', channel: 'phone' })
    await at(on('02', '10:00:00.001'))
    expect(await clocks('handler-found')).toEqual(['breached 2026-03-02 10:00:00'])
  })
})

describe('LS-09, LS-10: the handler speaks with the customer himself and puts a plan forward', () => {
  const offer = { type: 'propose' as const, remedies: [{ kind: 'repair' }] }

  it('there is no plan before he has spoken with him', async () => {
    const { send, refused } = await openComplaint()
    await send(stationHead, { type: 'assign', to: engineer.id })
    expect(await refused(engineer, offer)).toBe('notPossible')
    await send(engineer, { type: 'contact', channel: 'phone' })
    expect(await refused(engineer, offer)).toBeUndefined()
  })

  it('a plan that the customer does not want is talked over again, until he agrees', async () => {
    const { handle, send, refused } = await openComplaint()
    await handle()
    await send(engineer, offer)
    expect(await refused(engineer, { type: 'fulfil' })).toBe('notPossible')
    await send(customer, { type: 'decline', reason: '要求换新。' })
    await send(engineer, { type: 'propose', remedies: [{ kind: 'exchange' }] })
    await send(customer, { type: 'accept' })
    expect(await refused(engineer, { type: 'fulfil' })).toBeUndefined()
  })

  it('nothing is carried out without a plan', async () => {
    const { handle, send, refused } = await openComplaint()
    await handle()
    expect(await refused(engineer, { type: 'fulfil' })).toBe('formMissing')
    await send(engineer, { ...offer, acceptance: 'notNeeded' })
    expect(await refused(engineer, { type: 'fulfil' })).toBeUndefined()
  })

  it('T-21: by when is not said, so it is kept and not measured', async () => {
    const { clock, redress, send, clocks, view } = await openComplaint()
    await send(stationHead, { type: 'assign', to: engineer.id })
    clock.set(new Date(on('30', '09:00')))
    await redress.runDue()
    expect([await clocks('first-contact'), (await view()).rung]).toEqual([['unmeasured'], 'frontline'])
  })

  it('with a number of the company it is missed a second after it, and the head of the station is told', async () => {
    const spoken = async (time: string) => {
      const { at, send, clocks, delivered } = await openComplaint({}, lenovoWith({ contactWithin: { minutes: 30 } }))
      await send(stationHead, { type: 'assign', to: engineer.id })
      await at(on('02', time))
      await send(engineer, { type: 'contact', channel: 'phone' })
      return {
        clocks: await clocks('first-contact'),
        isTold: (await delivered()).includes(`contact-overdue>${stationHead.id}`),
      }
    }
    expect(await spoken('09:30:00')).toEqual({ clocks: ['met 2026-03-02 09:30:00'], isTold: false })
    expect(await spoken('09:30:01')).toEqual({ clocks: ['metLate 2026-03-02 09:30:00'], isTold: true })
  })

  it('T-23: a promised call is kept by calling, and broken by silence', async () => {
    const { at, handle, send, clocks, delivered } = await openComplaint()
    await handle()
    const promise = { type: 'promise', what: '十点半回电。', at: on('02', '10:30') } as const
    await send(engineer, promise, { ...promise, at: on('02', '11:00') })
    await at(on('02', '10:30'))
    await send(engineer, { type: 'contact', channel: 'phone', keeps: ['promise-1'] })
    await at(on('02', '11:01'))
    expect(await clocks('promise')).toEqual(['met 2026-03-02 10:30:00', 'breached 2026-03-02 11:00:00'])
    expect(await delivered()).toContain(`promise-broken>${engineer.id}`)
  })
})

describe('LS-12, T-21: closed within a set time, whose number is the company’s', () => {
  it('is unmeasured until somebody configures it: neither in time nor missed, and reported as such', async () => {
    expect(lenovo.unmeasured).toEqual(['first-contact', 'settlement', 'cause'])
    const { redress, clock, handle, clocks, view, send } = await openComplaint()
    await handle()
    clock.set(new Date(on('30', '09:00')))
    await redress.runDue()
    expect([await clocks('settlement'), (await view()).rung]).toEqual([['unmeasured'], 'frontline'])
    await send(engineer, { type: 'contact', settled: true })
    expect(await clocks('settlement')).toEqual(['met'])
  })

  it('with a number it is met at its end and missed a second later, and reported upward', async () => {
    const within = lenovoWith({ settleWithin: { hours: 72 } })
    expect(within.unmeasured).toEqual(['first-contact', 'cause'])
    const settled = async (time: string) => {
      const { at, handle, send, clocks, delivered } = await openComplaint({}, within)
      await handle()
      await at(on('05', time))
      await send(engineer, { type: 'contact', settled: true })
      return {
        clocks: await clocks('settlement'),
        isTold: (await delivered()).includes(`settlement-overdue>${stationHead.id}`),
      }
    }
    expect(await settled('09:00:00')).toEqual({ clocks: ['met 2026-03-05 09:00:00'], isTold: false })
    expect(await settled('09:00:01')).toEqual({ clocks: ['metLate 2026-03-05 09:00:00'], isTold: true })
  })

  it('disputed, the case is open again and its first time stays what it was', async () => {
    const { send, settle, clocks, view } = await openComplaint({}, lenovoWith({ settleWithin: { hours: 72 } }))
    await settle()
    await send(customer, { type: 'dispute', reason: '还是不读盘。' })
    expect(await clocks('settlement')).toEqual(['met 2026-03-05 09:00:00'])
    expect(await view()).toMatchObject({ status: 'open', firstSettledAt: new Date(on('02', '09:00')) })
  })
})

describe('LS-13: the superior is a resource', () => {
  const up = { type: 'escalate', reason: 'inability' } as const

  it('the handler reports upward in time: the next above him is told, and he stays the handler', async () => {
    const { handle, send, view, delivered } = await openComplaint()
    await handle()
    await send(engineer, up)
    expect(await view()).toMatchObject({ rung: 'station', owner: engineer.id })
    expect(await delivered()).toContain(`complaint-escalated>${stationHead.id}`)
  })

  it('nobody above is told when nobody reports', async () => {
    const { handle, view, delivered } = await openComplaint()
    await handle()
    expect((await view()).rung).toBe('frontline')
    expect(await delivered()).not.toContain(`complaint-escalated>${stationHead.id}`)
  })

  it('is no escalation of the customer’s: he has no ladder', async () => {
    const { refused, view } = await openComplaint()
    expect(await refused(customer, { type: 'escalate', reason: 'request' })).toBe('notPermitted')
    const open = await openComplaint({}, broken({ permissions: { escalate: ['customer'] } }))
    expect(await open.refused(customer, { type: 'escalate', reason: 'request' })).toBeUndefined()
    expect([(await view()).rung, (await open.view()).rung]).toEqual(['frontline', 'station'])
  })

  it('ends with head office', async () => {
    const { handle, send, refused } = await openComplaint()
    await handle()
    await send(engineer, { ...up, to: 'headquarters' })
    expect(await refused(manager, up)).toBe('limitReached')
  })
})

describe('LS-14, T-45: what was accepted is not pushed out', () => {
  const push = { type: 'reject', reason: '不属于我部门。' } as const
  const seeing = [dispatcher, engineer, stationHead, manager, director, quality]

  it.each(seeing)('$role neither rejects nor refers it', async (by) => {
    const { refused } = await openComplaint()
    expect(await refused(by, push)).toBe('notPermitted')
    expect(await refused(by, { type: 'refer', to: 'consumer-association', reason: '请找消协。' })).toBe('notPermitted')
  })

  it('would be over, might the region reject it', async () => {
    const { send, view } = await openComplaint({}, broken({ permissions: { reject: ['regionalManager'] } }))
    await send(manager, push)
    expect(await view()).toMatchObject({ ending: 'rejected', settledAt: expect.any(Date) })
  })

  it('handed on inside, it stays the same complaint of the same customer', async () => {
    const { send, view } = await openComplaint()
    await send(stationHead, { type: 'assign', to: engineer.id })
    await send(stationHead, { type: 'transfer', unit: 'station-9', reason: '离用户更近。' })
    expect(await view()).toMatchObject({ status: 'open', unit: 'station-9', customer: customer.id })
  })
})

describe('LS-16: where our side fell short, it apologises frankly', () => {
  const judged = async (liability: 'ours' | 'shared' | 'customer', policy = lenovo) => {
    const complaint = await openComplaint(station, policy)
    await complaint.handle()
    await complaint.send(
      engineer,
      { type: 'establish', finding: 'upheld', liability },
      { type: 'propose', remedies: [{ kind: 'visit' }] },
      { type: 'accept' },
    )
    return complaint
  }
  const apology = { type: 'file', form: 'apology', data: { by: stationHead.id, channel: 'phone' } } as const

  it('remedied it is only with an apology', async () => {
    const { send, refused } = await judged('ours')
    expect(await refused(engineer, { type: 'fulfil' })).toBe('formMissing')
    await send(engineer, apology)
    expect(await refused(engineer, { type: 'fulfil' })).toBeUndefined()
  })

  it('an apology that nobody made is none', async () => {
    const { refused } = await judged('ours')
    const nobody: typeof apology = JSON.parse(JSON.stringify({ ...apology, data: { channel: 'phone' } }))
    expect(await refused(engineer, nobody)).toBe('COMMAND_INVALID')
    expect(await refused(engineer, { type: 'fulfil' })).toBe('formMissing')
  })

  it.each(['customer', 'shared'] as const)('of the class %s nobody has to apologise first', async (liability) => {
    const { refused } = await judged(liability)
    expect(await refused(engineer, { type: 'fulfil' })).toBeUndefined()
  })
})

describe('LS-20, T-42: every complaint has its cause found', () => {
  const ends: Readonly<Record<string, (one: Awaited<ReturnType<typeof openComplaint>>) => Promise<void>>> = {
    'of a product, the customer content': (one) => one.settle(),
    'that the customer took back': (one) => one.send(customer, { type: 'withdraw', reason: '算了。' }),
    'that ended without agreement (T-43)': async (one) => {
      await one.handle()
      await one.send(manager, { type: 'finalise', remediesTold: ['consumer-association'], reason: '要求过高。' })
    },
    'of a customer who misunderstood (T-56)': async (one) => {
      await one.handle()
      await one.send(engineer, { type: 'establish', finding: 'notUpheld', liability: 'customer' })
      await one.send(engineer, { type: 'contact', settled: true })
    },
  }

  it.each(Object.keys(ends))('also one %s', async (name) => {
    const complaint = await openComplaint()
    await ends[name]?.(complaint)
    expect(await complaint.levels()).toEqual(['settled', 'waived', 'open'])
    expect(await complaint.close()).toBe('gateOpen')
    await complaint.analyse()
    expect(await complaint.close()).toBeUndefined()
  })

  it('T-43: closed without agreement is an ending of its own, and the outside remedies were told', async () => {
    const { handle, send, refused, view } = await openComplaint()
    await handle()
    const finalise = (...remediesTold: string[]) => ({ type: 'finalise' as const, remediesTold, reason: '要求过高。' })
    expect(await refused(manager, finalise())).toBe('COMMAND_INVALID')
    expect(await refused(engineer, finalise('consumer-association'))).toBe('notPermitted')
    await send(manager, finalise('consumer-association'))
    expect((await view()).ending).toBe('unresolved')
  })

  it('without a cause it would be closed, were causes sought only of work quality', async () => {
    const onlyWork = broken({ levels: { improvement: { required: (c) => c.isIn('serviceManner') } } })
    const { settle, levels, close } = await openComplaint({}, onlyWork)
    await settle()
    expect(await levels()).toEqual(['settled', 'waived', 'waived'])
    expect(await close()).toBeUndefined()
  })

  it('T-21: by when is the company’s number', async () => {
    const { at, settle, analyse, clocks } = await openComplaint({}, lenovoWith({ causeWithin: { hours: 24 } }))
    await settle()
    await at(on('03', '09:00:01'))
    await analyse()
    expect(await clocks('cause')).toEqual(['metLate 2026-03-03 09:00:00'])
  })
})

describe('LS-21: of a work-quality complaint the responsible person is found', () => {
  it.each([
    [{ category: 'serviceManner' }, 'open'],
    [{ category: 'serviceManner/stationService' }, 'open'],
    [{ category: 'productQuality', workQuality: true }, 'open'],
    [{ category: 'productQuality' }, 'waived'],
    [{ category: 'unfamiliarUse' }, 'waived'],
    [{ category: 'serviceManner', workQuality: false }, 'waived'],
  ] as const)('%j: level 2 is %s', async (complaint, status) => {
    const { settle, view } = await openComplaint(complaint)
    await settle()
    expect((await view()).levels.accountability.status).toBe(status)
  })

  it('no cause is looked for before he is found, and nothing is closed', async () => {
    const { settle, account, analyse, refused, close } = await openComplaint({ category: 'serviceManner' })
    await settle()
    expect(await refused(quality, identifyCause)).toBe('notPossible')
    expect(await close()).toBe('gateOpen')
    await account()
    await analyse()
  })
})

describe('LS-22, T-42: of a work-quality complaint measures exist and are implemented', () => {
  const analysed = async (complaint: Complaint = station, policy = lenovo) => {
    const opened = await openComplaint(complaint, policy)
    await opened.settle()
    if (complaint === station) await opened.account()
    await opened.analyse()
    return opened
  }

  it('neither a cause nor a plan closes it, nor what was done without anybody looking at its effect', async () => {
    const { send, close } = await analysed()
    expect(await close()).toBe('gateOpen')
    await send(quality, plan)
    expect(await close()).toBe('gateOpen')
    await send(quality, { type: 'completeAction', action: 'action-1' }, { type: 'completeAction', action: 'action-2' })
    expect(await close()).toBe('gateOpen')
    await send(quality, { type: 'verifyEffect', effective: true })
    expect(await close()).toBeUndefined()
  })

  it('what did not help is analysed afresh', async () => {
    const { send, refused, levels, analyse, view, close } = await analysed()
    await send(
      quality,
      plan,
      { type: 'completeAction', action: 'action-1' },
      { type: 'completeAction', action: 'action-2' },
    )
    await send(quality, { type: 'verifyEffect', effective: false })
    expect([await levels(), (await view()).levels.improvement.cycle]).toEqual([['settled', 'settled', 'open'], 2])
    expect(await refused(quality, plan)).toBe('notPossible')
    await analyse()
    await send(quality, plan)
    expect(await refused(quality, { type: 'completeAction', action: 'action-1' })).toBe('notFound')
    expect(await close()).toBe('gateOpen')
  })

  it('of others the cause is enough', async () => {
    const { close, refused } = await analysed({})
    expect(await refused(quality, plan)).toBe('notPossible')
    expect(await close()).toBeUndefined()
  })

  it('would be enough of this one too, were no measures asked for', async () => {
    const { close } = await analysed(station, broken({ levels: { improvement: { required: true, measures: false } } }))
    expect(await close()).toBeUndefined()
  })

  it('a measure that is not in force by its date is missed', async () => {
    const { at, send, clocks } = await analysed()
    await send(quality, plan)
    await at(on('06', '18:00'))
    expect(await clocks('measure')).toEqual(['running 2026-03-06 18:00:00', 'unmeasured'])
    await at(on('06', '18:01'))
    expect(await clocks('measure')).toEqual(['breached 2026-03-06 18:00:00', 'unmeasured'])
    await send(stationHead, { type: 'completeAction', action: 'action-1' })
    expect(await clocks('measure')).toEqual(['metLate 2026-03-06 18:00:00', 'unmeasured'])
  })
})

describe('LS-25: “find a cleaning disk yourself” is a complaint of the station’s service, not of the drive', () => {
  const reclassify = { type: 'classify', category: 'serviceManner/stationService' } as const

  it('entered as a product and classified right, it is accounted for', async () => {
    const { send, settle, levels, view } = await openComplaint()
    await send(dispatcher, reclassify)
    await settle()
    expect((await view()).category).toBe('serviceManner/stationService')
    expect(await levels()).toEqual(['settled', 'open', 'waiting'])
  })

  it('left as a product, nobody has to account for it', async () => {
    const { settle, levels } = await openComplaint()
    await settle()
    expect(await levels()).toEqual(['settled', 'waived', 'open'])
  })

  it('seen only when the cause was found, it is accounted for even then, and measures are asked for', async () => {
    const { settle, send, account, close, levels } = await openComplaint()
    await settle()
    await send(quality, reclassify)
    expect(await levels()).toEqual(['settled', 'open', 'open'])
    await account()
    await send(quality, identifyCause, readAcross)
    expect(await levels()).toEqual(['settled', 'settled', 'open'])
    expect(await close()).toBe('gateOpen')
  })
})
