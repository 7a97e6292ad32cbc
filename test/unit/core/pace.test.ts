import { describe, expect, it } from 'vitest'
import { bo, DAY, Desk, HOUR, MONDAY } from './desk.ts'

const rules = (duty: object = {}) => ({
  pauseReasons: ['absent', 'parts', 'holiday'],
  reachBack: { suspend: { hours: 48 }, resume: { hours: 1 } },
  obligations: [
    {
      id: 'settlement',
      opens: 'registered',
      meets: 'settled:customerInterface',
      within: { hours: 10 },
      pausedBy: ['absent', 'parts'],
      ...duty,
    },
  ],
})
const desk = (duty: object = {}) => new Desk(rules(duty)).registered()
const due = (it: Desk) => it.duty('settlement')

describe('pauses are intervals with a reason (L04, T-09, T-10)', () => {
  it('a pause stops the clocks that name its reason, until it is resumed', () => {
    const paused = desk().did(2 * HOUR, 'suspend', { reason: 'absent' })
    expect(due(paused)).toEqual({ state: 'paused' })
    expect(paused.wake(90 * DAY)).toBe('nothing')
    expect(due(paused.did(100 * DAY, 'resume'))).toEqual({ state: 'running', due: 100 * DAY + 8 * HOUR })
    // Counter-scenario: a reason that the duty does not name stops nothing.
    const other = desk().did(2 * HOUR, 'suspend', { reason: 'holiday' })
    expect(due(other)).toEqual({ state: 'running', due: 10 * HOUR })
    expect(other.wake(11 * HOUR)).toBe('moved')
  })

  it('two at once count once, and the complaint rests until both are over', () => {
    const both = desk().did(2 * HOUR, 'suspend', { reason: 'absent', until: MONDAY + 6 * HOUR })
    both.did(3 * HOUR, 'suspend', { reason: 'parts', until: MONDAY + 8 * HOUR })
    expect(due(both)).toMatchObject({ due: 16 * HOUR })
    both.wake(6 * HOUR)
    expect(both.record.snapshot.matches({ open: { pace: 'suspended' } })).toBe(true)
    both.wake(8 * HOUR)
    expect(both.record.snapshot.matches({ open: { pace: 'running' } })).toBe(true)
  })

  it('one that is still to come begins and ends by itself', () => {
    const future = desk().did(HOUR, 'suspend', { reason: 'absent', from: MONDAY + 4 * HOUR, until: MONDAY + 7 * HOUR })
    expect(due(future)).toEqual({ state: 'running', due: 13 * HOUR })
    future.wake(4 * HOUR)
    expect(due(future)).toEqual({ state: 'paused', due: 13 * HOUR })
    future.wake(7 * HOUR)
    expect(due(future)).toEqual({ state: 'running', due: 13 * HOUR })
    // One that begins only at the due instant comes too late to move it.
    expect(due(desk().did(HOUR, 'suspend', { reason: 'absent', from: MONDAY + 10 * HOUR }))).toMatchObject({
      due: 10 * HOUR,
    })
  })

  it('one that is entered for the past takes back a breach that would not have been', () => {
    const entered = desk()
    entered.wake(11 * HOUR)
    entered.did(12 * HOUR, 'suspend', { reason: 'absent', from: MONDAY + 4 * HOUR, until: MONDAY + 9 * HOUR })
    expect(due(entered)).toEqual({ state: 'running', due: 15 * HOUR })
    expect(entered.said('settlement')).toEqual(['breach 1: 10 → 11, rectified'])
    entered.wake(15 * HOUR + 1)
    expect(entered.said('settlement')).toEqual(['breach 1: 10 → 11, rectified', 'breach 2: 15 → 15'])
    // Counter-scenario: an hour of absence moves the due instant to 11, which is past as well.
    const short = desk()
    short.wake(11 * HOUR)
    short.did(12 * HOUR, 'suspend', { reason: 'absent', from: MONDAY + 4 * HOUR, until: MONDAY + 5 * HOUR })
    expect(short.said('settlement')).toEqual(['breach 1: 10 → 11'])
    expect(due(short)).toEqual({ state: 'breached', due: 11 * HOUR })
  })

  it('settled while it rests, the pause counts to the end, in a single command', () => {
    const settled = desk()
      .did(2 * HOUR, 'suspend', { reason: 'absent' })
      .did(40 * HOUR, 'contact', { settled: true })
    expect(due(settled)).toEqual({ state: 'met', ended: 40 * HOUR })
    const unpaused = desk().did(40 * HOUR, 'contact', { settled: true })
    expect(due(unpaused)?.state).toBe('metLate')
  })

  it.each([
    ['before the complaint was made', { from: MONDAY - 1 }, 'invalid'],
    ['further back than the policy lets it', { from: MONDAY + HOUR }, 'tooLate'],
  ])('one that begins %s is refused', (_when, payload, reason) => {
    expect(desk().refusal(49 * HOUR + 1, 'suspend', { reason: 'absent', ...payload })?.reason).toBe(reason)
    expect(desk().refusal(49 * HOUR, 'suspend', { reason: 'absent', from: MONDAY + HOUR })).toBeUndefined()
  })

  it('resuming ends what goes on, or the one that is named', () => {
    const two = desk()
      .did(HOUR, 'suspend', { reason: 'absent' })
      .did(HOUR, 'suspend', { reason: 'parts', from: MONDAY + 50 * HOUR })
    expect(two.refusal(HOUR, 'resume', { pause: 'pause-9' })?.reason).toBe('notFound')
    two.did(3 * HOUR, 'resume')
    expect(two.state.pauses.map((one) => one.until)).toEqual([MONDAY + 3 * HOUR, undefined])
    expect(two.refusal(4 * HOUR, 'resume')?.reason).toBe('notFound')
    two.did(4 * HOUR, 'resume', { pause: 'pause-2' })
    expect(two.state.pauses.map((one) => one.until)).toEqual([MONDAY + 3 * HOUR, MONDAY + 50 * HOUR])
    expect(due(two)).toMatchObject({ due: 12 * HOUR })
  })

  it('its end can still be told after it ran out, when it came in before (time rule 1)', () => {
    const late = desk().did(HOUR, 'suspend', { reason: 'absent', until: MONDAY + 5 * HOUR })
    late.wake(5 * HOUR)
    expect(late.refusal(5 * HOUR, 'resume')?.reason).toBe('notPossible')
    late.did(4 * HOUR, 'resume')
    expect(due(late)).toEqual({ state: 'running', due: 13 * HOUR })
  })
})

