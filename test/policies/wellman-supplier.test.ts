import { describe, expect, it } from 'vitest'
import { wellmanSupplier, wellmanSupplierWith } from '../../src/policies/wellman-supplier.ts'
import { calendar } from '../../src/time/calendar.ts'
import { clocksOf, openDesk, refusalOf } from './desk.ts'

const officer = { id: 'ren', role: 'complaintOfficer' } as const
const planner = { id: 'p.hu', role: 'planner' } as const
const production = { id: 'w.guo', role: 'production' } as const
const quality = { id: 'q.lin', role: 'quality' } as const
const issuer = { id: 'i.he', role: 'issuer' } as const

/** An instant of October 2026 in Shanghai. */
const on = (day: string, time: string): string => `2026-10-${day}T${time}${time.length === 5 ? ':00' : ''}+08:00`

/** A complaint of the customer's on Thursday, 1 October, 10:00. */
async function openCase(policy = wellmanSupplier, facts: { readonly requiredAt?: string } = {}) {
  const desk = openDesk(policy, on('01', '10:00'))
  const { redress } = desk
  const { id } = await redress.submit(
    { policy: 'wellman-supplier', channel: 'email', customer: { id: 'kone' }, summary: '门机异响。', facts },
    { by: officer },
  )
  await redress.send(id, { type: 'assign', to: officer.id }, { by: officer })
  await redress.send(id, { type: 'contact', channel: 'email' }, { by: officer })
  const establish = (liability: 'ours' | 'customer' = 'ours') =>
    redress.send(id, { type: 'establish', finding: 'upheld', liability }, { by: officer })
  const planIt = () =>
    redress.send(
      id,
      { type: 'file', form: 'productionPlan', data: { complaintNumber: 'K-77', requiredAt: on('03', '16:00') } },
      { by: planner },
    )
  const ship = () => redress.send(id, { type: 'fulfil' }, { by: planner })
  const report = () =>
    redress.send(
      id,
      {
        type: 'file',
        form: 'correctiveReport',
        data: { cause: '轴承间隙超差', corrective: '全检在库件', preventive: '首件加检间隙' },
      },
      { by: quality },
    )
  const extend = (to: string, agreed: boolean, obligation: 'replacement' | 'required-date' = 'replacement') =>
    redress.send(id, { type: 'extend', obligation, to, agreed, reason: '外协件停电' }, { by: officer })
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) =>
    clocksOf(redress, id, obligation, { by: officer })
  const view = () => redress.get(id, { by: officer })
  return { ...desk, id, establish, planIt, ship, report, extend, clocks, view }
}

/** Weekdays of China without the week of National Day. */
const office = calendar({
  timeZone: 'Asia/Shanghai',
  week: {
    mon: ['08:00-17:00'],
    tue: ['08:00-17:00'],
    wed: ['08:00-17:00'],
    thu: ['08:00-17:00'],
    fri: ['08:00-17:00'],
  },
  holidays: ['01', '02', '05', '06', '07'].map((day) => `2026-10-${day}`),
})

describe('WM-14, T-24: the notice is in force from 2008-09-01', () => {
  const submitAt = (instant: string) => {
    const { redress } = openDesk(wellmanSupplier, instant)
    return refusalOf(
      redress.submit({ policy: 'wellman-supplier', channel: 'email', summary: '缺件。' }, { by: officer }),
    )
  }
  it('takes a complaint on that day and none on the day before', async () => {
    expect(await submitAt('2008-09-01T00:00+08:00')).toBeUndefined()
    expect(await submitAt('2008-08-31T23:59+08:00')).toBe('POLICY_NOT_IN_FORCE')
  })
})

