import { Webhook } from 'standardwebhooks'
import { describe, it } from 'vitest'
import { type ChatVendor, chatRobotChannel } from '../../src/channels/chat-robot/index.ts'
import { consoleChannel } from '../../src/channels/console/console-channel.ts'
import { DeliveryError } from '../../src/channels/contract.ts'
import { emailChannel } from '../../src/channels/email/index.ts'
import { memoryChannel } from '../../src/channels/memory/memory-channel.ts'
import { type WebhookBody, webhookChannel } from '../../src/channels/webhook/index.ts'
import { channelContract } from '../../src/testing/channel-contract/channel-contract.ts'
import type { FarFailure, Received } from '../../src/testing/channel-contract/rule.ts'
import { createFailures } from '../fixtures/far-sides/failures.ts'
import { httpFarSide } from '../fixtures/far-sides/http.ts'
import { robotFarSide } from '../fixtures/far-sides/robots.ts'
import { smtpFarSide } from '../fixtures/far-sides/smtp.ts'

// Side by side: the SMTP server waits 100 ms before it greets, and each rule has its own server.
const runner = { describe, it: it.concurrent }

/** Rules about a far side that takes its time, for channels that call nobody. */
const NOBODY_IS_CALLED = Object.fromEntries(
  ['CH-17', 'CH-18', 'CH-19', 'CH-20'].map((id) => [id, 'it calls nobody who could hang']),
)

const errorOf = (kind: FarFailure): Error =>
  kind === 'permanent' ? new DeliveryError('refused for good', { permanent: true }) : new Error('not now')

channelContract(runner, {
  name: 'console',
  async open() {
    const lines: Received[] = []
    const failures = createFailures()
    const write = (text: string): void => {
      const kind = failures.next()
      if (kind !== undefined) throw errorOf(kind)
      lines.push({ text })
    }
    return { channel: consoleChannel({ write }), received: () => lines, failOnce: failures.failOnce }
  },
  skip: {
    ...NOBODY_IS_CALLED,
    'CH-02': 'it prints references, never the text',
    'CH-04': 'it prints a line for each try',
    'CH-21': 'it prints references, never the text',
  },
})

channelContract(runner, {
  name: 'memory',
  async open() {
    const channel = memoryChannel()
    return {
      channel,
      received: () =>
        channel.deliveries.map(({ tenant, key, content }) => ({
          id: JSON.stringify([tenant, key]),
          text: `${content?.en.subject} ${content?.en.text}`,
        })),
      failOnce: async (kind) => channel.failNext(errorOf(kind)),
    }
  },
  skip: NOBODY_IS_CALLED,
})

channelContract(runner, {
  name: 'email',
  async open() {
    const server = await smtpFarSide()
    const channel = emailChannel({
      transport: { host: '127.0.0.1', port: server.port, ignoreTLS: true },
      from: 'Complaints <complaints@example.test>',
      addressOf: (recipient) => `${recipient}@customers.test`,
    })
    return {
      channel,
      received: () =>
        server.mails.map(({ parsed }) => ({ id: parsed.messageId ?? '', text: `${parsed.subject} ${parsed.text}` })),
      failOnce: server.failOnce,
      secrets: ['@customers.test', 'complaints@example.test'],
      close: server.close,
    }
  },
})

channelContract(runner, {
  name: 'webhook',
  async open() {
    const secret = `whsec_${Buffer.from('a secret of 24 bytes, or so').toString('base64')}`
    const messages: Received[] = []
    const failures = createFailures()
    const status = { temporary: 503, permanent: 422 }
    const server = await httpFarSide(({ body, headers, url }) => {
      const kind = failures.next()
      if (kind === 'hang') return 'hang'
      if (kind === 'away') return 'break'
      if (kind !== undefined) return { status: status[kind], body: `${url.href} ${body}` }
      new Webhook(secret).verify(body, {
        'webhook-id': String(headers['webhook-id']),
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      })
      const { data } = JSON.parse(body) as WebhookBody
      messages.push({ id: String(headers['webhook-id']), text: `${data.content?.en.subject} ${data.content?.en.text}` })
      return { status: 204 }
    })
    return {
      channel: webhookChannel({ url: `${server.origin}/hooks/path-token?key=query-token`, secret }),
      received: () => messages,
      failOnce: failures.failOnce,
      secrets: ['path-token', 'query-token', secret.slice(6)],
      close: server.close,
    }
  },
})

const robots: readonly [ChatVendor, string | undefined][] = [
  ['wecom', undefined],
  ['dingtalk', 'SEC0123456789abcdef'],
  ['feishu', 'a-feishu-secret'],
]
for (const [vendor, secret] of robots) {
  channelContract(runner, {
    name: `robot of ${vendor}`,
    async open() {
      const server = await robotFarSide(vendor, secret === undefined ? {} : { secret })
      return {
        channel: chatRobotChannel({ vendor, robot: { url: server.url, ...(secret === undefined ? {} : { secret }) } }),
        received: () => server.shown.map(({ title = '', text }) => ({ text: `${title} ${text}` })),
        failOnce: server.failOnce,
        secrets: [server.token, new URL(server.url).pathname, ...(secret === undefined ? [] : [secret])],
        close: server.close,
      }
    },
    skip: { 'CH-04': 'no vendor knows a key: a repeated delivery is a repeated message' },
  })
}
