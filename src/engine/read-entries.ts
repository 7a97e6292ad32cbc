import type { RecordKey } from '../domain/level.ts'
import type { HistoryEntry } from '../domain/record.ts'
import type { Store } from '../stores/contract.ts'

/** The entries of a record after one of them, page by page; all unless limited. */
export async function readEntries(
  store: Store,
  key: RecordKey,
  { afterSeq = 0, limit = Number.POSITIVE_INFINITY }: { readonly afterSeq?: number; readonly limit?: number } = {},
): Promise<readonly HistoryEntry[]> {
  const found: HistoryEntry[] = []
  let last = afterSeq
  while (found.length < limit) {
    const { items, next } = await store.entries({ key, afterSeq: last, limit: Math.min(limit - found.length, 5_000) })
    found.push(...items)
    last = items.at(-1)?.seq ?? last
    if (next === undefined || items.length === 0) break
  }
  return found
}
