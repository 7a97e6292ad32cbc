import { RedressError } from '../../errors.ts'
import { checkCount, checkQuery, pageSize } from '../check-query.ts'
import type { Claim, HistoryEntry, Page, Store, StoredRecord } from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { cursorAfter, orderOf, positionAfter, positionOf } from '../list-order.ts'
import { refuseTransaction } from '../own-transaction.ts'
import { createAgenda } from './agenda.ts'
import { compareCodePoints } from './code-point-order.ts'
import { firstInOrder } from './first-in-order.ts'
import { createLedger, type RecordRow } from './ledger.ts'
import { comparePositions, groupOf } from './matches.ts'
import { createOutbox } from './outbox.ts'

/**
 * A store in the memory of the process: the reference of the port, for tests, examples and simulations. What it holds is
 * gone with the process; several desks in one process may share one.
 *
 * Each call does its work before it answers its promise, so a commit is seen whole or not at all. What it answers follows
 * from the calls before, and from nothing else.
 *
 * @param options.now the clock that `ping` answers; absent: it has none of its own
 *
 * @example
 * ```ts
 * const redress = createRedress({ policies: [simpleFlow], store: memoryStore() })
 * ```
 */
export function memoryStore(options: { readonly now?: () => number } = {}): Store<never> {
  let leases = 0
  const nextLease = (): string => `lease-${++leases}`
  const due = createAgenda<RecordRow>()
  const outbox = createOutbox(nextLease)
  const ledger = createLedger({
    hasMessage: outbox.has,
    addMessage: outbox.add,
    schedule(row, wakeAt) {
      if (wakeAt === undefined) due.delete(row)
      else due.set(row, wakeAt)
    },
  })
  let closed = false

  const open = (tx?: never): void => {
    refuseTransaction(tx)
    if (!closed) return
    throw new RedressError('STORE_UNAVAILABLE', 'The store was closed. Make a new one.', { reason: 'closed' })
  }

  const entriesOfTenant = (tenant: string, after: string | undefined, limit: number): Page<HistoryEntry> => {
    const scope = `entries:${tenant}`
    const [afterSeq, afterKind, afterId] = after === undefined ? [0, '', ''] : readCursor(scope, after)
    const toCursor = ({ key }: RecordRow): number =>
      compareCodePoints(key.kind, afterKind) || compareCodePoints(key.id, afterId)
    const rows = ledger.sorted(tenant)
    const found: HistoryEntry[] = []
    for (let i = firstNotBefore(rows, toCursor); i < rows.length && found.length <= limit; i++) {
      const row = rows[i]
      if (row === undefined) break
      const start = toCursor(row) === 0 ? (afterSeq ?? 0) : 0
      found.push(...row.entries.slice(start, start + limit + 1 - found.length))
    }
    const items = found.slice(0, limit)
    const last = items.at(-1)
    if (found.length <= limit || last === undefined) return { items }
    return { items, next: writeCursor(scope, [last.seq, last.key.kind, last.key.id]) }
  }

  return {
    async migrate() {
      open()
    },

    async close() {
      closed = true
    },

    async ping() {
      open()
      return options.now === undefined ? { schema: 1 } : { now: options.now(), schema: 1 }
    },

    async load(wanted, tx) {
      open(tx)
      return wanted.map(({ key, unlessSeq }) => {
        const record = ledger.row(key)?.record
        return record !== undefined && record.seq === unlessSeq ? 'unchanged' : record
      })
    },

    async commit(changes, tx) {
      open(tx)
      return changes.map(ledger.commit)
    },

    async claimDue(now, limit, leaseMs) {
      open()
      const rows: RecordRow[] = []
      while (rows.length < limit) {
        const first = due.first()
        if (first === undefined || first.at > now) break
        // Taken off until all are found: after a lease of no length it would be claimed again at once.
        due.delete(first.item)
        rows.push(first.item)
      }
      const leaseUntil = now + leaseMs
      const items = rows.map((row): Claim<StoredRecord> => {
        row.lease = nextLease()
        due.set(row, leaseUntil)
        return { item: row.record, lease: row.lease, leaseUntil, attempts: row.attempts++ }
      })
      const next = due.first()
      return next === undefined ? { items } : { items, nextAt: next.at }
    },

    async deferDue(failed) {
      open()
      for (const { key, lease, until, error } of failed) {
        const row = ledger.row(key)
        if (row?.lease !== lease) continue
        row.lease = undefined
        row.deferral = { until, error }
        ledger.known(key.tenant)?.deferred.add(row)
        due.set(row, until)
      }
    },

    async deferred(tenant, limit) {
      open()
      return [...(ledger.known(tenant)?.deferred ?? [])]
        .sort((a, b) => (a.record.wakeAt ?? 0) - (b.record.wakeAt ?? 0))
        .slice(0, limit)
        .flatMap(({ key, attempts, deferral }) => (deferral === undefined ? [] : [{ key, attempts, ...deferral }]))
    },

    async claimMessages(now, limit, leaseMs) {
      open()
      return outbox.claim(now, limit, leaseMs)
    },

    async renewMessages(held, until) {
      open()
      return held.filter((one) => outbox.renew(one, until)).map(({ tenant, key }) => ({ tenant, key }))
    },

    async reportMessages(results) {
      open()
      return results.map((result) => ({ key: result.key, stale: outbox.report(result) }))
    },

    async messages(query) {
      open()
      return outbox.list(query)
    },

    async redeliver(tenant, keys, at) {
      open()
      return outbox.redeliver(tenant, keys, at)
    },

    async failMessage(failed) {
      open()
      return outbox.fail(failed)
    },

    async outbox(tenant) {
      open()
      return outbox.depths(tenant)
    },

    async find(query) {
      open()
      checkQuery(query)
      const order = orderOf(query)
      const limit = query.limit ?? 50
      const after = positionAfter(query)
      const candidates = ledger
        .matching(query)
        .map(({ record }) => ({ record, position: positionOf(record, order) }))
        .filter(({ position }) => after === undefined || comparePositions(position, after, order) > 0)
      const found = firstInOrder(candidates, (a, b) => comparePositions(a.position, b.position, order), limit + 1)
      const items = found.slice(0, limit).map(({ record }) => record)
      const last = items.at(-1)
      return found.length <= limit || last === undefined ? { items } : { items, next: cursorAfter(query, last) }
    },

    async count(query, by) {
      open()
      checkQuery(query, by)
      const rows = ledger.matching(query)
      if (by === undefined) return { total: rows.length }
      const counts = new Map<string, number>()
      for (const { record } of rows) counts.set(groupOf(record, by), (counts.get(groupOf(record, by)) ?? 0) + 1)
      // Not by assignment: a host's category may be called `__proto__`.
      return Object.fromEntries(counts)
    },

    async entries(from, tx) {
      open(tx)
      if ('commandId' in from) {
        const known = ledger.known(from.tenant)?.byCommand.get(from.commandId)
        return { items: known === undefined ? [] : [known] }
      }
      const limit = pageSize(from.limit, 500, 5_000)
      if ('tenant' in from) return entriesOfTenant(from.tenant, from.after, limit)
      const start = Math.max(0, from.afterSeq ?? 0)
      const found = ledger.row(from.key)?.entries.slice(start, start + limit + 1) ?? []
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return found.length <= limit || last === undefined ? { items } : { items, next: String(last.seq) }
    },

    async clocks(keys) {
      open()
      return keys.flatMap((key) => [...(ledger.row(key)?.clocks.values() ?? [])])
    },

    async links(key) {
      open()
      return ledger.links(key)
    },

    async personal(keys) {
      open()
      return keys.flatMap((key) => ledger.row(key)?.personal ?? [])
    },

    async erase(tenant, subject) {
      open()
      return ledger.erase(tenant, subject)
    },

    async reserveNumbers(tenant, series, count, tx) {
      open(tx)
      checkCount(count)
      return ledger.reserve(tenant, series, count)
    },
  }
}

/** The place of the first row that `compare` does not put before; rows are sorted by it. */
function firstNotBefore(rows: readonly RecordRow[], compare: (row: RecordRow) => number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && compare(row) < 0) low = middle + 1
    else high = middle
  }
  return low
}
