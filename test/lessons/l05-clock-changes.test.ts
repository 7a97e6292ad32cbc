import fc from 'fast-check'
import { workingTimeBetween } from 'redress'
import { describe, expect, it } from 'vitest'
import { DAY, pauseLog, pausesAt, setting } from '../oracle/time/arbitraries.ts'
import { checkGolden } from '../unit/time/golden/check.ts'
import { clockChangeTables } from '../unit/time/golden/index.ts'

checkGolden(clockChangeTables)

it('L05 the golden rows cross the clock changes of every zone of the lesson', () => {
  const zones = clockChangeTables.map(({ spec }) => spec.timeZone)
  for (const zone of ['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe']) {
    expect(zones).toContain(zone)
  }
  for (const { title, rows } of clockChangeTables) {
    // From one offset to another: without such a row a table would say nothing about the change.
    expect(
      rows.some(({ from, due }) => from.slice(16) !== due.slice(16)),
      title,
    ).toBe(true)
  }
})

const seed = Number(process.env['TIME_SEED'] ?? 20250330)
/** Milliseconds within 40 days of the odd instant, or within 20 years of it. */
const nearOrFar = fc.oneof(
  fc.integer({ min: -40 * DAY, max: 40 * DAY }),
  fc.integer({ min: -20 * 365 * DAY, max: 20 * 365 * DAY }),
)

type Elapsed = typeof workingTimeBetween

const addsUp = (between: Elapsed) =>
  fc.property(setting, nearOrFar, nearOrFar, nearOrFar, pauseLog, ({ calendar, around }, a, b, c, log) => {
    const pauses = pausesAt(around, log)
    const elapsed = (from: number, to: number) => between(around + from, around + to, calendar, pauses)
    expect(elapsed(a, b) + elapsed(b, c)).toBe(elapsed(a, c))
  })

describe(`L05 elapsed(a, b) + elapsed(b, c) = elapsed(a, c) (fast-check seed ${seed})`, () => {
  it('L05 in any order, over clock changes, pauses and decades', () => {
    fc.assert(addsUp(workingTimeBetween), { seed, numRuns: 500 })
  })

  it('L05 counter-scenario: a reckoning in whole minutes is found out', () => {
    const rounded: Elapsed = (...asked) => Math.round(workingTimeBetween(...asked) / 60_000) * 60_000
    expect(fc.check(addsUp(rounded), { seed, numRuns: 500, endOnFailure: true }).failed).toBe(true)
  })
})
