/**
 * One complaint's messages on three ways out: an acknowledgement by e-mail, a note to the team by a chat robot, and a
 * signed webhook to another system. The far sides are local servers that print what they received; in production they are
 * a mail server, `https://qyapi.weixin.qq.com/…` and the other system's address.
 */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { buffer, json } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { createRedress, extendPolicy, memoryStore } from 'redress'
import { chatRobotChannel } from 'redress/chat-robot'
import { emailChannel } from 'redress/email'
import { simpleFlow, standardTemplates } from 'redress/policies'
import { webhookChannel } from 'redress/webhook'
import { SMTPServer } from 'smtp-server'

// A company takes the procedure over, and says what its letters say and who is told on which way.
const company = extendPolicy(simpleFlow, {
  id: 'company',
  version: 1,
  drop: { notifications: ['complaint-received', 'complaint-assigned', 'offer-made', 'complaint-settled'] },
  correspondence: { contact: { en: 'desk@company.example', 'zh-CN': 'desk@company.example' } },
  templates: standardTemplates,
  notifications: [
    { on: 'registered', to: 'complainant', channel: 'mail', template: 'acknowledgement' },
    { on: 'registered', to: { role: 'manager' }, channel: 'team', template: 'complaint-raised' },
    { on: 'assigned', to: 'owner', channel: 'system', template: 'complaint-assigned' },
  ],
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, { envelope }, done) {
    const print = async (): Promise<void> => {
      const { subject, text = '' } = await PostalMime.parse(await buffer(stream))
      console.log(`mail to ${envelope.rcptTo[0]?.address}: ${subject}\n${indented(text.trim())}`)
      done()
    }
    void print()
  },
})
const answering =
  (print: (body: unknown, headers: object) => void, answer: object): RequestListener =>
  (request, response) => {
    void json(request).then((body) => {
      print(body, request.headers)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  }
const robotServer = createServer(
  answering((body) => console.log(`robot: ${JSON.stringify(body)}`), { errcode: 0, errmsg: 'ok' }),
)
const systemServer = createServer(
  answering((body, headers) => {
    const signed = 'webhook-signature' in headers ? 'signed' : 'NOT SIGNED'
    console.log(`webhook, ${signed}: ${JSON.stringify(body, ['type', 'data', 'number', 'recipient', 'channel'])}`)
  }, {}),
)
const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

const [smtp, robot, system] = [await listen(mailServer.server), await listen(robotServer), await listen(systemServer)]
const addresses: Readonly<Record<string, string>> = { 'customer-7': 'liu@customer.example' }
const redress = createRedress({
  policies: [company],
  store: memoryStore(),
  directory: {
    persons: async () => [],
    members: async ({ role }) => (role === 'manager' ? ['ben'] : []),
  },
  channels: {
    mail: emailChannel({
      transport: { host: '127.0.0.1', port: smtp, secure: false, ignoreTLS: true },
      from: 'Complaint desk <desk@company.example>',
      addressOf: (recipient) => addresses[recipient],
    }),
    team: chatRobotChannel({ vendor: 'wecom', robot: { url: `http://127.0.0.1:${robot}/cgi-bin/webhook/send?key=k` } }),
    system: webhookChannel({
      url: `http://127.0.0.1:${system}/`,
      secret: `whsec_${Buffer.from('four and twenty bytes, or more').toString('base64')}`,
    }),
  },
})

const ada = { id: 'ada', role: 'registrar' } as const
const { id } = await redress.submit(
  { policy: 'company', channel: 'phone', summary: 'The kettle leaks.', customer: { id: 'customer-7', name: 'Ms Liu' } },
  { by: ada },
)
await redress.runDue()
await redress.send(id, { type: 'assign', to: 'carol' }, { by: ada })
await redress.runDue()
const waiting = (await redress.outbox()).reduce((sum, { pending, dead }) => sum + pending + dead, 0)
console.log(`left in the outbox: ${waiting}`)

await redress.stop()
mailServer.close()
robotServer.close()
systemServer.close()
