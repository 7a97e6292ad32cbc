import { canonicalJson } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { HistoryEntry } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Store } from '../stores/contract.ts'
import { entryBody } from './entry-body.ts'
import type { Prepared } from './prepare.ts'

/** What a repeated command must have in common with the first. */
export interface Asked {
  readonly tenant: string
  readonly commandId: string
  /** The complaint that it is sent to; absent for `submit`, which makes a new one each time. */
  readonly target: RecordKey | undefined
  readonly prepared: Prepared
}

/**
 * Looks whether a command id was used.
 *
 * The same type, target, actor and payload without its personal part make it the same command: what is compared stands
 * in the sealed history anyway, survives erasure and tells nothing of what was erased. Two commands under one id that
 * differ in their personal texts alone are taken for one, so an id is made for one command and never reused.
 *
 * @returns the entry of the first command, or `undefined` when there was none
 * @throws {RedressError} COMMAND_ID_REUSED when it was another command
 */
export async function findRepeated(store: Pick<Store, 'entries'>, asked: Asked): Promise<HistoryEntry | undefined> {
  const { tenant, commandId } = asked
  const { items } = await store.entries({ tenant, commandId })
  const [entry] = items
  if (entry === undefined) return undefined
  if (isSame(entry, asked)) return entry
  throw new RedressError(
    'COMMAND_ID_REUSED',
    `The command id '${commandId}' was used for another command. Make a new id for each command, and keep it over retries.`,
    { commandId, usedBy: { id: entry.key.id, seq: entry.seq } },
  )
}

function isSame(entry: HistoryEntry, { target, prepared }: Asked): boolean {
  const { command, policy, said, by } = prepared
  if (entry.type !== command.type || entry.by !== by.id) return false
  if (target === undefined) {
    if (entryBody(entry).policy.id !== policy.id) return false
  } else if (entry.key.kind !== target.kind || entry.key.id !== target.id) return false
  return canonicalJson(entryBody(entry).command ?? {}) === canonicalJson(said)
}
