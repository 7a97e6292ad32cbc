import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/core/decide.ts'
import type { Decision, Written } from '../../../src/core/decision.ts'
import { explain } from '../../../src/core/explain.ts'
import { system } from '../../../src/domain/actor.ts'
import type { MessageContent, OutboxMessage } from '../../../src/domain/record.ts'
import { bo, Desk, deskPolicy, HOUR, MINUTE, MONDAY } from './desk.ts'

const settlement = {
  id: 'settlement',
  opens: 'registered',
  meets: 'settled:customerInterface',
  within: { hours: 10 },
  pausedBy: ['absent'],
  extension: { by: ['boss'] },
  onReopen: 'newCycle',
}
const handsDown = { rel: 'delegated', buffer: { hours: 1 } }
const rules = (duty: object = {}, more: object = {}) =>
  deskPolicy({
    pauseReasons: ['absent'],
    reachBack: { contact: { hours: 48 }, suspend: { hours: 48 } },
    obligations: [{ ...settlement, ...duty }],
    ...more,
  })
const above = (duty: object = {}, id = 'above') => new Desk(rules({ handsDown, ...duty }), id).registered()
const below = (duty: object = {}, id = 'below') => new Desk(rules(duty), id).registered()

const writtenBy = (decision: Decision): Written | undefined => ('written' in decision ? decision.written : undefined)

/** Sends a command and answers the caps that it hands down. */
function capsOf(desk: Desk, at: number, type: string, payload: object = {}, by = bo): readonly OutboxMessage[] {
  const decision = desk.send(at, { type, ...payload }, { by })
  expect(decision.kind).toBe('moved')
  return (writtenBy(decision)?.messages ?? []).filter(({ key }) => key.includes('/cap/'))
}

type Sent = Extract<MessageContent, { command: object }>
const commandOf = ({ content }: OutboxMessage) => (content as Sent).command

/** What arrives below, as the messages' worker would send it; answers what it handed on. */
function arrive(desk: Desk, at: number, messages: readonly OutboxMessage[]): readonly OutboxMessage[] {
  return messages.flatMap((message) => {
    const commandId = `${message.key}/${desk.record.key.id}`
    const decision = desk.send(at, { ...commandOf(message) }, { by: system, commandId })
    expect(decision.kind).toBe('moved')
    return (writtenBy(decision)?.messages ?? []).filter(({ key }) => key.includes('/cap/'))
  })
}

const link = (desk: Desk, at: number, to = 'below', rel = 'delegated') =>
  capsOf(desk, at, 'link', { rel, to: { kind: 'complaint', id: to } })
const due = (desk: Desk) => desk.duty('settlement')

/** A complaint above that is due at 6, and one below that would be due at 10 and was linked at 1. */
function linked(duty: object = {}) {
  const top = above({ within: { hours: 6 } })
  const child = below(duty)
  arrive(child, HOUR, link(top, HOUR))
  return { top, child }
}

