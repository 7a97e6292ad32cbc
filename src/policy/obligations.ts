import type { Due } from '../domain/complaint.ts'
import { type Level, levels } from '../domain/level.ts'
import { isRedressError } from '../errors.ts'
import { alwaysIn, type Calendar } from '../time/calendar.ts'
import { elapsedMs } from '../time/clock.ts'
import { Duration, readDuration } from '../time/duration.ts'
import { ask, type Case, type Expectation, expectBoolean, kindOf } from './case.ts'
import type { ObligationRule, PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'
import type { LadderRules } from './ladder.ts'
import type { PolicyTypes } from './types.ts'

type Rule = ObligationRule<string, PolicyTypes>

/** A duty with a deadline, compiled. */
export interface Obligation {
  readonly id: string
  readonly level: Level
  readonly opens: readonly string[]
  readonly calendar: Calendar
  readonly pausedBy: ReadonlySet<string>
  readonly warnings: NonNullable<Rule['warnings']>
  readonly reminders: Rule['reminders']
  readonly escalate: string | undefined
  readonly extension: Rule['extension']
  /** The relation by which its due instant caps other complaints, and how much earlier. */
  readonly handsDown: { readonly rel: string; readonly bufferMs: number } | undefined
  readonly onReopen: Rule['onReopen']
  readonly rule: Rule
  /** Whether its number depends on the case, so that reclassifying may change it. */
  readonly depends: boolean
  appliesTo(c: Case): boolean
  dueFor(c: Case): Due
}

/** The duties of a policy, found by the signals that open, meet and cancel them. */
export interface ObligationRules {
  readonly all: ReadonlyMap<string, Obligation>
  openedBy(signal: string): readonly Obligation[]
  metBy(signal: string): ReadonlySet<string>
  cancelledBy(signal: string): ReadonlySet<string>
  /** Duties that cap those of other complaints. */
  readonly handingDown: readonly Obligation[]
  /** Duties for which no number is known (T-21). */
  readonly unmeasured: readonly string[]
}

/** What a duty says of itself, which is never what it asks for. */
const FIRINGS = ['warned', 'breached', 'reminded'] as const
const NONE: readonly Obligation[] = []
const NO_IDS: ReadonlySet<string> = new Set()

export function compileObligations(
  definition: PolicyDefinition,
  ladder: LadderRules,
  issues: Issues,
  knownSignal: (path: string, name: string) => void,
  isPossible: (signal: string) => boolean,
): ObligationRules {
  const rules: readonly Rule[] = definition.obligations ?? []
  issues.unique(
    'obligations',
    rules.map((rule) => rule.id),
  )
  const all = new Map<string, Obligation>()
  const met = new Map<string, Set<string>>()
  const cancelled = new Map<string, Set<string>>()
  const index = (into: Map<string, Set<string>>, signal: string, id: string): void => {
    into.set(signal, (into.get(signal) ?? new Set()).add(id))
  }
  // A wrong zone is an issue already; a calendar of it cannot be made.
  const hasZone = isZone(definition.timeZone)
  rules.forEach((rule, i) => {
    const at = `obligations.${i}`
    checkRule(definition, ladder, rule, at, issues)
    const meets = signalsOf(rule.meets)
    const cancels = rule.cancels ?? []
    const opens = signalsOf(rule.opens)
    if (opens.length === 0) issues.add(`${at}.opens`, 'nothing opens it')
    for (const signal of opens) knownSignal(`${at}.opens`, signal)
    const own = FIRINGS.map((firing) => `${firing}:${rule.id}`)
    if (!meets.some((signal) => isPossible(signal) && !own.includes(signal))) {
      issues.add(`${at}.meets`, `nothing can meet it${meets.length === 0 ? '' : `: ${meets.join(', ')} never happens`}`)
    }
    for (const signal of meets) {
      knownSignal(`${at}.meets`, signal)
      if (opens.includes(signal)) issues.add(`${at}.meets`, `'${signal}' opens it and cannot meet it`)
      index(met, signal, rule.id)
    }
    for (const signal of cancels) {
      knownSignal(`${at}.cancels`, signal)
      index(cancelled, signal, rule.id)
    }
    if (hasZone) all.set(rule.id, compile(definition, rule))
  })
  const opened = new Map<string, Obligation[]>()
  for (const obligation of all.values()) {
    for (const signal of obligation.opens) opened.set(signal, [...(opened.get(signal) ?? []), obligation])
  }
  return {
    all,
    openedBy: (signal) => opened.get(signal) ?? NONE,
    metBy: (signal) => met.get(signal) ?? NO_IDS,
    cancelledBy: (signal) => cancelled.get(signal) ?? NO_IDS,
    handingDown: [...all.values()].filter((one) => one.handsDown !== undefined),
    unmeasured: rules.filter((rule) => rule.unmeasured === true).map((rule) => rule.id),
  }
}

function compile(definition: PolicyDefinition, rule: Rule): Obligation {
  const where = `obligations.${rule.id}`
  const fixed: Due | undefined = rule.within === undefined ? undefined : { budget: Object.freeze({ ...rule.within }) }
  return {
    id: rule.id,
    level: rule.level ?? 'customerInterface',
    opens: signalsOf(rule.opens),
    calendar:
      (rule.calendar === undefined ? undefined : definition.calendars?.[rule.calendar]) ??
      alwaysIn(definition.timeZone),
    pausedBy: new Set(rule.pausedBy),
    warnings: rule.warnings ?? [],
    reminders: rule.reminders,
    escalate: rule.onBreach?.escalate,
    extension: rule.extension,
    handsDown: rule.handsDown && {
      rel: rule.handsDown.rel,
      bufferMs: rule.handsDown.buffer === undefined ? 0 : elapsedMs(rule.handsDown.buffer),
    },
    onReopen: rule.onReopen,
    depends: rule.budget !== undefined || rule.dueAt !== undefined,
    rule,
    appliesTo: (c) =>
      rule.when === undefined ||
      ask(definition.id, `${where}.when`, (it) => rule.when?.(it), c, expectBoolean) === true,
    dueFor(c) {
      if (fixed !== undefined) return fixed
      if (rule.budget !== undefined) {
        const budget = ask(definition.id, `${where}.budget`, (it) => rule.budget?.(it), c, expectBudget)
        // A copy: the record keeps it, whatever the policy does to its own.
        return budget === undefined ? { unmeasured: true } : { budget: Object.freeze({ ...budget }) }
      }
      if (rule.dueAt !== undefined) {
        const at = ask(definition.id, `${where}.dueAt`, (it) => rule.dueAt?.(it), c, expectInstant)
        return at === undefined ? { unmeasured: true } : { at }
      }
      return { unmeasured: true }
    },
  }
}

const expectBudget: Expectation = (answer) =>
  answer === undefined || Duration.safeParse(answer).success
    ? undefined
    : `a duration or undefined, got ${kindOf(answer)}`
const expectInstant: Expectation = (answer) =>
  answer === undefined || (Number.isSafeInteger(answer) && Math.abs(Number(answer)) <= 8.64e15)
    ? undefined
    : `epoch milliseconds or undefined, got ${kindOf(answer)}`

function checkRule(definition: PolicyDefinition, ladder: LadderRules, rule: Rule, at: string, issues: Issues): void {
  if (!/^[A-Za-z][\w-]*$/.test(rule.id)) issues.add(`${at}.id`, `'${rule.id}' must be a plain name`)
  const numbers = [rule.within, rule.budget, rule.dueAt, rule.fromSubject, rule.unmeasured].filter(
    (it) => it !== undefined,
  )
  if (numbers.length !== 1) {
    issues.add(at, `'${rule.id}' must say exactly one of within, budget, dueAt, fromSubject: true or unmeasured: true`)
  }
  checkDuration(rule.within, `${at}.within`, issues)
  if (rule.fromSubject === true && !signalsOf(rule.opens).every((one) => one === 'promised' || one === 'planned')) {
    issues.add(`${at}.fromSubject`, "only 'promised' and 'planned' bring a due instant along")
  }
  if (rule.level !== undefined) issues.known(`${at}.level`, 'level', rule.level, levels)
  if (rule.calendar !== undefined) {
    issues.known(`${at}.calendar`, 'calendar', rule.calendar, Object.keys(definition.calendars ?? {}))
  }
  for (const reason of rule.pausedBy ?? []) {
    issues.known(`${at}.pausedBy`, 'pause reason', reason, definition.pauseReasons ?? [])
  }
  rule.warnings?.forEach((warning, i) => {
    const path = `${at}.warnings.${i}`
    if ('before' in warning) {
      checkDuration(warning.before, `${path}.before`, issues)
      if (!isElapsed(warning.before)) issues.add(`${path}.before`, 'a lead time is in minutes or hours')
    } else if (!(warning.share > 0 && warning.share < 1)) issues.add(`${path}.share`, 'must lie between 0 and 1')
  })
  if (rule.reminders !== undefined) {
    checkDuration(rule.reminders.every, `${at}.reminders.every`, issues)
    if (!(Number.isSafeInteger(rule.reminders.most) && rule.reminders.most > 0)) {
      issues.add(`${at}.reminders.most`, 'must be a positive whole number')
    }
  }
  const { escalate } = rule.onBreach ?? {}
  if (escalate !== undefined && escalate !== 'next')
    issues.known(`${at}.onBreach.escalate`, 'rung', escalate, ladder.rungs)
  if (rule.handsDown !== undefined) {
    const { buffer } = rule.handsDown
    checkDuration(buffer, `${at}.handsDown.buffer`, issues)
    if (buffer !== undefined && !isElapsed(buffer)) {
      issues.add(`${at}.handsDown.buffer`, 'a buffer is in minutes or hours')
    }
    if (rule.unmeasured === true) issues.add(`${at}.handsDown`, 'a duty without a number has nothing to hand down')
    if ((definition.permissions.link?.length ?? 0) === 0) {
      issues.add(`${at}.handsDown`, "nobody may send 'link', so there would never be a complaint to hand it down to")
    }
  }
  if (rule.extension !== undefined) {
    for (const role of rule.extension.by) issues.known(`${at}.extension.by`, 'role', role, definition.roles)
    const { times } = rule.extension
    if (times !== undefined && !(Number.isSafeInteger(times) && times > 0)) {
      issues.add(`${at}.extension.times`, 'must be a positive whole number')
    }
    checkDuration(rule.extension.most, `${at}.extension.most`, issues)
  }
}

const signalsOf = (signals: string | readonly string[]): readonly string[] =>
  typeof signals === 'string' ? [signals] : [...new Set(signals)]

const isElapsed = (duration: Duration): boolean => 'minutes' in duration || 'hours' in duration

function checkDuration(duration: Duration | undefined, path: string, issues: Issues): void {
  if (duration === undefined) return
  try {
    readDuration(duration)
  } catch (error) {
    if (!isRedressError(error, 'DURATION_INVALID')) throw error
    issues.add(path, error.details.reason)
  }
}

/** Whether the host knows this IANA zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
