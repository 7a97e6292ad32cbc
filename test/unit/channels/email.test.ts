import { createTransport } from 'nodemailer'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, describe, expect, test as serial } from 'vitest'
import type { Delivery } from '../../../src/channels/contract.ts'
import { type EmailChannelOptions, emailChannel } from '../../../src/channels/email/index.ts'
import { answer, type SmtpFarSide, smtpFarSide } from '../../fixtures/far-sides/smtp.ts'
import { deferred } from '../../fixtures/waiting.ts'
import { content, delivery, tried } from './deliveries.ts'

const servers: SmtpFarSide[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
})

// Side by side: the server waits 100 ms before it greets, and each test has its own.
const test = serial.concurrent

const open = async (server: SMTPServerOptions = {}, options: Partial<EmailChannelOptions> = {}) => {
  const far = await smtpFarSide(server)
  servers.push(far)
  const { transport = {}, ...rest } = options
  const channel = emailChannel({
    transport:
      'sendMail' in transport ? transport : { host: '127.0.0.1', port: far.port, ignoreTLS: true, ...transport },
    from: 'Complaints <complaints@shop.test>',
    addressOf: (recipient) => `${recipient}@customers.test`,
    ...rest,
  })
  return { far, channel, send: (over: Partial<Delivery> = {}) => tried(channel, delivery(over)) }
}

/** The server that is lost for an address, with the words in which it says so. */
const refusing = (code: number, words: string): SMTPServerOptions => ({
  onRcptTo: ({ address }, _, callback) => callback(answer(code, `${words} <${address}>`)),
})

describe('a mail', () => {
  test('has the plain text and the HTML of the template, in the language of the recipient', async () => {
    const { far, send } = await open({}, { language: (recipient) => (recipient === 'wang' ? 'zh-CN' : 'en') })
    await send()
    await send({ key: 'k2', recipient: 'wang' })
    const [english, chinese] = far.mails
    expect(english).toMatchObject({ from: 'complaints@shop.test', to: ['li@customers.test'] })
    expect(english?.parsed).toMatchObject({
      from: { name: 'Complaints', address: 'complaints@shop.test' },
      subject: 'Overdue: SHOP-000001',
      html: expect.stringContaining('<p>Find a handler by noon.</p>'),
      text: expect.stringContaining('Find a handler by noon.'),
    })
    expect(english?.raw).toContain('Content-Type: multipart/alternative')
    expect(english?.raw).toContain('Auto-Submitted: auto-generated')
    expect(chinese?.parsed.subject).toBe('中文 Overdue: SHOP-000001')
  })

  test('is known by one Message-ID over all tries, at the domain of the sender', async () => {
    const { far, send } = await open()
    const receipt = await send()
    expect(receipt).toEqual({ reference: expect.stringMatching(/^<[0-9a-f]{64}@shop\.test>$/) })
    expect(await send({ attempts: 3 })).toEqual(receipt)
    expect(far.mails.map(({ parsed }) => ({ reference: parsed.messageId }))).toEqual([receipt, receipt])
  })

  test('has no header or recipient more, whatever stands in its values', async () => {
    const { far, send } = await open()
    const evil = 'x\r\nBcc: everybody@evil.test\r\n\r\nbody'
    await send({ key: evil, template: evil, number: evil, content: content(evil, evil) })
    expect(far.mails).toHaveLength(1)
    expect(far.mails[0]?.to).toEqual(['li@customers.test'])
    const headers = far.mails[0]?.parsed.headers.map(({ key }) => key)
    expect(headers).not.toContain('bcc')
    expect(far.mails[0]?.parsed.subject).toBe('x Bcc: everybody@evil.test body')
  })

  test('has words of the host where the policy has none, and is dead where nobody has', async () => {
    const render: EmailChannelOptions['render'] = async ({ number, template }) =>
      template === 'overdue' ? { subject: `Own ${number}`, text: 'own', html: '<i>own</i>' } : undefined
    const { far, send } = await open({}, { render })
    const { content: _, ...bare } = delivery()
    await send(bare)
    expect(far.mails[0]?.parsed.subject).toBe('Own SHOP-000001')
    await send({ key: 'k2', template: 'other' })
    expect(far.mails[1]?.parsed.subject).toBe('Overdue: SHOP-000001')
    const { channel } = await open()
    const failed = await tried(channel, bare)
    expect(failed).toMatchObject({ permanent: true, error: expect.stringMatching(/'overdue'.*`render`/) })
  })
})

