import { describe, expect, it } from 'vitest'
import type { Firing, ObligationClock, Pause } from '../../../src/domain/complaint.ts'
import { always, calendar } from '../../../src/time/calendar.ts'
import {
  breachOf,
  type ClockTerms,
  dueOf,
  firingAt,
  isHeldAt,
  nextFiringOf,
  originalDueOf,
  stopsOf,
} from '../../../src/time/clock.ts'

const at = (text: string): number => Date.parse(text)
const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : Number.isFinite(instant) ? new Date(instant).toISOString() : String(instant)

const NONE: readonly Pause[] = []
const BEGUN = at('2026-03-02T08:00:00Z')
const clock = (change: Partial<ObligationClock> = {}): ObligationClock => ({
  id: 'duty#1',
  obligation: 'duty',
  level: 'customerInterface',
  cycle: 1,
  due: { budget: { hours: 10 } },
  runs: [[BEGUN]],
  ...change,
})
const terms = (change: Partial<ClockTerms> = {}): ClockTerms => ({
  calendar: always,
  pausedBy: new Set(['absent', 'parts']),
  warnings: [],
  reminders: undefined,
  ...change,
})
const pause = (from: string, until?: string, reason = 'absent'): Pause => ({
  id: `${reason} ${from}`,
  reason,
  from: at(from),
  ...(until !== undefined && { until: at(until) }),
})
const fired = (kind: Firing['kind'], ordinal: number, due: string, more: Partial<Firing> = {}): Firing => ({
  kind,
  ordinal,
  due: at(due),
  firedAt: at(due) + 1,
  ...more,
})

describe('when a clock is due', () => {
  it('is the end of its budget, and not a millisecond off over 56 or 400 days (L02)', () => {
    expect(iso(dueOf(clock(), terms(), NONE))).toBe('2026-03-02T18:00:00.000Z')
    expect(iso(dueOf(clock({ due: { budget: { hours: 56 * 24 } } }), terms(), NONE))).toBe('2026-04-27T08:00:00.000Z')
    expect(iso(dueOf(clock({ due: { budget: { hours: 400 * 24 } } }), terms(), NONE))).toBe('2027-04-06T08:00:00.000Z')
  })

  it('is the instant that came with its subject, whatever pauses (T-23)', () => {
    const due = { at: at('2026-03-03T00:00:00Z') }
    expect(dueOf(clock({ due }), terms(), [pause('2026-03-02T09:00:00Z')])).toBe(due.at)
  })

  it('is never while there is no number: neither at once nor in time (T-21)', () => {
    const unmeasured = clock({ due: { unmeasured: true } })
    expect(dueOf(unmeasured, terms(), NONE)).toBeUndefined()
    expect(nextFiringOf(unmeasured, terms({ warnings: [{ share: 0.5 }] }), NONE)).toBeUndefined()
  })

  it.each<[string, readonly Pause[], string]>([
    ['a pause that is over', [pause('2026-03-02T09:00:00Z', '2026-03-02T11:00:00Z')], '2026-03-02T20:00:00.000Z'],
    [
      'two that overlap, united and not added up (T-09)',
      [
        pause('2026-03-02T09:00:00Z', '2026-03-02T12:00:00Z'),
        pause('2026-03-02T10:00:00Z', '2026-03-02T13:00:00Z', 'parts'),
      ],
      '2026-03-02T22:00:00.000Z',
    ],
    [
      'one that begins before the clock (T-09)',
      [pause('2026-03-01T00:00:00Z', '2026-03-02T09:00:00Z')],
      '2026-03-02T19:00:00.000Z',
    ],
    ['one that is still to come', [pause('2026-03-02T17:00:00Z', '2026-03-03T17:00:00Z')], '2026-03-03T18:00:00.000Z'],
    [
      'one that begins at the due instant, too late',
      [pause('2026-03-02T18:00:00Z', '2026-03-03T18:00:00Z')],
      '2026-03-02T18:00:00.000Z',
    ],
    [
      'one of another reason, which does not stop it (T-10)',
      [pause('2026-03-02T09:00:00Z', '2026-03-02T11:00:00Z', 'holiday')],
      '2026-03-02T18:00:00.000Z',
    ],
    ['one without end', [pause('2026-03-02T17:59:59.999Z')], 'Infinity'],
    ['one without end that comes too late', [pause('2026-03-02T18:00:00Z')], '2026-03-02T18:00:00.000Z'],
  ])('L04 is moved by %s', (_what, pauses, due) => {
    expect(iso(dueOf(clock(), terms(), pauses))).toBe(due)
  })

  it('counts only the runs of a clock that was ended and goes on (L10 total, T-77)', () => {
    const runs = [[BEGUN, at('2026-03-02T12:00:00Z')], [at('2026-03-05T00:00:00Z')]] as const
    expect(iso(dueOf(clock({ runs }), terms(), NONE))).toBe('2026-03-05T06:00:00.000Z')
    expect(stopsOf(clock({ runs }), terms(), NONE)).toEqual([[at('2026-03-02T12:00:00Z'), at('2026-03-05T00:00:00Z')]])
    // Counter-scenario: without the gap, the time in between would be counted as used.
    expect(iso(dueOf(clock({ runs: [[BEGUN]] }), terms(), NONE))).toBe('2026-03-02T18:00:00.000Z')
  })

  it('is moved by extensions from the due instant, and the original stays known (T-13, T-22)', () => {
    const by = { at: BEGUN, by: { hours: 5 }, agreed: true, grantedBy: 'bo' }
    const to = { at: BEGUN, to: at('2026-03-10T00:00:00Z'), agreed: false, grantedBy: 'bo' }
    const due = (extensions: ObligationClock['extensions'], pauses = NONE) => {
      const extended = clock(extensions === undefined ? {} : { extensions })
      return [dueOf(extended, terms(), pauses), originalDueOf(extended, terms(), pauses)].map(iso)
    }
    expect(due([by])).toEqual(['2026-03-02T23:00:00.000Z', '2026-03-02T18:00:00.000Z'])
    expect(due([by, by])).toEqual(['2026-03-03T04:00:00.000Z', '2026-03-02T18:00:00.000Z'])
    expect(due([to, by])).toEqual(['2026-03-10T05:00:00.000Z', '2026-03-02T18:00:00.000Z'])
    const paused = [pause('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z')]
    expect(due([by], paused)).toEqual(['2026-03-03T00:00:00.000Z', '2026-03-02T19:00:00.000Z'])
    expect(due([by], [pause('2026-03-02T09:00:00Z')])).toEqual(['Infinity', 'Infinity'])
  })

  it('hangs on the terms of the question alone: another policy reckons the same clock anew (L09)', () => {
    const one = clock()
    const nights = calendar({ timeZone: 'UTC', everyDay: ['20:00-06:00'] })
    const inNights = '2026-03-03T06:00:00.000Z'
    expect(iso(dueOf(one, terms({ calendar: nights }), NONE))).toBe(inNights)
    expect(iso(dueOf(one, terms(), NONE))).toBe('2026-03-02T18:00:00.000Z')
    expect(iso(dueOf(one, terms({ calendar: nights }), NONE))).toBe(inNights)
    expect(iso(dueOf(one, terms(), [pause('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z')]))).toBe(
      '2026-03-02T19:00:00.000Z',
    )
  })

  it('is held while a pause that it names goes on, its end not included', () => {
    const pauses = [
      pause('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'),
      pause('2026-03-02T09:00:00Z', undefined, 'holiday'),
    ]
    const held = (instant: string) => isHeldAt(terms(), pauses, at(instant))
    expect([
      held('2026-03-02T08:59:59.999Z'),
      held('2026-03-02T09:00:00Z'),
      held('2026-03-02T09:59:59.999Z'),
      held('2026-03-02T10:00:00Z'),
    ]).toEqual([false, true, true, false])
  })
})

