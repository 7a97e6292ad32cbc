import { checkMessageQuery } from '../check-query.ts'
import type {
  Claim,
  Claimed,
  MessageQuery,
  MessageResult,
  MessageState,
  MessageStatus,
  OutboxDepth,
  OutboxMessage,
  Page,
} from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { compareCodePoints } from './code-point-order.ts'
import { copyMessage } from './copies.ts'

interface MessageRow {
  readonly message: OutboxMessage
  state: MessageState
  attempts: number
  /** When it can be claimed, if its lane lets it. */
  from: number
  lease: string | undefined
  lastError: string | undefined
  reference: string | undefined
  finishedAt: number | undefined
}

/** Pending messages that go out one after another. Only the first can be claimed, so only it is on the agenda. */
interface Lane {
  readonly waiting: MessageRow[]
  first: MessageRow | undefined
}

interface Shelf {
  readonly rows: Map<string, MessageRow>
  readonly lanes: Map<string, Lane>
}

/** The messages of all tenants. */
export interface Outbox {
  has(tenant: string, key: string): boolean
  add(message: OutboxMessage): void
  claim(now: number, limit: number, leaseMs: number): Claimed<OutboxMessage>
  renew(held: { tenant: string; key: string; lease: string }, until: number): boolean
  /** Answers whether the result was stale. */
  report(result: MessageResult): boolean
  list(query: MessageQuery): Page<MessageStatus>
  redeliver(tenant: string, keys: readonly string[], at: number): number
  fail(failed: { tenant: string; key: string; at: number; error: string }): boolean
  depths(tenant: string): readonly OutboxDepth[]
}

