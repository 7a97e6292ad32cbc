import type { StoredRecord } from '../../../src/domain/record.ts'
import type { Query } from '../../../src/stores/contract.ts'
import { altering, type BrokenStore, querying, without } from './broken-store.ts'

const CONDITIONS = [
  'kind',
  'policy',
  'number',
  'externalRef',
  'status',
  'level',
  'rung',
  'severity',
  'category',
  'owner',
  'worker',
  'unit',
  'customer',
  'major',
  'confidentiality',
] as const satisfies readonly (keyof Query)[]

export const queryBreaks: readonly BrokenStore[] = [
  ...CONDITIONS.map(
    (name): BrokenStore => ({
      fault: `does not look at ${name}`,
      rules: ['S-55'],
      breaking: (store) => querying(store, (query) => without(query, name)),
    }),
  ),
  {
    fault: 'looks at the first value of a list only',
    rules: ['S-55'],
    breaking: (store) =>
      querying(store, (query) => (query.owner === undefined ? query : { ...query, owner: query.owner.slice(0, 1) })),
  },
  {
    fault: 'takes an empty list for no condition',
    rules: ['S-56'],
    breaking: (store) =>
      querying(store, (query) => {
        const given = Object.entries(query).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
        return { ...Object.fromEntries(given), tenant: query.tenant }
      }),
  },
  {
    fault: 'looks at one condition of several',
    rules: ['S-57'],
    breaking: (store) =>
      querying(store, (query) => (query.owner === undefined ? query : { tenant: query.tenant, owner: query.owner })),
  },
  {
    fault: 'takes a due instant for overdue',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) =>
        query.dueBefore === undefined ? query : { ...query, dueBefore: query.dueBefore + 1 },
      ),
  },
  {
    fault: 'takes what is never due for not in time',
    rules: ['S-58'],
    breaking: (store) => ({
      find: async (query) => {
        const page = await store.find(query)
        if (query.notDueBefore === undefined) return page
        return { ...page, items: page.items.filter(({ columns }) => columns.nextDueAt !== undefined) }
      },
    }),
  },
  {
    fault: 'leaves out what was opened at the first instant',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) =>
        query.openedFrom === undefined ? query : { ...query, openedFrom: query.openedFrom + 1 },
      ),
  },
  {
    fault: 'takes in what was opened at the last instant',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) => (query.openedTo === undefined ? query : { ...query, openedTo: query.openedTo + 1 })),
  },
  {
    fault: 'lists first what is never due',
    rules: ['S-59'],
    breaking: (store) => ({
      find: async (query) => {
        const page = await store.find(query)
        if (query.order !== 'nextDue') return page
        const isDue = (record: StoredRecord): boolean => record.columns.nextDueAt !== undefined
        return { ...page, items: [...page.items.filter((one) => !isDue(one)), ...page.items.filter(isDue)] }
      },
    }),
  },
  {
    fault: 'takes a high number for a high priority',
    rules: ['S-59'],
    breaking: (store) =>
      altering(store, (change) => {
        const { priority, ...columns } = change.record.columns
        if (priority === undefined) return change
        return { ...change, record: { ...change.record, columns: { ...columns, priority: -priority } } }
      }),
  },
  {
    fault: 'goes on after all that have the same instant',
    rules: ['S-60'],
    breaking: (store) => {
      const lasts = new Map<string, number>()
      return {
        find: async (query) => {
          const page = await store.find(query)
          const last = page.items.at(-1)
          if (page.next !== undefined && last !== undefined) lasts.set(page.next, last.columns.openedAt)
          const seen = query.after === undefined ? undefined : lasts.get(query.after)
          return { ...page, items: page.items.filter(({ columns }) => columns.openedAt !== seen) }
        },
      }
    },
  },
  {
    fault: 'pages by counting rows',
    rules: ['S-61', 'S-62'],
    breaking: (store) => ({
      find: async (query) => {
        const { after, limit = 50, ...rest } = query
        const start = Number(after ?? 0)
        const { items } = await store.find({ ...rest, limit: 500 })
        const page = { items: items.slice(start, start + limit) }
        return items.length > start + limit ? { ...page, next: String(start + limit) } : page
      },
    }),
  },
  {
    fault: 'starts again at a cursor that it cannot read',
    rules: ['S-62'],
    breaking: (store) => ({
      find: (query) => store.find(query).catch(() => store.find(without(query, 'after'))),
    }),
  },
  {
    fault: 'goes on with its list at the cursor of another',
    rules: ['S-62'],
    breaking: (store) => {
      const lists = new Map<string, Query>()
      return {
        find: async (query) => {
          const { after } = query
          const list = after === undefined ? undefined : lists.get(after)
          const isAlike = list !== undefined && list.tenant === query.tenant && list.order === query.order
          const page = await store.find(isAlike && after !== undefined ? { ...list, after } : query)
          if (page.next !== undefined) lists.set(page.next, query)
          return page
        },
      }
    },
  },
  {
    fault: 'holds a cursor to the size of the first page',
    rules: ['S-62'],
    breaking: (store) => {
      const sizes = new Map<string, number | undefined>()
      return {
        find: async (query) => {
          const isOther = query.after !== undefined && sizes.get(query.after) !== query.limit
          const page = await store.find(isOther ? { ...query, after: 'x' } : query)
          if (page.next !== undefined) sizes.set(page.next, query.limit)
          return page
        },
      }
    },
  },
  {
    fault: 'takes an instant that is none for no bound',
    rules: ['S-63'],
    breaking: (store) =>
      querying(store, (query) =>
        query.openedTo === undefined || Number.isInteger(query.openedTo) ? query : without(query, 'openedTo'),
      ),
  },
  {
    fault: 'bends a limit that is out of bounds',
    rules: ['S-63'],
    breaking: (store) =>
      querying(store, (query) =>
        query.limit === undefined
          ? query
          : { ...query, limit: Math.min(500, Math.max(1, Math.trunc(query.limit) || 50)) },
      ),
  },
  {
    fault: 'shows everything to everybody',
    rules: ['S-64'],
    breaking: (store) => querying(store, (query) => without(query, 'visibleTo')),
  },
  {
    fault: 'counts what the reader may not see',
    rules: ['S-64'],
    breaking: (store) => ({ count: (query, by) => store.count(without(query, 'visibleTo'), by) }),
  },
  {
    fault: 'shows everything to somebody who may see nothing',
    rules: ['S-64'],
    breaking: (store) =>
      querying(store, (query) =>
        Object.values(query.visibleTo ?? {}).flat().length === 0 ? without(query, 'visibleTo') : query,
      ),
  },
  {
    fault: 'takes who works on a complaint for who made it',
    rules: ['S-64'],
    breaking: (store) =>
      querying(store, (query) => {
        const { visibleTo } = query
        if (visibleTo === undefined) return query
        return { ...query, visibleTo: { ...visibleTo, customers: [...visibleTo.customers, ...visibleTo.persons] } }
      }),
  },
  {
    fault: 'finds by links from either end',
    rules: ['S-65'],
    breaking: (store) => ({
      find: async (query) => {
        const page = await store.find(query)
        if (query.linkedTo === undefined) return page
        const links = await store.links(query.linkedTo.to)
        const ends = links.filter(({ rel }) => rel === query.linkedTo?.rel).map(({ to }) => ({ key: to }))
        const others = (await store.load(ends)).filter((record) => typeof record === 'object')
        return { ...page, items: [...page.items, ...others] }
      },
    }),
  },
  {
    fault: 'does not look at links',
    rules: ['S-65'],
    breaking: (store) => querying(store, (query) => without(query, 'linkedTo')),
  },
  {
    fault: 'takes a percent sign for any text',
    rules: ['S-66'],
    breaking: (store) => querying(store, (query) => (query.text === '%' ? without(query, 'text') : query)),
  },
  {
    fault: 'finds whole words only',
    rules: ['S-66'],
    breaking: (store) =>
      altering(store, (change) => ({
        ...change,
        personal: change.personal.map((row) => ({ ...row, search: row.search.split(' ').join('\n') })),
      })),
  },
  {
    fault: 'does not count what has no value',
    rules: ['S-67'],
    breaking: (store) => ({
      count: async (query, by) =>
        Object.fromEntries(Object.entries(await store.count(query, by)).filter(([value]) => value !== '')),
    }),
  },
  {
    fault: 'counts a page',
    rules: ['S-67'],
    breaking: (store) => ({
      count: async (query, by) =>
        by === undefined ? { total: (await store.find(query)).items.length } : store.count(query, by),
    }),
  },
  {
    fault: 'fails on a NUL in a value',
    rules: ['S-78'],
    breaking: (store) =>
      querying(store, (query) => {
        if (JSON.stringify(query).includes('\\u0000')) throw new Error('invalid byte sequence')
        return query
      }),
  },
  {
    fault: 'lets a quote end the value',
    rules: ['S-78'],
    breaking: (store) =>
      querying(store, (query) => (query.owner?.some((one) => one.includes("'")) ? without(query, 'owner') : query)),
  },
]
