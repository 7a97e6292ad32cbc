import { invalidSource } from '../invalid-source.ts'

/** Local days, as `local-date.ts` numbers them; both included. */
export interface DayRange {
  readonly from: number
  readonly to: number
}

/** Counts the days that are looked at, and refuses when a feed asks for too many. */
export type Spend = (days: number) => void

/** A feed of 500 yearly holidays since 1970 over ten years looks at 2 million days at most, which take a second. */
const DAYS_LIMIT = 5_000_000

export function budget(): Spend {
  let left = DAYS_LIMIT
  return (days) => {
    left -= days
    if (left < 0) throw invalidSource('', `the feed names or repeats more than ${DAYS_LIMIT} days; ask for fewer years`)
  }
}
