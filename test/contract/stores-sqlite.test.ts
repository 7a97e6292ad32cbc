import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/errors.ts'
import type { Store } from '../../src/stores/contract.ts'
import { type SqliteStoreOptions, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { firstTables } from '../../src/stores/sqlite/migrations/0001-first-tables.ts'
import { expectedSizes } from '../../src/stores/sqlite/migrations/0002-expected-sizes.ts'
import { changeOf, commitAll, fullChange, keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { failure } from '../fixtures/failure.ts'

let directory = ''
const opened: Store[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redress-sqlite-'))
})

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(directory, { recursive: true })
})

const open = (path: string, options: Partial<SqliteStoreOptions> = {}): Store => {
  const store = sqliteStore({ path, synchronous: 'NORMAL', busyTimeoutMs: 20, ...options })
  opened.push(store)
  return store
}

/** A closed file with some records in it. */
async function fileWithRecords(name: string): Promise<string> {
  const path = join(directory, name)
  const store = open(path)
  await store.migrate()
  const state = JSON.stringify({ text: 'x'.repeat(3_000) })
  await commitAll(store, fullChange('full'), ...Array.from({ length: 100 }, (_, i) => changeOf(`r${i}`, { state })))
  await store.close()
  return path
}

const load = (store: Store): Promise<unknown> => store.load([{ key: keyOf('full') }])

const reserve = (store: Store): Promise<unknown> => store.reserveNumbers(TENANT, 's', 1)

