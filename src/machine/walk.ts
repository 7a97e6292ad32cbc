import type { ComplaintState, Firing, ObligationClock, Pause } from '../domain/complaint.ts'
import type { Obligation } from '../policy/obligations.ts'
import type { Policy } from '../policy/policy.ts'
import { firingAt, isHeldAt, type NextFiring, nextFiringOf } from '../time/clock.ts'
import { obligationOf, replaceClock, reportClock } from './clocks.ts'
import type { Step } from './step.ts'

/** At most so many firings in one wake-up, the rest at the next (time rule 3). */
export const MOST_FIRINGS = 1_000

/**
 * Lets every clock say what fell due until the turn's instant: one firing at a time, oldest first, then looked at
 * again, since a firing may open, end or move other clocks (time rule 3). All breaches found make one climb: a rung for
 * those that say `next`, or the highest that one of them names (time rule 4). Everything counts from when it is said.
 *
 * Where the policy fires each by itself, only what fell due at the earliest instant is said; the next wake-up goes on.
 */
export function walkClocks(step: Step): void {
  const { at } = step.turn
  const isEach = step.policy.rules.catchUp === 'fireEach'
  let until = at
  let climbTo = step.state.rung
  for (let count = 0; count < MOST_FIRINGS; count++) {
    const due = earliest(step, until)
    if (due === undefined) break
    const { clock, obligation, next } = due
    if (isEach) until = next.from
    const firing = firingAt(obligation, next, at, until)
    fire(step, clock, firing)
    if (firing.kind === 'breach' && obligation.escalate !== undefined) {
      const { ladder } = step.policy.rules
      const to = obligation.escalate === 'next' ? step.state.rung + 1 : ladder.indexOf(obligation.escalate)
      climbTo = Math.max(climbTo, Math.min(to, ladder.rungs.length - 1))
    }
  }
  step.climb(climbTo)
}

/** Lets a clock say something. */
export function fire(step: Step, clock: ObligationClock, firing: Firing): void {
  const fired: ObligationClock = { ...clock, firings: [...(clock.firings ?? []), firing] }
  replaceClock(step, fired)
  reportClock(step, fired, {
    what: firing.kind,
    at: firing.due,
    ordinal: firing.ordinal,
    ...(firing.missed !== undefined && { missed: firing.missed }),
  })
  step.signal(`${SIGNALS[firing.kind]}:${clock.obligation}`, clock.subject)
}

const SIGNALS: Record<Firing['kind'], string> = { warning: 'warned', breach: 'breached', reminder: 'reminded' }

function earliest(step: Step, at: number) {
  let found: { clock: ObligationClock; obligation: Obligation; next: NextFiring } | undefined
  for (const clock of step.state.clocks) {
    if (clock.ended !== undefined) continue
    const obligation = obligationOf(step, clock)
    if (obligation === undefined) continue
    const next = nextFiringOf(clock, obligation, step.state.pauses)
    if (next === undefined || next.from > at) continue
    if (found === undefined || next.from < found.next.from) found = { clock, obligation, next }
  }
  return found
}

/** The earliest instant at which a clock or a pause has something to say; `undefined`: never, unless something happens. */
export function wakeAtOf(policy: Policy, state: ComplaintState): number | undefined {
  let wakeAt: number | undefined
  for (const clock of state.clocks) {
    if (clock.ended !== undefined) continue
    const obligation = policy.rules.obligations.all.get(clock.obligation)
    const next = obligation === undefined ? undefined : nextFiringOf(clock, obligation, state.pauses)
    if (next !== undefined && (wakeAt === undefined || next.from < wakeAt)) wakeAt = next.from
  }
  if (state.closedAt !== undefined) return wakeAt
  // The edge of a pause that another one covers changes nothing: woken there, the record would have nothing to say.
  const { pauses, at } = state
  for (const { from, until } of pauses) {
    for (const edge of [from, until]) {
      if (edge === undefined || edge <= at || (wakeAt !== undefined && edge >= wakeAt)) continue
      if (isPausedAt(pauses, edge) !== isPausedAt(pauses, at) || isFelt(policy, state, edge)) wakeAt = edge
    }
  }
  return wakeAt
}

/** Whether a running clock is held or let go at an instant, though the complaint may rest for another reason before. */
const isFelt = (policy: Policy, { clocks, pauses, at }: ComplaintState, edge: number): boolean =>
  clocks.some((clock) => {
    const terms = clock.ended === undefined ? policy.rules.obligations.all.get(clock.obligation) : undefined
    return terms !== undefined && isHeldAt(terms, pauses, edge) !== isHeldAt(terms, pauses, at)
  })

/** Whether the complaint rests at an instant, for whatever reason. */
export const isPausedAt = (pauses: readonly Pause[], at: number): boolean =>
  pauses.some((pause) => pause.from <= at && (pause.until ?? Number.POSITIVE_INFINITY) > at)
