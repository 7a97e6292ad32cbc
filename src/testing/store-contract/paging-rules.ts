import type { Query } from '../../stores/contract.ts'
import { equal, failsWith, ok, sameItems } from '../assert.ts'
import { allPages, commitSamples, idsFound } from './query-samples.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, type SampleOptions, T, TENANT } from './samples.ts'

const ORDERS = ['newest', 'oldest', 'nextDue', 'priority'] as const

/** The order of lists, and their pages. */
export const pagingRules: readonly StoreRule[] = [
  rule(
    'S-59',
    'lists come newest, oldest, next due or by priority; what has no place comes last',
    async ({ store }) => {
      await commitAll(
        store,
        changeOf('a', { columns: { openedAt: T + 1, nextDueAt: T + 30, priority: 19_999 } }),
        changeOf('b', { columns: { openedAt: T + 4, priority: 0 } }),
        changeOf('c', { columns: { openedAt: T + 3, nextDueAt: T + 10 } }),
        changeOf('d', { columns: { openedAt: T + 2, nextDueAt: T + 20, priority: 100 } }),
      )
      equal((await idsFound(store, {})).join(''), 'bcda', 'newest, when nothing is said')
      equal((await idsFound(store, { order: 'newest' })).join(''), 'bcda', 'newest')
      equal((await idsFound(store, { order: 'oldest' })).join(''), 'adcb', 'oldest')
      equal((await idsFound(store, { order: 'nextDue' })).join(''), 'cdab', 'next due')
      equal((await idsFound(store, { order: 'priority' })).join(''), 'bdac', 'priority')
      const due = { dueBefore: T + 25 }
      equal((await idsFound(store, { ...due, order: 'priority' })).join(''), 'dc', 'what is due, by priority')
    },
  ),

  rule('S-60', 'page by page each record comes once, in every order, however many are alike', async ({ store }) => {
    const ids = Array.from({ length: 23 }, (_, i) => `r${String(i).padStart(2, '0')}`)
    await commitAll(
      store,
      ...ids.map((id, i) =>
        changeOf(id, {
          kind: i % 5 === 0 ? 'cause' : 'complaint',
          columns: { openedAt: T + (i % 3), ...(i % 4 === 0 ? {} : { nextDueAt: T + (i % 2), priority: i % 2 }) },
        }),
      ),
    )
    for (const order of ORDERS) {
      for (const limit of [1, 4, 22, 23, 24]) {
        sameItems(await allPages(store, { order, limit }), ids, `all pages of ${limit}, ${order}`)
      }
    }
    equal((await store.find({ tenant: TENANT, limit: 23 })).next, undefined, 'a page that holds the last has no next')
    const first = await store.find({ tenant: TENANT, limit: 22 })
    ok(first.next !== undefined, 'a page that does not hold the last has a next')
  }),

  rule('S-61', 'what is written between two pages neither doubles nor hides what was there', async ({ store }) => {
    const ids = Array.from({ length: 12 }, (_, i) => `r${String(i).padStart(2, '0')}`)
    for (const order of ORDERS) {
      const named = ids.map((id) => `${order} ${id}`)
      const placed = (place: number): NonNullable<SampleOptions['columns']> => ({
        ...{ category: order, openedAt: T + place, nextDueAt: T + place, priority: place },
      })
      await commitAll(store, ...named.map((id, i) => changeOf(id, { columns: placed(i * 10) })))
      const read = await allPages(store, { order, limit: 3, category: [order] }, async (page) => {
        await commitAll(store, changeOf(`${order} new ${page}`, { columns: placed(page * 10 + 5) }))
        // A record that was read already and changes, though not its place.
        const i = order === 'newest' ? 11 : 0
        const known = changeOf(named[i] ?? '', {
          basedOn: page,
          columns: { ...placed(i * 10), owner: `agent-${page}` },
        })
        await commitAll(store, known)
      })
      equal(new Set(read).size, read.length, `nothing comes twice, ${order}`)
      sameItems(
        read.filter((id) => !id.includes('new ')),
        named,
        `nothing is missing, ${order}`,
      )
    }
  }),

  rule('S-62', 'a cursor that was tampered with or belongs to another list is refused', async ({ store }) => {
    await commitSamples(store)
    const { next } = await store.find({ tenant: TENANT, limit: 2, order: 'oldest' })
    ok(next !== undefined, 'there is a next page')
    const bad = ['', 'x', '0', '[]', `${next}x`, next.slice(0, -3), next.toUpperCase(), [...next].reverse().join('')]
    for (const after of bad) {
      await failsWith('QUERY_INVALID', () => store.find({ tenant: TENANT, order: 'oldest', after }), `cursor ${after}`)
    }
    const others: Readonly<Record<string, Partial<Query>>> = {
      order: { order: 'nextDue' },
      tenant: { tenant: 'x' },
      owner: { owner: ['agent-1'] },
      sight: { visibleTo: { persons: ['agent-1'], customers: [], units: [] } },
    }
    for (const [what, other] of Object.entries(others)) {
      const query: Query = { tenant: TENANT, order: 'oldest', after: next, ...other }
      await failsWith('QUERY_INVALID', () => store.find(query), `another ${what}`)
    }
    const rest = { order: 'oldest', after: next, limit: 1, notDueBefore: T } as const
    equal(await idsFound(store, rest), ['c'], 'pages may differ in their size, and in when one asks what is due')
    await failsWith('QUERY_INVALID', () => store.messages({ tenant: TENANT, after: next }), 'another kind of list')
  }),
]
