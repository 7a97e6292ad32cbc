import { describe, expect, test } from 'vitest'
import { type Channel, DeliveryError } from '../../../src/channels/contract.ts'
import { memoryChannel } from '../../../src/channels/memory/memory-channel.ts'
import { simulatedClock } from '../../../src/clock.ts'
import { staticDirectory } from '../../../src/engine/static-directory.ts'
import { RedressError } from '../../../src/errors.ts'
import type { MessageStatus, Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { sqlite } from '../../fixtures/stores.ts'
import { agent, call, head, key, NINE, openShop, type ShopOptions, turns } from './shop.ts'

const HOUR = 3_600_000

/** A shop with a complaint that nobody took up in time, so that the office is to be told. */
async function lateComplaint(options: ShopOptions = {}) {
  const shop = openShop(options)
  const c = await shop.redress.submit(call, { by: agent })
  shop.clock.advance(HOUR + 1)
  return { ...shop, id: c.id }
}

const messagesOf = async (store: Store): Promise<readonly MessageStatus[]> =>
  (await store.messages({ tenant: 'default', limit: 500 })).items

/** A channel whose deliveries end when the test says so. */
function heldChannel() {
  const held: { key: string; signal: AbortSignal; finish: () => void }[] = []
  let isReleased = false
  const channel: Channel = {
    deliver: (message, { signal }) =>
      new Promise((resolve) => {
        const finish = () => resolve(undefined)
        held.push({ key: message.key, signal, finish })
        if (isReleased) finish()
      }),
  }
  const release = () => {
    isReleased = true
    for (const { finish } of held) finish()
  }
  return { channel, held, release }
}

describe('notices', () => {
  test('go to each of their audience once, with references and the number that people say', async () => {
    const directory = staticDirectory([
      { id: 'zhao', roles: ['head'] },
      { id: 'qian', roles: ['head'] },
      { id: 'li', roles: ['engineer'] },
    ])
    const { redress, mail, sms, id } = await lateComplaint({ directory })
    await redress.runDue()
    expect(sms.deliveries).toMatchObject([{ recipient: 'c-1', template: 'received', complaint: id }])
    expect(mail.deliveries.map(({ recipient }) => recipient)).toEqual(['qian', 'zhao'])
    expect(mail.deliveries[0]).toMatchObject({
      complaint: id,
      number: 'SHOP-000001',
      template: 'overdue',
      tenant: 'default',
      at: Date.parse('2026-03-02T02:00:00.001Z'),
      attempts: 0,
      params: { obligation: 'owner', lateMs: 1 },
    })
    expect(new Set(mail.deliveries.map((one) => one.key)).size).toBe(2)
    expect(await redress.runDue()).toEqual({ woken: 0, messages: 0 })
  })

  test('leave out those whom the complaint is about', async () => {
    const directory = staticDirectory([
      { id: 'zhao', roles: ['head'] },
      { id: 'qian', roles: ['head'] },
    ])
    const { redress, clock, mail } = openShop({ directory })
    await redress.submit({ ...call, against: ['zhao'] }, { by: agent })
    clock.advance(HOUR + 1)
    await redress.runDue()
    expect(mail.deliveries.map(({ recipient }) => recipient)).toEqual(['qian'])
  })

  test('that find nobody climb the ladder instead of being silent, and end among the dead at its top', async () => {
    const directory = staticDirectory([{ id: 'wang', roles: ['agent'] }])
    const { redress, store, told, id } = await lateComplaint({ directory })
    await redress.runDue()
    expect(told('noRecipient')).toHaveLength(1)
    const dead = (await redress.deadMessages()).items
    expect(dead).toMatchObject([{ content: { kind: 'command', command: { type: 'escalate', reason: 'noRecipient' } } }])
    expect(dead[0]?.lastError).toMatch(/^COMMAND_REFUSED: .*highest rung/)
    expect((await store.entries({ key: key(id) })).items.map(({ type, by }) => `${type} ${by}`)).toEqual([
      'register wang',
      'wake system',
      // Refused, and not lost for it (L20).
      'escalate system',
    ])
  })

  test('without a directory, an audience by role finds nobody; the climb is an entry under the message key', async () => {
    const { redress, store, clock } = openShop({ directory: staticDirectory([]) })
    const c = await redress.submit(call, { by: agent })
    // A notice to the owner when there is none goes to the rung; here the first one, so that there is somewhere to climb.
    clock.advance(10)
    await redress.runDue()
    const message = {
      key: `${c.id}/test`,
      record: key(c.id),
      seq: 1,
      createdAt: clock.now(),
      sendAt: clock.now(),
      content: { kind: 'notice', audience: { role: 'agent' }, channel: 'mail', template: 't', params: {} },
    } as const
    await insert(store, message)
    await redress.runDue()
    expect((await store.entries({ tenant: 'default', commandId: `${c.id}/test/noRecipient` })).items).toMatchObject([
      { type: 'escalate', by: 'system' },
    ])
    expect(await redress.get(c.id, { by: head })).toMatchObject({ rung: 'office' })
  })

  test('keep their order for one recipient, complaint and channel; a dead one frees the next', async () => {
    const order = async (first: Error) => {
      const { redress, mail, clock, id } = await lateComplaint()
      mail.failNext(first)
      await redress.runDue()
      clock.advance(1)
      await redress.send(id, { type: 'assign', to: 'zhao' }, { by: head })
      await redress.runDue()
      const atOnce = mail.deliveries.map(({ template }) => template)
      clock.advance(5_000)
      await redress.runDue()
      return [atOnce, mail.deliveries.map(({ template }) => template)]
    }
    expect(await order(new Error('later'))).toEqual([[], ['overdue', 'yours']])
    expect(await order(new DeliveryError('never', { permanent: true }))).toEqual([['yours'], ['yours']])
  })
})

describe('a delivery that fails', () => {
  test('is tried again with backoff, under the same key, until it succeeds', async () => {
    const { redress, clock, mail, told } = await lateComplaint()
    for (let i = 0; i < 3; i++) mail.failNext(new Error(`mailbox of Chen Lin is full`))
    for (const waitMs of [0, 3_750, 7_500, 15_000]) {
      clock.advance(waitMs)
      await redress.runDue()
    }
    expect(mail.calls.map(({ attempts }) => attempts)).toEqual([0, 1, 2, 3])
    expect(new Set(mail.calls.map((one) => one.key)).size).toBe(1)
    expect(mail.deliveries).toHaveLength(1)
    // What a foreign error says is not stored: it may hold an address.
    expect(told('deliveryFailed')).toMatchObject([{ error: 'Error' }, { error: 'Error' }, { error: 'Error' }])
  })

  test('is not tried before the channel said, when that is later than the backoff', async () => {
    const { redress, clock, mail } = await lateComplaint()
    mail.failNext(new DeliveryError('slow down', { retryAfterMs: 60_000 }))
    await redress.runDue()
    clock.advance(59_999)
    await redress.runDue()
    expect(mail.calls).toHaveLength(1)
    clock.advance(1)
    await redress.runDue()
    expect(mail.deliveries).toHaveLength(1)
  })

  test.each([1e300, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, 60_000.5, -5, Number.NaN])(
    'that asks for a pause of %d ms is tried again at an instant that a store can keep',
    async (retryAfterMs) => {
      const { redress, clock, mail, told } = await lateComplaint({ store: sqlite.open().store })
      mail.failNext(new DeliveryError('slow down', { retryAfterMs }))
      await redress.runDue()
      const [failed] = told('deliveryFailed')
      const until = failed?.type === 'deliveryFailed' ? failed.until : Number.NaN
      expect(Number.isSafeInteger(until)).toBe(true)
      expect(until - clock.now()).toBeLessThanOrEqual(30 * 24 * HOUR)
      clock.set(until)
      await redress.runDue()
      expect(mail.deliveries).toHaveLength(1)
      expect(told('workerFailed')).toEqual([])
    },
  )

  test('is dead when the channel says so or the attempts are used up; redelivered it starts anew', async () => {
    const { redress, clock, mail, told } = await lateComplaint({ workers: { attempts: 3 } })
    for (let i = 0; i < 3; i++) mail.failNext(new Error('down'))
    for (let i = 0; i < 5; i++) {
      await redress.runDue()
      clock.advance(HOUR)
    }
    expect(mail.calls).toHaveLength(3)
    const [dead] = (await redress.deadMessages()).items
    expect(dead).toMatchObject({ state: 'dead', lastError: 'Error' })
    expect(told('dead')).toHaveLength(1)
    expect(await redress.redeliver([dead?.key ?? '', 'none'])).toBe(1)
    await redress.runDue()
    expect(mail.deliveries).toMatchObject([{ key: dead?.key, attempts: 0 }])
    expect((await redress.deadMessages()).items).toEqual([])
  })

  test('because its channel is unknown is dead at once and says what to do', async () => {
    const { redress } = await lateComplaint({ channels: { fax: memoryChannel() } })
    await redress.runDue()
    expect((await redress.deadMessages()).items.map(({ lastError }) => lastError)).toEqual([
      "there is no channel 'sms'; configured: fax. Add it to createRedress and redeliver",
      "there is no channel 'mail'; configured: fax. Add it to createRedress and redeliver",
    ])
  })

  test('because the directory failed waits for it', async () => {
    let isAway = true
    const directory = {
      persons: async () => [],
      async members() {
        if (isAway) throw new Error('away')
        return ['zhao']
      },
    }
    const { redress, clock, mail } = await lateComplaint({ directory })
    await redress.runDue()
    isAway = false
    clock.advance(10_000)
    await redress.runDue()
    expect(mail.deliveries).toHaveLength(1)
  })

  test('L12: is not repeated because the store did not hear that it succeeded', async () => {
    const inner = memoryStore()
    let away = 3
    const store: Store = {
      ...inner,
      async reportMessages(results) {
        if (results.some(({ result }) => result === 'delivered') && away-- > 0) {
          throw new RedressError('STORE_UNAVAILABLE', 'away', { reason: 'test' })
        }
        return inner.reportMessages(results)
      },
    }
    const { redress, mail, told } = await lateComplaint({ store })
    await redress.runDue()
    expect(told('workerFailed').length).toBeGreaterThanOrEqual(3)
    expect(mail.calls).toHaveLength(1)
    expect((await messagesOf(store)).map(({ state }) => state).sort()).toEqual([
      'delivered',
      'delivered',
      'expanded',
      'expanded',
    ])
  })
})

describe('a delivery that takes long', () => {
  test('L17: three leases long, it is joined by no second one, here or on another worker', async () => {
    const { channel, held } = heldChannel()
    const workers = { leaseMs: 1_000, deliveryTimeoutMs: 60_000 }
    const channels = { mail: channel, sms: memoryChannel() }
    const first = await lateComplaint({ workers, channels })
    const { store, clock } = first
    const second = openShop({ workers, channels, store, clock, prefix: 'second' })
    await first.redress.start()
    clock.advance(0)
    await turns(40)
    expect(held).toHaveLength(1)
    await second.redress.start()
    for (let step = 0; step < 12; step++) {
      clock.advance(250)
      await turns(20)
    }
    expect(held).toHaveLength(1)
    held[0]?.finish()
    await turns(20)
    expect((await messagesOf(store)).filter(({ state }) => state === 'pending')).toEqual([])
    expect(held[0]?.signal.aborted).toBe(false)
    await Promise.all([first.redress.stop(), second.redress.stop()])
  })

  test('is aborted when its lease is lost, and its late result is ignored', async () => {
    const inner = memoryStore()
    const { channel, held } = heldChannel()
    const store = { ...inner, renewMessages: async () => [] }
    const { redress, clock, told } = await lateComplaint({
      store,
      workers: { leaseMs: 1_000 },
      channels: { mail: channel, sms: memoryChannel() },
    })
    const running = redress.runDue()
    await turns(40)
    clock.advance(500)
    await turns()
    expect(held[0]?.signal.aborted).toBe(true)
    expect(told('leaseLost')).toHaveLength(1)
    await running
  })

  test('waits for nothing when there are many and the channel keeps up with them', async () => {
    const mail = memoryChannel()
    const persons = Array.from({ length: 1_200 }, (_, i) => ({ id: `head-${i}`, roles: ['head'] }))
    const channels = { mail, sms: memoryChannel() }
    const { redress } = await lateComplaint({ directory: staticDirectory(persons), channels })
    await redress.runDue()
    expect(mail.deliveries).toHaveLength(1_200)
  })

  test('is given up after the time-out and tried again later', async () => {
    const { channel, held } = heldChannel()
    const { redress, clock, told } = await lateComplaint({
      workers: { deliveryTimeoutMs: 2_000 },
      channels: { mail: channel, sms: memoryChannel() },
    })
    const running = redress.runDue()
    await turns(40)
    clock.advance(2_000)
    await running
    expect(held[0]?.signal.aborted).toBe(true)
    expect(told('deliveryFailed')).toMatchObject([{ error: 'the channel did not answer within 2000 ms' }])
    clock.advance(5_000)
    const again = redress.runDue()
    await turns(40)
    expect(held).toHaveLength(2)
    held[1]?.finish()
    await again
  })

  test('is waited for by runDue, and so is what waits behind it, also when a worker has it in hand', async () => {
    const { channel, held, release } = heldChannel()
    const { redress, clock } = openShop({ channels: { mail: channel, sms: memoryChannel() } })
    await redress.start()
    const c = await redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    await turns(40)
    clock.advance(1)
    await redress.send(c.id, { type: 'assign', to: 'zhao' }, { by: head })
    await turns(40)
    expect(held).toHaveLength(1)
    const running = redress.runDue()
    await turns(40)
    release()
    await running
    expect(held).toHaveLength(2)
    await redress.stop()
  })

  test('on one channel holds up no other channel, however many wait for it', async () => {
    const { channel, held, release } = heldChannel()
    const sms = memoryChannel()
    const { redress, clock } = openShop({
      channels: { mail: channel, sms },
      workers: { deliveries: 2, batch: 10, deliveryTimeoutMs: 1_000 },
    })
    for (let i = 0; i < 40; i++) await redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    sms.clear()
    const running = redress.runDue()
    await turns(200)
    expect(held).toHaveLength(2)
    expect(sms.deliveries).toHaveLength(40)
    release()
    await running
    expect(held).toHaveLength(40)
  })
})

describe('commands between records', () => {
  const commandTo = (id: string, target: string, command: object) =>
    ({
      key: `${id}/to/${target}`,
      record: key(id),
      seq: 1,
      createdAt: 0,
      sendAt: 0,
      content: { kind: 'command', target: key(target), command: command as { type: string } },
    }) as const

  test('are sent as the library, under the key of their message, and so happen once', async () => {
    const inner = memoryStore()
    let deaf = 1
    const store: Store = {
      ...inner,
      // The worker dies after the command, before its report.
      async reportMessages(results) {
        if (results.some(({ key: of }) => of.includes('/to/')) && deaf-- > 0)
          return results.map((one) => ({ key: one.key, stale: true }))
        return inner.reportMessages(results)
      },
    }
    const { redress, clock } = openShop({ store })
    const a = await redress.submit(call, { by: agent })
    const b = await redress.submit(call, { by: agent })
    await redress.runDue()
    await insert(store, commandTo(a.id, b.id, { type: 'note', text: 'from a' }))
    await redress.runDue()
    clock.advance(30_001)
    await redress.runDue()
    const lines = await redress.history(b.id, { by: head, afterSeq: 1 })
    expect(lines).toMatchObject([
      { type: 'note', by: { id: 'system', role: 'system' }, commandId: `${a.id}/to/${b.id}` },
    ])
    expect((await messagesOf(store)).find(({ key: of }) => of.includes('/to/'))).toMatchObject({ state: 'delivered' })
  })

  test.each([
    ['refused', { type: 'fulfil' }, /^COMMAND_REFUSED/],
    ['invalid', { type: 'explode' }, /^COMMAND_INVALID/],
  ])('that are %s are dead with the reason', async (_name, command, reason) => {
    const { redress, store } = openShop()
    const a = await redress.submit(call, { by: agent })
    await insert(store, commandTo(a.id, a.id, command))
    await redress.runDue()
    const [dead] = (await redress.deadMessages()).items
    expect(dead?.lastError).toMatch(reason)
  })

  test('to a record that does not exist are dead', async () => {
    const { redress, store } = openShop()
    const a = await redress.submit(call, { by: agent })
    await insert(store, commandTo(a.id, 'none', { type: 'note', text: 'x' }))
    await redress.runDue()
    expect((await redress.deadMessages()).items[0]?.lastError).toMatch(/^COMPLAINT_NOT_FOUND/)
  })

  test('a fan-out reaches every linked record once, page by page', async () => {
    const { redress, store } = openShop()
    const hub = await redress.submit(call, { by: agent })
    const linked = []
    for (let i = 0; i < 230; i++) {
      const one = await redress.submit(call, { by: agent })
      await redress.send(one.id, { type: 'link', rel: 'partOf', to: { id: hub.id } }, { by: agent })
      linked.push(one.id)
    }
    await insert(store, {
      key: `${hub.id}/fan`,
      record: key(hub.id),
      seq: 1,
      createdAt: 0,
      sendAt: 0,
      content: { kind: 'fanOut', to: key(hub.id), rel: 'partOf', command: { type: 'note', text: 'known' } },
    })
    await redress.runDue()
    const page = (await store.find({ tenant: 'default', limit: 500 })).items
    expect(
      page
        .filter(({ version }) => version === 3)
        .map((one) => one.key.id)
        .sort(),
    ).toEqual(linked.sort())
    expect((await redress.deadMessages()).items).toEqual([])
  })
})

/** Puts a message into the outbox the way a decision would: by a commit of its record. */
async function insert(store: Store, message: Parameters<Store['commit']>[0][number]['messages'][number]) {
  const [stored] = await store.load([{ key: message.record }])
  if (stored === undefined || stored === 'unchanged') throw new Error('no record')
  const { items } = await store.entries({ key: message.record })
  const last = items.at(-1)
  if (last === undefined) throw new Error('no entry')
  const { commandId: _used, ...entry } = last
  const outcome = await store.commit([
    {
      basedOn: stored.seq,
      record: { ...stored, seq: stored.seq + 1 },
      entries: [{ ...entry, seq: stored.seq + 1 }],
      personal: [],
      links: [],
      clocks: [],
      messages: [{ ...message, seq: stored.seq + 1 }],
    },
  ])
  expect(outcome).toEqual(['committed'])
}

test('a worker that is killed after a claim gives nothing away: the next one takes it up when the lease ends', async () => {
  const store = memoryStore()
  const clock = simulatedClock(NINE)
  const killed = openShop({
    store,
    clock,
    internals: {
      faults: {
        afterClaim: () => {
          throw new Error('killed')
        },
      },
    },
  })
  await killed.redress.submit(call, { by: agent })
  await expect(killed.redress.runDue()).rejects.toThrow('killed')
  const other = openShop({ store, clock, prefix: 'other' })
  await other.redress.runDue()
  expect(other.sms.deliveries).toEqual([])
  clock.advance(30_000)
  await other.redress.runDue()
  expect(other.sms.deliveries).toHaveLength(1)
})
