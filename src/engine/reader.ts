import type { Forecast } from '../core/coming.ts'
import { explain } from '../core/explain.ts'
import type { Explanation } from '../core/explanation.ts'
import { forecast } from '../core/forecast.ts'
import { type ComplaintView, viewOf } from '../core/view.ts'
import type { RecordKey } from '../domain/level.ts'
import type { PersonalRow } from '../domain/record.ts'
import { type ErrorCode, type InputIssue, isRedressError, RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { Page, Query, Store } from '../stores/contract.ts'
import { notFound } from './denied.ts'
import { type HistoryLine, historyLine } from './history-view.ts'
import { readConditions, readPer, readQuery } from './list-query.ts'
import { type PersonalView, personalView } from './personal-view.ts'
import { actorStamp, tenantOf, textOf } from './prepare.ts'
import { readEntries } from './read-entries.ts'
import type { Head, Records } from './records.ts'
import { type Reach, reachOf, tellsComplainant } from './scope.ts'
import { type Sight, sightOf } from './sight.ts'
import { verifyHistory } from './verify-history.ts'

/** A complaint with its personal side. */
export type ComplaintDetails = ComplaintView & { readonly personal: PersonalView }

/** A page of a worklist. May be shorter than asked for while there is a `next`: what the reader may not see is left out. */
export interface ListPage<View = ComplaintView> extends Page<View> {
  /** Records that match and cannot be read by the policies that are registered here; a worklist must not hide them. */
  readonly unreadable?: readonly { readonly id: string; readonly code: ErrorCode }[]
}

/** What a proof of a history answers. */
export interface Verified {
  readonly entries: number
  /** Seal of the last entry: keep it elsewhere, and a rewritten history can be told. */
  readonly head: string
  /** Personal digests whose data were erased. */
  readonly erased: number
}

/** Which part of a history to read. */
export interface HistoryRange {
  readonly afterSeq?: number
  /** @defaultValue all */
  readonly limit?: number
}

/** Reads; always from the store, as far as the reader may see. */
export interface Reader {
  get(id: string, by: unknown): Promise<ComplaintDetails>
  list(policies: readonly Policy[], query: unknown, by: unknown, now: number): Promise<ListPage>
  /** @param per counts each value of a column instead of all */
  count(
    policies: readonly Policy[],
    query: unknown,
    options: { readonly by?: unknown; readonly per?: unknown },
    now: number,
  ): Promise<number | Readonly<Record<string, number>>>
  history(id: string, by: unknown, range: HistoryRange): Promise<readonly HistoryLine[]>
  explain(id: string, obligation: string, by: unknown): Promise<Explanation>
  forecast(id: string, by: unknown, now: number): Promise<Forecast>
  verify(id: string, by: unknown): Promise<Verified>
}

/** @param only restricts everything to one policy; complaints of others are not found */
export function createReader(store: Store, records: Records, only?: string): Reader {
  const open = async (id: unknown, by: unknown): Promise<{ head: Head; sight: Sight; key: RecordKey }> => {
    const key = complaintKey(id, by)
    const head = await records.load(key)
    if (head === undefined || (only !== undefined && head.policy.id !== only)) throw notFound(key)
    const sight = sightOf(head, actorStamp(head.policy, by))
    if (sight === undefined) throw notFound(key)
    return { head, sight, key }
  }

  return {
    async get(id, by) {
      const { head, sight, key } = await open(id, by)
      const rows = await store.personal([key])
      return Object.assign(viewOf(head.policy, head.live, sight.by), { personal: personalView(rows, sight) })
    },

    async list(policies, input, by, now) {
      const query = readQuery(input, { tenant: tenantOf(by), now })
      const reach = searching(query, reachOf(policies, by))
      const tells = tellsComplainant(query)
      const { items, next } = await store.find(reach.narrow(query))
      const views: ComplaintView[] = []
      const unreadable: { id: string; code: ErrorCode }[] = []
      for (const stored of items) {
        let head: Head
        try {
          head = records.restore(stored)
        } catch (error) {
          if (!isRedressError(error)) throw error
          unreadable.push({ id: stored.key.id, code: error.code })
          continue
        }
        const sight = sightOf(head, actorStamp(head.policy, by))
        if (sight === undefined || (tells && hides(head, sight))) continue
        views.push(viewOf(head.policy, head.live, sight.by))
      }
      return { items: views, ...(next !== undefined && { next }), ...(unreadable.length > 0 && { unreadable }) }
    },

    async count(policies, input, { by, per: column }, now) {
      const query = readConditions(input, { tenant: tenantOf(by), now })
      const per = readPer(column)
      const parts = searching(query, reachOf(policies, by)).split(query)
      const counts = (await Promise.all(parts.map((part) => store.count(part, per)))).flatMap(Object.entries<number>)
      if (per === undefined) return counts.reduce((sum, [, count]) => sum + count, 0)
      const sums = new Map<string, number>()
      for (const [value, count] of counts) sums.set(value, (sums.get(value) ?? 0) + count)
      return Object.fromEntries(sums)
    },

    async history(id, by, range) {
      const bound = checkRange(range)
      const { head, sight, key } = await open(id, by)
      const [entries, rows] = await Promise.all([readEntries(store, key, bound), store.personal([key])])
      const rowsOf = bySeq(rows)
      return entries.flatMap((entry) => historyLine(head.policy, entry, rowsOf.get(entry.seq) ?? [], sight) ?? [])
    },

    async explain(id, obligation, by) {
      const { head, sight } = await open(id, by)
      const rules = head.policy.rules.obligations.all
      const own = sight.sees === 'all' ? [...rules.values()] : [...rules.values()].filter(isLevelOne)
      if (!own.some((one) => one.id === obligation)) {
        const message = `unknown obligation; known: ${own.map((one) => one.id).join(', ')}`
        throw queryInvalid([{ path: 'obligation', message }])
      }
      return explain(head.policy, head.live, obligation, sight.sees)
    },

    async forecast(id, by, now) {
      const { head, sight } = await open(id, by)
      return forecast(head.policy, head.live, now, sight.sees)
    },

    async verify(id, by) {
      const { sight, key } = await open(id, by)
      if (sight.sees !== 'all') {
        const { role } = sight.by
        throw new RedressError('READ_REFUSED', `The role '${role}' does not see the whole history of a complaint.`, {
          role,
          what: 'the whole history',
        })
      }
      // The record is read first: what is written meanwhile only makes the history longer, and is left out.
      const [stored] = await store.load([{ key }])
      if (stored === undefined || stored === 'unchanged') throw notFound(key)
      const [all, rows] = await Promise.all([readEntries(store, key, { limit: stored.seq }), store.personal([key])])
      const { seq, version, hash } = stored
      const personal = rows.filter((row) => row.seq <= seq)
      const result = verifyHistory({ key, entries: all, personal, head: { seq, version, hash } })
      if (result.ok) return { entries: result.entries, head: result.head, erased: result.erased }
      throw new RedressError(
        'HISTORY_BROKEN',
        `The history of complaint ${key.id} is broken at entry ${result.seq}: ${result.reason}. Compare it with a backup.`,
        { id: key.id, seq: result.seq, reason: result.reason },
      )
    },
  }
}

/** The key of a complaint of the actor's tenant. What is no id is not found. */
export function complaintKey(id: unknown, by: unknown): RecordKey {
  return { tenant: tenantOf(by), kind: 'complaint', id: textOf(id) }
}

const isLevelOne = ({ level }: { readonly level: string }): boolean => level === 'customerInterface'

const hides = ({ live }: Head, { knowsComplainant }: Sight): boolean =>
  live.snapshot.context.complaint.confidentiality !== 'named' && !knowsComplainant

function bySeq(rows: readonly PersonalRow[]): ReadonlyMap<number, readonly PersonalRow[]> {
  const found = new Map<number, PersonalRow[]>()
  for (const row of rows) {
    const known = found.get(row.seq)
    if (known === undefined) found.set(row.seq, [row])
    else known.push(row)
  }
  return found
}

function checkRange({ afterSeq, limit }: HistoryRange): HistoryRange {
  const issues: InputIssue[] = []
  if (afterSeq !== undefined && !(Number.isSafeInteger(afterSeq) && afterSeq >= 0)) {
    issues.push({ path: 'afterSeq', message: 'must be the seq of an entry' })
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    issues.push({ path: 'limit', message: 'must be a whole number, 1 or more' })
  }
  if (issues.length > 0) throw queryInvalid(issues)
  return { ...(afterSeq !== undefined && { afterSeq }), ...(limit !== undefined && { limit }) }
}

/** A query, or an option of one, that does not fit. */
export const queryInvalid = (issues: readonly InputIssue[]): RedressError<'QUERY_INVALID'> =>
  new RedressError(
    'QUERY_INVALID',
    `The query does not fit: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
    { issues },
  )

/** Answers the reach of somebody who may ask this. */
function searching({ text }: Query, reach: Reach): Reach {
  if (!reach.isComplainant || text === undefined) return reach
  const { role } = reach.by
  throw new RedressError(
    'READ_REFUSED',
    `The role '${role}' sees its own complaints only and does not search in texts.`,
    { role, what: 'text search' },
  )
}
