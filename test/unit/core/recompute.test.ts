import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/core/decide.ts'
import { changedClocks, clocksFromHistory } from '../../../src/core/recompute.ts'
import { Desk, HOUR, MONDAY } from './desk.ts'

const duty = (hours: number, more: object = {}) => ({
  id: 'contact',
  opens: 'registered',
  meets: 'contacted',
  within: { hours },
  extension: { by: ['clerk'] },
  ...more,
})

describe('recompute', () => {
  it('of a closed complaint finds nothing that runs', () => {
    const desk = new Desk({ obligations: [duty(8)] }).registered()
    desk.did(1, 'withdraw')
    expect(desk.state.closedAt).toBeDefined()
    const { record, policy } = desk
    const reckoned = clocksFromHistory(policy, record, desk.entries)
    expect(reckoned).toEqual({ kind: 'reckoned', clocks: desk.state.clocks })
    expect(changedClocks(desk.state.clocks, [], MONDAY + HOUR)).toEqual([])
  })

  it('repeats what clocks said where it was said, and asks no clock of the past', () => {
    const desk = new Desk({ obligations: [duty(1, { onBreach: { escalate: 'next' } })] }).registered()
    desk.wake(2 * HOUR)
    const stricter = new Desk({ obligations: [duty(0.5, { onBreach: { escalate: 'next' } })] })
    const reckoned = clocksFromHistory(stricter.policy, desk.record, desk.entries)
    expect(reckoned).toMatchObject({
      clocks: [{ id: 'contact#1', due: { budget: { hours: 0.5 } }, firings: [{ kind: 'breach', due: MONDAY + HOUR }] }],
    })
  })

  it('is the same after its own entries', () => {
    const desk = new Desk({ obligations: [duty(8)] }).registered()
    const stricter = new Desk({ obligations: [duty(4)] })
    const first = clocksFromHistory(stricter.policy, desk.record, desk.entries)
    if (first.kind === 'diverged') throw new Error(first.reason)
    const changed = changedClocks(desk.state.clocks, first.clocks, MONDAY)
    expect(changed).toMatchObject([{ id: 'contact#1', due: { budget: { hours: 4 } } }])
    const decision = decide(stricter.policy, desk.record, { recompute: changed, receivedAt: MONDAY + HOUR })
    if (decision.kind !== 'moved') throw new Error(decision.kind)
    const { record, entries } = decision.written
    expect(entries[0].body).toMatchObject({ kind: 'recompute', recomputed: changed })
    const again = clocksFromHistory(stricter.policy, record, [...desk.entries, ...entries.map(({ body }) => body)])
    expect(again).toEqual({ kind: 'reckoned', clocks: record.snapshot.context.complaint.clocks })
  })
})
