import { equal, ok } from '../assert.ts'
import { type ChannelRule, rule } from './rule.ts'
import { CONTENT, deliveryOf, inBoth, shows, withoutContent } from './samples.ts'

export const callRules: readonly ChannelRule[] = [
  rule('CH-01', 'a call is one message, and the far side has it when the call ends', async ({ send, received }) => {
    await send(deliveryOf('a'))
    equal((await received()).length, 1, 'messages after one call')
    await send(deliveryOf('b'))
    equal((await received()).length, 2, 'messages after two calls')
  }),

  rule('CH-02', 'the message shows what people read, in one of its languages', async ({ send, received }) => {
    const delivery = deliveryOf('a')
    await send(delivery)
    const [message] = await received()
    ok(shows(message?.text ?? '', delivery.content ?? inBoth(CONTENT)), 'subject and text arrive, whole')
  }),

  rule('CH-03', 'the same key again is no error', async ({ send }) => {
    await send(deliveryOf('a'))
    await send(deliveryOf('a', { attempts: 1 }))
  }),

  rule('CH-04', 'the far side can recognise a repeated delivery by an id', async ({ send, received }) => {
    await send(deliveryOf('a'))
    await send(deliveryOf('b'))
    await send(deliveryOf('a', { attempts: 1 }))
    const ids = (await received()).map(({ id }) => id)
    ok(!ids.includes(undefined), 'every message has an id')
    equal(new Set(ids).size, 2, 'ids of two keys, one of them repeated')
  }),

  rule('CH-05', 'the same key of another tenant is another message', async ({ send, received }) => {
    await send(deliveryOf('a'))
    await send(deliveryOf('a', { tenant: 'tenant-2' }))
    const messages = await received()
    equal(messages.length, 2, 'messages for two tenants')
    const ids = messages.map(({ id }) => id).filter((id) => id !== undefined)
    equal(new Set(ids).size, ids.length, 'ids of two tenants')
  }),

  rule('CH-06', 'the answer is nothing, or a reference that is a text', async ({ send }) => {
    const receipt = await send(deliveryOf('a'))
    if (receipt === undefined) return
    ok(typeof receipt === 'object' && receipt !== null, 'a receipt is an object')
    const reference: unknown = Reflect.get(receipt, 'reference')
    ok(reference === undefined || (typeof reference === 'string' && reference !== ''), 'a reference is a text')
  }),

  rule('CH-07', 'deliveries side by side all arrive, once each', async ({ send, received }) => {
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => send(deliveryOf(key))))
    const messages = await received()
    equal(messages.length, 4, 'messages of four calls at once')
    const ids = messages.map(({ id }) => id).filter((id) => id !== undefined)
    equal(new Set(ids).size, ids.length, 'ids of four calls at once')
  }),

  rule(
    'CH-08',
    'without a text it is delivered or refused for good, not tried for ever',
    async ({ send, received }) => {
      let permanent: unknown
      try {
        await send(withoutContent(deliveryOf('a')))
      } catch (error) {
        permanent = Reflect.get(Object(error), 'permanent')
      }
      if (permanent === undefined) equal((await received()).length, 1, 'messages without a text')
      else equal(permanent, true, 'the refusal is permanent')
    },
  ),
]
