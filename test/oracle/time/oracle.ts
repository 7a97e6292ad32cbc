/**
 * The slow, obvious reading of the time rules: it walks minute by minute and asks `Intl` what the wall clock shows.
 * It shares nothing with `src/time`, was written before it, and knows no validity range and no refusals.
 * Everything outside is epoch milliseconds on whole minutes; everything inside is epoch minutes.
 */
export interface OracleSpec {
  readonly timeZone: string
  readonly week?: { readonly [day in Weekday]?: readonly string[] | undefined } | undefined
  readonly everyDay?: readonly string[] | undefined
  readonly holidays?: readonly string[] | undefined
  readonly workdays?: readonly (string | { readonly date: string; readonly like: Weekday })[] | undefined
}
export type OracleDuration = { readonly [unit: string]: number | true | undefined }
export type OraclePauses = readonly (readonly [from: number, to?: number])[]
type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

const MINUTE = 60_000
const DAY = 1_440
const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export function oracleAdd(from: number, duration: OracleDuration, spec: OracleSpec, pauses: OraclePauses = []): number {
  const start = from / MINUTE
  const [unit, amount] = Object.entries(duration)[0] as [string, number]
  if (unit === 'minutes' || unit === 'hours') {
    const budget = Math.round(unit === 'hours' ? amount * 60 : amount)
    return walk(start, budget, pauses, (minute) => isOpen(spec, minute)) * MINUTE
  }
  const due = dueOfDays(start, unit, amount, spec)
  return (pauses.length === 0 ? due : walk(start, due - start, pauses, () => true)) * MINUTE
}

export function oracleBetween(from: number, to: number, spec: OracleSpec, pauses: OraclePauses = []): number {
  let worked = 0
  for (let minute = from / MINUTE; minute < to / MINUTE; minute++) {
    if (isOpen(spec, minute) && !isPaused(pauses, minute)) worked++
  }
  return worked * MINUTE
}

export function oracleIsOpen(at: number, spec: OracleSpec): boolean {
  return isOpen(spec, Math.floor(at / MINUTE))
}

function walk(start: number, budget: number, pauses: OraclePauses, counts: (minute: number) => boolean): number {
  let minute = start
  for (let left = budget; left > 0; minute++) {
    if (pauses.some(([from, to]) => to === undefined && from / MINUTE <= minute)) return Number.POSITIVE_INFINITY
    if (minute - start > 1_000 * DAY) throw new Error('oracle: not due within a thousand days')
    if (counts(minute) && !isPaused(pauses, minute)) left--
  }
  return minute
}

function isPaused(pauses: OraclePauses, minute: number): boolean {
  return pauses.some(([from, to]) => from / MINUTE <= minute && (to === undefined || minute < to / MINUTE))
}

function dueOfDays(start: number, unit: string, amount: number, spec: OracleSpec): number {
  const zone = spec.timeZone
  let day = Math.floor(shown(zone, start) / DAY)
  if (unit === 'days') {
    for (let n = 0; n < amount; n++) {
      do day++
      while (!dayExists(zone, day))
    }
  } else if (unit === 'workingDays' || unit === 'closeOfBusiness') {
    for (let n = 0; n < amount; n++) {
      do day++
      while (openTimes(spec, day).length === 0)
    }
    if (unit === 'closeOfBusiness') return Math.max(...openTimes(spec, day).map(([, close]) => close))
  } else if (unit === 'weeks') {
    day += 7 * amount
  } else if (unit === 'months') {
    day = monthsLater(day, amount)
  } else if (unit !== 'sameDay') {
    throw new Error(`oracle: ${unit}`)
  }
  while (!dayExists(zone, day)) day++
  return closing(zone, (day + 1) * DAY)
}

function monthsLater(day: number, months: number): number {
  const date = new Date(day * DAY * MINUTE)
  let year = date.getUTCFullYear()
  let month = date.getUTCMonth()
  for (let n = 0; n < months; n++) {
    month++
    if (month === 12) {
      month = 0
      year++
    }
  }
  for (let dayOfMonth = date.getUTCDate(); ; dayOfMonth--) {
    const candidate = new Date(Date.UTC(year, month, dayOfMonth))
    if (candidate.getUTCMonth() === month) return candidate.getTime() / MINUTE / DAY
  }
}

