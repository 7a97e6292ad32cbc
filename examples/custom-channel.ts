/**
 * A channel for anything else: one method, here for a gateway that sends text messages. The contract suite proves that it
 * keeps what the desk relies on, with a gateway that refuses, breaks the connection and hangs as the rules want it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Channel, DeliveryError } from 'redress'
import { channelContract, type FarFailure, type Received } from 'redress/testing'

const textMessages = (gateway: string): Channel => ({
  async deliver({ tenant, key, recipient, number, content: { en } = {} }, { signal }) {
    const words = en === undefined ? `There is news of ${number}.` : `${en.subject}\n${en.text}`
    const body = JSON.stringify({ id: `${tenant} ${key}`, to: recipient, words })
    const { ok, status } = await fetch(gateway, { method: 'POST', body, signal })
    if (!ok) throw new DeliveryError(`The gateway answered ${status}.`, { permanent: status < 500 })
  },
})

/** A gateway of one's own to test against, and the levers that the suite asks for. */
async function gateway() {
  const received: Received[] = []
  const failures: { kind: FarFailure; met: () => void }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { id, words } = JSON.parse(body) as { id: string; words: string }
      const failure = failures.shift()
      failure?.met()
      if (failure?.kind === 'away') request.socket.destroy()
      if (failure?.kind === 'away' || failure?.kind === 'hang') return
      if (failure === undefined) received.push({ id, text: words })
      response.writeHead({ none: 202, temporary: 503, permanent: 422 }[failure?.kind ?? 'none']).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    channel: textMessages(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    received: () => received,
    failOnce: (kind: FarFailure) => new Promise<void>((met) => failures.push({ kind, met })),
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

// Any test runner will do; this one runs what it is given.
const tests: { name: string; run: () => Promise<void> }[] = []
const runner = {
  describe: (_name: string, define: () => void) => define(),
  it: (name: string, run: () => Promise<void>) => tests.push({ name, run }),
}
channelContract(runner, { name: 'text messages', open: gateway })

for (const { name, run } of tests) {
  await run()
  console.log(`kept: ${name}`)
}
console.log(`${tests.length} rules kept`)