describe('a due instant that is handed down (T-76)', () => {
  it('caps what is below, less the buffer, from the link on', () => {
    const { child } = linked()
    expect(due(child)).toEqual({ state: 'running', due: 5 * HOUR })
    expect(child.signals.at(-1)).toBe('command: capped')
    expect(child.entries.at(-1)?.clocks).toEqual([
      {
        clock: 'settlement#1',
        obligation: 'settlement',
        what: 'capped',
        at: MONDAY + HOUR,
        due: MONDAY + 5 * HOUR,
      },
    ])
    child.wake(5 * HOUR)
    expect(due(child)?.state).toBe('running')
    child.wake(5 * HOUR + 1)
    expect(child.said('settlement')).toEqual(['breach 1: 5 → 5'])
    // Counter-scenario: linked by another relation, or above a duty that hands nothing down, nothing is capped.
    expect(link(above({ within: { hours: 6 } }), HOUR, 'below', 'similar')).toEqual([])
    expect(link(below({}, 'other'), HOUR)).toEqual([])
  })

  it('leaves alone what is due earlier by itself, and what is unmeasured', () => {
    const { child } = linked({ within: { hours: 2 } })
    expect(due(child)).toEqual({ state: 'running', due: 2 * HOUR })
    const open = linked({ within: undefined, unmeasured: true, extension: undefined }).child
    expect(due(open)).toEqual({ state: 'unmeasured' })
    expect(open.wake(100 * HOUR)).toBe('nothing')
  })

  it('caps what is opened below afterwards; what was opened after the cap is due when it begins', () => {
    const promise = { id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true }
    const child = new Desk(rules({}, { obligations: [settlement, promise] }), 'below').registered()
    arrive(child, HOUR, link(above({ within: { hours: 6 } }), HOUR))
    child.did(2 * HOUR, 'promise', { what: 'w', at: MONDAY + 9 * HOUR })
    expect(child.duty('promise')).toEqual({ state: 'running', due: 5 * HOUR })
    child.did(7 * HOUR, 'promise', { what: 'w', at: MONDAY + 9 * HOUR })
    expect(child.duty('promise')).toEqual({ state: 'running', due: 7 * HOUR })
  })

  it('is explained with where it comes from', () => {
    const { child } = linked()
    const explanation = explain(child.policy, child.record, 'settlement')
    expect(explanation.clocks[0]).toMatchObject({
      cap: { at: new Date(MONDAY + 5 * HOUR), obligation: 'settlement', complaints: ['above'] },
      originalDueAt: new Date(MONDAY + 10 * HOUR),
    })
    expect(String(explanation)).toContain(
      '  capped at Mon 2026-03-02 14:00 +01:00 by settlement of complaint above\n  due Mon 2026-03-02 14:00 +01:00',
    )
    expect(String(explain(below().policy, below().record, 'settlement'))).not.toContain('capped')
  })

  it('may be extended below up to the cap and no further, until the duty above is extended (HL-09)', () => {
    const { top, child } = linked({ within: { hours: 4 } })
    const extend = (to: number) => ({ obligation: 'settlement', to: MONDAY + to, reason: 'r' })
    const refused = child.refusal(2 * HOUR, 'extend', extend(5 * HOUR + 1), { by: bo })
    expect(refused).toMatchObject({ reason: 'limitReached' })
    expect(refused?.message).toContain(
      "beyond 2026-03-02T13:00:00.000Z, the cap that 'settlement' of complaint above hands",
    )
    expect(due(child.did(2 * HOUR, 'extend', extend(5 * HOUR), { by: bo }))?.due).toBe(5 * HOUR)
    expect(child.refusal(2 * HOUR, 'extend', extend(7 * HOUR), { by: bo })?.reason).toBe('limitReached')
    arrive(child, 3 * HOUR, capsOf(top, 3 * HOUR, 'extend', extend(9 * HOUR)))
    expect(due(child.did(3 * HOUR, 'extend', extend(7 * HOUR), { by: bo }))?.due).toBe(7 * HOUR)
    // Counter-scenario: without a cap it is granted at once.
    expect(below({ within: { hours: 4 } }).refusal(2 * HOUR, 'extend', extend(7 * HOUR), { by: bo })).toBeUndefined()
  })

  it('follows the duty above: extended, paused, resumed, met, reopened', () => {
    const { top, child } = linked()
    const follow = (at: number, type: string, payload: object = {}) => {
      const sent = capsOf(top, at, type, payload)
      arrive(child, at, sent)
      return [sent.length, due(child)?.due]
    }
    expect(follow(HOUR, 'extend', { obligation: 'settlement', by: { hours: 2 }, reason: 'r' })).toEqual([1, 7 * HOUR])
    expect(follow(HOUR, 'note', { text: 't' })).toEqual([0, 7 * HOUR])
    expect(follow(2 * HOUR, 'suspend', { reason: 'absent' })).toEqual([1, 10 * HOUR])
    expect(follow(3 * HOUR, 'resume')).toEqual([1, 8 * HOUR])
    expect(follow(3 * HOUR, 'assign', { to: 'ann' })).toEqual([0, 8 * HOUR])
    expect(follow(4 * HOUR, 'contact', { settled: true })).toEqual([1, 10 * HOUR])
    expect(top.record.snapshot.matches('closed')).toBe(true)
    expect(follow(4 * HOUR, 'reopen', { levels: ['customerInterface'], reason: 'r' })).toEqual([1, 9 * HOUR])
  })

  it('does not rest while what is below does', () => {
    const { child } = linked()
    child.did(2 * HOUR, 'suspend', { reason: 'absent' })
    expect(due(child)).toEqual({ state: 'paused', due: 5 * HOUR })
    child.wake(5 * HOUR + 1)
    expect(child.said('settlement')).toEqual(['breach 1: 5 → 5'])
    const free = below().did(2 * HOUR, 'suspend', { reason: 'absent' })
    expect(free.wake(100 * HOUR)).toBe('nothing')
  })
})