describe('WM-03, T-06: the replacement part leaves within 2 days', () => {
  it('natural ones, the day of the complaint not counted: until 24:00 of the second, itself in time', async () => {
    const { at, establish, planIt, ship, clocks } = await openCase()
    await establish()
    await planIt()
    await at(on('04', '00:00'))
    await ship()
    expect(await clocks('replacement')).toEqual(['met 2026-10-04 00:00:00'])
  })

  it('a second later it is late, and the officer is told', async () => {
    const { redress, id, at, establish, planIt, ship, clocks } = await openCase()
    await establish()
    await planIt()
    await at(on('04', '00:00:01'))
    await ship()
    expect(await clocks('replacement')).toEqual(['metLate 2026-10-04 00:00:00'])
    const told = (await redress.history(id, { by: officer })).flatMap((line) => line.told)
    expect(told).toContainEqual(expect.objectContaining({ template: 'replacement-overdue', to: 'complaintOfficer' }))
  })

  it('in working days it is due a week later, after the holidays', async () => {
    const { clocks } = await openCase(wellmanSupplierWith({ workingDays: office }))
    expect(await clocks('replacement')).toEqual(['running 2026-10-10 00:00:00'])
    expect(await clocks('corrective-report')).toEqual(['running 2026-10-13 00:00:00'])
  })
})

describe('WM-04, WM-13: the corrective and preventive action report comes within 3 days', () => {
  it('level 3 is at work from the registration on, beside level 1', async () => {
    const { view } = await openCase()
    const { levels } = await view()
    expect([levels.customerInterface.status, levels.improvement.status]).toEqual(['open', 'open'])
  })

  it('it is in time until 24:00 of the third day, before the part is even sent', async () => {
    const { at, report, clocks } = await openCase()
    await at(on('05', '00:00'))
    await report()
    expect(await clocks('corrective-report')).toEqual(['met 2026-10-05 00:00:00'])
  })

  it('a second later it is late; the part that was sent in time does not stand for it', async () => {
    const { at, establish, planIt, ship, report, clocks, view } = await openCase()
    await establish()
    await planIt()
    await at(on('02', '16:00'))
    await ship()
    expect((await view()).levels.customerInterface.status).toBe('settled')
    await at(on('05', '00:00:01'))
    await report()
    expect(await clocks('replacement')).toEqual(['met 2026-10-04 00:00:00'])
    expect(await clocks('corrective-report')).toEqual(['metLate 2026-10-05 00:00:00'])
  })

  it('it is closed only when the effect is verified and the report is there', async () => {
    const { redress, id, establish, planIt, ship, report, view } = await openCase()
    await establish()
    await planIt()
    await ship()
    const cause = { code: 'bearing', statement: '轴承间隙超差' }
    await redress.send(id, { type: 'identifyCause', causes: [cause] }, { by: quality })
    const action = { kind: 'corrective', what: '全检在库件', owner: quality.id } as const
    await redress.send(id, { type: 'plan', actions: [action] }, { by: quality })
    await redress.send(id, { type: 'completeAction', action: 'action-1' }, { by: quality })
    await redress.send(id, { type: 'verifyEffect', effective: true }, { by: quality })
    expect((await view()).status).toBe('open')
    await report()
    expect((await view()).status).toBe('closed')
  })
})

