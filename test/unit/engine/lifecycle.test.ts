import { describe, expect, test } from 'vitest'
import { memoryChannel } from '../../../src/channels/memory/memory-channel.ts'
import { systemClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { RedressError } from '../../../src/errors.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, codeOf, head, key, openShop, shop, turns } from './shop.ts'

const HOUR = 3_600_000

describe('the first call', () => {
  test('prepares the store, once for all that come together', async () => {
    let migrations = 0
    const inner = memoryStore()
    const store = {
      ...inner,
      async migrate() {
        migrations++
        await turns(3)
        await inner.migrate()
      },
    }
    const { redress } = openShop({ store })
    await Promise.all([1, 2, 3].map(() => redress.submit(call, { by: agent })))
    await redress.start()
    expect(migrations).toBe(1)
    await redress.stop()
  })

  test('that finds the store away fails retryably, and the next one tries again', async () => {
    let isAway = true
    const inner = memoryStore()
    const store = {
      ...inner,
      async migrate() {
        if (isAway) throw new RedressError('STORE_UNAVAILABLE', 'away', { reason: 'test' })
      },
    }
    const { redress } = openShop({ store })
    expect(await codeOf(redress.submit(call, { by: agent }))).toBe('STORE_UNAVAILABLE')
    isAway = false
    expect(await codeOf(redress.submit(call, { by: agent }))).toBeUndefined()
  })

  test('compares the clocks, unless ours is simulated or the store has none', async () => {
    const ahead = (ms: number) => memoryStore({ now: () => Date.now() + ms })
    const started = (options: Partial<Parameters<typeof createRedress>[0]>) =>
      createRedress({ policies: [shop], store: memoryStore(), clock: systemClock, ...options }).list({}, { by: head })
    await expect(started({ store: ahead(120_000) })).rejects.toMatchObject({
      code: 'CLOCK_SKEW',
      details: { toleranceMs: 60_000 },
    })
    expect(await codeOf(started({ store: ahead(-120_000) }))).toBe('CLOCK_SKEW')
    expect(await codeOf(started({ store: ahead(120_000), toleranceMs: 180_000 }))).toBeUndefined()
    expect(await codeOf(started({ store: ahead(30_000) }))).toBeUndefined()
    expect(await codeOf(started({}))).toBeUndefined()
    const simulated = openShop({ store: ahead(120_000) })
    expect(await codeOf(simulated.redress.list({}, { by: head }))).toBeUndefined()
  })
})

describe('stop', () => {
  test('refuses what comes after it, with whatever method', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.start()
    await redress.stop()
    await redress.stop()
    const after = [
      redress.submit(call, { by: agent }),
      redress.send(c.id, { type: 'note', text: 'x' }, { by: head }),
      redress.trySend(c.id, { type: 'note', text: 'x' }, { by: head }),
      redress.get(c.id, { by: head }),
      redress.list({}, { by: head }),
      redress.history(c.id, { by: head }),
      redress.explain(c.id, 'owner', { by: head }),
      redress.forecast(c.id, { by: head }),
      redress.verify(c.id, { by: head }),
      redress.erase({ customer: 'c-1' }),
      redress.stuck(),
      redress.deadMessages(),
      redress.redeliver([]),
      redress.runDue(),
      redress.start(),
      redress.for(shop).get(c.id, { by: head }),
    ]
    for (const one of after) expect(await codeOf(one)).toBe('STOPPED')
  })

  test('waits for the commands that run', async () => {
    const { redress, store } = openShop()
    const running = Promise.all(Array.from({ length: 20 }, () => redress.submit(call, { by: agent })))
    await redress.stop()
    const ids = (await running).map(({ id }) => id)
    expect((await store.load(ids.map((id) => ({ key: key(id) })))).filter((one) => one === undefined)).toEqual([])
  })

  test('lets a delivery finish within its grace', async () => {
    const calls: AbortSignal[] = []
    let finish = (): void => {}
    const slow = {
      deliver: (_message: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise<void>((resolve) => {
          calls.push(signal)
          finish = resolve
        }),
    }
    const { redress, store } = openShop({ channels: { mail: memoryChannel(), sms: slow } })
    await redress.submit(call, { by: agent })
    await redress.start()
    await turns(40)
    const stopping = redress.stop()
    await turns()
    finish()
    await stopping
    expect(calls[0]?.aborted).toBe(false)
    expect(await store.messages({ tenant: 'default', state: 'delivered' })).toMatchObject({ items: [{}] })
  })

  test('aborts a delivery that outlasts its grace; it is delivered by another worker at once', async () => {
    const hanging = { deliver: () => new Promise<void>(() => {}) }
    const { redress, store, clock } = openShop({ channels: { mail: memoryChannel(), sms: hanging } })
    await redress.submit(call, { by: agent })
    await redress.start()
    await turns(40)
    const stopping = redress.stop()
    await turns()
    clock.advance(10_000)
    await stopping
    const other = openShop({ store, clock, prefix: 'other' })
    clock.advance(5_000)
    await other.redress.runDue()
    expect(other.sms.deliveries).toHaveLength(1)
  })

  test('ends the workers: what falls due later is left to others', async () => {
    const { redress, clock, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.start()
    await redress.stop()
    clock.advance(2 * HOUR)
    await turns(20)
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 1 }])
  })
})

