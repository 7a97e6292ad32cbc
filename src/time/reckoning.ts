import type { Extension, ObligationClock, Pause } from '../domain/complaint.ts'
import type { Calendar } from './calendar.ts'
import { type ClockTerms, extendedDueOf, gapsOf, originalDueOf } from './clock.ts'
import { type DayUnit, dayDue } from './day-due.ts'
import { type Duration, readDuration } from './duration.ts'
import type { Instant } from './interval.ts'
import { DAY_MS } from './local-date.ts'
import { holidaysOf, stretches } from './stretches.ts'
import { workingTimeBetween } from './working-time.ts'

/** What counts, and how much of it: working time in milliseconds, or what ends with a day. */
export interface Counted {
  readonly unit: 'ms' | 'days' | 'workingDays' | 'weeks' | 'months'
  readonly amount: number
  /** With what counted before, since the beginning or the last extension. */
  readonly total: number
}

/** What a stretch of a reckoning is; `At` is the type of its instants. */
export type Step<At> =
  /** It counts. */
  | ({ readonly kind: 'counted' } & Counted)
  /** Outside the hours, or a day on which no window opens. */
  | { readonly kind: 'closed' }
  /** Closed on a holiday. */
  | { readonly kind: 'holiday' }
  /** The rest of the day on which it began: days are counted from the next. */
  | { readonly kind: 'eventDay' }
  /** A pause holds it; `reasons` of all that do. */
  | { readonly kind: 'paused'; readonly reasons: readonly string[] }
  /** It had ended, and was taken up again. */
  | { readonly kind: 'stopped' }
  /** Days, weeks and months are counted through, and a pause is put on at the end; without reasons: it was stopped. */
  | {
      readonly kind: 'madeUp'
      readonly reasons: readonly string[]
      readonly pause: { readonly from: At; readonly to?: At }
    }
  /** The due instant came with the data: a promise's, a measure's. */
  | { readonly kind: 'given' }
  /** From the due instant before it to the one that was granted; of one `by` a duration the steps follow. */
  | { readonly kind: 'extended'; readonly extension: Extension }
  /** Too long to be listed; what counts in it. */
  | ({ readonly kind: 'leftOut' } & Counted)

/** A step with its instants. Without `to` it has no end: a pause goes on. */
export type ReckoningStep<At = Date> = { readonly from: At; readonly to?: At } & Step<At>

/** At most so many steps up to the first due instant, and for each extension. */
const MOST_STEPS = 60
/**
 * What runs for more days at a stretch is listed at the beginning and before the due instant only. Of working time, less
 * is listed where that is still too much, so that pauses are left out last.
 */
const LONG = { ms: { days: [14, 1], ends: 4 }, workingDays: { days: 140, ends: 56 } }

/**
 * How a clock comes to its due instant, step by step. Each step begins where the one before it ends; the first begins
 * with the clock, the last ends at the due instant, or has no end while a pause without end holds the clock. What counts
 * in minutes and hours adds up to the budget exactly. Empty while the clock has no number.
 *
 * Bounded: at most 60 steps up to the first due instant, and for each extension. What is too long to be listed is one step
 * `leftOut` with what counts in it.
 *
 * @throws {RedressError} what `dueOf` throws of the clock
 */
export function reckoningOf(
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
): readonly ReckoningStep<Instant>[] {
  const begun = clock.runs[0]?.[0]
  if (begun === undefined) return []
  const { calendar } = terms
  const steps: ReckoningStep<Instant>[] = []
  const leg = (from: Instant, duration: Duration, due: Instant, isGoingOn = false): void => {
    const { unit, amount } = readDuration(duration)
    const held = heldFrom(from, clock, terms, pauses)
    let taken: readonly ReckoningStep<Instant>[] = []
    if (unit === 'minutes' || unit === 'hours') {
      for (const long of LONG.ms.days) {
        taken = workedSteps(from, due, calendar, held, long)
        if (taken.length <= MOST_STEPS) break
      }
    } else {
      // As `addToDue`: the day that a due instant ends is the one from which days are counted on.
      const [first, ...others] = daySteps(isGoingOn ? from - 1 : from, unit, amount, calendar, held)
      if (first !== undefined) taken = first.to === from ? others : [{ ...first, from }, ...others]
    }
    steps.push(...shortened(taken))
  }
  let due = originalDueOf(clock, terms, pauses)
  if ('at' in clock.due) steps.push({ kind: 'given', from: begun, to: clock.due.at })
  else if ('budget' in clock.due && due !== undefined) leg(begun, clock.due.budget, due)
  for (const extension of clock.extensions ?? []) {
    const last = steps.at(-1)
    const from = last?.to ?? last?.from ?? begun
    steps.push({ kind: 'extended', from, to: extension.to ?? from, extension })
    const extended = extendedDueOf(due, extension, clock, terms, pauses)
    if (extension.by !== undefined && due !== undefined && extended !== undefined && Number.isFinite(due)) {
      leg(due, extension.by, extended, true)
    }
    due = extended
  }
  return steps
}

