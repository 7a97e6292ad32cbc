import { anonymous, type CommandTo, extendPolicy } from 'redress'
import { simpleFlow, simpleFlowWith } from 'redress/policies'
import { describe, expect, it } from 'vitest'
import { clocksOf, openDesk, refusalOf } from './desk.ts'

const registrar = { id: 'r.xu', role: 'registrar' } as const
const handler = { id: 'h.lin', role: 'handler' } as const
const otherHandler = { id: 'h.tang', role: 'handler' } as const
const reviewer = { id: 'v.deng', role: 'reviewer' } as const
const otherReviewer = { id: 'v.pan', role: 'reviewer' } as const
const manager = { id: 'm.cao', role: 'manager' } as const
const analyst = { id: 'a.yu', role: 'analyst' } as const
const customer = { id: 'customer-88', role: 'customer' } as const

const staff = [registrar, handler, otherHandler, reviewer, otherReviewer, manager, analyst]
const people = staff.map(({ role, ...person }) => ({ ...person, roles: [role] }))

type Send = CommandTo<typeof simpleFlow>
type By = (typeof staff)[number] | typeof customer

/** An instant in Shanghai; everything begins on 2 March at 09:00. */
const on = (day: string, time: string): string => `2026-03-${day}T${time}${time.length === 5 ? ':00' : ''}+08:00`

const contact: Send = { type: 'contact', channel: 'phone' }
const investigation = {
  type: 'file',
  form: 'investigation',
  data: { confirmed: true, statementsHeard: 2, summary: '重复扣款属实。' },
} as const
const offer = (kind: string): Send => ({ type: 'propose', remedies: [{ kind }] })
const finalise = (...remediesTold: string[]): Send => ({ type: 'finalise', remediesTold, reason: '双方未能达成一致。' })
const reject: Send = { type: 'reject', reason: '不属于投诉受理范围。' }

interface Complaint {
  readonly confidentiality?: 'named' | 'confidential'
  readonly channel?: string
}

/** A complaint under `policy`, which is the simple flow or one in which a rule of it is broken. */
async function openComplaint({ confidentiality = 'named', channel = 'phone' }: Complaint = {}, policy = simpleFlow) {
  const desk = openDesk(policy, on('02', '09:00'), people)
  const { redress } = desk
  const { id } = await redress.submit(
    {
      policy: 'simple-flow',
      channel,
      customer: { id: customer.id, name: '周女士', contact: '138 0000 0000' },
      summary: '扣了两次款。',
      demand: '退一次。',
      confidentiality,
    },
    { by: registrar },
  )
  const send = async (by: By, ...commands: readonly Send[]) => {
    for (const command of commands) await redress.send(id, command, { by })
  }
  const refused = (by: By, command: Send) => refusalOf(redress.send(id, command, { by }))
  /** A dedicated person has it and has investigated it. */
  const investigate = async () => {
    await send(registrar, { type: 'assign', to: handler.id })
    await send(handler, contact, investigation)
  }
  /** One round: offered, agreed, done; then what the customer says. */
  const round = async (outcome: 'satisfied' | 'dissatisfied' | 'unreachable' | 'declined') => {
    await send(handler, offer('refund'), { type: 'accept' }, { type: 'fulfil' }, { type: 'callBack', outcome })
  }
  const review = (by: typeof reviewer | typeof otherReviewer | typeof manager) =>
    refused(by, { type: 'review', outcome: 'revised' })
  const view = () => redress.get(id, { by: manager })
  /** Where level 1 stands. */
  const place = async () =>
    (await view()).state
      .find((path) => path.startsWith('open.customerInterface'))
      ?.split('.')
      .at(-1)
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) =>
    clocksOf(redress, id, obligation, { by: manager })
  return { ...desk, id, send, refused, investigate, round, review, view, place, clocks }
}

/** The simple flow with a rule of it put differently, under the same name. */
const broken = (
  difference: Omit<
    Parameters<typeof extendPolicy<NonNullable<(typeof simpleFlow)['~types']>, 'simple-flow'>>[1],
    'id' | 'version'
  >,
) => extendPolicy(simpleFlow, { id: 'simple-flow', version: 1, ...difference }) as typeof simpleFlow

