import type { Content, Language } from '../domain/language.ts'

export type { Content } from '../domain/language.ts'

/** What is told of one complaint. */
export interface Told {
  /** Stable over retries: pass it on as the idempotency key. */
  readonly key: string
  /** Id of the complaint it is about. */
  readonly complaint: string
  /** The number that people say on the phone. */
  readonly number: string
  readonly template: string
  /** The policy's template, rendered in each language; absent where the policy leaves texts to the channel. */
  readonly content?: Readonly<Record<Language, Content>>
  /** References, instants and ids; the channel or its renderer looks up what else it shows. */
  readonly params: Readonly<Record<string, string | number | boolean>>
  /** Instant of the decision behind it, in epoch milliseconds. */
  readonly at: number
}

/**
 * One message for one recipient, as a channel is handed it. A digest has the template `digest` and its `items`, whose
 * texts are all in its own; its complaint is that of the oldest one.
 */
export interface Delivery extends Told {
  readonly tenant: string
  /** Whom it is for, by the host's reference. */
  readonly recipient: string
  /** By the name under which the desk knows it. */
  readonly channel: string
  /** How often it was tried before. */
  readonly attempts: number
  /** What a digest is made of, oldest first. */
  readonly items?: readonly Told[]
}

/**
 * A way out of the house. Called at least once for each delivery; `key` is the same each time.
 *
 * Throwing {@link DeliveryError} says whether another try helps; anything else that is thrown is tried again. When
 * `signal` aborts, the lease is lost or the desk stops: give up.
 */
export interface Channel {
  deliver(message: Delivery, context: { readonly signal: AbortSignal }): Promise<{ readonly reference?: string } | void>
}

/** Why a delivery failed, and what to do about it. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  /** Never try again: the address does not exist, the message is refused for good. */
  readonly permanent: boolean
  /** Not before so many milliseconds; the engine's backoff is the least, 30 days are the most. */
  readonly retryAfterMs?: number

  constructor(message: string, options: { permanent?: boolean; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.permanent = options.permanent ?? false
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}
