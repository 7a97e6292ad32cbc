import type { Cap, CapHandedDown, ClockEvent, Firing, ObligationClock } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import type { Level } from '../domain/level.ts'
import type { Obligation } from '../policy/obligations.ts'
import { breachOf, dueOf } from '../time/clock.ts'
import type { Draft } from './draft.ts'

export const obligationOf = (draft: Draft, clock: ObligationClock): Obligation | undefined =>
  draft.policy.rules.obligations.all.get(clock.obligation)

export function replaceClock(draft: Draft, changed: ObligationClock): void {
  draft.set({ clocks: draft.state.clocks.map((clock) => (clock.id === changed.id ? changed : clock)) })
}

/** What a clock did, with its due instant. */
export function reportClock(
  draft: Draft,
  clock: ObligationClock,
  event: Omit<ClockEvent, 'clock' | 'obligation' | 'due'>,
): void {
  const due = dueAt(draft, clock)
  draft.clockEvent({
    clock: clock.id,
    obligation: clock.obligation,
    ...event,
    ...(due !== undefined && Number.isFinite(due) && { due }),
  })
}

/** Opens a clock for an obligation, unless one runs for the same subject or it does not apply to the case. */
export function openClock(draft: Draft, obligation: Obligation, subject: string | undefined): void {
  const earlier = draft.state.clocks.filter((clock) => clock.obligation === obligation.id && clock.subject === subject)
  const last = earlier.at(-1)
  if (last !== undefined && last.ended === undefined) return
  const { cycle } = draft.state.levels[obligation.level]
  if (last !== undefined && last.cycle < cycle) {
    if (obligation.onReopen === 'firstOnly') return
    if (obligation.onReopen === 'total') {
      resume(draft, last)
      return
    }
  }
  if (!obligation.appliesTo(draft.case)) return
  const at = draft.instant
  const clock = capped(draft, {
    id: `${obligation.id}${subject === undefined ? '' : `:${subject}`}#${earlier.length + 1}`,
    obligation: obligation.id,
    ...(subject !== undefined && { subject }),
    level: obligation.level,
    cycle,
    due: dueFor(draft, obligation, subject),
    runs: [[at]],
  })
  draft.set({ clocks: [...draft.state.clocks, clock] })
  reportClock(draft, clock, { what: 'opened', at })
}

/** A promise and an action bring their due instant along; every other duty has its own. */
function dueFor(draft: Draft, obligation: Obligation, subject: string | undefined): ObligationClock['due'] {
  if (subject !== undefined && obligation.rule.fromSubject === true) {
    const promise = draft.state.promises.find((one) => one.id === subject)
    const action = draft.state.improvement.actions.find((one) => one.id === subject)
    const at = promise?.due ?? action?.due
    return at === undefined ? { unmeasured: true } : { at }
  }
  return obligation.dueFor(draft.case)
}

function resume(draft: Draft, clock: ObligationClock): void {
  const { ended, ...running } = clock
  const begun = clock.runs.at(-1)?.[0] ?? draft.instant
  const stopped: readonly [number, number] = [begun, ended?.at ?? draft.instant]
  const going: ObligationClock = { ...running, runs: [...clock.runs.slice(0, -1), stopped, [draft.instant]] }
  const resumed = breachOf(going) === undefined ? capped(draft, going) : going
  replaceClock(draft, resumed)
  reportClock(draft, resumed, { what: 'resumed', at: draft.instant })
}

/** Stops the running clocks that a signal meets. A clock stops when the act happened, not when somebody heard of it. */
export function meetClocks(draft: Draft, met: ReadonlySet<string>, subject: string | undefined): void {
  const at = draft.instant
  for (const clock of draft.state.clocks) {
    if (clock.ended !== undefined || !met.has(clock.obligation) || !isAbout(clock, subject)) continue
    const due = dueAt(draft, clock)
    const inTime = due === undefined || at <= due
    const isRecordedLate = isSaidTooSoon(clock, at)
    const ended: ObligationClock = {
      ...(isRecordedLate ? rectified(clock) : clock),
      ended: endOf(draft, 'met'),
    }
    replaceClock(draft, ended)
    reportClock(draft, ended, {
      what: 'met',
      at,
      ...(!inTime && due !== undefined && { lateMs: at - due }),
      ...(isRecordedLate && inTime && { recordedLate: true as const }),
    })
  }
}

const endOf = ({ instant, turn }: Draft, how: Ended['how']): Ended =>
  turn.at === instant ? { how, at: instant } : { how, at: instant, recordedAt: turn.at }

type Ended = NonNullable<ObligationClock['ended']>

/**
 * Whether a breach was said though the act, heard of later, was done until then. After it a number may have been raised;
 * in time by that one, the act does not undo the breach.
 */
const isSaidTooSoon = (clock: ObligationClock, at: number): boolean => {
  const breach = breachOf(clock)
  return breach !== undefined && at <= breach.due
}

/** Breaches that turn out not to have been any stay as facts, marked so (time rule 6). */
const rectified = (clock: ObligationClock): ObligationClock =>
  breachOf(clock) === undefined
    ? clock
    : {
        ...clock,
        firings: clock.firings?.map((one: Firing) => (one.kind === 'breach' ? { ...one, rectified: true } : one)) ?? [],
      }

export function cancelClocks(draft: Draft, concerns: (clock: ObligationClock) => boolean): void {
  for (const clock of draft.state.clocks) {
    if (clock.ended !== undefined || !concerns(clock)) continue
    const ended: ObligationClock = {
      // The worker may have said the breach while what ends the duty in time was still on its way.
      ...(isSaidTooSoon(clock, draft.instant) ? rectified(clock) : clock),
      ended: endOf(draft, 'cancelled'),
    }
    replaceClock(draft, ended)
    reportClock(draft, ended, { what: 'cancelled', at: draft.instant })
  }
}

