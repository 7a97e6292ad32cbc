import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/domain/record.ts'
import { RedressError } from '../../../src/errors.ts'
import type { CommitOutcome, Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, codeOf, head, openShop } from './shop.ts'

type Commit = (changes: readonly Change[], through: Store['commit']) => Promise<CommitOutcome[]>

/** A store that remembers how its calls were made. */
function watched(commit: Commit = (changes, through) => through(changes)) {
  const inner = memoryStore()
  const batches: (readonly Change[])[] = []
  const loads: number[] = []
  const store: Store = {
    ...inner,
    async load(wanted) {
      loads.push(wanted.length)
      return inner.load(wanted)
    },
    commit(changes) {
      batches.push(changes)
      return commit(changes, inner.commit)
    },
  }
  return { store, batches, loads }
}

const ten = Array.from({ length: 10 }, (_, i) => i)

describe('group commit', () => {
  test('the commands of one turn share a commit, and the loads of one turn a load', async () => {
    const { store, batches, loads } = watched()
    const all = await Promise.all(ten.map(() => openShopOn(store).redress.submit(call, { by: agent })))
    const { redress } = openShop({ store, prefix: 'fresh' })
    batches.length = 0
    loads.length = 0
    await Promise.all(all.map(({ id }) => redress.send(id, { type: 'note', text: 'x' }, { by: head })))
    expect(batches.map(({ length }) => length)).toEqual([10])
    expect(loads).toEqual([10])
    await Promise.all(all.map(({ id }) => redress.send(id, { type: 'note', text: 'y' }, { by: head })))
    expect(batches.map(({ length }) => length)).toEqual([10, 10])
    expect(loads).toEqual([10])
  })

  test('a batch holds one change of a record at most, and no more than its bound', async () => {
    const { store, batches } = watched()
    const { redress } = openShop({ store, commitBatch: 4 })
    const all = await Promise.all(ten.map(() => redress.submit(call, { by: agent })))
    await Promise.all([...all, ...all].map(({ id }) => redress.send(id, { type: 'note', text: 'x' }, { by: head })))
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(4)
      expect(new Set(batch.map(({ record }) => record.key.id)).size).toBe(batch.length)
    }
  })

  test('a store says how many changes it wants in a commit, and how many commits at a time', async () => {
    let out = 0
    let most = 0
    const { store, batches } = watched(async (changes, through) => {
      most = Math.max(most, ++out)
      for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
      out--
      return through(changes)
    })
    const { redress } = openShop({ store: { ...store, commitGroups: { most: 3, inFlight: 2 } } })
    const all = await Promise.all(ten.map(() => redress.submit(call, { by: agent })))
    batches.length = 0
    most = 0
    await Promise.all(all.map(({ id }) => redress.send(id, { type: 'note', text: 'x' }, { by: head })))
    expect(batches.map(({ length }) => length)).toEqual([3, 3, 3, 1])
    expect(most).toBe(2)
  })

  test('a record that a transaction holds is tried again alone and holds up nobody else', async () => {
    let busy = 3
    const { store, batches } = watched(async (changes, through) =>
      changes.some(({ basedOn }) => basedOn > 0) && busy-- > 0
        ? [...(await through(changes.slice(1))).reverse().concat('busy').reverse()]
        : through(changes),
    )
    const { redress } = openShop({ store })
    const all = await Promise.all(ten.map(() => redress.submit(call, { by: agent })))
    batches.length = 0
    const views = await Promise.all(all.map(({ id }) => redress.send(id, { type: 'note', text: 'x' }, { by: head })))
    expect(views.map(({ version }) => version)).toEqual(ten.map(() => 2))
    expect(batches.map(({ length }) => length)).toEqual([10, 1, 1, 1])
  })

  test('a record that is held for ever is given up as contention', async () => {
    const { store } = watched(async (changes, through) =>
      changes.some(({ basedOn }) => basedOn > 0) ? changes.map(() => 'busy' as const) : through(changes),
    )
    const { redress } = openShop({ store })
    const c = await redress.submit(call, { by: agent })
    expect(await codeOf(redress.send(c.id, { type: 'note', text: 'x' }, { by: head }))).toBe('CONTENTION')
  })

  test('a change that makes a store throw fails alone', async () => {
    let poisoned = ''
    const { store } = watched(async (changes, through) => {
      if (changes.some(({ record }) => record.key.id === poisoned)) throw new TypeError('constraint')
      return through(changes)
    })
    const { redress } = openShop({ store })
    const all = await Promise.all(ten.map(() => redress.submit(call, { by: agent })))
    poisoned = all[3]?.id ?? ''
    const results = await Promise.allSettled(
      all.map(({ id }) => redress.send(id, { type: 'note', text: 'x' }, { by: head })),
    )
    expect(results.map(({ status }) => status === 'rejected')).toEqual(ten.map((i) => i === 3))
  })

  test('a store that is away fails the whole batch, retryably; the same command id is safe to send again', async () => {
    const away = new RedressError('STORE_UNAVAILABLE', 'away', { reason: 'test' })
    let fails = 0
    // The worst case: it was stored, and the answer was lost.
    const { store } = watched(async (changes, through) => {
      const outcomes = await through(changes)
      if (fails-- > 0) throw away
      return outcomes
    })
    const { redress } = openShop({ store })
    const c = await redress.submit(call, { by: agent })
    fails = 1
    const note = () => redress.send(c.id, { type: 'note', text: 'x' }, { by: head, commandId: 'n1' })
    await expect(note()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    expect(await note()).toMatchObject({ version: 2, duplicate: true })
    expect(await redress.send(c.id, { type: 'note', text: 'y' }, { by: head })).toMatchObject({ version: 3 })
  })

  test('a change that the store calls faulty is an error and not a silence', async () => {
    const { store } = watched(async (changes, through) =>
      changes.some(({ basedOn }) => basedOn > 0) ? changes.map(() => ({ fault: 'key exists' })) : through(changes),
    )
    const { redress } = openShop({ store })
    const c = await redress.submit(call, { by: agent })
    await expect(redress.send(c.id, { type: 'note', text: 'x' }, { by: head })).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      details: { reason: 'key exists' },
    })
  })

  test('a cache of no size works, at the price of a load for each command', async () => {
    const { store, loads } = watched()
    const { redress } = openShop({ store, cacheSize: 0 })
    const c = await redress.submit(call, { by: agent })
    for (const _ of ten) await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })
    expect(loads.length).toBeGreaterThanOrEqual(10)
    expect(await redress.verify(c.id, { by: head })).toMatchObject({ entries: 11 })
  })
})

let desks = 0
const openShopOn = (store: Store) => openShop({ store, prefix: `d${++desks}` })
