import { deepFreeze } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { StoredRecord } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { LiveRecord } from './decision.ts'
import { runnerOf, type StoredState } from './runner.ts'

/** A record that does not exist yet, for `register` to be decided on. */
export const newRecord = (policy: Policy, key: RecordKey, number: string): LiveRecord => ({
  key,
  seq: 0,
  version: 0,
  policy: { id: policy.id, version: policy.version },
  snapshot: runnerOf(policy).initial(key.id, number),
})

/**
 * A record out of the store.
 *
 * @throws {RedressError} STORE_CORRUPT when the text is not a complaint's state
 */
export function restoreRecord(policy: Policy, stored: StoredRecord): LiveRecord {
  const state = parseState(stored)
  deepFreeze(state.context.facts)
  deepFreeze(state.context.allegations)
  return {
    key: stored.key,
    seq: stored.seq,
    version: stored.version,
    policy: stored.policy,
    snapshot: runnerOf(policy).restore(state),
  }
}

function parseState(stored: StoredRecord): StoredState {
  let state: unknown
  try {
    state = JSON.parse(stored.state)
  } catch (cause) {
    throw corrupt(stored, cause)
  }
  if (!isStoredState(state)) throw corrupt(stored)
  return state
}

const isStoredState = (state: unknown): state is StoredState =>
  typeof state === 'object' &&
  state !== null &&
  'value' in state &&
  'context' in state &&
  typeof state.context === 'object' &&
  state.context !== null &&
  'levels' in state.context

const corrupt = (stored: StoredRecord, cause?: unknown): RedressError<'STORE_CORRUPT'> =>
  new RedressError(
    'STORE_CORRUPT',
    `The state of ${stored.key.kind} ${stored.key.id} cannot be read. Restore it from a backup; its history is apart.`,
    { reason: 'state is not a snapshot' },
    { cause },
  )

/** The JSON text under which a record's state is stored. */
export function stateText(record: LiveRecord): string {
  const { status, value, context } = record.snapshot
  return JSON.stringify({ status, value, context: context.complaint })
}

/**
 * The shape of a policy's state tree as text: every state with its kind and its children. Its digest is the
 * fingerprint by which a stored record finds a machine that it fits (L14).
 */
export function stateTree(policy: Policy): string {
  const describe = (node: { key: string; type: string; states: Record<string, unknown> }): string => {
    const children = Object.values(node.states as Record<string, typeof node>)
      .map(describe)
      .sort()
    return `${node.key}:${node.type}${children.length === 0 ? '' : `(${children.join(',')})`}`
  }
  return describe(runnerOf(policy).machine.root)
}