/** Runs as a user whom file modes bind: as root they bind nobody. */
async function asMortal<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  chmodSync(directory, 0o777)
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a database file that cannot be used', () => {
  it('is STORE_UNAVAILABLE while another connection holds the lock, and works once it is free', async () => {
    const path = await fileWithRecords('locked.db')
    const store = open(path)
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    for (const call of [
      reserve,
      (one: Store) => one.commit([changeOf('new')]),
      (one: Store) => one.claimDue(T + 9, 1, 1),
    ]) {
      const error = await failure(() => call(store))
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
      expect(error.cause).toMatchObject({ errcode: 5 })
    }
    await expect(load(store)).resolves.toHaveLength(1)
    other.exec('ROLLBACK')
    await expect(reserve(store)).resolves.toBe(1)
    other.close()
  })

  it('is STORE_UNAVAILABLE while another connection holds a new file, and is migrated once it is free', async () => {
    const path = join(directory, 'new.db')
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE theirs (a); BEGIN EXCLUSIVE')
    const store = open(path)
    expect(await failure(() => store.migrate())).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    other.exec('ROLLBACK')
    await store.migrate()
    await expect(reserve(store)).resolves.toBe(1)
    expect(other.prepare('SELECT count(*) AS theirs FROM theirs').get()).toEqual({ theirs: 0 })
    other.close()
  })

  it('is STORE_CORRUPT when it is no database, and is left as it is', async () => {
    const path = join(directory, 'garbage.db')
    const garbage = 'Dear Sir, I wish to complain. '.repeat(500)
    writeFileSync(path, garbage)
    for (const call of [(store: Store) => store.migrate(), load, (store: Store) => store.ping()]) {
      const error = await failure(() => call(open(path)))
      expect(error).toMatchObject({ code: 'STORE_CORRUPT', retryable: false })
      expect(error.cause).toMatchObject({ errcode: 26 })
    }
    expect(readFileSync(path, 'utf8')).toBe(garbage)
  })

  it('is STORE_CORRUPT when pages in its middle are damaged', async () => {
    const path = await fileWithRecords('damaged.db')
    const bytes = readFileSync(path)
    bytes.fill(0xff, 40 * 4_096)
    writeFileSync(path, bytes)
    const store = open(path)
    const error = await failure(async () => {
      for (let i = 0; i < 100; i++) await store.load([{ key: keyOf(`r${i}`) }])
    })
    expect(error).toMatchObject({ code: 'STORE_CORRUPT', retryable: false })
    expect(error.cause).toMatchObject({ errcode: expect.any(Number) })
  })

  it('is STORE_CORRUPT when a value stands in it that was never written', async () => {
    const path = await fileWithRecords('tampered.db')
    const other = new DatabaseSync(path)
    other.exec(`UPDATE complaint_record SET status = 'secret of a customer' WHERE id = 'full';
      UPDATE complaint_message SET content = '{"kind":' WHERE key = 'full/0'`)
    other.close()
    const store = open(path)
    for (const call of [load, (one: Store) => one.messages({ tenant: TENANT })]) {
      const error = await failure(() => call(store))
      expect(error.code).toBe('STORE_CORRUPT')
      expect(JSON.stringify([error, error.message])).not.toContain('secret')
    }
  })

  it('is STORE_CORRUPT when a table is missing', async () => {
    const path = await fileWithRecords('gutted.db')
    const other = new DatabaseSync(path)
    other.exec('DROP TABLE complaint_number')
    other.close()
    expect(await failure(() => reserve(open(path)))).toMatchObject({ code: 'STORE_CORRUPT' })
  })

  it('is STORE_READ_ONLY to writes when the file may not be written; it can be read', async () => {
    const path = await fileWithRecords('read-only.db')
    chmodSync(path, 0o444)
    await asMortal(async () => {
      const store = open(path)
      await store.migrate()
      await expect(load(store)).resolves.toEqual([fullChange('full').record])
      expect(await failure(() => reserve(store))).toMatchObject({ code: 'STORE_READ_ONLY', retryable: false })
      expect(await failure(() => store.commit([changeOf('new')]))).toMatchObject({ code: 'STORE_READ_ONLY' })
      await store.close()
    })
  })

  it('is STORE_READ_ONLY when its directory may not be written', async () => {
    const inside = join(directory, 'sealed')
    mkdirSync(inside)
    const path = await fileWithRecords('sealed/known.db')
    chmodSync(path, 0o666)
    chmodSync(inside, 0o555)
    await asMortal(async () => {
      expect(await failure(() => reserve(open(path)))).toMatchObject({ code: 'STORE_READ_ONLY' })
      const error = await failure(() => open(join(inside, 'new.db')).migrate())
      expect(error).toMatchObject({ code: 'STORE_READ_ONLY' })
      expect(error.message).toContain('Make the directory writable')
    })
    chmodSync(inside, 0o755)
  })

  it('is STORE_READ_ONLY to every write when it was opened with readOnly, and makes no file', async () => {
    const store = open(await fileWithRecords('reader.db'), { readOnly: true })
    await store.migrate()
    await expect(load(store)).resolves.toEqual([fullChange('full').record])
    const writes = [
      () => store.commit([]),
      () => store.claimDue(T, 1, 1),
      () => store.claimMessages(T, 1, 1),
      () => store.deferDue([]),
      () => store.renewMessages([], T),
      () => store.reportMessages([]),
      () => store.redeliver(TENANT, [], T),
      () => store.erase(TENANT, 's'),
      () => reserve(store),
    ]
    for (const write of writes) expect(await failure(write)).toMatchObject({ code: 'STORE_READ_ONLY' })

    const absent = join(directory, 'absent.db')
    expect(await failure(() => open(absent, { readOnly: true }).migrate())).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(readdirSync(directory)).not.toContain('absent.db')
    const bare = join(directory, 'bare.db')
    new DatabaseSync(bare).close()
    writeFileSync(bare, '')
    expect(await failure(() => open(bare, { readOnly: true }).migrate())).toMatchObject({ code: 'STORE_READ_ONLY' })
  })

  it('is STORE_SCHEMA_NEWER when a later version has migrated it, and is left as it is', async () => {
    const path = await fileWithRecords('newer.db')
    const other = new DatabaseSync(path)
    other.exec(`INSERT INTO complaint_migration VALUES (99, 'of a later version', 0)`)
    const before = other.prepare('SELECT count(*) AS n FROM complaint_migration').get()
    for (const call of [(store: Store) => store.migrate(), load, reserve]) {
      const error = await failure(() => call(open(path)))
      expect(error).toMatchObject({
        code: 'STORE_SCHEMA_NEWER',
        retryable: false,
        details: { found: 99, supported: 3 },
      })
    }
    expect(await open(path).ping()).toMatchObject({ schema: 99 })
    expect(other.prepare('SELECT count(*) AS n FROM complaint_migration').get()).toEqual(before)
    other.close()
  })

  it('is STORE_UNAVAILABLE and says what to do when the path is no place for a file', async () => {
    const missing = join(directory, 'no/such/directory/complaints.db')
    const store = open(missing)
    const error = await failure(() => store.migrate())
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    expect(error.message).toBe(`The database ${missing} cannot be opened: its directory does not exist. Create it.`)
    mkdirSync(join(directory, 'no/such/directory'), { recursive: true })
    await store.migrate()
    await expect(reserve(store)).resolves.toBe(1)

    expect((await failure(() => open(directory).migrate())).message).toContain('it is a directory')
  })

  it('is STORE_UNAVAILABLE before it was migrated', async () => {
    const store = open(join(directory, 'bare.db'))
    expect(await store.ping()).toMatchObject({ schema: 0 })
    const error = await failure(() => load(store))
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(error.message).toContain('Call migrate() first')
    await store.migrate()
    await expect(load(store)).resolves.toEqual([undefined])
  })

  it('is never opened with options that mean nothing: CONFIG_INVALID', () => {
    const wrong: readonly Partial<Record<keyof SqliteStoreOptions, unknown>>[] = [
      { path: '' },
      { path: undefined },
      { path: 'x', busyTimeoutMs: -1 },
      { path: 'x', busyTimeoutMs: 1.5 },
      { path: 'x', synchronous: 'OFF' },
    ]
    for (const options of wrong) {
      // @ts-expect-error what JavaScript may hand in
      expect(() => sqliteStore(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    }
    expect(errorCodes).toContain('CONFIG_INVALID')
  })
})

