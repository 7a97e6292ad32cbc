import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, createActor, type InspectionEvent, SimulatedClock } from 'xstate'
import { type CommandInput, isCommandType } from '../../../src/domain/commands.ts'
import { type ComplaintSnapshot, complaintMachine } from '../../../src/machine/complaint-machine.ts'
import { statePaths } from '../../../src/machine/state-paths.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import type { Policy } from '../../../src/policy/policy.ts'
import { swift, thorough } from '../../fixtures/policies.ts'
import { DAY, HOUR, MINUTE, senderOf } from '../../model/payloads.ts'
import { START } from '../../model/replay.ts'

/** A plain actor of a policy's machine on a clock of its own, which begins at zero. */
function plainActor(policy: Policy, options: { snapshot?: unknown; clock?: SimulatedClock } = {}) {
  const clock = options.clock ?? new SimulatedClock()
  const seen: InspectionEvent[] = []
  const actor = createActor(complaintMachine(policy), {
    clock,
    inspect: (event) => seen.push(event),
    input: { id: 'c-1', number: 'N-1', live: true },
    ...(options.snapshot !== undefined && { snapshot: options.snapshot as ComplaintSnapshot }),
  }).start()
  const now = () => START + clock.now()
  return {
    actor,
    clock,
    seen,
    state: () => actor.getSnapshot().context.complaint,
    paths: () => statePaths(actor.getSnapshot()),
    send(input: CommandInput) {
      const { rest } = policy.split(policy.command(input))
      const by = senderOf(policy, actor.getSnapshot().context.complaint, input.type) ?? { id: 'x', role: 'x' }
      actor.send({ ...(rest as ReturnType<Policy['command']>), turn: { at: now(), receivedAt: now(), by } })
    },
    wake() {
      actor.send({ type: 'wake', turn: { at: now(), receivedAt: now(), by: { id: 'system', role: 'system' } } })
    },
    /** Lets time pass as it does: a timer runs when it is due, and not hours later. */
    until(ms: number) {
      for (;;) {
        const next = (actor.getSnapshot().context.live?.armedFor ?? Number.POSITIVE_INFINITY) - START
        if (!(next > clock.now() && next < ms)) break
        clock.set(next)
      }
      clock.set(ms)
    },
  }
}

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'Broken.' }
const breachOf = (state: ComplaintSnapshot['context']['complaint'], obligation: string) =>
  state.clocks.find((clock) => clock.obligation === obligation)?.firings?.find((firing) => firing.kind === 'breach')

describe('a plain actor under the eyes of an inspector', () => {
  it('shows its definition with every state, as JSON', () => {
    const { seen } = plainActor(thorough)
    const [first] = seen
    expect(first?.type).toBe('@xstate.actor')
    const logic: unknown = Reflect.get(first?.actorRef ?? {}, 'logic')
    const definition: unknown = JSON.parse(JSON.stringify(Reflect.get(logic ?? {}, 'definition')))
    expect(definition).toMatchObject({
      id: 'complaint',
      states: {
        intake: {},
        open: {
          type: 'parallel',
          states: {
            customerInterface: { states: { handling: {}, verifying: {} } },
            ladder: { states: { frontline: {}, team: {}, department: {}, top: {} } },
          },
        },
        closed: {},
        archived: { type: 'final' },
      },
    })
    expect(JSON.parse(JSON.stringify((logic as AnyActorLogic & { config: unknown }).config))).toMatchObject({
      states: { open: { states: { pace: { states: { running: {}, suspended: {} } } } } },
    })
  })

  it('shows every event, and every state that it passes through', () => {
    const { seen, send } = plainActor(thorough)
    send(register)
    send({ type: 'assign', to: 'handler-1' })
    const events = seen.flatMap((one) => (one.type === '@xstate.event' ? [one.event.type] : []))
    expect(events).toEqual(['xstate.init', 'register', 'assign'])
    const passed = seen.flatMap((one) =>
      one.type === '@xstate.microstep' || one.type === '@xstate.snapshot'
        ? [statePaths(one.snapshot as ComplaintSnapshot)[0]]
        : [],
    )
    expect([...new Set(passed)]).toEqual([
      'intake',
      'open.customerInterface.entering',
      'open.customerInterface.unassigned',
      'open.customerInterface.assigned',
    ])
  })

  it('keeps a snapshot that is JSON and nothing else', () => {
    const { actor, send } = plainActor(thorough)
    send(register)
    send({ type: 'suspend', reason: 'customerAbsent' })
    const kept = actor.getPersistedSnapshot()
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept)
    expect(kept).toMatchObject({ children: {}, historyValue: {} })
  })
})

