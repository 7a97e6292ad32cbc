import type { RecordKey } from '../../domain/level.ts'
import type { PersonalRow } from '../../domain/record.ts'
import { equal, ok } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, HOSTILE, keyOf, T, TENANT } from './samples.ts'

/** Sets a value somewhere inside of another, if that lets itself be changed. */
function deface(value: unknown, member: string, to: unknown): void {
  if (typeof value === 'object' && value !== null) Reflect.set(value, member, to)
}

export const recordRules: readonly StoreRule[] = [
  rule('S-01', 'a record comes back as it was stored, with all its columns', async ({ store }) => {
    const change = fullChange('r1')
    await commitAll(store, change)
    equal(await store.load([{ key: change.record.key }]), [change.record], 'load answers the record that was committed')
    const found = await store.find({ tenant: TENANT })
    equal(found.items, [change.record], 'find answers the record that was committed')
  }),

  rule('S-02', 'what a later commit leaves out of a record is gone from it', async ({ store }) => {
    await commitAll(store, fullChange('r1'))
    const bare = changeOf('r1', { basedOn: 2 })
    await commitAll(store, bare)
    equal(await store.load([{ key: keyOf('r1') }]), [bare.record], 'nothing of the columns before is left')
  }),

  rule('S-03', 'load answers in the order asked for, and nothing where there is no record', async ({ store }) => {
    const [a, b, cause] = [changeOf('a'), changeOf('b'), changeOf('a', { kind: 'cause' })]
    await commitAll(store, a, b, cause)
    equal(
      await store.load([
        { key: keyOf('b') },
        { key: keyOf('nobody') },
        { key: keyOf('a', { kind: 'cause' }) },
        { key: keyOf('b', { kind: 'incident' }) },
        { key: keyOf('a') },
        { key: keyOf('b') },
      ]),
      [b.record, undefined, cause.record, undefined, a.record, b.record],
      'each place holds the record of its key, or nothing',
    )
    equal(await store.load([]), [], 'nothing asked, nothing answered')
  }),

  rule('S-04', 'load answers `unchanged` only where the seq is still the one known', async ({ store }) => {
    const second = changeOf('a', { basedOn: 1 })
    await commitAll(store, changeOf('a'))
    await commitAll(store, second)
    const key = keyOf('a')
    equal(
      await store.load([
        { key, unlessSeq: 2 },
        { key, unlessSeq: 1 },
        { key, unlessSeq: 3 },
        { key: keyOf('b'), unlessSeq: 1 },
      ]),
      ['unchanged', second.record, second.record, undefined],
      'only the current seq is unchanged',
    )
  }),

  rule('S-05', 'changing afterwards what was handed in changes nothing stored', async ({ store }) => {
    const change = fullChange('r1')
    const kept = structuredClone(change)
    await commitAll(store, change)
    deface(change.record, 'state', 'defaced')
    deface(change.record.key, 'id', 'defaced')
    deface(change.record.policy, 'id', 'defaced')
    deface(change.record.columns, 'owner', 'defaced')
    deface(change.entries[0], 'body', 'defaced')
    deface(change.personal[0], 'data', 'defaced')
    deface(change.clocks[0], 'state', 'cancelled')
    deface(change.links[0]?.to, 'id', 'defaced')
    deface(change.messages[2]?.content, 'kind', 'defaced')
    deface(change.messages[0]?.content, 'params', {})
    const key = keyOf('r1')
    equal(await store.load([{ key }]), [kept.record], 'the record is as committed')
    equal((await store.entries({ key })).items, kept.entries, 'the entries are as committed')
    equal((await store.personal([key]))[0], kept.personal[0], 'the personal data are as committed')
    ok(
      (await store.clocks([key])).every(({ state }) => state !== 'cancelled'),
      'the clock rows are as committed',
    )
    equal(await store.links(key), kept.links, 'the links are as committed')
    const claimed = await store.claimMessages(T + 1_000, 10, 1_000)
    equal(
      claimed.items.map(({ item }) => item),
      kept.messages,
      'the messages are as committed',
    )
  }),

  rule('S-06', 'changing what was answered changes nothing stored', async ({ store }) => {
    const change = fullChange('r1')
    const kept = structuredClone(change)
    await commitAll(store, change)
    const key = keyOf('r1')
    const [record] = await store.load([{ key }])
    if (typeof record === 'object') {
      deface(record, 'state', 'defaced')
      deface(record.columns, 'owner', 'defaced')
      deface(record.policy, 'id', 'defaced')
      deface(record.key, 'id', 'defaced')
    }
    const entries = await store.entries({ key })
    deface(entries.items[0], 'body', 'defaced')
    deface(entries.items, 'length', 0)
    deface((await store.personal([key]))[0], 'data', 'defaced')
    deface((await store.links(key))[0], 'rel', 'defaced')
    deface(await store.links(key), 'length', 0)
    for (const row of await store.clocks([key])) deface(row, 'state', 'cancelled')
    for (const { content } of (await store.messages({ tenant: TENANT })).items) deface(content, 'params', {})
    for (const { item } of (await store.claimDue(T + 1, 10, 1)).items) deface(item.columns, 'owner', 'defaced')

    equal(await store.load([{ key }]), [kept.record], 'the record is as committed')
    equal((await store.entries({ key })).items, kept.entries, 'the entries are as committed')
    equal((await store.personal([key]))[0], kept.personal[0], 'the personal data are as committed')
    equal(await store.links(key), kept.links, 'the links are as committed')
    ok(
      (await store.clocks([key])).every(({ state }) => state !== 'cancelled'),
      'the clock rows are as committed',
    )
    const claimed = await store.claimMessages(T + 1_000, 10, 1_000)
    equal(
      claimed.items.map(({ item }) => item),
      kept.messages,
      'the messages are as committed',
    )
  }),

  rule('S-07', 'texts come back unharmed: quotes, NUL, 4-byte UTF-8, 64 KiB + 1', async ({ store }) => {
    for (const [i, text] of HOSTILE.entries()) {
      // Ids hold no control characters and data are JSON, which writes NUL as an escape: as the engine makes them.
      const id = `${i} ${[...text]
        .filter((sign) => sign > '\u001f')
        .slice(0, 60)
        .join('')}`
      const json = JSON.stringify({ text })
      const change = changeOf(id, {
        commandId: `c ${id}`,
        state: json,
        columns: { owner: id, category: id },
        personal: [{ subject: id, data: json, search: text }],
        clocks: [{ clock: id, subject: id }],
        links: [{ from: keyOf(id), rel: id, to: keyOf(`${id} to`), at: T }],
        messages: [
          {
            key: `m ${id}`,
            lane: id,
            content: { kind: 'delivery', recipient: id, channel: 'mail', template: id, params: { text }, notice: id },
          },
        ],
      })
      await commitAll(store, change)
      const { key } = change.record
      equal(await store.load([{ key }]), [change.record], `the record of text ${i}`)
      equal((await store.entries({ key })).items, change.entries, `the entries of text ${i}`)
      equal(
        (await store.entries({ tenant: TENANT, commandId: `c ${id}` })).items,
        change.entries,
        `the entry by the command id of text ${i}`,
      )
      equal((await store.personal([key])).map(withoutNul), change.personal.map(withoutNul), `the data of text ${i}`)
      equal(await store.clocks([key]), change.clocks, `the clock rows of text ${i}`)
      equal(await store.links(key), change.links, `the links of text ${i}`)
      const { items } = await store.claimMessages(T, 1, 1_000)
      equal(
        items.map(({ item }) => item),
        change.messages,
        `the message of text ${i}`,
      )
      const lease = items[0]?.lease ?? ''
      await store.reportMessages([{ tenant: TENANT, key: `m ${id}`, lease, at: T, result: 'dead', error: text }])
      const [listed] = (await store.messages({ tenant: TENANT, record: key })).items
      equal(withoutNulText(listed?.lastError), withoutNulText(text), `the error of text ${i}`)
      const words = [...(text.split('\u0000')[0] ?? '')].slice(-10).join('')
      const found = await store.find({ tenant: TENANT, owner: [id], text: words })
      equal(found.items, [change.record], `the record found by text ${i}`)
      equal(await store.erase(TENANT, id), [key], `the subject of text ${i} erased`)
    }
  }),

  rule('S-08', 'ids that only look alike are different records', async ({ store }) => {
    const ids = ['a', 'A', 'a ', ' a', '\u00e4', 'a\u0308', 'ａ', 'a\u200b', '%', '_']
    const changes = ids.map((id) =>
      changeOf(id, { commandId: id, messages: [{ key: id }], personal: [{ subject: id }] }),
    )
    await commitAll(store, ...changes)
    equal(
      await store.load(ids.map((id) => ({ key: keyOf(id) }))),
      changes.map(({ record }) => record),
      'each id has its own record',
    )
    equal(await store.erase(TENANT, 'a'), [keyOf('a')], 'a subject is not another that looks like it')
  }),

  rule('S-09', 'tenants never meet, though all their ids are the same', async ({ store }) => {
    const other = 'tenant-2'
    const to = (tenant: string): RecordKey => keyOf('b', { tenant })
    const changes = [TENANT, other].map((tenant) =>
      changeOf('a', {
        tenant,
        commandId: 'c',
        wakeAt: T,
        state: `{"of":"${tenant}"}`,
        columns: { owner: 'agent-1' },
        personal: [{ subject: 's', data: `{"of":"${tenant}"}`, search: tenant }],
        clocks: [{ clock: 'k', obligation: tenant }],
        links: [{ from: keyOf('a', { tenant }), rel: tenant, to: to(tenant), at: T }],
        messages: [{ key: 'm', lane: 'l', sendAt: tenant === TENANT ? T + 2 : T + 1 }],
      }),
    )
    await commitAll(store, ...changes)
    for (const change of changes) {
      const { key } = change.record
      const { tenant } = key
      equal(await store.load([{ key }]), [change.record], 'load')
      equal((await store.entries({ key })).items, change.entries, 'entries of a record')
      equal((await store.entries({ tenant })).items, change.entries, 'entries of a tenant')
      equal((await store.entries({ tenant, commandId: 'c' })).items, change.entries, 'entry of a command id')
      equal((await store.find({ tenant, owner: ['agent-1'] })).items, [change.record], 'find')
      equal((await store.find({ tenant, text: 'tenant' })).items, [change.record], 'find by text')
      equal((await store.find({ tenant, linkedTo: { rel: tenant, to: to(tenant) } })).items, [change.record], 'links')
      equal(await store.count({ tenant }), { total: 1 }, 'count')
      equal(await store.clocks([key]), change.clocks, 'clock rows')
      equal(await store.links(key), change.links, 'links of a record')
      equal(await store.personal([key]), change.personal, 'personal data')
      equal((await store.messages({ tenant })).items.length, 1, 'messages')
    }
    equal(
      (await store.find({ tenant: TENANT, linkedTo: { rel: other, to: to(other) } })).items,
      [],
      'no link leads into another tenant',
    )
    const messages = await store.claimMessages(T + 5, 10, 1_000)
    equal(
      messages.items.map(({ item }) => item.record.tenant),
      [other, TENANT],
      'a lane of one tenant holds up no other',
    )
    const [first, second] = messages.items
    ok(first !== undefined && second !== undefined, 'both are claimed')
    const wrong = { tenant: TENANT, key: 'm', lease: first.lease, at: T + 6, result: 'delivered' } as const
    equal(await store.reportMessages([wrong]), [{ key: 'm', stale: true }], 'a lease is good in its own tenant only')
    equal(
      await store.renewMessages([{ tenant: other, key: 'm', lease: first.lease }], T + 9_000),
      [{ tenant: other, key: 'm' }],
      'a renewal names its tenant',
    )
    const dead = { key: 'm', at: T + 6, result: 'dead', error: 'e' } as const
    await store.reportMessages([
      { ...dead, tenant: other, lease: first.lease },
      { ...dead, tenant: TENANT, lease: second.lease },
    ])
    equal(await store.redeliver(other, ['m'], T), 1, 'only the message of the tenant is sent again')
    equal((await store.messages({ tenant: TENANT, state: 'dead' })).items.length, 1, 'the other stays dead')
    const due = await store.claimDue(T, 10, 1_000)
    for (const { item, lease } of due.items) {
      const isOther = item.key.tenant === other
      await store.deferDue([{ key: item.key, lease, until: T + 50, error: isOther ? 'theirs' : 'ours' }])
    }
    equal(
      (await store.deferred(other, 10)).map(({ error }) => error),
      ['theirs'],
      'deferred records are listed for their tenant',
    )
    equal(await store.erase(other, 's'), [keyOf('a', { tenant: other })], 'erasure answers records of its tenant')
    equal((await store.personal([keyOf('a')])).length, 1, 'erasure leaves other tenants alone')
  }),
]

// Not every database has NUL in texts: where people's words are kept only to be searched or shown, it may be dropped.
const withoutNulText = (text: string | undefined): string | undefined => text?.replaceAll('\u0000', '')

const withoutNul = (row: PersonalRow): PersonalRow => ({ ...row, search: row.search.replaceAll('\u0000', '') })
