import { afterEach, describe, expect, test } from 'vitest'
import { type ChatRobotOptions, type ChatVendor, chatRobotChannel } from '../../../src/channels/chat-robot/index.ts'
import { type SimulatedClock, simulatedClock } from '../../../src/clock.ts'
import { type HttpAnswer, httpFarSide } from '../../fixtures/far-sides/http.ts'
import { type RobotFarSide, robotFarSide } from '../../fixtures/far-sides/robots.ts'
import { content, delivery, tried } from './deliveries.ts'

const START = Date.parse('2026-03-02T09:00:00+08:00')
const VENDORS: readonly ChatVendor[] = ['wecom', 'dingtalk', 'feishu']
const SECRETS: Readonly<Record<ChatVendor, string | undefined>> = {
  wecom: undefined,
  dingtalk: 'SEC0123456789abcdef',
  feishu: 'a-feishu-secret',
}

const servers: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const secretOf = (secret: string | undefined) => (secret === undefined ? {} : { secret })

const open = async (vendor: ChatVendor, options: Partial<ChatRobotOptions> = {}) => {
  const clock = simulatedClock(START)
  const secret = SECRETS[vendor]
  const far = await robotFarSide(vendor, { now: clock.now, ...secretOf(secret) })
  servers.push(far)
  const robot = { url: far.url, ...secretOf(secret) }
  const channel = chatRobotChannel({ vendor, robot, clock, ...options })
  return { far, channel, clock, robot, send: (over = {}) => tried(channel, delivery(over)) }
}

/** A robot that answers as it is told, whatever it is sent. */
const answering = async (vendor: ChatVendor, answer: HttpAnswer) => {
  const server = await httpFarSide(() => answer)
  servers.push(server)
  const channel = chatRobotChannel({ vendor, robot: { url: `${server.origin}/t0ken` }, clock: simulatedClock(START) })
  return tried(channel, delivery())
}

