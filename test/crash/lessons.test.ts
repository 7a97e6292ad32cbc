import { describe, expect, it } from 'vitest'
import type { EntryBody } from '../../src/core/decision.ts'
import { auditFile } from './audit.ts'
import { HOUR, MINUTE, OPENED } from './desk.ts'
import { notesOf, readNotes } from './evidence.ts'
import { type File, testFiles } from './files.ts'
import type { KillPoint, Step } from './job.ts'
import { sqliteStore } from './library.ts'
import { complete, run } from './processes.ts'

const newFile = testFiles()
const submitted: Step = { do: 'submit', commandId: 'A' }

/** Everything that the only complaint of a file went through. */
async function historyOf({ path }: File): Promise<readonly EntryBody[]> {
  const store = sqliteStore({ path })
  try {
    const { items } = await store.entries({ tenant: 'default' })
    return items.map(({ body }) => JSON.parse(body))
  } finally {
    await store.close()
  }
}

const firingsIn = (bodies: readonly EntryBody[], what: 'breach' | 'warning' | 'reminder') =>
  bodies.flatMap((body) =>
    body.clocks.filter((one) => one.what === what).map(({ clock, at }) => ({ clock, due: at, saidAt: body.at })),
  )

describe('L01 a deadline is data in the store and no timer of a process', () => {
  it.concurrent('L01 fires once, with its original due instant, in a process that was started after it', async () => {
    const file = newFile()
    const kill = { point: 'afterCommit', nth: 1 } as const
    expect(await run({ ...file, clock: { at: OPENED }, kill, steps: [submitted] })).toMatchObject({ signal: 'SIGKILL' })
    expect(firingsIn(await historyOf(file), 'breach')).toEqual([])

    const later = OPENED + 3 * HOUR
    await complete({ ...file, clock: { at: later }, steps: [{ do: 'runDue' }] })
    const once = [{ clock: 'handler-found#1', due: OPENED + HOUR, saidAt: later }]
    expect(firingsIn(await historyOf(file), 'breach')).toEqual(once)

    await complete({ ...file, clock: { at: later + MINUTE }, steps: [{ do: 'runDue' }, { do: 'runDue' }] })
    expect(firingsIn(await historyOf(file), 'breach')).toEqual(once)
  })

  it.concurrent('L01 stays silent when it was met before the process died', async () => {
    const file = newFile()
    const command = { type: 'assign', to: 'handler-1' }
    const assigned: Step = { do: 'send', to: 'A', commandId: 'A-assign', by: 'agent', command }
    const kill = { point: 'afterCommit', nth: 2 } as const
    await run({ ...file, clock: { at: OPENED }, kill, steps: [submitted, assigned] })
    await complete({ ...file, clock: { at: OPENED + 3 * HOUR }, steps: [{ do: 'runDue' }] })
    expect(firingsIn(await historyOf(file), 'breach')).toEqual([])
  })
})

describe('L11 a claim that died with its worker', () => {
  it.concurrent.each(['afterClaim:due', 'afterDecide', 'beforeCommit'] as const)(
    'L11 is taken over after %s: one firing',
    async (point) => {
      const file = newFile()
      await complete({ ...file, clock: { at: OPENED }, steps: [submitted] })
      const due = OPENED + HOUR + 1
      const workers = { leaseMs: 10 * MINUTE }
      const killed = await run({
        ...file,
        clock: { at: due },
        workers,
        kill: { point, nth: 1 },
        steps: [{ do: 'runDue' }],
      })
      expect(killed.signal).toBe('SIGKILL')
      expect(firingsIn(await historyOf(file), 'breach')).toEqual([])

      // While the dead worker's lease lasts nobody else touches the record; then somebody does.
      const sweeps: readonly Step[] = Array.from({ length: 5 }, () => ({ do: 'runDue' }))
      await complete({ ...file, clock: { at: due + 10 * MINUTE - 1 }, workers, steps: sweeps })
      expect(firingsIn(await historyOf(file), 'breach')).toEqual([])
      const after = due + 10 * MINUTE
      const several = [1, 2, 3].map(() => complete({ ...file, clock: { at: after }, workers, steps: sweeps }))
      await Promise.all(several)
      expect(firingsIn(await historyOf(file), 'breach')).toEqual([
        { clock: 'handler-found#1', due: OPENED + HOUR, saidAt: after },
      ])
      expect(await auditFile(file, after)).toEqual([])
    },
  )
})

describe('L12 a message goes out when its command stands, and only then', () => {
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
    const file = newFile()
    await complete({ ...file, clock: { at: OPENED }, steps: [submitted] })
    const killed = await run({
      ...file,
      clock: { at: OPENED + MINUTE },
      kill: { point, nth },
      steps: [
        { do: 'send', to: 'A', commandId: 'assign', by: 'agent', command: { type: 'assign', to: 'handler-1' } },
        { do: 'runDue' },
      ],
    })
    expect(killed.signal).toBe('SIGKILL')
    expect((await historyOf(file)).some(({ commandId }) => commandId === 'assign')).toBe(committed)
    expect(notesOf(readNotes(file.notes), 'delivered')).toHaveLength(before)

    // Nobody sends the command again: what was not committed stays undone and untold.
    await complete({ ...file, clock: { at: OPENED + 30 * MINUTE }, steps: [{ do: 'runDue' }, { do: 'runDue' }] })
    const delivered = notesOf(readNotes(file.notes), 'delivered')
    expect(delivered).toHaveLength(after)
    expect(new Set(delivered.map(({ key }) => key)).size).toBe(Math.min(after, 1))
    for (const one of delivered) expect(one).toMatchObject({ recipient: 'handler-1', template: 'assigned' })
  })
})