describe('a cap counts from when it arrives', () => {
  it('late, it makes due at once what it would have had due before, and an act before was in time', () => {
    const top = above({ within: { hours: 3 } })
    const sent = link(top, HOUR)
    const child = below({ meets: 'contacted' })
    arrive(child, 6 * HOUR, sent)
    expect(due(child)).toEqual({ state: 'running', due: 6 * HOUR })
    const entered = below({ meets: 'contacted' })
    arrive(entered, 6 * HOUR, sent)
    entered.did(7 * HOUR, 'contact', {}, { occurredAt: MONDAY + 5 * HOUR })
    expect(due(entered)?.state).toBe('metRecordedLate')
    child.did(7 * HOUR, 'contact')
    expect(due(child)?.state).toBe('metLate')
  })

  it('the outcome is the same whether a worker woke what is below in time, late or never', () => {
    const top = above({ within: { hours: 6 } })
    const sent = link(top, HOUR)
    const longer = capsOf(top, 2 * HOUR, 'extend', { obligation: 'settlement', by: { hours: 3 }, reason: 'r' })
    const outcome = (...wakes: readonly number[]) => {
      const child = below()
      for (const [at, messages] of [
        [2 * HOUR, sent],
        [6 * HOUR, longer],
      ] as const) {
        for (const wake of wakes) if (wake <= at) child.wake(wake)
        arrive(child, at, messages)
      }
      child.did(7 * HOUR, 'contact', { settled: false })
      const { due, state } = child.duty('settlement') ?? {}
      return { due, state, cap: child.clock('settlement#1')?.cap }
    }
    const never = outcome()
    // The cap of 5 was missed at 6, so the longer one comes too late for it.
    expect(never).toMatchObject({ due: 5 * HOUR, state: 'breached' })
    expect(outcome(5 * HOUR + 1)).toEqual(never)
    expect(outcome(5 * HOUR + 1, 5 * HOUR + 30 * MINUTE)).toEqual(never)
    // Overtaken by a wake-up of a host whose clock goes ahead.
    const ahead = below()
    arrive(ahead, 2 * HOUR, sent)
    ahead.wake(5 * HOUR + 1)
    arrive(ahead, 5 * HOUR, longer)
    expect(due(ahead)).toEqual({ state: 'running', due: 8 * HOUR })
    expect(ahead.said('settlement')).toEqual(['breach 1: 5 → 5, rectified'])
  })

  it('what was missed stays missed when the cap is lifted, and what was met is not judged again', () => {
    const { top, child } = linked()
    const met = below()
    met.did(2 * HOUR, 'assign', { to: 'ann' }).did(2 * HOUR, 'contact', { settled: true })
    child.wake(5 * HOUR + 1)
    const lifted = capsOf(top, 5.5 * HOUR, 'withdraw', { reason: 'r' })
    arrive(child, 5.5 * HOUR, lifted)
    expect(due(child)).toEqual({ state: 'breached', due: 5 * HOUR })
    arrive(met, 5.5 * HOUR, link(above({ within: { hours: 2 } }, 'other'), HOUR))
    expect(due(met)).toEqual({ state: 'met', due: 10 * HOUR, ended: 2 * HOUR })
  })
})

