import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { failure } from '../fixtures/failure.ts'
import { postgresPool } from '../fixtures/postgres.ts'
import { auditOf } from './audit.ts'
import { look } from './data.ts'
import { HOUR, MINUTE, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import type { KillPoint, Step } from './job.ts'
import { perform } from './perform.ts'
import { type PostgresPlace, testPlaces } from './places.ts'
import { complete, start } from './processes.ts'
import { LATER } from './script.ts'

const newPlace = testPlaces()
let pool: Pool
beforeAll(async () => {
  pool = await postgresPool()
})
afterAll(() => pool.end())

const submit = (commandId: string): Step => ({ do: 'submit', commandId, customer: `customer-${commandId}` })
const note = (to: string, commandId: string): Step => ({
  ...{ do: 'send', to, commandId, by: 'agent' },
  command: { type: 'note', text: `Called again (${commandId}).` },
})
const assign = (to: string): Step => ({
  ...{ do: 'send', to, commandId: `${to}-assign`, by: 'agent' },
  command: { type: 'assign', to: 'handler-1' },
})
const runDue: Step = { do: 'runDue' }

/** All that a place holds. */
const contentsOf = ({ data }: PostgresPlace) =>
  look(data, async (store) => ({
    entries: (await store.entries({ tenant: 'default', limit: 5_000 })).items,
    messages: (await store.messages({ tenant: 'default', limit: 500 })).items,
  }))

const wakesIn = async (place: PostgresPlace) =>
  (await contentsOf(place)).entries.filter(({ type }) => type === 'wake').map(({ at }) => at)

/** Works off all that is left, and looks through it. */
async function workOff(place: PostgresPlace): Promise<void> {
  await perform({ ...place, clock: { at: LATER }, steps: [runDue] })
  expect(await auditOf(place, LATER)).toEqual([])
}

const notesIn = (place: PostgresPlace) => readNotes(place.notes)

describe('a worker that hangs past its lease', () => {
  const due = OPENED + HOUR + 1
  const workers = { leaseMs: 10 * MINUTE }
  const points: readonly (readonly [KillPoint, { saidBefore: boolean; deliveries: number }])[] = [
    ['afterClaim:due', { saidBefore: false, deliveries: 1 }],
    ['beforeCommit', { saidBefore: false, deliveries: 1 }],
    ['afterClaim:messages', { saidBefore: true, deliveries: 1 }],
    ['afterDelivery', { saidBefore: true, deliveries: 2 }],
  ]

  it.concurrent.each(points)(
    '%s: another takes over, and what it does late changes nothing',
    async (point, expected) => {
      const place = await newPlace('postgres')
      await perform({ ...place, clock: { at: OPENED }, steps: [submit('A'), runDue] })
      const before = notesIn(place).length
      const hanging = start({ ...place, workers, clock: { at: due }, hang: { point, nth: 1 }, steps: [runDue] })
      await eventually(() => notesOf(notesIn(place), 'hangs').length > 0)
      const said = expected.saidBefore ? [due] : []
      expect(await wakesIn(place)).toEqual(said)

      await perform({ ...place, workers, clock: { at: due + workers.leaseMs - 1 }, steps: [runDue] })
      expect(await wakesIn(place), 'while its lease lasts').toEqual(said)
      await perform({ ...place, workers, clock: { at: due + workers.leaseMs }, steps: [runDue] })
      const wakes = await wakesIn(place)
      expect(wakes).toEqual(expected.saidBefore ? [due] : [due + workers.leaseMs])
      const taken = await contentsOf(place)

      hanging.child.kill('SIGCONT')
      expect(await hanging.ended).toMatchObject({ code: 0 })
      expect(await contentsOf(place)).toEqual(taken)
      const delivered = notesOf(notesIn(place).slice(before), 'delivered')
      const times = delivered.map(({ key }) => delivered.filter((one) => one.key === key).length)
      expect(Math.max(...times)).toBe(expected.deliveries)
      await workOff(place)
    },
  )
})

describe('two hundred commands at once on one complaint, by two processes', () => {
  it.concurrent('are each done once, under numbers without a gap', async () => {
    const place = await newPlace('postgres')
    const clock = { skewMs: 0 }
    await perform({ ...place, clock, steps: [submit('A')] })
    const names = Array.from({ length: 200 }, (_, i) => `note-${i}`)
    // The last twenty are sent by both.
    const processes = [names.filter((_, i) => i % 2 === 0 || i >= 180), names.filter((_, i) => i % 2 === 1 || i >= 180)]
    const writers = processes.map((own) =>
      start({
        ...place,
        clock,
        steps: [{ do: 'wait' }, { do: 'together', steps: own.map((name) => note('A', name)) }],
      }),
    )
    await Promise.all(writers.map(({ ready }) => ready))
    for (const { tell } of writers) tell()
    for (const { ended } of writers) expect(await ended).toMatchObject({ code: 0 })

    const { entries } = await contentsOf(place)
    expect(entries.map(({ seq, version }) => [seq, version])).toEqual(entries.map((_, i) => [i + 1, i + 1]))
    expect(entries.map(({ commandId }) => commandId).sort()).toEqual(['A', ...names].sort())
    const answers = notesOf(notesIn(place), 'acknowledged')
    expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(20)
    const now = Date.now()
    await perform({ ...place, clock, steps: [runDue] })
    expect(await auditOf(place, now)).toEqual([])
  })
})

describe('hosts whose clocks are apart', () => {
  const apart = 55_000

  it.concurrent('by less than the tolerance work on one complaint, whose time never goes back', async () => {
    const place = await newPlace('postgres')
    await perform({ ...place, clock: { skewMs: apart }, steps: [submit('A')] })
    const sides = [-apart, apart].map((skewMs, side) => {
      const steps = Array.from({ length: 20 }, (_, i) => note('A', `note-${side}-${i}`))
      return complete({ ...place, clock: { skewMs }, steps: [...steps, runDue] })
    })
    await Promise.all(sides)
    const { entries } = await contentsOf(place)
    expect(entries).toHaveLength(41)
    expect(await auditOf(place, Date.now() - apart)).toEqual([])
  })

  it.concurrent.each([65_000, -65_000])('by more than it are not let in: %i ms', async (skewMs) => {
    const place = await newPlace('postgres')
    const error = await failure(() => perform({ ...place, clock: { skewMs }, steps: [{ do: 'work' }] }))
    expect(error).toMatchObject({ code: 'CLOCK_SKEW', retryable: false })
  })

  it.concurrent('say a breach once, and take it back for an act that was in time by the other clock', async () => {
    const place = await newPlace('postgres')
    await perform({ ...place, clock: { at: OPENED }, steps: [submit('A'), submit('B'), runDue] })
    const [early, late] = [OPENED + HOUR - apart, OPENED + HOUR + 1]
    await perform({ ...place, clock: { at: late }, steps: [runDue] })
    expect(await wakesIn(place)).toEqual([late, late])
    await perform({ ...place, clock: { at: early }, steps: [runDue, assign('A'), runDue] })
    await perform({ ...place, clock: { at: late + apart }, steps: [runDue] })
    expect(await wakesIn(place)).toEqual([late, late])
    await workOff(place)
    const breached = await look(place.data, async (store) => {
      const { items } = await store.find({ tenant: 'default', order: 'oldest' })
      const clocks = await store.clocks(items.map(({ key }) => key))
      return clocks.filter(({ obligation }) => obligation === 'handler-found').map(({ breachedAt }) => breachedAt)
    })
    expect(breached.sort()).toEqual([OPENED + HOUR, undefined])
  })
})

describe('a transaction of the host that stays open on a complaint', () => {
  it.concurrent('holds up this complaint and no other; what was sent to it goes through afterwards', async ({
    onTestFinished,
  }) => {
    const place = await newPlace('postgres')
    await perform({ ...place, clock: { at: OPENED }, steps: [submit('held'), submit('free'), runDue] })
    const host = await pool.connect()
    onTestFinished(() => host.release(true))
    await host.query('BEGIN')
    const { rowCount } = await host.query(
      `SELECT 1 FROM ${place.data.schema}.complaint_record r JOIN ${place.data.schema}.complaint_entry e USING (tenant, kind, id)
        WHERE e.command_id = 'held' FOR UPDATE OF r`,
    )
    expect(rowCount).toBe(1)

    const clock = { at: OPENED + MINUTE }
    const patient = [1, 2].map((i) => start({ ...place, clock, steps: [note('held', `held-note-${i}`)] }))
    const isHeld = (commandId: string) => commandId.startsWith('held-note')
    const failures = () => notesOf(notesIn(place), 'failed')
    await eventually(() => new Set(failures().map(({ commandId }) => commandId)).size === 2)
    await perform({ ...place, clock, steps: [note('free', 'free-note'), submit('other'), assign('free'), runDue] })
    // Two were not assigned in time; of one this can be said.
    const late = OPENED + 1.5 * HOUR
    await complete({ ...place, clock: { at: late }, steps: [runDue] })
    expect(await wakesIn(place)).toEqual([late])
    expect(new Set(failures().map(({ code }) => code))).toEqual(new Set(['CONTENTION']))
    expect(failures().every(({ commandId }) => isHeld(commandId))).toBe(true)
    const answers = () => notesOf(notesIn(place), 'acknowledged').filter(({ commandId }) => isHeld(commandId))
    expect(answers()).toEqual([])

    await host.query('COMMIT')
    for (const { ended } of patient) expect(await ended).toMatchObject({ code: 0 })
    expect(answers().map(({ duplicate }) => duplicate)).toEqual([false, false])
    await workOff(place)
  })
})
