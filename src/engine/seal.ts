import { hash } from 'node:crypto'
import type { DraftEntry, EntryBody, Written } from '../core/decision.ts'
import { stateText } from '../core/record.ts'
import { canonicalJson, type Json } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { Split } from '../domain/personal.ts'
import type { Change, HistoryEntry, PersonalRow } from '../domain/record.ts'
import type { Head } from './records.ts'

/** SHA-256 of a text in UTF-8, in hex. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** What the first entry of a record is chained to: the digest of its key. */
export const genesisHash = (key: RecordKey): string => sha256(canonicalJson(key))

/** The seal of an entry: the seal before it and what it says, as one text. */
export const entryHash = (before: string, body: string): string => sha256(before + body)

/** The digest that stands in an entry for personal data. Salts have one length, so the two parts cannot be shifted. */
export const personalDigest = (salt: string, data: string): string => sha256(salt + data)

/**
 * Whose rows erasure looks for. A complainant without a reference is known by his complaint. Each kind has its prefix,
 * so that no reference of a host can be taken for another subject.
 */
export const subjectOf = (
  subject: 'complainant' | 'record',
  { id }: RecordKey,
  customer: string | undefined,
): string =>
  subject === 'record' ? `record:${id}` : customer === undefined ? `complaint:${id}` : `customer:${customer}`

/** What sealing needs beside the decision. */
export interface Sealing {
  readonly fingerprint: string
  readonly salt: () => string
}

/**
 * Turns a decision into what is stored: entries chained by their seals, personal data apart under a salted digest.
 *
 * @param head the record that it was decided on; `hash` is the genesis hash where there was none
 * @param personal personal parts of the command; kept only when the command was accepted
 */
export function seal(
  head: Head,
  written: Written,
  personal: Split['personal'] | undefined,
  { fingerprint, salt }: Sealing,
): { readonly change: Change; readonly next: Head } {
  const { record, columns, wakeAt } = written
  const { key } = record
  const rows: PersonalRow[] = []
  let last = head.hash
  const close = (draft: DraftEntry): HistoryEntry => {
    const text = canonicalJson(personal === undefined ? draft.body : withDigests(draft.body))
    last = entryHash(last, text)
    const { seq, version, at, type, by, commandId } = draft
    return commandId === undefined
      ? { key, seq, version, at, type, by, body: text, hash: last }
      : { key, seq, version, at, type, by, commandId, body: text, hash: last }
  }
  const withDigests = (body: EntryBody): EntryBody => {
    if (body.kind !== 'command' || personal === undefined) return body
    const digests: { subject: 'complainant' | 'record'; digest: string }[] = []
    for (const subject of ['complainant', 'record'] as const) {
      const fields = personal[subject]
      if (fields === undefined) continue
      const data = canonicalJson(fields)
      const row = { salt: salt(), data, search: searchText(fields) }
      const whose = subjectOf(subject, key, record.snapshot.context.complaint.customer)
      rows.push({ key, seq: body.seq, subject: whose, ...row })
      digests.push({ subject, digest: personalDigest(row.salt, data) })
    }
    return digests.length === 0 ? body : { ...body, personal: digests }
  }
  const [first, ...others] = written.entries
  const entries: [HistoryEntry, ...HistoryEntry[]] = [close(first), ...others.map(close)]
  const { seq, version, policy } = record
  const state = stateText(record)
  const stored = { key, seq, version, hash: last, policy, machine: fingerprint, state, columns }
  return {
    change: {
      basedOn: head.live.seq,
      record: wakeAt === undefined ? stored : { ...stored, wakeAt },
      entries,
      personal: rows,
      links: written.links,
      clocks: written.clocks,
      messages: written.messages,
    },
    next: { live: record, hash: last, policy: head.policy, wakeAt },
  }
}

/** The texts of personal fields, lower-cased, a line each. */
function searchText(fields: Readonly<Record<string, Json>>): string {
  const lines: string[] = []
  const walk = (value: Json | undefined): void => {
    if (typeof value === 'string') lines.push(value.toLowerCase())
    else if (typeof value === 'number') lines.push(String(value))
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) walk(member)
  }
  for (const value of Object.values(fields)) walk(value)
  return lines.join('\n')
}
