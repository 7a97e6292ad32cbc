import { createRedress, memoryChannel, type Store, simulatedClock } from 'redress'
import { describe, expect, it } from 'vitest'
import type { MessageStatus } from '../../src/stores/contract.ts'
import { agent, desk, handler, people } from '../crash/desk.ts'
import { type StoreKind, storeKinds } from '../fixtures/stores.ts'

const ATTEMPTS = 6
const START = Date.parse('2026-03-02T09:00:00+08:00')

function openDesk(open: StoreKind['open'], wrap: (store: Store) => Store = (store) => store) {
  const { store } = open()
  const clock = simulatedClock(START)
  const mail = memoryChannel()
  const options = { policies: [desk], store: wrap(store), clock, directory: people, workers: { attempts: ATTEMPTS } }
  const redress = createRedress({ ...options, channels: { staff: mail, customer: mail } })
  return { store, clock, mail, redress }
}

const submission = {
  policy: 'desk',
  channel: 'phone',
  summary: 'It is broken.',
  customer: { id: 'customer-1' },
} as const

async function messagesOf(store: Store): Promise<readonly MessageStatus[]> {
  return (await store.messages({ tenant: 'default', limit: 500 })).items
}

describe.each(storeKinds)('L12 who is told, on $name', ({ open }) => {
  it('L12 two causes on one day are two messages, each with a key of its own', async () => {
    const { redress, clock, mail } = openDesk(open)
    const { id } = await redress.submit(submission, { by: agent })
    await redress.runDue()
    mail.clear()
    await redress.send(id, { type: 'note', text: 'He called.' }, { by: agent })
    // The very same words in the very same millisecond, and once more later that day.
    await redress.send(id, { type: 'note', text: 'He called.' }, { by: agent })
    clock.advance(3_600_000)
    await redress.send(id, { type: 'note', text: 'He called.' }, { by: agent })
    await redress.runDue()
    const noted = mail.deliveries.filter(({ template }) => template === 'noted')
    expect(noted.map(({ recipient }) => recipient).sort()).toEqual([
      'head-1',
      'head-1',
      'head-1',
      'head-2',
      'head-2',
      'head-2',
    ])
    expect(new Set(noted.map(({ key }) => key)).size).toBe(6)
  })

  it('L12 what was refused tells nobody, and what was done tells at least once', async () => {
    const { redress, store } = openDesk(open)
    const { id } = await redress.submit(submission, { by: agent })
    const before = (await messagesOf(store)).length
    expect(before).toBe(1)
    const refused = await redress.trySend(id, { type: 'assign', to: 'handler-1' }, { by: handler })
    expect(refused.ok).toBe(false)
    expect(await messagesOf(store)).toHaveLength(before)
    await redress.send(id, { type: 'assign', to: 'handler-1' }, { by: agent })
    expect(await messagesOf(store)).toHaveLength(before + 1)
  })

  it('L12 a provider that fails sees the same key at every try', async () => {
    const { redress, clock, mail } = openDesk(open)
    for (let i = 0; i < 3; i++) mail.failNext(new Error('the line is dead'))
    await redress.submit(submission, { by: agent })
    for (let i = 0; i < 5; i++) {
      await redress.runDue()
      clock.advance(60_000)
    }
    expect(mail.calls.map(({ attempts }) => attempts)).toEqual([0, 1, 2, 3])
    expect(new Set(mail.calls.map(({ key }) => key)).size).toBe(1)
    expect(mail.deliveries).toHaveLength(1)
  })

  it('L12 a store that is away when the delivery is reported is no reason to send again', async () => {
    let failures = 4
    const { redress, clock, mail, store } = openDesk(open, (inner) => ({
      ...inner,
      async reportMessages(results) {
        if (results.some(({ result }) => result === 'delivered') && failures-- > 0) throw new Error('the store is away')
        return inner.reportMessages(results)
      },
    }))
    await redress.submit(submission, { by: agent })
    await redress.runDue()
    expect(failures).toBeLessThanOrEqual(0)
    for (let i = 0; i < 3; i++) {
      clock.advance(3_600_000)
      await redress.runDue()
    }
    expect(mail.calls.filter(({ template }) => template === 'received')).toHaveLength(1)
    const [delivery] = (await messagesOf(store)).filter(({ content }) => content.kind === 'delivery')
    expect(delivery).toMatchObject({ state: 'delivered', reference: delivery?.key })
  })

  it('L12 what is dead is listed, frees its successors, and goes out under its old key when it is revived', async () => {
    const { redress, clock, mail } = openDesk(open)
    const into = await redress.submit({ ...submission, customer: { id: 'customer-2' } }, { by: agent })
    await redress.runDue()
    mail.clear()
    for (let i = 0; i < ATTEMPTS; i++) mail.failNext(new Error('the line is dead'))
    const { id } = await redress.submit(submission, { by: agent })
    await redress.send(id, { type: 'merge', into: into.id }, { by: agent })
    await redress.runDue()
    // For the same person, about the same complaint, by the same channel: it waits for its turn.
    expect(mail.deliveries).toEqual([])
    for (let i = 0; i < ATTEMPTS; i++) {
      clock.advance(120_000)
      await redress.runDue()
    }
    expect(mail.deliveries.map(({ template }) => template)).toEqual(['merged'])
    const { items } = await redress.deadMessages()
    expect(items).toMatchObject([{ attempts: ATTEMPTS, lastError: 'Error', content: { template: 'received' } }])

    expect(await redress.redeliver(items.map(({ key }) => key))).toBe(1)
    await redress.runDue()
    expect((await redress.deadMessages()).items).toEqual([])
    expect(mail.deliveries.map(({ key }) => key)).toContain(items[0]?.key)
    expect(new Set(mail.calls.filter(({ template }) => template === 'received').map(({ key }) => key)).size).toBe(1)
  })
})
