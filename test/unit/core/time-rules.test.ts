import { describe, expect, it } from 'vitest'
import type { ActorStamp } from '../../../src/domain/actor.ts'
import { timesRaised } from '../../../src/domain/complaint.ts'
import { Desk, HOUR, MINUTE, MONDAY } from './desk.ts'

const contactWithin = (hours: number, more: object = {}) => ({
  id: 'first-contact',
  opens: 'registered',
  meets: 'contacted',
  within: { hours },
  ...more,
})
const contact = (obligations: readonly object[], more: object = {}) => new Desk({ obligations, ...more }).registered()
const LADDER = { ladder: ['desk', 'team', 'house', 'top'].map((id) => ({ id, role: 'boss' })) }

describe('time rule 1: a decision first walks the clocks up to its instant', () => {
  it('an act 100 s late is late, whether a worker woke or not', () => {
    const slept = contact([contactWithin(1)]).did(HOUR + 100_000, 'contact')
    const woken = contact([contactWithin(1)])
    woken.wake(HOUR + 1)
    woken.did(HOUR + 100_000, 'contact')
    expect(slept.duty('first-contact')).toEqual({ state: 'metLate', due: HOUR, ended: HOUR + 100_000 })
    expect(woken.duty('first-contact')).toEqual(slept.duty('first-contact'))
    // Counter-scenario: the same act in time is met, so the verdict can differ.
    expect(
      contact([contactWithin(1)])
        .did(HOUR, 'contact')
        .duty('first-contact')?.state,
    ).toBe('met')
  })

  it('what fell due before is an entry of its own by the library, in the same decision and before the command', () => {
    const desk = contact([contactWithin(1)])
    const decision = desk.send(2 * HOUR, { type: 'contact' })
    const entries = decision.kind === 'moved' ? decision.written.entries : []
    expect(entries.map(({ seq, version, type, by }) => ({ seq, version, type, by }))).toEqual([
      { seq: 2, version: 2, type: 'wake', by: 'system' },
      { seq: 3, version: 3, type: 'contact', by: 'ann' },
    ])
    expect(entries[0]?.body).toMatchObject({
      kind: 'wake',
      at: MONDAY + 2 * HOUR,
      by: { id: 'system', role: 'system' },
    })
    expect(entries[0]?.commandId).toBeUndefined()
    expect(entries[1]?.commandId).toBe('cmd-2')
  })

  it('a refused command leaves what fell due before it, and its refusal', () => {
    const desk = contact([contactWithin(1)])
    const decision = desk.send(2 * HOUR, { type: 'accept' })
    expect(decision.kind).toBe('refused')
    expect(desk.entries.map((entry) => entry.kind)).toEqual(['command', 'wake', 'refusal'])
    expect(desk.record).toMatchObject({ seq: 3, version: 2 })
    expect(desk.duty('first-contact')?.state).toBe('breached')
  })

  it('a stranger’s refusal is no entry, but what fell due before it is', () => {
    const desk = contact([contactWithin(1)])
    const stranger: ActorStamp = { id: 'x', role: 'burglar' }
    expect(desk.send(30 * MINUTE, { type: 'contact' }, { by: stranger })).not.toHaveProperty('written')
    desk.send(2 * HOUR, { type: 'contact' }, { by: stranger })
    expect(desk.entries.map((entry) => entry.kind)).toEqual(['command', 'wake'])
  })
})