describe('extensions (T-13, T-22, HL-09)', () => {
  const extension = { by: ['boss'], times: 2, most: { hours: 20 } }
  const ask = { obligation: 'settlement', reason: 'r' }

  it('is asked for strictly before the due instant', () => {
    const by = { ...ask, by: { hours: 1 } }
    expect(desk({ extension }).refusal(10 * HOUR, 'extend', by, { by: bo })?.reason).toBe('tooLate')
    expect(desk({ extension }).refusal(10 * HOUR - 1, 'extend', by, { by: bo })).toBeUndefined()
  })

  it('keeps the original due instant beside the agreed one', () => {
    const extended = desk({ extension }).did(HOUR, 'extend', { ...ask, by: { hours: 5 }, agreed: true }, { by: bo })
    const [clock] = extended.clocks('settlement')
    expect([clock?.dueAt, clock?.originalDueAt]).toEqual([new Date(MONDAY + 15 * HOUR), new Date(MONDAY + 10 * HOUR)])
    expect(clock?.extensions).toEqual([{ at: MONDAY + HOUR, by: { hours: 5 }, agreed: true, grantedBy: 'bo' }])
    expect(extended.wake(11 * HOUR)).toBe('nothing')
  })

  it.each<[string, object, object, string]>([
    ['by somebody who may not', { by: { hours: 1 } }, { by: { id: 'cy', role: 'clerk' } }, 'notPermitted'],
    ['of a duty that does not run', { obligation: 'other', by: { hours: 1 } }, {}, 'notFound'],
    ['to an instant before the due one', { to: MONDAY + 10 * HOUR }, {}, 'invalid'],
    ['further than the cap from the original due instant', { by: { hours: 21 } }, {}, 'limitReached'],
    ['to further than the cap', { to: MONDAY + 30 * HOUR + 1 }, {}, 'limitReached'],
  ])('is refused %s', (_why, payload, more, reason) => {
    const other = { id: 'other', opens: 'assigned', meets: 'contacted', within: { hours: 1 }, extension }
    const { obligations, ...rest } = rules({ extension })
    const both = new Desk({ ...rest, obligations: [...obligations, other] }).registered()
    expect(both.refusal(HOUR, 'extend', { ...ask, ...payload }, { by: bo, ...more })?.reason).toBe(reason)
    expect(both.refusal(HOUR, 'extend', { ...ask, to: MONDAY + 30 * HOUR }, { by: bo })).toBeUndefined()
  })

  it('is granted so often and no oftener, and the cap counts from the original due instant', () => {
    const twice = desk({ extension })
    for (const at of [1, 2]) twice.did(at * HOUR, 'extend', { ...ask, by: { hours: 4 } }, { by: bo })
    expect(twice.refusal(3 * HOUR, 'extend', { ...ask, by: { hours: 1 } }, { by: bo })?.reason).toBe('limitReached')
    const once = desk({ extension }).did(HOUR, 'extend', { ...ask, by: { hours: 15 } }, { by: bo })
    expect(once.refusal(HOUR, 'extend', { ...ask, by: { hours: 6 } }, { by: bo })?.reason).toBe('limitReached')
    expect(once.refusal(HOUR, 'extend', { ...ask, by: { hours: 5 } }, { by: bo })).toBeUndefined()
  })

  it('has nothing to extend while a pause without end holds the clock', () => {
    const held = desk({ extension }).did(HOUR, 'suspend', { reason: 'absent' })
    expect(held.refusal(2 * HOUR, 'extend', { ...ask, by: { hours: 1 } }, { by: bo })?.reason).toBe('invalid')
  })

  it('is nobody’s to grant where the policy names nobody', () => {
    expect(desk().refusal(HOUR, 'extend', { ...ask, by: { hours: 1 } }, { by: bo })?.reason).toBe('notPermitted')
  })

  it('without a subject it is about every clock of the duty, so it is refused when it is too late for one', () => {
    const promise = { id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true, extension }
    const promised = () =>
      new Desk({ obligations: [promise] })
        .registered()
        .did(0, 'promise', { what: 'w', at: MONDAY + 9 * HOUR })
        .did(0, 'promise', { what: 'w', at: MONDAY + 2 * HOUR })
    const by = { obligation: 'promise', by: { hours: 1 }, reason: 'r' }
    expect(promised().refusal(3 * HOUR, 'extend', by, { by: bo })?.reason).toBe('tooLate')
    const one = promised().did(3 * HOUR, 'extend', { ...by, subject: 'promise-1' }, { by: bo })
    expect(one.clocks('promise').map((clock) => clock.extensions.length)).toEqual([1, 0])
    const all = promised().did(HOUR, 'extend', by, { by: bo })
    expect(all.clocks('promise').map((clock) => (clock.dueAt?.getTime() ?? 0) - MONDAY)).toEqual([10 * HOUR, 3 * HOUR])
  })
})

