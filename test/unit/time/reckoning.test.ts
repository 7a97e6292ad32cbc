import { describe, expect, it } from 'vitest'
import type { ObligationClock, Pause } from '../../../src/domain/complaint.ts'
import { alwaysIn, type Calendar, calendar } from '../../../src/time/calendar.ts'
import { dueOf } from '../../../src/time/clock.ts'
import type { Duration } from '../../../src/time/duration.ts'
import { type ReckoningStep, reckoningOf } from '../../../src/time/reckoning.ts'

const HOURS = ['09:00-12:00', '14:00-18:00']
const office = calendar({
  timeZone: 'Asia/Shanghai',
  week: { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS },
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05'],
})
const year = (date: string): string => (/^\d{4}-/.test(date) ? date : `2026-${date}`)
const at = (text: string): number => Date.parse(`${year(text)}+08:00`)
const pause = (reason: string, from: string, until?: string): Pause => ({
  id: reason,
  reason,
  from: at(from),
  ...(until !== undefined && { until: at(until) }),
})

interface Told {
  readonly by?: Calendar
  readonly pauses?: readonly Pause[]
  readonly clock?: Partial<ObligationClock>
}

function reckon(from: string, due: Duration | ObligationClock['due'], { by = office, pauses = [], clock }: Told = {}) {
  const reckoned: ObligationClock = {
    id: 'duty#1',
    obligation: 'duty',
    level: 'customerInterface',
    cycle: 1,
    due: 'at' in due || 'budget' in due || 'unmeasured' in due ? due : { budget: due },
    runs: [[at(from)]],
    ...clock,
  }
  const terms = { calendar: by, pausedBy: new Set(['parts', 'absent']), warnings: [], reminders: undefined }
  const steps = reckoningOf(reckoned, terms, pauses)
  const end = dueOf(reckoned, terms, pauses)
  if (end !== undefined && Number.isFinite(end)) expect(steps.at(-1)?.to).toBe(end)
  return steps
}

const local = (instant: number | undefined): string =>
  instant === undefined ? '' : new Date(instant + 8 * 3_600_000).toISOString().slice(5, 16)

const told = (steps: readonly ReckoningStep<number>[]): readonly string[] =>
  steps.map((step) => {
    const span = `${local(step.from)} ${local(step.to)} ${step.kind}`
    switch (step.kind) {
      case 'counted':
      case 'leftOut': {
        const of = (amount: number) => (step.unit === 'ms' ? `${amount / 60_000}` : `${amount} ${step.unit}`)
        return `${span} ${of(step.amount)}, ${of(step.total)}`
      }
      case 'paused':
        return `${span} ${step.reasons.join(' ')}`
      case 'madeUp':
        return `${span} ${step.reasons.join(' ') || 'stopped'} ${local(step.pause.from)} ${local(step.pause.to)}`
      default:
        return span
    }
  })

