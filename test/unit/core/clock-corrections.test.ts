import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DAY, Desk, HOUR, MONDAY } from './desk.ts'

/** The end of a day in Berlin, so many days after Monday. */
const endOf = (days: number) => new Date(MONDAY + days * DAY + 15 * HOUR)

const answer = (more: object) => ({
  obligations: [{ id: 'answer', opens: 'registered', meets: 'contacted', within: { days: 1 }, ...more }],
})

describe('what goes on from a due instant at 24:00 goes on with the next day', () => {
  it.each([
    [{ days: 1 }, endOf(2)],
    [{ workingDays: 2 }, endOf(3)],
    [{ weeks: 1 }, endOf(8)],
    [{ hours: 1 }, new Date(MONDAY + DAY + 16 * HOUR)],
  ])('an extension by %j from Tuesday 24:00', (by, due) => {
    const desk = new Desk(answer({ extension: { by: ['clerk'] } })).registered()
    expect(desk.clocks('answer')[0]?.dueAt).toEqual(endOf(1))
    desk.did(HOUR, 'extend', { obligation: 'answer', by, reason: 'x' })
    const [clock] = desk.clocks('answer')
    expect(clock?.dueAt).toEqual(due)
    expect(clock?.reckoning.at(-1)?.to).toEqual(due)
    const steps = clock?.reckoning ?? []
    expect(steps.slice(1).map(({ from }) => from)).toEqual(steps.slice(0, -1).map(({ to }) => to))
  })

  it('the cap of what may be granted in all is counted alike', () => {
    const desk = new Desk(answer({ extension: { by: ['clerk'], most: { days: 1 } } })).registered()
    expect(desk.refusal(HOUR, 'extend', { obligation: 'answer', by: { days: 2 }, reason: 'x' })?.reason).toBe(
      'limitReached',
    )
    desk.did(HOUR, 'extend', { obligation: 'answer', by: { days: 1 }, reason: 'x' })
    expect(desk.clocks('answer')[0]?.dueAt).toEqual(endOf(2))
  })

  it('a reminder every day comes every day', () => {
    const desk = new Desk(answer({ reminders: { every: { days: 1 }, most: 3 } })).registered()
    for (let days = 1; days <= 6; days++) desk.wake(days * DAY + 16 * HOUR)
    expect(desk.clocks('answer')[0]?.firings.map(({ kind, due }) => [kind, new Date(due)])).toEqual([
      ['breach', endOf(1)],
      ['reminder', endOf(2)],
      ['reminder', endOf(3)],
      ['reminder', endOf(4)],
    ])
  })

  it('missed ones are counted by the same days', () => {
    const desk = new Desk(answer({ reminders: { every: { days: 1 }, most: 3 } })).registered()
    desk.wake(20 * DAY)
    expect(desk.clocks('answer')[0]?.firings.at(-1)).toMatchObject({ due: endOf(4).getTime(), ordinal: 3, missed: 2 })
  })
})

describe('a duty that a firing opens', () => {
  const promise = { id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true }

  it('is met by an act that is about nothing in particular', () => {
    const desk = new Desk({
      obligations: [
        { id: 'answer', opens: 'registered', meets: 'contacted', within: { hours: 1 } },
        { id: 'apology', opens: 'breached:answer', meets: 'contacted', within: { hours: 2 } },
      ],
    }).registered()
    desk.wake(2 * HOUR)
    expect(desk.state.clocks.map(({ id }) => id)).toEqual(['answer#1', 'apology#1'])
    desk.did(3 * HOUR, 'contact')
    expect(desk.clocks('apology')[0]?.state).toBe('met')
  })

  it('is about the promise that was broken, and met when that one is kept', () => {
    const desk = new Desk({
      obligations: [promise, { id: 'apology', opens: 'breached:promise', meets: 'promiseKept', within: { hours: 9 } }],
    }).registered()
    desk.did(0, 'promise', { what: 'a', at: MONDAY + HOUR })
    desk.did(0, 'promise', { what: 'b', at: MONDAY + 2 * HOUR })
    desk.wake(3 * HOUR)
    const [first, second] = desk.clocks('apology').map(({ clock }) => clock)
    expect([first, second]).toEqual(['apology:promise-1#1', 'apology:promise-2#1'])
    desk.did(4 * HOUR, 'contact', { keeps: ['promise-2'] })
    expect(desk.clocks('apology').map(({ state }) => state)).toEqual(['running', 'met'])
  })
})

describe('a number that is raised after the breach', () => {
  const rules = {
    facts: z.object({ hours: z.number() }),
    obligations: [
      {
        id: 'answer',
        opens: 'registered',
        meets: 'contacted',
        budget: (c: { facts: { hours: number } }) => ({ hours: c.facts.hours }),
      },
    ],
  }

  it('leaves it a fact, also when the act is in time by the new one', () => {
    const desk = new Desk(rules).registered(0, { facts: { hours: 4 } })
    desk.wake(10 * HOUR)
    desk.did(11 * HOUR, 'classify', { facts: { hours: 48 } })
    desk.did(12 * HOUR, 'contact')
    expect(desk.said('answer')).toEqual(['breach 1: 4 → 10'])
    expect(desk.clocks('answer')[0]?.state).toBe('met')
    expect(desk.entries.at(-1)?.clocks).toMatchObject([{ what: 'met' }])
    expect(desk.entries.at(-1)?.clocks[0]).not.toHaveProperty('recordedLate')
  })
})
