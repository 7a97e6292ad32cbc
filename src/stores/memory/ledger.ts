import type { RecordKey } from '../../domain/level.ts'
import { changeFault, EXISTING_MESSAGE_KEY } from '../change-fault.ts'
import type {
  Change,
  ClockRow,
  CommitOutcome,
  HistoryEntry,
  Link,
  OutboxMessage,
  PersonalRow,
  Query,
  StoredRecord,
} from '../contract.ts'
import { compareCodePoints } from './code-point-order.ts'
import { copyClock, copyEntry, copyKey, copyLink, copyPersonal, copyRecord } from './copies.ts'
import { matches } from './matches.ts'

/** A record and all that is kept beside it. */
export interface RecordRow {
  readonly key: RecordKey
  record: StoredRecord
  /** The one of `seq` n stands at n − 1. */
  readonly entries: HistoryEntry[]
  readonly clocks: Map<string, ClockRow>
  personal: PersonalRow[]
  /** Token of the current claim. */
  lease: string | undefined
  /** Claims since the last commit. */
  attempts: number
  deferral: { readonly until: number; readonly error: string } | undefined
}

/** All that one tenant has, messages apart. Tenants share no map, so nothing of one can be found from another. */
interface Tenant {
  readonly rows: Map<string, RecordRow>
  /** In (kind, id) order, made when it is asked for; a new record unmakes it. */
  sorted: readonly RecordRow[] | undefined
  readonly byCommand: Map<string, HistoryEntry>
  /** By either end. */
  readonly links: Map<string, Link[]>
  readonly linkNames: Set<string>
  readonly bySubject: Map<string, Set<RecordRow>>
  readonly deferred: Set<RecordRow>
  readonly numbers: Map<string, number>
}

/** What happens to the parts of a change that are kept elsewhere. */
interface Neighbours {
  hasMessage(tenant: string, key: string): boolean
  addMessage(message: OutboxMessage): void
  /** The record is due at `wakeAt`, or never. */
  schedule(row: RecordRow, wakeAt: number | undefined): void
}

/** The records of all tenants and what hangs on them. */
export interface Ledger {
  /** What the tenant has; `undefined` when it never wrote anything. */
  known(tenant: string): Tenant | undefined
  row(key: RecordKey): RecordRow | undefined
  commit(change: Change): CommitOutcome
  matching(query: Query): readonly RecordRow[]
  /** The rows of a tenant in (kind, id) order. */
  sorted(tenant: string): readonly RecordRow[]
  links(key: RecordKey): readonly Link[]
  erase(tenant: string, subject: string): readonly RecordKey[]
  reserve(tenant: string, series: string, count: number): number
}

