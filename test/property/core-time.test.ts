import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { Envelope, LiveRecord } from '../../src/core/decision.ts'
import { explain } from '../../src/core/explain.ts'
import { newRecord } from '../../src/core/record.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { breachOf } from '../../src/time/clock.ts'
import { acts, DAY, HOUR, key, live, START, writtenBy } from './arbitraries-life.ts'
import { type RandomPolicy, randomPolicy } from './arbitraries-policy.ts'
import { runs, seed, timeout } from './arbitraries-runs.ts'

/** What the worker does before a command is decided. */
interface Vigil {
  /** Wakes whenever the record asks for it. */
  readonly isTimely: boolean
  /** Wakes in between, wherever: shares of the time that passes. */
  readonly stray: readonly number[]
  /** Wakes at the instant that the record asks for, and so many milliseconds off. */
  readonly near: readonly number[]
  /** Wakes so long after the command came in and before it is decided: another host, a retry. */
  readonly overtakes: number
}
const vigil: fc.Arbitrary<Vigil> = fc.record({
  isTimely: fc.boolean(),
  stray: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
  near: fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 2 }),
  overtakes: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 * DAY }) },
  ),
})

interface Outcome {
  readonly record: LiveRecord
  readonly answers: readonly string[]
}

/** Sends commands with a worker that keeps these vigils; ends with a look at `end`. */
function send(
  policy: Policy,
  sent: readonly Envelope[],
  vigils: readonly Vigil[],
  end: number,
  decided: typeof decide,
): Outcome {
  let record = newRecord(policy, key, 'R-000001')
  const answers: string[] = []
  const wake = (receivedAt: number): void => {
    record = writtenBy(decided(policy, record, { wake: true, receivedAt }))?.record ?? record
  }
  let last = START
  sent.forEach((envelope, i) => {
    const { isTimely = false, stray = [], near = [], overtakes = 0 } = vigils[i % Math.max(1, vigils.length)] ?? {}
    const until = envelope.receivedAt
    for (let n = 0; isTimely && n < 50; n++) {
      const wakeAt = wakeAtOf(policy, record.snapshot.context.complaint)
      if (wakeAt === undefined || wakeAt > until) break
      wake(wakeAt)
    }
    const asked = wakeAtOf(policy, record.snapshot.context.complaint)
    const instants = [
      ...stray.map((share) => last + Math.floor((until - last) * share)),
      ...near.flatMap((off) => (asked === undefined || asked + off > until ? [] : [asked + off])),
    ]
    for (const instant of instants.sort((a, b) => a - b)) wake(Math.max(instant, last))
    if (overtakes > 0) wake(until + overtakes)
    const decision = decided(policy, record, envelope)
    answers.push(decision.kind === 'refused' ? `refused: ${decision.refusal.reason}` : decision.kind)
    record = writtenBy(decision)?.record ?? record
    last = until
  })
  wake(end)
  return { record, answers }
}

/** How every clock stands that no firing opened, met or cancelled. */
function standing({ policy, hangsOnFirings }: RandomPolicy, { record }: Outcome) {
  return [...policy.rules.obligations.all.keys()]
    .filter((id) => !hangsOnFirings.has(id))
    .flatMap((id) =>
      explain(policy, record, id).clocks.map((one) => {
        const clock = record.snapshot.context.complaint.clocks.find((known) => known.id === one.clock)
        return {
          clock: one.clock,
          cycle: one.cycle,
          runs: one.runs,
          extensions: one.extensions.length,
          dueAt: one.dueAt,
          originalDueAt: one.originalDueAt,
          endedAt: one.endedAt,
          // Recorded late is in time: when it was recorded is what may differ.
          verdict: one.state === 'metRecordedLate' ? 'met' : one.state,
          isBreached: clock !== undefined && breachOf(clock) !== undefined,
        }
      }),
    )
}

/** Commands whose answers do not hang on what a firing brings about: the rung it led to, the clocks it opened. */
const answered = ({ hangsOnFirings }: RandomPolicy, sent: readonly Envelope[], { answers }: Outcome) =>
  answers.filter((_answer, i) => {
    const type = sent[i]?.command.type
    return type !== 'escalate' && (type !== 'extend' || hangsOnFirings.size === 0)
  })

const scenario = fc.record({
  random: randomPolicy(START),
  acts: acts(14),
  vigils: fc.array(vigil, { minLength: 1, maxLength: 14 }),
  rest: fc.integer({ min: 0, max: 60 * DAY }),
})

/** That waking makes no difference to a core that decides so. */
const sameOutcome = (decided: typeof decide) =>
  fc.property(scenario, ({ random, acts, vigils, rest }) => {
    const { policy } = random
    const { sent } = live(policy, acts)
    const end = Math.max(...sent.map((one) => one.receivedAt)) + 4 * DAY + rest
    const never = send(policy, sent, [], end, decided)
    const sometimes = send(policy, sent, vigils, end, decided)
    expect(answered(random, sent, sometimes)).toEqual(answered(random, sent, never))
    expect(standing(random, sometimes)).toEqual(standing(random, never))
  })

describe(`the worker in time, late or never (fast-check seed ${seed})`, () => {
  it('the outcome of every command is the same, and how every clock stands that no firing opened', { timeout }, () => {
    fc.assert(sameOutcome(decide), runs(250))
  })

  it('counter-scenario: a core is found out in which an act counts from when it is decided', { timeout }, () => {
    const faulty: typeof decide = (policy, record, input) =>
      decide(policy, record, { ...input, receivedAt: Math.max(input.receivedAt, record.snapshot.context.complaint.at) })
    expect(fc.check(sameOutcome(faulty), { ...runs(300), endOnFailure: true }).failed).toBe(true)
  })
})
