import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { calendar } from '../../../src/time/calendar.ts'
import { type OpeningHours, readWindows } from '../../../src/time/opening-hours.ts'
import { workingDays } from '../../../src/time/working-days.ts'
import { addWorkingTime, workingTimeBetween } from '../../../src/time/working-time.ts'
import { type Zone, zone } from '../../../src/time/zone.ts'
import { at } from './golden/row.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** Reads the offset a second way: from what the wall clock shows. */
function shownOffsets(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' })
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) - instant
}

describe('a zone', () => {
  it('finds every clock change, also two within a week, as an hourly look at the wall clock does', () => {
    for (const [name, year] of [
      ['America/Recife', 2000],
      ['Africa/Casablanca', 2025],
      ['Australia/Lord_Howe', 2025],
      ['Pacific/Apia', 2011],
      ['Africa/Monrovia', 1972],
      ['Asia/Shanghai', 1988],
      ['UTC', 2025],
    ] as const) {
      const [from, to] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)]
      const seen: { hour: number; after: number }[] = []
      const shownOffset = shownOffsets(name)
      let before = shownOffset(from)
      for (let hour = from + HOUR; hour <= to; hour += HOUR) {
        const after = shownOffset(hour)
        if (after !== before) seen.push({ hour, after })
        before = after
      }
      const found = zone(name).transitions(from, to)
      expect(found.map(({ at, after }) => ({ hour: Math.ceil(at / HOUR) * HOUR, after }))).toEqual(seen)
    }
  })

  it('knows offsets of less than an hour west of Greenwich', () => {
    // Monrovia kept -00:44:30 until 7 January 1972; `tzOffset` of @date-fns/tz reads it as east.
    expect(zone('Africa/Monrovia').steadyOffset(Date.UTC(1971, 0), Date.UTC(1971, 1))).toBe(-(44 * 60 + 30) * 1_000)
  })

  it('answers the same for instants at, before and after a change, however it is asked', () => {
    const berlin = zone('Europe/Berlin')
    const change = at('2025-03-30T01:00Z')
    expect(berlin.steadyOffset(change - 1, change - 1)).toBe(HOUR)
    expect(berlin.steadyOffset(change - 1, change)).toBeUndefined()
    expect(berlin.steadyOffset(change, change + 1)).toBe(2 * HOUR)
    expect(berlin.transitions(change - 1, change)).toEqual([{ at: change, before: HOUR, after: 2 * HOUR }])
    expect(berlin.transitions(change, change + 1)).toEqual([])
    expect(berlin.steadyOffset(change - 2_000 * DAY, change)).toBeUndefined()
  })

  it('is one object for each name, and no zone of the host', () => {
    expect(zone('Europe/Berlin')).toBe(zone('Europe/Berlin'))
    for (const name of ['', 'local', 'Mars/Base', '+01:00', undefined as unknown as string]) {
      expect(() => zone(name)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
    }
  })

  it('keeps the cause of a refusal', () => {
    try {
      zone('Mars/Base')
      expect.unreachable()
    } catch (error) {
      expect(isRedressError(error) && error.cause).toBeInstanceOf(RangeError)
    }
  })
})

describe('the cost of a question', () => {
  const office = readWindows(['09:00-17:00']) as OpeningHours
  const closed = readWindows([]) as OpeningHours
  const week = [office, office, office, office, office, closed, closed]

  /** Counts how often a zone is asked while a question is answered. */
  function asked(ask: (days: ReturnType<typeof workingDays>) => unknown): number {
    let calls = 0
    const counting = new Proxy(zone('Europe/Berlin'), {
      get(target, key: keyof Zone) {
        calls++
        return target[key]
      },
    })
    const days = workingDays(counting, week, new Map())
    ask(days)
    calls = 0
    ask(days)
    return calls
  }

  it('does not grow with the span: ten years cost hardly more than a month', () => {
    const start = Math.floor(Date.UTC(2025, 0, 6) / DAY)
    const month = asked((days) => days.total(start, start + 30, 'ms'))
    const decade = asked((days) => days.total(start, start + 3_650, 'ms'))
    expect(decade).toBe(month)
    const shortReach = asked((days) => days.reach(start, 20, 'works', start + 1e6))
    const longReach = asked((days) => days.reach(start, 2_600, 'works', start + 1e6))
    expect(longReach).toBeLessThan(shortReach + 40)
  })

  it('and the far answer is right: twenty weeks of two holidays each in ten years', () => {
    const holidays = Array.from({ length: 10 }, (_, n) => [`${2025 + n}-12-25`, `${2025 + n}-12-26`]).flat()
    const hours = ['09:00-17:00']
    const made = calendar({
      timeZone: 'Europe/Berlin',
      week: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
      holidays,
    })
    const [from, to] = [at('2025-01-01T00:00+01:00'), at('2035-01-01T00:00+01:00')]
    let worked = 0
    for (let day = from / DAY; day < to / DAY; day++) {
      const date = new Date((day + 0.5) * DAY)
      const weekend = [0, 6].includes(date.getUTCDay())
      if (!weekend && !holidays.includes(date.toISOString().slice(0, 10))) worked += 8 * HOUR
    }
    expect(workingTimeBetween(from, to, made)).toBe(worked)
    expect(addWorkingTime(from, { hours: worked / HOUR }, made)).toBe(at('2034-12-29T17:00+01:00'))
  })
})
