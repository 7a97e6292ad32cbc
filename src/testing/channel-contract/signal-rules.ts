import { equal } from '../assert.ts'
import { requirePassing } from './failure-rules.ts'
import { type ChannelRule, type RuleContext, rule } from './rule.ts'
import { deliveryOf } from './samples.ts'

export const signalRules: readonly ChannelRule[] = [
  rule('CH-16', 'under a signal that has aborted, nothing is sent', async ({ failure, soon, received }) => {
    await soon(failure(deliveryOf('a'), AbortSignal.abort()), 'the call ends')
    equal((await received()).length, 0, 'messages under an aborted signal')
  }),

  rule('CH-17', 'a call that hangs ends when its signal aborts', async (context) => {
    await aborted(context)
  }),

  rule('CH-18', 'a call that its signal has ended may be tried again', async (context) => {
    requirePassing(await aborted(context))
  }),

  rule('CH-19', 'a call that its signal has ended holds up no other', async (context) => {
    await aborted(context)
    await context.soon(context.send(deliveryOf('b')), 'the next call ends')
    equal((await context.received()).length, 1, 'messages after a call that was ended')
  }),

  rule('CH-20', 'a call that hangs holds up no other', async ({ failOnce, send, soon, received }) => {
    const controller = new AbortController()
    const hanging = failOnce('hang')
    const call = send(deliveryOf('a'), controller.signal).catch(() => {})
    try {
      await soon(hanging, 'the far side has the call')
      await soon(send(deliveryOf('b')), 'the call beside it ends')
      equal((await received()).length, 1, 'messages beside a call that hangs')
    } finally {
      controller.abort()
    }
    await soon(call, 'the call ends')
  }),
]

/** Lets a call hang, aborts it, and answers what it ended with. */
async function aborted({ failOnce, failure, soon }: RuleContext): Promise<unknown> {
  const controller = new AbortController()
  const hanging = failOnce('hang')
  const call = failure(deliveryOf('a'), controller.signal)
  await soon(hanging, 'the far side has the call')
  controller.abort()
  return soon(call, 'the call ends')
}
