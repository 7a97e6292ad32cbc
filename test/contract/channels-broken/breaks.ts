import { type Delivery, DeliveryError } from '../../../src/channels/contract.ts'
import { deferred } from '../../fixtures/waiting.ts'
import { type BrokenChannel, messageOf } from './broken-channel.ts'

/** A signal that never aborts. */
const deaf = (): AbortSignal => new AbortController().signal

const withSubject = (delivery: Delivery, alter: (subject: string) => string): Delivery => {
  if (delivery.content === undefined) return delivery
  const { en } = delivery.content
  return { ...delivery, content: { ...delivery.content, en: { ...en, subject: alter(en.subject) } } }
}

export const breaks: readonly BrokenChannel[] = [
  {
    fault: 'sends everything twice',
    rules: ['CH-01', 'CH-05', 'CH-07', 'CH-10', 'CH-12', 'CH-14', 'CH-21', 'CH-22', 'CH-23', 'CH-24'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        await deliver(delivery, context)
        return deliver(delivery, context)
      },
  },
  {
    fault: 'says that it has delivered, and delivers later',
    rules: ['CH-01'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        setImmediate(() => void deliver(delivery, context))
      },
  },
  {
    fault: 'leaves the text out',
    rules: ['CH-02', 'CH-21'],
    breaking:
      (_, far) =>
      async (delivery, { signal }) => {
        signal.throwIfAborted()
        await far.take({ ...messageOf(delivery), text: delivery.content?.en.subject ?? '' }, signal)
      },
  },
  {
    fault: 'refuses a key that it has seen',
    rules: ['CH-03', 'CH-04', 'CH-05', 'CH-10'],
    breaking: ({ deliver }) => {
      const seen = new Set<string>()
      return async (delivery, context) => {
        if (seen.has(delivery.key)) throw new DeliveryError('That was sent already.', { permanent: true })
        seen.add(delivery.key)
        return deliver(delivery, context)
      }
    },
  },
  {
    fault: 'gives each try an id of its own',
    rules: ['CH-04'],
    breaking: (_, far) => {
      let count = 0
      return async (delivery, { signal }) => {
        signal.throwIfAborted()
        await far.take({ ...messageOf(delivery), id: String(++count) }, signal)
      }
    },
  },
  {
    fault: 'forgets the tenant in the id',
    rules: ['CH-05'],
    breaking:
      (_, far) =>
      async (delivery, { signal }) => {
        signal.throwIfAborted()
        await far.take({ ...messageOf(delivery), id: delivery.key }, signal)
      },
  },
  {
    fault: 'answers a number for a reference',
    rules: ['CH-06'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        await deliver(delivery, context)
        return JSON.parse('{"reference":7}') as { reference: string }
      },
  },
  {
    fault: 'keeps the delivery that it is at in a place for one',
    rules: ['CH-07'],
    breaking: ({ deliver }) => {
      let current: Delivery | undefined
      return async (delivery, context) => {
        current = delivery
        await Promise.resolve()
        return deliver(current, context)
      }
    },
  },
  {
    fault: 'changes what it is handed',
    rules: ['CH-01', 'CH-02', 'CH-07'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        Object.assign(delivery.params, { sent: true })
        return deliver(delivery, context)
      },
  },
  {
    fault: 'tries a delivery without a text for ever',
    rules: ['CH-08'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        if (delivery.content === undefined) throw new Error('There is no text.')
        return deliver(delivery, context)
      },
  },
  {
    fault: 'takes a delivery without a text, and drops it',
    rules: ['CH-08'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) =>
        delivery.content === undefined ? undefined : deliver(delivery, context),
  },
  {
    fault: 'gives up for good what could be tried again',
    rules: ['CH-09', 'CH-13', 'CH-18'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        try {
          return await deliver(delivery, context)
        } catch {
          throw new DeliveryError('It did not work.', { permanent: true })
        }
      },
  },
  {
    fault: 'swallows failures',
    rules: ['CH-09', 'CH-11', 'CH-13', 'CH-14', 'CH-15'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        await deliver(delivery, context).catch(() => {})
      },
  },
  {
    fault: 'throws something that is no error',
    rules: ['CH-09', 'CH-11', 'CH-13', 'CH-18'],
    breaking:
      ({ deliver }) =>
      (delivery, context) =>
        new Promise((resolve, reject) => {
          // As foreign code may: the linter keeps ours from it.
          const refuse: (reason: unknown) => void = reject
          deliver(delivery, context).then(resolve, () => refuse('it did not work'))
        }),
  },
  {
    fault: 'asks to be tried again after no time at all',
    rules: ['CH-09'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        try {
          return await deliver(delivery, context)
        } catch {
          throw new DeliveryError('It did not work.', { retryAfterMs: Number.NaN })
        }
      },
  },
  {
    fault: 'never tries again what has failed once',
    rules: ['CH-10'],
    breaking: ({ deliver }) => {
      const failed = new Set<string>()
      return async (delivery, context) => {
        if (failed.has(delivery.key)) return
        failed.add(delivery.key)
        return deliver(delivery, context)
      }
    },
  },
  {
    fault: 'has every refusal tried again',
    rules: ['CH-11'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        try {
          return await deliver(delivery, context)
        } catch {
          throw new DeliveryError('It did not work.')
        }
      },
  },
  {
    fault: 'refuses everybody after one refusal',
    rules: ['CH-12'],
    breaking: ({ deliver }) => {
      let refused: unknown
      return async (delivery, context) => {
        if (refused instanceof Error) throw refused
        try {
          return await deliver(delivery, context)
        } catch (error) {
          refused = error
          throw error
        }
      }
    },
  },
  {
    fault: 'fails all calls that come at once with the first one',
    rules: ['CH-14'],
    breaking: ({ deliver }) => {
      let running: Promise<unknown> = Promise.resolve()
      return async (delivery, context) => {
        const call = deliver(delivery, context)
        running = Promise.all([running, call])
        await running
      }
    },
  },
  {
    fault: 'says in its errors whom it was for',
    rules: ['CH-15'],
    breaking:
      ({ deliver }) =>
      (delivery, context) =>
        deliver(delivery, context).catch((error: unknown) => {
          const permanent = error instanceof DeliveryError && error.permanent
          throw new DeliveryError(`It did not reach ${delivery.recipient}.`, { permanent })
        }),
  },
  {
    fault: 'says in the cause of its errors what it sent',
    rules: ['CH-15'],
    breaking:
      ({ deliver }) =>
      (delivery, context) =>
        deliver(delivery, context).catch((error: unknown) => {
          const permanent = error instanceof DeliveryError && error.permanent
          throw new DeliveryError('It failed.', { permanent, cause: { sent: delivery.content?.en.text } })
        }),
  },
  {
    fault: 'keeps its token in a field of its errors',
    rules: ['CH-15'],
    breaking:
      ({ deliver }) =>
      (delivery, context) =>
        deliver(delivery, context).catch((error: unknown) => {
          throw Object.assign(Object(error), { url: 'https://example.org/?key=token-7' })
        }),
  },
  {
    fault: 'does not look at the signal before it sends',
    rules: ['CH-16'],
    breaking:
      (_, far) =>
      (delivery, { signal }) =>
        far.take(messageOf(delivery), signal),
  },
  {
    fault: 'does not hear its signal',
    rules: ['CH-17', 'CH-18', 'CH-19'],
    breaking:
      ({ deliver }) =>
      async (delivery, { signal }) => {
        signal.throwIfAborted()
        return deliver(delivery, { signal: deaf() })
      },
  },
  {
    fault: 'ends an aborted call as if it had delivered',
    rules: ['CH-17', 'CH-18'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        try {
          return await deliver(delivery, context)
        } catch (error) {
          if (context.signal.aborted) return undefined
          throw error
        }
      },
  },
  {
    fault: 'sends one after the other, and none after one that was ended',
    rules: ['CH-19', 'CH-20'],
    breaking: ({ deliver }) => {
      const { promise: free, resolve: release } = deferred()
      let first: Promise<void> | undefined
      return async (delivery, context) => {
        if (first !== undefined) await first
        first = free
        const receipt = await deliver(delivery, context)
        release()
        return receipt
      }
    },
  },
  {
    fault: 'ends the subject at the first line end, and makes headers of the rest',
    rules: ['CH-21'],
    breaking:
      ({ deliver }) =>
      (delivery, context) =>
        deliver(
          withSubject(delivery, (subject) => subject.split('\r\n')[0] ?? ''),
          context,
        ),
  },
  {
    fault: 'throws on half a character',
    rules: ['CH-22'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        encodeURIComponent(delivery.content?.en.text ?? '')
        return deliver(delivery, context)
      },
  },
  {
    fault: 'puts the key into a header as it is',
    rules: ['CH-23'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        new Headers({ 'idempotency-key': delivery.key })
        return deliver(delivery, context)
      },
  },
  {
    fault: 'cuts the key',
    rules: ['CH-23'],
    breaking:
      ({ deliver }, far) =>
      async (delivery, context) => {
        void deliver
        context.signal.throwIfAborted()
        await far.take({ ...messageOf(delivery), id: delivery.key.trim().slice(0, 64) }, context.signal)
      },
  },
  {
    fault: 'puts the template into a header as it is',
    rules: ['CH-24'],
    breaking:
      ({ deliver }) =>
      async (delivery, context) => {
        new Headers({ template: delivery.template })
        return deliver(delivery, context)
      },
  },
]
