import { describe, expect, it } from 'vitest'
import { auditOf } from '../crash/audit.ts'
import { look } from '../crash/data.ts'
import { HOUR, OPENED } from '../crash/desk.ts'
import { perform } from '../crash/perform.ts'
import { kinds, testPlaces } from '../crash/places.ts'
import { start } from '../crash/processes.ts'
import { eventually } from '../fixtures/eventually.ts'

const newPlace = testPlaces()
const DUE = OPENED + HOUR
/** How late a breach may be said. */
const MOST_MS = { sqlite: 2_000, postgres: 1_000 } as const
const COMPLAINTS = 20

describe('a worker that has nothing to do', () => {
  it.each(kinds)('says in time what another process has committed meanwhile, on %s', async (kind) => {
    const place = await newPlace(kind)
    const clock = { at: DUE - 6_000, epoch: Date.now(), speed: 1 }
    const worker = start({ ...place, clock, steps: [{ do: 'work' }] })
    await worker.ready
    // An hour ago, for who has taken them.
    for (let i = 0; i < COMPLAINTS; i++) {
      const at = OPENED + i * 50
      await perform({ ...place, clock: { at }, steps: [{ do: 'submit', commandId: `A${i}`, customer: `c-${i}` }] })
    }
    const late = () =>
      look(place.data, async (store) => {
        const { items } = await store.entries({ tenant: 'default' })
        const opened = new Map(items.flatMap(({ key, type, at }) => (type === 'register' ? [[key.id, at]] : [])))
        return items.flatMap(({ key, type, at }) => (type === 'wake' ? [at - HOUR - (opened.get(key.id) ?? 0)] : []))
      })
    await eventually(async () => (await late()).length === COMPLAINTS)
    worker.tell()
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(Math.min(...(await late()))).toBeGreaterThan(0)
    expect(Math.max(...(await late()))).toBeLessThanOrEqual(MOST_MS[kind])
    await perform({ ...place, clock: { at: DUE + HOUR }, steps: [{ do: 'runDue' }] })
    expect(await auditOf(place, DUE + HOUR)).toEqual([])
  })
})
