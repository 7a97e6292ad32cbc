/**
 * What changes a target here is reclassification. That of a policy or a calendar, and recomputing from the log, is not
 * covered by this file.
 */
import fc from 'fast-check'
import { createRedress, definePolicy, memoryChannel, memoryStore, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+01:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const

const answer = {
  id: 'answer',
  opens: 'registered',
  meets: 'contacted',
  pausedBy: ['absent'],
  warnings: [{ share: 0.5 }],
  reminders: { every: { hours: 1 }, most: 3 },
  onBreach: { escalate: 'next' },
} as const

/** A shop whose target hangs on what the complaint is classified as: `hours`, or none at all. */
const shop = definePolicy({
  id: 'targets',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Europe/Berlin',
  roles: ['clerk', 'head'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], classify: ['clerk'], contact: ['clerk'], suspend: ['clerk'], resume: ['clerk'] },
  facts: z.object({ hours: z.int().nonnegative() }),
  pauseReasons: ['absent'],
  ladder: [
    { id: 'counter', role: 'clerk' },
    { id: 'office', role: 'head' },
  ],
  obligations: [{ ...answer, budget: (c) => (c.facts.hours > 0 ? { hours: c.facts.hours } : undefined) }],
  notifications: [
    { on: 'warned:answer', to: { role: 'clerk' }, channel: 'mail', template: 'warned' },
    { on: 'breached:answer', to: { role: 'clerk' }, channel: 'mail', template: 'breached' },
    { on: 'reminded:answer', to: { role: 'clerk' }, channel: 'mail', template: 'reminded' },
  ],
})

async function complaintOf(hours: number) {
  const clock = simulatedClock(START)
  const mail = memoryChannel()
  const redress = createRedress({
    policies: [shop],
    store: memoryStore(),
    clock,
    channels: { mail },
    directory: staticDirectory([
      { id: clerk.id, roles: ['clerk'] },
      { id: 'head-1', roles: ['head'] },
    ]),
  })
  const { id } = await redress.submit(
    { policy: 'targets', channel: 'web', summary: 'x', facts: { hours } },
    { by: clerk },
  )
  return {
    clock,
    redress,
    runDue: () => redress.runDue(),
    classify: (hours: number) => redress.send(id, { type: 'classify', facts: { hours } }, { by: clerk }),
    suspend: () => redress.send(id, { type: 'suspend', reason: 'absent' }, { by: clerk }),
    resume: () => redress.send(id, { type: 'resume' }, { by: clerk }),
    view: () => redress.get(id, { by: clerk }),
    duty: async () => (await redress.explain(id, 'answer', { by: clerk })).clocks[0],
    told: () => mail.deliveries.map(({ template }) => template),
    at: async (hour: number) => {
      clock.set(START + hour * HOUR)
      await redress.runDue()
    },
  }
}

describe('L09 a target is lowered below the time that is used up already', () => {
  it('L09 it is breached now: due then, said when it was lowered', async () => {
    const { at, classify, runDue, duty, told, view } = await complaintOf(24)
    await at(10)
    expect(told()).toEqual([])
    await classify(4)
    await runDue()
    const { state, dueAt, firings } = (await duty()) ?? {}
    expect({ state, dueAt }).toEqual({ state: 'breached', dueAt: new Date(START + 4 * HOUR) })
    expect(firings?.filter(({ kind }) => kind === 'breach')).toEqual([
      { kind: 'breach', ordinal: 1, due: START + 4 * HOUR, firedAt: START + 10 * HOUR },
    ])
    expect(told()).toContain('breached')
    expect((await view()).rung).toBe('office')
  })

  it('L09 counter-scenario: not below it, nothing is breached and nobody is told', async () => {
    const { at, classify, runDue, duty, told } = await complaintOf(24)
    await at(10)
    // Exactly used up is in time (T-15).
    await classify(10)
    await runDue()
    expect(await duty()).toMatchObject({ state: 'running', dueAt: new Date(START + 10 * HOUR) })
    expect(told()).not.toContain('breached')
  })

  it('L09 paused hours are not used up', async () => {
    const { at, classify, suspend, resume, runDue, duty } = await complaintOf(24)
    await at(2)
    await suspend()
    await at(9)
    await resume()
    await at(10)
    await classify(4)
    await runDue()
    expect(await duty()).toMatchObject({ state: 'running', dueAt: new Date(START + 11 * HOUR) })
  })

  it('L09 raised again, the breach that was said stays a fact', async () => {
    const { at, classify, runDue, duty, view } = await complaintOf(24)
    await at(10)
    await classify(4)
    await runDue()
    await classify(48)
    await runDue()
    const said = (await duty())?.firings.filter(({ kind }) => kind === 'breach')
    expect(said).toEqual([{ kind: 'breach', ordinal: 1, due: START + 4 * HOUR, firedAt: START + 10 * HOUR }])
    expect((await view()).rung).toBe('office')
    // It is not said once more, neither at its first instant nor at any before the new one.
    await at(47)
    expect((await duty())?.firings.filter(({ kind }) => kind === 'breach')).toEqual(said)
  })
})

