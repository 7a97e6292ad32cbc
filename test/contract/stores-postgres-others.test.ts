import { Pool, type PoolClient, types } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { type PgQueryableLike, postgresStore } from '../../src/stores/postgres/index.ts'
import {
  changeOf,
  commitAll,
  fullChange,
  keyOf,
  messageOf,
  T,
  TENANT,
} from '../../src/testing/store-contract/samples.ts'
import { failure } from '../fixtures/failure.ts'
import { emptySchema, freshSchema, postgresPool, postgresUrl } from '../fixtures/postgres.ts'

const schema = freshSchema()
const schemas = [schema]
let pool: Pool
let store: Store<PgQueryableLike>
/** The host's own transaction. */
let host: PoolClient

beforeAll(async () => {
  pool = await postgresPool({ max: 20 })
  store = postgresStore(pool, { schema })
  await store.migrate()
}, 60_000)

beforeEach(async () => {
  await emptySchema(pool, schema)
  host = await pool.connect()
  await host.query('BEGIN')
})

afterEach(async () => {
  await host.query('ROLLBACK')
  host.release()
})

afterAll(async () => {
  for (const one of schemas) await pool.query(`DROP SCHEMA IF EXISTS ${one} CASCADE`)
  await pool.end()
})

const newSchema = (): string => {
  const name = freshSchema()
  schemas.push(name)
  return name
}

const holdRecord = (id: string) => host.query(`SELECT 1 FROM ${schema}.complaint_record WHERE id = $1 FOR UPDATE`, [id])

it('prepares the statement of a commit, and goes on without where a pooler does not keep it', async () => {
  const one = await postgresPool({ max: 1 })
  const statements = async (): Promise<number> =>
    (await one.query("SELECT FROM pg_prepared_statements WHERE name LIKE 'redress_%'")).rowCount ?? 0
  const own = postgresStore(one, { schema })
  await commitAll(own, changeOf('a'))
  await commitAll(own, changeOf('a', { basedOn: 1 }))
  expect(await statements()).toBe(1)
  await one.query('DEALLOCATE ALL')
  expect(await own.commit([changeOf('a', { basedOn: 2 })])).toEqual(['committed'])
  expect(await own.commit([changeOf('a', { basedOn: 3 })])).toEqual(['committed'])
  expect(await own.load([{ key: keyOf('a') }])).toEqual([changeOf('a', { basedOn: 3 }).record])
  expect(await statements()).toBe(0)
  await one.end()
})

it.each([
  ['NUL in an id', changeOf('a\u0000b')],
  ['half a surrogate pair in a command id', changeOf('a', { commandId: 'c\ud800' })],
])('refuses %s alone, which no row can hold', async (_, unfit) => {
  expect(await store.commit([changeOf('x'), unfit, changeOf('y')])).toEqual([
    'committed',
    { fault: 'a value does not fit the schema' },
    'committed',
  ])
  expect(await store.commit([unfit], host)).toEqual([{ fault: 'a value does not fit the schema' }])
})