describe('what a clock says next', () => {
  const next = (change: Partial<ObligationClock>, of: Partial<ClockTerms>, pauses = NONE) => {
    const found = nextFiringOf(clock(change), terms(of), pauses)
    return found === undefined ? undefined : `${found.kind} ${found.ordinal} from ${iso(found.from)}`
  }

  it('is its breach, a millisecond after the due instant, since that still is in time (T-15)', () => {
    expect(nextFiringOf(clock(), terms(), NONE)).toEqual({
      kind: 'breach',
      ordinal: 1,
      due: at('2026-03-02T18:00:00Z'),
      from: at('2026-03-02T18:00:00Z') + 1,
    })
  })

  it('is a warning before it, at a share of the budget or a lead time, each once and the earliest first', () => {
    const warnings = [{ before: { hours: 2 } }, { share: 0.5 }]
    expect(next({}, { warnings })).toBe('warning 2 from 2026-03-02T13:00:00.000Z')
    const half = fired('warning', 2, '2026-03-02T13:00:00Z')
    expect(next({ firings: [half] }, { warnings })).toBe('warning 1 from 2026-03-02T16:00:00.000Z')
    const both = [half, fired('warning', 1, '2026-03-02T16:00:00Z')]
    expect(next({ firings: both }, { warnings })).toBe('breach 1 from 2026-03-02T18:00:00.001Z')
  })

  it('a share is one of the working time: nights and pauses use nothing of a budget', () => {
    const office = calendar({ timeZone: 'UTC', everyDay: ['08:00-12:00', '13:00-17:00'] })
    const of = { calendar: office, warnings: [{ share: 0.5 }] }
    // Ten hours of eight a day from 08:00: due 10:00 of the next day, half used at 14:00, not in the night.
    expect(iso(dueOf(clock(), terms(of), NONE))).toBe('2026-03-03T10:00:00.000Z')
    expect(next({}, of)).toBe('warning 1 from 2026-03-02T14:00:00.000Z')
    const paused = [pause('2026-03-02T09:00:00Z', '2026-03-02T11:00:00Z')]
    expect(next({}, of, paused)).toBe('warning 1 from 2026-03-02T16:00:00.000Z')
    // A due instant of the data has no budget: there it is a share of the time that passes.
    expect(next({ due: { at: at('2026-03-03T10:00:00Z') } }, of)).toBe('warning 1 from 2026-03-02T21:00:00.000Z')
  })

  it('is no warning that would come before the duty began, nor one after its breach', () => {
    expect(next({}, { warnings: [{ before: { hours: 10 } }] })).toBe('breach 1 from 2026-03-02T18:00:00.001Z')
    const breach = fired('breach', 1, '2026-03-02T18:00:00Z')
    expect(next({ firings: [breach] }, { warnings: [{ share: 0.5 }] })).toBeUndefined()
  })

  it('is a reminder after the breach, so many and in working time', () => {
    const reminders = { every: { hours: 4 }, most: 2 }
    const breach = fired('breach', 1, '2026-03-02T18:00:00Z')
    expect(next({ firings: [breach] }, { reminders })).toBe('reminder 1 from 2026-03-02T22:00:00.000Z')
    const first = fired('reminder', 1, '2026-03-02T22:00:00Z')
    expect(next({ firings: [breach, first] }, { reminders })).toBe('reminder 2 from 2026-03-03T02:00:00.000Z')
    const second = fired('reminder', 2, '2026-03-03T02:00:00Z')
    expect(next({ firings: [breach, first, second] }, { reminders })).toBeUndefined()
    const office = calendar({ timeZone: 'UTC', everyDay: ['08:00-18:00'] })
    expect(next({ firings: [breach] }, { reminders, calendar: office })).toBe(
      'reminder 1 from 2026-03-03T12:00:00.000Z',
    )
  })

  it('is another breach when the first turned out to be none', () => {
    const firings = [fired('breach', 1, '2026-03-02T18:00:00Z', { rectified: true })]
    expect(next({ firings }, {}, [pause('2026-03-02T09:00:00Z', '2026-03-02T11:00:00Z')])).toBe(
      'breach 2 from 2026-03-02T20:00:00.001Z',
    )
    expect(breachOf(clock({ firings }))).toBeUndefined()
    const second = fired('breach', 2, '2026-03-02T20:00:00Z')
    expect(breachOf(clock({ firings: [...firings, second] }))).toEqual(second)
  })

  it('is nothing once it has ended, and nothing while a pause without end holds it', () => {
    expect(
      next({ ended: { how: 'met', at: BEGUN, recordedAt: BEGUN } }, { warnings: [{ share: 0.5 }] }),
    ).toBeUndefined()
    expect(next({}, { warnings: [{ share: 0.5 }] }, [pause('2026-03-02T09:00:00Z')])).toBeUndefined()
  })
})