describe('L09 a target is switched off', () => {
  const DAY_AND_MORE = 60

  it('L09 what was pending is never said: no warning, no breach, no rung', async () => {
    const { at, classify, duty, told, view } = await complaintOf(24)
    await at(11)
    await classify(0)
    await at(DAY_AND_MORE)
    expect(await duty()).toMatchObject({ state: 'unmeasured', firings: [] })
    expect(told()).toEqual([])
    expect((await view()).rung).toBe('counter')
  })

  it('L09 after the breach no reminder follows, and the breach stays a fact', async () => {
    const { at, classify, duty, told } = await complaintOf(24)
    await at(24)
    await at(24.5)
    expect(told()).toEqual(['warned', 'breached'])
    await classify(0)
    await at(DAY_AND_MORE)
    expect(told()).toEqual(['warned', 'breached'])
    expect((await duty())?.firings.map(({ kind }) => kind)).toEqual(['warning', 'breach'])
  })

  it('L09 counter-scenario: left on, all of it is said', async () => {
    const { at, told, view } = await complaintOf(24)
    for (let hour = 1; hour <= DAY_AND_MORE; hour++) await at(hour)
    expect(told()).toEqual(['warned', 'breached', 'reminded', 'reminded', 'reminded'])
    expect((await view()).rung).toBe('office')
  })

  it('L09 switched on again, it counts from the beginning, not from now', async () => {
    const { at, classify, duty } = await complaintOf(24)
    await at(5)
    await classify(0)
    await at(8)
    await classify(12)
    expect((await duty())?.dueAt).toEqual(new Date(START + 12 * HOUR))
  })
})

type Step = number | 'suspend' | 'resume'
const steps = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }) },
      { weight: 1, arbitrary: fc.constantFrom<Step[]>('suspend', 'resume') },
    ),
  ),
  { minLength: 1, maxLength: 8 },
)

/** When a complaint is due that goes through the steps, or only through those that are no targets. */
async function dueAfter(hours: number, log: readonly (readonly [number, Step])[], withTargets: boolean) {
  const complaint = await complaintOf(hours)
  let isPaused = false
  for (const [wait, step] of log) {
    complaint.clock.advance(wait * HOUR)
    await complaint.runDue()
    if (typeof step === 'number') {
      if (withTargets) await complaint.classify(step)
    } else if ((step === 'resume') === isPaused) {
      await complaint[step]()
      isPaused = !isPaused
    }
  }
  return (await complaint.duty())?.dueAt
}

const seed = Number(process.env['TIME_SEED'] ?? 20260309)

describe(`L09 whatever the target was in between (fast-check seed ${seed})`, () => {
  it('L09 the duty is due as if the last target had been its first', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), steps, async (hours, log) => {
        const last = log.findLast(([, step]) => typeof step === 'number')?.[1]
        const final = typeof last === 'number' ? last : hours
        expect(await dueAfter(hours, log, true)).toEqual(await dueAfter(final, log, false))
      }),
      { seed, numRuns: 100 },
    )
  })
})
