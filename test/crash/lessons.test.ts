import { describe, expect, it } from 'vitest'
import type { EntryBody } from '../../src/core/decision.ts'
import { auditOf } from './audit.ts'
import { look } from './data.ts'
import { HOUR, MINUTE, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import type { KillPoint, Step } from './job.ts'
import { perform } from './perform.ts'
import { kinds, type Place, testPlaces } from './places.ts'
import { complete, run } from './processes.ts'

const newPlace = testPlaces()
const submitted: Step = { do: 'submit', commandId: 'A' }

/** Everything that the only complaint of a place went through. */
const historyOf = ({ data }: Place): Promise<readonly EntryBody[]> =>
  look(data, async (store) => {
    const { items } = await store.entries({ tenant: 'default' })
    return items.map(({ body }) => JSON.parse(body))
  })

const firingsIn = (bodies: readonly EntryBody[], what: 'breach' | 'warning' | 'reminder') =>
  bodies.flatMap((body) =>
    body.clocks.filter((one) => one.what === what).map(({ clock, at }) => ({ clock, due: at, saidAt: body.at })),
  )

describe('L01 a deadline is data in the store and no timer of a process', () => {
  it.concurrent('L01 fires once, with its original due instant, in a process that was started after it', async () => {
    const place = await newPlace('sqlite')
    const kill = { point: 'afterCommit', nth: 1 } as const
    expect(await run({ ...place, clock: { at: OPENED }, kill, steps: [submitted] })).toMatchObject({
      signal: 'SIGKILL',
    })
    expect(firingsIn(await historyOf(place), 'breach')).toEqual([])

    const later = OPENED + 3 * HOUR
    await perform({ ...place, clock: { at: later }, steps: [{ do: 'runDue' }] })
    const once = [{ clock: 'handler-found#1', due: OPENED + HOUR, saidAt: later }]
    expect(firingsIn(await historyOf(place), 'breach')).toEqual(once)

    await perform({ ...place, clock: { at: later + MINUTE }, steps: [{ do: 'runDue' }, { do: 'runDue' }] })
    expect(firingsIn(await historyOf(place), 'breach')).toEqual(once)
  })

  it.concurrent('L01 stays silent when it was met before the process died', async () => {
    const place = await newPlace('sqlite')
    const command = { type: 'assign', to: 'handler-1' }
    const assigned: Step = { do: 'send', to: 'A', commandId: 'A-assign', by: 'agent', command }
    const kill = { point: 'afterCommit', nth: 2 } as const
    await run({ ...place, clock: { at: OPENED }, kill, steps: [submitted, assigned] })
    await perform({ ...place, clock: { at: OPENED + 3 * HOUR }, steps: [{ do: 'runDue' }] })
    expect(firingsIn(await historyOf(place), 'breach')).toEqual([])
  })
})

describe.each(kinds)('L11 a claim that died with its worker, on %s', (kind) => {
  it.concurrent.each(['afterClaim:due', 'afterDecide', 'beforeCommit'] as const)(
    'L11 is taken over after %s: one firing',
    async (point) => {
      const place = await newPlace(kind)
      await perform({ ...place, clock: { at: OPENED }, steps: [submitted] })
      const due = OPENED + HOUR + 1
      const workers = { leaseMs: 10 * MINUTE }
      const killed = await run({
        ...place,
        clock: { at: due },
        workers,
        kill: { point, nth: 1 },
        steps: [{ do: 'runDue' }],
      })
      expect(killed.signal).toBe('SIGKILL')
      expect(firingsIn(await historyOf(place), 'breach')).toEqual([])

      // While the dead worker's lease lasts nobody else touches the record; then somebody does.
      const sweeps: readonly Step[] = Array.from({ length: 5 }, () => ({ do: 'runDue' }))
      await perform({ ...place, clock: { at: due + 10 * MINUTE - 1 }, workers, steps: sweeps })
      expect(firingsIn(await historyOf(place), 'breach')).toEqual([])
      const after = due + 10 * MINUTE
      const sweep = { ...place, clock: { at: after }, workers, steps: sweeps }
      await Promise.all([complete(sweep), complete(sweep), perform(sweep)])
      expect(firingsIn(await historyOf(place), 'breach')).toEqual([
        { clock: 'handler-found#1', due: OPENED + HOUR, saidAt: after },
      ])
      expect(await auditOf(place, after)).toEqual([])
    },
  )
})

describe.each(kinds)('L12 a message goes out when its command stands, and only then, on %s', (kind) => {
  const rows: readonly [KillPoint, number, { committed: boolean; before: number; after: number }][] = [
    ['beforeDecide', 1, { committed: false, before: 0, after: 0 }],
    ['afterDecide', 1, { committed: false, before: 0, after: 0 }],
    ['beforeCommit', 1, { committed: false, before: 0, after: 0 }],
    ['afterCommit', 1, { committed: true, before: 0, after: 1 }],
    // The first claim and report are those of the notice, the second those of its one delivery.
    ['afterClaim:messages', 1, { committed: true, before: 0, after: 1 }],
    ['afterReport', 1, { committed: true, before: 0, after: 1 }],
    ['afterClaim:messages', 2, { committed: true, before: 0, after: 1 }],
    // Delivered and not reported: it goes out again, under the key that the provider knows.
    ['afterDelivery', 1, { committed: true, before: 1, after: 2 }],
    ['afterReport', 2, { committed: true, before: 1, after: 1 }],
  ]

  it.concurrent.each(rows)('L12 killed at %s, time %i', async (point, nth, { committed, before, after }) => {
    const place = await newPlace(kind)
    await perform({ ...place, clock: { at: OPENED }, steps: [submitted] })
    const killed = await run({
      ...place,
      clock: { at: OPENED + MINUTE },
      kill: { point, nth },
      steps: [
        { do: 'send', to: 'A', commandId: 'assign', by: 'agent', command: { type: 'assign', to: 'handler-1' } },
        { do: 'runDue' },
      ],
    })
    expect(killed.signal).toBe('SIGKILL')
    expect((await historyOf(place)).some(({ commandId }) => commandId === 'assign')).toBe(committed)
    expect(notesOf(readNotes(place.notes), 'delivered')).toHaveLength(before)

    // Nobody sends the command again: what was not committed stays undone and untold.
    await perform({ ...place, clock: { at: OPENED + 30 * MINUTE }, steps: [{ do: 'runDue' }, { do: 'runDue' }] })
    const delivered = notesOf(readNotes(place.notes), 'delivered')
    expect(delivered).toHaveLength(after)
    expect(new Set(delivered.map(({ key }) => key)).size).toBe(Math.min(after, 1))
    for (const one of delivered) expect(one).toMatchObject({ recipient: 'handler-1', template: 'assigned' })
  })
})
