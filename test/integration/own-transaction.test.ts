import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Pool, PoolClient } from 'pg'
import {
  createRedress,
  memoryChannel,
  memoryStore,
  type Redress,
  type RedressEvent,
  type Store,
  simulatedClock,
} from 'redress'
import { type PgQueryableLike, postgresStore } from 'redress/postgres'
import { sqliteStore } from 'redress/sqlite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { agent, desk, handler, people } from '../crash/desk.ts'
import { failure } from '../fixtures/failure.ts'
import { emptySchema, freshSchema, postgresPool } from '../fixtures/postgres.ts'

const START = Date.parse('2026-03-02T09:00:00+08:00')
const submission = { policy: 'desk', channel: 'phone', summary: 'It is broken.' } as const
const assign = { type: 'assign', to: 'handler-1' } as const

function deskOn<S extends Store>(store: S) {
  const channel = memoryChannel()
  const events: RedressEvent[] = []
  const redress = createRedress({
    policies: [desk],
    store,
    clock: simulatedClock(START),
    directory: people,
    channels: { staff: channel },
    onEvent: (event) => events.push(event),
  })
  onTestFinished(() => redress.stop())
  return { redress, channel, events }
}

/** What the tests do in a transaction, by whichever way it was begun. */
interface Own {
  submit(commandId?: string): Promise<{ readonly id: string; readonly number: string; readonly duplicate?: true }>
  assign(id: string, commandId?: string): Promise<unknown>
  /** Sends what its sender may not do. */
  trespass(id: string): Promise<unknown>
  /** Writes a row of the host's. */
  refund(complaint: string): Promise<unknown>
}

interface Opened extends Pick<ReturnType<typeof deskOn>, 'channel' | 'events'> {
  readonly redress: ReturnType<typeof plainDesk>
  run<T>(work: (own: Own) => Promise<T>): Promise<T>
  refunds(): Promise<number>
}

const plainDesk = () => deskOn(memoryStore()).redress

const LITE = freshSchema()
const REFUND = 'CREATE TABLE IF NOT EXISTS refund (complaint text PRIMARY KEY)'
let pool: Pool
let lite: PGlite

beforeAll(async () => {
  pool = await postgresPool()
  lite = await PGlite.create()
}, 60_000)

afterAll(async () => {
  for (const schema of schemas) await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await pool.end()
  await lite.close()
})

const ways: Readonly<Record<string, () => Promise<Opened>>> = {
  async 'sqlite, redress.transaction'() {
    const { store } = openFile()
    const { redress, channel, events } = deskOn(store)
    await redress.transaction(async ({ db }) => db.exec(REFUND))
    return {
      ...{ redress, channel, events },
      run: (work) =>
        redress.transaction(({ db, submit, send }) =>
          work({
            submit: (commandId) => submit(submission, { by: agent, ...(commandId !== undefined && { commandId }) }),
            assign: (id, commandId) => send(id, assign, { by: agent, ...(commandId !== undefined && { commandId }) }),
            trespass: (id) => send(id, { type: 'note', text: 'x' }, { by: handler }),
            refund: async (id) => db.prepare('INSERT INTO refund VALUES (?)').run(id),
          }),
        ),
      refunds: () =>
        redress.transaction(async ({ db }) => Number(db.prepare('SELECT count(*) AS n FROM refund').get()?.['n'])),
    }
  },
  async 'postgres, redress.transaction'() {
    const { store, schema } = openSchema()
    const { redress, channel, events } = deskOn(store)
    await redress.runDue()
    await pool.query(`SET search_path = ${schema}; ${REFUND}; RESET search_path`)
    return {
      ...{ redress, channel, events },
      run: (work) =>
        redress.transaction(({ db, submit, send }) =>
          work({
            submit: (commandId) => submit(submission, { by: agent, ...(commandId !== undefined && { commandId }) }),
            assign: (id, commandId) => send(id, assign, { by: agent, ...(commandId !== undefined && { commandId }) }),
            trespass: (id) => send(id, { type: 'note', text: 'x' }, { by: handler }),
            refund: (id) => db.query(`INSERT INTO ${schema}.refund VALUES ($1)`, [id]),
          }),
        ),
      refunds: async () => Number((await pool.query(`SELECT count(*) AS n FROM ${schema}.refund`)).rows[0]?.n),
    }
  },
  async 'postgres, { tx }'() {
    const { store, schema } = openSchema()
    const { redress, channel, events } = deskOn(store)
    await redress.runDue()
    await pool.query(`SET search_path = ${schema}; ${REFUND}; RESET search_path`)
    return {
      ...{ redress, channel, events },
      async run(work) {
        const tx = await pool.connect()
        try {
          await tx.query('BEGIN')
          const answer = await work(handing(redress, tx, schema))
          await tx.query('COMMIT')
          return answer
        } catch (error) {
          await tx.query('ROLLBACK')
          throw error
        } finally {
          tx.release()
        }
      },
      refunds: async () => Number((await pool.query(`SELECT count(*) AS n FROM ${schema}.refund`)).rows[0]?.n),
    }
  },
  async 'pglite, { tx }'() {
    onTestFinished(async () => {
      await emptySchema(lite, LITE)
      await lite.exec(`DELETE FROM ${LITE}.refund`)
    })
    const schema = LITE
    const { redress, channel, events } = deskOn(postgresStore(lite, { schema }))
    await redress.runDue()
    await lite.exec(`SET search_path = ${schema}; ${REFUND}; RESET search_path`)
    return {
      ...{ redress, channel, events },
      run: (work) => lite.transaction((tx) => work(handing(redress, tx, schema))),
      async refunds() {
        const { rows } = await lite.query<{ n: number }>(`SELECT count(*) AS n FROM ${schema}.refund`)
        return Number(rows[0]?.n)
      },
    }
  },
}