describe('time rule 2: an act at the due instant is in time (T-15)', () => {
  it('a clock is breached a millisecond after its due instant, and not at it', () => {
    const desk = contact([contactWithin(1)])
    expect(desk.wake(HOUR)).toBe('nothing')
    expect(desk.duty('first-contact')?.state).toBe('running')
    expect(desk.wake(HOUR + 1)).toBe('moved')
    expect(desk.duty('first-contact')?.state).toBe('breached')
  })

  it.each([
    [HOUR - 1, 'met'],
    [HOUR, 'met'],
    [HOUR + 1, 'metLate'],
  ])('an act %i ms after the opening is %s', (at, state) => {
    expect(
      contact([contactWithin(1)])
        .did(at, 'contact')
        .duty('first-contact'),
    ).toMatchObject({ state, ended: at })
  })

  it('the record asks to be woken when there is something to say, and for nothing else', () => {
    const decision = new Desk({ obligations: [contactWithin(1, { warnings: [{ share: 0.5 }] })] })
    const written = decision.send(0, { type: 'register', channel: 'web', summary: 's' })
    const wakeAt = (it: typeof written) => ('written' in it && it.written !== undefined ? it.written.wakeAt : 0)
    expect(wakeAt(written)).toBe(MONDAY + 30 * MINUTE)
    expect(wakeAt(decision.send(31 * MINUTE, { type: 'note', text: 't' }))).toBe(MONDAY + HOUR + 1)
    expect(wakeAt(decision.send(HOUR, { type: 'contact' }))).toBeUndefined()
  })
})

describe('time rule 3: one instant at a time, oldest first, then look again', () => {
  const chain = [
    contactWithin(1),
    { id: 'superior', opens: 'breached:first-contact', meets: 'contacted', within: { hours: 1 } },
    { id: 'report', opens: 'registered', meets: ['noted', 'breached:first-contact'], within: { hours: 2 } },
  ]

  it('a firing may open and end other clocks: what it met never fires', () => {
    const desk = contact(chain)
    desk.wake(3 * HOUR)
    expect(desk.signals).toEqual(['command: registered opened:customerInterface', 'wake: breached:first-contact'])
    expect(desk.duty('report')).toEqual({ state: 'metLate', due: 2 * HOUR, ended: 3 * HOUR })
    // Counter-scenario: looked at newest first, the later clock would have been breached.
    const alone = contact([chain[0] ?? {}, { ...chain[2], meets: 'noted' }])
    alone.wake(3 * HOUR)
    expect(alone.said('report')).toEqual(['breach 1: 2 → 3'])
  })

  it('the oldest is said first, whatever the order of the policy', () => {
    const duties = [5, 1, 3].map((hours) => contactWithin(hours, { id: `within-${hours}` }))
    const desk = contact(duties)
    desk.wake(10 * HOUR)
    expect(desk.signals.at(-1)).toBe('wake: breached:within-1 breached:within-3 breached:within-5')
  })

  const promising = () => {
    const desk = new Desk({
      obligations: [{ id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true }],
    }).registered()
    for (let i = 0; i < 1_003; i++) desk.did(i, 'promise', { what: 'w', at: MONDAY + HOUR + i })
    return desk
  }

  it('at most 1,000 firings are said in one wake-up, the rest in the next', () => {
    const desk = promising()
    const said = () => desk.entries.at(-1)?.signals.length
    desk.wake(2 * HOUR)
    expect(said()).toBe(1_000)
    expect(timesRaised(desk.state.signals['breached:promise'])).toBe(1_000)
    expect(desk.wake(2 * HOUR)).toBe('moved')
    expect(said()).toBe(3)
    expect(desk.wake(2 * HOUR)).toBe('nothing')
  })

  it('before a command all of them are said, in as many entries', () => {
    const desk = promising()
    const before = desk.entries.length
    desk.did(2 * HOUR, 'note', { text: 't' })
    expect(desk.entries.slice(before).map(({ kind, signals }) => [kind, signals.length])).toEqual([
      ['wake', 1_000],
      ['wake', 3],
      ['command', 1],
    ])
    expect(desk.wake(2 * HOUR)).toBe('nothing')
  })
})

