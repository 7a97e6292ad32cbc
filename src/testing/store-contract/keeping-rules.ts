import type { Store } from '../../stores/contract.ts'
import { equal, failsWith, ok, sameItems } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, keyOf, T, TENANT } from './samples.ts'

export const keepingRules: readonly StoreRule[] = [
  rule('S-68', 'links are found from both ends; one that exists stays as it is', async ({ store }) => {
    const link = { from: keyOf('a'), rel: 'duplicates', to: keyOf('b'), at: T }
    const other = { ...link, rel: 'mentions' }
    const back = { from: keyOf('b'), rel: 'duplicates', to: keyOf('a'), at: T }
    const self = { from: keyOf('c'), rel: 'mentions', to: keyOf('c'), at: T }
    await commitAll(store, changeOf('a', { links: [link, other] }), changeOf('c', { links: [self] }))
    await commitAll(
      store,
      changeOf('a', { basedOn: 1, links: [{ ...link, at: T + 9 }] }),
      changeOf('b', { links: [back] }),
    )
    sameItems(await store.links(keyOf('a')), [link, other, back], 'from the one end')
    sameItems(await store.links(keyOf('b')), [link, other, back], 'from the other')
    equal(await store.links(keyOf('c')), [self], 'a link to itself comes once')
    equal(await store.links(keyOf('a', { kind: 'cause' })), [], 'another kind has none')
  }),

  rule('S-69', 'a clock row replaces the one of its record and clock, and no other', async ({ store }) => {
    const running = { clock: 'k#1', dueAt: T + 5, subject: 'p' }
    await commitAll(
      store,
      changeOf('a', { clocks: [running, { clock: 'k#2', obligation: 'other' }] }),
      changeOf('b', { clocks: [running] }),
    )
    const [, second] = await store.clocks([keyOf('a')])
    ok(second !== undefined, 'both rows are there')
    const met = changeOf('a', { basedOn: 1, clocks: [{ clock: 'k#1', state: 'met', endedAt: T + 4 }] })
    await commitAll(store, met)
    const rows = await store.clocks([keyOf('a')])
    equal(rows.length, 2, 'no row is added')
    equal(
      rows.find(({ clock }) => clock === 'k#1'),
      met.clocks[0],
      'nothing of the old row is left',
    )
    equal(rows.find(({ clock }) => clock === 'k#2')?.obligation, 'other', 'the other clock is as it was')
    const both = await store.clocks([keyOf('b'), keyOf('a'), keyOf('nobody')])
    equal(both.length, 3, 'rows of all records asked for')
    equal(both.find(({ key }) => key.id === 'b')?.dueAt, T + 5, 'the other record is as it was')
  }),

  rule('S-70', 'numbers of a series count from 1 without gaps and are never given twice', async ({ store }) => {
    equal(await store.reserveNumbers(TENANT, '2023', 1), 1, 'the first')
    equal(await store.reserveNumbers(TENANT, '2023', 1), 2, 'the second')
    equal(await store.reserveNumbers(TENANT, '2023', 10), 3, 'ten at once: the first of them')
    equal(await store.reserveNumbers(TENANT, '2023', 1), 13, 'the one after the ten')
    const many = await Promise.all(Array.from({ length: 50 }, () => store.reserveNumbers(TENANT, '2023', 2)))
    sameItems(
      many,
      Array.from({ length: 50 }, (_, i) => 14 + 2 * i),
      'asked for at once',
    )
    for (const count of [0, -1, 1.5, Number.NaN]) {
      await failsWith('QUERY_INVALID', () => store.reserveNumbers(TENANT, '2023', count), `${count} numbers`)
    }
    equal(await store.reserveNumbers(TENANT, '2023', 1), 114, 'a refusal takes none')
  }),

  rule('S-71', 'each tenant and each series has numbers of its own', async ({ store }) => {
    equal(await store.reserveNumbers(TENANT, '2023', 5), 1, 'the first series')
    equal(await store.reserveNumbers(TENANT, '2024', 1), 1, 'another series')
    equal(await store.reserveNumbers('tenant-2', '2023', 1), 1, 'another tenant')
    equal(await store.reserveNumbers(TENANT, '2023', 1), 6, 'the first series goes on')
    const hostile = ['', '__proto__', "it's", 'A', 'a', 'é', 'e\u0301']
    const firsts: number[] = []
    for (const series of hostile) firsts.push(await store.reserveNumbers(TENANT, series, 3))
    equal(
      firsts,
      hostile.map(() => 1),
      'names that only look alike',
    )
  }),

  rule('S-72', 'personal data are read by record, row by row', async ({ store }) => {
    const a = fullChange('a')
    const b = changeOf('b', { personal: [{ subject: 'customer-4' }] })
    await commitAll(store, a, b, changeOf('c'))
    sameItems(await store.personal([keyOf('a')]), a.personal, 'of one record')
    const more = changeOf('a', { basedOn: 2, personal: [{ subject: 'customer-4' }] })
    await commitAll(store, more)
    const keys = [keyOf('c'), keyOf('b'), keyOf('a'), keyOf('nobody')]
    sameItems(await store.personal(keys), [...a.personal, ...more.personal, ...b.personal], 'of several')
    equal(await store.personal([keyOf('a', { kind: 'cause' })]), [], 'of another kind')
  }),

  rule('S-73', 'erasing a subject deletes its rows and salts everywhere, and nothing else', async ({ store }) => {
    const a = fullChange('a')
    const b = changeOf('b', { personal: [{ subject: 'customer-4', search: 'floppy' }, { subject: 'customer-5' }] })
    const c = changeOf('c', { kind: 'cause', personal: [{ subject: 'customer-4' }] })
    await commitAll(store, a, b, c, changeOf('d', { personal: [{ subject: 'customer-5' }] }))
    await commitAll(store, changeOf('b', { basedOn: 1, personal: [{ subject: 'customer-4' }] }))
    const keys = [a, b, c].map(({ record }) => record.key)
    sameItems(await store.erase(TENANT, 'customer-4'), keys, 'each record that had some, once')
    sameItems(
      (await store.personal([...keys, keyOf('d')])).map(({ subject }) => subject),
      ['record', 'customer-5', 'customer-5'],
      'what is of others stays',
    )
    equal(await store.find({ tenant: TENANT, text: 'floppy' }), { items: [] }, 'its text is found no more')
    equal((await store.entries({ key: keyOf('a') })).items, a.entries, 'the history is as sealed')
    equal(await store.load([{ key: keyOf('a') }]), [a.record], 'the record is as it was')
    equal((await store.messages({ tenant: TENANT })).items.length, a.messages.length, 'so are the messages')
    equal(await store.erase(TENANT, 'customer-4'), [], 'a second time there is nothing left')
    await commitAll(store, changeOf('d', { basedOn: 1, personal: [{ subject: 'customer-4' }] }))
    equal(await store.erase(TENANT, 'customer-4'), [keyOf('d')], 'what is written afterwards is erased too')
  }),

  rule('S-74', 'migrating again changes nothing', async ({ store }) => {
    const before = await store.ping()
    const change = fullChange('a')
    await commitAll(store, change)
    await store.migrate()
    await Promise.all([store.migrate(), store.migrate()])
    equal((await store.ping()).schema, before.schema, 'the schema is the same')
    equal(await store.load([{ key: keyOf('a') }]), [change.record], 'so are the data')
    equal(await store.reserveNumbers(TENANT, 's', 1), 1, 'and it works')
    await store.migrate()
    equal(await store.reserveNumbers(TENANT, 's', 1), 2, 'and goes on')
  }),

  rule('S-75', 'ping answers a whole schema number, and milliseconds if it has a clock', async ({ store }) => {
    const { now, schema } = await store.ping()
    ok(Number.isInteger(schema) && schema >= 0, 'the schema is a number')
    ok(now === undefined || (Number.isInteger(now) && now > 1e12 && now < 1e13), 'the clock counts milliseconds')
  }),

  rule('S-76', 'two openings of the same data see each other and never both win', async ({ store, another }) => {
    const second = await another()
    const first = changeOf('a', { commandId: 'c', wakeAt: T, messages: [{ key: 'm' }], personal: [{ subject: 's' }] })
    await commitAll(store, first)
    equal(await second.load([{ key: keyOf('a') }]), [first.record], 'what one commits the other loads')
    equal((await second.find({ tenant: TENANT, text: 's' })).items.length, 1, 'and finds')
    equal(await second.commit([changeOf('a')]), ['conflict'], 'what one has the other cannot make')
    equal(
      await second.commit([changeOf('b', { commandId: 'c' })]),
      [{ duplicate: { key: keyOf('a'), seq: 1 } }],
      'what one did the other does not repeat',
    )
    const race = await Promise.all(
      [store, second].map((one, i) => one.commit([changeOf('a', { basedOn: 1, wakeAt: T, commandId: `race ${i}` })])),
    )
    equal(race.flat().filter((outcome) => outcome === 'committed').length, 1, 'of two that follow one seq, one stands')
    const due = await Promise.all([store.claimDue(T, 10, 1_000), second.claimDue(T, 10, 1_000)])
    equal(due.flatMap(({ items }) => items).length, 1, 'a record is claimed by one')
    const sent = await Promise.all([store.claimMessages(T, 10, 1_000), second.claimMessages(T, 10, 1_000)])
    equal(sent.flatMap(({ items }) => items).length, 1, 'a message is claimed by one')
    const lease = sent.flatMap(({ items }) => items)[0]?.lease ?? ''
    const result = { tenant: TENANT, key: 'm', lease, at: T, result: 'delivered' } as const
    equal(await second.reportMessages([result]), [{ key: 'm', stale: false }], 'and reported by either')
    equal(await second.reserveNumbers(TENANT, 's', 1), 1, 'a number of one')
    equal(await store.reserveNumbers(TENANT, 's', 1), 2, 'is not given by the other')
    equal(await second.erase(TENANT, 's'), [keyOf('a')], 'what one erases')
    equal(await store.personal([keyOf('a')]), [], 'the other has no more')
  }),

  rule('S-77', 'a closed store refuses every call with STORE_UNAVAILABLE', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    await store.close()
    const lease = { tenant: TENANT, key: 'm', lease: 'l' }
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      migrate: () => store.migrate(),
      ping: () => store.ping(),
      load: () => store.load([{ key: keyOf('a') }]),
      commit: () => store.commit([changeOf('b')]),
      claimDue: () => store.claimDue(T, 1, 1),
      deferDue: () => store.deferDue([{ key: keyOf('a'), lease: 'l', until: T, error: 'e' }]),
      deferred: () => store.deferred(TENANT, 1),
      claimMessages: () => store.claimMessages(T, 1, 1),
      renewMessages: () => store.renewMessages([lease], T),
      reportMessages: () => store.reportMessages([{ ...lease, at: T, result: 'delivered' }]),
      messages: () => store.messages({ tenant: TENANT }),
      redeliver: () => store.redeliver(TENANT, ['m'], T),
      find: () => store.find({ tenant: TENANT }),
      count: () => store.count({ tenant: TENANT }),
      entries: () => store.entries({ tenant: TENANT }),
      clocks: () => store.clocks([keyOf('a')]),
      links: () => store.links(keyOf('a')),
      personal: () => store.personal([keyOf('a')]),
      erase: () => store.erase(TENANT, 's'),
      reserveNumbers: () => store.reserveNumbers(TENANT, 's', 1),
    }
    for (const [name, call] of Object.entries(calls)) await failsWith('STORE_UNAVAILABLE', call, name)
    await store.close()
  }),

  rule('S-80', 'what was stored is there when the store was closed and is opened again', async ({ store, another }) => {
    const a = fullChange('a')
    const b = changeOf('b', {
      wakeAt: T,
      personal: [{ subject: 's' }],
      messages: ['m1', 'm2', 'm3'].map((key) => ({ key })),
    })
    await commitAll(store, a, b, changeOf('c', { personal: [{ subject: 'gone' }] }))
    const erased = await store.erase(TENANT, 'gone')
    await store.reserveNumbers(TENANT, '2023', 5)
    const result = { tenant: TENANT, at: T + 1 } as const
    for (const { item, lease } of (await store.claimMessages(T, 2, 1_000)).items) {
      const one = { ...result, key: item.key, lease }
      if (item.key === 'm1') await store.reportMessages([{ ...one, result: 'delivered', reference: 'ref' }])
      else await store.reportMessages([{ ...one, result: 'dead', error: 'e' }])
    }
    for (const { item, lease } of (await store.claimDue(T, 10, 1_000)).items) {
      await store.deferDue([{ key: item.key, lease, until: T + 50, error: 'failed' }])
    }
    const keys = [a, b].map(({ record }) => record.key)
    const stateOf = async (one: Store): Promise<unknown> => ({
      records: await one.load(keys.map((key) => ({ key }))),
      entries: await one.entries({ tenant: TENANT }),
      clocks: await one.clocks(keys),
      links: await one.links(keyOf('a')),
      personal: await one.personal([...keys, keyOf('c')]),
      messages: await one.messages({ tenant: TENANT }),
      deferred: await one.deferred(TENANT, 10),
      found: await one.find({ tenant: TENANT, text: 'name of s' }),
    })
    equal(erased, [keyOf('c')], 'somebody was erased')
    const before = await stateOf(store)
    await store.close()

    const again = await another()
    equal(await stateOf(again), before, 'all is as it was')
    equal(await again.reserveNumbers(TENANT, '2023', 1), 6, 'numbers go on')
    equal(await again.commit([a]), [{ duplicate: { key: keyOf('a'), seq: 2 } }], 'what was done is known')
    equal(await again.commit([changeOf('b')]), ['conflict'], 'so is what is there')
    const pending = (await again.claimMessages(T + 1_000, 10, 1_000)).items.map(({ item }) => item.key)
    sameItems(pending, ['m3', ...a.messages.map(({ key }) => key)], 'what was not sent goes out')
    equal((await again.claimDue(T + 49, 10, 1)).items.length, 1, 'what was deferred waits still')
    equal((await again.claimDue(T + 50, 10, 1)).items.length, 2, 'until its instant')
  }),
]
