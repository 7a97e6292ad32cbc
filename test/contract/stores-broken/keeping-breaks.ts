import type { Change, PersonalRow } from '../../../src/domain/record.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { altering, type BrokenStore, placeOf, shared } from './broken-store.ts'

export const keepingBreaks: readonly BrokenStore[] = [
  {
    fault: 'finds links from their beginning only',
    rules: ['S-68'],
    breaking: (store) => ({
      links: async (key) => (await store.links(key)).filter(({ from }) => placeOf(from) === placeOf(key)),
    }),
  },
  {
    fault: 'moves the instant of a link that exists',
    rules: ['S-68'],
    breaking: (store) => {
      const times = new Map<string, number>()
      const nameOf = ({ from, rel, to }: Change['links'][number]): string => placeOf(from) + rel + placeOf(to)
      return {
        commit: (changes) => {
          for (const { links } of changes) for (const link of links) times.set(nameOf(link), link.at)
          return store.commit(changes)
        },
        links: async (key) =>
          (await store.links(key)).map((link) => ({ ...link, at: times.get(nameOf(link)) ?? link.at })),
      }
    },
  },
  {
    fault: 'adds a clock row where it should replace one',
    rules: ['S-69'],
    breaking: (store) => {
      const rows: Change['clocks'][number][] = []
      return {
        commit: (changes) => {
          rows.push(...changes.flatMap(({ clocks }) => clocks))
          return store.commit(changes)
        },
        clocks: async (keys) => rows.filter((row) => keys.some((key) => placeOf(key) === placeOf(row.key))),
      }
    },
  },
  {
    fault: 'keeps of a clock row what the new one leaves out',
    rules: ['S-69'],
    breaking: (store) => {
      const rows = new Map<string, Change['clocks'][number]>()
      return altering(store, (change) => ({
        ...change,
        clocks: change.clocks.map((row) => {
          const name = placeOf(row.key) + row.clock
          const merged = { ...rows.get(name), ...row }
          rows.set(name, merged)
          return merged
        }),
      }))
    },
  },
  {
    fault: 'takes one number of several',
    rules: ['S-70'],
    breaking: (store) => ({
      reserveNumbers: (tenant, series, count) => store.reserveNumbers(tenant, series, Math.min(count, 1)),
    }),
  },
  {
    fault: 'gives the same number to two that ask at once',
    rules: ['S-70'],
    breaking: (store) => ({ reserveNumbers: shared(store.reserveNumbers) }),
  },
  {
    fault: 'has one series of numbers',
    rules: ['S-71'],
    breaking: (store) => ({ reserveNumbers: (tenant, _, count) => store.reserveNumbers(tenant, '', count) }),
  },
  {
    fault: 'gives numbers over all tenants',
    rules: ['S-71'],
    breaking: (store) => ({ reserveNumbers: (_, series, count) => store.reserveNumbers('all', series, count) }),
  },
  {
    fault: 'keeps one row of personal data for a record',
    rules: ['S-72'],
    breaking: (store) => ({
      personal: async (keys) =>
        (await Promise.all(keys.map((key) => store.personal([key])))).flatMap((rows) => rows.slice(0, 1)),
    }),
  },
  {
    fault: 'keeps the salts of what it erases',
    rules: ['S-73'],
    breaking: (store) => {
      const erased = new Set<string>()
      const rows: PersonalRow[] = []
      return {
        commit: (changes) => {
          rows.push(...changes.flatMap(({ personal }) => personal))
          return store.commit(changes)
        },
        erase: (tenant, subject) => {
          erased.add(subject)
          return store.erase(tenant, subject)
        },
        personal: async (keys) => [
          ...(await store.personal(keys)),
          ...rows
            .filter(({ key, subject }) => erased.has(subject) && keys.some((one) => placeOf(one) === placeOf(key)))
            .map((row) => ({ ...row, data: '{}', search: '' })),
        ],
      }
    },
  },
  {
    fault: 'answers a record for each row that it erases',
    rules: ['S-73'],
    breaking: (store) => ({
      erase: async (tenant, subject) => {
        const keys = await store.erase(tenant, subject)
        return [...keys, ...keys]
      },
    }),
  },
  {
    fault: 'makes its tables anew at each migration',
    rules: ['S-74'],
    breaking: () => {
      let current = memoryStore()
      return {
        migrate: async () => {
          current = memoryStore()
        },
        commit: (changes) => current.commit(changes),
        load: (wanted) => current.load(wanted),
        reserveNumbers: (tenant, series, count) => current.reserveNumbers(tenant, series, count),
      }
    },
  },
  {
    fault: 'counts time in seconds',
    rules: ['S-75'],
    breaking: () => ({ ping: async () => ({ now: 1_700_000_000, schema: 1 }) }),
  },
  {
    fault: 'opens data of its own each time',
    rules: ['S-76', 'S-80'],
    breaking: () => ({}),
    reopen: async () => memoryStore(),
  },
  {
    fault: 'keeps its numbers in the process',
    rules: ['S-80'],
    breaking: (store) => {
      let next = 1
      return {
        close() {
          next = 1
          return store.close()
        },
        async reserveNumbers(_tenant, _series, count) {
          next += count
          return next - count
        },
      }
    },
  },
  {
    fault: 'goes on after it was closed',
    rules: ['S-77'],
    breaking: () => ({ close: async () => {} }),
  },
]
