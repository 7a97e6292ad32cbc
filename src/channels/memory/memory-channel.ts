import type { Channel, Delivery } from '../contract.ts'

/** A channel that keeps what it is handed, for tests and examples. */
export interface MemoryChannel extends Channel {
  /** Each delivery once, in the order of arrival; a repeated key is not a second message. */
  readonly deliveries: readonly Delivery[]
  /** Every call, the repeated and the failed ones included. */
  readonly calls: readonly Delivery[]
  /** Lets the next call fail with this error; several are used up one by one. */
  failNext(error: unknown): void
  clear(): void
}

/**
 * Makes a channel in memory. It does what a good provider does with the key of a delivery: it answers a repeated one as
 * delivered and sends nothing again.
 *
 * @example
 * ```ts
 * const mail = memoryChannel()
 * const redress = createRedress({ policies, store: memoryStore(), channels: { mail } })
 * ```
 */
export function memoryChannel(): MemoryChannel {
  const deliveries = new Map<string, Delivery>()
  const calls: Delivery[] = []
  const failures: unknown[] = []
  return {
    get deliveries() {
      return [...deliveries.values()]
    },
    get calls() {
      return [...calls]
    },
    async deliver(message, { signal }) {
      signal.throwIfAborted()
      calls.push(message)
      if (failures.length > 0) throw failures.shift()
      const id = `${message.tenant}\n${message.key}`
      if (!deliveries.has(id)) deliveries.set(id, message)
      return { reference: message.key }
    },
    failNext(error) {
      failures.push(error)
    },
    clear() {
      deliveries.clear()
      calls.length = 0
      failures.length = 0
    },
  }
}