describe('SF-01: registered with name, contact, content and channel', () => {
  it.each(['phone', 'email', 'online'])('by %s', async (channel) => {
    const view = await (await openComplaint({ channel })).view()
    expect(view).toMatchObject({
      number: 'SIMPLE-FLOW-000001',
      channel,
      personal: {
        complainant: { name: '周女士', contact: '138 0000 0000' },
        summary: '扣了两次款。',
        demand: '退一次。',
      },
    })
  })

  const whole = { policy: 'simple-flow', channel: 'phone', summary: '扣了两次款。' } as const
  const register = (submission: typeof whole, by: typeof registrar | typeof analyst | typeof anonymous = registrar) =>
    refusalOf(openDesk(simpleFlow, on('02', '09:00'), people).redress.submit(submission, { by }))

  it.each(['channel', 'summary'] as const)('without its %s it is none', async (field) => {
    const { [field]: _left, ...part } = whole
    const submission: typeof whole = JSON.parse(JSON.stringify(part))
    expect(await register(submission)).toBe('COMMAND_INVALID')
  })

  it('from the complainant himself too, who need not say who he is, and not by those who count', async () => {
    expect(await register(whole, anonymous)).toBeUndefined()
    expect(await register(whole, analyst)).toBe('notPermitted')
  })
})

describe('SF-02, SF-03, T-45: what does not meet the standard goes no further, after it was registered', () => {
  it('it has its number and its reason, is counted, and nobody is set to it any more', async () => {
    const { redress, send, refused, view, delivered } = await openComplaint()
    await send(registrar, reject)
    expect(await view()).toMatchObject({ number: 'SIMPLE-FLOW-000001', ending: 'rejected', status: 'closed' })
    expect(await refused(registrar, { type: 'assign', to: handler.id })).toBe('notPossible')
    expect((await redress.list({ status: ['closed'] }, { by: analyst })).items).toHaveLength(1)
    expect(await delivered()).toContain(`complaint-settled>${customer.id}`)
  })

  it('what meets it goes on', async () => {
    const { refused, view } = await openComplaint()
    expect(await refused(registrar, { type: 'assign', to: handler.id })).toBeUndefined()
    expect(await view()).toMatchObject({ owner: handler.id, status: 'open' })
  })

  it('not without a reason, and not by the person who would have to work on it', async () => {
    const { investigate, refused } = await openComplaint()
    await investigate()
    expect(await refused(registrar, { type: 'reject', reason: ' ' })).toBe('COMMAND_INVALID')
    expect(await refused(handler, reject)).toBe('notPermitted')
  })

  it('would go on whatever it is, might nobody reject it', async () => {
    const { refused, view } = await openComplaint({}, broken({ drop: { commands: ['reject'] } }))
    expect(await refused(registrar, reject)).toBe('notPermitted')
    expect((await view()).status).toBe('open')
  })

  it('SF-02: the content is confirmed beforehand by those who take it, not by those who review it', async () => {
    const { refused, view } = await openComplaint()
    expect(await refused(reviewer, { type: 'classify', major: true })).toBe('notPermitted')
    expect(await refused(registrar, { type: 'classify', major: true })).toBeUndefined()
    expect((await view()).major).toBe(true)
  })
})