describe("a transaction of the host's that stays open", () => {
  it('makes its own record busy and holds up no other of the batch', async () => {
    const ids = Array.from({ length: 64 }, (_, i) => `r${i}`)
    await commitAll(store, ...ids.map((id) => changeOf(id)))
    await holdRecord('r7')
    const changes = ids.map((id) => changeOf(id, { basedOn: 1 }))
    expect(await store.commit(changes)).toEqual(ids.map((id) => (id === 'r7' ? 'busy' : 'committed')))
    expect(await store.commit([changeOf('r7', { basedOn: 1 })])).toEqual(['busy'])
    await host.query('ROLLBACK')
    expect(await store.commit([changeOf('r7', { basedOn: 1 })])).toEqual(['committed'])
  })

  it.each([
    ['a command id', changeOf('a', { commandId: 'c' }), changeOf('b', { commandId: 'c' })],
    ['a record', changeOf('a'), changeOf('a', { commandId: 'c' })],
    ['a message key', changeOf('a', { messages: [{ key: 'm' }] }), changeOf('b', { messages: [{ key: 'm' }] })],
  ])('and writes %s makes who writes it too busy, and nobody else', async (_, theirs, ours) => {
    expect(await store.commit([theirs], host)).toEqual(['committed'])
    expect(await store.commit([changeOf('x'), ours, changeOf('y')])).toEqual(['committed', 'busy', 'committed'])
    expect(await store.commit([ours])).toEqual(['busy'])
    await host.query('ROLLBACK')
    expect(await store.commit([ours])).toEqual(['committed'])
  })

  it('hides its record from claims and deferrals, which do not wait', async () => {
    await commitAll(store, changeOf('a', { wakeAt: T }), changeOf('b', { wakeAt: T + 1 }))
    const { items } = await store.claimDue(T, 10, 1_000)
    await holdRecord('a')
    await store.deferDue([{ key: keyOf('a'), lease: items[0]?.lease ?? '', until: T + 5, error: 'e' }])
    expect(await store.deferred(TENANT, 10)).toEqual([])
    const due = await store.claimDue(T + 9_000, 10, 1_000)
    expect(due.items.map(({ item }) => item.key.id)).toEqual(['b'])
    await host.query('ROLLBACK')
    const rest = await store.claimDue(T + 9_000, 10, 1_000)
    expect(rest.items.map(({ item }) => item.key.id)).toEqual(['a'])
  })
})

describe('a commit in a transaction of the host', () => {
  it('is there when he commits and not when he rolls back', async () => {
    await commitAll(store, changeOf('a'))
    const change = changeOf('a', { basedOn: 1, messages: [{ key: 'm' }] })
    expect(await store.commit([change], host)).toEqual(['committed'])
    expect(await store.load([{ key: keyOf('a') }], host)).toEqual([change.record])
    expect(await store.load([{ key: keyOf('a') }])).toEqual([changeOf('a').record])
    await host.query('ROLLBACK')
    expect(await store.load([{ key: keyOf('a') }])).toEqual([changeOf('a').record])
    await host.query('BEGIN')
    expect(await store.commit([change], host)).toEqual(['committed'])
    await host.query('COMMIT')
    expect(await store.load([{ key: keyOf('a') }])).toEqual([change.record])
    expect((await store.claimMessages(T, 10, 1_000)).items).toHaveLength(1)
  })

  it('never spoils it: after a conflict, a duplicate, a fault or busy it can be used and committed', async () => {
    await commitAll(store, changeOf('a', { commandId: 'c', messages: [{ key: 'm' }] }), changeOf('held'))
    const other = await pool.connect()
    await other.query('BEGIN')
    await other.query(`SELECT 1 FROM ${schema}.complaint_record WHERE id = 'held' FOR UPDATE`)
    expect(await store.commit([changeOf('a')], host)).toEqual(['conflict'])
    expect(await store.commit([changeOf('b', { commandId: 'c' })], host)).toMatchObject([{ duplicate: { seq: 1 } }])
    expect(await store.commit([changeOf('b', { messages: [{ key: 'm' }] })], host)).toEqual([
      { fault: 'a message key exists already' },
    ])
    expect(await store.commit([changeOf('held', { basedOn: 1 })], host)).toEqual(['busy'])
    const unfit = changeOf('b', { at: 8e15 })
    expect(await store.commit([unfit], host)).toEqual([{ fault: 'a value does not fit the schema' }])
    expect(await store.commit([changeOf('b')], host)).toEqual(['committed'])
    await host.query('COMMIT')
    await other.query('ROLLBACK')
    other.release()
    expect(await store.load([{ key: keyOf('b') }])).toEqual([changeOf('b').record])
  })
})

