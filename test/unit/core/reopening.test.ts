import { describe, expect, it } from 'vitest'
import { DAY, Desk, HOUR, MONDAY } from './desk.ts'

type OnReopen = 'firstOnly' | 'total' | 'newCycle'

const settlement = (onReopen?: OnReopen) => ({
  id: 'settlement',
  opens: 'registered',
  meets: 'settled:customerInterface',
  within: { hours: 10 },
  ...(onReopen !== undefined && { onReopen }),
})
const notice = { on: 'breached:settlement', to: { role: 'boss' }, channel: 'mail', template: 'overdue' }
const SETTLED = { settled: true }
const again = { reason: 'Broken again.' }

/** Registered at 0, settled after `settledAfter` hours, disputed after `disputedAfter`. */
function disputed(onReopen: OnReopen | undefined, settledAfter: number, disputedAfter: number): Desk {
  const desk = new Desk({
    closing: 'manual',
    obligations: [settlement(onReopen)],
    notifications: [notice],
  }).registered()
  desk.did(settledAfter * HOUR, 'contact', SETTLED)
  return desk.did(disputedAfter * HOUR, 'dispute', again)
}

// The matrix of rules and moments is lesson L10.
describe('L10 what reopening does to a duty of ten hours (T-77)', () => {
  it('nothing where the policy says nothing', () => {
    expect(disputed(undefined, 4, 6).duty('settlement')).toEqual({ state: 'met', due: 10 * HOUR, ended: 4 * HOUR })
  })

  it('a duty that goes on is breached in its own time, under the same clock', () => {
    const desk = disputed('total', 4, 20)
    expect(desk.wake(26 * HOUR)).toBe('nothing')
    desk.wake(26 * HOUR + 1)
    expect(desk.said('settlement')).toEqual(['breach 1: 26 → 26'])
    expect(desk.clock('settlement#1')?.runs).toEqual([[MONDAY, MONDAY + 4 * HOUR], [MONDAY + 20 * HOUR]])
  })

  it('only the levels that are reopened begin a new cycle', () => {
    const rules = {
      obligations: [
        settlement('newCycle'),
        {
          id: 'cause',
          level: 'improvement',
          opens: 'registered',
          meets: 'settled:improvement',
          within: { days: 9 },
          onReopen: 'newCycle',
        },
      ],
      levels: {
        customerInterface: { callBack: false },
        improvement: { required: true, readAcross: false, measures: false },
      },
      closing: 'manual',
    }
    const desk = new Desk(rules).registered().did(HOUR, 'contact', SETTLED)
    desk.did(2 * HOUR, 'identifyCause', { causes: [{ code: 'k', statement: 's' }] }).did(3 * HOUR, 'close')
    desk.did(4 * HOUR, 'reopen', { levels: ['improvement', 'improvement'], reason: 'r' })
    expect(desk.state.levels).toMatchObject({
      customerInterface: { cycle: 1, status: 'settled' },
      improvement: { cycle: 2 },
    })
    expect(desk.clocks('settlement').length).toBe(1)
    expect(desk.clocks('cause').map((one) => one.state)).toEqual(['met', 'running'])
  })

  it('firstSettledAt stays, settledAt is the last', () => {
    const desk = disputed('firstOnly', 4, 20).did(23 * HOUR, 'contact', SETTLED)
    expect(desk.state.levels.customerInterface).toMatchObject({
      firstSettledAt: MONDAY + 4 * HOUR,
      settledAt: MONDAY + 23 * HOUR,
    })
  })
})

describe('L03 a firing of a life that is over', () => {
  it('changes nothing and writes nothing after the matter was settled and disputed; the new life’s own firing does', () => {
    const desk = disputed('newCycle', 4, 6)
    const before = desk.record
    // What the first life would have said: a breach after ten hours.
    for (const at of [10 * HOUR, 10 * HOUR + 1, 15 * HOUR]) expect(desk.wake(at)).toBe('nothing')
    expect(desk.record).toBe(before)
    expect(desk.wake(16 * HOUR + 1)).toBe('moved')
    expect(desk.said('settlement')).toEqual(['breach 1: 16 → 16'])
    expect(desk.messages).toEqual(['c1/settlement#2/breach/1/overdue>boss@mail'])
    // Counter-scenario: undisturbed, the first life does say it after ten hours.
    const first = new Desk({ obligations: [settlement('newCycle')] }).registered()
    expect(first.wake(10 * HOUR + 1)).toBe('moved')
  })

  it('the same for a complaint that was closed and reopened', () => {
    const desk = new Desk({ obligations: [settlement('newCycle')] }).registered().did(4 * HOUR, 'contact', SETTLED)
    expect(desk.state.closedAt).toBe(MONDAY + 4 * HOUR)
    expect(desk.wake(10 * HOUR + 1)).toBe('nothing')
    desk.did(2 * DAY, 'reopen', { levels: ['customerInterface'], reason: 'r' })
    expect(desk.wake(2 * DAY + 10 * HOUR)).toBe('nothing')
    expect(desk.wake(2 * DAY + 10 * HOUR + 1)).toBe('moved')
    expect(desk.said('settlement')).toEqual(['breach 1: 58 → 58'])
  })

  it('a wake that is sent twice says nothing twice', () => {
    const desk = new Desk({ obligations: [settlement()] }).registered()
    expect([desk.wake(11 * HOUR), desk.wake(11 * HOUR), desk.wake(12 * HOUR)]).toEqual(['moved', 'nothing', 'nothing'])
    expect(desk.record).toMatchObject({ seq: 2, version: 2 })
  })
})