describe('SF-04: a dedicated person investigates', () => {
  it('nobody offers anything before one is named; others do not even see it', async () => {
    const { send, refused } = await openComplaint()
    expect(await refused(manager, investigation)).toBeUndefined()
    expect(await refused(manager, contact)).toBeUndefined()
    expect(await refused(manager, offer('refund'))).toBe('notPossible')
    expect(await refused(handler, contact)).toBe('COMPLAINT_NOT_FOUND')
    await send(registrar, { type: 'assign', to: handler.id })
    expect(await refused(otherHandler, contact)).toBe('COMPLAINT_NOT_FOUND')
    expect(await refused(handler, offer('refund'))).toBeUndefined()
  })

  it('T-21: how soon is not said, so it is kept and not measured', async () => {
    expect(simpleFlow.unmeasured).toEqual(['assignment', 'feedback', 'settlement'])
    const { clock, redress, clocks, view } = await openComplaint()
    clock.set(new Date(on('30', '09:00')))
    await redress.runDue()
    expect([await clocks('assignment'), (await view()).rung]).toEqual([['unmeasured'], 'frontline'])
  })

  it('with a number of the company it is missed a second after it, and the higher level is told', async () => {
    const named = async (time: string) => {
      const { at, send, clocks, delivered } = await openComplaint({}, simpleFlowWith({ assignWithin: { hours: 2 } }))
      await at(on('02', time))
      await send(registrar, { type: 'assign', to: handler.id })
      return {
        clocks: await clocks('assignment'),
        isTold: (await delivered()).includes(`handler-overdue>${manager.id}`),
      }
    }
    expect(await named('11:00:00')).toEqual({ clocks: ['met 2026-03-02 11:00:00'], isTold: false })
    expect(await named('11:00:01')).toEqual({ clocks: ['metLate 2026-03-02 11:00:00'], isTold: true })
  })
})

describe('SF-05, SF-06: the plan follows from an investigation', () => {
  const spoken = async (policy = simpleFlow) => {
    const complaint = await openComplaint({}, policy)
    await complaint.send(registrar, { type: 'assign', to: handler.id })
    await complaint.send(handler, contact)
    return complaint
  }

  it('there is none without it', async () => {
    const { send, refused } = await spoken()
    expect(await refused(handler, offer('refund'))).toBe('formMissing')
    await send(handler, investigation)
    expect(await refused(handler, offer('refund'))).toBeUndefined()
  })

  it('would be one out of the air, were no investigation asked for', async () => {
    const { refused } = await spoken(
      broken({ drop: { commands: ['propose'] }, permissions: { propose: ['handler', 'manager'] } }),
    )
    expect(await refused(handler, offer('refund'))).toBeUndefined()
  })

  it('an investigation that does not say who was heard is none', async () => {
    const { refused } = await spoken()
    const { statementsHeard: _left, ...unheard } = investigation.data
    const file: typeof investigation = JSON.parse(JSON.stringify({ ...investigation, data: unheard }))
    expect(await refused(handler, file)).toBe('COMMAND_INVALID')
    expect(await refused(handler, offer('refund'))).toBe('formMissing')
  })

  it.each(['refund', 'exchange', 'compensation', 'other'])('the plan may be: %s', async (kind) => {
    const { investigate, refused } = await openComplaint()
    await investigate()
    expect(await refused(handler, offer(kind))).toBeUndefined()
  })

  it('what the company does not name is no remedy', async () => {
    const { investigate, refused } = await openComplaint()
    await investigate()
    expect(await refused(handler, offer('coupon'))).toBe('COMMAND_INVALID')
  })
})

describe('SF-07: handler and customer negotiate the plan', () => {
  it('what he does not want is offered anew, what he has not agreed to is not done', async () => {
    const { investigate, send, refused, place } = await openComplaint()
    await investigate()
    await send(handler, offer('exchange'))
    expect(await refused(handler, { type: 'fulfil' })).toBe('notPossible')
    await send(customer, { type: 'decline', reason: '要退款。' })
    expect(await place()).toBe('handling')
    await send(handler, offer('refund'))
    await send(customer, { type: 'accept' })
    expect(await refused(handler, { type: 'fulfil' })).toBeUndefined()
  })

  it('he cannot agree to what is not on offer, nor the analyst for him', async () => {
    const { investigate, send, refused } = await openComplaint()
    await investigate()
    expect(await refused(customer, { type: 'accept' })).toBe('notPossible')
    await send(handler, offer('refund'))
    expect(await refused(analyst, { type: 'accept' })).toBe('notPermitted')
    expect(await refused(customer, { type: 'accept' })).toBeUndefined()
  })

  it('nothing is carried out behind his back, without any plan', async () => {
    const { investigate, refused } = await openComplaint()
    await investigate()
    expect(await refused(handler, { type: 'fulfil' })).toBe('formMissing')
    const ungated = broken({ drop: { commands: ['fulfil'] }, permissions: { fulfil: ['handler'] } })
    const other = await openComplaint({}, ungated)
    await other.investigate()
    expect(await other.refused(handler, { type: 'fulfil' })).toBeUndefined()
  })
})

