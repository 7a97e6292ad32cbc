import { equal, ok } from '../assert.ts'
import { claim, commitMessages, keysOf, LEASE, type Outcome, report, resultOf } from './message-steps.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, keyOf, messageOf, T, TENANT } from './samples.ts'

export const messageRules: readonly StoreRule[] = [
  rule(
    'S-37',
    'messages whose `sendAt` is not after `now` are claimed as committed, oldest first',
    async ({ store }) => {
      const change = fullChange('a')
      await commitAll(store, change, changeOf('b', { messages: [{ key: 'b', sendAt: T + 19 }] }))
      equal((await store.claimMessages(T + 18, 10, LEASE)).items, [], 'nothing goes out before its instant')
      equal(keysOf(await store.claimMessages(T + 22, 2, LEASE)), ['b', 'a/0'], 'the oldest, as many as asked for')
      const { items } = await store.claimMessages(T + 22, 10, LEASE)
      equal(
        items.map(({ item }) => item),
        change.messages.slice(1, 3),
        'the rest, as it was committed',
      )
      equal(items[0]?.leaseUntil, T + 22 + LEASE, 'the end of the lease')
      equal(keysOf(await store.claimMessages(T + 23, 0, LEASE)), [], 'nothing for a limit of none')
      equal(keysOf(await store.claimMessages(T + 23, 10, LEASE)), ['a/3'], 'what was not due before')
    },
  ),

  rule('S-38', 'a claimed message is hidden until its lease ends, then claimed anew', async ({ store }) => {
    await commitMessages(store, { key: 'm' })
    const first = await claim(store, 'm', T)
    equal(first.attempts, 0, 'never claimed before')
    equal(keysOf(await store.claimMessages(T + LEASE - 1, 10, LEASE)), [], 'hidden to the last millisecond')
    const second = await claim(store, 'm', T + LEASE)
    equal(second.attempts, 1, 'claimed once before without a result')
    ok(second.lease !== first.lease, 'each claim has a lease of its own')
  }),

  rule('S-39', 'claimMessages tells when a further claim could find something', async ({ store }) => {
    equal(await store.claimMessages(T, 10, LEASE), { items: [] }, 'nothing is pending')
    await commitMessages(store, { key: 'm', sendAt: T + 100 }, { key: 'n', sendAt: T + 50 })
    equal((await store.claimMessages(T, 10, LEASE)).nextAt, T + 50, 'the earliest message')
    const { items, nextAt } = await store.claimMessages(T + 50, 10, LEASE)
    equal(nextAt, T + 100, 'the next message')
    equal((await store.claimMessages(T + 100, 10, LEASE)).nextAt, T + 50 + LEASE, 'the end of the first lease')
    const [only] = items
    ok(only !== undefined, 'one was claimed')
    await report(store, only, T + 101, { result: 'delivered' })
    equal((await store.claimMessages(T + 102, 10, LEASE)).nextAt, T + 100 + LEASE, 'what is delivered counts no more')
    await commitAll(store, changeOf('b', { messages: [{ key: 'x' }, { key: 'y' }] }))
    const limited = (await store.claimMessages(T + 102, 1, LEASE)).nextAt
    ok(limited !== undefined && limited <= T + 102, 'at once, when the limit left some')
  }),

  rule('S-40', 'workers that claim at once never get the same message', async ({ store }) => {
    await commitMessages(store, ...Array.from({ length: 40 }, (_, i) => ({ key: `m${i}` })))
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claimMessages(T, 10, LEASE)))
    const keys = claims.flatMap(keysOf)
    equal(new Set(keys).size, keys.length, 'nothing is claimed twice')
    const rest = await store.claimMessages(T, 100, LEASE)
    equal(keys.length + rest.items.length, 40, 'and nothing is lost')
  }),

  rule('S-41', 'a delivered message is done: with its reference, its instant and its attempts', async ({ store }) => {
    await commitMessages(store, { key: 'm' }, { key: 'n' })
    const { items } = await store.claimMessages(T, 10, LEASE)
    const [first, second] = items
    ok(first !== undefined && second !== undefined, 'both are claimed')
    await report(store, first, T + 5, { result: 'delivered', reference: 'ref-1' })
    await report(store, second, T + 6, { result: 'delivered' })
    equal(
      (await store.messages({ tenant: TENANT })).items,
      [
        {
          ...messageOf(keyOf('a'), { key: 'm' }),
          state: 'delivered',
          attempts: 1,
          reference: 'ref-1',
          finishedAt: T + 5,
        },
        { ...messageOf(keyOf('a'), { key: 'n' }), state: 'delivered', attempts: 1, finishedAt: T + 6 },
      ],
      'what became of them',
    )
    equal(await store.claimMessages(T + 100 * LEASE, 10, LEASE), { items: [] }, 'they never go out again')
  }),

  rule('S-42', 'a message to retry is hidden until its instant, and its attempts count', async ({ store }) => {
    await commitMessages(store, { key: 'm' })
    await report(store, await claim(store, 'm', T), T + 1, { result: 'retry', until: T + 500, error: 'no route' })
    const [status] = (await store.messages({ tenant: TENANT })).items
    equal([status?.state, status?.attempts, status?.lastError], ['pending', 1, 'no route'], 'what is known of it')
    equal(await store.claimMessages(T + 499, 10, LEASE), { items: [], nextAt: T + 500 }, 'hidden before')
    const again = await claim(store, 'm', T + 500)
    equal(again.attempts, 1, 'tried once before')
    await report(store, again, T + 501, { result: 'retry', until: T + 600, error: 'no route' })
    equal((await claim(store, 'm', T + 600)).attempts, 2, 'tried twice before')
  }),

  rule('S-43', 'a dead message never goes out, and is listed with its error', async ({ store }) => {
    await commitMessages(store, { key: 'm' }, { key: 'n' })
    const { items } = await store.claimMessages(T, 10, LEASE)
    ok(items[0] !== undefined, 'it is claimed')
    await report(store, items[0], T + 7, { result: 'dead', error: 'no such address' })
    equal(
      (await store.messages({ tenant: TENANT, state: 'dead' })).items,
      [
        {
          ...messageOf(keyOf('a'), { key: 'm' }),
          state: 'dead',
          attempts: 1,
          lastError: 'no such address',
          finishedAt: T + 7,
        },
      ],
      'the dead messages',
    )
    equal(keysOf(await store.claimMessages(T + 100 * LEASE, 10, LEASE)), ['n'], 'it never goes out again')
  }),

  rule('S-44', 'a result without the current lease is stale and changes nothing', async ({ store }) => {
    await commitMessages(store, { key: 'm' })
    const late = await claim(store, 'm', T)
    const current = await claim(store, 'm', T + LEASE)
    const into = [messageOf(keyOf('a'), { key: 'm/1' })]
    const stale: Outcome[] = [
      { result: 'delivered', reference: 'late' },
      { result: 'dead', error: 'late' },
      { result: 'retry', until: T, error: 'late' },
      { result: 'expanded', into },
    ]
    for (const outcome of stale) {
      const answer = await store.reportMessages([resultOf(late, T + LEASE + 1, outcome)])
      equal(answer, [{ key: 'm', stale: true }], `${outcome.result} under a lease of before`)
    }
    const unknown = { ...resultOf(current, T, { result: 'delivered' }), key: 'nobody' }
    equal(await store.reportMessages([unknown]), [{ key: 'nobody', stale: true }], 'a message that is not there')
    equal(keysOf(await store.claimMessages(T + LEASE + 2, 10, LEASE)), [], 'the current claim still hides it')
    const [status] = (await store.messages({ tenant: TENANT })).items
    equal([status?.state, status?.lastError, status?.reference], ['pending', undefined, undefined], 'it is as before')
    equal((await store.messages({ tenant: TENANT })).items.length, 1, 'nothing was expanded')
    await report(store, current, T + LEASE + 3, { result: 'delivered' })
    const twice = await store.reportMessages([resultOf(current, T + LEASE + 4, { result: 'dead', error: 'late' })])
    equal(twice, [{ key: 'm', stale: true }], 'a second result of the same claim')
    equal((await store.messages({ tenant: TENANT, state: 'delivered' })).items.length, 1, 'the first result stays')
  }),

  rule('S-45', 'a result that comes after its lease stands while nobody else has claimed', async ({ store }) => {
    await commitMessages(store, { key: 'm' })
    const slow = await claim(store, 'm', T)
    await report(store, slow, T + 10 * LEASE, { result: 'delivered' })
    equal((await store.messages({ tenant: TENANT, state: 'delivered' })).items.length, 1, 'it is delivered')
  }),

  rule('S-46', 'results are answered in their order, each for itself', async ({ store }) => {
    await commitMessages(store, ...['m', 'n', 'o'].map((key) => ({ key })))
    const { items } = await store.claimMessages(T, 10, LEASE)
    const [m, n, o] = items
    ok(m !== undefined && n !== undefined && o !== undefined, 'all are claimed')
    const answer = await store.reportMessages([
      resultOf(o, T, { result: 'delivered' }),
      { ...resultOf(n, T, { result: 'delivered' }), lease: 'made up' },
      resultOf(m, T, { result: 'dead', error: 'e' }),
    ])
    equal(
      answer,
      [
        { key: 'o', stale: false },
        { key: 'n', stale: true },
        { key: 'm', stale: false },
      ],
      'the answers',
    )
    const { items: listed } = await store.messages({ tenant: TENANT })
    equal(
      listed.map(({ state }) => state),
      ['dead', 'pending', 'delivered'],
      'the messages',
    )
  }),

  rule('S-47', 'a renewed lease hides for longer; a stale one is not renewed', async ({ store }) => {
    await commitMessages(store, { key: 'm' }, { key: 'n' })
    const { items } = await store.claimMessages(T, 10, LEASE)
    const held = items.map(({ item, lease }) => ({ tenant: TENANT, key: item.key, lease }))
    const [m, n] = held
    ok(m !== undefined && n !== undefined, 'both are claimed')
    const renewed = await store.renewMessages([m, { ...n, lease: 'made up' }, { ...m, key: 'nobody' }], T + 3 * LEASE)
    equal(renewed, [{ tenant: TENANT, key: 'm' }], 'the ones whose lease holds')
    const later = await store.claimMessages(T + 3 * LEASE - 1, 10, LEASE)
    equal(keysOf(later), ['n'], 'the renewed one stays hidden')
    equal(await store.renewMessages([n], T + 9 * LEASE), [], 'who was overtaken is told so')
    ok(items[0] !== undefined, 'the first is held')
    await report(store, items[0], T + 3 * LEASE, { result: 'delivered' })
    equal(await store.renewMessages([m], T + 9 * LEASE), [], 'what is done has no lease')
    equal(keysOf(await store.claimMessages(T + 20 * LEASE, 10, LEASE)), ['n'], 'and does not come back')
  }),
]
