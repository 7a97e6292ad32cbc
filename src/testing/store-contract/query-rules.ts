import type { Store } from '../../stores/contract.ts'
import { equal, failsWith, sameItems } from '../assert.ts'
import { allPages, type Conditions, commitSamples, idsFound } from './query-samples.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, HOSTILE, keyOf, T, TENANT } from './samples.ts'

/** Conditions and whom they find, oldest first. */
const FINDS: readonly (readonly [Conditions, string])[] = [
  [{}, 'abcd'],
  [{ kind: 'complaint' }, 'ab'],
  [{ kind: 'cause' }, 'c'],
  [{ kind: 'incident' }, 'd'],
  [{ policy: ['lenovo'] }, 'a'],
  [{ policy: ['lenovo', 'tietong', 'none'] }, 'ab'],
  [{ number: 'N-2' }, 'b'],
  [{ number: 'N-' }, ''],
  [{ externalRef: 'CRM-1' }, 'a'],
  [{ status: ['closed'] }, 'b'],
  [{ status: ['intake', 'archived'] }, 'cd'],
  [{ level: ['customerInterface'] }, 'a'],
  [{ level: ['customerInterface', 'accountability'] }, 'ab'],
  [{ rung: ['department'] }, 'b'],
  [{ severity: ['grave', 'slight'] }, 'ab'],
  [{ severity: ['slight'] }, 'b'],
  [{ category: ['service'] }, 'a'],
  [{ owner: ['agent-1'] }, 'ad'],
  [{ owner: ['agent-1', 'agent-2'] }, 'abd'],
  [{ owner: ['Agent-1'] }, ''],
  [{ worker: ['agent-1'] }, 'b'],
  [{ unit: ['station-1', 'station-2'] }, 'ab'],
  [{ unit: ['station-2'] }, 'b'],
  [{ customer: ['customer-1'] }, 'a'],
  [{ confidentiality: ['confidential'] }, 'a'],
  [{ confidentiality: ['confidential', 'named'] }, 'abcd'],
  [{ major: true }, 'a'],
  [{ major: false }, 'bcd'],
]