describe.each(VENDORS)('a robot of %s', (vendor) => {
  test('shows subject and text, in Chinese unless told otherwise', async () => {
    const { far, send } = await open(vendor)
    expect(await send()).toBeUndefined()
    const [shown] = far.shown
    expect(`${shown?.title ?? ''}${shown?.text}`).toMatch(/^中文 Overdue: SHOP-000001\s*中文 Find a handler by noon\.$/)
    const english = await open(vendor, { language: 'en' })
    await english.send()
    expect(JSON.stringify(english.far.shown)).toContain('Find a handler')
  })

  test('takes what it is signed with, and refuses the rest for good', async () => {
    const { far, robot, clock } = await open(vendor)
    const secret = SECRETS[vendor]
    if (secret === undefined) {
      expect(() => chatRobotChannel({ vendor, robot: { ...robot, secret: 'x' } })).toThrow('know none')
      return
    }
    const wrong = chatRobotChannel({ vendor, robot: { ...robot, secret: 'wrong' }, clock })
    const failed = await tried(wrong, delivery())
    expect(failed).toMatchObject({ permanent: true, error: expect.stringContaining(String(far.codes[0])) })
    // A clock two hours behind.
    const late = chatRobotChannel({ vendor, robot, clock: simulatedClock(START - 7_200_000) })
    expect(await tried(late, delivery())).toMatchObject({ permanent: true })
    expect(far.shown).toEqual([])
  })

  test('is not given more than it takes: the rest is put off once each, and then goes out', async () => {
    const { far, send, clock } = await open(vendor)
    const waiting: [key: string, at: number][] = []
    let calls = 0
    const offer = async (key: string) => {
      calls++
      const result = await send({ key })
      if (typeof result === 'object' && 'retryAfterMs' in result) {
        expect(result).toMatchObject({ permanent: false, retryAfterMs: expect.any(Number) })
        waiting.push([key, clock.now() + Number(result.retryAfterMs)])
      }
    }
    // Over the limit of a minute, some times.
    const count = vendor === 'feishu' ? 130 : 65
    for (let i = 0; i < count; i++) await offer(`k${i}`)
    while (waiting.length > 0) {
      waiting.sort(([, a], [, b]) => a - b)
      const [key, at] = waiting.shift() ?? ['', 0]
      clock.set(Math.max(at, clock.now()))
      await offer(key)
    }
    expect(far.shown).toHaveLength(count)
    // The vendor never had to say no, and nobody was sent away twice.
    expect(new Set(far.codes)).toEqual(new Set([0]))
    expect(calls).toBeLessThanOrEqual(2 * count)
    expect(clock.now() - START).toBe(vendor === 'feishu' ? 65_000 : 180_000)
  })

  test('that others write to as well is left alone for as long as the vendor says', async () => {
    const { far, send, clock, robot } = await open(vendor)
    const other = chatRobotChannel({ vendor, robot, clock })
    const most = vendor === 'feishu' ? 5 : 20
    for (let i = 0; i < most; i++) await tried(other, delivery({ key: `o${i}` }))
    const first = await send({ key: 'a' })
    const restMs = vendor === 'dingtalk' ? 600_000 : 60_000
    expect(first).toMatchObject({ permanent: false, retryAfterMs: restMs })
    const posts = far.posts.length
    expect(await send({ key: 'b' })).toMatchObject({ permanent: false, retryAfterMs: restMs })
    expect(far.posts).toHaveLength(posts)
    clock.advance(restMs)
    expect([await send({ key: 'a' }), await send({ key: 'b' })]).toEqual([undefined, undefined])
  })

  test.each([
    ['Chinese', '投诉处理三原则。'],
    ['beyond the first plane', '𠮷🧾'],
    ['what JSON escapes', '"\\\n'],
  ])('is given as much of a long text as it takes, cut at a character: %s', async (_, unit) => {
    const { far, send } = await open(vendor)
    const long = unit.repeat(30_000)
    expect(await send({ content: content('Long', long) })).toBeUndefined()
    const [shown] = far.shown
    expect(shown?.text).toMatch(/…$/)
    expect(shown?.text).not.toMatch(/\ufffd/)
    const sent = vendor === 'wecom' ? (shown?.text ?? '') : (far.posts[0]?.body ?? '')
    const limit = vendor === 'wecom' ? 2_048 : 20_000
    // No more than a line, two characters and room for a signature is given away.
    expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(limit)
    expect(Buffer.byteLength(sent)).toBeGreaterThan(limit - 260)
  })

  test('is given the beginning of a subject that is too long by itself', async () => {
    const { far, send } = await open(vendor)
    expect(await send({ content: content('长'.repeat(10_000), 'text') })).toBeUndefined()
    expect(JSON.stringify(far.shown)).toContain('长…')
  })

  test('shows a text without words, too', async () => {
    const { far, send } = await open(vendor)
    expect(await send({ content: content('Subject', '', '') })).toBeUndefined()
    expect(far.shown).toHaveLength(1)
  })

  test('is chosen by the recipient, each with a pace of its own', async () => {
    const { far, clock, robot } = await open(vendor)
    const second = await robotFarSide(vendor, { now: clock.now, ...secretOf(SECRETS[vendor]) })
    servers.push(second)
    const channel = chatRobotChannel({
      vendor,
      clock,
      robot: async ({ recipient }) =>
        recipient === 'li' ? robot : recipient === 'wang' ? { ...robot, url: second.url } : undefined,
    })
    for (let i = 0; i < 5; i++) {
      await tried(channel, delivery({ key: `a${i}` }))
      await tried(channel, delivery({ key: `b${i}`, recipient: 'wang' }))
    }
    expect([far.shown.length, second.shown.length]).toEqual([5, 5])
    const lost = await tried(channel, delivery({ key: 'c', recipient: 'nobody' }))
    expect(lost).toMatchObject({ permanent: true, error: expect.stringContaining('robot') })
  })
})

