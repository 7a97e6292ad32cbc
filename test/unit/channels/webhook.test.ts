import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebhookChannelOptions, webhookChannel } from '../../../src/channels/webhook/index.ts'
import { simulatedClock } from '../../../src/clock.ts'
import { type HttpAnswer, type HttpFarSide, httpFarSide, type Posted } from '../../fixtures/far-sides/http.ts'
import { delivery, tried } from './deliveries.ts'

const secretOf = (words: string): string => `whsec_${Buffer.from(words).toString('base64')}`
const SECRET = secretOf('four and twenty bytes at least')
const OLD_SECRET = secretOf('the one that was used before it')

const servers: HttpFarSide[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const open = async (answer: HttpAnswer, options: Partial<WebhookChannelOptions> = {}) => {
  const posts: Posted[] = []
  const server = await httpFarSide((posted) => {
    posts.push(posted)
    return answer
  })
  servers.push(server)
  const channel = webhookChannel({ url: `${server.origin}/hook/s3cret?key=t0ken`, secret: SECRET, ...options })
  return { posts, channel, origin: server.origin, send: (over = {}) => tried(channel, delivery(over)) }
}

const verified = ({ body, headers }: Posted, secret: string): unknown =>
  new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  })

describe('what is posted', () => {
  test('is JSON, signed, and the same at each try under the same id', async () => {
    const { posts, send } = await open({ status: 204 })
    const receipt = await send()
    expect(await send({ attempts: 4 })).toEqual(receipt)
    const { content } = delivery()
    expect(posts.map((posted) => verified(posted, SECRET))).toEqual(
      Array(2).fill({
        type: 'overdue',
        timestamp: '2026-03-02T01:00:00.000Z',
        data: {
          key: 'k1',
          tenant: 'default',
          complaint: 'c1',
          number: 'SHOP-000001',
          recipient: 'li',
          channel: 'far',
          params: { obligation: 'owner' },
          content,
        },
      }),
    )
    expect(receipt).toEqual({ reference: expect.stringMatching(/^msg_[0-9a-f]{64}$/) })
    expect(posts.map(({ headers }) => ({ reference: headers['webhook-id'] }))).toEqual([receipt, receipt])
    expect(posts[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' } })
  })

  test('is signed with every secret, so that a receiver may have changed his or not', async () => {
    const { posts, send } = await open({}, { secret: [SECRET, OLD_SECRET] })
    await send()
    const [posted] = posts
    if (posted === undefined) throw new Error('nothing was posted')
    for (const secret of [SECRET, OLD_SECRET]) expect(verified(posted, secret)).toEqual(JSON.parse(posted.body))
    expect(() => verified(posted, secretOf('a secret of somebody else here'))).toThrow()
  })

  test('goes where the host says, and is dead where he knows no address', async () => {
    const { posts, origin } = await open({})
    const channel = webhookChannel({
      secret: SECRET,
      url: async ({ recipient }) =>
        recipient === 'li' ? `${origin}/li` : recipient === 'w' ? 'ftp://x.test' : undefined,
    })
    await tried(channel, delivery())
    expect(posts[0]?.url.pathname).toBe('/li')
    for (const recipient of ['w', 'x']) {
      expect(await tried(channel, delivery({ recipient }))).toMatchObject({ permanent: true })
    }
  })
})

describe('an answer', () => {
  test.each([200, 201, 202, 204, 299])('%i is delivered', async (status) => {
    const { send } = await open({ status })
    expect(await send()).toHaveProperty('reference')
  })

  test.each([
    [400, true],
    [401, true],
    [403, true],
    [404, true],
    [410, true],
    [422, true],
    [408, false],
    [425, false],
    [429, false],
    [500, false],
    [502, false],
    [503, false],
    [504, false],
  ])('%i: permanent is %s', async (status, permanent) => {
    const { send } = await open({ status, body: 'li: Find a handler by noon.' })
    const failed = await send()
    expect(failed).toMatchObject({ permanent, error: expect.stringContaining(String(status)) })
    expect(JSON.stringify(failed)).not.toMatch(/s3cret|t0ken|handler|"li"/)
  })

  test.each([301, 302, 303, 307, 308])('%i leads nowhere: redirects are not followed', async (status) => {
    const elsewhere = await open({})
    const { send } = await open({ status, headers: { location: elsewhere.origin } })
    expect(await send()).toMatchObject({ permanent: true, error: expect.stringContaining('redirect') })
    expect(elsewhere.posts).toEqual([])
  })

  test.each([
    [429, '120', 120_000],
    [503, 'Mon, 02 Mar 2026 01:02:30 GMT', 90_000],
    [503, 'Mon, 02 Mar 2026 00:00:00 GMT', undefined],
    [503, 'soon', undefined],
    [503, '-5', undefined],
    [503, '0', undefined],
    [404, '120', undefined],
  ])('%i with Retry-After: %s is tried again after %s ms', async (status, value, retryAfterMs) => {
    const clock = simulatedClock('2026-03-02T01:01:00Z')
    const { send } = await open({ status, headers: { 'retry-after': value } }, { clock })
    expect(await send()).toMatchObject({ retryAfterMs })
  })

  test('may be as long as it likes: it is not read', async () => {
    const { send } = await open({ body: 'x'.repeat(5_000_000) })
    expect(await send()).toHaveProperty('reference')
  })
})

describe('a receiver', () => {
  test('that does not answer is left after the time-out', async () => {
    const clock = simulatedClock('2026-03-02T01:01:00Z')
    const { posts, send } = await open('hang', { clock, timeoutMs: 3_000 })
    const call = send()
    await expect.poll(() => posts.length, { interval: 5 }).toBe(1)
    clock.advance(2_999)
    clock.advance(1)
    expect(await call).toMatchObject({ permanent: false, error: expect.stringContaining('within 3000 ms') })
  })

  test('that is away is tried again, and named by its host alone', async () => {
    const { send, origin } = await open({})
    await servers.pop()?.close()
    const failed = await send()
    expect(failed).toMatchObject({ permanent: false, error: expect.stringContaining('ECONNREFUSED') })
    expect(JSON.stringify(failed)).toContain(new URL(origin).host)
    expect(JSON.stringify(failed)).not.toMatch(/s3cret|t0ken/)
  })
})

describe('what could never work is refused when the channel is made', () => {
  const sound = { url: 'https://example.test/', secret: SECRET }
  test.each([
    ['url', { url: 'example.test' }],
    ['url', { url: 'file:///etc/passwd' }],
    ['url', { url: 'https://user:pass@example.test/' }],
    ['secret', { secret: [] }],
    ['secret', { secret: undefined }],
    ['secret', { secret: 'whsec_' }],
    ['secret', { secret: 'not base64!' }],
    ['timeoutMs', { timeoutMs: 0 }],
  ])('%s: %j', (path, wrong) => {
    const make = () => Reflect.apply(webhookChannel, undefined, [{ ...sound, ...wrong }])
    expect(make).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { issues: [expect.objectContaining({ path })] } }),
    )
    expect(make).not.toThrow(/user:pass|not base64!/)
  })
})
