import type { RecordKey } from '../domain/level.ts'
import type { HistoryEntry, PersonalRow } from '../domain/record.ts'
import { isEntryBody } from './entry-body.ts'
import { entryHash, genesisHash, personalDigest } from './seal.ts'

/** Where the record says that its history ends. */
export interface HistoryHead {
  readonly seq: number
  readonly version: number
  readonly hash: string
}

/** What looking at a history found. `erased`: personal digests whose data are gone, which is as it should be. */
export type Verification =
  | { readonly ok: true; readonly entries: number; readonly head: string; readonly erased: number }
  | { readonly ok: false; readonly seq: number; readonly reason: string }

/**
 * Proves a record's history: numbered without gaps, each entry sealed to the one before, each column telling what the
 * sealed body tells, personal data the ones that were sealed, and the record standing at its end.
 *
 * Whoever can rewrite the whole store can also rewrite the chain; keep a `head` elsewhere to notice that.
 *
 * @param history.entries all entries, in order
 * @param history.personal the rows that still exist; absent: they are not looked at
 * @param history.head what the record says of itself; absent: not compared
 */
export function verifyHistory(history: {
  readonly key: RecordKey
  readonly entries: readonly HistoryEntry[]
  readonly personal?: readonly PersonalRow[]
  readonly head?: HistoryHead
}): Verification {
  const { key, entries, personal, head } = history
  const broken = (seq: number, reason: string): Verification => ({ ok: false, seq, reason })
  const rows = new Map<number, PersonalRow[]>()
  for (const row of personal ?? []) {
    const known = rows.get(row.seq)
    if (known === undefined) rows.set(row.seq, [row])
    else known.push(row)
  }
  let last: { seq: number; version: number; at: number; hash: string } = {
    seq: 0,
    version: 0,
    at: Number.NEGATIVE_INFINITY,
    hash: genesisHash(key),
  }
  let erased = 0
  for (const entry of entries) {
    if (entry.seq !== last.seq + 1) return broken(last.seq + 1, `entry ${last.seq + 1} is missing`)
    if (entry.hash !== entryHash(last.hash, entry.body)) return broken(entry.seq, 'the seal does not fit the entry')
    const body = parse(entry.body)
    if (!isEntryBody(body)) return broken(entry.seq, 'the body is not an entry')
    const told =
      body.seq === entry.seq &&
      body.version === entry.version &&
      body.at === entry.at &&
      body.by.id === entry.by &&
      (body.kind === 'command' ? body.commandId : undefined) === entry.commandId &&
      (body.kind === 'wake' || body.kind === 'recompute' ? body.kind : body.command?.['type']) === entry.type
    if (!told) return broken(entry.seq, 'a column says something else than the sealed body')
    if (entry.at < last.at) return broken(entry.seq, 'time runs backwards')
    if (entry.version < last.version) return broken(entry.seq, 'the version runs backwards')
    const digests = new Set((body.personal ?? []).map(({ digest }) => digest))
    for (const row of rows.get(entry.seq) ?? []) {
      if (!digests.delete(personalDigest(row.salt, row.data))) {
        return broken(entry.seq, 'the personal data are not the ones that were sealed')
      }
    }
    rows.delete(entry.seq)
    if (personal !== undefined) erased += digests.size
    last = { seq: entry.seq, version: entry.version, at: entry.at, hash: entry.hash }
  }
  for (const seq of rows.keys()) return broken(seq, 'personal data belong to no entry')
  if (head !== undefined && (head.seq !== last.seq || head.hash !== last.hash || head.version !== last.version)) {
    return broken(last.seq, `the record stands at entry ${head.seq}, its history ends elsewhere`)
  }
  return { ok: true, entries: entries.length, head: last.hash, erased }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
