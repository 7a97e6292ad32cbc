import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { simulatedClock } from '../../src/clock.ts'
import { createRedress } from '../../src/engine/create-redress.ts'
import { verifyHistory } from '../../src/engine/verify-history.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { Store } from '../../src/stores/contract.ts'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/sqlite-store.ts'
import { models } from './model.ts'
import { type Path, pathsOf } from './paths.ts'
import { commandIdOf, type Named, replay, START } from './replay.ts'

const directory = mkdtempSync(join(tmpdir(), 'redress-model-'))
afterAll(() => rmSync(directory, { recursive: true }))

const stores: Record<string, (name: string) => Store> = {
  memory: () => memoryStore(),
  SQLite: (name) => sqliteStore({ path: join(directory, `${name}.db`), synchronous: 'NORMAL' }),
}

const OTHER = 'another-complaint'
const keyOf = (id: string) => ({ tenant: 'default', kind: 'complaint', id }) as const

/** Sends every path's steps through one desk at their instants, all paths at once. */
async function perform(policy: Policy, paths: readonly Path[], store: Store) {
  const clock = simulatedClock(START)
  const names = [OTHER, ...paths.map((_, i) => `c-${String(i + 1).padStart(6, '0')}`)]
  const waiting = [...names]
  // Salts would be drawn in the order in which commands get through; one for all makes the seals comparable.
  const ids = { next: () => waiting.shift() ?? '', salt: () => '0'.repeat(32), random: () => 0.5 }
  const redress = createRedress<Policy>({ policies: [policy], store, clock, ids })
  const submit = async ({ steps: [step] }: Path, id: string): Promise<Named> => {
    if (step?.command.type !== 'register') throw new Error('a path begins with its registration')
    const { type: _type, ...submission } = step.command
    clock.set(step.at)
    const complaint = { policy: policy.id, ...submission } as Parameters<typeof redress.submit>[0]
    const { number } = await redress.submit(complaint, { by: step.by, commandId: commandIdOf(id, 0) })
    return { id, number }
  }
  await submit(paths[0]!, OTHER)
  const named: Named[] = []
  for (const [i, path] of paths.entries()) named.push(await submit(path, names[i + 1]!))
  const instants = [...new Set(paths.flatMap(({ steps }) => steps.map(({ at }) => at)))].sort((a, b) => a - b)
  for (const at of instants) {
    clock.set(at)
    await Promise.all(
      paths.map(async ({ steps }, i) => {
        const { id } = named[i]!
        const due = steps.flatMap((step, n) => (step.at === at && n > 0 ? [{ step, n }] : []))
        for (const { step, n } of due) {
          const command = step.command as Parameters<typeof redress.send>[1]
          await redress.send(id, command, { by: step.by, commandId: commandIdOf(id, n) })
        }
      }),
    )
  }
  await redress.stop()
  const kept = await Promise.all(
    named.map(async ({ id }) => {
      const key = keyOf(id)
      const [record] = await store.load([{ key }])
      return {
        record,
        entries: (await store.entries({ key })).items,
        links: await store.links(key),
        clocks: await store.clocks([key]),
        personal: await store.personal([key]),
        messages: (await store.messages({ tenant: key.tenant, record: key, limit: 500 })).items,
      }
    }),
  )
  await store.close()
  return { named, kept }
}

describe.each(models.map((model) => ({ model, id: model.policy.id })))('the paths of $id', ({ model, id }) => {
  const { policy } = model
  const paths = pathsOf(model)
  const performed = Promise.all(
    Object.entries(stores).map(([name, open]) => perform(policy, paths, open(`${id}-${name}`))),
  )

  it('leave the same in memory and in SQLite: records, sealed histories, clocks, links, messages', async () => {
    const [memory, sqlite] = await performed
    expect(memory?.kept.length).toBe(paths.length)
    expect(sqlite?.named).toEqual(memory?.named)
    for (const [i, one] of memory?.kept.entries() ?? []) expect(sqlite?.kept[i], paths[i]?.name).toEqual(one)
  })

  it('leave the history that the pure core leaves', async () => {
    const [desk] = await performed
    for (const [i, { steps, name }] of paths.entries()) {
      const { entries, messages } = replay(policy, steps, desk!.named[i]!)
      const kept = desk!.kept[i]!
      const bodies = kept.entries.map(({ body }) => {
        const { personal: _digests, ...said } = JSON.parse(body) as Record<string, unknown>
        return said
      })
      expect(bodies, name).toEqual(entries.map(({ body }) => JSON.parse(JSON.stringify(body)) as unknown))
      const waiting = messages.map((message) => ({ ...message, state: 'pending', attempts: 0 }))
      expect(kept.messages.toSorted(byKey), name).toEqual(waiting.sort(byKey))
    }
  })

  it('leave chains that verify to the end, personal data and all', async () => {
    for (const { named, kept } of await performed) {
      for (const [i, { record, entries, personal }] of kept.entries()) {
        if (typeof record !== 'object') throw new Error(`${named[i]?.id} is gone`)
        const verified = verifyHistory({ key: record.key, entries, personal, head: record })
        expect(verified, paths[i]?.name).toEqual({ ok: true, entries: entries.length, head: record.hash, erased: 0 })
      }
    }
  })
})

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1)
