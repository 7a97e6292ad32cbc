import { DAY_MS } from './local-date.ts'

/** The windows of one kind of day, in milliseconds of the local day on which they open. */
export interface OpeningHours {
  /** `[open, close, open, close, …]`, ascending; a window over midnight closes after 24 hours. */
  readonly edges: readonly number[]
  /** Their length, where no clock change falls in them. */
  readonly ms: number
  /** 1 when there is a window. */
  readonly works: 0 | 1
}

export const CLOSED: OpeningHours = { edges: [], ms: 0, works: 0 }

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/**
 * Reads windows such as `'09:00-12:00'`, `'22:00-06:00'` (over midnight) and `'00:00-24:00'`, in any order.
 * Answers what is wrong, and with which window, when one is misspelt or empty or two overlap.
 */
export function readWindows(
  windows: readonly string[],
): OpeningHours | { readonly wrong: number; readonly reason: string } {
  const read: { open: number; close: number; index: number }[] = []
  for (const [index, text] of windows.entries()) {
    const match = WINDOW.exec(text)
    if (match === null) return { wrong: index, reason: `${JSON.stringify(text)} is not written as "09:00-17:30"` }
    const open = minutes(match[1], match[2])
    const closes = match[3] === undefined ? DAY_MS : minutes(match[3], match[4])
    if (open === closes) return { wrong: index, reason: `"${text}" is empty; a whole day is "00:00-24:00"` }
    read.push({ open, close: closes > open ? closes : closes + DAY_MS, index })
  }
  read.sort((a, b) => a.open - b.open)
  for (const [n, { open, index }] of read.entries()) {
    const before = read[n - 1]
    if (before !== undefined && before.close > open) {
      return { wrong: index, reason: `"${windows[index]}" overlaps "${windows[before.index]}"` }
    }
  }
  const edges = read.flatMap(({ open, close }) => [open, close])
  const ms = read.reduce((sum, { open, close }) => sum + close - open, 0)
  return { edges, ms, works: read.length === 0 ? 0 : 1 }
}

/** Whether a window of the first day, over midnight, runs into the first window of the day after. */
export function overlapsNextDay(hours: OpeningHours, next: OpeningHours): boolean {
  return (hours.edges.at(-1) ?? 0) - DAY_MS > (next.edges[0] ?? Number.POSITIVE_INFINITY)
}

function minutes(hour: string | undefined, minute: string | undefined): number {
  return (Number(hour) * 60 + Number(minute)) * 60_000
}