interface Held {
  readonly from: Instant
  readonly to: Instant
  /** None: it was stopped. */
  readonly reasons: readonly string[]
}

/** When the clock is held from an instant on, in order, and for which reasons; parted where these change. */
function heldFrom(
  start: Instant,
  clock: ObligationClock,
  terms: ClockTerms,
  pauses: readonly Pause[],
): readonly Held[] {
  const stops: { from: Instant; to: Instant; reason?: string }[] = gapsOf(clock).map(([from, to]) => ({ from, to }))
  for (const { reason, from, until } of pauses) {
    if (terms.pausedBy.has(reason)) stops.push({ from, to: until ?? Number.POSITIVE_INFINITY, reason })
  }
  stops.sort((a, b) => a.from - b.from)
  const edges = [...new Set(stops.flatMap(({ from, to }) => [Math.max(from, start), Math.max(to, start)]))]
  edges.sort((a, b) => a - b)
  const held: Held[] = []
  let begun = 0
  let active: typeof stops = []
  edges.slice(0, -1).forEach((from, i) => {
    const to = edges[i + 1] ?? from
    while ((stops[begun]?.from ?? Number.POSITIVE_INFINITY) <= from) active.push(...stops.slice(begun, ++begun))
    active = active.filter((stop) => stop.to > from)
    if (active.length === 0) return
    const named = active.flatMap(({ reason }) => reason ?? [])
    const reasons = named.length < active.length ? [] : [...new Set(named)].sort()
    const last = held.at(-1)
    if (last?.to === from && last.reasons.join('\n') === reasons.join('\n')) held[held.length - 1] = { ...last, to }
    else held.push({ from, to, reasons })
  })
  return held
}

/** Working time: what is held is skipped where it lies. */
function workedSteps(
  from: Instant,
  due: Instant,
  calendar: Calendar,
  held: readonly Held[],
  long: number,
): readonly ReckoningStep<Instant>[] {
  const steps: ReckoningStep<Instant>[] = []
  let total = 0
  const count = (kind: 'counted' | 'leftOut', begin: Instant, end: Instant, amount: number): void => {
    total += amount
    steps.push({ kind, from: begin, to: end, unit: 'ms', amount, total })
  }
  const list = (begin: Instant, end: Instant): void => {
    for (const { kind, ...span } of stretches(begin, end, calendar)) {
      if (kind === 'open') count('counted', span.from, span.to, span.to - span.from)
      else steps.push({ kind, ...span })
    }
  }
  const run = (begin: Instant, end: Instant): void => {
    if (begin >= end) return
    const { zone, elapsed } = calendar.compiled
    const [first, last] = [zone.localDay(begin), zone.localDay(end)]
    if (elapsed) count('counted', begin, end, end - begin)
    else if (last - first <= long) list(begin, end)
    else {
      const head = begin === from ? Math.min(zone.closing((first + LONG.ms.ends) * DAY_MS), end) : begin
      const tail = end === due ? Math.max(zone.closing((last - LONG.ms.ends + 1) * DAY_MS), head) : end
      list(begin, head)
      if (head < tail) count('leftOut', head, tail, workingTimeBetween(head, tail, calendar))
      list(tail, end)
    }
  }
  let cursor = from
  for (const { from: begin, to: end, reasons } of held) {
    if (begin >= due) break
    run(cursor, begin)
    const why = reasons.length === 0 ? { kind: 'stopped' as const } : { kind: 'paused' as const, reasons }
    steps.push({ ...why, from: begin, ...endingAt(end) })
    cursor = end
  }
  if (cursor < due) run(cursor, due)
  return steps
}

