import type { RecordKey } from '../../../src/domain/level.ts'
import { type BrokenStore, loadOne, placeOf, shared, withoutNext } from './broken-store.ts'

export const claimBreaks: readonly BrokenStore[] = [
  {
    fault: 'claims the youngest first',
    rules: ['S-28'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => {
        const claimed = await store.claimDue(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.toReversed() }
      },
    }),
  },
  {
    fault: 'claims only what is overdue',
    rules: ['S-28', 'S-29'],
    breaking: (store) => ({ claimDue: (now, limit, leaseMs) => store.claimDue(now - 1, limit, leaseMs) }),
  },
  {
    fault: 'does not hide what is claimed',
    rules: ['S-29', 'S-35'],
    breaking: (store) => ({ claimDue: (now, limit) => store.claimDue(now, limit, 0) }),
  },
  {
    fault: 'does not count claims',
    rules: ['S-29', 'S-32', 'S-33'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => {
        const claimed = await store.claimDue(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.map((one) => ({ ...one, attempts: 0 })) }
      },
    }),
  },
  {
    fault: 'does not tell when to look again',
    rules: ['S-30', 'S-32'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => withoutNext(await store.claimDue(now, limit, leaseMs)),
    }),
  },
  {
    fault: 'counts claims over commits',
    rules: ['S-31', 'S-34'],
    breaking: (store) => {
      const counts = new Map<string, number>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          const items = claimed.items.map((one) => {
            const attempts = counts.get(placeOf(one.item.key)) ?? 0
            counts.set(placeOf(one.item.key), attempts + 1)
            return { ...one, attempts }
          })
          return { ...claimed, items }
        },
      }
    },
  },
  {
    fault: 'hides a claimed record over a commit until the lease ends',
    rules: ['S-34'],
    breaking: (store) => {
      const hidden = new Map<string, number>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          const items = claimed.items.filter(({ item }) => (hidden.get(placeOf(item.key)) ?? 0) <= now)
          for (const { item, leaseUntil } of items) hidden.set(placeOf(item.key), leaseUntil)
          return { ...claimed, items }
        },
      }
    },
  },
  {
    fault: 'puts a deferred record off for no time',
    rules: ['S-32'],
    breaking: (store) => ({ deferDue: (failed) => store.deferDue(failed.map((one) => ({ ...one, until: 0 }))) }),
  },
  {
    fault: 'lists deferred records of every tenant',
    rules: ['S-09', 'S-32'],
    breaking: (store) => ({
      deferred: async (_, limit) => [
        ...(await store.deferred('tenant-1', limit)),
        ...(await store.deferred('tenant-2', limit)),
      ],
    }),
  },
  {
    fault: 'defers under any lease',
    rules: ['S-31', 'S-33'],
    breaking: (store) => {
      const leases = new Map<string, string>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          for (const { item, lease } of claimed.items) leases.set(placeOf(item.key), lease)
          return claimed
        },
        commit: async (changes) => {
          const before = await Promise.all(changes.map(({ record }) => loadOne(store, record.key)))
          const outcomes = await store.commit(changes)
          // A lease that a commit ended works again once the record is claimed anew.
          for (const record of before) {
            if (record === undefined || !leases.has(placeOf(record.key))) continue
            const { items } = await store.claimDue(Number.MAX_SAFE_INTEGER, 100, 0)
            for (const { item, lease } of items) leases.set(placeOf(item.key), lease)
          }
          return outcomes
        },
        deferDue: (failed) =>
          store.deferDue(failed.map((one) => ({ ...one, lease: leases.get(placeOf(one.key)) ?? one.lease }))),
      }
    },
  },
  {
    fault: 'keeps a deferral over a commit',
    rules: ['S-34'],
    breaking: (store) => {
      const all: { key: RecordKey; attempts: number; until: number; error: string }[] = []
      return {
        deferDue: async (failed) => {
          await store.deferDue(failed)
          for (const { key, until, error } of failed) all.push({ key, attempts: 1, until, error })
        },
        deferred: async (tenant, limit) => all.filter(({ key }) => key.tenant === tenant).slice(0, limit),
      }
    },
  },
  {
    fault: 'gives the same records to workers that claim at once',
    rules: ['S-35', 'S-76'],
    breaking: (store) => ({ claimDue: shared(store.claimDue) }),
  },
  {
    fault: 'looks at the clock on the wall for records',
    rules: ['S-36'],
    breaking: (store) => ({
      claimDue: (now, limit, leaseMs) => store.claimDue(Math.max(now, Date.now()), limit, leaseMs),
    }),
  },
]
