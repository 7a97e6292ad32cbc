/**
 * Both sides of a signed webhook: a desk that tells another system of its complaints, and the receiver that believes only
 * what is signed and handles nothing twice. The receiver is a function from `Request` to `Response`, as Hono, Next.js,
 * Deno and Bun take it; here it stands behind Node's own server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createRedress, memoryStore } from 'redress'
import { simpleFlow } from 'redress/policies'
import { type WebhookBody, webhookChannel } from 'redress/webhook'
import { Webhook } from 'standardwebhooks'

// In production from the environment, and known to both sides.
const secret = `whsec_${Buffer.from('four and twenty bytes, or more').toString('base64')}`

// receiver:begin
const webhook = new Webhook(secret)
const handled = new Set<string>() // in production a table, in the transaction of what is done

async function receive(request: Request): Promise<Response> {
  const [id, body] = [request.headers.get('webhook-id') ?? '', await request.text()]
  try {
    webhook.verify(body, Object.fromEntries(request.headers)) // signature, and no older than five minutes
  } catch {
    return new Response('not signed by us', { status: 401 })
  }
  if (!handled.has(id)) handle(JSON.parse(body))
  handled.add(id)
  return new Response(null, { status: 204 })
}
// receiver:end

function handle({ type, data }: WebhookBody): void {
  console.log(`${type}: ${data.number} for ${data.recipient}`)
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
  const answer = await receive(new Request('http://localhost/', { method: 'POST', headers, body: await text(request) }))
  response.writeHead(answer.status).end(await answer.text())
}
const server = createServer((request, response) => void serve(request, response))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

const hook = webhookChannel({ url, secret })
const redress = createRedress({
  policies: [simpleFlow],
  store: memoryStore(),
  channels: { customer: hook, staff: hook },
})
await redress.submit(
  {
    policy: 'simple-flow',
    channel: 'phone',
    summary: 'The kettle leaks.',
    customer: { id: 'customer-7', name: 'Ms Liu' },
  },
  { by: { id: 'ada', role: 'registrar' } },
)
await redress.runDue()
await redress.stop()

const forged = await fetch(url, { method: 'POST', body: '{"type":"complaint-closed"}' })
console.log(`forged: ${forged.status} ${await forged.text()}`)

const repeated = { key: 'k', tenant: 'default', complaint: 'c', number: 'N-1', recipient: 'ben', channel: 'staff' }
for (const attempts of [0, 1]) {
  const delivery = { ...repeated, template: 'handler-overdue', params: {}, at: Date.now(), attempts }
  await hook.deliver(delivery, { signal: AbortSignal.timeout(5_000) })
  console.log(`delivered, ${handled.size} handled`)
}
server.close()
server.closeAllConnections()