/** Days, weeks, months: counted through, then moved back by what held it until then. */
function daySteps(
  from: Instant,
  unit: DayUnit,
  amount: number,
  calendar: Calendar,
  held: readonly Held[],
): readonly ReckoningStep<Instant>[] {
  const { compiled } = calendar
  const { zone } = compiled
  const due = dayDue(from, unit, amount, compiled)
  if (due === undefined) return []
  const today = zone.localDay(from)
  const midnight = zone.closing((today + 1) * DAY_MS)
  const steps: ReckoningStep<Instant>[] = []
  if (unit === 'sameDay') steps.push({ kind: 'counted', from, to: due, unit: 'days', amount: 1, total: 1 })
  else {
    steps.push({ kind: 'eventDay', from, to: midnight })
    if (unit === 'workingDays' || unit === 'closeOfBusiness')
      steps.push(...workingDaySteps(today, amount, due, calendar))
    else steps.push({ kind: 'counted', from: midnight, to: due, unit, amount, total: amount })
  }
  let moved = due
  for (const { from: begin, to: end, reasons } of held) {
    if (begin >= moved) break
    const to = moved + (end - begin)
    const pause = { from: begin, ...endingAt(end) }
    steps.push({ kind: 'madeUp', from: moved, ...endingAt(to), reasons, pause })
    moved = to
  }
  return steps
}

function workingDaySteps(
  today: number,
  amount: number,
  due: Instant,
  calendar: Calendar,
): readonly ReckoningStep<Instant>[] {
  const { zone, days, endDay } = calendar.compiled
  const last = days.reach(today + 1, amount, 'works', endDay)?.day ?? today
  const isHoliday = holidaysOf(calendar)
  const steps: ReckoningStep<Instant>[] = []
  let total = 0
  const add = (first: number, end: number, kind: 'counted' | 'closed' | 'holiday' | 'leftOut'): void => {
    const from = zone.closing(first * DAY_MS)
    const to = end > last ? due : zone.closing(end * DAY_MS)
    if (kind === 'closed' || kind === 'holiday') {
      // A date that the zone skipped takes no time.
      if (from < to) steps.push({ kind, from, to })
      return
    }
    const works = days.total(first, end, 'works')
    total += works
    steps.push({ kind, from, to, unit: 'workingDays', amount: works, total })
  }
  const kindOf = (day: number) =>
    days.hoursOf(day).works === 1 ? 'counted' : isHoliday(day) ? ('holiday' as const) : ('closed' as const)
  const list = (begin: number, end: number): void => {
    let first = begin
    for (let day = begin; day < end; day++) {
      if (day + 1 < end && kindOf(day + 1) === kindOf(first)) continue
      add(first, day + 1, kindOf(first))
      first = day + 1
    }
  }
  if (last - today <= LONG.workingDays.days) list(today + 1, last + 1)
  else {
    const head = today + 1 + LONG.workingDays.ends
    const tail = last + 1 - LONG.workingDays.ends
    list(today + 1, head)
    add(head, tail, 'leftOut')
    list(tail, last + 1)
  }
  return steps
}

const endingAt = (to: Instant): { to?: Instant } => (Number.isFinite(to) ? { to } : {})

/** Not more steps than are bearable: of more, the middle is left out. */
function shortened(steps: readonly ReckoningStep<Instant>[]): readonly ReckoningStep<Instant>[] {
  if (steps.length <= MOST_STEPS) return steps
  const head = steps.slice(0, MOST_STEPS / 2)
  const tail = steps.slice(1 - MOST_STEPS / 2)
  const middle = steps.slice(head.length, -tail.length)
  const counted = steps.flatMap((step) => (step.kind === 'counted' || step.kind === 'leftOut' ? [step] : []))
  const within = counted.filter((step) => middle.includes(step))
  const before = counted.filter((step) => head.includes(step)).at(-1)?.total ?? 0
  const amount = within.reduce((sum, step) => sum + step.amount, 0)
  const from = middle[0]?.from ?? 0
  const left = { kind: 'leftOut' as const, from, to: tail[0]?.from ?? from }
  return [...head, { ...left, unit: counted[0]?.unit ?? 'ms', amount, total: before + amount }, ...tail]
}
