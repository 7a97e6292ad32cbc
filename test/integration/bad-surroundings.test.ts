import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type Channel,
  createRedress,
  DeliveryError,
  memoryChannel,
  memoryStore,
  type RedressEvent,
  type Store,
  simulatedClock,
  staticDirectory,
} from 'redress'
import { simpleFlow } from 'redress/policies'
import { sqliteStore } from 'redress/sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqlite, storeKinds } from '../fixtures/stores.ts'
import { turns } from '../fixtures/waiting.ts'
import { contents, failureOf, standing } from './untouched.ts'

const START = '2026-03-02T09:00:00+08:00'
const registrar = { id: 'r.zhou', role: 'registrar' } as const
const manager = { by: { id: 'm.li', role: 'manager' } } as const
const submission = {
  policy: 'simple-flow',
  channel: 'phone',
  summary: '软驱不读盘。',
  customer: { id: 'c-1' },
} as const

describe('a clock that disagrees with the store', () => {
  const MINUTE = 60_000
  const deskOf = (store: Store, toleranceMs?: number) =>
    createRedress({ policies: [simpleFlow], store, ...(toleranceMs !== undefined && { toleranceMs }) })

  it.each([
    ['ahead', 10 * MINUTE],
    ['behind', -10 * MINUTE],
  ])('CLOCK_SKEW at the start and at the first call, ten minutes %s; nothing is stored', async (_, off) => {
    const store = memoryStore({ now: () => Date.now() + off })
    const redress = deskOf(store)
    const skew = { code: 'CLOCK_SKEW', retryable: false, details: { toleranceMs: MINUTE } }
    expect(await failureOf(() => redress.start())).toMatchObject(skew)
    const error = await failureOf(() => redress.submit(submission, { by: registrar }))
    expect(error).toMatchObject(skew)
    if (!('store' in error.details)) throw new Error('it does not say what the clocks say')
    expect(Math.abs(error.details.store - error.details.ours - off)).toBeLessThan(5_000)
    expect(await contents(store)).toEqual({ records: { total: 0 }, messages: 0, entries: 0 })
    await redress.stop()
  })

  it('within the tolerance is none; nor is a store without a clock, nor a clock that is simulated', async () => {
    const late = () => Date.now() + 10 * MINUTE
    for (const redress of [
      deskOf(memoryStore({ now: late }), 11 * MINUTE),
      deskOf(memoryStore()),
      createRedress({ policies: [simpleFlow], store: memoryStore({ now: late }), clock: simulatedClock(START) }),
    ]) {
      await redress.start()
      expect(await redress.submit(submission, { by: registrar })).toMatchObject({ version: 1 })
      await redress.stop()
    }
  })

  it('is not found on SQLite, which reads the clock of the same host', async () => {
    const { store } = sqlite.open()
    const redress = deskOf(store)
    await redress.start()
    expect(await redress.submit(submission, { by: registrar })).toMatchObject({ version: 1 })
    await redress.stop()
  })
})