describe('SF-08, T-41: satisfied, it ends', () => {
  it('settled and closed in one, and told back', async () => {
    const { investigate, round, view, delivered } = await openComplaint()
    await investigate()
    await round('satisfied')
    const { status, ending, settledAt, closedAt } = await view()
    expect([status, ending, settledAt]).toEqual(['closed', 'resolved', closedAt])
    expect(await delivered()).toContain(`complaint-settled>${customer.id}`)
  })

  it('done is not satisfied: nothing is settled before he was asked', async () => {
    const { investigate, send, view, place } = await openComplaint()
    await investigate()
    await send(handler, offer('refund'), { type: 'accept' }, { type: 'fulfil' })
    expect([(await view()).status, await place()]).toEqual(['open', 'verifying'])
  })

  it('would be settled unasked, were there no call-back', async () => {
    const unasked = broken({ levels: { customerInterface: { callBack: false, reviews: ['reviewer', 'nextRung'] } } })
    const { investigate, send, view } = await openComplaint({}, unasked)
    await investigate()
    await send(handler, offer('refund'), { type: 'accept' }, { type: 'fulfil' })
    expect((await view()).status).toBe('closed')
  })

  it('T-53: whom nobody reaches is never satisfied, however often he is called', async () => {
    const { investigate, round, send, clock, redress, view, place } = await openComplaint()
    await investigate()
    await round('unreachable')
    await send(handler, { type: 'callBack', outcome: 'unreachable' })
    clock.set(new Date(on('30', '09:00')))
    await redress.runDue()
    expect([(await view()).status, await place()]).toEqual(['open', 'verifying'])
    await send(handler, { type: 'callBack', outcome: 'satisfied' })
    expect((await view()).status).toBe('closed')
  })

  it('T-53: who does not want to be asked is done with, and not counted as satisfied', async () => {
    const verified = async (outcome: 'declined' | 'satisfied') => {
      const { redress, id, investigate, round, view } = await openComplaint()
      await investigate()
      await round(outcome)
      const signals = (await redress.history(id, { by: manager })).flatMap((line) => line.signals)
      return [(await view()).status, signals.some(({ name }) => name === 'verified')]
    }
    expect(await verified('declined')).toEqual(['closed', false])
    expect(await verified('satisfied')).toEqual(['closed', true])
  })

  describe('in the time that the company sets', () => {
    const measured = simpleFlowWith({ settleWithin: { hours: 48 } })
    const longer = (hours: number): Send => ({
      type: 'extend',
      obligation: 'settlement',
      by: { hours },
      reason: '等待银行流水。',
    })

    it('at its end in time, a second later late', async () => {
      const settled = async (time: string) => {
        const { at, investigate, round, clocks } = await openComplaint({}, measured)
        await investigate()
        await at(on('04', time))
        await round('satisfied')
        return clocks('settlement')
      }
      expect(await settled('09:00:00')).toEqual(['met 2026-03-04 09:00:00'])
      expect(await settled('09:00:01')).toEqual(['metLate 2026-03-04 09:00:00'])
    })

    it('it rests while the customer is away, and only then', async () => {
      const { at, send, clocks } = await openComplaint({}, measured)
      await at(on('02', '12:00'))
      await send(manager, { type: 'suspend', reason: 'complainantAbsent' })
      await at(on('02', '15:00'))
      expect(await clocks('settlement')).toEqual(['paused'])
      await send(manager, { type: 'resume' })
      expect(await clocks('settlement')).toEqual(['running 2026-03-04 12:00:00'])
    })

    it('the manager extends it once, before it was due; nobody else does', async () => {
      const { investigate, send, refused, clocks } = await openComplaint({}, measured)
      await investigate()
      expect(await refused(handler, longer(24))).toBe('notPermitted')
      await send(manager, longer(24))
      expect(await clocks('settlement')).toEqual(['running 2026-03-05 09:00:00'])
      expect(await refused(manager, longer(24))).toBe('limitReached')
      const late = await openComplaint({}, measured)
      await late.at(on('04', '09:00'))
      expect(await late.refused(manager, longer(24))).toBe('tooLate')
    })

    it('a duty without a number has nothing to extend', async () => {
      const { refused } = await openComplaint()
      expect(await refused(manager, longer(24))).toBe('invalid')
    })

    it('reopened, it has its time anew, and the first time stays what it was', async () => {
      const { at, investigate, round, send, clocks } = await openComplaint({}, measured)
      await investigate()
      await round('satisfied')
      await at(on('03', '09:00'))
      await send(registrar, { type: 'reopen', levels: ['customerInterface'], reason: '退款未到账。' })
      expect(await clocks('settlement')).toEqual(['met 2026-03-04 09:00:00', 'running 2026-03-05 09:00:00'])
    })
  })
})