describe('messages that bring caps', () => {
  it('arrive in any order and more than once: what the later entry above says stands', () => {
    const top = above({ within: { hours: 6 } })
    const first = link(top, HOUR)
    const second = capsOf(top, HOUR, 'extend', { obligation: 'settlement', by: { hours: 2 }, reason: 'r' })
    const third = capsOf(top, HOUR, 'withdraw', { reason: 'r' })
    const orders = [
      [first, second, third],
      [third, second, first],
      [second, third, first, second],
      [third, first, third],
    ]
    for (const order of orders) {
      const child = below()
      for (const messages of order) arrive(child, HOUR, messages)
      expect(due(child)).toEqual({ state: 'running', due: 10 * HOUR })
      expect(child.state.caps).toHaveLength(1)
    }
    const child = below()
    for (const messages of [second, first, second]) arrive(child, HOUR, messages)
    expect(due(child)?.due).toBe(7 * HOUR)
    expect(child.signals.filter((one) => one.includes('capped'))).toHaveLength(1)
  })

  it('of several above, the smallest cap counts', () => {
    const child = below()
    const sent = [6, 4, 8].map((hours) => link(above({ within: { hours } }, `above-${hours}`), HOUR))
    for (const messages of sent) arrive(child, HOUR, messages)
    expect(due(child)?.due).toBe(3 * HOUR)
    expect(child.clock('settlement#1')?.cap?.complaint).toBe('above-4')
  })

  it('are sent to all below when the due instant changes, and to a new one alone when it is linked', () => {
    const top = above()
    // Nobody is below yet.
    expect(capsOf(top, 0, 'extend', { obligation: 'settlement', by: { hours: 1 }, reason: 'r' })).toEqual([])
    const command = { type: 'cap', complaint: 'above', obligation: 'settlement', at: MONDAY + 10 * HOUR }
    expect(link(top, HOUR)).toMatchObject([
      {
        key: 'above/3/cap/settlement/below',
        seq: 3,
        content: { kind: 'command', target: { kind: 'complaint', id: 'below' }, command: { ...command, seq: 3 } },
      },
    ])
    expect(capsOf(top, HOUR, 'withdraw', { reason: 'r' })).toMatchObject([
      { key: 'above/4/cap/settlement', content: { kind: 'fanOut', from: { id: 'above' }, rel: 'delegated' } },
    ])
    expect(link(top, HOUR, 'third')).toEqual([])
  })

  it('are sent again to all below when deadlines are worked out again, since the numbers may have changed', () => {
    const top = above({ within: { hours: 6 } })
    link(top, HOUR)
    const stricter = rules({ handsDown, within: { hours: 4 } })
    const { record } = top
    const recompute = top.state.clocks.map((clock) => ({ ...clock, due: { budget: { hours: 4 } } }))
    const decision = decide(stricter, record, { recompute, receivedAt: MONDAY + 2 * HOUR })
    const sent = writtenBy(decision)?.messages ?? []
    expect(sent).toMatchObject([{ key: 'above/3/cap/settlement', content: { command: { at: MONDAY + 3 * HOUR } } }])
  })

  it('reach a closed complaint, too: reopened, it is under the caps that stand then', () => {
    const top = above({ within: { hours: 6 } })
    const closed = below().did(0, 'assign', { to: 'ann' }).did(0, 'contact', { settled: true })
    expect(closed.record.snapshot.matches('closed')).toBe(true)
    arrive(closed, HOUR, link(top, HOUR))
    expect(due(closed)).toEqual({ state: 'met', due: 10 * HOUR, ended: 0 })
    closed.did(2 * HOUR, 'reopen', { levels: ['customerInterface'], reason: 'r' })
    expect(due(closed)).toEqual({ state: 'running', due: 5 * HOUR })
    // Resumed instead of opened anew, it is under the cap as well, and no longer when that is gone.
    const total = below({ onReopen: 'total' }).did(0, 'assign', { to: 'ann' }).did(0, 'contact', { settled: true })
    arrive(total, HOUR, link(top, HOUR, 'other'))
    total.did(2 * HOUR, 'reopen', { levels: ['customerInterface'], reason: 'r' })
    expect(due(total)).toEqual({ state: 'running', due: 5 * HOUR })
    total.did(3 * HOUR, 'contact', { settled: true })
    arrive(total, 3 * HOUR, capsOf(top, 3 * HOUR, 'withdraw', { reason: 'r' }))
    total.did(4 * HOUR, 'reopen', { levels: ['customerInterface'], reason: 'r' })
    expect(due(total)).toEqual({ state: 'running', due: 13 * HOUR })
  })

  it('are refused by an archived complaint, and from everybody but the library', () => {
    const cap = { complaint: 'above', obligation: 'settlement', seq: 2, at: MONDAY + HOUR }
    const child = below()
    expect(child.refusal(0, 'cap', cap, { by: bo })?.reason).toBe('notPermitted')
    expect(child.refusal(0, 'assign', { to: 'ann' })).toBeUndefined()
    child.did(0, 'contact', { settled: true }).did(0, 'archive')
    const refused = child.refusal(0, 'cap', cap, { by: system })
    expect(refused?.reason).toBe('notPossible')
    expect(refused?.allowed).toEqual([])
  })
})

