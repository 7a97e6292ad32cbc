import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Extension, ObligationClock, Pause } from '../../src/domain/complaint.ts'
import { type ClockTerms, dueOf } from '../../src/time/clock.ts'
import type { Duration } from '../../src/time/duration.ts'
import { type ReckoningStep, reckoningOf } from '../../src/time/reckoning.ts'
import { stretches } from '../../src/time/stretches.ts'
import { DAY, dayDuration, MINUTE, minutesAround, pauseLog, setting, shortBudget } from '../oracle/time/arbitraries.ts'
import { oracleIsOpen } from '../oracle/time/oracle.ts'

const seed = Number(process.env['TIME_SEED'] ?? 20251026)

const dateIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (at: number) => format.format(at)
}

const reason = fc.constantFrom('absent', 'parts', 'lunch')
const life = fc.record({
  where: setting,
  start: minutesAround(3),
  budget: fc.oneof(shortBudget, dayDuration),
  pauses: pauseLog,
  reasons: fc.array(reason, { minLength: 4, maxLength: 4 }),
  gap: fc.option(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 3_000 }))),
  extensions: fc.array(fc.oneof(shortBudget, dayDuration, minutesAround(30)), { maxLength: 3 }),
})

type Life = typeof life extends fc.Arbitrary<infer Drawn> ? Drawn : never

function clockOf({ where, start, budget, pauses, reasons, gap, extensions }: Life) {
  const begun = where.around + start
  const clock: ObligationClock = {
    id: 'duty#1',
    obligation: 'duty',
    level: 'customerInterface',
    cycle: 1,
    due: { budget },
    runs: gap === null ? [[begun]] : [[begun, begun + gap[0] * MINUTE], [begun + (gap[0] + gap[1]) * MINUTE]],
    extensions: extensions.map(
      (granted): Extension => ({
        at: begun,
        agreed: false,
        grantedBy: 'bo',
        ...(typeof granted === 'number' ? { to: where.around + granted } : { by: granted }),
      }),
    ),
  }
  const terms: ClockTerms = {
    calendar: where.calendar,
    pausedBy: new Set(['absent', 'parts']),
    warnings: [],
    reminders: undefined,
  }
  const resting = pauses.map(
    ([from, length], i): Pause => ({
      id: `p${i}`,
      reason: reasons[i] ?? 'absent',
      from: where.around + from,
      ...(length !== undefined && { until: where.around + from + length }),
    }),
  )
  return { begun, clock, terms, pauses: resting }
}

const isHeld = (at: number, clock: ObligationClock, terms: ClockTerms, pauses: readonly Pause[]): boolean =>
  pauses.some(
    (one) => terms.pausedBy.has(one.reason) && one.from <= at && at < (one.until ?? Number.POSITIVE_INFINITY),
  ) || clock.runs.slice(1).some(([resumed], i) => (clock.runs[i]?.[1] ?? resumed) <= at && at < resumed)

const lengthOf = (duration: Duration): number | undefined =>
  'minutes' in duration && duration.minutes !== undefined
    ? duration.minutes * MINUTE
    : 'hours' in duration && duration.hours !== undefined
      ? duration.hours * 60 * MINUTE
      : undefined

/** The steps of the number itself, and those of each extension. */
function legs(steps: readonly ReckoningStep<number>[]): readonly (readonly ReckoningStep<number>[])[] {
  const found: ReckoningStep<number>[][] = [[]]
  for (const step of steps) {
    if (step.kind === 'extended') found.push([])
    else found.at(-1)?.push(step)
  }
  return found
}

describe(`a reckoning leads to the due instant (fast-check seed ${seed})`, () => {
  it('parts time into open, closed and holiday as the minute-by-minute oracle and the wall calendar do', () => {
    fc.assert(
      fc.property(setting, minutesAround(2), fc.integer({ min: 0, max: 2_000 }), ({ spec, calendar, around }, a, n) => {
        const [from, to] = [around + a, around + a + n * MINUTE]
        const dateOf = dateIn(spec.timeZone)
        const expected = (at: number) =>
          oracleIsOpen(at, spec) ? 'open' : spec.holidays?.includes(dateOf(at)) ? 'holiday' : 'closed'
        const found = stretches(from, to, calendar)
        expect(found[0]?.from ?? to).toBe(from)
        expect(found.at(-1)?.to ?? from).toBe(to)
        let last: string | undefined
        for (const stretch of found) {
          expect(stretch.kind).not.toBe(last)
          last = stretch.kind
          for (let at = stretch.from; at < stretch.to; at += MINUTE) {
            if (expected(at) !== stretch.kind)
              expect(`${new Date(at).toISOString()} ${stretch.kind}`).toBe(expected(at))
          }
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  it('step by step without a gap, from the beginning to the due instant, each step of what it says', () => {
    fc.assert(
      fc.property(life, (drawn) => {
        const { begun, clock, terms, pauses } = clockOf(drawn)
        const { spec } = drawn.where
        const due = dueOf(clock, terms, pauses)
        fc.pre(due === Number.POSITIVE_INFINITY || (due ?? 0) < begun + 500 * DAY)
        const steps = reckoningOf(clock, terms, pauses)
        expect(steps[0]?.from).toBe(begun)
        let at = begun
        for (const step of steps) {
          expect(step.from).toBe(at)
          at = step.to ?? step.from
          if (step.kind === 'extended') continue
          if (step.to !== undefined) expect(step.to).toBeGreaterThan(step.from)
        }
        if (due !== undefined && Number.isFinite(due)) expect(at).toBe(due)
        else expect(steps.findLast((step) => step.kind !== 'extended')?.to).toBeUndefined()

        const durations = [drawn.budget, ...drawn.extensions]
        legs(steps).forEach((leg, i) => {
          const duration = durations[i]
          const length = typeof duration === 'object' ? lengthOf(duration) : undefined
          const counted = leg.flatMap((step) => (step.kind === 'counted' || step.kind === 'leftOut' ? [step] : []))
          const sum = counted.reduce((total, step) => total + step.amount, 0)
          if (counted.length > 0) expect(counted.at(-1)?.total).toBe(sum)
          if (leg.length === 0 || length === undefined) return
          if (leg.at(-1)?.to !== undefined) expect(sum).toBe(Math.max(1, Math.round(length)))
          for (const step of leg) {
            for (const edge of [step.from, (step.to ?? step.from + MINUTE) - MINUTE]) {
              const held = isHeld(edge, clock, terms, pauses)
              if (step.kind === 'paused' || step.kind === 'stopped') expect(held).toBe(true)
              else if (step.kind !== 'leftOut') {
                expect(held).toBe(false)
                if (edge % MINUTE === 0) expect(oracleIsOpen(edge, spec)).toBe(step.kind === 'counted')
              }
            }
          }
        })
        expect(Math.max(...legs(steps).map((leg) => leg.length))).toBeLessThanOrEqual(60)
      }),
      { seed, numRuns: 400 },
    )
  })
})