describe('time rule 4: breaches found in one decision make one climb', () => {
  const three = [1, 2, 3].map((hours) =>
    contactWithin(hours, { id: `within-${hours}`, onBreach: { escalate: 'next' } }),
  )

  it('all that say `next` climb one rung together', () => {
    const together = contact(three, LADDER)
    together.wake(4 * HOUR)
    expect(together.rung).toBe('team')
    expect(together.signals.at(-1)).toBe(
      'wake: breached:within-1 breached:within-2 breached:within-3 escalated escalated:team',
    )
    // Counter-scenario: found one by one, they climb three.
    const apart = contact(three, LADDER)
    for (const hours of [1, 2, 3]) apart.wake(hours * HOUR + 1)
    expect(apart.rung).toBe('top')
  })

  it('or to the highest rung that one of them names, never down', () => {
    const named = [
      contactWithin(1, { id: 'a', onBreach: { escalate: 'house' } }),
      contactWithin(2, { id: 'b', onBreach: { escalate: 'team' } }),
      contactWithin(3, { id: 'c', onBreach: { escalate: 'next' } }),
    ]
    const desk = contact(named, LADDER)
    desk.wake(4 * HOUR)
    expect(desk.rung).toBe('house')
    const down = contact([contactWithin(1, { onBreach: { escalate: 'team' } })], LADDER)
    down.did(0, 'escalate', { to: 'top', reason: 'request' })
    down.wake(2 * HOUR)
    expect(down.rung).toBe('top')
    expect(down.signals.at(-1)).toBe('wake: breached:first-contact')
  })

  it('a breach without `escalate` climbs nothing', () => {
    const desk = contact([contactWithin(1)], LADDER)
    desk.wake(2 * HOUR)
    expect(desk.rung).toBe('desk')
  })
})

describe('time rule 5: what a firing brings about counts from when it was said', () => {
  it('the clock that a breach opens gets its whole budget, and both instants are kept', () => {
    const superior = { id: 'superior', opens: 'escalated:team', meets: 'contacted', within: { hours: 2 } }
    const desk = contact([contactWithin(1, { onBreach: { escalate: 'next' } }), superior], LADDER)
    desk.wake(10 * HOUR)
    expect(desk.duty('superior')).toMatchObject({ state: 'running', due: 12 * HOUR })
    expect(desk.said('first-contact')).toEqual(['breach 1: 1 → 10'])
    // Counter-scenario: counted from the due instant, it would be overdue before anybody heard of it.
    expect(desk.wake(11 * HOUR)).toBe('nothing')
  })

  it('reminders missed are said once with their number, and the next one comes in its turn (L15)', () => {
    const desk = contact([contactWithin(1, { reminders: { every: { hours: 1 }, most: 6 } })])
    desk.wake(HOUR + 1)
    desk.wake(4 * HOUR + 30 * MINUTE)
    desk.wake(5 * HOUR)
    expect(desk.said('first-contact')).toEqual([
      'breach 1: 1 → 1',
      'reminder 3: 4 → 4.5, missed 2',
      'reminder 4: 5 → 5',
    ])
    const timely = contact([contactWithin(1, { reminders: { every: { hours: 1 }, most: 6 } })])
    for (let hours = 1; hours <= 10; hours++) timely.wake(hours * HOUR + 1)
    expect(timely.said('first-contact').length).toBe(7)
  })

  it('a warning that is found with its breach is recorded and not told', () => {
    const rules = {
      obligations: [contactWithin(1, { warnings: [{ share: 0.5 }] })],
      notifications: ['warned:first-contact', 'breached:first-contact'].map((on) => ({
        on,
        to: { role: 'boss' },
        channel: 'mail',
        template: on.split(':')[0],
      })),
    }
    const late = new Desk(rules).registered()
    late.wake(2 * HOUR)
    expect(late.said('first-contact')).toEqual(['warning 1: 0.5 → 2', 'breach 1: 1 → 2'])
    expect(late.messages).toEqual(['c1/first-contact#1/breach/1/breached>boss@mail'])
    const timely = new Desk(rules).registered()
    timely.wake(HOUR / 2)
    expect(timely.messages).toEqual(['c1/first-contact#1/warning/1/warned>boss@mail'])
  })
})

