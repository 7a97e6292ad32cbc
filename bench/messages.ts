import { once } from 'node:events'
import type { Pool } from 'pg'
import type { Channel } from '../src/channels/contract.ts'
import type { OutboxMessage } from '../src/domain/record.ts'
import { createRedress } from '../src/engine/create-redress.ts'
import type { Redress } from '../src/engine/redress.ts'
import { lenovo } from '../src/policies/lenovo.ts'
import type { Store } from '../src/stores/contract.ts'
import { postgresStore } from '../src/stores/postgres/postgres-store.ts'
import { BATCH } from './batch.ts'
import { people, submission } from './complaint.ts'
import { deskOn } from './desk.ts'
import { type Contender, Laps, type Subject } from './subject.ts'

const LEASE_MS = 60_000
/** Longer than the store lets pass between two announcements, so that each is heard of by itself. */
const REST_MS = 70

/** Delivers so many messages of the quickstart's complaint, texts and all, through a channel that does nothing. */
export function deliveries(store: Store): Contender {
  let laps = new Laps()
  let startedAt = 0
  const redress = createRedress({
    policies: [lenovo],
    store,
    channels: { none: { deliver: () => Promise.resolve() } },
    onEvent({ type }) {
      if (type === 'delivered') laps.one(startedAt)
    },
  })
  return {
    async run(messages) {
      await fill(store, redress, messages)
      startedAt = performance.now()
      laps = new Laps()
      await redress.runDue()
      return laps.speed()
    },
    async close() {
      await redress.stop()
      await store.close()
    },
  }
}

/** What the store by itself takes for the same messages: they are claimed and reported, batch by batch. */
export function deliveryFloor(store: Store): Contender {
  const desk = deskOn(store)
  return {
    async run(messages) {
      await fill(store, desk, messages)
      const startedAt = performance.now()
      const laps = new Laps()
      for (;;) {
        const at = Date.now()
        const { items } = await store.claimMessages(at, BATCH, LEASE_MS)
        if (items.length === 0) return laps.speed()
        await store.reportMessages(
          items.map(({ item: { record, key }, lease }) => ({
            ...{ tenant: record.tenant, key, lease, at },
            result: 'delivered',
          })),
        )
        laps.together(startedAt, items.length)
      }
    },
    close: () => store.close(),
  }
}

/** Puts so many deliveries into the outbox, each to somebody else: what a notice to so many people would become. */
async function fill(store: Store, desk: Redress<typeof lenovo>, count: number): Promise<void> {
  await desk.submit(submission.complaint, { by: submission.by })
  // It tells two, one after the other; the copies come with the second, so that nothing else is there to claim.
  for (const into of [0, count]) {
    const at = Date.now()
    const { items } = await store.claimMessages(at, 1, LEASE_MS)
    for (const { item, lease } of items) {
      const base = { tenant: item.record.tenant, key: item.key, lease, at }
      await store.reportMessages([{ ...base, result: 'expanded', into: copiesOf(item, into, at) }])
    }
  }
}

function copiesOf({ content, lane: _, ...notice }: OutboxMessage, count: number, at: number): readonly OutboxMessage[] {
  if (content.kind !== 'notice') throw new Error('the first message of a complaint is a notice')
  const { kind: _kind, audience: _audience, ...telling } = content
  return Array.from({ length: count }, (_, i) => ({
    ...notice,
    key: `${notice.key}/${i}`,
    sendAt: at,
    lane: `${i}|${notice.record.id}|none`,
    content: { ...telling, kind: 'delivery', recipient: `person-${i}`, channel: 'none', notice: notice.key },
  }))
}

/**
 * How long after a command was answered its message is handed to the channel of another desk, whose worker has nothing
 * else to do.
 */
export function messageLag(pool: Pool, schema: string): Subject<[complaints: number]> {
  const arrived = new Set<string>()
  let heard = (): void => {}
  const customer: Channel = {
    async deliver({ complaint }) {
      arrived.add(complaint)
      heard()
    },
  }
  const nothing: Channel = { deliver: () => Promise.resolve() }
  const taking = postgresStore(pool, { schema })
  const delivering = postgresStore(pool, { schema })
  const desk = deskOn(taking)
  const other = createRedress({
    policies: [lenovo],
    store: delivering,
    directory: people,
    channels: { customer, staff: nothing },
  })
  const started = other.start()
  return {
    async run(complaints) {
      await started
      const laps = new Laps()
      for (let i = 0; i < complaints; i++) {
        await rest(REST_MS)
        const { id } = await desk.submit(submission.complaint, { by: submission.by })
        const committedAt = performance.now()
        while (!arrived.has(id)) {
          await new Promise<void>((resolve) => {
            heard = resolve
          })
        }
        laps.one(committedAt)
      }
      return laps.speed()
    },
    async close() {
      await other.stop()
      await desk.stop()
      await taking.close()
      await delivering.close()
    },
  }
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The statements of a desk whose workers have nothing to do: how many a second, and how long between two. */
export function idleStatements(pool: Pool, schema: string): Subject<[statements: number]> {
  const store = postgresStore(pool, { schema })
  const desk = createRedress({ policies: [lenovo], store })
  const started = desk.start()
  return {
    async run(statements) {
      await started
      // It looks once when it starts; what comes after is rest.
      await rest(REST_MS)
      const laps = new Laps()
      let before = performance.now()
      for (let i = 0; i < statements; i++) {
        // Each takes a connection for itself.
        await once(pool, 'acquire')
        laps.one(before)
        before = performance.now()
      }
      return laps.speed()
    },
    async close() {
      await desk.stop()
      await store.close()
    },
  }
}
