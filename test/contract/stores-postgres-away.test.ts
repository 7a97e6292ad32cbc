import { Pool, type PoolConfig } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change, Store } from '../../src/stores/contract.ts'
import { type PostgresStoreOptions, postgresStore } from '../../src/stores/postgres/index.ts'
import { changeOf, commitAll, keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { failure } from '../fixtures/failure.ts'
import { emptySchema, freshSchema, postgresPool, postgresUrl } from '../fixtures/postgres.ts'
import { type TcpProxy, tcpProxy } from '../fixtures/tcp-proxy.ts'

const schema = freshSchema()
let direct: Pool
let proxy: TcpProxy
const pools: Pool[] = []

beforeAll(async () => {
  direct = await postgresPool()
  await postgresStore(direct, { schema }).migrate()
}, 60_000)

beforeEach(async () => {
  await emptySchema(direct, schema)
  const { hostname, port } = new URL(await postgresUrl())
  proxy = await tcpProxy(hostname, Number(port || 5432))
})

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end()
  await proxy.close()
})

afterAll(async () => {
  await direct.query(`DROP SCHEMA ${schema} CASCADE`)
  await direct.end()
})

/** A store whose way to the server can be broken. */
async function behindProxy(options: PostgresStoreOptions = {}, config: PoolConfig = {}): Promise<Store> {
  const url = new URL(await postgresUrl())
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  const pool = new Pool({ connectionString: url.href, ...config })
  pools.push(pool)
  return postgresStore(pool, { schema, reconnectMs: 0, ...options })
}

const count = async (table: string): Promise<number> => {
  const { rows } = await direct.query(`SELECT count(*)::integer AS n FROM ${schema}.complaint_${table}`)
  return Number(rows[0]?.n)
}

describe('a server that is away', () => {
  it('is STORE_UNAVAILABLE to every call, and needs no new store once it is back', async () => {
    const store = await behindProxy()
    await commitAll(store, changeOf('a'))
    proxy.shut()
    for (const call of [
      () => store.load([{ key: keyOf('a') }]),
      () => store.commit([changeOf('b')]),
      () => store.claimDue(T, 1, 1),
      () => store.reserveNumbers(TENANT, 's', 1),
      () => store.ping(),
    ]) {
      expect(await failure(call)).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    }
    proxy.open()
    await expect(store.load([{ key: keyOf('a') }])).resolves.toEqual([changeOf('a').record])
    await commitAll(store, changeOf('b'))
  })

  it('is waited for while there is patience', async () => {
    const store = await behindProxy({ reconnectMs: 10_000 })
    proxy.shut()
    const calls = Promise.all([store.load([{ key: keyOf('a') }]), store.commit([changeOf('a')])])
    await new Promise((resolve) => setImmediate(resolve))
    proxy.open()
    expect((await calls)[1]).toEqual(['committed'])
  })

  it('says what to do, and nothing of the user or the password', async () => {
    const url = new URL(await postgresUrl())
    const attempts: readonly (readonly [Partial<PoolConfig>, RegExp])[] = [
      [{ host: '127.0.0.1', port: 1 }, /^Postgres cannot be reached \(ECONNREFUSED\)\. See that it runs/],
      [{ password: 'wrong secret' }, /^Postgres does not let this user in \(SQLSTATE 28P01\)\. Check/],
      [{ database: 'no_such_database' }, /^Postgres does not let this user in \(SQLSTATE 3D000\)\. Check/],
    ]
    for (const [config, message] of attempts) {
      const { hostname, port, username, password } = url
      const pool = new Pool({
        ...{ host: hostname, port: Number(port), user: username, password, database: 'postgres' },
        ...config,
      })
      pools.push(pool)
      const error = await failure(() => postgresStore(pool, { reconnectMs: 0 }).migrate())
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
      expect(error.message).toMatch(message)
      expect(JSON.stringify([error, error.message])).not.toMatch(/secret|no_such/)
    }
  })

  it('is given up when it answers nothing, and its connection is not used again', async () => {
    const store = await behindProxy({ timeoutMs: 300 }, { max: 1 })
    await commitAll(store, changeOf('a'))
    proxy.swallow()
    const error = await failure(() => store.load([{ key: keyOf('a') }]))
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    proxy.open()
    await expect(store.load([{ key: keyOf('a') }])).resolves.toHaveLength(1)
  })
})

describe('a connection that breaks', () => {
  const batches: readonly (readonly [string, readonly Change[]])[] = [
    ['one change', [changeOf('a', { commandId: 'c', messages: [{ key: 'm' }] })]],
    ['one change without a command id', [changeOf('a', { wakeAt: T })]],
    ['a batch', Array.from({ length: 10 }, (_, i) => changeOf(`r${i}`, i % 2 === 0 ? {} : { commandId: `c${i}` }))],
  ]

  it.each(batches)('after the commit of %s: the outcome is read back', async (_, changes) => {
    const store = await behindProxy({ reconnectMs: 5_000 })
    await store.find({ tenant: TENANT })
    proxy.loseNextAnswer()
    expect(await store.commit(changes)).toEqual(changes.map(() => 'committed'))
    expect(await count('entry')).toBe(changes.length)
  })

  it.each(batches)('before the commit of %s: it is sent again', async (_, changes) => {
    const store = await behindProxy({ reconnectMs: 5_000 })
    await store.find({ tenant: TENANT })
    proxy.loseNextQuestion()
    expect(await store.commit(changes)).toEqual(changes.map(() => 'committed'))
    expect(await count('entry')).toBe(changes.length)
  })

  it('in a commit that is a conflict, a duplicate or a fault is none the less answered so', async () => {
    const store = await behindProxy({ reconnectMs: 5_000 })
    await commitAll(store, changeOf('a', { commandId: 'c', messages: [{ key: 'm' }] }))
    const changes = [
      changeOf('a', { commandId: 'other' }),
      changeOf('b', { commandId: 'c' }),
      changeOf('d', { messages: [{ key: 'm' }] }),
      changeOf('e'),
    ]
    proxy.loseNextAnswer()
    expect(await store.commit(changes)).toEqual([
      'conflict',
      { duplicate: { key: keyOf('a'), seq: 1 } },
      { fault: 'a message key exists already' },
      'committed',
    ])
  })

  it('for good: the error says that nobody knows, and a second try under the same id tells', async () => {
    const store = await behindProxy()
    const change = changeOf('a', { commandId: 'c' })
    await store.find({ tenant: TENANT })
    proxy.loseNextAnswer(true)
    const error = await failure(() => store.commit([change]))
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    expect(error.message).toContain('Whether the call was stored is not certain')
    proxy.open()
    expect(await store.commit([change])).toEqual([{ duplicate: { key: keyOf('a'), seq: 1 } }])
    expect(await count('entry')).toBe(1)
  })

  it('while nobody uses it neither ends the process nor fails the next call', async () => {
    const store = await behindProxy({ reconnectMs: 5_000 }, { application_name: schema })
    await commitAll(store, changeOf('a'))
    const kill = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1'
    expect((await direct.query(kill, [schema])).rowCount).toBeGreaterThan(0)
    await expect(store.load([{ key: keyOf('a') }])).resolves.toHaveLength(1)
    expect((await direct.query(kill, [schema])).rowCount).toBeGreaterThan(0)
    await commitAll(store, changeOf('b'))
  })

  it('in a read is replaced and the read repeated', async () => {
    const store = await behindProxy({ reconnectMs: 5_000 })
    await commitAll(store, changeOf('a'))
    proxy.loseNextAnswer()
    await expect(store.load([{ key: keyOf('a') }])).resolves.toEqual([changeOf('a').record])
  })
})