describe('SF-09: not satisfied, it is reviewed', () => {
  const dissatisfied = async (policy = simpleFlow) => {
    const complaint = await openComplaint({}, policy)
    await complaint.investigate()
    await complaint.round('dissatisfied')
    return complaint
  }

  it('the reviewers are asked, and the handler goes on only after them', async () => {
    const { refused, review, place, delivered } = await dissatisfied()
    expect(await place()).toBe('reviewing')
    expect(await delivered()).toEqual(
      expect.arrayContaining([`review-wanted>${reviewer.id}`, `review-wanted>${otherReviewer.id}`]),
    )
    expect(await refused(handler, offer('compensation'))).toBe('notPossible')
    expect(await review(reviewer)).toBeUndefined()
    expect(await refused(handler, offer('compensation'))).toBeUndefined()
  })

  it('would be negotiated on by the same handler, were there no reviews', async () => {
    const { refused, place } = await dissatisfied(broken({ levels: { customerInterface: { reviews: [] } } }))
    expect(await place()).toBe('handling')
    expect(await refused(handler, offer('compensation'))).toBeUndefined()
  })

  it('satisfied, nobody reviews anything', async () => {
    const { investigate, round, review, delivered } = await openComplaint()
    await investigate()
    await round('satisfied')
    expect(await review(reviewer)).toBe('notPossible')
    expect(await delivered()).not.toContain(`review-wanted>${reviewer.id}`)
  })

  describe('SF-10: by other people than the handler', () => {
    it('not by him under another hat, nor by who handled it before him, but by a reviewer', async () => {
      const { redress, id, send, refused, review, round } = await openComplaint()
      await send(registrar, { type: 'assign', to: manager.id })
      await send(manager, { type: 'handOver', to: handler.id, reason: '休假。' })
      await send(handler, contact, investigation)
      await round('dissatisfied')
      const confirm = { type: 'review', outcome: 'confirmed' } as const
      expect(await refused(handler, confirm)).toBe('notPermitted')
      const otherHat = { id: handler.id, role: 'reviewer' } as const
      expect(await refusalOf(redress.send(id, confirm, { by: otherHat }))).toBe('conflictOfInterest')
      expect(await review(manager)).toBe('conflictOfInterest')
      expect(await review(reviewer)).toBeUndefined()
    })

    it('the manager reviews what he has not handled', async () => {
      const { review } = await dissatisfied()
      expect(await review(manager)).toBeUndefined()
    })
  })

  describe('SF-11: the handler, not the reviewer, explains the new plan', () => {
    it('the reviewer offers nothing to the customer; after the handler did, he is asked again', async () => {
      const { send, refused, review, view } = await dissatisfied()
      await review(reviewer)
      expect(await refused(reviewer, offer('compensation'))).toBe('notPermitted')
      expect(await refused(reviewer, contact)).toBe('notPermitted')
      await send(handler, offer('compensation'), { type: 'accept' }, { type: 'fulfil' })
      expect((await view()).status).toBe('open')
      await send(handler, { type: 'callBack', outcome: 'satisfied' })
      expect(await view()).toMatchObject({ status: 'closed', ending: 'resolved' })
    })

    it('would be offered by the reviewer, might he', async () => {
      const { refused, review } = await dissatisfied(broken({ permissions: { propose: ['handler', 'reviewer'] } }))
      await review(reviewer)
      expect(await refused(reviewer, offer('compensation'))).toBeUndefined()
    })
  })

  describe('SF-12, T-20: then once more by a higher level, and then no more', () => {
    const twice = async (policy = simpleFlow) => {
      const complaint = await dissatisfied(policy)
      await complaint.review(reviewer)
      await complaint.round('dissatisfied')
      return complaint
    }

    it('the second time the higher level is told and another person reviews', async () => {
      const { view, review, delivered } = await twice()
      expect((await view()).rung).toBe('higher')
      expect(await delivered()).toContain(`complaint-escalated>${manager.id}`)
      expect(await review(reviewer)).toBe('conflictOfInterest')
      expect(await review(manager)).toBeUndefined()
    })

    it('the first time it stays below', async () => {
      const { view, delivered } = await dissatisfied()
      expect((await view()).rung).toBe('frontline')
      expect(await delivered()).not.toContain(`complaint-escalated>${manager.id}`)
    })

    const thrice = async (policy = simpleFlow) => {
      const complaint = await twice(policy)
      await complaint.review(manager)
      await complaint.round('dissatisfied')
      return complaint
    }

    it('T-43: the third time only an ending without agreement is left, with outside remedies told', async () => {
      const { refused, review, view } = await thrice()
      expect(await review(otherReviewer)).toBe('notPossible')
      expect(await refused(handler, offer('compensation'))).toBe('notPossible')
      expect(await refused(handler, { type: 'fulfil' })).toBe('notPossible')
      expect(await refused(handler, finalise('12315'))).toBe('notPermitted')
      expect(await refused(manager, finalise())).toBe('COMMAND_INVALID')
      expect(await refused(manager, finalise('12315'))).toBeUndefined()
      expect(await view()).toMatchObject({ status: 'closed', ending: 'unresolved' })
    })

    it('would go on for ever, were there always another review', async () => {
      const reviews = ['reviewer', 'nextRung', 'reviewer'] as const
      const { review, place } = await thrice(broken({ levels: { customerInterface: { reviews } } }))
      expect(await place()).toBe('reviewing')
      expect(await review(otherReviewer)).toBeUndefined()
    })

    it('the customer may ask for the higher level at any time, and cannot ask beyond it', async () => {
      const { refused, view } = await openComplaint()
      const up: Send = { type: 'escalate', reason: 'request' }
      expect(await refused(customer, up)).toBeUndefined()
      expect((await view()).rung).toBe('higher')
      expect(await refused(customer, up)).toBe('limitReached')
    })
  })
})

