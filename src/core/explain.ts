import type { Cap, ObligationClock, Pause } from '../domain/complaint.ts'
import type { Policy } from '../policy/policy.ts'
import { breachOf, dueOf, isHeldAt, nextFiringOf, originalDueOf } from '../time/clock.ts'
import type { Instant } from '../time/interval.ts'
import { type ReckoningStep, reckoningOf } from '../time/reckoning.ts'
import type { LiveRecord } from './decision.ts'
import type { ClockExplanation, Explanation } from './explanation.ts'
import { explanationText } from './explanation-text.ts'
import type { Sees } from './visibility.ts'

/**
 * How the clocks of one obligation come to their due instants.
 *
 * @param sees a complainant learns the due instant, and not from which other complaints a cap of it comes
 */
export function explain(policy: Policy, record: LiveRecord, obligation: string, sees: Sees = 'all'): Explanation {
  const state = record.snapshot.context.complaint
  const rules = policy.rules.obligations.all.get(obligation)
  const clocks =
    rules === undefined
      ? []
      : state.clocks
          .filter((clock) => clock.obligation === obligation)
          .map((clock) => explainClock(clock, rules, state.pauses, state.at))
          .map(({ cap, ...rest }) => (cap === undefined || sees !== 'all' ? rest : { ...rest, cap }))
  return { clocks, toString: () => explanationText({ clocks }) }
}

type Rules = Policy['rules']['obligations']['all'] extends ReadonlyMap<string, infer One> ? One : never

function explainClock(clock: ObligationClock, rules: Rules, pauses: readonly Pause[], at: number): ClockExplanation {
  const due = dueOf(clock, rules, pauses)
  const original = originalDueOf(clock, rules, pauses)
  const next = nextFiringOf(clock, rules, pauses)
  const date = (name: string, instant: number | undefined) =>
    instant !== undefined && Number.isFinite(instant) ? { [name]: new Date(instant) } : {}
  return {
    clock: clock.id,
    obligation: clock.obligation,
    ...(rules.rule.label !== undefined && { label: rules.rule.label }),
    ...(rules.rule.source !== undefined && { source: rules.rule.source }),
    opens: rules.opens,
    meets: typeof rules.rule.meets === 'string' ? [rules.rule.meets] : rules.rule.meets,
    level: clock.level,
    cycle: clock.cycle,
    counts: clock.due,
    timeZone: rules.calendar.timeZone,
    reckoning: reckoningOf(clock, rules, pauses).map(dated),
    runs: clock.runs.map(([from, to]) => dates(from, to)),
    pauses: pauses
      .filter((pause) => rules.pausedBy.has(pause.reason))
      .map(({ reason, from, until }) => ({
        reason,
        from: new Date(from),
        ...(until !== undefined && { until: new Date(until) }),
      })),
    extensions: clock.extensions ?? [],
    ...date('originalDueAt', original),
    ...(clock.cap !== undefined && { cap: capView(clock.cap) }),
    ...date('dueAt', due),
    firings: clock.firings ?? [],
    state: verdictOf(clock, due, isHeldAt(rules, pauses, at)),
    ...date('endedAt', clock.ended?.at),
    ...(next !== undefined && { next: { kind: next.kind, at: new Date(next.from) } }),
  }
}

function dated({ from, to, ...step }: ReckoningStep<Instant>): ReckoningStep {
  const span = dates(from, to)
  if (step.kind !== 'madeUp') return { ...step, ...span }
  return { ...step, ...span, pause: dates(step.pause.from, step.pause.to) }
}

const dates = (from: Instant, to: Instant | undefined) => ({
  from: new Date(from),
  ...(to !== undefined && { to: new Date(to) }),
})

const capView = ({ at, obligation, complaint, above = [] }: Cap) => ({
  at: new Date(at),
  obligation,
  complaints: [complaint, ...above],
})

/** How a clock stands: an act at the due instant is in time (T-15). */
function verdictOf(clock: ObligationClock, due: number | undefined, isHeld: boolean): ClockExplanation['state'] {
  if (clock.ended?.how === 'cancelled') return 'cancelled'
  if (clock.ended !== undefined) {
    if (due !== undefined && clock.ended.at > due) return 'metLate'
    return due !== undefined && (clock.ended.recordedAt ?? clock.ended.at) > due ? 'metRecordedLate' : 'met'
  }
  if (due === undefined) return 'unmeasured'
  if (breachOf(clock) !== undefined) return 'breached'
  return isHeld ? 'paused' : 'running'
}
