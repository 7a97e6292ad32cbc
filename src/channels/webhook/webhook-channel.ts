import { type Clock, systemClock } from '../../clock.ts'
import { issue, requireNone, webAddress } from '../channel-options.ts'
import { type Channel, type Delivery, DeliveryError } from '../contract.ts'
import { deliveryId } from '../delivery-id.ts'
import { post, requireOk } from '../post.ts'
import type { Awaitable } from '../wording.ts'
import { createSigner, type WebhookLike } from './signer.ts'

/** What a receiver is sent, byte for byte the same at every try. */
export interface WebhookBody {
  /** The template of the notice, such as `complaint-received`. */
  readonly type: string
  /** When it was decided: ISO 8601, UTC. */
  readonly timestamp: string
  /** References, instants and ids; `content` where the policy has templates, `items` of a digest. */
  readonly data: Omit<Delivery, 'template' | 'at' | 'attempts'>
}

export interface WebhookChannelOptions {
  /** Where to, over https or http; asked anew at every try when it is a function. `undefined`: the message is dead. */
  readonly url: string | ((delivery: Delivery) => Awaitable<string | undefined>)
  /**
   * What it is signed with: base64, usually after `whsec_`; 24 to 64 bytes. While a secret is being changed, give the new
   * and the old one: a receiver that knows either accepts.
   */
  readonly secret: string | readonly string[]
  /** How long to wait for an answer. @defaultValue 15,000, the least that Standard Webhooks recommends */
  readonly timeoutMs?: number
  /**
   * The class itself, where the package cannot be found at run time, as in a bundle of one file:
   * `import { Webhook } from 'standardwebhooks'`. @defaultValue the installed package `standardwebhooks`
   */
  readonly webhook?: WebhookLike
  /** @defaultValue `systemClock` */
  readonly clock?: Clock
}

/**
 * A channel that posts JSON ({@link WebhookBody}) and signs it as Standard Webhooks has it, by the optional peer
 * `standardwebhooks` (https://www.standardwebhooks.com).
 *
 * - **Repeated deliveries** have one `webhook-id`, made from the key; it is the `reference` of the delivery. A receiver
 *   that keeps the ids which it has handled handles nothing twice. `webhook-timestamp` is the try's own.
 * - **Delivered** is what is answered with 2xx; the body of the answer is not read.
 * - **Dead at once** is any other answer: 4xx, a redirect, which is never followed, an address that is none. Tried again
 *   are 408, 425, 429 and 5xx, not before their `Retry-After`, and a receiver that is away or slow.
 * - **Errors** name the host and the status; never the path, which may hold a token, or what was sent.
 *
 * @throws {RedressError} CONFIG_INVALID when an option is wrong or `standardwebhooks` is not installed
 *
 * @example
 * ```ts
 * const hook = webhookChannel({ url: 'https://example.org/complaints', secret: process.env.WEBHOOK_SECRET })
 * ```
 */
export function webhookChannel(options: WebhookChannelOptions): Channel {
  const { url, secret, timeoutMs = 15_000, webhook, clock = systemClock } = options
  const secrets = typeof secret === 'string' ? [secret] : secret
  requireNone(
    [
      ...issue('url', typeof url === 'function' || webAddress(url) !== undefined, 'is no address of https or http'),
      ...issue('secret', Array.isArray(secrets) && secrets.length > 0, 'is missing'),
      ...issue('timeoutMs', Number.isSafeInteger(timeoutMs) && timeoutMs > 0, 'is not a whole number of milliseconds'),
    ],
    'webhookChannel',
  )
  const sign = createSigner(secrets, webhook)

  return {
    async deliver(delivery, { signal }) {
      const address = webAddress(typeof url === 'function' ? await url(delivery) : url)
      if (address === undefined) {
        const problem = 'The recipient has no address of https or http; enter one, and redeliver.'
        throw new DeliveryError(problem, { permanent: true })
      }
      const id = `msg_${deliveryId(delivery)}`
      const now = new Date(clock.now())
      const body = JSON.stringify(bodyOf(delivery))
      const answer = await post({
        url: address,
        body,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          'webhook-signature': sign(id, now, body),
        },
        to: address.host,
        timeoutMs,
        readBytes: 0,
        signal,
        clock,
      })
      requireOk(answer, address.host)
      return { reference: id }
    },
  }
}

function bodyOf(delivery: Delivery): WebhookBody {
  const { template, at, attempts: _, ...data } = delivery
  return {
    type: template,
    timestamp: new Date(at).toISOString(),
    data,
  }
}
