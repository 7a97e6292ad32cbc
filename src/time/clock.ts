import type { Extension, Firing, ObligationClock, Pause } from '../domain/complaint.ts'
import type { Calendar } from './calendar.ts'
import { type Duration, readDuration } from './duration.ts'
import type { Instant, Interval, UnitedInterval } from './interval.ts'
import { addWorkingTime, workingTimeBetween } from './working-time.ts'

/** What a clock follows, out of its obligation. */
export interface ClockTerms {
  readonly calendar: Calendar
  /** Reasons of the complaint's pauses that stop it. */
  readonly pausedBy: ReadonlySet<string>
  readonly warnings: readonly ({ readonly share: number } | { readonly before: Duration })[]
  readonly reminders: { readonly every: Duration; readonly most: number } | undefined
}

/** Something that a clock is going to say. */
export interface NextFiring {
  readonly kind: Firing['kind']
  readonly ordinal: number
  /** The instant that it is about: of a breach, the due instant. */
  readonly due: number
  /** The first instant at which it may be said: after the due instant for a breach, since "within n" includes n (T-15). */
  readonly from: number
}

/** When a clock is due and what it says next, worked out once for a clock with the terms and pauses of the question. */
interface Reckoning {
  readonly terms: ClockTerms
  readonly pauses: readonly Pause[]
  /** Before any extension and cap; `undefined`: unmeasured. */
  readonly originalDue: number | undefined
  readonly due: number | undefined
  readonly next: NextFiring | undefined
}

const reckonings = new WeakMap<ObligationClock, Reckoning>()

/** The instant at which a clock is due, extensions and cap included; `Infinity` while a pause without end holds it. */
export const dueOf = (clock: ObligationClock, terms: ClockTerms, pauses: readonly Pause[]): number | undefined =>
  reckon(clock, terms, pauses).due

/** The instant at which it would be due without extensions and cap: kept beside the agreed one (T-22). */
export const originalDueOf = (
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
): number | undefined => reckon(clock, terms, pauses).originalDue

/** What a running clock says next; `undefined`: nothing more. */
export const nextFiringOf = (
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
): NextFiring | undefined => reckon(clock, terms, pauses).next

/** Whether one of the complaint's pauses holds the clock at an instant. */
export const isHeldAt = (terms: ClockTerms, pauses: readonly Pause[], at: number): boolean =>
  pauses.some(
    (pause) => terms.pausedBy.has(pause.reason) && pause.from <= at && (pause.until ?? Number.POSITIVE_INFINITY) > at,
  )

/** The breach that stands: said, and not rectified since. */
export const breachOf = (clock: ObligationClock): Firing | undefined =>
  clock.firings?.find((firing) => firing.kind === 'breach' && firing.rectified === undefined)

/** What stops a clock: the pauses whose reasons it names, and the gaps between its runs. */
export function stopsOf(clock: ObligationClock, terms: ClockTerms, pauses: readonly Pause[]): Interval[] {
  const stops: Interval[] = []
  for (const pause of pauses) if (terms.pausedBy.has(pause.reason)) stops.push([pause.from, pause.until])
  stops.push(...gapsOf(clock))
  return stops
}

/** When a clock had ended and was not yet taken up again. */
export function gapsOf({ runs }: ObligationClock): UnitedInterval[] {
  const gaps: UnitedInterval[] = []
  for (let i = 1; i < runs.length; i++) {
    const ended = runs[i - 1]?.[1]
    const resumed = runs[i]?.[0]
    if (ended !== undefined && resumed !== undefined && ended < resumed) gaps.push([ended, resumed])
  }
  return gaps
}

/**
 * Goes on from a due instant. One at 24:00 belongs to the day that it ends: a day more is the day after that, where a day
 * from the event at that instant would be the second day.
 */
export function addToDue(due: Instant, more: Duration, calendar: Calendar, pauses: readonly Interval[] = []): Instant {
  const { unit } = readDuration(more)
  if (unit === 'minutes' || unit === 'hours') return addWorkingTime(due, more, calendar, pauses)
  // What was paused until the due instant is in it already.
  const later = pauses.flatMap(([from, to]): Interval[] =>
    to !== undefined && to <= due ? [] : [[Math.max(from, due), to]],
  )
  return addWorkingTime(due - 1, more, calendar, later)
}

/** The due instant after an extension of the one before; what is unmeasured or held for ever has none to add to. */
export function extendedDueOf(
  due: number | undefined,
  { by, to }: Extension,
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
): number | undefined {
  if (to !== undefined) return to
  if (by === undefined || due === undefined || !Number.isFinite(due)) return due
  return addToDue(due, by, terms.calendar, stopsOf(clock, terms, pauses))
}