const handing = (redress: Redress<typeof desk, PgQueryableLike>, tx: PgQueryableLike, schema: string): Own => ({
  submit: (commandId) => redress.submit(submission, { by: agent, tx, ...(commandId !== undefined && { commandId }) }),
  assign: (id, commandId) => redress.send(id, assign, { by: agent, tx, ...(commandId !== undefined && { commandId }) }),
  trespass: (id) => redress.send(id, { type: 'note', text: 'x' }, { by: handler, tx }),
  refund: (id) => tx.query(`INSERT INTO ${schema}.refund VALUES ($1)`, [id]),
})

function openFile(options: { busyTimeoutMs?: number } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'redress-test-'))
  const store = sqliteStore({ path: join(directory, 'complaints.db'), synchronous: 'NORMAL', ...options })
  onTestFinished(async () => {
    await store.close()
    rmSync(directory, { recursive: true })
  })
  return { store }
}

/** Schemas that no test is using: another one takes much longer to make than one to empty. */
const free: string[] = []
const schemas: string[] = []

function openSchema() {
  const schema = free.pop() ?? freshSchema()
  if (!schemas.includes(schema)) schemas.push(schema)
  const store = postgresStore(pool, { schema })
  onTestFinished(async () => {
    await store.close()
    await emptySchema(pool, schema)
    await pool.query(`DELETE FROM ${schema}.refund`).catch(() => {})
    free.push(schema)
  })
  return { store, schema }
}

describe.each(Object.entries(ways))("the host's own transaction: %s", (_, open) => {
  it('stores a complaint and a row of the host together', async () => {
    const { redress, run, refunds, events, channel } = await open()
    const { id } = await run(async ({ submit, assign, refund }) => {
      const filed = await submit()
      await assign(filed.id)
      await refund(filed.id)
      return filed
    })
    expect(await refunds()).toBe(1)
    expect(await redress.get(id, { by: agent })).toMatchObject({ version: 2 })
    expect(await redress.verify(id, { by: agent })).toMatchObject({ entries: 2 })
    expect(events.filter(({ type }) => type === 'committed')).toEqual([
      expect.objectContaining({ command: 'register', provisional: true }),
      expect.objectContaining({ command: 'assign', provisional: true }),
    ])
    await redress.runDue()
    expect(channel.deliveries.length).toBeGreaterThan(0)
  })

  it('takes both back', async () => {
    const { redress, run, refunds, channel } = await open()
    const own = new Error('no money')
    const filed: string[] = []
    const failed = run(async ({ submit, refund }) => {
      const { id } = await submit('call-1')
      filed.push(id)
      await refund(id)
      throw own
    })
    await expect(failed).rejects.toBe(own)
    expect(await refunds()).toBe(0)
    expect(await failure(() => redress.get(filed[0] ?? '', { by: agent }))).toMatchObject({
      code: 'COMPLAINT_NOT_FOUND',
    })
    expect(await redress.runDue()).toEqual({ woken: 0, messages: 0 })
    expect(channel.deliveries).toEqual([])
    // Nothing of it is remembered: the id is free, and no number is given twice.
    const again = await run(({ submit }) => submit('call-1'))
    const other = await redress.submit(submission, { by: agent })
    expect(again.duplicate).toBeUndefined()
    expect(other.number).not.toBe(again.number)
  })

  it('finds a command id that was used in it', async () => {
    const { redress, run } = await open()
    const { id } = await redress.submit(submission, { by: agent })
    const twice = await run(async ({ submit, assign }) => {
      const first = await submit('call-1')
      await assign(id, 'assign-1')
      return { first, again: await submit('call-1'), assigned: await assign(id, 'assign-1') }
    })
    expect(twice.again).toMatchObject({ id: twice.first.id, duplicate: true })
    expect(twice.assigned).toMatchObject({ id, version: 2, duplicate: true })
  })

  it('goes on after a refusal, which stands in the history', async () => {
    const { redress, run, refunds } = await open()
    const { id } = await redress.submit(submission, { by: agent })
    await run(async ({ trespass, assign, refund }) => {
      expect(await failure(() => trespass(id))).toMatchObject({ code: 'COMMAND_REFUSED' })
      await assign(id)
      await refund(id)
    })
    expect(await refunds()).toBe(1)
    const history = await redress.history(id, { by: agent })
    expect(history.map(({ kind, type }) => [kind, type])).toEqual([
      ['command', 'register'],
      ['refusal', 'note'],
      ['command', 'assign'],
    ])
  })

  it('leaves what the desk remembers as it was when it is taken back', async () => {
    const { redress, run } = await open()
    const { id } = await redress.submit(submission, { by: agent })
    await run(async ({ assign }) => {
      await assign(id)
      throw new Error('no')
    }).catch(() => {})
    expect(await redress.send(id, { type: 'note', text: 'x' }, { by: agent })).toMatchObject({ version: 2 })
    await run(({ assign }) => assign(id))
    expect(await redress.send(id, { type: 'note', text: 'y' }, { by: agent })).toMatchObject({ version: 4 })
  })
})

