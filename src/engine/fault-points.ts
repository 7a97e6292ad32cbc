/**
 * Named moments between the steps of the engine, for crash tests only: whatever a function here does, such as ending
 * the process, happens exactly there. Handed to one engine; nothing global, nothing in production.
 */
export interface FaultPoints {
  /** A command or wake-up is decided, nothing of it is stored: killed here, it never happened. */
  afterDecide?(): void
  /** A batch of changes is about to be handed to the store. */
  beforeCommit?(): void
  /** A batch is stored, and no caller knows: killed here, a repeated `commandId` must find what it did. */
  afterCommit?(): void
  /** Records or messages are claimed, nothing is done with them: killed here, the lease must bring them back. */
  afterClaim?(what: 'due' | 'messages'): void
  /** A channel has delivered, the store does not know: killed here, it is delivered again under the same key. */
  afterDelivery?(): void
}
