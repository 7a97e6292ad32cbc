import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { LiveRecord } from '../../src/core/decision.ts'
import type { CommandInput } from '../../src/domain/commands.ts'
import { statePaths } from '../../src/machine/state-paths.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { dueOf } from '../../src/time/clock.ts'
import { minimal, swift, thorough } from '../fixtures/policies.ts'
import { contradictions } from '../model/invariants.ts'
import { DAY, HOUR, senderOf } from '../model/payloads.ts'
import { blank, envelopeOf, START } from '../model/replay.ts'

const register: CommandInput = { type: 'register', channel: 'phone', summary: 'It is broken.', unit: 'station-7' }
const quiet = { facts: { ownFault: false, systematic: false } }

/** Sends commands that all come in at the very same instant, as an import from another system does. */
function atOnce(policy: Policy, commands: readonly CommandInput[], at = START): LiveRecord {
  return commands.reduce((record, command, i) => {
    const by = senderOf(policy, record.snapshot.context.complaint, command.type) ?? { id: 'nobody', role: 'anonymous' }
    const decision = decide(policy, record, envelopeOf(policy, { command, by, at }, `command-${i}`))
    if (decision.kind !== 'moved') throw new Error(`${command.type}: ${JSON.stringify(decision)}`)
    expect(contradictions(policy, decision.written.record)).toEqual([])
    return decision.written.record
  }, blank(policy))
}

const dueIn = (policy: Policy, { snapshot }: LiveRecord, obligation: string) => {
  const { clocks, pauses } = snapshot.context.complaint
  const clock = clocks.find((one) => one.obligation === obligation && one.ended === undefined)
  const terms = policy.rules.obligations.all.get(obligation)
  return clock === undefined || terms === undefined ? undefined : dueOf(clock, terms, pauses)
}

describe('L16 a complaint that rests from the instant of its registration', () => {
  const pause: CommandInput = { type: 'suspend', reason: 'customerAbsent' }

  it('L16 has used up nothing when it goes on: the pause counts from the first millisecond', () => {
    const suspended = atOnce(thorough, [register, pause])
    expect(statePaths(suspended.snapshot)).toContain('open.pace.suspended')
    expect(dueIn(thorough, suspended, 'settlement')).toBe(Number.POSITIVE_INFINITY)
    const at = START + 40 * DAY
    const by = { id: 'handler-1', role: 'handler' }
    const envelope = envelopeOf(thorough, { command: { type: 'resume' }, by, at }, 'resume')
    const resumed = decide(thorough, suspended, envelope)
    if (resumed.kind !== 'moved') throw new Error(resumed.kind)
    const fresh = atOnce(thorough, [register], at)
    expect(dueIn(thorough, resumed.written.record, 'settlement')).toBe(dueIn(thorough, fresh, 'settlement'))
    // The duty that no pause stops went on by itself.
    expect(resumed.written.record.snapshot.context.complaint.signals['breached:first-contact']).toBeDefined()
    expect(resumed.written.record.snapshot.context.complaint.signals['breached:settlement']).toBeUndefined()
  })

  it('L16 is the same when the pause is entered an hour later for the instant of registration', () => {
    const fresh = atOnce(thorough, [register])
    const command: CommandInput = { ...pause, from: START }
    const by = { id: 'handler-1', role: 'handler' }
    const late = decide(thorough, fresh, envelopeOf(thorough, { command, by, at: START + HOUR }, 'late'))
    if (late.kind !== 'moved') throw new Error(late.kind)
    expect(dueIn(thorough, late.written.record, 'settlement')).toBe(Number.POSITIVE_INFINITY)
    const { pauses } = atOnce(thorough, [register, pause]).snapshot.context.complaint
    expect(late.written.record.snapshot.context.complaint.pauses).toEqual(pauses)
  })

  it('L16 may rest from a later instant on that is known already, and wakes for it', () => {
    const record = atOnce(thorough, [register, { ...pause, from: START + 10 * 60_000, until: START + 20 * 60_000 }])
    expect(statePaths(record.snapshot)).toContain('open.pace.running')
    expect(wakeAtOf(thorough, record.snapshot.context.complaint)).toBe(START + 10 * 60_000)
  })
})

describe('L16 a complaint that is closed in the instant of its registration', () => {
  const endings: CommandInput[] = [
    { type: 'withdraw' },
    { type: 'merge', into: 'another' },
    { type: 'reject', reason: 'Not ours.' },
    { type: 'refer', to: 'ombudsman', reason: 'Theirs.' },
    { type: 'contact', settled: true },
  ]

  it.each(endings)('L16 by $type has no running clock and nothing to wake for', (ending) => {
    const policy = ending.type === 'contact' ? swift : thorough
    const closing: CommandInput[] =
      policy === thorough ? [{ type: 'file', form: 'report', data: { pages: 1, author: 'x' } }, { type: 'close' }] : []
    const record = atOnce(policy, [{ ...register, ...quiet }, ending, ...closing])
    const { complaint } = record.snapshot.context
    expect(statePaths(record.snapshot)).toEqual(['closed'])
    expect(complaint.closedAt).toBe(START)
    expect(complaint.clocks.length).toBeGreaterThan(0)
    expect(complaint.clocks.filter((clock) => clock.ended === undefined)).toEqual([])
    expect(wakeAtOf(policy, complaint)).toBeUndefined()
    expect(decide(policy, record, { wake: true, receivedAt: START + 400 * DAY }).kind).toBe('nothing')
  })

  it('L16 and reopened in it begins its second life there', () => {
    const reopen: CommandInput = { type: 'reopen', levels: ['customerInterface'], reason: 'Again.' }
    const record = atOnce(swift, [{ ...register, ...quiet }, { type: 'withdraw' }, reopen])
    expect(dueIn(swift, record, 'done')).toBe(dueIn(swift, atOnce(swift, [register]), 'done'))
  })
})

describe('L16 a complaint begins where its policy and its facts say', () => {
  const begins: readonly [string, Policy, Readonly<Record<string, unknown>>, readonly string[]][] = [
    ['no level but the first', minimal, {}, ['unassigned', 'waiting', 'waiting', 'frontline', 'running']],
    ['all levels, one after another', thorough, {}, ['unassigned', 'waiting', 'waiting', 'frontline', 'running']],
    ['level 3 from registration on', swift, {}, ['unassigned', 'waiting', 'analysing', 'desk', 'running']],
    ['level 3 not asked for', swift, { systematic: false }, ['unassigned', 'waiting', 'waived', 'desk', 'running']],
  ]

  it.each(begins)('L16 %s', (_name, policy, facts, names) => {
    const { snapshot } = atOnce(policy, [{ ...register, facts }])
    expect(statePaths(snapshot).map((path) => path.split('.').at(-1))).toEqual(names)
    const signals = Object.keys(snapshot.context.complaint.signals).filter((name) => /^(opened|waived):/.test(name))
    const open = ['customerInterface', ...(names[2] === 'analysing' ? ['improvement'] : [])].map(
      (one) => `opened:${one}`,
    )
    expect(signals).toEqual([...open, ...(names[2] === 'waived' ? ['waived:improvement'] : [])])
  })
})
