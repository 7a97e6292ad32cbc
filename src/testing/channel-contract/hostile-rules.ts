import type { Content } from '../../channels/contract.ts'
import { equal, ok } from '../assert.ts'
import { type ChannelRule, rule } from './rule.ts'
import { deliveryOf, inBoth, shows } from './samples.ts'

/** Words of somebody who would like to break out of them. */
const HOSTILE: Content = {
  subject: 'N-000042 "quoted" \'single\' \u0000 nul\r\nBcc: everybody@example.test\r\n\r\n<b>bold</b> 𠮷 🧾',
  text: [
    'He said "no" and \'never\'; \\back\\slash, %s, {{y}}, %0d%0a.',
    '.',
    'QUIT',
    'From nobody',
    '<script>alert("x")</script> & &amp; </p><at user_id="all">all</at> @all',
    'A 𠮷 and a 🧾, a \u0000 nul, a \u001b[31m colour, a tab\there.',
    '"}],"injected":[{"',
  ].join('\r\n'),
  html: '<p>He said &quot;no&quot; &amp; &lt;script&gt; 𠮷 🧾</p>',
}

/** Keys that are all different, though not to somebody who strips, cuts or folds them. */
const KEYS = ['k', 'K', 'k ', 'k\r\n"\u0000\'/../%🧾𠮷', `k${'0'.repeat(400)}`]

export const hostileRules: readonly ChannelRule[] = [
  rule('CH-21', 'hostile words arrive as words', async ({ send, received }) => {
    await send(deliveryOf('a', { content: inBoth(HOSTILE) }))
    const messages = await received()
    equal(messages.length, 1, 'messages of hostile words')
    ok(shows(messages[0]?.text ?? '', inBoth(HOSTILE)), 'all of the words arrive, control characters apart')
  }),

  rule('CH-22', 'a text of half a character is no error', async ({ send, received }) => {
    const { subject, text, html } = HOSTILE
    const half = { subject: `${subject}\ud83e`, text: `\udd27${text}`, html }
    await send(deliveryOf('a', { content: inBoth(half) }))
    equal((await received()).length, 1, 'messages of half a character')
  }),

  rule('CH-23', 'keys may hold any characters, and are told apart', async ({ send, received }) => {
    for (const key of KEYS) await send(deliveryOf(key))
    const messages = await received()
    equal(messages.length, KEYS.length, 'messages of as many keys')
    const ids = messages.map(({ id }) => id).filter((id) => id !== undefined)
    equal(new Set(ids).size, ids.length, 'ids of as many keys')
  }),

  rule('CH-24', 'names and values may hold any characters', async ({ send, received }) => {
    const odd = 'x\r\nX-Injected: 1\r\n\r\n"\'\u0000<b>🧾'
    await send(deliveryOf('a', { tenant: odd, number: odd, template: odd, channel: odd, params: { [odd]: odd } }))
    equal((await received()).length, 1, 'messages of odd names')
  }),
]