describe('a database file that cannot be used, seen through the desk', () => {
  /** A file with a complaint in it, and a desk that has just been opened on it. */
  async function fileWithComplaint() {
    const opened = sqlite.open()
    const path = join(opened.directory, 'complaints.db')
    const first = createRedress({ policies: [simpleFlow], store: opened.store, clock: simulatedClock(START) })
    const { id } = await first.submit(submission, { by: registrar, commandId: 'call-1' })
    const before = await standing(first, id, manager)
    await opened.store.close()
    const open = (options: { readOnly?: boolean } = {}) => {
      const store = sqliteStore({ path, busyTimeoutMs: 20, ...options })
      onTestFinished(() => store.close())
      return createRedress({ policies: [simpleFlow], store, clock: simulatedClock(START), cacheSize: 0 })
    }
    return { path, id, before, open, now: () => standing(open(), id, manager) }
  }

  it('locked: STORE_UNAVAILABLE, retryable; the same call succeeds when it is free, once', async () => {
    const { path, id, before, open, now } = await fileWithComplaint()
    const redress = open()
    await redress.get(id, manager)
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    const note = () => redress.send(id, { type: 'note', text: 'x' }, { ...manager, commandId: 'note-1' })
    const error = await failureOf(note)
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    expect(error.message).toContain('Try again')
    expect(await failureOf(() => redress.submit(submission, { by: registrar }))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
    other.exec('ROLLBACK')
    other.close()
    expect(await now()).toEqual(before)
    expect(await note()).toMatchObject({ version: 2 })
    expect(await note()).toMatchObject({ version: 2, duplicate: true })
    expect(await now()).toMatchObject({ version: 2, entries: 2 })
  })

  it('corrupt: STORE_CORRUPT from the first call on, and the file is left as it is', async () => {
    const { path, open } = await fileWithComplaint()
    const garbage = 'Dear Sir, I wish to complain. '.repeat(500)
    writeFileSync(path, garbage)
    const redress = open()
    for (const call of [() => redress.start(), () => redress.submit(submission, { by: registrar })]) {
      expect(await failureOf(call)).toMatchObject({ code: 'STORE_CORRUPT', retryable: false })
    }
    expect(readFileSync(path, 'utf8')).toBe(garbage)
  })

  it('with a record that was altered: STORE_CORRUPT for it, and the worklist tells which one', async () => {
    const { path, id, open } = await fileWithComplaint()
    const redress = open()
    const { id: sound } = await redress.submit(submission, { by: registrar })
    const other = new DatabaseSync(path)
    other.prepare(`UPDATE complaint_record SET state = '{"secret":' WHERE id = ?`).run(id)
    other.close()
    for (const call of [() => redress.get(id, manager), () => redress.send(id, { type: 'note', text: 'x' }, manager)]) {
      const error = await failureOf(call)
      expect(error).toMatchObject({ code: 'STORE_CORRUPT', retryable: false })
      expect(JSON.stringify([error, error.message])).not.toContain('secret')
    }
    const { items, unreadable } = await redress.list({}, manager)
    expect(items.map((one) => one.id)).toEqual([sound])
    expect(unreadable).toEqual([{ id, code: 'STORE_CORRUPT' }])
  })

  it('with a history that was altered: HISTORY_BROKEN where it is', async () => {
    const { path, id, open } = await fileWithComplaint()
    const other = new DatabaseSync(path)
    other.prepare(`UPDATE complaint_entry SET body = replace(body, '"phone"', '"web"') WHERE id = ?`).run(id)
    other.close()
    expect(await failureOf(() => open().verify(id, manager))).toMatchObject({
      code: 'HISTORY_BROKEN',
      details: { id, seq: 1, reason: 'the seal does not fit the entry' },
    })
  })

  it('read-only: STORE_READ_ONLY to what writes; what reads, reads', async () => {
    const { id, before, open, now } = await fileWithComplaint()
    const redress = open({ readOnly: true })
    expect(await redress.get(id, manager)).toMatchObject({ id, version: 1 })
    for (const call of [
      () => redress.submit(submission, { by: registrar }),
      () => redress.send(id, { type: 'note', text: 'x' }, manager),
      () => redress.erase({ customer: 'c-1' }),
    ]) {
      expect(await failureOf(call)).toMatchObject({ code: 'STORE_READ_ONLY', retryable: false })
    }
    expect(await now()).toEqual(before)
  })

  it('whose mode forbids writing: STORE_READ_ONLY, and writable again it goes on', async () => {
    const { path, id, before, open, now } = await fileWithComplaint()
    chmodSync(path, 0o444)
    chmodSync(join(path, '..'), 0o777)
    // As root file modes bind nobody.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      const redress = open()
      expect(await failureOf(() => redress.send(id, { type: 'note', text: 'x' }, manager))).toMatchObject({
        code: 'STORE_READ_ONLY',
      })
      await redress.stop()
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(path, 0o644)
    }
    expect(await now()).toEqual(before)
    expect(await open().send(id, { type: 'note', text: 'x' }, manager)).toMatchObject({ version: 2 })
  })

  it('of a newer schema: STORE_SCHEMA_NEWER, and nothing is migrated back', async () => {
    const { path, open } = await fileWithComplaint()
    const other = new DatabaseSync(path)
    other.exec(`INSERT INTO complaint_migration VALUES (99, 'of a later version', 0)`)
    const redress = open()
    for (const call of [() => redress.start(), () => redress.submit(submission, { by: registrar })]) {
      expect(await failureOf(call)).toMatchObject({
        code: 'STORE_SCHEMA_NEWER',
        retryable: false,
        details: { found: 99, supported: expect.any(Number) },
      })
    }
    expect(other.prepare('SELECT count(*) AS n FROM complaint_entry').get()).toEqual({ n: 1 })
    other.close()
  })

  it('written by another state tree: RECORD_INCOMPATIBLE instead of a complaint that is silently bent', async () => {
    const { path, id, open, now, before } = await fileWithComplaint()
    const other = new DatabaseSync(path)
    const { machine } = other.prepare('SELECT machine FROM complaint_record').get() ?? {}
    other.exec(`UPDATE complaint_record SET machine = 'of-another-version'`)
    expect(await failureOf(() => open().send(id, { type: 'note', text: 'x' }, manager))).toMatchObject({
      code: 'RECORD_INCOMPATIBLE',
      details: { id, stored: 'of-another-version', expected: machine },
    })
    other.prepare('UPDATE complaint_record SET machine = ?').run(String(machine))
    other.close()
    expect(await now()).toEqual(before)
  })
})

