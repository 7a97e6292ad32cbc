import type { Finding, Liability } from '../domain/commands.ts'
import { type ComplaintState, timesRaised } from '../domain/complaint.ts'
import type { Confidentiality, Ending, Level } from '../domain/level.ts'
import { RedressError } from '../errors.ts'
import { breachOf } from '../time/clock.ts'
import type { PolicyTypes, SignalOf } from './types.ts'

/**
 * A complaint as the predicates of a policy see it: frozen, without personal data, the same for the same history.
 * A predicate must be pure; what it answers is trusted only after its type was looked at.
 */
export interface Case<T extends PolicyTypes = PolicyTypes> {
  readonly category: T['category'] | undefined
  readonly severity: T['severity'] | undefined
  readonly urgency: T['urgency'] | undefined
  readonly major: boolean
  readonly channel: string
  readonly ticketType: string
  readonly confidentiality: Confidentiality
  readonly facts: Readonly<T['facts']>
  readonly ending: Ending | undefined
  readonly rung: T['rung'] | undefined
  readonly allegations: readonly {
    readonly id: string
    readonly category?: string
    readonly finding?: Finding
    readonly liability?: Liability
  }[]
  /** Whether the category is this one or stands below it. */
  isIn(category: T['category']): boolean
  /** Whether this has ever happened. */
  has(signal: SignalOf<T>): boolean
  /** How often it has happened. */
  count(signal: SignalOf<T>): number
  /** Whether a deadline of this duty was missed; not one that was met in time and recorded late. */
  isBreached(obligation: T['obligation']): boolean
  /** Whether a level is settled or waived. */
  isDone(level: Level): boolean
}

/** Whether `category` is `ancestor` or stands below it; categories are paths such as `service/attitude`. */
export const isCategoryIn = (category: string | undefined, ancestor: string): boolean =>
  category !== undefined && (category === ancestor || category.startsWith(`${ancestor}/`))

class StateCase implements Case {
  readonly #state: ComplaintState
  readonly #rungs: readonly string[]

  constructor(state: ComplaintState, rungs: readonly string[]) {
    this.#state = state
    this.#rungs = rungs
    Object.freeze(this)
  }
  get category() {
    return this.#state.category
  }
  get severity() {
    return this.#state.severity
  }
  get urgency() {
    return this.#state.urgency
  }
  get major() {
    return this.#state.major
  }
  get channel() {
    return this.#state.channel
  }
  get ticketType() {
    return this.#state.ticketType
  }
  get confidentiality() {
    return this.#state.confidentiality
  }
  get facts() {
    return this.#state.facts
  }
  get ending() {
    return this.#state.ending
  }
  get rung() {
    return this.#rungs[this.#state.rung]
  }
  get allegations() {
    return this.#state.allegations
  }
  isIn(category: string): boolean {
    return isCategoryIn(this.#state.category, category)
  }
  has(signal: string): boolean {
    return this.#state.signals[signal] !== undefined
  }
  count(signal: string): number {
    return timesRaised(this.#state.signals[signal])
  }
  isBreached(obligation: string): boolean {
    return this.#state.clocks.some((clock) => clock.obligation === obligation && breachOf(clock) !== undefined)
  }
  isDone(level: Level): boolean {
    const { status } = this.#state.levels[level]
    return status === 'settled' || status === 'waived'
  }
}

/** The case of a complaint's state. `facts` and `allegations` of the state are expected to be frozen. */
export const caseOf = (state: ComplaintState, rungs: readonly string[]): Case => new StateCase(state, rungs)

/** Checks an answer of a predicate: `undefined` when it is of the right kind, else what was expected. */
export type Expectation = (answer: unknown) => string | undefined

export const expectBoolean: Expectation = (answer) =>
  typeof answer === 'boolean' ? undefined : `true or false, got ${kindOf(answer)}`

/** One of some names, or `undefined`. */
export const expectOneOf =
  (names: readonly string[]): Expectation =>
  (answer) =>
    answer === undefined || (typeof answer === 'string' && names.includes(answer))
      ? undefined
      : `one of ${names.join(', ')} or undefined, got ${kindOf(answer)}`

export const kindOf = (value: unknown): string =>
  value === null ? 'null' : value instanceof Promise ? 'a promise' : Array.isArray(value) ? 'an array' : typeof value

/**
 * Asks a predicate of a policy and looks at what it answers.
 *
 * @throws {RedressError} POLICY_FAILED when it throws or answers something of another kind
 */
export function ask<Answer>(
  policy: string,
  rule: string,
  predicate: (c: Case) => Answer,
  c: Case,
  expectation: Expectation,
): Answer {
  let answer: Answer
  let wrong: string | undefined
  try {
    answer = predicate(c)
    // Looking at an answer may run code of the policy, too.
    wrong = expectation(answer)
  } catch (cause) {
    throw policyFailed(policy, rule, `it threw ${cause instanceof Error ? cause.name : kindOf(cause)}`, cause)
  }
  // Nobody waits for a promise here; what it comes to must not end the process as an unhandled rejection.
  if (answer instanceof Promise) answer.catch(() => {})
  if (wrong !== undefined) throw policyFailed(policy, rule, `it must answer ${wrong}`)
  return answer
}

/** A policy's own code that could not be followed. */
export const policyFailed = (policy: string, rule: string, reason: string, cause?: unknown) =>
  new RedressError(
    'POLICY_FAILED',
    `Policy ${policy} could not be followed at ${rule}: ${reason}. Nothing was changed; mend the policy and send again.`,
    { policy, rule, reason },
    { cause },
  )
