import type { Instant } from './interval.ts'
import { DAY_MS, weekdayIndex } from './local-date.ts'
import { CLOSED, type OpeningHours } from './opening-hours.ts'
import type { Zone } from './zone.ts'

/** The windows that open on one local day, as they really were. */
export interface DayHours extends OpeningHours {
  /** The instant that `edges` count from. */
  readonly base: Instant
  /** When the day's last window closes, counted from `base`; also where a window of the day before runs over it. */
  readonly close: number
}

/** What is counted over days: working time in milliseconds, or days on which a window opens. */
export type Measure = 'ms' | 'works'

/**
 * A week pattern with its exceptions, ready to be counted. Every working instant belongs to exactly one day, that of
 * the window in which it lies; the days' windows follow each other without overlap, also over a clock change.
 */
export interface WorkingDays {
  hoursOf(day: number): DayHours
  /** The sum over the days from `first` up to and without `end`. Costs nothing for a week without exceptions. */
  total(first: number, end: number, measure: Measure): number
  /**
   * The day on which the sum from `first` reaches `amount` (positive), and how much of it that day must give;
   * `undefined` when it is not reached before the day `end`.
   */
  reach(
    first: number,
    amount: number,
    measure: Measure,
    end: number,
  ): { readonly day: number; readonly left: number } | undefined
}

/** How far the windows around a clock change differ from their pattern. */
interface Correction {
  readonly day: number
  readonly ms: number
  readonly works: number
}

const PAGE_DAYS = 512
// A window may open a day before the change, or close a day after it; offsets add less than another day.
const SEAM_DAYS = 4
const NEVER: DayHours = { ...CLOSED, base: 0, close: 0 }

/**
 * @param week opening hours by weekday, from Monday
 * @param exceptions opening hours of single local days that differ from their weekday's
 */
export function workingDays(
  zone: Zone,
  week: readonly OpeningHours[],
  exceptions: ReadonlyMap<number, OpeningHours>,
): WorkingDays {
  const exceptionDays = [...exceptions.keys()].sort((a, b) => a - b)
  const sums = { ms: patternSums('ms'), works: patternSums('works') }
  const seams = new Map<number, DayHours>()
  const corrections = new Map<number, readonly Correction[]>()

  function patternOf(day: number): OpeningHours {
    return exceptions.get(day) ?? week[weekdayIndex(day)] ?? CLOSED
  }

  function patternSums(measure: Measure) {
    const weekdays = [0]
    for (const hours of week) weekdays.push((weekdays.at(-1) ?? 0) + hours[measure])
    const changes = [0]
    for (const day of exceptionDays) {
      const change = patternOf(day)[measure] - (week[weekdayIndex(day)] ?? CLOSED)[measure]
      changes.push((changes.at(-1) ?? 0) + change)
    }
    return { weekdays, changes }
  }

  /** The sum over all days before this one since Monday 1969-12-29, by the pattern. */
  function patternBefore(day: number, measure: Measure): number {
    const { weekdays, changes } = sums[measure]
    const weeks = Math.floor((day + 3) / 7)
    const ofWeeks = weeks * (weekdays[7] ?? 0) + (weekdays[weekdayIndex(day)] ?? 0)
    return changes.length === 1 ? ofWeeks : ofWeeks + (changes[countBelow(exceptionDays, day)] ?? 0)
  }

  function hoursOf(day: number): DayHours {
    const pattern = patternOf(day)
    if (pattern.works === 0) return NEVER
    const midnight = day * DAY_MS
    const offset = zone.steadyOffset(midnight - SEAM_DAYS * DAY_MS, midnight + SEAM_DAYS * DAY_MS)
    if (offset === undefined) return seamOf(day, pattern)
    const { edges, ms } = pattern
    return { base: midnight - offset, edges, ms, works: 1, close: edges[edges.length - 1] ?? 0 }
  }

  function seamOf(day: number, pattern: OpeningHours): DayHours {
    let hours = seams.get(day)
    if (hours === undefined) {
      hours = reckonSeam(day, pattern)
      seams.set(day, hours)
    }
    return hours
  }

  function reckonSeam(day: number, pattern: OpeningHours): DayHours {
    // Where the clock is put back, this day's windows may really begin before the last ones of the days before end.
    let taken = Number.NEGATIVE_INFINITY
    for (const before of [day - 2, day - 1]) {
      for (const [open, close] of realWindows(before, patternOf(before)))
        if (open < close) taken = Math.max(taken, close)
    }
    const edges: number[] = []
    let ms = 0
    let last = Number.NEGATIVE_INFINITY
    for (const [open, close] of realWindows(day, pattern)) {
      if (open >= close) continue
      last = Math.max(last, close)
      const begin = Math.max(open, taken)
      if (begin >= close) continue
      edges.push(begin, close)
      ms += close - begin
      taken = close
    }
    return last === Number.NEGATIVE_INFINITY ? NEVER : { base: 0, edges, ms, works: 1, close: last }
  }

  function realWindows(day: number, { edges }: OpeningHours): [open: Instant, close: Instant][] {
    const windows: [Instant, Instant][] = []
    // A date that the zone skipped is no day, so a night that would begin on it is none either.
    if (zone.existingDay(day) !== day) return windows
    for (let n = 0; n < edges.length; n += 2) {
      windows.push([
        zone.opening(day * DAY_MS + (edges[n] as number)),
        zone.closing(day * DAY_MS + (edges[n + 1] as number)),
      ])
    }
    return windows
  }

  function correctionsOf(page: number): readonly Correction[] {
    let found = corrections.get(page)
    if (found === undefined) {
      found = reckonCorrections(page * PAGE_DAYS, (page + 1) * PAGE_DAYS)
      corrections.set(page, found)
    }
    return found
  }

  function reckonCorrections(first: number, end: number): readonly Correction[] {
    const found: Correction[] = []
    let next = first
    for (const { at } of zone.transitions((first - SEAM_DAYS) * DAY_MS, (end + SEAM_DAYS) * DAY_MS)) {
      const middle = Math.floor(at / DAY_MS)
      for (let day = Math.max(next, middle - SEAM_DAYS); day < Math.min(end, middle + SEAM_DAYS + 1); day++) {
        const pattern = patternOf(day)
        const real = hoursOf(day)
        const ms = real.ms - pattern.ms
        const works = real.works - pattern.works
        if (ms !== 0 || works !== 0) found.push({ day, ms, works })
        next = day + 1
      }
    }
    return found
  }

  function total(first: number, end: number, measure: Measure): number {
    if (end - first === 1) return hoursOf(first)[measure]
    let sum = patternBefore(end, measure) - patternBefore(first, measure)
    for (let page = Math.floor(first / PAGE_DAYS); page * PAGE_DAYS < end; page++) {
      for (const correction of correctionsOf(page)) {
        if (correction.day >= first && correction.day < end) sum += correction[measure]
      }
    }
    return sum
  }

  return {
    hoursOf,
    total,
    reach(first, amount, measure, end) {
      let day = first
      let left = amount
      let stride = 1
      let growing = true
      // Strides double while they fall short and are halved once one is too long, so ten years take some twenty steps.
      while (day < end) {
        const sum = total(day, Math.min(day + stride, end), measure)
        if (sum < left) {
          left -= sum
          day += stride
          if (growing) stride *= 2
          else if (stride > 1) stride /= 2
        } else if (stride === 1) {
          return { day, left }
        } else {
          growing = false
          stride /= 2
        }
      }
      return undefined
    },
  }
}

/** How many of the ascending numbers are less than `limit`. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}
