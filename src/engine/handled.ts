import type { OutboxMessage } from '../domain/record.ts'

/** What handling a message came to. */
export type Handled =
  | { readonly result: 'delivered'; readonly reference?: string }
  /** `afterMs`: not earlier, whatever the backoff says. */
  | { readonly result: 'retry'; readonly error: string; readonly cause: unknown; readonly afterMs?: number }
  /** Given back without a try; never a reason to be dead. */
  | { readonly result: 'untried'; readonly error: string; readonly afterMs: number }
  | { readonly result: 'dead'; readonly error: string; readonly cause: unknown }
  | { readonly result: 'expanded'; readonly into: readonly OutboxMessage[] }