describe('how what was missed is caught up with (L15)', () => {
  const notices = ['warned:first-contact', 'breached:first-contact', 'reminded:first-contact', 'escalated'].map(
    (on) => ({
      on,
      to: 'rung',
      channel: 'mail',
      template: on.split(':')[0],
    }),
  )
  const duty = contactWithin(4, {
    warnings: [{ share: 0.5 }, { before: { hours: 1 } }],
    reminders: { every: { hours: 1 }, most: 4 },
    onBreach: { escalate: 'next' },
  })
  const other = contactWithin(4, { id: 'other', onBreach: { escalate: 'next' } })
  const later = contactWithin(6, { id: 'later', onBreach: { escalate: 'next' } })
  const rules = (catchUp?: string) => ({
    obligations: [duty, other, later],
    notifications: notices,
    ...LADDER,
    ...(catchUp !== undefined && { catchUp }),
  })
  /** Nobody looked for long. */
  const late = (catchUp?: string, hours = 6.5) => {
    const desk = new Desk(rules(catchUp)).registered()
    desk.wake(hours * HOUR)
    return desk
  }
  /** Looked at whenever there was something to say. */
  const timely = (catchUp: string) => {
    const desk = new Desk(rules(catchUp)).registered()
    for (const hours of [2, 3, 4, 5, 6]) for (const off of [0, 1]) desk.wake(hours * HOUR + off)
    return desk
  }

  it('late and once, unless the policy says another way: one entry, the last reminder with the number passed over, one climb', () => {
    for (const desk of [late(), late('fireLateOnce')]) {
      expect(desk.entries.slice(1).map(({ kind, signals }) => [kind, signals.length])).toEqual([['wake', 8]])
      expect(desk.said('first-contact')).toEqual([
        'warning 1: 2 → 6.5',
        'warning 2: 3 → 6.5',
        'breach 1: 4 → 6.5',
        'reminder 2: 6 → 6.5, missed 1',
      ])
      expect(desk.messages.map((key) => key.replace('c1/first-contact#1/', ''))).toEqual([
        'breach/1/breached>rung@mail',
        'reminder/2/reminded>rung@mail',
        'c1/2/escalated/team/escalated>rung@mail',
      ])
      expect(desk.rung).toBe('team')
    }
  })

  it('of two warnings found together the later is told, once and with its own number', () => {
    const desk = late('fireLateOnce', 3.5)
    expect(desk.said('first-contact')).toEqual(['warning 1: 2 → 3.5', 'warning 2: 3 → 3.5'])
    expect(desk.messages).toEqual(['c1/first-contact#1/warning/2/warned>rung@mail'])
  })

  it('each by itself: an entry for each due instant, each reminder and warning told, each instant climbs', () => {
    const desk = late('fireEach')
    expect(desk.said('first-contact')).toEqual([
      'warning 1: 2 → 6.5',
      'warning 2: 3 → 6.5',
      'breach 1: 4 → 6.5',
      'reminder 1: 5 → 6.5',
      'reminder 2: 6 → 6.5',
    ])
    expect(desk.entries.slice(1).map(({ signals }) => signals.map(({ name }) => name).join(' '))).toEqual([
      'warned:first-contact',
      'warned:first-contact',
      // What fell due at one instant is one climb, as ever.
      'breached:first-contact breached:other escalated escalated:team',
      'reminded:first-contact',
      'reminded:first-contact',
      'breached:later escalated escalated:house',
    ])
    expect(desk.messages).toHaveLength(7)
    expect(new Set(desk.messages).size).toBe(7)
    expect(desk.wake(6.5 * HOUR)).toBe('nothing')
  })

  it('each by itself is what a worker that woke in time says, only later', () => {
    const apart = timely('fireEach')
    const together = late('fireEach')
    expect(together.signals).toEqual(apart.signals)
    expect(together.messages).toEqual(apart.messages)
    expect(together.rung).toBe(apart.rung)
    // Counter-scenario: late and once is something else.
    expect(late('fireLateOnce').messages).not.toEqual(timely('fireLateOnce').messages)
  })

  it('each by itself before a command, too, and with no more than 1,000 entries to a wake-up', () => {
    const desk = new Desk(rules('fireEach')).registered()
    desk.did(6.5 * HOUR, 'contact')
    expect(desk.entries.map(({ kind }) => kind)).toEqual(['command', ...Array(6).fill('wake'), 'command'])
    const promise = { id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true }
    const many = new Desk({ obligations: [promise], catchUp: 'fireEach' }).registered()
    for (let i = 0; i < 1_003; i++) many.did(i, 'promise', { what: 'w', at: MONDAY + HOUR + i })
    const before = many.entries.length
    many.wake(2 * HOUR)
    expect(many.entries.length - before).toBe(1_000)
    many.wake(2 * HOUR)
    expect(many.entries.length - before).toBe(1_003)
    expect(many.wake(2 * HOUR)).toBe('nothing')
  })
})