/** Reopening a level restarts the duties from registration whose policy says so (L10, T-77). */
export function reopenClocks(draft: Draft, level: Level): void {
  for (const obligation of draft.policy.rules.obligations.openedBy('registered')) {
    if (obligation.level === level && obligation.onReopen !== undefined) openClock(draft, obligation, undefined)
  }
}

/** Asks again for the numbers that depend on the case; what was granted and said stays. */
export function resetBudgets(draft: Draft): void {
  for (const clock of draft.state.clocks) {
    if (clock.ended !== undefined) continue
    const obligation = obligationOf(draft, clock)
    if (obligation === undefined || !obligation.depends) continue
    const due = obligation.dueFor(draft.case)
    if (JSON.stringify(due) === JSON.stringify(clock.due)) continue
    const changed: ObligationClock = { ...clock, due }
    // A number that changes after the breach leaves it a fact; one that had changed before may make it none.
    replaceClock(draft, isOverdue(draft, clock, draft.instant) ? changed : reviewed(draft, changed))
  }
}

/** After a pause was entered for the past, a breach may turn out not to have been one. */
export function reviewBreaches(draft: Draft): void {
  for (const clock of draft.state.clocks) {
    if (clock.ended !== undefined || breachOf(clock) === undefined) continue
    const review = reviewed(draft, clock)
    // The caps that came while it was overdue had passed it by.
    replaceClock(draft, review === clock ? clock : capped(draft, review))
  }
}

/** Puts clocks as today's rules have them in the place of those with their ids; what was said stays, as after a pause. */
export function recomputeClocks(draft: Draft, clocks: readonly ObligationClock[]): void {
  const known = new Set(draft.state.clocks.map((clock) => clock.id))
  const changed = new Map(clocks.map((clock) => [clock.id, clock]))
  draft.set({
    clocks: [
      ...draft.state.clocks.map((clock) => changed.get(clock.id) ?? clock),
      ...clocks.filter((clock) => !known.has(clock.id)),
    ],
  })
  reviewBreaches(draft)
  for (const clock of clocks) {
    const now = draft.state.clocks.find((one) => one.id === clock.id) ?? clock
    reportClock(draft, now, { what: now.ended?.how ?? 'recomputed', at: draft.instant })
  }
}

/** The clock without its breach, when it is not due yet. */
const reviewed = (draft: Draft, clock: ObligationClock): ObligationClock =>
  isOverdue(draft, clock, draft.turn.at) ? clock : rectified(clock)

function isOverdue(draft: Draft, clock: ObligationClock, at: number): boolean {
  const due = dueAt(draft, clock)
  return due !== undefined && at > due
}

/** Extends a running clock; the original due instant can still be derived. */
export function extendClock(
  draft: Draft,
  clock: ObligationClock,
  extension: NonNullable<ObligationClock['extensions']>[number],
): void {
  // Asked for before it was due, decided after its breach was said: reviewed as after a pause.
  const extended = reviewed(draft, { ...clock, extensions: [...(clock.extensions ?? []), extension] })
  replaceClock(draft, extended)
  reportClock(draft, extended, { what: 'extended', at: draft.instant })
}

/** Takes what a complaint above says; answers whether it changed anything. What was said before comes too late. */
export function takeCap(draft: Draft, cap: CapHandedDown): boolean {
  const known = draft.state.caps ?? []
  const before = known.find((one) => one.complaint === cap.complaint && one.obligation === cap.obligation)
  if (before !== undefined && (before.isRing === true || before.seq >= cap.seq)) return false
  draft.set({ caps: [...known.filter((one) => one !== before), cap] })
  for (const clock of draft.state.clocks) {
    // A clock that was overdue keeps the due instant that it missed.
    if (clock.ended !== undefined || isOverdue(draft, clock, draft.instant)) continue
    const under = capped(draft, clock)
    if (under === clock) continue
    const changed = reviewed(draft, under)
    replaceClock(draft, changed)
    if (dueAt(draft, changed) !== dueAt(draft, clock)) {
      reportClock(draft, changed, { what: 'capped', at: draft.instant })
    }
  }
  return before?.at !== cap.at
}

/** The clock under the smallest cap that stands. */
function capped(draft: Draft, clock: ObligationClock): ObligationClock {
  const { caps } = draft.state
  if (caps === undefined) return clock
  let smallest: Cap | undefined
  for (const { complaint, obligation, at, above } of caps) {
    if (at === undefined || (smallest !== undefined && smallest.at <= at)) continue
    smallest = { complaint, obligation, at, ...given({ above }) }
  }
  const { cap: known, ...free } = clock
  if (smallest === undefined) return known === undefined ? clock : free
  // What begins under a cap that is past is due at once.
  const cap = { ...smallest, at: Math.max(smallest.at, clock.runs.at(-1)?.[0] ?? smallest.at) }
  return JSON.stringify(cap) === JSON.stringify(known) ? clock : { ...free, cap }
}

function dueAt(draft: Draft, clock: ObligationClock): number | undefined {
  const obligation = obligationOf(draft, clock)
  return obligation === undefined ? undefined : dueOf(clock, obligation, draft.state.pauses)
}

/** Whether a clock is about what a signal is about; what has no subject is about all of them. */
export const isAbout = (clock: ObligationClock, subject: string | undefined): boolean =>
  clock.subject === undefined || subject === undefined || clock.subject === subject