describe('lanes under many workers', () => {
  it('never have two messages out, keep their order and lose none', async () => {
    const lanes = ['x', 'y', 'z']
    const expected = new Map<string, string[]>()
    const outNow = new Set<string>()
    const sent = new Map<string, string[]>(lanes.map((lane) => [lane, []]))
    await commitAll(store, changeOf('a'))
    for (const lane of lanes) {
      const keys = Array.from({ length: 15 }, (_, i) => `${lane}${String(i).padStart(2, '0')}`)
      expected.set(lane, keys)
      const messages = keys.map((key, i) => ({ key, lane, createdAt: T + i, sendAt: T }))
      await commitAll(store, changeOf(`of ${lane}`, { messages }))
    }
    let done = 0
    const work = async (worker: number): Promise<void> => {
      for (let idle = 0; done < 45 && idle < 3_000; ) {
        const { items } = await store.claimMessages(T + 100 + worker, 4, 60_000)
        if (items.length === 0) idle += 1
        for (const { item } of items) {
          const lane = item.lane ?? ''
          expect(outNow.has(lane), `two of lane ${lane} are out`).toBe(false)
          outNow.add(lane)
        }
        for (const { item, lease } of items) {
          sent.get(item.lane ?? '')?.push(item.key)
          outNow.delete(item.lane ?? '')
          const base = { tenant: TENANT, key: item.key, lease, at: T + 200 }
          const result =
            done % 3 === 0
              ? ({
                  ...base,
                  result: 'expanded',
                  into: [messageOf(keyOf('a'), { key: `${item.key} child`, sendAt: T + 9e9 })],
                } as const)
              : ({ ...base, result: 'delivered' } as const)
          expect(await store.reportMessages([result])).toEqual([{ key: item.key, stale: false }])
          done += 1
        }
      }
    }
    await Promise.all(Array.from({ length: 6 }, (_, worker) => work(worker)))
    expect(Object.fromEntries(sent)).toEqual(Object.fromEntries(expected))
  })
})