const opens = new WeakMap<OracleSpec, Map<number, [open: number, close: number][]>>()

function isOpen(spec: OracleSpec, minute: number): boolean {
  const today = Math.floor(shown(spec.timeZone, minute) / DAY)
  for (let day = today - 3; day <= today + 2; day++) {
    if (openTimes(spec, day).some(([open, close]) => open <= minute && minute < close)) return true
  }
  return false
}

/** The windows that open on a local day, as they really were; those that a clock change swallowed are gone. */
function openTimes(spec: OracleSpec, day: number): [open: number, close: number][] {
  let days = opens.get(spec)
  if (days === undefined) {
    days = new Map()
    opens.set(spec, days)
  }
  let times = days.get(day)
  if (times === undefined) {
    // A date that the zone skipped is no day: nothing opens on it, also no night that would end on the next one.
    times = (dayExists(spec.timeZone, day) ? windows(spec, day) : []).map(([open, close]): [number, number] => [
      opening(spec.timeZone, day * DAY + open),
      closing(spec.timeZone, day * DAY + close),
    ])
    times = times.filter(([open, close]) => open < close)
    days.set(day, times)
  }
  return times
}

function windows(spec: OracleSpec, day: number): [open: number, close: number][] {
  const date = new Date(day * DAY * MINUTE).toISOString().slice(0, 10)
  if (spec.holidays?.includes(date)) return []
  let weekday = weekdays[(((day + 3) % 7) + 7) % 7] as Weekday
  for (const workday of spec.workdays ?? []) {
    if (workday === date) weekday = 'mon'
    else if (typeof workday === 'object' && workday.date === date) weekday = workday.like
  }
  return (spec.everyDay ?? spec.week?.[weekday] ?? []).map((window) => {
    const [open, close] = window.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) as [
      number,
      number,
    ]
    return [open, close <= open ? close + DAY : close]
  })
}

function dayExists(zone: string, day: number): boolean {
  return shown(zone, opening(zone, day * DAY)) < (day + 1) * DAY
}

const edges = new Map<string, number>()

/** The first minute at which the wall clock shows this time or a later one. */
function opening(zone: string, time: number): number {
  return remembered(`${zone} opening ${time}`, () => {
    let minute = time - 40 * 60
    while (shown(zone, minute) < time) minute++
    return minute
  })
}

/** The end of the last minute at which the wall clock shows an earlier time than this one. */
function closing(zone: string, time: number): number {
  return remembered(`${zone} closing ${time}`, () => {
    let minute = time + 40 * 60
    while (shown(zone, minute) >= time) minute--
    return minute + 1
  })
}

function remembered(key: string, find: () => number): number {
  let minute = edges.get(key)
  if (minute === undefined) {
    minute = find()
    edges.set(key, minute)
  }
  return minute
}

const clocks = new Map<string, { format: Intl.DateTimeFormat; quarters: Map<number, readonly number[]> }>()

/** What the wall clock shows at an epoch minute, as minutes since it would have shown 1970-01-01 00:00. */
function shown(zone: string, minute: number): number {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    clock = { format, quarters: new Map() }
    clocks.set(zone, clock)
  }
  const quarter = Math.floor(minute / 15)
  let labels = clock.quarters.get(quarter)
  if (labels === undefined) {
    // A quarter of an hour that begins and ends a quarter apart held no change; only the others are asked by the minute.
    const first = asked(clock.format, quarter * 15)
    const steady = asked(clock.format, quarter * 15 + 15) === first + 15
    const { format } = clock
    labels = Array.from({ length: 15 }, (_, n) => (steady ? first + n : asked(format, quarter * 15 + n)))
    clock.quarters.set(quarter, labels)
  }
  return labels[minute - quarter * 15] as number
}

function asked(format: Intl.DateTimeFormat, minute: number): number {
  const parts: { [type: string]: number } = {}
  for (const { type, value } of format.formatToParts(minute * MINUTE)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minutes) / MINUTE
}
