import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { auditFile } from '../crash/audit.ts'
import { chaos } from '../crash/chaos.ts'
import { HOUR, OPENED } from '../crash/desk.ts'
import { notesOf, readNotes } from '../crash/evidence.ts'
import { random } from '../crash/random.ts'
import { LATER } from '../crash/script.ts'

const SECONDS = Number(process.env['REDRESS_SOAK_SECONDS'] ?? 60)
const SEED = Number(process.env['REDRESS_SEED'] ?? Date.now() % 1_000_000)
/** A round begins when every deadline of the round before has passed. */
const ROUND = LATER - OPENED + 100 * HOUR

it(`${SECONDS} seconds of processes that die anywhere, on one file (REDRESS_SEED=${SEED})`, async () => {
  console.log(`REDRESS_SEED=${SEED} REDRESS_SOAK_SECONDS=${SECONDS}`)
  const directory = mkdtempSync(join(tmpdir(), 'redress-soak-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = { path: join(directory, 'soak.db'), notes: join(directory, 'soak.notes') }
  const chance = random(SEED)
  const end = Date.now() + SECONDS * 1_000
  let commands = 0
  let killed = 0
  let round = 0
  for (; round === 0 || Date.now() < end; round++) {
    const happened = await chaos({
      ...file,
      random: chance,
      name: `r${round}-`,
      opened: OPENED + round * ROUND,
      ambushMs: 2_000,
      commanders: 2 + Math.floor(chance() * 2),
      complaints: 4 + Math.floor(chance() * 8),
      workers: 1 + Math.floor(chance() * 3),
      kills: 4,
    })
    commands += happened.commandIds.length
    killed += happened.killedWorkers + happened.killedCommanders
    const answered = new Set(notesOf(readNotes(file.notes), 'acknowledged').map(({ commandId }) => commandId))
    expect(happened.commandIds.filter((id) => !answered.has(id))).toEqual([])
    expect(await auditFile(file, LATER + round * ROUND), `round ${round}`).toEqual([])
  }
  console.log(`${round} rounds, ${commands} commands, ${killed} processes killed: nothing lost, nothing doubled`)
  expect(killed).toBeGreaterThan(0)
})