describe('a file of an earlier schema', () => {
  it('gets priorities: what is at work and major first, the rest from its next decision on', async () => {
    const path = join(directory, 'earlier.db')
    const earlier = new DatabaseSync(path)
    earlier.exec(`CREATE TABLE complaint_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
      ${firstTables.sql} ${expectedSizes.sql}
      INSERT INTO complaint_migration VALUES (1, 'first tables', 0), (2, 'expected sizes', 0);
      INSERT INTO complaint_record (tenant, kind, id, seq, version, number, status, major, ticket_type, channel,
          confidentiality, opened_at, updated_at, policy, policy_version, machine, hash, state)
        SELECT '${TENANT}', 'complaint', id, 1, 1, id, status, major, 'complaint', 'phone', 'named', ${T}, ${T}, 'p', 1, 'm', 'h', '{}'
        FROM (SELECT 'plain' AS id, 'open' AS status, 0 AS major UNION SELECT 'major', 'open', 1
          UNION SELECT 'closed', 'closed', 1 UNION SELECT 'taken in', 'intake', 0)`)
    earlier.close()
    const store = open(path)
    expect(await failure(() => store.find({ tenant: TENANT }))).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await store.migrate()
    const listed = async () => (await store.find({ tenant: TENANT, order: 'priority' })).items
    expect((await listed()).map(({ key: { id }, columns }) => [id, columns.priority])).toEqual([
      ['major', 9_999],
      ['plain', 19_999],
      ['taken in', 19_999],
      ['closed', undefined],
    ])
    await commitAll(store, changeOf('plain', { basedOn: 1, columns: { priority: 0 } }))
    expect((await listed())[0]?.key.id).toBe('plain')
  })
})

describe('several openings of one file', () => {
  it('in one process neither block nor miss each other', async () => {
    const path = join(directory, 'shared.db')
    const stores = Array.from({ length: 4 }, () => open(path, { busyTimeoutMs: 0 }))
    await Promise.all(stores.map((store) => store.migrate()))
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stores.map((store, j) => store.commit([changeOf(`r${i} ${j}`), changeOf('one', { basedOn: 0 })])),
      ).flat(),
    )
    expect(outcomes.filter((outcome) => outcome[0] === 'committed')).toHaveLength(40)
    expect(outcomes.filter((outcome) => outcome[1] === 'committed')).toHaveLength(1)
    for (const store of stores) expect(await store.count({ tenant: TENANT })).toEqual({ total: 41 })
  })

  it('in several processes, from the making of the file on: no gap, no double, no loss', async () => {
    const path = join(directory, 'processes.db')
    const run = promisify(execFile)
    const script = join(import.meta.dirname, 'stores-sqlite-process.ts')
    const writers = ['a', 'b', 'c']
    const answers = await Promise.all(
      writers.map(async (writer) => {
        const { stdout } = await run(process.execPath, [script, path, writer, '40'])
        const answer: { conflicts: number; numbers: number[]; claimed: string[] } = JSON.parse(stdout)
        return answer
      }),
    )
    const store = open(path, { busyTimeoutMs: 5_000 })
    const { items } = await store.entries({ key: keyOf('shared') })
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
    expect(new Set(items.map(({ commandId }) => commandId)).size).toBe(120)
    const numbers = answers.flatMap((answer) => answer.numbers)
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from(numbers, (_, i) => i + 1))
    const claimed = answers.flatMap((answer) => answer.claimed)
    const conflicts = answers.reduce((sum, answer) => sum + answer.conflicts, 0)
    expect(new Set(claimed).size).toBe(claimed.length)
    expect(claimed).toHaveLength(120 + 120 + conflicts)
    expect(await store.count({ tenant: TENANT })).toEqual({ total: 1 + 120 + conflicts })
  })
})