describe('WM-12, T-07: the outer clock runs from the receipt, the inner one from the confirmation', () => {
  const measured = wellmanSupplierWith({ confirmWithin: { hours: 12 }, produceWithin: { hours: 24 } })

  it('the confirmation eats the two days: both clocks end with the part, each with its own verdict', async () => {
    const { at, establish, planIt, ship, clocks } = await openCase(measured)
    expect(await clocks('production')).toEqual([])
    await at(on('03', '20:00'))
    await establish()
    await planIt()
    expect(await clocks('confirmation')).toEqual(['metLate 2026-10-01 22:00:00'])
    expect(await clocks('production')).toEqual(['running 2026-10-04 20:00:00'])
    await at(on('04', '12:00'))
    await ship()
    expect(await clocks('production')).toEqual(['met 2026-10-04 20:00:00'])
    expect(await clocks('replacement')).toEqual(['metLate 2026-10-04 00:00:00'])
  })

  it('confirmed at once, production may be late and the customer still has the part in time', async () => {
    const { at, establish, planIt, ship, clocks } = await openCase(measured)
    await establish()
    await planIt()
    await at(on('02', '10:00:01'))
    await ship()
    expect(await clocks('confirmation')).toEqual(['met 2026-10-01 22:00:00'])
    expect(await clocks('production')).toEqual(['metLate 2026-10-02 10:00:00'])
    expect(await clocks('replacement')).toEqual(['met 2026-10-04 00:00:00'])
  })

  it('T-21: the source gives neither a number, so both are kept and not measured', async () => {
    expect(wellmanSupplier.unmeasured).toEqual(['confirmation', 'production'])
    const { establish, clocks } = await openCase()
    await establish()
    expect([await clocks('confirmation'), await clocks('production')]).toEqual([['met'], ['unmeasured']])
  })

  it('nothing leaves before responsibility is confirmed and the plan carries number, date and time (WM-05)', async () => {
    const { establish, planIt, ship } = await openCase()
    expect(await refusalOf(ship())).toBe('formMissing')
    await establish()
    expect(await refusalOf(ship())).toBe('formMissing')
    expect((await planIt()).urgency).toBe('expedite')
    expect(await refusalOf(ship())).toBeUndefined()
  })

  it('what is not ours has no inner clock, no level 3 and no report', async () => {
    const { establish, clocks, view } = await openCase()
    await establish('customer')
    expect(await clocks('production')).toEqual([])
    expect(await clocks('corrective-report')).toEqual(['cancelled 2026-10-05 00:00:00'])
    expect((await view()).levels.improvement.status).toBe('waived')
  })
})

describe("WM-05: the customer's own date and time is a deadline", () => {
  it('of what is ours: in time at the minute he named, late a second after', async () => {
    for (const [shipped, verdict] of [
      ['16:00:00', 'met 2026-10-03 16:00:00'],
      ['16:00:01', 'metLate 2026-10-03 16:00:00'],
    ] as const) {
      const { at, establish, planIt, ship, clocks } = await openCase(wellmanSupplier, { requiredAt: on('03', '16:00') })
      expect(await clocks('required-date')).toEqual([])
      await establish()
      await planIt()
      await at(on('03', shipped))
      await ship()
      expect(await clocks('required-date')).toEqual([verdict])
    }
  })

  it('without one it is not measured', async () => {
    const { establish, clocks } = await openCase()
    await establish()
    expect(await clocks('required-date')).toEqual(['unmeasured'])
  })
})

