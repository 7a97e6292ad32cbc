import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import type { OutboxMessage } from '../../../src/domain/record.ts'
import { createHeldMessages, type Held } from '../../../src/engine/held-messages.ts'
import { createMessageWorker } from '../../../src/engine/message-worker.ts'
import { readOptions } from '../../../src/engine/options.ts'
import type { MessageResult, Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { key, shop, turns } from './shop.ts'

const message = (name: string, channel = 'mail'): OutboxMessage => ({
  key: name,
  record: key('c1'),
  seq: 1,
  createdAt: 0,
  sendAt: 0,
  content: { kind: 'delivery', recipient: 'li', channel, template: 't', params: {}, notice: 'n' },
})

const claim = (name: string, lease: string, channel?: string) => ({
  item: message(name, channel),
  lease,
  leaseUntil: 1_000,
  attempts: 0,
})

type Asked = Parameters<Store['renewMessages']>

function holding(answer: (asked: Asked[0]) => Promise<readonly { tenant: string; key: string }[]>) {
  const clock = simulatedClock(0)
  const asked: { at: number; leases: string[]; until: number }[] = []
  const lost: string[] = []
  const store: Store = {
    ...memoryStore(),
    renewMessages(leases, until) {
      asked.push({ at: clock.now(), leases: leases.map(({ lease }) => lease), until })
      return answer(leases)
    },
  }
  const held = createHeldMessages(store, clock, 1_000, (one: Held) => lost.push(one.message.key))
  return { clock, asked, lost, held }
}

describe('messages in hand', () => {
  test('are renewed together at half the lease, as long as there are any', async () => {
    const { clock, asked, held } = holding(async (leases) => leases)
    const a = held.take(claim('a', 'l1'))
    held.take(claim('b', 'l2'))
    // One jump over several half leases: each is asked for at its instant, not when somebody finds time.
    clock.advance(1_400)
    await turns()
    expect(asked).toEqual([
      { at: 500, leases: ['l1', 'l2'], until: 1_500 },
      { at: 1_000, leases: ['l1', 'l2'], until: 2_000 },
    ])
    if (a !== undefined) held.drop(a)
    clock.advance(100)
    expect(asked.at(-1)).toMatchObject({ leases: ['l2'] })
  })

  test('that are claimed once more keep the work and take the new lease', async () => {
    const { clock, asked, held } = holding(async (leases) => leases)
    expect(held.take(claim('a', 'l1'))).toBeDefined()
    expect(held.take(claim('a', 'l2'))).toBeUndefined()
    expect(held.size).toBe(1)
    clock.advance(500)
    expect(asked.at(-1)).toMatchObject({ leases: ['l2'] })
  })

  test('are lost and aborted when the store does not renew them', async () => {
    const { clock, lost, held } = holding(async (leases) => leases.filter(({ key: of }) => of !== 'a'))
    const a = held.take(claim('a', 'l1'))
    const b = held.take(claim('b', 'l2'))
    clock.advance(500)
    await turns()
    expect(lost).toEqual(['a'])
    expect([a?.controller.signal.aborted, b?.controller.signal.aborted]).toEqual([true, false])
  })

  test('are not lost by an answer to an old question', async () => {
    let answer = (_renewed: readonly []): void => {}
    const { clock, lost, held } = holding(
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    held.take(claim('a', 'l1'))
    clock.advance(500)
    held.take(claim('a', 'l2'))
    answer([])
    await turns()
    expect(lost).toEqual([])
  })

  test('are kept while the store is away', async () => {
    const { clock, asked, lost, held } = holding(() => Promise.reject(new Error('away')))
    held.take(claim('a', 'l1'))
    clock.advance(1_000)
    await turns()
    expect(asked).toHaveLength(2)
    expect(lost).toEqual([])
  })

  test('that are too many for their channel go back untried, so that others find a hand free', async () => {
    const claims = Array.from({ length: 600 }, (_, i) => claim(`m${i}`, `l${i}`, 'hanging'))
    claims.push(claim('last', 'l', 'mail'))
    const reports: MessageResult[] = []
    const store: Store = {
      ...memoryStore(),
      claimMessages: async (_now, limit) => ({ items: claims.splice(0, limit) }),
      async reportMessages(results) {
        reports.push(...results)
        return results.map((one) => ({ key: one.key, stale: false }))
      },
    }
    const clock = simulatedClock(0)
    const settings = readOptions({ policies: [shop], store, clock, workers: { attempts: 1 } })
    const handled: string[] = []
    const worker = createMessageWorker({
      settings,
      handler: (one) => {
        handled.push(one.key)
        return one.key === 'last' ? Promise.resolve({ result: 'delivered' }) : new Promise(() => {})
      },
      emit: undefined,
      faults: undefined,
    })
    await worker.run()
    await turns(20)
    expect(handled).toHaveLength(17)
    expect(handled).toContain('last')
    const untried = reports.filter(({ result }) => result === 'retry')
    expect(untried).toHaveLength(600 - 16 - 500)
    expect(untried[0]).toMatchObject({ until: 30_000, error: 'too many messages wait for this channel' })
    expect(reports.filter(({ result }) => result === 'dead')).toEqual([])
  })
})