describe('the file itself', () => {
  it('holds nothing of an erased subject: no words, no salt, neither in the file nor in its log', async () => {
    const path = join(directory, 'erased.db')
    const store = open(path)
    await store.migrate()
    const words = 'he came home to a cold house'
    const long = `${words} ${'and so on '.repeat(2_000)}`
    // In several commits, so that pages of the table fill, split and move.
    for (let batch = 0; batch < 10; batch++) {
      await commitAll(
        store,
        ...Array.from({ length: 30 }, (_, i) =>
          changeOf(`r${batch * 30 + i}`, {
            personal: [
              { subject: 'customer-1', data: JSON.stringify({ i, words: i % 7 === 0 ? long : words }), search: words },
              { subject: 'customer-2', data: '{"words":"hers stay"}' },
            ],
          }),
        ),
      )
    }
    const [row] = await store.personal([keyOf('r1')])
    // Answers names of files only: a failing comparison of their bytes would print the whole database.
    const filesWith = (part: string): readonly string[] =>
      readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(part))
    const secrets = [words, 'and so on', row?.salt ?? '']
    for (const secret of secrets) expect(filesWith(secret), secret).not.toEqual([])
    await expect(store.erase(TENANT, 'customer-1')).resolves.toHaveLength(300)
    for (const secret of secrets) expect(filesWith(secret), secret).toEqual([])
    expect(filesWith('hers stay')).not.toEqual([])
    // The second erasure finds no copy that the first one made in moving pages about.
    await expect(store.erase(TENANT, 'customer-2')).resolves.toHaveLength(300)
    expect(filesWith('hers stay')).toEqual([])
    await store.close()
    for (const secret of [...secrets, 'hers stay']) expect(filesWith(secret), secret).toEqual([])
  })

  it('is kept by a write-ahead log, synced at each commit unless NORMAL is asked for, with foreign keys', async () => {
    // Seen through the module that the store takes its connections from.
    const sqlite = process.getBuiltinModule('node:sqlite')
    const connections: DatabaseSync[] = []
    const original = sqlite.DatabaseSync
    sqlite.DatabaseSync = class extends original {
      constructor(...parameters: ConstructorParameters<typeof original>) {
        super(...parameters)
        connections.push(this)
      }
    }
    try {
      await sqliteStore({ path: join(directory, 'full.db') }).migrate()
      await open(join(directory, 'normal.db')).migrate()
    } finally {
      sqlite.DatabaseSync = original
    }
    const pragmas = connections.map((db) =>
      ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map((name) =>
        Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {}),
      ),
    )
    expect(pragmas).toEqual([
      [['wal'], [2], [1], [5_000]],
      [['wal'], [1], [1], [20]],
    ])
    connections[0]?.close()
  })

  it('may be no file at all: `:memory:`', async () => {
    const store = open(':memory:')
    await store.migrate()
    await commitAll(store, fullChange('full'))
    await expect(load(store)).resolves.toEqual([fullChange('full').record])
    await expect(store.erase(TENANT, 'record')).resolves.toEqual([keyOf('full')])
    expect((await store.claimDue(T + 1, 10, 1_000)).items).toHaveLength(1)
  })

  it('keeps what a batch has committed when a value of another change fits no column', async () => {
    const store = open(join(directory, 'misfit.db'))
    await store.migrate()
    const misfit = changeOf('misfit', { personal: [{ subject: 's' }], columns: { openedAt: 1.5 } })
    const outcomes = await store.commit([changeOf('a'), misfit, changeOf('b')])
    expect(outcomes).toEqual(['committed', { fault: 'a value does not fit the schema' }, 'committed'])
    await expect(store.count({ tenant: TENANT })).resolves.toEqual({ total: 2 })
    await expect(store.entries({ key: keyOf('misfit') })).resolves.toEqual({ items: [] })
  })
})
