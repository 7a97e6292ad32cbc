import type { Channel, Delivery } from '../../../src/channels/contract.ts'
import { DeliveryError } from '../../../src/channels/contract.ts'
import type { OpenChannel, Received } from '../../../src/testing/channel-contract/rule.ts'
import { createFailures } from '../../fixtures/far-sides/failures.ts'

/** A channel that keeps the port but for one thing, and the rules that have to find it out. */
export interface BrokenChannel {
  readonly fault: string
  readonly rules: readonly string[]
  readonly breaking: (channel: Channel, far: FarSide) => Channel['deliver']
}

/** A far side in memory. */
export interface FarSide {
  /** Takes a message, or fails as it was told to; a hanging call ends with its signal. */
  take(message: Received, signal: AbortSignal): Promise<void>
}

/** A channel that keeps every rule, and its far side. */
export function soundChannel(breaking: BrokenChannel['breaking'] = (channel) => channel.deliver): OpenChannel {
  const taken: Received[] = []
  const failures = createFailures()
  const far: FarSide = {
    async take(message, signal) {
      switch (failures.next()) {
        case 'temporary':
          throw new DeliveryError('The far side is busy.', { retryAfterMs: 1_000 })
        case 'permanent':
          throw new DeliveryError('The far side refused it.', { permanent: true })
        case 'away':
          throw new Error('The far side is away.')
        case 'hang':
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('It was given up.')), { once: true })
          })
          return
        case undefined:
          taken.push(message)
      }
    },
  }
  const channel: Channel = {
    async deliver(delivery, { signal }) {
      signal.throwIfAborted()
      await far.take(messageOf(delivery), signal)
      return { reference: delivery.key }
    },
  }
  return {
    channel: { deliver: breaking(channel, far) },
    received: () => taken,
    failOnce: failures.failOnce,
    secrets: ['token-7'],
  }
}

export function messageOf({ tenant, key, content }: Delivery): Received & { readonly id: string } {
  return { id: JSON.stringify([tenant, key]), text: `${content?.en.subject} ${content?.en.text}` }
}
