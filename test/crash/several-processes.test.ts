import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { startPostgres } from '../fixtures/postgres-server.ts'
import { auditOf } from './audit.ts'
import { type Chaos, chaos } from './chaos.ts'
import { MINUTE } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import { type Place, testPlaces } from './places.ts'
import { random } from './random.ts'
import { LATER } from './script.ts'

const SEED = 7
const newPlace = testPlaces()

const answersIn = ({ notes }: Place) => notesOf(readNotes(notes), 'acknowledged')

async function survives(place: Place, wanted: Omit<Chaos, 'place' | 'random'>): Promise<void> {
  const happened = await chaos({ place, random: random(SEED), ...wanted })
  expect(happened.killedWorkers).toBeGreaterThanOrEqual(wanted.kills)
  const answered = new Set(answersIn(place).map(({ commandId }) => commandId))
  expect(happened.commandIds.filter((id) => !answered.has(id))).toEqual([])
  expect(await auditOf(place, LATER)).toEqual([])
}

it(`five processes on one file, of which workers and commanders die at random points (seed ${SEED})`, async () => {
  await survives(await newPlace('sqlite'), { commanders: 2, complaints: 8, workers: 3, kills: 6 })
})

it(`six processes on one Postgres, which die so too and whose clocks are apart (seed ${SEED})`, async () => {
  const clocks = { skewMs: 30 * MINUTE }
  await survives(await newPlace('postgres'), { commanders: 2, complaints: 8, workers: 4, kills: 6, ...clocks })
})

it(`a Postgres that crashes under load and comes back, with six processes on it (seed ${SEED})`, async ({
  onTestFinished,
}) => {
  const server = await startPostgres(true)
  onTestFinished(() => server.stop())
  const directory = mkdtempSync(join(tmpdir(), 'redress-crash-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  // The servers of the tests forget what they have not written yet, which no server does by itself.
  const url = `${server.url}?options=${encodeURIComponent('-c synchronous_commit=on')}`
  const place = { data: { postgres: url, schema: 'redress' }, notes: join(directory, 'notes') }
  let before = 0
  const meanwhile = async () => {
    for (const share of [10, 40]) {
      await eventually(() => answersIn(place).length >= share)
      before = answersIn(place).length
      await server.restart()
    }
  }
  await survives(place, { commanders: 2, complaints: 16, workers: 4, kills: 0, meanwhile })
  expect(answersIn(place).length).toBeGreaterThan(before)
})