describe('what a vendor answers', () => {
  const final: readonly [ChatVendor, RobotFarSide['codes'], 'errcode' | 'code'][] = [
    ['wecom', [93000, 40008, 45002, 44004], 'errcode'],
    ['dingtalk', [310000, 300005, 400013, 400101, 400102, 430102, 460101], 'errcode'],
    ['feishu', [9499, 19001, 19021, 19022, 19024], 'code'],
  ]
  for (const [vendor, codes, field] of final) {
    test.each(codes)(`is for good: ${vendor} %i`, async (code) => {
      for (const status of [200, 400]) {
        const failed = await answering(vendor, { status, body: JSON.stringify({ [field]: code, errmsg: 't0ken' }) })
        expect(failed).toMatchObject({ permanent: true, error: expect.stringContaining(`(${code}): `) })
        expect(JSON.stringify(failed)).not.toContain('t0ken')
      }
    })
    test(`is tried again where it is not documented: ${vendor}`, async () => {
      for (const code of [-1, 7_777_777]) {
        const failed = await answering(vendor, { body: JSON.stringify({ [field]: code }) })
        expect(failed).toMatchObject({ permanent: false, retryAfterMs: undefined })
      }
    })
  }

  test.each<[string, HttpAnswer, boolean]>([
    ['a page of a proxy', { body: '<html>Log in</html>' }, false],
    ['nothing', { body: '' }, false],
    ['an endless page', { body: '0'.repeat(5_000_000) }, false],
    ['a code that is no number', { body: '{"errcode":"0"}' }, false],
    ['null', { body: 'null' }, false],
    ['success with a status of failure', { status: 500, body: '{"errcode":0}' }, false],
    ['no such page', { status: 404, body: 'not found' }, true],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, true],
  ])('is no answer of a robot: %s', async (_, answer, permanent) => {
    const failed = await answering('wecom', answer)
    expect(failed).toMatchObject({ permanent, error: expect.stringContaining('WeCom') })
    expect(JSON.stringify(failed)).not.toContain('t0ken')
  })

  test('is waited for no longer than the time-out', async () => {
    const clock: SimulatedClock = simulatedClock(START)
    let asked = 0
    const server = await httpFarSide(() => {
      asked++
      return 'hang'
    })
    servers.push(server)
    const channel = chatRobotChannel({ vendor: 'wecom', robot: { url: server.origin }, clock, timeoutMs: 500 })
    const call = tried(channel, delivery())
    await expect.poll(() => asked, { interval: 5 }).toBe(1)
    clock.advance(500)
    expect(await call).toMatchObject({ permanent: false, error: expect.stringContaining('within 500 ms') })
  })
})

// Computed with the vendors' own Python samples.
describe('a signature', () => {
  test('of DingTalk stands in the address', async () => {
    const { far, send } = await open('dingtalk')
    await send()
    const { searchParams } = far.posts[0]?.url ?? new URL('http://none.test')
    expect(searchParams.get('timestamp')).toBe('1772413200000')
    expect(searchParams.get('sign')).toBe('WCaPrUZ6LQZAElljjBIu79/wsJ6lD3latElw1p/3lfA=')
  })

  test('of Feishu stands in the body', async () => {
    const { far, send } = await open('feishu')
    await send()
    expect(JSON.parse(far.posts[0]?.body ?? '')).toMatchObject({
      timestamp: '1772413200',
      sign: 'GEoV1n1m5GUrbuKnQQj9VDLBOIKQFxqh/TUpYEqAGys=',
    })
  })
})

describe('what could never work is refused when the channel is made', () => {
  const sound = { vendor: 'wecom', robot: { url: 'https://example.test/?key=t0ken' } }
  test.each([
    ['vendor', { vendor: 'slack' }],
    ['vendor', { vendor: 'toString' }],
    ['robot', { robot: undefined }],
    ['robot', { robot: { url: 't0ken' } }],
    ['timeoutMs', { timeoutMs: -1 }],
  ])('%s: %j', (path, wrong) => {
    const make = () => Reflect.apply(chatRobotChannel, undefined, [{ ...sound, ...wrong }])
    expect(make).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { issues: [expect.objectContaining({ path })] } }),
    )
    expect(make).not.toThrow('t0ken')
  })
})