describe('an address', () => {
  test('that is missing is the end of a message, one that cannot be looked up now is not', async () => {
    const addressOf = async (recipient: string, { tenant }: { tenant: string }): Promise<string | undefined> => {
      if (recipient === 'lost') throw new Error('the directory is away')
      return tenant === 'default' ? undefined : 'li@customers.test'
    }
    const { far, send } = await open({}, { addressOf })
    expect(await send()).toMatchObject({ permanent: true, error: expect.stringContaining('has no address') })
    expect(await send({ recipient: 'lost' })).toMatchObject({ permanent: undefined })
    await send({ tenant: 'north' })
    expect(far.mails).toHaveLength(1)
  })

  test.each([
    '',
    'li',
    'li@',
    'li@x.test, wang@x.test',
    'Li <li@x.test>',
    'li@x.test\r\nRCPT TO:<w@x.test>',
    'li@@x.test',
    `${'l'.repeat(250)}@x.test`,
  ])('%j is none, and is not repeated', async (address) => {
    const { far, send } = await open({}, { addressOf: () => address })
    const failed = await send()
    expect(failed).toMatchObject({ permanent: true, error: expect.stringContaining('not one mailbox') })
    if (address.length > 3) expect(JSON.stringify(failed)).not.toContain(address)
    expect(far.mails).toHaveLength(0)
  })
})

