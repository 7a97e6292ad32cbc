import { createTransport } from 'nodemailer'
import type { Channel } from 'redress'
import { chatRobotChannel } from 'redress/chat-robot'
import { emailChannel, type TransporterLike } from 'redress/email'
import { type WebhookBody, type WebhookLike, webhookChannel } from 'redress/webhook'
import { Webhook } from 'standardwebhooks'
import { describe, expectTypeOf, it } from 'vitest'

const addressOf = () => 'c@d.test'

describe('the optional packages fit their Like shapes', () => {
  it('nodemailer, single connections and a pool', () => {
    const transport = createTransport({ host: 'mail.test' })
    expectTypeOf(transport).toExtend<TransporterLike>()
    expectTypeOf(createTransport({ pool: true, host: 'mail.test' })).toExtend<TransporterLike>()
    expectTypeOf(emailChannel({ transport, from: 'a@b.test', addressOf })).toExtend<Channel>()
  })

  it('standardwebhooks', () => {
    expectTypeOf(Webhook).toExtend<WebhookLike>()
    expectTypeOf(
      webhookChannel({ url: 'https://x.test', secret: ['new', 'old'], webhook: Webhook }),
    ).toExtend<Channel>()
  })
})

describe('misuse is refused', () => {
  it('of options', () => {
    // @ts-expect-error a sender is missing
    emailChannel({ transport: {}, addressOf })
    // @ts-expect-error an address is no list
    emailChannel({ transport: {}, from: 'a@b.test', addressOf: () => ['c@d.test'] })
    // @ts-expect-error unsigned webhooks there are none
    webhookChannel({ url: 'https://x.test' })
    // @ts-expect-error no vendor of that name
    chatRobotChannel({ vendor: 'slack', robot: { url: 'https://x.test' } })
    // @ts-expect-error no such language
    chatRobotChannel({ vendor: 'feishu', robot: { url: 'https://x.test' }, language: 'fr' })
  })

  it('of what is received', () => {
    expectTypeOf<WebhookBody['data']['recipient']>().toBeString()
    // A try is told from another by nothing.
    expectTypeOf<WebhookBody['data']>().not.toHaveProperty('attempts')
  })
})