describe('how a clock comes to its due instant', () => {
  it('counts working time over lunch, night, weekend, holidays and a pause', () => {
    const pauses = [pause('parts', '09-29T15:00', '09-30T11:00'), pause('lunch', '09-30T11:00', '09-30T18:00')]
    expect(told(reckon('09-29T11:00', { hours: 8 }, { pauses }))).toEqual([
      '09-29T11:00 09-29T12:00 counted 60, 60',
      '09-29T12:00 09-29T14:00 closed',
      '09-29T14:00 09-29T15:00 counted 60, 120',
      '09-29T15:00 09-30T11:00 paused parts',
      '09-30T11:00 09-30T12:00 counted 60, 180',
      '09-30T12:00 09-30T14:00 closed',
      '09-30T14:00 09-30T18:00 counted 240, 420',
      '09-30T18:00 10-01T00:00 closed',
      '10-01T00:00 10-03T00:00 holiday',
      '10-03T00:00 10-05T00:00 closed',
      '10-05T00:00 10-06T00:00 holiday',
      '10-06T00:00 10-06T09:00 closed',
      '10-06T09:00 10-06T10:00 counted 60, 480',
    ])
  })

  it('names all reasons that hold it at once, and parts where they change', () => {
    const pauses = [pause('parts', '09-29T11:00', '09-29T16:00'), pause('absent', '09-29T15:00', '09-29T17:00')]
    expect(told(reckon('09-29T11:00', { hours: 1 }, { pauses }))).toEqual([
      '09-29T11:00 09-29T15:00 paused parts',
      '09-29T15:00 09-29T16:00 paused absent parts',
      '09-29T16:00 09-29T17:00 paused absent',
      '09-29T17:00 09-29T18:00 counted 60, 60',
    ])
  })

  it('has no step for a pause that begins at the due instant, in hours and in days', () => {
    const worked = [pause('parts', '09-29T12:00', '09-29T16:00')]
    expect(reckon('09-29T11:00', { hours: 1 }, { pauses: worked })).toHaveLength(1)
    const atMidnight = [pause('parts', '10-01T00:00', '10-01T10:00')]
    expect(reckon('09-29T11:00', { days: 1 }, { pauses: atMidnight })).toHaveLength(2)
  })

  it('ends in the pause that has no end, and goes on from an extension to an instant', () => {
    const pauses = [pause('absent', '09-29T11:30')]
    const ends = ['09-29T11:00 09-29T11:30 counted 30, 30', '09-29T11:30  paused absent']
    expect(told(reckon('09-29T11:00', { hours: 1 }, { pauses }))).toEqual(ends)
    const extensions = [{ at: at('09-29T12:00'), to: at('10-09T12:00'), agreed: true, grantedBy: 'bo' }]
    expect(told(reckon('09-29T11:00', { hours: 1 }, { pauses, clock: { extensions } }))).toEqual([
      ...ends,
      '09-29T11:30 10-09T12:00 extended',
    ])
  })

  it('leaves out what lies between two runs of a duty that was taken up again', () => {
    const clock = { runs: [[at('09-29T09:00'), at('09-29T10:00')], [at('09-29T16:00')]] as const }
    expect(told(reckon('09-29T09:00', { hours: 2 }, { clock }))).toEqual([
      '09-29T09:00 09-29T10:00 counted 60, 60',
      '09-29T10:00 09-29T16:00 stopped',
      '09-29T16:00 09-29T17:00 counted 60, 120',
    ])
  })

  it('counts working days, without the day of the event, and puts a pause on at the end', () => {
    const pauses = [pause('parts', '09-30T10:00', '09-30T16:00')]
    expect(told(reckon('09-29T11:00', { closeOfBusiness: 3 }, { pauses }))).toEqual([
      '09-29T11:00 09-30T00:00 eventDay',
      '09-30T00:00 10-01T00:00 counted 1 workingDays, 1 workingDays',
      '10-01T00:00 10-03T00:00 holiday',
      '10-03T00:00 10-05T00:00 closed',
      '10-05T00:00 10-06T00:00 holiday',
      '10-06T00:00 10-07T18:00 counted 2 workingDays, 3 workingDays',
      '10-07T18:00 10-08T00:00 madeUp parts 09-30T10:00 09-30T16:00',
    ])
  })

  it.each<[Duration, readonly string[]]>([
    [{ days: 15 }, ['10-01T00:00 10-16T00:00 counted 15 days, 15 days']],
    [{ weeks: 2 }, ['10-01T00:00 10-15T00:00 counted 2 weeks, 2 weeks']],
    [{ months: 1 }, ['10-01T00:00 10-31T00:00 counted 1 months, 1 months']],
  ])('counts %o closed days included', (duration, rest) => {
    expect(told(reckon('09-30T11:00', duration))).toEqual(['09-30T11:00 10-01T00:00 eventDay', ...rest])
  })

  it('has one step for the same day, for an instant that came with the data, and none without a number', () => {
    expect(told(reckon('09-30T11:00', { sameDay: true }))).toEqual(['09-30T11:00 10-01T00:00 counted 1 days, 1 days'])
    expect(told(reckon('09-30T11:00', { at: at('10-02T08:00') }))).toEqual(['09-30T11:00 10-02T08:00 given'])
    expect(reckon('09-30T11:00', { unmeasured: true })).toEqual([])
  })

  it('counts each extension from the due instant before it', () => {
    const granted = (change: object) => ({ at: at('09-29T10:00'), agreed: false, grantedBy: 'bo', ...change })
    const extensions = [granted({ by: { hours: 2 } }), granted({ to: at('10-09T12:00') })]
    expect(told(reckon('09-30T16:00', { hours: 1 }, { clock: { extensions } }))).toEqual([
      '09-30T16:00 09-30T17:00 counted 60, 60',
      '09-30T17:00 09-30T17:00 extended',
      '09-30T17:00 09-30T18:00 counted 60, 60',
      '09-30T18:00 10-01T00:00 closed',
      '10-01T00:00 10-03T00:00 holiday',
      '10-03T00:00 10-05T00:00 closed',
      '10-05T00:00 10-06T00:00 holiday',
      '10-06T00:00 10-06T09:00 closed',
      '10-06T09:00 10-06T10:00 counted 60, 120',
      '10-06T10:00 10-09T12:00 extended',
    ])
  })

  it('stays short over ten years, and shows the pauses that lie in them', () => {
    const pauses = [pause('parts', '2029-03-01T08:00', '2029-06-01T08:00')]
    const steps = reckon('01-05T09:00', { hours: 7 * 260 * 10 }, { pauses })
    expect(steps.length).toBeLessThanOrEqual(60)
    expect(told(steps).filter((line) => /leftOut|paused/.test(line))).toEqual([
      '01-09T00:00 03-01T08:00 leftOut 342720, 344400',
      '03-01T08:00 06-01T08:00 paused parts',
      '06-01T08:00 03-24T00:00 leftOut 745920, 1090320',
    ])
    expect(reckon('01-05T09:00', { workingDays: 2_600 }).length).toBeLessThanOrEqual(60)
    expect(reckon('01-05T09:00', { hours: 87_600 }, { by: alwaysIn('Asia/Shanghai') })).toHaveLength(1)
  })

  it('stays short with a thousand pauses, and what counts still adds up', () => {
    const pauses = Array.from({ length: 1_000 }, (_, i) => {
      const from = at('01-05T09:00') + i * 3_600_000
      return { id: `${i}`, reason: 'parts', from, until: from + 1_800_000 }
    })
    const steps = reckon('01-05T09:00', { hours: 60 }, { by: alwaysIn('Asia/Shanghai'), pauses })
    expect(steps).toHaveLength(60)
    const amounts = steps.map((step) => (step.kind === 'counted' || step.kind === 'leftOut' ? step.amount : 0))
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(60 * 3_600_000)
    expect(steps.findLast((step) => step.kind === 'counted')).toMatchObject({ total: 60 * 3_600_000 })
  })

  it('answers at once even when it takes thousands of years', () => {
    const minute = calendar({ timeZone: 'Europe/Berlin', week: { mon: ['09:00-09:01'] } })
    expect(reckon('01-05T09:00', { hours: 3_000 }, { by: minute }).length).toBeLessThanOrEqual(60)
    expect(reckon('01-05T09:00', { workingDays: 180_000 }, { by: minute }).length).toBeLessThanOrEqual(60)
  })
})