describe('a server', () => {
  test('is spoken to in TLS from the start, and after STARTTLS', async () => {
    const tls = { tls: { rejectUnauthorized: false } }
    const secure = await open({ secure: true }, { transport: { secure: true, ignoreTLS: false, ...tls } })
    const upgraded = await open({}, { transport: { requireTLS: true, ignoreTLS: false, ...tls } })
    await Promise.all([secure.send(), upgraded.send()])
    expect([...secure.far.mails, ...upgraded.far.mails].map(({ isEncrypted }) => isEncrypted)).toEqual([true, true])
  })

  test('with a certificate that nobody vouches for is not spoken to; that may be mended', async () => {
    const { far, send } = await open({ secure: true }, { transport: { secure: true, ignoreTLS: false } })
    expect(await send()).toMatchObject({ permanent: false, error: expect.stringMatching(/SELF_SIGNED|CERT/) })
    expect(far.mails).toEqual([])
  })

  test('is logged in to; a refused log in kills no message, since the password may be mended', async () => {
    const server: SMTPServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username = '', password }, _, callback) =>
        password === 'right' ? callback(null, { user: username }) : callback(answer(535, `5.7.8 ${username} refused`)),
    }
    const auth = (pass: string) => ({ transport: { auth: { user: 'desk-user', pass } } })
    const [right, wrong, none] = await Promise.all([
      open(server, auth('right')),
      open(server, auth('wrong')),
      open(server),
    ])
    expect(await right.send()).toHaveProperty('reference')
    const refused = await wrong.send()
    expect(refused).toMatchObject({ permanent: false, error: expect.stringContaining('535') })
    expect(JSON.stringify(refused)).not.toMatch(/desk-user|wrong/)
    expect(await none.send()).toMatchObject({ permanent: false, error: expect.stringContaining('530') })
  })

  test.each([
    [450, '4.2.0 greylisted', false],
    [451, '4.7.1 try again later', false],
    [550, '5.1.1 no such user', true],
    [552, '5.2.2 mailbox full', true],
    [553, '5.1.3 bad address', true],
  ])('that answers %i %s: permanent is %s', async (code, words, permanent) => {
    const { send } = await open(refusing(code, words))
    const failed = await send()
    const [status] = words.split(' ')
    expect(failed).toMatchObject({ permanent, error: expect.stringContaining(`the recipient: ${code} ${status}`) })
    expect(JSON.stringify(failed)).not.toMatch(/customers\.test/)
  })

  test('that greylists has the mail at the second try', async () => {
    const seen = new Set<string>()
    const { far, send } = await open({
      onRcptTo({ address }, _, callback) {
        callback(seen.has(address) ? null : answer(451, '4.7.1 greylisted'))
        seen.add(address)
      },
    })
    expect(await send()).toMatchObject({ permanent: false })
    expect(await send({ attempts: 1 })).toHaveProperty('reference')
    expect(far.mails).toHaveLength(1)
  })

  test('may refuse one recipient and take another', async () => {
    const { far, send } = await open({
      onRcptTo: ({ address }, _, callback) => callback(address.startsWith('gone') ? answer(550, '5.1.1 gone') : null),
    })
    const [gone, there] = await Promise.all([send({ recipient: 'gone' }), send({ key: 'k2', recipient: 'wang' })])
    expect(gone).toMatchObject({ permanent: true })
    expect(there).toHaveProperty('reference')
    expect(far.mails.map(({ to }) => to)).toEqual([['wang@customers.test']])
  })

  test('may refuse the words, after it has read them', async () => {
    const { send } = await open({
      onData(stream, _, callback) {
        stream.resume().on('end', () => callback(answer(554, '5.7.1 looks like spam to li@customers.test')))
      },
    })
    expect(await send()).toMatchObject({ permanent: true, error: expect.stringContaining('the message: 554 5.7.1') })
  })

  test('that takes no mail as large as this one says so for good', async () => {
    const { send } = await open({
      size: 10_000,
      onData(stream, _, callback) {
        stream.resume().on('end', () => callback(stream.sizeExceeded ? answer(552, '5.3.4 too large') : null))
      },
    })
    const large = await send({ content: content('Large', 'x'.repeat(20_000)) })
    expect(large).toMatchObject({ permanent: true, error: expect.stringContaining('the message: 552 5.3.4') })
    expect(await send()).toHaveProperty('reference')
  })

  test('that shuts down is tried again', async () => {
    const { send } = await open(refusing(421, '4.3.2 shutting down'))
    expect(await send()).toMatchObject({ permanent: false, error: expect.stringContaining('421') })
  })

  test('that is away is tried again', async () => {
    const { far, send } = await open()
    await far.close()
    servers.splice(servers.indexOf(far), 1)
    expect(await send()).toMatchObject({ permanent: false, error: expect.stringContaining('ECONNREFUSED') })
  })

  test('that is slower than the desk waits is left: what it did with the mail nobody knows', async () => {
    const { promise: reached, resolve } = deferred()
    const left = deferred()
    const { channel } = await open({
      onData(stream) {
        stream.resume().on('end', resolve)
      },
      onClose: () => left.resolve(),
    })
    const controller = new AbortController()
    const call = tried(channel, delivery(), controller.signal)
    await reached
    controller.abort()
    expect(await call).toMatchObject({ permanent: false, error: expect.stringContaining('EABORT') })
    // Its connection is closed, too: the next try does not wait behind it.
    await left.promise
  })
})

describe('a transporter of the host', () => {
  test('is used as it is, with its pool', async () => {
    const far = await smtpFarSide()
    servers.push(far)
    const transport = createTransport({ pool: true, host: '127.0.0.1', port: far.port, ignoreTLS: true })
    const { send } = await open({}, { transport })
    await Promise.all(['a', 'b', 'c'].map((key) => send({ key })))
    transport.close()
    expect(far.mails).toHaveLength(3)
  })
})

describe('what could never work is refused when the channel is made', () => {
  const sound = { transport: {}, from: 'a@b.test', addressOf: () => 'c@d.test' }
  test.each([
    ['transport', { transport: undefined }],
    ['from', { from: 'nobody' }],
    ['from', { from: 'a@b.test\r\nBcc: c@d.test' }],
    ['addressOf', { addressOf: 'c@d.test' }],
  ])('%s: %j', (path, wrong) => {
    expect(() => Reflect.apply(emailChannel, undefined, [{ ...sound, ...wrong }])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { issues: [expect.objectContaining({ path })] } }),
    )
  })
})