export function createOutbox(nextLease: () => string): Outbox {
  const shelves = new Map<string, Shelf>()
  const agenda: Agenda<MessageRow> = createAgenda()

  const shelfOf = (tenant: string): Shelf => {
    const known = shelves.get(tenant)
    if (known !== undefined) return known
    const shelf: Shelf = { rows: new Map(), lanes: new Map() }
    shelves.set(tenant, shelf)
    return shelf
  }

  const laneOf = (row: MessageRow): Lane | undefined => {
    const { record, lane: name } = row.message
    if (name === undefined) return undefined
    const { lanes } = shelfOf(record.tenant)
    const known = lanes.get(name)
    if (known !== undefined) return known
    const lane: Lane = { waiting: [], first: undefined }
    lanes.set(name, lane)
    return lane
  }

  /** Puts the first of a lane on the agenda. One that is out stays the first until it is reported. */
  const elect = (lane: Lane): void => {
    const first = lane.waiting[0]
    if (lane.first?.lease !== undefined || lane.first === first) return
    if (lane.first !== undefined) agenda.delete(lane.first)
    lane.first = first
    if (first !== undefined) agenda.set(first, first.from)
  }

  const enter = (row: MessageRow): void => {
    const lane = laneOf(row)
    if (lane === undefined) {
      agenda.set(row, row.from)
      return
    }
    let place = lane.waiting.length
    for (; place > 0; place--) {
      const before = lane.waiting[place - 1]
      if (before === undefined || compareInLane(before.message, row.message) < 0) break
    }
    lane.waiting.splice(place, 0, row)
    elect(lane)
  }

  const leave = (row: MessageRow): void => {
    agenda.delete(row)
    const lane = laneOf(row)
    if (lane === undefined) return
    lane.waiting.splice(lane.waiting.indexOf(row), 1)
    if (lane.first === row) lane.first = undefined
    elect(lane)
    const { record, lane: name } = row.message
    if (lane.waiting.length === 0 && name !== undefined) shelfOf(record.tenant).lanes.delete(name)
  }

  const add = (message: OutboxMessage): void => {
    const row: MessageRow = {
      message: copyMessage(message),
      state: 'pending',
      attempts: 0,
      from: message.sendAt,
      lease: undefined,
      lastError: undefined,
      reference: undefined,
      finishedAt: undefined,
    }
    shelfOf(message.record.tenant).rows.set(message.key, row)
    enter(row)
  }

  const has = (tenant: string, key: string): boolean => shelves.get(tenant)?.rows.has(key) ?? false

  const held = (of: { tenant: string; key: string; lease: string }): MessageRow | undefined => {
    const row = shelves.get(of.tenant)?.rows.get(of.key)
    return row?.lease === of.lease ? row : undefined
  }

  return {
    has,
    add,

    claim(now, limit, leaseMs) {
      const rows: MessageRow[] = []
      while (rows.length < limit) {
        const first = agenda.first()
        if (first === undefined || first.at > now) break
        // Taken off until all are found: a lease of no length would be claimed again at once.
        agenda.delete(first.item)
        rows.push(first.item)
      }
      const leaseUntil = now + leaseMs
      const items = rows.map((row): Claim<OutboxMessage> => {
        row.lease = nextLease()
        agenda.set(row, leaseUntil)
        return { item: row.message, lease: row.lease, leaseUntil, attempts: row.attempts++ }
      })
      const next = agenda.first()
      return next === undefined ? { items } : { items, nextAt: next.at }
    },

    renew(of, until) {
      const row = held(of)
      if (row !== undefined) agenda.set(row, until)
      return row !== undefined
    },

    report(result) {
      const row = held(result)
      if (row === undefined) return true
      row.lease = undefined
      if (result.result === 'retry') {
        leave(row)
        row.from = result.until
        if (result.untried === true) row.attempts -= 1
        row.lastError = result.error
        enter(row)
        return false
      }
      row.state = result.result
      row.finishedAt = result.at
      if (result.result === 'delivered') row.reference = result.reference
      if (result.result === 'dead') row.lastError = result.error
      leave(row)
      if (result.result === 'expanded') {
        for (const message of result.into) if (!has(message.record.tenant, message.key)) add(message)
      }
      return false
    },

    list(query) {
      const limit = checkMessageQuery(query)
      const scope = `messages:${query.tenant}`
      const after = query.after === undefined ? undefined : readCursor(scope, query.after)
      const { record } = query
      const found = [...(shelves.get(query.tenant)?.rows.values() ?? [])]
        .filter(({ state, message }) => {
          if (query.state !== undefined && state !== query.state) return false
          if (query.key !== undefined && message.key !== query.key) return false
          if (record === undefined) return true
          return (
            message.record.tenant === record.tenant &&
            message.record.kind === record.kind &&
            message.record.id === record.id
          )
        })
        .filter(({ message }) => after === undefined || comparePlaces(placeOf(message), [after[0] ?? 0, after[1]]) > 0)
        .sort((a, b) => compareMessages(a.message, b.message))
      const items = found.slice(0, limit).map(statusOf)
      const last = items.at(-1)
      if (found.length <= limit || last === undefined) return { items }
      return { items, next: writeCursor(scope, [last.createdAt, last.key, '']) }
    },

    redeliver(tenant, keys, at) {
      let count = 0
      for (const key of keys) {
        const row = shelves.get(tenant)?.rows.get(key)
        if (row?.state !== 'dead') continue
        row.state = 'pending'
        row.attempts = 0
        row.from = at
        row.lastError = undefined
        row.finishedAt = undefined
        enter(row)
        count += 1
      }
      return count
    },

    fail({ tenant, key, at, error }) {
      const row = shelves.get(tenant)?.rows.get(key)
      if (row?.state !== 'delivered') return false
      row.state = 'dead'
      row.finishedAt = at
      row.lastError = error
      return true
    },

    depths(tenant) {
      const open = [...(shelves.get(tenant)?.rows.values() ?? [])].filter(({ state }) => OPEN.has(state))
      const channels = [...new Set(open.map(({ message }) => channelOf(message)))].sort(compareCodePoints)
      return channels.map((channel) => {
        const own = open.filter(({ message }) => channelOf(message) === channel)
        const pending = own.filter(({ state }) => state === 'pending')
        const oldest = pending.reduce((least, { message }) => Math.min(least, message.sendAt), Number.POSITIVE_INFINITY)
        const depth = { channel, pending: pending.length, dead: own.length - pending.length }
        return pending.length === 0 ? depth : { ...depth, oldestSendAt: oldest }
      })
    },
  }
}

const OPEN: ReadonlySet<MessageState> = new Set(['pending', 'dead'])

const channelOf = ({ content }: OutboxMessage): string => ('channel' in content ? content.channel : '')

type Place = readonly [createdAt: number, key: string]

const placeOf = ({ createdAt, key }: OutboxMessage): Place => [createdAt, key]

const comparePlaces = (a: Place, b: Place): number => a[0] - b[0] || compareCodePoints(a[1], b[1])

const compareMessages = (a: OutboxMessage, b: OutboxMessage): number => comparePlaces(placeOf(a), placeOf(b))

// Two decisions of one millisecond still have an order, and their keys do not tell it.
const compareInLane = (a: OutboxMessage, b: OutboxMessage): number =>
  a.createdAt - b.createdAt || a.seq - b.seq || compareCodePoints(a.key, b.key)

const statusOf = ({ message, state, attempts, lastError, reference, finishedAt }: MessageRow): MessageStatus =>
  Object.freeze({
    ...message,
    state,
    attempts,
    ...(lastError === undefined ? {} : { lastError }),
    ...(reference === undefined ? {} : { reference }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  })
