import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../../src/policy/case.ts'
import { Desk, HOUR, MINUTE, MONDAY } from './desk.ts'

const dueOf = (desk: Desk, obligation: string) => desk.clocks(obligation).map((clock) => [clock.state, clock.dueAt])
const at = (afterMs: number) => new Date(MONDAY + afterMs)

describe('T-03: two half-hours, one after the other, are two clocks (CA-10, CA-13)', () => {
  const rules = {
    obligations: [
      { id: 'to-department', source: 'CA-10', opens: 'registered', meets: 'transferred', within: { minutes: 30 } },
      { id: 'to-manager', source: 'CA-13', opens: 'transferred', meets: 'assigned', within: { minutes: 30 } },
    ],
  }

  it('an hour in all may pass; who was late is known', () => {
    const desk = new Desk(rules).registered()
    desk.did(30 * MINUTE, 'transfer', { unit: 'customer-department', reason: 'x' })
    expect(dueOf(desk, 'to-department')).toEqual([['met', at(30 * MINUTE)]])
    expect(dueOf(desk, 'to-manager')).toEqual([['running', at(60 * MINUTE)]])
    desk.did(60 * MINUTE + 1, 'assign', { to: 'manager' })
    expect(dueOf(desk, 'to-manager')).toEqual([['metLate', at(60 * MINUTE)]])
  })
})

describe('T-05: the same two hours after taking the order, towards another milestone (WO-06, WO-19)', () => {
  const rules = {
    categories: ['equipment', 'optimisation'],
    forms: { appointment: z.object({ at: z.string() }) },
    obligations: [
      {
        id: 'on-site',
        source: 'WO-06',
        opens: 'assigned',
        meets: 'contacted',
        within: { hours: 2 },
        when: (c: Case) => c.isIn('equipment'),
      },
      {
        id: 'appointment-made',
        source: 'WO-19',
        opens: 'assigned',
        meets: 'filed:appointment',
        within: { hours: 2 },
        when: (c: Case) => c.isIn('optimisation'),
      },
    ],
  }

  it.each([
    ['equipment', ['on-site']],
    ['optimisation', ['appointment-made']],
  ])('%s: %j', (category, running) => {
    const desk = new Desk(rules).registered(0, { category }).did(HOUR, 'assign', { to: 'w' })
    expect(desk.state.clocks.map(({ obligation }) => obligation)).toEqual(running)
    expect(dueOf(desk, running[0] ?? '')).toEqual([['running', at(3 * HOUR)]])
  })
})

describe('T-14: two outage notices in opposite directions have a clock and a subject of their own (TT-18, TT-19)', () => {
  const rules = {
    forms: { 'to-platform': z.object({}), 'to-dispatch': z.object({}) },
    obligations: [
      { id: 'platform-told', opens: 'registered', meets: 'filed:to-platform', within: { minutes: 30 } },
      { id: 'dispatch-told', opens: 'registered', meets: 'filed:to-dispatch', within: { minutes: 20 } },
    ],
  }

  it('one notice meets one of them', () => {
    const desk = new Desk(rules).registered().did(20 * MINUTE, 'file', { form: 'to-platform', data: {} })
    desk.wake(31 * MINUTE)
    expect(dueOf(desk, 'platform-told')).toEqual([['met', at(30 * MINUTE)]])
    expect(dueOf(desk, 'dispatch-told')).toEqual([['breached', at(20 * MINUTE)]])
  })
})

describe('CU-09: a duty that is due before an event in the data, and follows it', () => {
  const rules = {
    facts: z.object({ leavesAt: z.number().optional() }),
    obligations: [
      {
        id: 'understood',
        source: 'CU-09',
        opens: 'registered',
        meets: 'contacted',
        dueAt: (c: { facts: { leavesAt?: number } }) => c.facts.leavesAt,
      },
    ],
  }

  it('is unmeasured until the event is known, and moves with it', () => {
    const desk = new Desk(rules).registered()
    expect(dueOf(desk, 'understood')).toEqual([['unmeasured', undefined]])
    desk.did(HOUR, 'classify', { facts: { leavesAt: MONDAY + 5 * HOUR } })
    expect(dueOf(desk, 'understood')).toEqual([['running', at(5 * HOUR)]])
    // The ship sails a day later.
    desk.did(2 * HOUR, 'classify', { facts: { leavesAt: MONDAY + 29 * HOUR } })
    desk.wake(6 * HOUR)
    expect(dueOf(desk, 'understood')).toEqual([['running', at(29 * HOUR)]])
    desk.wake(29 * HOUR + 1)
    expect(dueOf(desk, 'understood')).toEqual([['breached', at(29 * HOUR)]])
  })
})

describe('T-12: 3 days and 15 days both run from when the letter was collected (EA-05, EA-06, EA-11)', () => {
  const rules = {
    timeZone: 'Asia/Shanghai',
    forms: { investigation: z.object({}), decision: z.object({}) },
    obligations: [
      { id: 'investigated', source: 'EA-06', opens: 'registered', meets: 'filed:investigation', within: { days: 3 } },
      { id: 'decided', source: 'EA-11', opens: 'registered', meets: 'filed:decision', within: { days: 15 } },
    ],
  }

  it('the day of collection is not counted', () => {
    const desk = new Desk(rules).registered()
    const endOf = (date: string) => new Date(`${date}T24:00:00+08:00`)
    expect(dueOf(desk, 'investigated')).toEqual([['running', endOf('2026-03-05')]])
    expect(dueOf(desk, 'decided')).toEqual([['running', endOf('2026-03-17')]])
  })
})
