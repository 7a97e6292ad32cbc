import { expect, it } from 'vitest'
import { auditFile } from './audit.ts'
import { chaos } from './chaos.ts'
import { notesOf, readNotes } from './evidence.ts'
import { testFiles } from './files.ts'
import { random } from './random.ts'
import { LATER } from './script.ts'

const SEED = 7
const newFile = testFiles()

it(`five processes on one file, of which workers and commanders die at random points (seed ${SEED})`, async () => {
  const file = newFile()
  const happened = await chaos({
    ...file,
    random: random(SEED),
    commanders: 2,
    complaints: 8,
    workers: 3,
    kills: 6,
  })
  expect(happened.killedWorkers).toBeGreaterThanOrEqual(6)
  const answered = new Set(notesOf(readNotes(file.notes), 'acknowledged').map(({ commandId }) => commandId))
  expect(happened.commandIds.filter((id) => !answered.has(id))).toEqual([])
  expect(await auditFile(file, LATER)).toEqual([])
})
