import { inspect } from 'node:util'
import type { Delivery } from '../../channels/contract.ts'
import { equal, ok } from '../assert.ts'
import { type ChannelRule, type FarFailure, rule } from './rule.ts'
import { CONTENT, deliveryOf } from './samples.ts'

export const failureRules: readonly ChannelRule[] = [
  rule('CH-09', 'a temporary failure is an error, and not permanent', async ({ failOnce, failure, received }) => {
    void failOnce('temporary')
    requirePassing(await failure(deliveryOf('a')))
    equal((await received()).length, 0, 'messages after a failure')
  }),

  rule('CH-10', 'after a temporary failure the next try delivers', async ({ failOnce, failure, send, received }) => {
    void failOnce('temporary')
    await failure(deliveryOf('a'))
    await send(deliveryOf('a', { attempts: 1 }))
    equal((await received()).length, 1, 'messages after the second try')
  }),

  rule('CH-11', 'a refusal for good is a DeliveryError, and permanent', async ({ failOnce, failure, received }) => {
    void failOnce('permanent')
    const error = requireError(await failure(deliveryOf('a')))
    equal(error.name, 'DeliveryError', 'the name of the error, by which any copy of the class is known')
    equal(Reflect.get(error, 'permanent'), true, 'the error is permanent')
    equal((await received()).length, 0, 'messages after a refusal')
  }),

  rule('CH-12', 'after a refusal for good others are delivered', async ({ failOnce, failure, send, received }) => {
    void failOnce('permanent')
    await failure(deliveryOf('a'))
    await send(deliveryOf('b'))
    equal((await received()).length, 1, 'messages after the refusal of another')
  }),

  rule('CH-13', 'a far side that is away is an error, and not permanent', async ({ failOnce, failure }) => {
    void failOnce('away')
    requirePassing(await failure(deliveryOf('a')))
  }),

  rule('CH-14', 'a failure among several is that of one alone', async ({ failOnce, send, received }) => {
    void failOnce('temporary')
    const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => send(deliveryOf(key))))
    equal(results.filter(({ status }) => status === 'rejected').length, 1, 'failed calls')
    equal((await received()).length, 2, 'messages of the others')
  }),

  rule('CH-15', 'errors repeat neither the recipient, nor the text, nor a secret', async (context) => {
    const { failOnce, failure, secrets = [] } = context
    const delivery = deliveryOf('a')
    const words = CONTENT.text.match(/\w+ite/g) ?? []
    for (const kind of ['temporary', 'permanent', 'away'] satisfies FarFailure[]) {
      void failOnce(kind)
      // With its stack, its fields and its causes: logs print them all.
      const printed = inspect(await failure(delivery), { depth: 20, maxStringLength: null, showHidden: true })
      const told = [delivery.recipient, ...words, ...secrets].filter((secret) => printed.includes(secret))
      equal(told.length, 0, `things that the error of a ${kind} failure repeats`)
    }
  }),
]

function requireError(error: unknown): Error {
  ok(error instanceof Error, 'what is thrown is an Error')
  ok(error.message.trim() !== '', 'it says what happened')
  return error
}

/** An error that is tried again, and says nothing senseless about when. */
export function requirePassing(error: unknown): void {
  const found = requireError(error)
  equal(Reflect.get(found, 'permanent') === true, false, 'the error is permanent')
  const afterMs: Delivery['at'] | undefined = Reflect.get(found, 'retryAfterMs')
  ok(afterMs === undefined || (Number.isFinite(afterMs) && afterMs > 0), 'retryAfterMs is a span of time')
}
