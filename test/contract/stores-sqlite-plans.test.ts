import type { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { changeOf, commitAll, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { calls, counts, worklists } from './planned-calls.ts'

// The plans are those of a grown desk though the file is almost empty: the schema tells the planner what to expect.
const statements: string[] = []
let db: DatabaseSync
let store: Store

beforeAll(async () => {
  // Seen through the module that the store takes its connections from.
  const sqlite = process.getBuiltinModule('node:sqlite')
  const original = sqlite.DatabaseSync
  sqlite.DatabaseSync = class extends original {
    constructor(...parameters: ConstructorParameters<typeof original>) {
      super(...parameters)
      db = this
    }

    override prepare(sql: string) {
      statements.push(sql)
      return super.prepare(sql)
    }
  }
  try {
    store = sqliteStore({ path: ':memory:' })
    await store.migrate()
  } finally {
    sqlite.DatabaseSync = original
  }
  const due = { nextDueAt: T, priority: 100 }
  const changes = Array.from({ length: 4 }, (_, i) =>
    changeOf(`r${i}`, { columns: { rung: 'top', openedAt: T + i, ...(i < 2 ? due : {}) } }),
  )
  await commitAll(store, ...changes)
})

afterAll(() => store.close())

/** How the statements that a call adds read the tables: lines such as `SEARCH r USING INDEX complaint_record_owner (…)`. */
async function planOf(call: () => Promise<unknown>): Promise<readonly string[]> {
  statements.splice(0)
  await call()
  return statements
    .filter((sql) => /^\s*(SELECT|DELETE|UPDATE|WITH|INSERT)/.test(sql))
    .flatMap((sql) => db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    .map(({ detail }) => String(detail))
}

const readsWhole = (line: string): boolean => line.startsWith('SCAN')

const indexOf = (line: string): string => /INDEX (\S+)/.exec(line)?.[1] ?? ''

describe('on a grown desk no list reads a whole table', () => {
  it.each(worklists)('%s, on its first page and its second', async (_, query, index) => {
    const plan = await planOf(async () => {
      const { next } = await store.find({ tenant: TENANT, ...query, limit: 2 })
      if (next !== undefined) await store.find({ tenant: TENANT, ...query, limit: 2, after: next })
    })
    expect(plan.length).toBeGreaterThan(0)
    expect(plan.filter(readsWhole)).toEqual([])
    expect(
      plan.some((line) => index.test(indexOf(line))),
      plan.join('\n'),
    ).toBe(true)
  })

  it.each(['newest', 'oldest', 'nextDue', 'priority'] as const)('and sorts none: %s', async (order) => {
    const query = { tenant: TENANT, rung: ['top'], status: ['open', 'closed'], order, limit: 1 }
    const plan = await planOf(async () => {
      let page = await store.find(query)
      while (page.next !== undefined) page = await store.find({ ...query, after: page.next })
    })
    expect(plan.length).toBeGreaterThan(1)
    expect(plan.filter((line) => line.includes('TEMP B-TREE'))).toEqual([])
  })

  it.each(counts)('counting %s', async (_, query, by) => {
    const plan = await planOf(() => store.count({ tenant: TENANT, ...query }, by))
    expect(plan.length).toBeGreaterThan(0)
    expect(plan.filter(readsWhole)).toEqual([])
    expect(
      plan.some((line) => !['', 'complaint_record_opened'].includes(indexOf(line)) || /opened_at[<>]/.test(line)),
    ).toBe(true)
  })

  it.each(calls)('%s', async (_, call) => {
    const plan = await planOf(() => call(store))
    expect(plan.length).toBeGreaterThan(0)
    expect(plan.filter(readsWhole)).toEqual([])
  })
})
