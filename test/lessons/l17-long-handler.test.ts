import { type Channel, createRedress, type RedressEvent, type Store, simulatedClock } from 'redress'
import { describe, expect, it } from 'vitest'
import { agent, desk, people } from '../crash/desk.ts'
import { type OpenedStore, storeKinds } from '../fixtures/stores.ts'
import { deferred, turns } from '../fixtures/waiting.ts'

const START = Date.parse('2026-03-02T09:00:00+08:00')
const LEASE = 10_000

/** Two workers on one store and a provider that answers when the test says so. */
async function workersOn({ store, another }: OpenedStore, wrap: (store: Store) => Store = (one) => one) {
  const clock = simulatedClock(START)
  const events: RedressEvent[] = []
  const calls: {
    readonly by: string
    readonly key: string
    readonly finish: () => void
    readonly signal: AbortSignal
  }[] = []
  const open = (name: string, own: Store) => {
    const provider: Channel = {
      async deliver({ key }, { signal }) {
        const { promise, resolve } = deferred()
        calls.push({ by: name, key, finish: resolve, signal })
        await promise
        return { reference: `receipt of ${name}` }
      },
    }
    return createRedress({
      policies: [desk],
      store: own,
      clock,
      directory: people,
      channels: { staff: provider, customer: provider },
      workers: { leaseMs: LEASE, deliveryTimeoutMs: 10 * LEASE, pollMs: 1_000 },
      onEvent: (event) => events.push(event),
    })
  }
  const first = open('first', wrap(store))
  const second = open('second', another())
  await first.submit({ policy: 'desk', channel: 'phone', summary: 'x', customer: { id: 'customer-1' } }, { by: agent })
  await first.start()
  clock.advance(0)
  await turns()
  expect(calls.map(({ by }) => by)).toEqual(['first'])
  await second.start()
  /** Time passes in steps of a quarter of the lease, and both do what they do meanwhile. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += LEASE / 4) {
      clock.advance(LEASE / 4)
      await turns()
    }
  }
  const stop = async () => {
    for (const { finish } of calls) finish()
    await Promise.all([first.stop(), second.stop()])
  }
  const delivery = async () => {
    const { items } = await store.messages({ tenant: 'default' })
    return items.find(({ content }) => content.kind === 'delivery')
  }
  return { calls, events, pass, stop, delivery }
}

describe.each(storeKinds)('L17 a handler that takes three times its lease, on $name', ({ open }) => {
  it('L17 is not joined by a second one, and its result counts', async () => {
    const { calls, events, pass, stop, delivery } = await workersOn(open())
    await pass(3 * LEASE)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.signal.aborted).toBe(false)
    calls[0]?.finish()
    await pass(LEASE)
    expect(await delivery()).toMatchObject({ state: 'delivered', attempts: 1, reference: 'receipt of first' })
    expect(calls).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'leaseLost')).toEqual([])
    await stop()
  })

  it('L17 is joined when its worker is cut off from the store; what the first one then says is not heard', async () => {
    let isCut = false
    const cut =
      <Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        if (isCut) throw new Error('the line to the store is cut')
        return call(...args)
      }
    const { calls, pass, stop, delivery, events } = await workersOn(open(), (store) => ({
      ...store,
      claimMessages: cut(store.claimMessages),
      renewMessages: cut(store.renewMessages),
    }))
    isCut = true
    await pass(LEASE - LEASE / 4)
    expect(calls).toHaveLength(1)
    await pass(LEASE)
    expect(calls.map(({ by }) => by)).toEqual(['first', 'second'])
    // The provider tells the two apart from two messages by their key.
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1)
    calls[0]?.finish()
    await pass(LEASE)
    expect(await delivery()).toMatchObject({ state: 'pending' })
    calls[1]?.finish()
    await pass(LEASE)
    expect(await delivery()).toMatchObject({ state: 'delivered', reference: 'receipt of second' })
    expect(events.filter(({ type }) => type === 'delivered')).toHaveLength(1)
    await stop()
  })
})
