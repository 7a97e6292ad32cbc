import type { Pool } from 'pg'
import { createRedress } from 'redress'
import { simpleFlow } from 'redress/policies'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { changeOf, commitAll, T } from '../../src/testing/store-contract/samples.ts'
import { emptySchema, freshSchema, postgresPool } from '../fixtures/postgres.ts'
import { deferred } from '../fixtures/waiting.ts'

const schema = freshSchema()
let pool: Pool
/** The listening connections of the tests, by a name of their own. */
let listening: Pool
const stores: Store[] = []

beforeAll(async () => {
  pool = await postgresPool()
  listening = await postgresPool({ application_name: schema })
  await postgresStore(pool, { schema }).migrate()
}, 60_000)

beforeEach(() => emptySchema(pool, schema))

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${schema} CASCADE`)
  await listening.end()
  await pool.end()
})

const open = (on: Pool): Store => {
  const store = postgresStore(on, { schema })
  stores.push(store)
  return store
}

/** What a store hears, to be awaited one by one; it listens once this has resolved. */
async function earOf(store: Store) {
  const heard: number[] = []
  const waiting: ((at: number) => void)[] = []
  store.watch?.((at) => {
    const next = waiting.shift()
    if (next === undefined) heard.push(at)
    else next(at)
  })
  const next = async (): Promise<number> => heard.shift() ?? new Promise((resolve) => waiting.push(resolve))
  expect(await next(), 'looks at once when it begins to listen').toBe(0)
  return { next, heard }
}

it('a worker hears when something is due by the commit of another process, and not by its own', async () => {
  const [ours, theirs] = [open(listening), open(pool)]
  const ear = await earOf(ours)
  await commitAll(ours, changeOf('own', { wakeAt: T + 1 }))
  await commitAll(theirs, changeOf('a', { wakeAt: T + 9_000, messages: [{ key: 'm', sendAt: T + 5_000 }] }))
  expect(await ear.next()).toBe(T + 5_000)
  expect(ear.heard).toEqual([])
})

it('only what is due earlier than announced is announced, and soon enough to matter', async () => {
  const [ours, theirs] = [open(listening), open(pool)]
  const ear = await earOf(ours)
  const later = [T + 9_000, T + 10_000, T + 9_000, T + 61_001]
  for (const [i, wakeAt] of later.entries()) await commitAll(theirs, changeOf(`later ${i}`, { wakeAt }))
  await commitAll(theirs, changeOf('never'))
  expect(await ear.next()).toBe(T + 9_000)
  await commitAll(theirs, changeOf('sooner', { wakeAt: T + 2_000 }))
  expect(await ear.next()).toBe(T + 2_000)
  await commitAll(theirs, changeOf('when that has passed', { at: T + 2_001, wakeAt: T + 8_000 }))
  expect(await ear.next()).toBe(T + 8_000)
  expect(ear.heard).toEqual([])
})

it('what is refused or not committed is not announced', async () => {
  const [ours, theirs] = [open(listening), postgresStore(pool, { schema })]
  const ear = await earOf(ours)
  await commitAll(theirs, changeOf('a'))
  expect(await theirs.commit([changeOf('a', { wakeAt: T + 1 })])).toEqual(['conflict'])
  const host = await pool.connect()
  await host.query('BEGIN')
  expect(await theirs.commit([changeOf('b', { wakeAt: T + 2 })], host)).toEqual(['committed'])
  await host.query('ROLLBACK')
  host.release()
  await commitAll(theirs, changeOf('c', { wakeAt: T + 3 }))
  expect(await ear.next()).toBe(T + 3)
  expect(ear.heard).toEqual([])
  await theirs.close()
})

it('many commits are few announcements: at most one in 50 ms', async () => {
  const [ours, theirs] = [open(listening), open(pool)]
  const ear = await earOf(ours)
  const began = performance.now()
  for (let i = 0; i < 100; i++) await commitAll(theirs, changeOf(`r${i}`, { at: T + i, wakeAt: T + i }))
  // Earlier than all that it may be gathered with.
  await commitAll(theirs, changeOf('last', { at: T + 200, wakeAt: T - 1 }))
  let heard = 1
  while ((await ear.next()) !== T - 1) heard += 1
  expect(heard).toBeLessThanOrEqual(2 + (performance.now() - began) / 50)
})

it('a listening connection that breaks is replaced, and the worker looks at what it may have missed', async () => {
  const [ours, theirs] = [open(listening), open(pool)]
  const ear = await earOf(ours)
  const { rowCount } = await pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
    [schema],
  )
  expect(rowCount).toBeGreaterThan(0)
  expect(await ear.next(), 'looks again').toBe(0)
  await commitAll(theirs, changeOf('a', { wakeAt: T }))
  expect(await ear.next()).toBe(T)
})

it('a desk that rests for a minute takes up at once what another process has committed', async () => {
  const receipts: (() => void)[] = []
  const worker = createRedress({
    policies: [simpleFlow],
    store: open(listening),
    channels: { customer: { deliver: async () => receipts.shift()?.() } },
    workers: { pollMs: 60_000 },
  })
  const front = createRedress({ policies: [simpleFlow], store: open(pool) })
  await worker.start()
  // The first may still be found by the look that a worker takes when it begins to listen; the others come by what it hears.
  for (const id of ['c-1', 'c-2', 'c-3']) {
    const received = deferred()
    receipts.push(received.resolve)
    await front.submit(
      { policy: 'simple-flow', channel: 'phone', summary: 'x', customer: { id } },
      { by: { id: 'wang', role: 'registrar' } },
    )
    await received.promise
  }
  await Promise.all([worker.stop(), front.stop()])
})