describe('WM-08, T-22: a later date counts once the customer has confirmed it, and the first one stays', () => {
  it('confirmed in advance, the part is in time; the original due instant stands beside the agreed one', async () => {
    const { redress, id, at, establish, planIt, ship, extend, clocks } = await openCase()
    await establish()
    await planIt()
    await at(on('03', '15:00'))
    await extend(on('08', '12:00'), true)
    await at(on('07', '09:00'))
    await ship()
    expect(await clocks('replacement')).toEqual(['met 2026-10-08 12:00:00'])
    const [clock] = (await redress.explain(id, 'replacement', { by: officer })).clocks
    expect(clock?.originalDueAt?.toISOString()).toBe('2026-10-03T16:00:00.000Z')
    expect(clock?.endedAt?.getTime()).toBeGreaterThan(clock?.originalDueAt?.getTime() ?? 0)
    expect(clock?.extensions).toMatchObject([{ agreed: true, grantedBy: officer.id }])
  })

  it('not confirmed, the first date stays and the part is late', async () => {
    const { at, establish, planIt, ship, extend, clocks } = await openCase()
    await establish()
    await planIt()
    await at(on('03', '15:00'))
    expect(await refusalOf(extend(on('08', '12:00'), false))).toBe('invalid')
    await at(on('07', '09:00'))
    await ship()
    expect(await clocks('replacement')).toEqual(['metLate 2026-10-04 00:00:00'])
  })

  it('T-13: confirmed at the due instant it is too late, a millisecond before it is not', async () => {
    const { at, extend } = await openCase()
    await at('2026-10-03T23:59:59.999+08:00')
    expect(await refusalOf(extend(on('08', '12:00'), true))).toBeUndefined()
    const other = await openCase()
    await other.at(on('04', '00:00'))
    expect(await refusalOf(other.extend(on('08', '12:00'), true))).toBe('tooLate')
  })

  it('as often as he confirms one, since the source names no bound; production asks for none', async () => {
    const { redress, id, extend, establish, clocks } = await openCase(wellmanSupplier, {
      requiredAt: on('03', '16:00'),
    })
    await establish()
    for (const day of ['05', '06', '07']) await extend(on(day, '12:00'), true, 'required-date')
    expect(await clocks('required-date')).toEqual(['running 2026-10-07 12:00:00'])
    const asked = redress.send(
      id,
      { type: 'extend', obligation: 'required-date', to: on('09', '12:00'), agreed: true, reason: '缺料' },
      { by: production },
    )
    expect(await refusalOf(asked)).toBe('notPermitted')
  })

  it('the report has no such way out', async () => {
    const { redress, id } = await openCase()
    const asked = redress.send(
      id,
      { type: 'extend', obligation: 'corrective-report', to: on('09', '12:00'), agreed: true, reason: '未分析完' },
      { by: officer },
    )
    expect(await refusalOf(asked)).toBe('notPermitted')
  })
})

describe('WM-07, WM-09, WM-10, WM-11: what goes with a delay', () => {
  it('WM-07: an objective factor goes by e-mail to the planner and the officer', async () => {
    const { redress, id } = await openCase()
    await redress.send(id, { type: 'file', form: 'deliveryRisk', data: { factor: '停电' } }, { by: production })
    const told = (await redress.history(id, { by: officer })).flatMap((line) => line.told)
    expect(told.filter((one) => one.template === 'delivery-at-risk')).toMatchObject([
      { to: 'planner', channel: 'mail' },
      { to: 'complaintOfficer', channel: 'mail' },
    ])
  })

  it('WM-09: a conflict goes to the issuer; WM-10: production does not speak with the customer', async () => {
    const { redress, id } = await openCase()
    expect(await refusalOf(redress.send(id, { type: 'contact' }, { by: production }))).toBe('notPermitted')
    expect((await redress.send(id, { type: 'escalate', reason: 'scope' }, { by: production })).rung).toBe('issuer')
    expect(await refusalOf(redress.get(id, { by: issuer }))).toBeUndefined()
  })

  it('WM-11: what was late is closed with its reason, what was in time without one', async () => {
    const finish = async (shipped: string) => {
      const { redress, id, at, establish, planIt, ship, report, view } = await openCase()
      await establish()
      await planIt()
      await report()
      await at(shipped)
      await ship()
      await redress.send(
        id,
        { type: 'identifyCause', causes: [{ code: 'bearing', statement: '间隙' }] },
        { by: quality },
      )
      const action = { kind: 'preventive', what: '首件加检间隙', owner: quality.id } as const
      await redress.send(id, { type: 'plan', actions: [action] }, { by: quality })
      await redress.send(id, { type: 'completeAction', action: 'action-1' }, { by: quality })
      await redress.send(id, { type: 'verifyEffect', effective: true }, { by: quality })
      const file = () =>
        redress.send(id, { type: 'file', form: 'lateReason', data: { reason: '外协件停电' } }, { by: planner })
      return { view, file }
    }
    const inTime = await finish(on('02', '16:00'))
    expect((await inTime.view()).status).toBe('closed')
    const late = await finish(on('05', '16:00'))
    expect((await late.view()).status).toBe('open')
    expect((await late.file()).status).toBe('closed')
  })
})