describe('promises (T-23)', () => {
  const obligations = [
    {
      id: 'promise',
      opens: 'promised',
      meets: 'promiseKept',
      cancels: ['promiseRenewed'],
      fromSubject: true,
      onBreach: { escalate: 'next' },
    },
  ]
  const promised = (...hours: readonly number[]) => {
    const made = new Desk({ obligations }).registered()
    for (const at of hours) made.did(0, 'promise', { what: 'a call', at: MONDAY + at * HOUR })
    return made
  }
  const states = (it: Desk) => it.clocks('promise').map((clock) => `${clock.clock} ${clock.state}`)

  it('each has a clock of its own, kept by calling in time and not by solving', () => {
    const two = promised(2, 4).did(2 * HOUR, 'contact', { keeps: ['promise-1'] })
    expect(states(two)).toEqual(['promise:promise-1#1 met', 'promise:promise-2#1 running'])
    // Counter-scenario: a call that keeps no promise keeps none.
    const none = promised(2).did(HOUR, 'contact')
    none.wake(3 * HOUR)
    expect(states(none)).toEqual(['promise:promise-1#1 breached'])
  })

  it('one that is renewed in time is neither kept nor broken, and the renewals are counted', () => {
    const renewed = promised(2).did(HOUR, 'promise', { what: 'w', at: MONDAY + 5 * HOUR, renews: 'promise-1' })
    renewed.did(2 * HOUR, 'promise', { what: 'w', at: MONDAY + 8 * HOUR, renews: 'promise-2' })
    expect(states(renewed)).toEqual([
      'promise:promise-1#1 cancelled',
      'promise:promise-2#1 cancelled',
      'promise:promise-3#1 running',
    ])
    expect(renewed.state.promises.map((one) => one.renewals)).toEqual([0, 1, 2])
    expect(renewed.wake(8 * HOUR)).toBe('nothing')
    renewed.wake(8 * HOUR + 1)
    expect(states(renewed).at(-1)).toBe('promise:promise-3#1 breached')
    // Counter-scenario: renewed after it was due, the broken one stays broken.
    const late = promised(2).did(3 * HOUR, 'promise', { what: 'w', at: MONDAY + 5 * HOUR, renews: 'promise-1' })
    expect(late.said('promise')).toEqual(['breach 1: 2 → 3'])
  })

  it.each<[string, number, string, object, string]>([
    ['made for the instant at which it is made', 1, 'promise', { what: 'w', at: MONDAY + HOUR }, 'tooLate'],
    [
      'that renews one there is not',
      1,
      'promise',
      { what: 'w', at: MONDAY + 9 * HOUR, renews: 'promise-7' },
      'notFound',
    ],
    ['that keeps one there is not', 1, 'contact', { keeps: ['promise-7'] }, 'notFound'],
  ])('one %s is refused', (_what, at, type, payload, reason) => {
    expect(promised(2).refusal(at * HOUR, type, payload)?.reason).toBe(reason)
  })

  it('one that was kept or renewed is neither kept nor renewed again', () => {
    const kept = promised(2).did(HOUR, 'contact', { keeps: ['promise-1'] })
    expect(kept.refusal(HOUR, 'contact', { keeps: ['promise-1'] })?.reason).toBe('invalid')
    expect(kept.refusal(HOUR, 'promise', { what: 'w', at: MONDAY + 9 * HOUR, renews: 'promise-1' })?.reason).toBe(
      'invalid',
    )
  })
})

