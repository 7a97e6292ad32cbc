import { z } from 'zod'
import { RedressError } from '../errors.ts'

interface Amounts {
  /**
   * Working time of the calendar; with `always`, elapsed time. Fractions are allowed, taken to the nearest millisecond
   * and never to nothing. Due as soon as they are used up, so possibly at the instant at which a window closes.
   */
  readonly minutes: number
  /** As `minutes`, times 60. Never a part of a day: 24 hours of an office are three days. */
  readonly hours: number
  /**
   * Natural days of the calendar's zone, closed ones included. The day of the event is not counted; due at the end
   * (24:00) of the n-th day after it: 1 October and 15 days give 16 October 24:00. A date that the zone skipped is no
   * day. Source: T-06.
   */
  readonly days: number
  /** Due at the end (24:00) of the local day of the event. Source: T-06. */
  readonly sameDay: true
  /** As `days`, counting only days on which a window opens; due at the end (24:00) of the n-th of them. */
  readonly workingDays: number
  /** As `workingDays`, due when the last window of the n-th working day closes, which may be after midnight. */
  readonly closeOfBusiness: number
  /**
   * Natural weeks: due at the end (24:00) of the same weekday so many weeks later; where a zone skipped that date, of
   * the next one that exists.
   */
  readonly weeks: number
  /**
   * Natural months: due at the end (24:00) of the same day of the month so many months later, or of that month's last
   * day when it is shorter: 31 January and a month give 28 or 29 February 24:00. Source: T-08.
   */
  readonly months: number
}

/** The unit that a duration names. */
export type DurationUnit = keyof Amounts

/**
 * How long something may take, in exactly one unit, since units are no multiples of each other: 24 hours, a day and a
 * working day end at three instants. "Within n" includes n: what happens at the due instant is in time (T-15).
 *
 * Amounts are positive; fractions are for `minutes` and `hours` alone. Nothing at all is no duration: today is
 * `{ sameDay: true }`.
 *
 * @example
 * ```ts
 * Duration.parse({ hours: 22 })
 * Duration.parse({ workingDays: 3 })
 * ```
 */
export type Duration = {
  [Unit in DurationUnit]: { readonly [Named in Unit]: Amounts[Named] } & {
    readonly [Other in Exclude<DurationUnit, Unit>]?: never
  }
}[DurationUnit]

const part = z.number().positive()
const whole = z.int().positive()

export const Duration: z.ZodType<Duration, Duration> = z.union(
  [
    z.strictObject({ minutes: part }),
    z.strictObject({ hours: part }),
    z.strictObject({ days: whole }),
    z.strictObject({ sameDay: z.literal(true) }),
    z.strictObject({ workingDays: whole }),
    z.strictObject({ closeOfBusiness: whole }),
    z.strictObject({ weeks: whole }),
    z.strictObject({ months: whole }),
  ],
  {
    error:
      'a duration names one unit with a positive amount: minutes, hours (fractions allowed), days, workingDays, ' +
      'closeOfBusiness, weeks, months (whole numbers) or sameDay: true',
  },
)

const FRACTIONS: { readonly [Unit in DurationUnit]: boolean } = {
  minutes: true,
  hours: true,
  days: false,
  sameDay: false,
  workingDays: false,
  closeOfBusiness: false,
  weeks: false,
  months: false,
}

/**
 * Unit and amount of a duration, checked as {@link Duration} checks but without its cost; of `sameDay` the amount is 0.
 *
 * @throws {RedressError} DURATION_INVALID when it names no unit, several or an unknown one, or an amount that is not
 * positive, not finite, or fractional where that is not allowed.
 */
export function readDuration(duration: Duration): { readonly unit: DurationUnit; readonly amount: number } {
  if (typeof duration !== 'object' || duration === null) throw invalid(`it is ${String(duration)}, not an object`)
  let unit: DurationUnit | undefined
  for (const key of Object.keys(duration)) {
    if (!Object.hasOwn(FRACTIONS, key)) throw invalid(`${JSON.stringify(key)} is no unit`)
    if (unit !== undefined) throw invalid(`it mixes ${unit} and ${key}; a duration names one unit`)
    unit = key as DurationUnit
  }
  if (unit === undefined) throw invalid('it names no unit')
  const amount: unknown = duration[unit]
  if (unit === 'sameDay') {
    if (amount !== true) throw invalid('sameDay is not true')
    return { unit, amount: 0 }
  }
  if (typeof amount !== 'number' || !(amount > 0) || amount === Number.POSITIVE_INFINITY) {
    throw invalid(
      `${unit} is ${String(amount)}, not a positive number${amount === 0 ? '; today is sameDay: true' : ''}`,
    )
  }
  if (!FRACTIONS[unit] && !Number.isSafeInteger(amount)) throw invalid(`${unit} is ${amount}, not a whole number`)
  return { unit, amount }
}

function invalid(reason: string): RedressError<'DURATION_INVALID'> {
  return new RedressError('DURATION_INVALID', `The duration is invalid: ${reason}.`, { reason })
}
