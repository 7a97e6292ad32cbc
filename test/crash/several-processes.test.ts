import { expect, it } from 'vitest'
import { auditOf } from './audit.ts'
import { chaos } from './chaos.ts'
import { notesOf, readNotes } from './evidence.ts'
import { testPlaces } from './places.ts'
import { random } from './random.ts'
import { LATER } from './script.ts'

const SEED = 7
const newPlace = testPlaces()

it(`five processes on one file, of which workers and commanders die at random points (seed ${SEED})`, async () => {
  const place = await newPlace('sqlite')
  const happened = await chaos({
    place,
    random: random(SEED),
    commanders: 2,
    complaints: 8,
    workers: 3,
    kills: 6,
  })
  expect(happened.killedWorkers).toBeGreaterThanOrEqual(6)
  const answered = new Set(notesOf(readNotes(place.notes), 'acknowledged').map(({ commandId }) => commandId))
  expect(happened.commandIds.filter((id) => !answered.has(id))).toEqual([])
  expect(await auditOf(place, LATER)).toEqual([])
})