describe('observation', () => {
  test('a listener that throws, or rejects, stops nothing', async () => {
    const throwing = openShop({
      onEvent: () => {
        throw new Error('observer')
      },
    })
    const rejecting = openShop({ onEvent: () => Promise.reject(new Error('observer')) as never })
    for (const { redress } of [throwing, rejecting]) {
      const c = await redress.submit(call, { by: agent })
      expect(await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })).toMatchObject({ version: 2 })
    }
    await turns()
  })

  test('tells what happens by ids and reasons, never by personal data', async () => {
    const { redress, clock, events } = openShop()
    const c = await redress.submit(call, { by: agent })
    clock.advance(HOUR + 1)
    await redress.runDue()
    await redress.trySend(c.id, { type: 'fulfil', summary: 'Chen Lin has it.' }, { by: head })
    expect(events.map(({ type }) => type)).toEqual([
      'committed',
      'committed',
      'expanded',
      'expanded',
      'delivered',
      'delivered',
      'committed',
      'refused',
    ])
    expect(events[1]).toMatchObject({ command: 'wake', by: 'system', seq: 2, record: key(c.id) })
    expect(JSON.stringify(events)).not.toContain('Chen')
  })
})

describe('fault points', () => {
  test('lie between the steps, in their order', async () => {
    const log: string[] = []
    const inner = memoryStore()
    const point = (name: string) => () => {
      log.push(name)
    }
    const { redress, clock } = openShop({
      store: {
        ...inner,
        commit(changes) {
          log.push('commit')
          return inner.commit(changes)
        },
      },
      internals: {
        faults: {
          afterDecide: point('afterDecide'),
          beforeCommit: point('beforeCommit'),
          afterCommit: point('afterCommit'),
          afterClaim: (what) => log.push(`afterClaim ${what}`),
          afterDelivery: point('afterDelivery'),
        },
      },
    })
    const c = await redress.submit({ ...call, customer: { name: 'Chen' } }, { by: agent })
    expect(log.splice(0)).toEqual(['afterDecide', 'beforeCommit', 'commit', 'afterCommit'])
    clock.advance(HOUR + 1)
    await redress.runDue()
    expect(log).toEqual([
      'afterClaim due',
      'afterDecide',
      'beforeCommit',
      'commit',
      'afterCommit',
      'afterClaim messages',
      'afterClaim messages',
      'afterDelivery',
    ])
    expect(c.version).toBe(1)
  })
})