describe('a schema', () => {
  it('is made once, however many start at once, and beside others', async () => {
    const name = newSchema()
    const stores = Array.from({ length: 6 }, () => postgresStore(pool, { schema: name }))
    expect((await stores[0]?.ping())?.schema).toBe(0)
    expect(await failure(async () => stores[0]?.load([{ key: keyOf('a') }]))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
    await Promise.all(stores.map((one) => one.migrate()))
    const { rows } = await pool.query(`SELECT number FROM ${name}.complaint_migration ORDER BY number`)
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3])
    for (const one of stores) await expect(one.load([{ key: keyOf('a') }])).resolves.toEqual([undefined])
  })

  it('is STORE_SCHEMA_NEWER when a later version has migrated it, and is left as it is', async () => {
    const name = newSchema()
    await postgresStore(pool, { schema: name }).migrate()
    await pool.query(`INSERT INTO ${name}.complaint_migration VALUES (99, 'of a later version', now())`)
    for (const call of [(one: Store) => one.migrate(), (one: Store) => one.load([{ key: keyOf('a') }])]) {
      expect(await failure(() => call(postgresStore(pool, { schema: name })))).toMatchObject({
        code: 'STORE_SCHEMA_NEWER',
        details: { found: 99, supported: 3 },
      })
    }
  })

  it('is STORE_CORRUPT when a table or a value is not what was written', async () => {
    const name = newSchema()
    const one = postgresStore(pool, { schema: name })
    await one.migrate()
    await commitAll(one, fullChange('full'))
    await pool.query(`UPDATE ${name}.complaint_record SET status = 'secret of a customer'`)
    const error = await failure(() => one.load([{ key: keyOf('full') }]))
    expect(error.code).toBe('STORE_CORRUPT')
    expect(JSON.stringify([error, error.message])).not.toContain('secret')
    await pool.query(`DROP TABLE ${name}.complaint_number`)
    expect(await failure(() => one.reserveNumbers(TENANT, 's', 1))).toMatchObject({ code: 'STORE_CORRUPT' })
  })

  it('is STORE_READ_ONLY to writes where the connection or the user may not write; it can be read', async () => {
    await commitAll(store, fullChange('full'))
    const reader = await postgresPool({ options: '-c default_transaction_read_only=on' })
    const role = freshSchema()
    await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`)
    const url = new URL(await postgresUrl())
    const mortal = new Pool({ connectionString: Object.assign(url, { username: role, password: 'x' }).href })
    for (const one of [reader, mortal]) {
      const readOnly = postgresStore(one, { schema })
      await readOnly.migrate()
      await expect(readOnly.load([{ key: keyOf('full') }])).resolves.toEqual([fullChange('full').record])
      for (const call of [
        () => readOnly.commit([changeOf('new')]),
        () => readOnly.reserveNumbers(TENANT, 's', 1),
        () => readOnly.claimDue(T + 9, 1, 1),
      ]) {
        expect(await failure(call)).toMatchObject({ code: 'STORE_READ_ONLY', retryable: false })
      }
      await one.end()
    }
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
  })

  it('has plain columns: instants exact to the millisecond, texts as they are', async () => {
    const instants = [0, 1, 1_700_000_000_001, 1_700_000_000_999, Date.UTC(2200, 0, 1, 0, 0, 0, 7), -86_399_999]
    await commitAll(
      store,
      ...instants.map((at, i) => changeOf(`r${i}`, { at, wakeAt: at, columns: { nextDueAt: at } })),
    )
    const { rows } = await pool.query<{ opened_at: Date; due: string }>(
      `SELECT opened_at, next_due_at AT TIME ZONE 'UTC' || '' AS due FROM ${schema}.complaint_record ORDER BY id`,
    )
    expect(rows.map((row) => row.opened_at.getTime())).toEqual(instants)
    expect(rows[3]?.due).toBe('2023-11-14 22:13:20.999')
    const records = await store.load(instants.map((_, i) => ({ key: keyOf(`r${i}`) })))
    expect(records.map((record) => typeof record === 'object' && record.wakeAt)).toEqual(instants)
  })

  it('holds nothing in an index that a claim of a record changes, since that would write into every one of them', async () => {
    const indexed = await pool.query<{ column: string }>(
      `SELECT DISTINCT a.attname AS column FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = $1::regclass`,
      [`${schema}.complaint_record`],
    )
    const columns = indexed.rows.map(({ column }) => column)
    expect(columns).toContain('claim_at')
    const row = async () =>
      (await pool.query(`SELECT lease, ${columns.join(', ')} FROM ${schema}.complaint_record WHERE id = 'claimed'`))
        .rows[0]
    await commitAll(store, changeOf('claimed', { wakeAt: T }))
    const before = await row()
    const { items } = await store.claimDue(T, 10, 1_000)
    expect(await row()).toEqual({ ...before, lease: items[0]?.lease })
  })

  it('is read alike whatever the host has told the driver to make of its types', async () => {
    await commitAll(store, fullChange('full'))
    const { builtins } = types
    for (const parse of [(value: string) => value, (value: string) => ({ value })]) {
      const odd = await postgresPool({
        types: {
          getTypeParser(oid, format) {
            if (oid === builtins.INT8 || oid === builtins.INT4) return (value: string) => BigInt(value)
            // These two nobody changes.
            return oid === builtins.TEXT || oid === builtins.BOOL ? types.getTypeParser(oid, format) : parse
          },
        },
      })
      const other = postgresStore(odd, { schema })
      expect(await other.load([{ key: keyOf('full') }])).toEqual([fullChange('full').record])
      expect((await other.entries({ key: keyOf('full') })).items).toEqual(fullChange('full').entries)
      expect(await other.count({ tenant: TENANT })).toEqual({ total: 1 })
      await odd.end()
    }
  })
})

it('is never made with options that mean nothing: CONFIG_INVALID', () => {
  const wrong: readonly (readonly [unknown, unknown])[] = [
    [undefined, {}],
    [{}, {}],
    [pool, { schema: '' }],
    [pool, { schema: 'a"; DROP SCHEMA public; --' }],
    [pool, { schema: 'Upper' }],
    [pool, { schema: 'x'.repeat(64) }],
    [pool, { timeoutMs: 0 }],
    [pool, { reconnectMs: -1 }],
    [pool, { reconnectMs: 0.5 }],
  ]
  for (const [given, options] of wrong) {
    // @ts-expect-error what JavaScript may hand in
    expect(() => postgresStore(given, options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  }
})
