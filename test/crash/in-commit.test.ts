import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { postgresPool } from '../fixtures/postgres.ts'
import { auditOf } from './audit.ts'
import { look } from './data.ts'
import { HOUR, MINUTE, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import { holdCommits } from './hold.ts'
import type { Step } from './job.ts'
import { perform } from './perform.ts'
import { type PostgresPlace, testPlaces } from './places.ts'
import { start } from './processes.ts'
import { LATER } from './script.ts'

const newPlace = testPlaces()
let pool: Pool
beforeAll(async () => {
  pool = await postgresPool()
})
afterAll(() => pool.end())

const submit: Step = { do: 'submit', commandId: 'A', customer: 'customer-1' }
const assign: Step = {
  do: 'send',
  to: 'A',
  commandId: 'A-assign',
  by: 'agent',
  command: { type: 'assign', to: 'handler-1' },
}

/** Kills a process while the server is at its commit; answers what the server is still at. */
async function killedInCommit(place: PostgresPlace, type: string, at: number, steps: readonly Step[]) {
  const hold = await holdCommits(pool, place.data.schema, type)
  const { child, ended } = start({ ...place, clock: { at }, steps })
  await hold.reached()
  child.kill('SIGKILL')
  expect(await ended).toMatchObject({ signal: 'SIGKILL' })
  return hold
}

const entriesOf = ({ data }: PostgresPlace) =>
  look(data, async (store) => (await store.entries({ tenant: 'default' })).items.map(({ type }) => type))

/** Works off all that is left. */
async function workOff(place: PostgresPlace): Promise<void> {
  await perform({ ...place, clock: { at: LATER }, steps: [{ do: 'runDue' }] })
  expect(await auditOf(place, LATER)).toEqual([])
}

describe.each([
  ['register', [], submit],
  ['assign', [submit], assign],
] as const)('a process that is killed while its %s is in commit', (type, before, step) => {
  const at = OPENED + MINUTE
  const again = async (place: PostgresPlace) => {
    await perform({ ...place, clock: { at: at + MINUTE }, steps: [step] })
    return notesOf(readNotes(place.notes), 'acknowledged').at(-1)?.duplicate
  }
  const prepared = async () => {
    const place = await newPlace('postgres')
    await perform({ ...place, clock: { at: OPENED }, steps: [...before, { do: 'runDue' }] })
    return { place, hold: await killedInCommit(place, type, at, [step]) }
  }

  it.concurrent('has done it when the server finishes: sent again, it is known', async () => {
    const { place, hold } = await prepared()
    await hold.release()
    expect(await entriesOf(place)).toHaveLength(before.length + 1)
    expect(await again(place)).toBe(true)
    await workOff(place)
  })

  it.concurrent('has not done it when the server gives up: sent again, it is done', async () => {
    const { place, hold } = await prepared()
    await hold.giveUp()
    expect(await entriesOf(place)).toHaveLength(before.length)
    expect(await again(place)).toBe(false)
    await workOff(place)
  })

  it.concurrent('leaves who sends it again without an answer until the server is done, and then with the right one', async () => {
    const { place, hold } = await prepared()
    const answer = again(place)
    const failures = () => notesOf(readNotes(place.notes), 'failed')
    await eventually(() => failures().length > 0)
    expect(failures()[0]).toMatchObject({ code: 'CONTENTION' })
    await hold.release()
    expect(await answer).toBe(true)
    await workOff(place)
  })
})

describe('a worker that is killed while a breach is in commit', () => {
  const due = OPENED + HOUR + 1
  const leaseMs = 10 * MINUTE
  const sweep = { workers: { leaseMs }, steps: [{ do: 'runDue' }] } as const

  it.concurrent.each([
    ['has said it when the server finishes', true],
    ['has not when the server gives up, and another says it after the lease', false],
  ])('%s', async (_, isStored) => {
    const place = await newPlace('postgres')
    await perform({ ...place, clock: { at: OPENED }, steps: [submit, { do: 'runDue' }] })
    const hold = await killedInCommit(place, 'wake', due, sweep.steps)
    // Nobody waits for what the dead one holds.
    await perform({ ...place, ...sweep, clock: { at: due + leaseMs } })
    expect(await entriesOf(place)).toEqual(['register'])
    await (isStored ? hold.release() : hold.giveUp())
    expect(await entriesOf(place)).toEqual(isStored ? ['register', 'wake'] : ['register'])
    await perform({ ...place, ...sweep, clock: { at: due + leaseMs } })
    expect(await entriesOf(place)).toEqual(['register', 'wake'])
    await workOff(place)
  })
})