describe('through several levels', () => {
  const middle = (id = 'middle') => above({ within: { hours: 20 } }, id)

  it('the cap of the cap is handed on, with the whole way that it came', () => {
    const [top, city, county] = [above({ within: { hours: 8 } }), middle(), below()]
    // The lowest is linked before the middle is.
    arrive(county, HOUR, link(city, HOUR))
    expect(due(county)?.due).toBe(10 * HOUR)
    arrive(county, HOUR, arrive(city, HOUR, link(top, HOUR, 'middle')))
    expect([due(city)?.due, due(county)?.due]).toEqual([7 * HOUR, 6 * HOUR])
    expect(county.clock('settlement#1')?.cap).toEqual({
      complaint: 'middle',
      obligation: 'settlement',
      at: MONDAY + 6 * HOUR,
      above: ['above'],
    })
    const refused = county.refusal(
      2 * HOUR,
      'extend',
      { obligation: 'settlement', by: { hours: 1 }, reason: 'r' },
      { by: bo },
    )
    expect(refused?.message).toContain('of complaint middle, under above hands down')
    expect(String(explain(county.policy, county.record, 'settlement'))).toContain(
      'by settlement of complaint middle, under above',
    )
    const longer = capsOf(top, 2 * HOUR, 'extend', { obligation: 'settlement', by: { hours: 2 }, reason: 'r' })
    arrive(county, 2 * HOUR, arrive(city, 2 * HOUR, longer))
    expect([due(city)?.due, due(county)?.due]).toEqual([9 * HOUR, 8 * HOUR])
  })

  it('in a ring it ends: nobody is pressed by himself', () => {
    const desks = new Map(['a', 'b', 'c'].map((id) => [id, above({ within: { hours: 9 } }, id)]))
    const ring = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ] as const
    let queue = ring.flatMap(([from, to]) => {
      const desk = desks.get(from)
      return desk === undefined ? [] : link(desk, HOUR, to).map((message) => ({ to, message }))
    })
    let count = 0
    while (queue.length > 0) {
      count += queue.length
      expect(count).toBeLessThan(20)
      queue = queue.flatMap(({ to, message }) => {
        const desk = desks.get(to)
        const next = ring.find(([from]) => from === to)?.[1]
        if (desk === undefined || next === undefined) return []
        return arrive(desk, HOUR, [message]).map((handed) => ({ to: next, message: handed }))
      })
    }
    expect([...desks.values()].map((desk) => due(desk)?.due)).toEqual([9 * HOUR, 9 * HOUR, 9 * HOUR])
    // Closed by a link that comes later, what stood before stands: only the last link hands nothing down.
    const [top, city] = [above({ within: { hours: 8 } }, 'top'), middle('city')]
    arrive(city, HOUR, link(top, HOUR, 'city'))
    expect(arrive(top, 2 * HOUR, link(city, 2 * HOUR, 'top'))).toEqual([])
    expect([due(top)?.due, due(city)?.due]).toEqual([8 * HOUR, 7 * HOUR])
  })
})

it('what hands nothing down keeps nothing and sends nothing', () => {
  const desk = below()
  expect(desk.policy.rules.obligations.handingDown).toEqual([])
  expect(link(desk, HOUR, 'other')).toEqual([])
  expect('caps' in desk.state).toBe(false)
})
