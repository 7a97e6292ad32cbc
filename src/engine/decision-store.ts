import type { Written } from '../core/decision.ts'
import type { Committed, Committer } from './committer.ts'
import type { Emit } from './events.ts'
import type { Prepared } from './prepare.ts'
import { type Head, keyText, type Records } from './records.ts'
import type { Registry } from './registry.ts'
import { seal } from './seal.ts'

/** Seals decisions, stores them, and keeps the memory of records true to what became of them. */
export interface DecisionStore {
  /**
   * @param head the record that was decided on
   * @param personal personal parts of an accepted command
   * @param isUrgent goes out at once and alone
   * @returns what became of it, and the record after it, which exists only if it was committed
   */
  commit(
    head: Head,
    written: Written,
    personal?: Prepared['personal'],
    isUrgent?: boolean,
  ): Promise<{ readonly outcome: Committed; readonly next: Head }>
}

export function createDecisionStore(parts: {
  readonly registry: Registry
  readonly records: Records
  readonly committer: Committer
  readonly salt: () => string
  readonly emit: Emit
  /** Told of what was committed: the workers want to know when they are wanted. */
  readonly committed: (written: Written) => void
}): DecisionStore {
  const { registry, records, committer, salt, emit, committed } = parts
  return {
    async commit(head, written, personal, isUrgent) {
      const { key } = written.record
      const text = keyText(key)
      const fingerprint = registry.fingerprint(head.policy)
      const { change, next } = seal(head, written, personal, { fingerprint, salt })
      let outcome: Committed
      try {
        outcome = await committer.commit(change, isUrgent)
      } catch (error) {
        // Nobody knows whether it is stored.
        records.drop(text)
        throw error
      }
      if (outcome !== 'committed') {
        records.drop(text)
        return { outcome, next }
      }
      records.keep(text, next)
      committed(written)
      if (emit !== undefined) {
        for (const { seq, version, type, by } of written.entries) {
          emit({ type: 'committed', record: key, seq, version, command: type, by })
        }
      }
      return { outcome, next }
    },
  }
}
