import type { OutboxMessage } from '../../../src/domain/record.ts'
import { altering, type BrokenStore, shared, withMessages, withoutLane, withoutNext } from './broken-store.ts'

export const messageBreaks: readonly BrokenStore[] = [
  {
    fault: 'looks at the clock on the wall for messages',
    rules: ['S-36'],
    breaking: (store) => ({
      claimMessages: (now, limit, leaseMs) => store.claimMessages(Math.min(now, Date.now()), limit, leaseMs),
    }),
  },
  {
    fault: 'sends the youngest message first',
    rules: ['S-37'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => {
        const claimed = await store.claimMessages(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.toReversed() }
      },
    }),
  },
  {
    fault: 'does not wait for the instant of a message',
    rules: ['S-37', 'S-39', 'S-49'],
    breaking: (store) =>
      altering(store, (change) => withMessages(change, (message) => ({ ...message, sendAt: message.createdAt }))),
  },
  {
    fault: 'does not hide a message that is out',
    rules: ['S-38', 'S-40', 'S-44'],
    breaking: (store) => ({ claimMessages: (now, limit) => store.claimMessages(now, limit, 0) }),
  },
  {
    fault: 'does not tell when to look for messages again',
    rules: ['S-39', 'S-42', 'S-49'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => withoutNext(await store.claimMessages(now, limit, leaseMs)),
    }),
  },
  {
    fault: 'gives the same messages to workers that claim at once',
    rules: ['S-40', 'S-76'],
    breaking: (store) => ({ claimMessages: shared(store.claimMessages) }),
  },
  {
    fault: 'forgets the reference of a delivery',
    rules: ['S-41'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(
          results.map((one) => {
            if (one.result !== 'delivered') return one
            const { reference: _, ...bare } = one
            return bare
          }),
        ),
    }),
  },
  {
    fault: 'tries again at once',
    rules: ['S-42', 'S-49'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(results.map((one) => (one.result === 'retry' ? { ...one, until: 0 } : one))),
    }),
  },
  {
    fault: 'does not count the attempts of a message',
    rules: ['S-38', 'S-42'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => {
        const claimed = await store.claimMessages(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.map((one) => ({ ...one, attempts: 0 })) }
      },
    }),
  },
  {
    fault: 'never gives a message up, and so holds up its lane',
    rules: ['S-43', 'S-51', 'S-53'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(
          results.map((one) => {
            if (one.result !== 'dead') return one
            const { tenant, key, lease, at, error } = one
            return { tenant, key, lease, at, error, result: 'retry', until: at + 1 }
          }),
        ),
    }),
  },
  {
    fault: 'takes results under any lease',
    rules: ['S-44', 'S-46'],
    breaking: (store) => {
      const leases = new Map<string, string>()
      return {
        claimMessages: async (now, limit, leaseMs) => {
          const claimed = await store.claimMessages(now, limit, leaseMs)
          for (const { item, lease } of claimed.items) leases.set(item.key, lease)
          return claimed
        },
        reportMessages: (results) =>
          store.reportMessages(results.map((one) => ({ ...one, lease: leases.get(one.key) ?? one.lease }))),
      }
    },
  },
  {
    fault: 'does not take a result that comes after its lease',
    rules: ['S-45'],
    breaking: (store) => {
      const ends = new Map<string, number>()
      return {
        claimMessages: async (now, limit, leaseMs) => {
          const claimed = await store.claimMessages(now, limit, leaseMs)
          for (const { lease, leaseUntil } of claimed.items) ends.set(lease, leaseUntil)
          return claimed
        },
        reportMessages: (results) =>
          store.reportMessages(
            results.map((one) => ((ends.get(one.lease) ?? one.at) < one.at ? { ...one, lease: 'over' } : one)),
          ),
      }
    },
  },
  {
    fault: 'answers stale results first',
    rules: ['S-46'],
    breaking: (store) => ({
      reportMessages: async (results) =>
        [...(await store.reportMessages(results))].sort((a, b) => Number(b.stale) - Number(a.stale)),
    }),
  },
  {
    fault: 'says of every lease that it was renewed',
    rules: ['S-47'],
    breaking: (store) => ({
      renewMessages: async (held, until) => {
        await store.renewMessages(held, until)
        return held.map(({ tenant, key }) => ({ tenant, key }))
      },
    }),
  },
  {
    fault: 'renews no lease',
    rules: ['S-47'],
    breaking: (store) => ({
      renewMessages: async (held) => {
        const { items } = await store.messages({ tenant: 'tenant-1', state: 'pending' })
        return held
          .filter(({ key, lease }) => lease.startsWith('lease-') && items.some((item) => item.key === key))
          .map(({ tenant, key }) => ({ tenant, key }))
      },
    }),
  },
  {
    fault: 'knows no lanes',
    rules: ['S-48', 'S-49', 'S-50'],
    breaking: (store) => altering(store, (change) => withMessages(change, withoutLane)),
  },
  {
    fault: 'orders a lane by key',
    rules: ['S-48'],
    breaking: (store) =>
      altering(store, (change) =>
        withMessages(change, (message) => (message.key === 'l/3' ? { ...message, createdAt: 0 } : message)),
      ),
  },
  {
    fault: 'lets a lane go on while its first message is not due yet',
    rules: ['S-49'],
    breaking: (store) =>
      altering(store, (change) =>
        withMessages(change, (message) => (message.sendAt > message.createdAt ? withoutLane(message) : message)),
      ),
  },
  {
    fault: 'sends a message that sorts first while another of its lane is out',
    rules: ['S-50'],
    breaking: (store) => {
      const newest = new Map<string, number>()
      return altering(store, (change) =>
        withMessages(change, (message) => {
          const seen = newest.get(message.lane ?? '') ?? 0
          newest.set(message.lane ?? '', Math.max(seen, message.createdAt))
          return message.createdAt < seen ? withoutLane(message) : message
        }),
      )
    },
  },
  {
    fault: 'does not store what a message expands into',
    rules: ['S-52'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(results.map((one) => (one.result === 'expanded' ? { ...one, into: [] } : one))),
    }),
  },
  {
    fault: 'stores what a stale result expands into',
    rules: ['S-44'],
    breaking: (store) => {
      const extra: OutboxMessage[] = []
      return {
        reportMessages: (results) => {
          for (const one of results) if (one.result === 'expanded') extra.push(...one.into)
          return store.reportMessages(results)
        },
        messages: async (query) => {
          const page = await store.messages(query)
          return {
            ...page,
            items: [...page.items, ...extra.map((one) => ({ ...one, state: 'pending', attempts: 0 }) as const)],
          }
        },
      }
    },
  },
  {
    fault: 'sends nothing again',
    rules: ['S-53'],
    breaking: () => ({ redeliver: async (_, keys) => keys.length }),
  },
  {
    fault: 'lists messages newest first',
    rules: ['S-41', 'S-54'],
    breaking: (store) => ({
      messages: async (query) => {
        const page = await store.messages(query)
        return { ...page, items: page.items.toReversed() }
      },
    }),
  },
  {
    fault: 'lists the messages of every record',
    rules: ['S-54'],
    breaking: (store) => ({
      messages: ({ record: _, ...query }) => store.messages(query),
    }),
  },
  {
    fault: 'calls back what is still on its way',
    rules: ['S-81'],
    breaking: (store) => ({
      failMessage: async (failed) => (await store.failMessage(failed)) || failed.key === 'm',
    }),
  },
  {
    fault: 'knows no message by its key',
    rules: ['S-81'],
    breaking: (store) => ({ messages: ({ key: _, ...query }) => store.messages(query) }),
  },
  {
    fault: 'counts the dead among those that wait',
    rules: ['S-82'],
    breaking: (store) => ({
      outbox: async (tenant) =>
        (await store.outbox(tenant)).map((one) => ({ ...one, pending: one.pending + one.dead, dead: 0 })),
    }),
  },
  {
    fault: 'counts a claim that was given back without a try',
    rules: ['S-87'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(
          results.map((one) => {
            if (one.result !== 'retry') return one
            const { untried: _, ...counted } = one
            return counted
          }),
        ),
    }),
  },
]