function reckon(clock: ObligationClock, terms: ClockTerms, pauses: readonly Pause[]): Reckoning {
  const known = reckonings.get(clock)
  if (known?.pauses === pauses && known.terms === terms) return known
  const begun = clock.runs[0]?.[0]
  let originalDue: number | undefined
  if ('at' in clock.due) originalDue = clock.due.at
  else if ('budget' in clock.due && begun !== undefined) {
    originalDue = addWorkingTime(begun, clock.due.budget, terms.calendar, stopsOf(clock, terms, pauses))
  }
  let due = originalDue
  for (const extension of clock.extensions ?? []) due = extendedDueOf(due, extension, clock, terms, pauses)
  // A cap limits a number and makes none: what is unmeasured stays so.
  if (clock.cap !== undefined && due !== undefined) due = Math.min(due, clock.cap.at)
  const next =
    clock.ended !== undefined || due === undefined || !Number.isFinite(due)
      ? undefined
      : nextFiring(clock, terms, due, pauses)
  const reckoning = { terms, pauses, originalDue, due, next }
  reckonings.set(clock, reckoning)
  return reckoning
}

function nextFiring(
  clock: ObligationClock,
  terms: ClockTerms,
  due: number,
  pauses: readonly Pause[],
): NextFiring | undefined {
  const firings = clock.firings ?? []
  const said = (kind: Firing['kind'], ordinal: number): boolean =>
    firings.some((firing) => firing.kind === kind && firing.ordinal === ordinal)
  let next: NextFiring | undefined
  const offer = (candidate: NextFiring): void => {
    if (next === undefined || candidate.from < next.from) next = candidate
  }
  const begun = clock.runs[0]?.[0] ?? due
  const breaches = firings.filter((firing) => firing.kind === 'breach')
  const standing = breaches.find((firing) => firing.rectified === undefined)
  terms.warnings.forEach((warning, i) => {
    // After the breach there is nothing to warn of, nor before the duty began: a lead time may be longer than it.
    if (standing !== undefined || said('warning', i + 1)) return
    const at =
      'share' in warning ? shareOf(clock, terms, pauses, begun, due, warning.share) : due - elapsedMs(warning.before)
    if (at > begun) offer({ kind: 'warning', ordinal: i + 1, due: at, from: at })
  })
  if (standing === undefined) {
    offer({ kind: 'breach', ordinal: breaches.length + 1, due, from: due + 1 })
  } else if (terms.reminders !== undefined) {
    const last = firings.reduce(
      (most, firing) => (firing.kind === 'reminder' ? Math.max(most, firing.ordinal) : most),
      0,
    )
    if (last < terms.reminders.most) {
      const at = reminderAt(terms, terms.reminders.every, due, last + 1)
      offer({ kind: 'reminder', ordinal: last + 1, due: at, from: at })
    }
  }
  return next
}

/**
 * When a share of a budget is used up: of the working time until the due instant, so that a night or a pause uses none.
 * A due instant that came with the data has no budget; there it is a share of the time that passes.
 */
function shareOf(
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
  begun: number,
  due: number,
  share: number,
): number {
  if (!('budget' in clock.due) || due <= begun) return begun + Math.round((due - begun) * share)
  const stops = stopsOf(clock, terms, pauses)
  const used = workingTimeBetween(begun, due, terms.calendar, stops) * share
  return used < 1 ? begun : addWorkingTime(begun, { minutes: used / 60_000 }, terms.calendar, stops)
}

/** A duration of minutes or hours by the clock on the wall; 0 for one of days, which has no such length. */
export const elapsedMs = ({ minutes = 0, hours = 0 }: Duration): number =>
  Math.round(minutes * 60_000 + hours * 3_600_000)

/** When the k-th reminder after the breach is due. */
function reminderAt(terms: ClockTerms, every: Duration, due: number, k: number): number {
  let at = due
  for (let i = 0; i < k; i++) at = addToDue(at, every, terms.calendar)
  return at
}

/**
 * The firing, said at an instant, with the number of equal ones passed over until `until`: a reminder missed k times is
 * said once (time rule 5).
 */
export function firingAt(terms: ClockTerms, next: NextFiring, at: number, until = at): Firing {
  const firing: Firing = { kind: next.kind, ordinal: next.ordinal, due: next.due, firedAt: at }
  if (next.kind !== 'reminder' || terms.reminders === undefined) return firing
  let { ordinal, due } = next
  while (ordinal < terms.reminders.most) {
    const following = addToDue(due, terms.reminders.every, terms.calendar)
    if (following > until) break
    ordinal += 1
    due = following
  }
  const missed = ordinal - next.ordinal
  return missed === 0 ? firing : { ...firing, ordinal, due, missed }
}