describe('redress.transaction', () => {
  it('is of no use when its work is done', async () => {
    const { redress } = deskOn(openFile().store)
    const late = await redress.transaction(async ({ submit }) => submit)
    expect(await failure(() => late(submission, { by: agent }))).toMatchObject({
      code: 'TRANSACTION_INVALID',
      details: { reason: 'over' },
    })
  })

  it('wakes started workers for what it stored', async () => {
    const { redress, channel } = deskOn(openFile().store)
    await redress.start()
    const { id } = await redress.transaction(async ({ submit, send }) => {
      const filed = await submit(submission, { by: agent })
      await send(filed.id, { type: 'note', text: 'x' }, { by: agent })
      return send(filed.id, assign, { by: agent })
    })
    await vi.waitFor(() => expect(channel.deliveries).not.toEqual([]))
    expect(channel.deliveries[0]?.complaint).toBe(id)
  })

  it('is an error on a store without transactions', async () => {
    const { redress } = deskOn(memoryStore())
    // As a host in JavaScript might.
    const untyped: { transaction?(work: () => Promise<void>): Promise<void>; stop(): Promise<void> } = redress
    expect(await failure(async () => untyped.transaction?.(async () => {}))).toMatchObject({
      code: 'TRANSACTION_INVALID',
      details: { reason: 'not supported' },
    })
    const options: { by: typeof agent } = Object.assign({ by: agent }, { tx: {} })
    expect(await failure(() => redress.submit(submission, options))).toMatchObject({ code: 'TRANSACTION_INVALID' })
  })
})

describe('on SQLite', () => {
  it('other calls of the desk wait for the end of a transaction, and see all or nothing of it', async () => {
    const { redress } = deskOn(openFile().store)
    const { id } = await redress.submit(submission, { by: agent })
    const order: string[] = []
    const slow = redress.transaction(async ({ send }) => {
      await send(id, assign, { by: agent })
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push('transaction')
      throw new Error('no')
    })
    const note = redress.send(id, { type: 'note', text: 'x' }, { by: agent }).then((answer) => {
      order.push('note')
      return answer
    })
    await expect(slow).rejects.toThrow('no')
    expect(await note).toMatchObject({ version: 2 })
    expect(order).toEqual(['transaction', 'note'])
  })

  it('transactions run one after another', async () => {
    const { redress } = deskOn(openFile().store)
    const { id } = await redress.submit(submission, { by: agent })
    const notes = Array.from({ length: 5 }, (_, i) =>
      redress.transaction(({ send }) => send(id, { type: 'note', text: `${i}` }, { by: agent })),
    )
    expect((await Promise.all(notes)).map(({ version }) => version)).toEqual([2, 3, 4, 5, 6])
  })

  it('who calls the desk itself in a transaction is told so, and does not hang', async () => {
    const { redress } = deskOn(openFile({ busyTimeoutMs: 50 }).store)
    const { id } = await redress.submit(submission, { by: agent })
    const stuck = redress.transaction(() => redress.send(id, assign, { by: agent }))
    expect(await failure(() => stuck)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { reason: 'a transaction of the host is open' },
    })
    expect(await redress.send(id, assign, { by: agent })).toMatchObject({ version: 2 })
  })

  it('takes no transaction that is none of its own', async () => {
    const one = deskOn(openFile().store)
    const other = deskOn(openFile().store)
    const db = await other.redress.transaction(async ({ db }) => db)
    expect(await failure(() => one.redress.submit(submission, { by: agent, tx: db }))).toMatchObject({
      code: 'TRANSACTION_INVALID',
      details: { reason: 'not open' },
    })
  })
})

