import { describe, expect, it } from 'vitest'
import { auditFile } from './audit.ts'
import { HOUR, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import { type File, testFiles } from './files.ts'
import { type Done, killPoints } from './job.ts'
import { complete, run } from './processes.ts'
import { random } from './random.ts'
import { afternoon, commandIds, LATER } from './script.ts'

const SEED = 20_260_302
const newFile = testFiles()

/** Goes on where another process was killed: sends the whole afternoon again, under the same ids, and works off all. */
const goOn = (file: File): Promise<Done> =>
  complete({ ...file, clock: { at: LATER }, steps: [...afternoon, { do: 'runDue' }] })

const acknowledgedIn = ({ notes }: File) => notesOf(readNotes(notes), 'acknowledged')

// How often an undisturbed afternoon comes by each point: every one of these moments can be chosen.
const undisturbed = newFile()
const { passed } = await complete({ ...undisturbed, clock: { at: OPENED }, steps: afternoon })

const chance = random(SEED)
const moments = killPoints.flatMap((point) => {
  const count = passed[point]
  const some = new Set([1, 1 + Math.floor(chance() * count), count])
  return [...some].map((nth) => ({ point, nth, count }))
})

describe(`a process that is killed and another that goes on lose nothing and double nothing (seed ${SEED})`, () => {
  it('an afternoon comes by every point, so that each can be chosen', async () => {
    for (const point of killPoints) expect(passed[point], point).toBeGreaterThan(0)
    expect(moments.length).toBeGreaterThan(2 * killPoints.length)
    await goOn(undisturbed)
    expect(await auditFile(undisturbed, LATER)).toEqual([])
  })

  it.concurrent.each(moments)('killed at $point, time $nth of $count', async ({ point, nth }) => {
    const file = newFile()
    const killed = await run({ ...file, clock: { at: OPENED }, kill: { point, nth }, steps: afternoon })
    expect(killed.signal).toBe('SIGKILL')
    const answered = acknowledgedIn(file).map(({ commandId }) => commandId)

    await goOn(file)
    const after = acknowledgedIn(file).slice(answered.length)
    expect(after.map(({ commandId }) => commandId).sort()).toEqual([...commandIds].sort())
    // What was answered before the crash is known after it; what was under way is done now or was done then.
    for (const { commandId, duplicate } of after) {
      if (answered.includes(commandId)) expect(duplicate, commandId).toBe(true)
    }
    expect(await auditFile(file, LATER)).toEqual([])
  })

  it.concurrent('killed at one random moment after another, seven processes long', async () => {
    const file = newFile()
    const own = random(SEED + 1)
    let killed = 0
    for (let i = 0; i < 7; i++) {
      const point = killPoints[Math.floor(own() * killPoints.length)] ?? 'afterDecide'
      const kill = { point, nth: 1 + Math.floor(own() * 4) }
      const ended = await run({ ...file, clock: { at: OPENED + (i * HOUR) / 3 }, kill, steps: afternoon })
      if (ended.signal === 'SIGKILL') killed += 1
    }
    expect(killed).toBeGreaterThanOrEqual(4)
    await goOn(file)
    expect(await auditFile(file, LATER)).toEqual([])
    expect(new Set(acknowledgedIn(file).map(({ commandId }) => commandId))).toEqual(new Set(commandIds))
  })
})