export function createLedger(neighbours: Neighbours): Ledger {
  const tenants = new Map<string, Tenant>()

  const tenantOf = (name: string): Tenant => {
    const known = tenants.get(name)
    if (known !== undefined) return known
    const tenant: Tenant = {
      rows: new Map(),
      sorted: undefined,
      byCommand: new Map(),
      links: new Map(),
      linkNames: new Set(),
      bySubject: new Map(),
      deferred: new Set(),
      numbers: new Map(),
    }
    tenants.set(name, tenant)
    return tenant
  }

  const rowOf = (key: RecordKey): RecordRow | undefined => tenants.get(key.tenant)?.rows.get(placeOf(key))

  /** Why a change cannot be stored, looked for in the order that the port asks for; `undefined` when it can. */
  const objection = (change: Change): CommitOutcome | undefined => {
    const { key } = change.record
    for (const { commandId } of change.entries) {
      const known = commandId === undefined ? undefined : tenants.get(key.tenant)?.byCommand.get(commandId)
      if (known !== undefined) return { duplicate: { key: known.key, seq: known.seq } }
    }
    if ((rowOf(key)?.record.seq ?? 0) !== change.basedOn) return 'conflict'
    const fault = changeFault(change)
    if (fault !== undefined) return { fault }
    const hasKey = change.messages.some((message) => neighbours.hasMessage(key.tenant, message.key))
    return hasKey ? { fault: EXISTING_MESSAGE_KEY } : undefined
  }

  const rowFor = (tenant: Tenant, record: StoredRecord): RecordRow => {
    const known = tenant.rows.get(placeOf(record.key))
    if (known !== undefined) {
      known.record = copyRecord(record, known.key)
      known.lease = undefined
      known.attempts = 0
      known.deferral = undefined
      tenant.deferred.delete(known)
      return known
    }
    const key = copyKey(record.key)
    const row: RecordRow = {
      key,
      record: copyRecord(record, key),
      entries: [],
      clocks: new Map(),
      personal: [],
      lease: undefined,
      attempts: 0,
      deferral: undefined,
    }
    tenant.rows.set(placeOf(key), row)
    tenant.sorted = undefined
    return row
  }

  const addLink = (tenant: Tenant, given: Link): void => {
    const from = placeOf(given.from)
    const to = placeOf(given.to)
    const name = linkName(from, given.rel, to)
    if (tenant.linkNames.has(name)) return
    tenant.linkNames.add(name)
    const link = copyLink(given)
    for (const end of new Set([from, to])) {
      const links = tenant.links.get(end)
      if (links === undefined) tenant.links.set(end, [link])
      else links.push(link)
    }
  }

  return {
    known: (tenant) => tenants.get(tenant),
    row: rowOf,

    commit(change) {
      const refused = objection(change)
      if (refused !== undefined) return refused
      const tenant = tenantOf(change.record.key.tenant)
      const row = rowFor(tenant, change.record)
      neighbours.schedule(row, row.record.wakeAt)
      for (const given of change.entries) {
        const entry = copyEntry(given, row.key)
        row.entries.push(entry)
        if (entry.commandId !== undefined) tenant.byCommand.set(entry.commandId, entry)
      }
      for (const given of change.personal) {
        row.personal.push(copyPersonal(given, row.key))
        const rows = tenant.bySubject.get(given.subject) ?? new Set()
        tenant.bySubject.set(given.subject, rows.add(row))
      }
      for (const clock of change.clocks) row.clocks.set(clock.clock, copyClock(clock, row.key))
      for (const link of change.links) addLink(tenant, link)
      for (const message of change.messages) neighbours.addMessage(message)
      return 'committed'
    },

    matching(query) {
      const tenant = tenants.get(query.tenant)
      if (tenant === undefined) return []
      const { linkedTo } = query
      const isLinked = (row: RecordRow): boolean =>
        linkedTo === undefined ||
        (linkedTo.to.tenant === query.tenant &&
          tenant.linkNames.has(linkName(placeOf(row.key), linkedTo.rel, placeOf(linkedTo.to))))
      return [...tenant.rows.values()].filter((row) => matches(row, query) && isLinked(row))
    },

    sorted(name) {
      const tenant = tenants.get(name)
      if (tenant === undefined) return []
      tenant.sorted ??= [...tenant.rows.values()].sort(
        ({ key: a }, { key: b }) => compareCodePoints(a.kind, b.kind) || compareCodePoints(a.id, b.id),
      )
      return tenant.sorted
    },

    links: (key) => [...(tenants.get(key.tenant)?.links.get(placeOf(key)) ?? [])],

    erase(tenant, subject) {
      const bySubject = tenants.get(tenant)?.bySubject
      const rows = [...(bySubject?.get(subject) ?? [])]
      bySubject?.delete(subject)
      for (const row of rows) row.personal = row.personal.filter((one) => one.subject !== subject)
      return rows.map(({ key }) => key)
    },

    reserve(tenant, series, count) {
      const { numbers } = tenantOf(tenant)
      const first = numbers.get(series) ?? 1
      numbers.set(series, first + count)
      return first
    },
  }
}

/** A record's place among those of its tenant. No kind holds a colon, so no id can be taken for another kind's. */
const placeOf = (key: RecordKey): string => `${key.kind}:${key.id}`

const linkName = (from: string, rel: string, to: string): string => JSON.stringify([from, rel, to])
