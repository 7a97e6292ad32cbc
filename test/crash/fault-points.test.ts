import { describe, expect, it } from 'vitest'
import { auditOf } from './audit.ts'
import { HOUR, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import { type KillPoint, killPoints } from './job.ts'
import { perform } from './perform.ts'
import { type Place, testPlaces } from './places.ts'
import { run } from './processes.ts'
import { random } from './random.ts'
import { afternoon, commandIds, LATER } from './script.ts'

const SEED = 20_260_302
const newPlace = testPlaces()

/** Goes on where another process was killed: sends the whole afternoon again, under the same ids, and works off all. */
const goOn = (place: Place): Promise<void> =>
  perform({ ...place, clock: { at: LATER }, steps: [...afternoon, { do: 'runDue' }] })

const acknowledgedIn = ({ notes }: Place) => notesOf(readNotes(notes), 'acknowledged')

// How often an undisturbed afternoon comes by each point: every one of these moments can be chosen.
const undisturbed = await newPlace('sqlite')
const passed = new Map<KillPoint, number>(killPoints.map((point) => [point, 0]))
await perform(
  { ...undisturbed, clock: { at: OPENED }, steps: afternoon },
  { pass: (point) => passed.set(point, 1 + (passed.get(point) ?? 0)), word: () => Promise.resolve() },
)

const chance = random(SEED)
const moments = killPoints.flatMap((point, i) => {
  const count = passed.get(point) ?? 0
  const somewhere = 1 + Math.floor(chance() * count)
  return [
    ...[...new Set([somewhere, count])].map((nth) => ({ kind: 'sqlite', point, nth }) as const),
    // How many changes go to a commit depends on how fast the server answers, so not all of them need come by.
    { kind: 'postgres', point, nth: i % 2 === 0 ? 1 : Math.ceil(somewhere / 2) } as const,
  ]
})

describe(`a process that is killed and another that goes on lose nothing and double nothing (seed ${SEED})`, () => {
  it('an afternoon comes by every point, so that each can be chosen', async () => {
    for (const [point, count] of passed) expect(count, point).toBeGreaterThan(0)
    expect(moments.length).toBeGreaterThan(2 * killPoints.length)
    await goOn(undisturbed)
    expect(await auditOf(undisturbed, LATER)).toEqual([])
  })

  it.concurrent.each(moments)('killed at $point, time $nth, on $kind', async ({ kind, point, nth }) => {
    const place = await newPlace(kind)
    const killed = await run({ ...place, clock: { at: OPENED }, kill: { point, nth }, steps: afternoon })
    expect(killed.signal).toBe('SIGKILL')
    const answered = acknowledgedIn(place).map(({ commandId }) => commandId)

    await goOn(place)
    const after = acknowledgedIn(place).slice(answered.length)
    expect(after.map(({ commandId }) => commandId).sort()).toEqual([...commandIds].sort())
    // What was answered before the crash is known after it; what was under way is done now or was done then.
    for (const { commandId, duplicate } of after) {
      if (answered.includes(commandId)) expect(duplicate, commandId).toBe(true)
    }
    expect(await auditOf(place, LATER)).toEqual([])
  })

  it.concurrent('killed at one random moment after another, seven processes long', async () => {
    const place = await newPlace('sqlite')
    const own = random(SEED + 1)
    let killed = 0
    for (let i = 0; i < 7; i++) {
      const point = killPoints[Math.floor(own() * killPoints.length)] ?? 'afterDecide'
      const kill = { point, nth: 1 + Math.floor(own() * 4) }
      const ended = await run({ ...place, clock: { at: OPENED + (i * HOUR) / 3 }, kill, steps: afternoon })
      if (ended.signal === 'SIGKILL') killed += 1
    }
    expect(killed).toBeGreaterThanOrEqual(4)
    await goOn(place)
    expect(await auditOf(place, LATER)).toEqual([])
    expect(new Set(acknowledgedIn(place).map(({ commandId }) => commandId))).toEqual(new Set(commandIds))
  })
})