describe('time rule 6: three instants', () => {
  const reach = { reachBack: { contact: { hours: 24 }, suspend: { hours: 24 } }, pauseReasons: ['absent'] }

  it('an act entered late counts from when it happened: met, recorded late, and the breach stays as a fact (T-01)', () => {
    const desk = contact([contactWithin(1)], reach)
    desk.wake(HOUR + 1)
    desk.did(3 * HOUR, 'contact', {}, { occurredAt: MONDAY + 30 * MINUTE })
    expect(desk.duty('first-contact')).toEqual({ state: 'metRecordedLate', due: HOUR, ended: 30 * MINUTE })
    expect(desk.said('first-contact')).toEqual(['breach 1: 1 → 1, rectified'])
    expect(desk.entries.at(-1)?.clocks).toEqual([
      {
        clock: 'first-contact#1',
        obligation: 'first-contact',
        what: 'met',
        at: MONDAY + 30 * MINUTE,
        due: MONDAY + HOUR,
        recordedLate: true,
      },
    ])
    // At the due instant it was in time (T-15).
    const just = contact([contactWithin(1)], reach)
    just.did(3 * HOUR, 'contact', {}, { occurredAt: MONDAY + HOUR })
    expect(just.said('first-contact')).toEqual(['breach 1: 1 → 3, rectified'])
    expect(just.entries.at(-1)?.clocks[0]).not.toHaveProperty('lateMs')
    // Counter-scenario: it happened too late as well, and the breach stands.
    const late = contact([contactWithin(1)], reach)
    late.did(3 * HOUR, 'contact', {}, { occurredAt: MONDAY + 2 * HOUR })
    expect(late.duty('first-contact')).toEqual({ state: 'metLate', due: HOUR, ended: 2 * HOUR })
    expect(late.said('first-contact')).toEqual(['breach 1: 1 → 3'])
    expect(late.entries.at(-1)?.clocks[0]).toMatchObject({ what: 'met', lateMs: HOUR })
  })

  it('an act that came in before the worker woke counts from when it came in, though it is decided after', () => {
    const desk = contact([contactWithin(1)])
    desk.wake(HOUR + 500)
    desk.did(HOUR - 200, 'contact')
    expect(desk.duty('first-contact')).toEqual({ state: 'metRecordedLate', due: HOUR, ended: HOUR - 200 })
    expect(desk.entries.at(-1)).toMatchObject({ at: MONDAY + HOUR + 500, receivedAt: MONDAY + HOUR - 200 })
  })

  it('the instant of a record never goes back', () => {
    const desk = contact([])
      .did(2 * HOUR, 'note', { text: 't' })
      .did(HOUR, 'note', { text: 't' })
    desk.did(3 * HOUR, 'note', { text: 't' })
    expect(desk.entries.map((entry) => entry.at - MONDAY)).toEqual([0, 2 * HOUR, 2 * HOUR, 3 * HOUR])
    expect(desk.entries.map((entry) => entry.receivedAt - MONDAY)).toEqual([0, 2 * HOUR, HOUR, 3 * HOUR])
  })

  it.each([
    ['later than now', 'contact', 2 * HOUR, 3 * HOUR, 'invalid'],
    ['earlier than the policy lets it', 'contact', 30 * HOUR, 5 * HOUR, 'tooLate'],
    ['of a command that may not reach back', 'note', 2 * HOUR, HOUR, 'tooLate'],
    ['before the complaint was made', 'contact', 2 * HOUR, -HOUR, 'invalid'],
  ])('an act said to have happened %s is refused', (_what, type, at, occurredAt, reason) => {
    const desk = contact([contactWithin(1)], reach)
    const payload = type === 'note' ? { text: 't' } : {}
    expect(desk.refusal(at, type, payload, { occurredAt: MONDAY + occurredAt })?.reason).toBe(reason)
    expect(desk.refusal(at, type, payload, { occurredAt: MONDAY + at })).toBeUndefined()
  })

  it('an act exactly as late as the policy lets it is taken', () => {
    const desk = contact([contactWithin(1)], reach)
    expect(desk.refusal(25 * HOUR, 'contact', {}, { occurredAt: MONDAY + HOUR })).toBeUndefined()
    const late = contact([contactWithin(1)], reach)
    expect(late.refusal(25 * HOUR + 1, 'contact', {}, { occurredAt: MONDAY + HOUR })?.reason).toBe('tooLate')
  })

  it('a breach that was taken back can be followed by one that stands', () => {
    const desk = contact([contactWithin(1, { extension: { by: ['clerk'], times: 1 } })])
    desk.wake(HOUR + 2)
    desk.did(HOUR - 1, 'extend', { obligation: 'first-contact', by: { hours: 1 }, reason: 'r' })
    expect(desk.wake(2 * HOUR)).toBe('nothing')
    desk.wake(2 * HOUR + 1)
    expect(desk.duty('first-contact')).toEqual({ state: 'breached', due: 2 * HOUR })
    expect(desk.said('first-contact')).toEqual(['breach 1: 1 → 1, rectified', 'breach 2: 2 → 2'])
    // Met in time after the first was taken back, it was not recorded late.
    const met = contact([contactWithin(1, { extension: { by: ['clerk'], times: 1 } })])
    met.wake(HOUR + 2)
    met.did(HOUR - 1, 'extend', { obligation: 'first-contact', by: { hours: 1 }, reason: 'r' }).did(2 * HOUR, 'contact')
    expect(met.duty('first-contact')?.state).toBe('met')
  })

  it('what else came in before the breach was said takes it back: an end, an extension, another number', () => {
    const extension = { extension: { by: ['clerk'], times: 1 } }
    const rules = {
      pauseReasons: ['absent'],
      categories: ['slow'],
      obligations: [
        contactWithin(1, {
          ...extension,
          cancels: ['withdrawn'],
          pausedBy: ['absent'],
          within: undefined,
          budget: (c: { category: unknown }) => (c.category === 'slow' ? { hours: 9 } : { hours: 1 }),
        }),
      ],
    }
    const before = HOUR - 1
    const taken = (at: number, type: string, payload: object) => {
      const desk = new Desk(rules).registered()
      desk.wake(HOUR + 2)
      desk.send(at, { type, ...payload })
      return [desk.duty('first-contact')?.state, ...desk.said('first-contact')]
    }
    const rectified = 'breach 1: 1 → 1, rectified'
    expect(taken(before, 'withdraw', {})).toEqual(['cancelled', rectified])
    expect(taken(before, 'extend', { obligation: 'first-contact', by: { hours: 1 }, reason: 'r' })).toEqual([
      'running',
      rectified,
    ])
    expect(taken(before, 'classify', { category: 'slow' })).toEqual(['running', rectified])
    expect(taken(before, 'suspend', { reason: 'absent' })).toEqual(['paused', rectified])
    // Counter-scenario: a millisecond after the due instant they come too late, and the breach stands.
    const standing = 'breach 1: 1 → 1'
    expect(taken(HOUR + 1, 'withdraw', {})).toEqual(['cancelled', standing])
    expect(taken(HOUR + 1, 'extend', { obligation: 'first-contact', by: { hours: 1 }, reason: 'r' })).toEqual([
      'breached',
      standing,
    ])
    expect(taken(HOUR + 1, 'classify', { category: 'slow' })).toEqual(['breached', standing])
    expect(taken(HOUR + 1, 'suspend', { reason: 'absent' })).toEqual(['breached', standing])
  })
})