describe('SF-13: how many there were and how long they took is there to be counted', () => {
  it('the analyst sees all, with both ends of each; a handler sees his own', async () => {
    const { redress, at, investigate, round } = await openComplaint()
    await investigate()
    await at(on('02', '15:00'))
    await round('satisfied')
    await redress.submit({ policy: 'simple-flow', channel: 'email', summary: '没人接电话。' }, { by: registrar })
    const { items } = await redress.list({}, { by: analyst })
    const cycles = items.map(
      ({ openedAt, settledAt }) => settledAt && (settledAt.getTime() - openedAt.getTime()) / 3_600_000,
    )
    expect(cycles.toSorted()).toEqual([6, undefined])
    expect((await redress.list({}, { by: handler })).items).toHaveLength(1)
    expect((await redress.list({}, { by: otherHandler })).items).toHaveLength(0)
  })
})

describe('SF-14: kept confidential', () => {
  const knows = async (confidentiality: 'named' | 'confidential', by: By, policy = simpleFlow) => {
    const { redress, id, investigate } = await openComplaint({ confidentiality }, policy)
    await investigate()
    const { customer: reference, personal } = await redress.get(id, { by })
    return [reference, personal.complainant?.name].filter((one) => one !== undefined)
  }

  it.each([registrar, handler, manager])('the $role knows who complains', async (by) => {
    expect(await knows('confidential', by)).toEqual([customer.id, '周女士'])
  })

  it.each([reviewer, analyst])('the $role does not, unless he complained by name', async (by) => {
    expect(await knows('confidential', by)).toEqual([])
    expect(await knows('named', by)).toEqual([customer.id, '周女士'])
  })

  it('the reviewer would, were he one of those who may', async () => {
    const open = broken({ confidentiality: { complainant: ['reviewer'] } })
    expect(await knows('confidential', reviewer, open)).toEqual([customer.id, '周女士'])
  })

  it('whoever has no part in it does not know of it', async () => {
    const { redress, id, investigate } = await openComplaint()
    await investigate()
    const stranger = { id: 'customer-99', role: 'customer' } as const
    expect(await refusalOf(redress.get(id, { by: otherHandler }))).toBe('COMPLAINT_NOT_FOUND')
    expect(await refusalOf(redress.get(id, { by: stranger }))).toBe('COMPLAINT_NOT_FOUND')
    expect(await refusalOf(redress.get(id, { by: customer }))).toBeUndefined()
  })
})

