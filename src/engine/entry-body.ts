import type { EntryBody } from '../core/decision.ts'
import type { HistoryEntry } from '../domain/record.ts'
import { RedressError } from '../errors.ts'

/** Whether a parsed text is what an entry says. Looks at what every entry has; the seal vouches for the rest. */
export const isEntryBody = (value: unknown): value is EntryBody =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'command' || value.kind === 'wake' || value.kind === 'recompute' || value.kind === 'refusal') &&
  'seq' in value &&
  typeof value.seq === 'number' &&
  'by' in value &&
  typeof value.by === 'object' &&
  value.by !== null &&
  'signals' in value &&
  Array.isArray(value.signals)

/**
 * What an entry says.
 *
 * @throws {RedressError} STORE_CORRUPT when its text cannot be read
 */
export function entryBody(entry: HistoryEntry): EntryBody {
  let body: unknown
  try {
    body = JSON.parse(entry.body)
  } catch (cause) {
    throw unreadable(entry, cause)
  }
  if (!isEntryBody(body)) throw unreadable(entry)
  return body
}

const unreadable = ({ key, seq }: HistoryEntry, cause?: unknown): RedressError<'STORE_CORRUPT'> =>
  new RedressError(
    'STORE_CORRUPT',
    `Entry ${seq} of ${key.kind} ${key.id} cannot be read. Restore it from a backup.`,
    { reason: 'an entry is not JSON of an entry' },
    { cause },
  )