describe.each(storeKinds)('a channel that does not do what it should, on $name', ({ open }) => {
  async function openDesk(customer: Channel) {
    const { store } = open()
    const clock = simulatedClock(START)
    const staff = memoryChannel()
    const events: RedressEvent[] = []
    const redress = createRedress({
      policies: [simpleFlow],
      store,
      clock,
      directory: staticDirectory([{ id: 'h.chen' }]),
      channels: { staff, customer },
      workers: { attempts: 3, deliveryTimeoutMs: 10_000 },
      onEvent: (event) => events.push(event),
    })
    const { id } = await redress.submit(submission, { by: registrar })
    await redress.send(id, { type: 'assign', to: 'h.chen' }, manager)
    return { redress, clock, staff, events, id, before: await standing(redress, id, manager) }
  }
  /** Works off what is due, three times over, with the waiting between tries. */
  async function workOff({ redress, clock }: Pick<Awaited<ReturnType<typeof openDesk>>, 'redress' | 'clock'>) {
    for (let i = 0; i < 3; i++) {
      const run = redress.runDue()
      await turns(40)
      clock.advance(10_000)
      await run
      clock.advance(60_000)
    }
  }

  /** Throws what no linter lets throw. */
  const failing = (what: unknown): Channel => {
    const channel = memoryChannel()
    for (let i = 0; i < 100; i++) channel.failNext(what)
    return channel
  }
  const faults: readonly (readonly [string, Channel, { dead: boolean; error?: string; calls: number }])[] = [
    ['throws', { deliver: async () => Promise.reject(new Error('no line')) }, { dead: true, error: 'Error', calls: 3 }],
    [
      'throws before it returns a promise',
      {
        deliver() {
          throw new TypeError('no line')
        },
      },
      { dead: true, error: 'TypeError', calls: 3 },
    ],
    ['never says why', failing(undefined), { dead: true, error: 'something that is no error was thrown', calls: 3 }],
    [
      'says that it will never work',
      { deliver: async () => Promise.reject(new DeliveryError('no such number', { permanent: true })) },
      { dead: true, error: 'no such number', calls: 1 },
    ],
    [
      'hangs',
      { deliver: () => new Promise(() => {}) },
      { dead: true, error: 'the channel did not answer within 10000 ms', calls: 3 },
    ],
    // What is not a receipt is no reason to send again.
    ['answers nonsense', { deliver: async () => 7 as never }, { dead: false, calls: 1 }],
  ]

  it.each(faults)(
    'that %s is contained: the complaint stands, other channels go on, the fault is listed',
    async (_, fault, { dead, error, calls }) => {
      let called = 0
      const desk = await openDesk({
        deliver(...delivery) {
          called += 1
          return fault.deliver(...delivery)
        },
      })
      await workOff(desk)
      const { redress, staff, events, id, before } = desk
      expect(called).toBe(calls)
      expect(staff.deliveries.map(({ template }) => template)).toEqual(['complaint-assigned'])
      const { items } = await redress.deadMessages()
      expect(items.map(({ lastError, content }) => [lastError, content.kind])).toEqual(
        dead ? [[error, 'delivery']] : [],
      )
      expect(events.filter(({ type }) => type === 'dead')).toHaveLength(dead ? 1 : 0)
      expect(await standing(redress, id, manager)).toEqual(before)
    },
  )

  it('that is missing is told by its name; added and redelivered, the message goes out', async () => {
    const { store, another } = open()
    const clock = simulatedClock(START)
    const without = createRedress({ policies: [simpleFlow], store, clock, channels: { staff: memoryChannel() } })
    await without.submit(submission, { by: registrar })
    await without.runDue()
    const { items } = await without.deadMessages()
    expect(items.map(({ lastError }) => lastError)).toEqual([
      "there is no channel 'customer'; configured: staff. Add it to createRedress and redeliver",
    ])
    await without.stop()
    const customer = memoryChannel()
    const complete = createRedress({ policies: [simpleFlow], store: another(), clock, channels: { customer } })
    expect(await complete.redeliver(items.map(({ key }) => key))).toBe(1)
    await complete.runDue()
    expect(customer.deliveries.map(({ key }) => key)).toEqual(items.map(({ key }) => key))
  })
})