describe('the wake-up of a plain actor', () => {
  it('is a delayed event in its own machine: no deadline is missed, none is early (T-15)', () => {
    const { clock, send, state } = plainActor(thorough)
    send(register)
    clock.set(30 * MINUTE - 1)
    expect(state().signals['warned:first-contact']).toBeUndefined()
    clock.set(30 * MINUTE)
    expect(state().signals['warned:first-contact']).toBeDefined()
    clock.set(HOUR)
    expect(breachOf(state(), 'first-contact')).toBeUndefined()
    clock.set(HOUR + 1)
    expect(breachOf(state(), 'first-contact')).toEqual({
      kind: 'breach',
      ordinal: 1,
      due: START + HOUR,
      firedAt: START + HOUR + 1,
    })
    expect(state().rung).toBe(1)
  })

  it('lets a complaint rest and go on at the edges of a pause', () => {
    const { send, until, paths } = plainActor(thorough)
    send(register)
    send({ type: 'suspend', reason: 'customerAbsent', from: START + 2 * HOUR, until: START + 5 * HOUR })
    const isSuspended = () => paths().includes('open.pace.suspended')
    until(2 * HOUR - 1)
    expect(isSuspended()).toBe(false)
    until(2 * HOUR)
    expect(isSuspended()).toBe(true)
    until(5 * HOUR - 1)
    expect(isSuspended()).toBe(true)
    until(5 * HOUR)
    expect(isSuspended()).toBe(false)
  })

  it('says nothing more of a complaint that was closed meanwhile, and goes on when that is reopened', () => {
    const { send, until, state, paths } = plainActor(swift)
    send({ ...register, facts: { ownFault: false, systematic: false } })
    until(DAY)
    send({ type: 'withdraw' })
    expect(paths()).toEqual(['closed'])
    until(60 * DAY)
    expect(breachOf(state(), 'done')).toBeUndefined()
    send({ type: 'reopen', levels: ['customerInterface'], reason: 'Again.' })
    // A day of the 56 was used; the fifty-nine that it was closed do not count.
    const due = state().clocks.find((clock) => clock.obligation === 'done')
    expect(due?.ended).toBeUndefined()
    until(116 * DAY)
    expect(breachOf(state(), 'done')).toBeDefined()
  })

  it('is called off when there is nothing more to wait for', () => {
    const { clock, send, seen } = plainActor(swift)
    send(register)
    send({ type: 'contact', settled: true })
    clock.set(100 * DAY)
    expect(seen.some((one) => one.type === '@xstate.event' && one.event.type === 'wake')).toBe(false)
  })
})

const patient = (days: number) =>
  definePolicy({
    id: `patient-${days}`,
    version: 1,
    timeZone: 'UTC',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], contact: ['clerk'] },
    obligations: [{ id: 'answer', opens: 'registered', meets: 'contacted', within: { hours: days * 24 } }],
  })

describe.each([56, 400])('a deadline of %i days, longer than a timer of the host can hold (L02)', (days) => {
  it('is armed in parts and breaches to the millisecond', () => {
    const delays: number[] = []
    const clock = new (class extends SimulatedClock {
      override setTimeout(run: () => void, delay: number) {
        delays.push(delay)
        return super.setTimeout(run, delay)
      }
    })()
    const { send, until, state } = plainActor(patient(days), { clock })
    send(register)
    until(days * DAY)
    expect(breachOf(state(), 'answer')).toBeUndefined()
    until(days * DAY + 1)
    expect(breachOf(state(), 'answer')).toMatchObject({ due: START + days * DAY, firedAt: START + days * DAY + 1 })
    expect(delays.length).toBe(Math.ceil((days * DAY + 1) / (2 ** 31 - 1)))
    expect(Math.max(...delays)).toBeLessThan(2 ** 31)
  })
})

describe('a plain actor that was restored', () => {
  const stored = () => {
    const { actor, send, clock } = plainActor(thorough)
    send(register)
    clock.set(10 * MINUTE)
    const text = JSON.stringify(actor.getPersistedSnapshot())
    actor.stop()
    return JSON.parse(text) as unknown
  }
  const restored = (after: number) => {
    const clock = new SimulatedClock()
    clock.set(after)
    return plainActor(thorough, { snapshot: stored(), clock })
  }

  it('does not wake by itself: XState keeps no timer', () => {
    const { clock, state } = restored(10 * MINUTE)
    clock.set(2 * DAY)
    expect(breachOf(state(), 'first-contact')).toBeUndefined()
  })

  it('catches up by one wake-up with all that fell due meanwhile, at its due instant (L01)', () => {
    const { wake, state } = restored(2 * HOUR)
    wake()
    expect(breachOf(state(), 'first-contact')).toMatchObject({ due: START + HOUR, firedAt: START + 2 * HOUR })
  })

  it('wakes by itself again after one wake-up, though nothing was due at it', () => {
    const { clock, wake, state } = restored(20 * MINUTE)
    wake()
    expect(state().signals['warned:first-contact']).toBeUndefined()
    clock.set(30 * MINUTE)
    expect(state().signals['warned:first-contact']).toBeDefined()
    clock.set(HOUR + 1)
    expect(breachOf(state(), 'first-contact')).toMatchObject({ firedAt: START + HOUR + 1 })
  })

  it('knows its state and its commands', () => {
    const { send, paths, actor } = restored(20 * MINUTE)
    send({ type: 'assign', to: 'handler-1' })
    expect(paths()[0]).toBe('open.customerInterface.assigned')
    expect(isCommandType('assign') && actor.getSnapshot().can({ type: 'assign' } as never)).toBe(false)
  })
})
