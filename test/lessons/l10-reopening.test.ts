import { createRedress, definePolicy, memoryChannel, memoryStore, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+01:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const

type OnReopen = 'firstOnly' | 'total' | 'newCycle'

/** A shop that settles within ten hours, and does this when it has to settle again. */
const shopOf = (onReopen: OnReopen) =>
  definePolicy({
    id: 'reopening',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'Europe/Berlin',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: {
      register: ['clerk'],
      contact: ['clerk'],
      dispute: ['clerk'],
      close: ['clerk'],
      reopen: ['clerk'],
    },
    levels: { customerInterface: { callBack: false } },
    closing: 'manual',
    obligations: [
      { id: 'settlement', opens: 'registered', meets: 'settled:customerInterface', within: { hours: 10 }, onReopen },
    ],
    notifications: [{ on: 'breached:settlement', to: { role: 'clerk' }, channel: 'mail', template: 'overdue' }],
  })

/** Registered at hour 0; then settled and reopened in turn, at hours. A worker looks every hour, and when told to. */
async function lifeOf(onReopen: OnReopen, by: 'dispute' | 'reopen', turns: readonly (readonly [number, number])[]) {
  const clock = simulatedClock(START)
  const mail = memoryChannel()
  const redress = createRedress({
    policies: [shopOf(onReopen)],
    store: memoryStore(),
    clock,
    channels: { mail },
    directory: staticDirectory([{ id: clerk.id, roles: ['clerk'] }]),
  })
  const { id } = await redress.submit({ policy: 'reopening', channel: 'web', summary: 'x' }, { by: clerk })
  const until = async (instant: number): Promise<void> => {
    while (clock.now() < instant) {
      const nextLook = clock.now() - ((clock.now() - START) % HOUR) + HOUR
      clock.set(Math.min(nextLook, instant))
      await redress.runDue()
    }
  }
  const history = () => redress.history(id, { by: clerk })
  const breaches = async () =>
    (await history()).flatMap((line) =>
      line.clocks.flatMap(({ what, clock: of, at }) =>
        what === 'breach' ? [`${of} at ${(at.getTime() - START) / HOUR}`] : [],
      ),
    )
  /** How many overdue alerts reopening itself sent, then and at the next millisecond. */
  let alertsAtReopening = 0
  for (const [settledAfter, reopenedAfter] of turns) {
    await until(START + settledAfter * HOUR)
    await redress.send(id, { type: 'contact', settled: true }, { by: clerk })
    if (by === 'reopen') await redress.send(id, { type: 'close' }, { by: clerk })
    await until(START + reopenedAfter * HOUR)
    const before = mail.deliveries.length
    if (by === 'dispute') await redress.send(id, { type: 'dispute', reason: 'x' }, { by: clerk })
    else await redress.send(id, { type: 'reopen', levels: ['customerInterface'], reason: 'x' }, { by: clerk })
    await redress.runDue()
    clock.advance(1)
    await redress.runDue()
    alertsAtReopening += mail.deliveries.length - before
  }
  const { clocks } = await redress.explain(id, 'settlement', { by: clerk })
  const hour = (date: Date | undefined) => (date === undefined ? '?' : (date.getTime() - START) / HOUR)
  return {
    until,
    breaches,
    alertsAtReopening,
    alerts: () => mail.deliveries.map(({ template }) => template),
    clocks: clocks.map(({ clock, state, dueAt, cycle }) => `${clock} ${state}, due ${hour(dueAt)}, cycle ${cycle}`),
    firings: clocks.map(({ firings }) => firings.length),
  }
}

const when = {
  'before due': [[4, 6]],
  'after due': [[4, 20]],
  // Settled late, so the breach of the first cycle had been said.
  'after breach': [[14, 20]],
  twice: [
    [4, 20],
    [23, 30],
  ],
} as const

interface Expected {
  readonly clocks: readonly string[]
  /** What is breached in all, when nobody ever settles it again. */
  readonly breaches: readonly string[]
}

const matrix: Readonly<Record<OnReopen, Readonly<Record<keyof typeof when, Expected>>>> = {
  // The first duty stays the only one.
  firstOnly: {
    'before due': { clocks: ['settlement#1 met, due 10, cycle 1'], breaches: [] },
    'after due': { clocks: ['settlement#1 met, due 10, cycle 1'], breaches: [] },
    'after breach': { clocks: ['settlement#1 metLate, due 10, cycle 1'], breaches: ['settlement#1 at 10'] },
    twice: { clocks: ['settlement#1 met, due 10, cycle 1'], breaches: [] },
  },
  // The first duty goes on with what is left of its ten hours.
  total: {
    'before due': { clocks: ['settlement#1 running, due 12, cycle 1'], breaches: ['settlement#1 at 12'] },
    'after due': { clocks: ['settlement#1 running, due 26, cycle 1'], breaches: ['settlement#1 at 26'] },
    // Nothing is left: it is breached as it was, and that was said.
    'after breach': { clocks: ['settlement#1 breached, due 10, cycle 1'], breaches: ['settlement#1 at 10'] },
    // Four hours before the first settling and three before the second: three are left.
    twice: { clocks: ['settlement#1 running, due 33, cycle 1'], breaches: ['settlement#1 at 33'] },
  },
  // Each cycle has ten hours of its own.
  newCycle: {
    'before due': {
      clocks: ['settlement#1 met, due 10, cycle 1', 'settlement#2 running, due 16, cycle 2'],
      breaches: ['settlement#2 at 16'],
    },
    'after due': {
      clocks: ['settlement#1 met, due 10, cycle 1', 'settlement#2 running, due 30, cycle 2'],
      breaches: ['settlement#2 at 30'],
    },
    'after breach': {
      clocks: ['settlement#1 metLate, due 10, cycle 1', 'settlement#2 running, due 30, cycle 2'],
      breaches: ['settlement#1 at 10', 'settlement#2 at 30'],
    },
    twice: {
      clocks: [
        'settlement#1 met, due 10, cycle 1',
        'settlement#2 met, due 30, cycle 2',
        'settlement#3 running, due 40, cycle 3',
      ],
      breaches: ['settlement#3 at 40'],
    },
  },
}

const rows = (['firstOnly', 'total', 'newCycle'] as const).flatMap((onReopen) =>
  (['before due', 'after due', 'after breach', 'twice'] as const).flatMap((moment) =>
    (['dispute', 'reopen'] as const).map((by) => ({ onReopen, moment, by })),
  ),
)

describe('L10 what reopening does to a duty of ten hours (T-77)', () => {
  it.each(rows)('L10 $onReopen, reopened $moment by $by', async ({ onReopen, moment, by }) => {
    const expected = matrix[onReopen][moment]
    const life = await lifeOf(onReopen, by, when[moment])
    expect(life.clocks).toEqual(expected.clocks)

    // No alert of an overdue duty goes out because somebody reopened it, not even where the time goes on in total.
    expect(life.alertsAtReopening).toBe(0)

    // What was breached in the first cycle stays so, and whatever runs is breached in its own time, once.
    const late = moment === 'after breach' ? ['settlement#1 at 10'] : []
    expect(await life.breaches()).toEqual(late)
    expect(life.firings[0]).toBe(late.length)
    await life.until(START + 60 * HOUR)
    expect(await life.breaches()).toEqual(expected.breaches)
    expect(life.alerts()).toEqual(expected.breaches.map(() => 'overdue'))
  })

  it('L10 the three rules are told apart by each moment', () => {
    for (const moment of ['before due', 'after due', 'after breach', 'twice'] as const) {
      const outcomes = (['firstOnly', 'total', 'newCycle'] as const).map((rule) => JSON.stringify(matrix[rule][moment]))
      expect(new Set(outcomes).size).toBe(3)
    }
  })
})