describe('on Postgres', () => {
  async function begun() {
    const { store, schema } = openSchema()
    const { redress } = deskOn(store)
    const { id } = await redress.submit(submission, { by: agent })
    const begin = async (how = 'BEGIN'): Promise<PoolClient> => {
      const client = await pool.connect()
      await client.query(how)
      onTestFinished(async () => {
        await client.query('ROLLBACK')
        client.release()
      })
      return client
    }
    return { redress, schema, id, begin, tx: await begin() }
  }

  it('who loses a race is told at once, and his transaction can go on', async () => {
    const { redress, id, tx, begin } = await begun()
    await redress.send(id, { type: 'note', text: 'x' }, { by: agent, tx: await begin() })
    expect(await failure(() => redress.send(id, assign, { by: agent, tx }))).toMatchObject({
      code: 'TRANSACTION_CONFLICT',
      retryable: true,
      details: { reason: 'busy' },
    })
    const { id: second } = await redress.submit(submission, { by: agent, tx })
    await tx.query('COMMIT')
    expect(await redress.get(second, { by: agent })).toMatchObject({ version: 1 })
  })

  it.each(['REPEATABLE READ', 'SERIALIZABLE'])('at %s a newer record is a conflict and ends nothing', async (level) => {
    const { redress, schema, id, begin } = await begun()
    const tx = await begin(`BEGIN ISOLATION LEVEL ${level}`)
    await tx.query(`SELECT count(*) FROM ${schema}.complaint_record`)
    await redress.send(id, { type: 'note', text: 'x' }, { by: agent })
    expect(await failure(() => redress.send(id, assign, { by: agent, tx }))).toMatchObject({
      code: 'TRANSACTION_CONFLICT',
      retryable: true,
    })
    const { id: second } = await redress.submit(submission, { by: agent, tx })
    await tx.query('COMMIT')
    expect(await redress.get(second, { by: agent })).toMatchObject({ version: 1 })
    expect(await redress.send(id, assign, { by: agent })).toMatchObject({ version: 3 })
  })

  it('a transaction that has failed already takes nothing', async () => {
    const { redress, id, tx } = await begun()
    await expect(tx.query('SELECT 1 / 0')).rejects.toThrow()
    expect(await failure(() => redress.send(id, assign, { by: agent, tx }))).toMatchObject({
      code: 'TRANSACTION_INVALID',
      details: { reason: 'aborted' },
    })
  })

  it('what was never begun is no transaction', async () => {
    const { redress, id } = await begun()
    for (const tx of [pool, {}]) {
      const options: { by: typeof agent } = Object.assign({ by: agent }, { tx })
      expect(await failure(() => redress.send(id, assign, options))).toMatchObject({ code: 'TRANSACTION_INVALID' })
    }
    expect(await redress.get(id, { by: agent })).toMatchObject({ version: 1 })
  })

  it('a failed statement that its work hides is not taken for success', async () => {
    const { store } = openSchema()
    const { redress } = deskOn(store)
    const hidden = redress.transaction(async ({ db, submit }) => {
      await submit(submission, { by: agent })
      await db.query('SELECT 1 / 0').catch(() => {})
    })
    expect(await failure(() => hidden)).toMatchObject({ code: 'TRANSACTION_INVALID', details: { reason: 'aborted' } })
    expect(await redress.list({}, { by: agent })).toMatchObject({ items: [] })
  })

  it('a transaction left open makes its complaint CONTENTION for nobody else', async () => {
    const { redress, id, tx } = await begun()
    await redress.send(id, assign, { by: agent, tx })
    const { id: other } = await redress.submit(submission, { by: agent })
    expect(await redress.send(other, assign, { by: agent })).toMatchObject({ version: 2 })
    const waiting = redress.send(id, { type: 'note', text: 'x' }, { by: agent })
    await tx.query('COMMIT')
    expect(await waiting).toMatchObject({ version: 3 })
  })
})
