export type { Awaitable } from '../wording.ts'
export type { WebhookLike } from './signer.ts'
export { type WebhookBody, type WebhookChannelOptions, webhookChannel } from './webhook-channel.ts'
