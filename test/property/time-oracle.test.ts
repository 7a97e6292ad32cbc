import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addWorkingTime, nextOpening, workingTimeBetween } from '../../src/time/working-time.ts'
import {
  DAY,
  dayDuration,
  MINUTE,
  minutesAround,
  pauseLog,
  pausesAt,
  setting,
  shortBudget,
} from '../oracle/time/arbitraries.ts'
import { type OracleDuration, oracleAdd, oracleBetween, oracleIsOpen } from '../oracle/time/oracle.ts'

const seed = Number(process.env['TIME_SEED'] ?? 20251026)

describe(`working time agrees with the minute-by-minute oracle (fast-check seed ${seed})`, () => {
  it('L04 L05 counts minutes and hours outside pauses over clock changes, holidays and working weekends', () => {
    fc.assert(
      fc.property(
        setting,
        minutesAround(3),
        shortBudget,
        pauseLog,
        ({ spec, calendar, around }, start, budget, log) => {
          const pauses = pausesAt(around, log)
          const due = addWorkingTime(around + start, budget, calendar, pauses)
          // A window of a minute a day would keep the oracle walking for years.
          fc.pre(due === Number.POSITIVE_INFINITY || due < around + 200 * DAY)
          expect(due).toBe(oracleAdd(around + start, budget as OracleDuration, spec, pauses))
        },
      ),
      { seed, numRuns: 250 },
    )
  })

  it('L07 T-06 T-08 ends days, working days, weeks and months where the oracle does', () => {
    fc.assert(
      fc.property(setting, minutesAround(3), dayDuration, ({ spec, calendar, around }, start, duration) => {
        const due = addWorkingTime(around + start, duration, calendar)
        expect(due).toBe(oracleAdd(around + start, duration as OracleDuration, spec))
      }),
      { seed, numRuns: 250 },
    )
  })

  it('moves what ends with a day back by the paused time', () => {
    fc.assert(
      fc.property(
        setting,
        minutesAround(3),
        dayDuration,
        pauseLog,
        ({ spec, calendar, around }, start, duration, log) => {
          fc.pre(!('months' in duration))
          const pauses = pausesAt(around, log)
          const due = addWorkingTime(around + start, duration, calendar, pauses)
          expect(due).toBe(oracleAdd(around + start, duration as OracleDuration, spec, pauses))
        },
      ),
      { seed, numRuns: 200 },
    )
  })

  it('L05 adds up the same working time between two instants', () => {
    fc.assert(
      fc.property(setting, minutesAround(6), minutesAround(12), pauseLog, ({ spec, calendar, around }, a, b, log) => {
        const [from, to] = [around + Math.min(a, b), around + Math.max(a, b)]
        const pauses = pausesAt(around, log)
        expect(workingTimeBetween(from, to, calendar, pauses)).toBe(oracleBetween(from, to, spec, pauses))
      }),
      { seed, numRuns: 250 },
    )
  })

  it('finds the next opening', () => {
    fc.assert(
      fc.property(setting, minutesAround(6), ({ spec, calendar, around }, start) => {
        let expected = around + start
        while (!oracleIsOpen(expected, spec)) {
          expected += MINUTE
          if (expected > around + 60 * DAY) return
        }
        expect(nextOpening(around + start, calendar)).toBe(expected)
      }),
      { seed, numRuns: 200 },
    )
  })
})
