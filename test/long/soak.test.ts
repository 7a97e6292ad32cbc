import { expect, it } from 'vitest'
import { auditOf } from '../crash/audit.ts'
import { type Chaos, chaos } from '../crash/chaos.ts'
import { HOUR, MINUTE, OPENED } from '../crash/desk.ts'
import { notesOf, readNotes } from '../crash/evidence.ts'
import { testPlaces } from '../crash/places.ts'
import { random } from '../crash/random.ts'
import { LATER } from '../crash/script.ts'

const SECONDS = Number(process.env['REDRESS_SOAK_SECONDS'] ?? 300)
const COMPLAINTS = Number(process.env['REDRESS_SOAK_COMPLAINTS'] ?? 10_000)
const SEED = Number(process.env['REDRESS_SEED'] ?? Date.now() % 1_000_000)
/** A round begins when every deadline of the round before has passed. */
const ROUND = LATER - OPENED + 100 * HOUR
const newPlace = testPlaces()

type Wanted = Omit<Chaos, 'place' | 'random' | 'name' | 'opened'>

/** Goes on, round by round, until there were enough complaints or the time is over; then looks through all of them. */
async function soak(
  kind: 'sqlite' | 'postgres',
  complaints: number,
  seconds: number,
  roundOf: (chance: () => number) => Wanted,
) {
  console.log(`REDRESS_SEED=${SEED} REDRESS_SOAK_COMPLAINTS=${COMPLAINTS} REDRESS_SOAK_SECONDS=${SECONDS}`)
  const place = await newPlace(kind)
  const chance = random(SEED)
  const end = Date.now() + seconds * 1_000
  const sum = { complaints: 0, commands: 0, killed: 0 }
  let round = 0
  for (; sum.complaints < complaints && Date.now() < end; round++) {
    const wanted = roundOf(chance)
    const happened = await chaos({
      place,
      random: chance,
      name: `r${round}-`,
      opened: OPENED + round * ROUND,
      patienceMs: 300_000,
      ...wanted,
    })
    sum.complaints += 2 + wanted.commanders * wanted.complaints
    sum.commands += happened.commandIds.length
    sum.killed += happened.killedWorkers + happened.killedCommanders
    const answered = new Set(notesOf(readNotes(place.notes), 'acknowledged').map(({ commandId }) => commandId))
    expect(happened.commandIds.filter((id) => !answered.has(id))).toEqual([])
    console.log(`round ${round}: ${JSON.stringify(sum)}, ${Math.round((end - Date.now()) / 1_000)} s left`)
  }
  const now = LATER + (round - 1) * ROUND
  expect(await auditOf(place, now)).toEqual([])
  console.log(`${kind}: ${round} rounds, ${JSON.stringify(sum)}: nothing lost, nothing doubled`)
  expect(sum.killed).toBeGreaterThan(0)
  return sum
}

it(`processes that die anywhere, on one file (REDRESS_SEED=${SEED})`, async () => {
  await soak('sqlite', COMPLAINTS, SECONDS / 5, (chance) => ({
    ambushMs: 2_000,
    commanders: 2 + Math.floor(chance() * 2),
    complaints: 4 + Math.floor(chance() * 8),
    workers: 1 + Math.floor(chance() * 3),
    kills: 4,
  }))
})

it(`${COMPLAINTS} complaints on one Postgres, worked on by processes that die anywhere (REDRESS_SEED=${SEED})`, async () => {
  await soak('postgres', COMPLAINTS, SECONDS, () => ({
    ambushMs: 20_000,
    skewMs: 30 * MINUTE,
    commanders: 3,
    complaints: 333,
    atOnce: 37,
    workers: 4,
    kills: 8,
  }))
})