describe('what is said late', () => {
  const reminders = { every: { hours: 1 }, most: 10 }
  const breach = fired('breach', 1, '2026-03-02T18:00:00Z')
  const first = nextFiringOf(clock({ firings: [breach] }), terms({ reminders }), NONE)

  it('is said once, with how many were missed (L15, time rule 5)', () => {
    if (first === undefined) throw new Error('there is a reminder')
    const said = (instant: string) => firingAt(terms({ reminders }), first, at(instant))
    expect(said('2026-03-02T19:00:00Z')).toEqual({
      kind: 'reminder',
      ordinal: 1,
      due: at('2026-03-02T19:00:00Z'),
      firedAt: at('2026-03-02T19:00:00Z'),
    })
    expect(said('2026-03-02T22:59:59Z')).toEqual({
      kind: 'reminder',
      ordinal: 4,
      due: at('2026-03-02T22:00:00Z'),
      firedAt: at('2026-03-02T22:59:59Z'),
      missed: 3,
    })
    expect(said('2026-04-02T00:00:00Z')).toMatchObject({ ordinal: 10, missed: 9 })
    // One that is due at the very instant is not missed: it is the one that is said.
    expect(said('2026-03-02T20:00:00Z')).toMatchObject({ ordinal: 2, due: at('2026-03-02T20:00:00Z'), missed: 1 })
  })

  it('keeps both instants: when it was due and when it was said', () => {
    const late = nextFiringOf(clock(), terms(), NONE)
    if (late === undefined) throw new Error('there is a breach')
    expect(firingAt(terms(), late, at('2026-03-05T00:00:00Z'))).toEqual({
      kind: 'breach',
      ordinal: 1,
      due: at('2026-03-02T18:00:00Z'),
      firedAt: at('2026-03-05T00:00:00Z'),
    })
  })
})
