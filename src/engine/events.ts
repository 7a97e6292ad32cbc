import type { RecordKey } from '../domain/level.ts'
import type { RefusalReason } from '../errors.ts'

/**
 * What the engine is doing, for logs and metrics. Holds ids and reasons, never personal data; `cause` is what was
 * thrown and may hold whatever its thrower put into it.
 */
export type RedressEvent =
  /** Entries were stored: a command, a wake-up (`wake`), changed rules (`recompute`) or a refusal. */
  | {
      readonly type: 'committed'
      readonly record: RecordKey
      readonly seq: number
      readonly version: number
      readonly command: string
      readonly by: string
      /** In a transaction of the host, who may yet take them back. */
      readonly provisional?: true
    }
  | { readonly type: 'refused'; readonly record: RecordKey; readonly command: string; readonly reason: RefusalReason }
  /** A command id was repeated and answered with what its first command made. */
  | { readonly type: 'duplicate'; readonly record: RecordKey; readonly command: string; readonly commandId: string }
  /** Somebody else was faster; the command is decided again on the newer record. */
  | { readonly type: 'conflict'; readonly record: RecordKey; readonly attempt: number }
  | {
      readonly type: 'wakeFailed'
      readonly record: RecordKey
      readonly attempts: number
      readonly until: number
      readonly error: string
      readonly cause: unknown
    }
  /** A message is done; `expanded`: it became others, a notice one for each recipient. */
  | {
      readonly type: 'delivered' | 'expanded'
      readonly record: RecordKey
      readonly key: string
      readonly kind: string
    }
  | {
      readonly type: 'deliveryFailed'
      readonly record: RecordKey
      readonly key: string
      readonly kind: string
      readonly attempts: number
      readonly until: number
      readonly error: string
      readonly cause: unknown
    }
  | {
      readonly type: 'dead'
      readonly record: RecordKey
      readonly key: string
      readonly kind: string
      readonly error: string
      readonly cause: unknown
    }
  /** A notice found nobody, so the complaint climbs its ladder. */
  | { readonly type: 'noRecipient'; readonly record: RecordKey; readonly key: string }
  /** Another worker took over a message that this one was still working on. */
  | { readonly type: 'leaseLost'; readonly record: RecordKey; readonly key: string }
  /** A round of a worker failed as a whole, as when the store is away; it is tried again. */
  | { readonly type: 'workerFailed'; readonly worker: 'due' | 'messages'; readonly cause: unknown }

/** Tells of an event, or is absent when nobody listens: then nothing is spent on making one. */
export type Emit = ((event: RedressEvent) => void) | undefined

/** Keeps a listener's faults from the work: what it throws or rejects with is dropped. */
export function safeEmit(listener: ((event: RedressEvent) => unknown) | undefined): Emit {
  if (listener === undefined) return undefined
  return (event) => {
    try {
      const answer = listener(event)
      if (answer instanceof Promise) answer.catch(() => {})
    } catch {
      // An observer must not be able to stop what it observes.
    }
  }
}