export const queryRules: readonly StoreRule[] = [
  rule('S-55', 'each condition of a query finds what it says, a list any of its values', async ({ store }) => {
    await commitSamples(store)
    for (const [conditions, ids] of FINDS) {
      const what = `found by ${JSON.stringify(conditions)}`
      equal((await idsFound(store, { ...conditions, order: 'oldest' })).join(''), ids, what)
      equal(await store.count({ tenant: TENANT, ...conditions }), { total: ids.length }, `counted: ${what}`)
    }
  }),

  rule('S-56', 'an empty list of values matches nothing', async ({ store }) => {
    await commitSamples(store)
    const names = ['policy', 'status', 'level', 'rung', 'severity', 'category', 'owner', 'worker', 'unit', 'customer']
    for (const name of [...names, 'confidentiality'])
      equal(await idsFound(store, { [name]: [] }), [], `found by an empty ${name}`)
  }),

  rule('S-57', 'conditions hold together', async ({ store }) => {
    await commitSamples(store)
    equal(await idsFound(store, { owner: ['agent-1'], kind: 'complaint' }), ['a'], 'owner and kind')
    equal(
      await idsFound(store, { owner: ['agent-1'], status: ['archived'], policy: ['lenovo'] }),
      [],
      'three that clash',
    )
    equal(
      await idsFound(store, { owner: ['agent-2'], worker: ['agent-1'], major: false, dueBefore: T + 21 }),
      ['b'],
      'four that fit',
    )
  }),

  rule(
    'S-58',
    'bounds in time: due before and opened to are exclusive, not due before and opened from are not',
    async ({ store }) => {
      await commitSamples(store)
      const found = (conditions: Conditions): Promise<readonly string[]> =>
        idsFound(store, { ...conditions, order: 'oldest' })
      equal(await found({ dueBefore: T + 20 }), ['a'], 'due before an instant; what has none is not due')
      equal(await found({ dueBefore: T + 21 }), ['a', 'b'], 'due a moment later')
      equal(await found({ notDueBefore: T + 20 }), ['b', 'c', 'd'], 'not due before an instant, or not due at all')
      equal(await found({ notDueBefore: T + 21 }), ['c', 'd'], 'not due before a moment later')
      equal(await found({ notDueBefore: T + 11, dueBefore: T + 30 }), ['b'], 'due between')
      equal(await found({ openedFrom: T + 2 }), ['b', 'c', 'd'], 'opened from')
      equal(await found({ openedTo: T + 2 }), ['a'], 'opened to')
      equal(await found({ openedFrom: T + 2, openedTo: T + 4 }), ['b', 'c'], 'opened between')
    },
  ),

  rule(
    'S-63',
    'a limit, an order, a state, a column or an instant that is none is refused; the limit is 50 when absent',
    async ({ store }) => {
      await commitAll(store, ...Array.from({ length: 52 }, (_, i) => changeOf(`r${i}`)))
      equal((await store.find({ tenant: TENANT })).items.length, 50, 'a page when nothing is said')
      equal((await store.find({ tenant: TENANT, limit: 500 })).items.length, 52, 'the largest page')
      for (const limit of [0, -1, 2.5, 501, Number.NaN, Number.POSITIVE_INFINITY]) {
        await failsWith('QUERY_INVALID', () => store.find({ tenant: TENANT, limit }), `a limit of ${limit}`)
      }
      for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 0.5]) {
        for (const name of ['dueBefore', 'notDueBefore', 'openedFrom', 'openedTo']) {
          await failsWith('QUERY_INVALID', () => store.count({ tenant: TENANT, [name]: at }), `${name} ${at}`)
        }
      }
      const owner = Array.from({ length: 1_001 }, (_, i) => `agent-${i}`)
      await failsWith('QUERY_INVALID', () => store.find({ tenant: TENANT, owner }), 'a list of 1,001 values')
      equal(await idsFound(store, { owner: owner.slice(1) }), [], 'a list of 1,000 values')
      // As plain JavaScript may call, with names that came from a URL.
      const call = (method: 'find' | 'count' | 'messages', ...values: readonly unknown[]): Promise<unknown> =>
        Reflect.apply(store[method], store, values)
      const query = { tenant: TENANT }
      await failsWith('QUERY_INVALID', () => call('find', { ...query, order: 'openedAt; --' }), 'no order')
      await failsWith('QUERY_INVALID', () => call('count', query, 'number, hash'), 'no column')
      await failsWith('QUERY_INVALID', () => call('messages', { ...query, state: "' OR '' = '" }), 'no state')
    },
  ),

  rule('S-64', 'who may see only some records finds and counts only these', async ({ store }) => {
    await commitSamples(store)
    const seen = async (
      persons: readonly string[],
      units: readonly string[],
      customers: readonly string[] = [],
    ): Promise<string> => {
      const visibleTo = { persons, customers, units }
      const ids = (await idsFound(store, { visibleTo, order: 'oldest' })).join('')
      equal(await store.count({ tenant: TENANT, visibleTo }), { total: ids.length }, 'as many are counted as found')
      return ids
    }
    equal(await seen(['agent-1'], []), 'abd', 'as owner or worker')
    equal(await seen(['agent-3'], []), 'a', 'as monitor')
    equal(await seen([], [], ['customer-2']), 'b', 'as the complainant')
    equal(await seen([], ['station-2']), 'b', 'by unit')
    equal(await seen(['agent-3', 'nobody'], ['station-2']), 'ab', 'by any of these')
    equal(await seen(['agent-3'], [], ['customer-2', 'nobody']), 'ab', 'as a person and as the complainant')
    equal(
      await seen(['station-1', 'customer-1'], ['agent-1'], ['agent-1']),
      '',
      'a person is no unit, nor a complainant',
    )
    equal(await seen([], []), '', 'nobody sees nothing')
    const visibleTo = { persons: ['agent-1'], customers: [], units: [] }
    equal(await idsFound(store, { visibleTo, worker: ['agent-1'] }), ['b'], 'together with other conditions')
    const grouped = await store.count({ tenant: TENANT, visibleTo }, 'owner')
    equal(grouped, { 'agent-1': 2, 'agent-2': 1 }, 'counted by a column')
  }),

  rule('S-65', 'records are found by what they are linked to, seen from themselves', async ({ store }) => {
    const cause = keyOf('cause-1', { kind: 'cause' })
    await commitAll(
      store,
      changeOf('a', { links: [{ from: keyOf('a'), rel: 'sharesCause', to: cause, at: T }] }),
      changeOf('b', { links: [{ from: keyOf('b'), rel: 'sharesCause', to: cause, at: T }] }),
      changeOf('c', { links: [{ from: keyOf('c'), rel: 'other', to: cause, at: T }] }),
      changeOf('d', { links: [{ from: keyOf('d'), rel: 'sharesCause', to: keyOf('cause-1'), at: T }] }),
      changeOf('cause-1', { kind: 'cause' }),
    )
    sameItems(await idsFound(store, { linkedTo: { rel: 'sharesCause', to: cause } }), ['a', 'b'], 'by relation and end')
    equal(await idsFound(store, { linkedTo: { rel: 'sharesCause', to: keyOf('a') } }), [], 'not from the other end')
    equal(await store.count({ tenant: TENANT, linkedTo: { rel: 'other', to: cause } }), { total: 1 }, 'counted')
    const paged = await allPages(store, { linkedTo: { rel: 'sharesCause', to: cause }, limit: 1 })
    sameItems(paged, ['a', 'b'], 'page by page')
  }),

  rule('S-66', 'text is found anywhere in the personal text, sign by sign', async ({ store }) => {
    await commitAll(
      store,
      changeOf('a', { personal: [{ subject: 's', search: 'floppy drive does not read 100%' }] }),
      changeOf('b', {
        personal: [
          { subject: 's', search: '软驱不读盘 a_b' },
          { subject: 't', search: 'second row' },
        ],
      }),
      changeOf('c'),
    )
    const found = async (text: string): Promise<string> => (await idsFound(store, { text, order: 'oldest' })).join('')
    equal(await found('drive does'), 'a', 'in the middle')
    equal(await found('不读'), 'b', 'without spaces between words')
    equal(await found('second'), 'b', 'in any row')
    equal(await found('%'), 'a', 'a percent sign is a percent sign')
    equal(await found('_'), 'b', 'an underscore is an underscore')
    equal(await found('drive reads'), '', 'only as it stands')
    equal(await store.count({ tenant: TENANT, text: 'row' }), { total: 1 }, 'counted')
  }),

  rule('S-67', 'counts are of all that matches, together or by a column', async ({ store }) => {
    await commitSamples(store)
    await commitAll(store, changeOf('e', { columns: { category: '__proto__', owner: 'agent-1' } }))
    const count = (by: Parameters<Store['count']>[1], conditions: Conditions = {}): Promise<Record<string, number>> =>
      store.count({ tenant: TENANT, ...conditions }, by)
    equal(await count(undefined, { limit: 1 }), { total: 5 }, 'all, whatever the limit')
    equal(await count('status'), { open: 2, closed: 1, intake: 1, archived: 1 }, 'by status')
    equal(await count('level'), { customerInterface: 1, accountability: 1, '': 3 }, "by level, '' where there is none")
    equal(await count('rung'), { frontline: 1, department: 1, '': 3 }, 'by rung')
    equal(await count('severity'), { grave: 1, slight: 1, '': 3 }, 'by severity')
    equal(await count('owner'), { 'agent-1': 3, 'agent-2': 1, '': 1 }, 'by owner')
    equal(await count('worker'), { 'agent-1': 1, 'agent-2': 1, '': 3 }, 'by worker')
    equal(await count('unit'), { 'station-1': 1, 'station-2': 1, '': 3 }, 'by unit')
    equal(await count('policy'), { lenovo: 1, tietong: 1, 'simple-flow': 3 }, 'by policy')
    const categories = Object.entries(await count('category'))
    sameItems(
      categories,
      [
        ['service', 1],
        ['product', 1],
        ['__proto__', 1],
        ['', 2],
      ],
      'by any category',
    )
    equal(await count('status', { owner: ['agent-1'] }), { open: 2, archived: 1 }, 'of what matches')
    equal(await store.count({ tenant: 'nobody' }), { total: 0 }, 'of nothing')
    equal(await store.count({ tenant: 'nobody' }, 'status'), {}, 'of nothing, by a column')
  }),

  rule('S-78', 'a value that is looked for is a value, whatever stands in it', async ({ store }) => {
    await commitSamples(store)
    for (const [i, text] of HOSTILE.entries()) {
      const to = keyOf(text)
      const conditions: readonly Conditions[] = [
        ...['number', 'externalRef', 'text'].map((name) => ({ [name]: text })),
        ...['policy', 'status', 'level', 'rung', 'severity', 'category', 'owner', 'worker', 'unit', 'customer'].map(
          (name) => ({ [name]: [text, 'nobody'] }),
        ),
        { linkedTo: { rel: text, to } },
        { linkedTo: { rel: 'sharesCause', to } },
        { visibleTo: { persons: [text], customers: [text], units: [text] } },
      ]
      for (const condition of conditions) {
        const what = `text ${i} as ${Object.keys(condition)[0]}`
        equal(await idsFound(store, condition), [], `found by ${what}`)
        equal(await store.count({ tenant: TENANT, ...condition }), { total: 0 }, `counted by ${what}`)
      }
      equal(await store.find({ tenant: text }), { items: [] }, `found of a tenant called text ${i}`)
      equal(await store.load([{ key: to }]), [undefined], `loaded by an id of text ${i}`)
      equal(await store.entries({ tenant: TENANT, commandId: text }), { items: [] }, `command id of text ${i}`)
      equal(await store.redeliver(TENANT, [text], T), 0, `redelivered by a key of text ${i}`)
      equal(await store.erase(TENANT, text), [], `erased by a subject of text ${i}`)
    }
  }),
]
