import type { HistoryEntry } from '../../domain/record.ts'
import { equal, failsWith } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, keyOf, T, TENANT } from './samples.ts'

export const historyRules: readonly StoreRule[] = [
  rule('S-24', 'the entries of a record come back whole and in order of seq', async ({ store }) => {
    const changes = [fullChange('a'), changeOf('a', { basedOn: 2, entries: 10, at: T + 1 }), changeOf('b')]
    for (const change of changes) await commitAll(store, change)
    const all = [...(changes[0]?.entries ?? []), ...(changes[1]?.entries ?? [])]
    const key = keyOf('a')
    equal(await store.entries({ key }), { items: all }, 'all')
    equal(await store.entries({ key, afterSeq: 9 }), { items: all.slice(9) }, 'after the ninth')
    equal(await store.entries({ key, afterSeq: 12 }), { items: [] }, 'after the last')
    equal(await store.entries({ key: keyOf('nobody') }), { items: [] }, 'of no record')
  }),

  rule('S-25', 'the entries of a record can be read page by page', async ({ store }) => {
    const change = changeOf('a', { entries: 12 })
    await commitAll(store, change, changeOf('b'))
    const read: HistoryEntry[] = []
    for (let pages = 1; ; pages++) {
      const page = await store.entries({ key: keyOf('a'), afterSeq: read.at(-1)?.seq ?? 0, limit: 5 })
      read.push(...page.items)
      if (page.next !== undefined && pages < 5) continue
      equal(pages, 3, 'pages of 12 entries by 5')
      break
    }
    equal(read, change.entries, 'each entry once')
    equal(
      (await store.entries({ key: keyOf('a'), limit: 12 })).next,
      undefined,
      'a page that holds the last has no next',
    )
    for (const limit of [0, -1, 1.5, Number.NaN, 5_001]) {
      await failsWith('QUERY_INVALID', () => store.entries({ key: keyOf('a'), limit }), `a limit of ${limit}`)
    }
  }),

  rule('S-26', "a tenant's entries come by kind, id and seq, each once over all pages", async ({ store }) => {
    const changes = [
      changeOf('2', { entries: 3 }),
      changeOf('1', { kind: 'incident' }),
      changeOf('1', { entries: 2 }),
      changeOf('3', { kind: 'cause', entries: 4 }),
      changeOf('10', { entries: 1 }),
      changeOf('4', { tenant: 'tenant-2' }),
    ]
    await commitAll(store, ...changes)
    const read: string[] = []
    let after: string | undefined
    do {
      const page = await store.entries({ tenant: TENANT, limit: 2, ...(after === undefined ? {} : { after }) })
      read.push(...page.items.map(({ key, seq }) => `${key.kind}/${key.id}/${seq}`))
      after = page.next
    } while (after !== undefined && read.length < 50)
    equal(
      read,
      [
        ...[1, 2, 3, 4].map((seq) => `cause/3/${seq}`),
        'complaint/1/1',
        'complaint/1/2',
        'complaint/10/1',
        ...[1, 2, 3].map((seq) => `complaint/2/${seq}`),
        'incident/1/1',
      ],
      'the order over all pages',
    )
    await failsWith('QUERY_INVALID', () => store.entries({ tenant: TENANT, after: 'x' }), 'no cursor')
  }),

  rule('S-27', 'an entry is found by its command id', async ({ store }) => {
    const change = changeOf('a', { entries: 3, commandId: 'c-1' })
    await commitAll(store, change)
    equal(await store.entries({ tenant: TENANT, commandId: 'c-1' }), { items: change.entries.slice(2) }, 'the entry')
    equal(await store.entries({ tenant: TENANT, commandId: 'c-2' }), { items: [] }, 'no such command')
    equal(await store.entries({ tenant: 'tenant-2', commandId: 'c-1' }), { items: [] }, 'not of this tenant')
  }),
]
