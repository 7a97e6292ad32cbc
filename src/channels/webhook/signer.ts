import { RedressError } from '../../errors.ts'
import { optionalPackage } from '../../optional-package.ts'

/** What is used of the class `Webhook` of the package `standardwebhooks`. */
export type WebhookLike = new (
  secret: string,
) => {
  sign(id: string, timestamp: Date, payload: string): string
}

/** Signs with every secret: `v1,… v1,…`. */
export type Signer = (id: string, timestamp: Date, payload: string) => string

/** @throws {RedressError} CONFIG_INVALID when `standardwebhooks` is not installed or does not take a secret */
export function createSigner(secrets: readonly string[], given: WebhookLike | undefined): Signer {
  const Webhook = given ?? installed()
  try {
    const webhooks = secrets.map((secret) => new Webhook(secret))
    return (id, timestamp, payload) => webhooks.map((webhook) => webhook.sign(id, timestamp, payload)).join(' ')
  } catch {
    // Without the cause, which may repeat the secret.
    const message = 'is not base64, with or without whsec_ before it'
    throw new RedressError('CONFIG_INVALID', `webhookChannel cannot be made: secret ${message}.`, {
      issues: [{ path: 'secret', message }],
    })
  }
}

function installed(): WebhookLike {
  const loaded = optionalPackage('standardwebhooks', 'standardwebhooks', 'webhookChannel()')
  const { Webhook } = Object(loaded) as { Webhook?: unknown }
  if (isWebhook(Webhook)) return Webhook
  const message = 'has no class Webhook; update it'
  throw new RedressError('CONFIG_INVALID', `webhookChannel() cannot work: the package standardwebhooks ${message}.`, {
    issues: [{ path: 'standardwebhooks', message }],
  })
}

const isWebhook = (value: unknown): value is WebhookLike =>
  typeof value === 'function' && typeof (value.prototype as { sign?: unknown } | undefined)?.sign === 'function'
