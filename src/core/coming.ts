import type { Firing } from '../domain/complaint.ts'
import type { Level } from '../domain/level.ts'
import type { RedressError } from '../errors.ts'
import type { Label } from '../policy/definition.ts'
import type { PolicyTypes } from '../policy/types.ts'

/** Something that a clock is going to say. */
export interface ComingFiring<T extends PolicyTypes = PolicyTypes> {
  readonly clock: string
  readonly obligation: T['obligation']
  /** The obligation's name for people. */
  readonly label?: Label
  readonly level: Level
  readonly kind: Firing['kind']
  /** Which of its kind, from 1. */
  readonly ordinal: number
  /** Reminders passed over until now, which this one is said for as well. */
  readonly missed?: number
  /** When it is said: a breach as soon as the due instant is over; what is overdue at the instant of the forecast. */
  readonly at: Date
  /** When the clock is due. */
  readonly due: Date
  /** The rung to which the complaint climbs with the breaches of this instant. */
  readonly escalatesTo?: T['rung']
}

/** A running clock that says nothing more as things are. */
export interface SilentClock<T extends PolicyTypes = PolicyTypes> {
  readonly clock: string
  readonly obligation: T['obligation']
  readonly label?: Label
  /** It has no number; a pause without end holds it; its breach and all its reminders are said. */
  readonly because: 'unmeasured' | 'paused' | 'allSaid'
  /** Of the pauses without end that hold it. */
  readonly reasons?: readonly string[]
}

/**
 * What fires next on a complaint, and when, if nothing happens and pauses end when they are meant to. What breaches open,
 * meet and cancel is followed, so clocks stand here that do not run yet.
 */
export interface Forecast<T extends PolicyTypes = PolicyTypes> {
  /** The soonest first; at most 100. */
  readonly coming: readonly ComingFiring<T>[]
  /** The clocks that run now and say nothing. */
  readonly silent: readonly SilentClock<T>[]
  /** There is more than is listed. */
  readonly isCut: boolean
  /** Where the policy cannot be followed: a predicate throws, a calendar knows no more holidays. Ends the list. */
  readonly failure?: { readonly at: Date; readonly error: RedressError<'POLICY_FAILED'> }
  /** Zone of the policy, in which it prints itself. */
  readonly timeZone: string
  /** As text in English; `forecastText` of `redress/reports` prints it in Chinese too. */
  toString(): string
}