describe('a duty without a number (T-21)', () => {
  it('is kept and shown, and is neither in time nor late', () => {
    const unmeasured = desk({
      within: undefined,
      unmeasured: true,
      warnings: [{ share: 0.5 }],
      onBreach: { escalate: 'next' },
    })
    expect(due(unmeasured)).toEqual({ state: 'unmeasured' })
    expect(unmeasured.wake(3_000 * DAY)).toBe('nothing')
    expect(due(unmeasured.did(3_000 * DAY, 'contact', { settled: true }))).toEqual({ state: 'met', ended: 3_000 * DAY })
    expect(unmeasured.policy.unmeasured).toEqual(['settlement'])
    // Counter-scenario: with a number, the same act is late.
    expect(due(desk().did(3_000 * DAY, 'contact', { settled: true }))?.state).toBe('metLate')
  })
})

describe('numbers that follow from the case (L09)', () => {
  const byCategory = {
    within: undefined,
    budget: (c: { category: unknown }) =>
      c.category === 'urgent' ? { hours: 1 } : c.category === 'open' ? undefined : { hours: 10 },
  }
  const classified = (...changes: readonly (readonly [number, string])[]) => {
    const { obligations } = rules(byCategory)
    const changed = new Desk({
      ...rules(byCategory),
      obligations,
      categories: ['urgent', 'open', 'plain'],
    }).registered()
    for (const [at, category] of changes) changed.did(at * HOUR, 'classify', { category })
    return changed
  }

  it('change with it, counted from the beginning of the duty', () => {
    expect(due(classified())).toEqual({ state: 'running', due: 10 * HOUR })
    expect(due(classified([0.5, 'urgent']))).toEqual({ state: 'running', due: HOUR })
    expect(due(classified([0.5, 'urgent'], [0.75, 'plain']))).toEqual({ state: 'running', due: 10 * HOUR })
    expect(due(classified([0.5, 'open']))).toEqual({ state: 'unmeasured' })
  })

  it('one below the time already used breaches at the next look', () => {
    const late = classified([4, 'urgent'])
    expect(late.wake(4 * HOUR)).toBe('moved')
    expect(late.said('settlement')).toEqual(['breach 1: 1 → 4'])
  })

  it('one that is raised after the breach leaves the breach a fact', () => {
    const raised = classified([0.5, 'urgent'])
    raised.wake(2 * HOUR)
    raised.did(3 * HOUR, 'classify', { category: 'plain' })
    expect(raised.said('settlement')).toEqual(['breach 1: 1 → 2'])
    expect(raised.wake(11 * HOUR)).toBe('nothing')
  })
})