describe('SF-15: told in time, with a right to know and to take part', () => {
  it('the customer hears that it came, what is offered and how it ended', async () => {
    const { investigate, round, delivered } = await openComplaint()
    await investigate()
    await round('satisfied')
    const told = (await delivered()).filter((one) => one.endsWith(`>${customer.id}`))
    expect(told).toEqual(
      ['complaint-received', 'offer-made', 'complaint-settled'].map((one) => `${one}>${customer.id}`),
    )
  })

  it('would not hear of the offer, were he not told', async () => {
    const { investigate, round, delivered } = await openComplaint(
      {},
      broken({ drop: { notifications: ['offer-made'] } }),
    )
    await investigate()
    await round('satisfied')
    expect(await delivered()).not.toContain(`offer-made>${customer.id}`)
  })

  it('he reads what was done for him and says himself whether he agrees; notes of staff he does not read', async () => {
    const { redress, id, investigate, send } = await openComplaint()
    await investigate()
    await send(handler, { type: 'note', text: '核实中。' }, offer('refund'))
    await send(customer, { type: 'accept' })
    const types = async (by: typeof customer | typeof manager) =>
      (await redress.history(id, { by })).map(({ type }) => type)
    expect(await types(customer)).toEqual(['register', 'assign', 'contact', 'propose', 'accept'])
    expect(await types(manager)).toEqual(['register', 'assign', 'contact', 'file', 'note', 'propose', 'accept'])
  })

  it('T-21: how soon he hears something is the company’s number', async () => {
    const heard = async (time: string, policy = simpleFlow) => {
      const { at, send, clocks, delivered } = await openComplaint({}, policy)
      await send(registrar, { type: 'assign', to: handler.id })
      await at(on('02', time))
      await send(handler, contact)
      const isTold = (await delivered()).includes(`contact-overdue>${manager.id}`)
      return { clocks: await clocks('feedback'), isTold }
    }
    const measured = simpleFlowWith({ contactWithin: { hours: 1 } })
    expect(await heard('10:00:00', measured)).toEqual({ clocks: ['met 2026-03-02 10:00:00'], isTold: false })
    expect(await heard('10:00:01', measured)).toEqual({ clocks: ['metLate 2026-03-02 10:00:00'], isTold: true })
    expect(await heard('10:00:01')).toEqual({ clocks: ['met'], isTold: false })
  })

  it('T-23: a promise is kept by a call, not by time going by, and a new one takes its place', async () => {
    const { at, investigate, send, clocks } = await openComplaint()
    await investigate()
    const promise = (time: string) => ({ type: 'promise' as const, what: '给您答复。', at: on('02', time) })
    await send(handler, promise('10:00'), { ...promise('11:00'), renews: 'promise-1' })
    await at(on('02', '10:30'))
    expect(await clocks('promise')).toEqual(['cancelled 2026-03-02 10:00:00', 'running 2026-03-02 11:00:00'])
    await at(on('02', '11:01'))
    expect((await clocks('promise'))[1]).toBe('breached 2026-03-02 11:00:00')
    await send(handler, { type: 'contact', keeps: ['promise-2'] })
    expect((await clocks('promise'))[1]).toBe('metLate 2026-03-02 11:00:00')
  })
})
