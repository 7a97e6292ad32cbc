import { type Calendar, type CalendarSpec, calendar } from '../../../../src/time/calendar.ts'
import type { Duration } from '../../../../src/time/duration.ts'

/** A question and its answer, reckoned by hand; the reckoning stands in the comment above the row. */
export interface GoldenRow {
  /** Lesson or trap that the row stands for. */
  readonly id?: string
  readonly from: string
  readonly within: Duration
  readonly pauses?: readonly (readonly [from: string, to?: string])[]
  readonly due: string
}

export interface GoldenTable {
  readonly title: string
  readonly spec: CalendarSpec
  readonly calendar: Calendar
  readonly rows: readonly GoldenRow[]
}

export function table(title: string, spec: CalendarSpec, rows: readonly GoldenRow[]): GoldenTable {
  return { title, spec, calendar: calendar(spec), rows }
}

/** Epoch milliseconds of a time that names its offset: no zone decides what the tables say. */
export function at(text: string): number {
  if (!/T\d\d:\d\d([+-]\d\d:\d\d|Z)$/.test(text)) throw new Error(`${text} names no offset`)
  return Date.parse(text)
}

export function pausesOf(row: GoldenRow): readonly (readonly [number, number?])[] {
  return (row.pauses ?? []).map(([from, to]) => (to === undefined ? [at(from)] : [at(from), at(to)]))
}
