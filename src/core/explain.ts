import type { Extension, Firing, ObligationClock, Pause } from '../domain/complaint.ts'
import type { Policy } from '../policy/policy.ts'
import { breachOf, dueOf, isHeldAt, nextFiringOf, originalDueOf } from '../time/clock.ts'
import type { LiveRecord } from './decision.ts'

/** How one clock comes to its due instant. */
export interface ClockExplanation {
  readonly clock: string
  readonly obligation: string
  /** Clause that the duty comes from. */
  readonly source?: string
  /** What opens and what meets it. */
  readonly opens: readonly string[]
  readonly meets: readonly string[]
  readonly level: string
  readonly cycle: number
  /** What it counts towards: a duration, an instant, or nothing yet. */
  readonly counts: ObligationClock['due']
  /** Zone in which its days are meant. */
  readonly timeZone: string
  readonly runs: readonly { readonly from: Date; readonly to?: Date }[]
  /** The pauses that stop it. */
  readonly pauses: readonly { readonly reason: string; readonly from: Date; readonly until?: Date }[]
  readonly extensions: readonly Extension[]
  /** Before any extension (T-22). */
  readonly originalDueAt?: Date
  /** Absent while unmeasured, or while a pause without end holds it. */
  readonly dueAt?: Date
  readonly firings: readonly Firing[]
  readonly state: 'running' | 'paused' | 'unmeasured' | 'met' | 'metLate' | 'metRecordedLate' | 'cancelled' | 'breached'
  readonly endedAt?: Date
  /** What it says next, unless something happens. */
  readonly next?: { readonly kind: Firing['kind']; readonly at: Date }
}

/** Explains every clock of an obligation, the first opened first; prints itself as text. */
export interface Explanation {
  readonly clocks: readonly ClockExplanation[]
  toString(): string
}

/** How the clocks of one obligation come to their due instants. */
export function explain(policy: Policy, record: LiveRecord, obligation: string): Explanation {
  const state = record.snapshot.context.complaint
  const rules = policy.rules.obligations.all.get(obligation)
  const clocks =
    rules === undefined
      ? []
      : state.clocks
          .filter((clock) => clock.obligation === obligation)
          .map((clock) => explainClock(clock, rules, state.pauses, state.at))
  return { clocks, toString: () => clocks.map(printed).join('\n') || `${obligation}: no clock was opened` }
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
    ...(rules.rule.source !== undefined && { source: rules.rule.source }),
    opens: rules.opens,
    meets: typeof rules.rule.meets === 'string' ? [rules.rule.meets] : rules.rule.meets,
    level: clock.level,
    cycle: clock.cycle,
    counts: clock.due,
    timeZone: rules.calendar.timeZone,
    runs: clock.runs.map(([from, to]) => ({ from: new Date(from), ...(to !== undefined && { to: new Date(to) }) })),
    pauses: pauses
      .filter((pause) => rules.pausedBy.has(pause.reason))
      .map(({ reason, from, until }) => ({
        reason,
        from: new Date(from),
        ...(until !== undefined && { until: new Date(until) }),
      })),
    extensions: clock.extensions ?? [],
    ...date('originalDueAt', original),
    ...date('dueAt', due),
    firings: clock.firings ?? [],
    state: verdictOf(clock, due, isHeldAt(rules, pauses, at)),
    ...date('endedAt', clock.ended?.at),
    ...(next !== undefined && { next: { kind: next.kind, at: new Date(next.from) } }),
  }
}

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

function printed(one: ClockExplanation): string {
  const lines = [
    `${one.clock} (${one.state})${one.source === undefined ? '' : ` after ${one.source}`}`,
    `  counts ${JSON.stringify(one.counts)} from ${one.opens.join(' or ')} to ${one.meets.join(' or ')}, days of ${one.timeZone}`,
    ...one.runs.map(
      ({ from, to }) => `  ran from ${from.toISOString()}${to === undefined ? '' : ` to ${to.toISOString()}`}`,
    ),
    ...one.pauses.map(
      ({ reason, from, until }) =>
        `  stopped by ${reason} from ${from.toISOString()} ${until === undefined ? 'on' : `to ${until.toISOString()}`}`,
    ),
    ...one.extensions.map(
      (extension) =>
        `  extended by ${extension.grantedBy} at ${new Date(extension.at).toISOString()} ` +
        (extension.to === undefined ? JSON.stringify(extension.by) : `to ${new Date(extension.to).toISOString()}`),
    ),
    ...(one.originalDueAt !== undefined && one.extensions.length > 0
      ? [`  was due ${one.originalDueAt.toISOString()}`]
      : []),
    one.dueAt === undefined ? '  has no due instant' : `  is due ${one.dueAt.toISOString()}`,
    ...one.firings.map(
      (firing) =>
        `  said ${firing.kind} ${firing.ordinal} for ${new Date(firing.due).toISOString()} at ` +
        `${new Date(firing.firedAt).toISOString()}${firing.rectified === undefined ? '' : ', rectified since'}`,
    ),
    ...(one.endedAt === undefined ? [] : [`  ended ${one.endedAt.toISOString()}`]),
  ]
  return lines.join('\n')
}
