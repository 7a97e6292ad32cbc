import { equal, failsWith, ok, sameItems } from '../assert.ts'
import { commitMessages, keysOf, LEASE, report } from './message-steps.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, keyOf, messageOf, T, TENANT } from './samples.ts'

export const outboxRules: readonly StoreRule[] = [
  rule('S-52', 'an expanded message is done, and what it expands into is stored with it', async ({ store }) => {
    await commitAll(
      store,
      changeOf('a', { messages: [{ key: 'notice' }] }),
      changeOf('b', { messages: [{ key: 'known' }] }),
    )
    const key = keyOf('a')
    const into = [
      messageOf(key, { key: 'notice/1', sendAt: T + 100, lane: 'l' }),
      messageOf(key, { key: 'notice/2', createdAt: T + 1, lane: 'l' }),
      messageOf(key, { key: 'known', lane: 'defaced' }),
    ]
    const { items } = await store.claimMessages(T, 10, LEASE)
    const notice = items.find(({ item }) => item.key === 'notice')
    const known = items.find(({ item }) => item.key === 'known')
    ok(notice !== undefined && known !== undefined, 'both are claimed')
    await report(store, notice, T + 9, { result: 'expanded', into })
    const listed = (await store.messages({ tenant: TENANT })).items
    sameItems(
      listed.map((message) => [message.key, message.state, message.finishedAt]),
      [
        ['notice', 'expanded', T + 9],
        ['notice/1', 'pending', undefined],
        ['notice/2', 'pending', undefined],
        ['known', 'pending', undefined],
      ],
      'the messages after it',
    )
    equal(listed.find((message) => message.key === 'known')?.lane, undefined, 'a key that exists is left as it is')
    equal(keysOf(await store.claimMessages(T + 99, 10, LEASE)), [], 'a lane holds for them too')
    const { items: next } = await store.claimMessages(T + 100, 10, LEASE)
    equal(
      next.map(({ item }) => item),
      into.slice(0, 1),
      'they go out like any other',
    )
    await report(store, known, T + 101, { result: 'delivered' })
  }),

  rule('S-53', 'redeliver makes dead messages pending again, with no attempts', async ({ store }) => {
    await commitMessages(
      store,
      { key: 'm', lane: 'l' },
      { key: 'n', lane: 'l', createdAt: T + 1 },
      { key: 'o' },
      { key: 'p' },
    )
    const { items } = await store.claimMessages(T, 10, LEASE)
    for (const one of items) {
      const isDead = one.item.key !== 'o'
      await report(store, one, T + 1, isDead ? { result: 'dead', error: 'e' } : { result: 'delivered' })
    }
    equal(await store.redeliver(TENANT, ['m', 'n', 'o', 'p', 'nobody'], T + 50), 2, 'how many were dead')
    const status = (await store.messages({ tenant: TENANT })).items.find(({ key }) => key === 'm')
    equal([status?.state, status?.attempts, status?.finishedAt], ['pending', 0, undefined], 'as if it were new')
    equal(await store.redeliver(TENANT, ['m'], T + 60), 0, 'what is pending is not made so again')
    equal(keysOf(await store.claimMessages(T + 49, 10, LEASE)), [], 'not before the instant asked for')
    const again = await store.claimMessages(T + 50, 10, LEASE)
    equal([...keysOf(again)].sort(), ['m', 'p'], 'then; in its lane it is the first again')
    ok(
      again.items.every(({ attempts }) => attempts === 0),
      'with no attempts',
    )
  }),

  rule('S-54', 'messages are listed by (createdAt, key), by state and by record, page by page', async ({ store }) => {
    const times = [3, 1, 2, 1, 2]
    await commitAll(
      store,
      changeOf('a', { messages: times.map((after, i) => ({ key: `a${i}`, createdAt: T + after, sendAt: T })) }),
      changeOf('b', { messages: [{ key: 'b0', createdAt: T + 2, sendAt: T + 900_000 }] }),
      changeOf('a', { kind: 'cause', messages: [{ key: 'c0', createdAt: T + 9, sendAt: T + 900_000 }] }),
      changeOf('a', { tenant: 'tenant-2', messages: [{ key: 'd0' }] }),
    )
    const all = ['a1', 'a3', 'a2', 'a4', 'b0', 'a0', 'c0']
    const read: string[] = []
    let after: string | undefined
    let pages = 0
    do {
      const page = await store.messages({ tenant: TENANT, limit: 3, ...(after === undefined ? {} : { after }) })
      read.push(...page.items.map(({ key }) => key))
      after = page.next
      pages += 1
    } while (after !== undefined && pages < 10)
    equal(read, all, 'all, each once')
    equal(pages, 3, 'pages of 7 by 3')
    const ofRecord = await store.messages({ tenant: TENANT, record: keyOf('a') })
    equal(
      ofRecord.items.map(({ key }) => key),
      all.slice(0, 4).concat('a0'),
      'of a record',
    )
    const { items } = await store.claimMessages(T + 10, 1, LEASE)
    ok(items[0] !== undefined, 'one is claimed')
    await report(store, items[0], T + 11, { result: 'dead', error: 'e' })
    const dead = await store.messages({ tenant: TENANT, state: 'dead' })
    equal(
      dead.items.map(({ key }) => key),
      keysOf({ items }),
      'of a state',
    )
    const pending = await store.messages({ tenant: TENANT, state: 'pending', record: keyOf('a') })
    equal(
      pending.items.map(({ key }) => key),
      all
        .slice(0, 4)
        .concat('a0')
        .filter((key) => key !== items[0]?.item.key),
      'of both',
    )
    await failsWith('QUERY_INVALID', () => store.messages({ tenant: TENANT, after: 'x' }), 'no cursor')
    await failsWith('QUERY_INVALID', () => store.messages({ tenant: TENANT, limit: 501 }), 'too many')
  }),

  rule('S-81', 'a delivered message that came back is dead, and can be sent again', async ({ store }) => {
    await commitAll(
      store,
      changeOf('a', {
        messages: [
          { key: 'm', sendAt: T },
          { key: 'p', sendAt: T + 900 },
        ],
      }),
    )
    const failed = { tenant: TENANT, key: 'm', at: T + 20, error: 'it came back' }
    equal(await store.failMessage(failed), false, 'what is pending has not come back')
    const { items } = await store.claimMessages(T, 1, LEASE)
    ok(items[0] !== undefined, 'it is claimed')
    await report(store, items[0], T + 10, { result: 'delivered' })
    equal(await store.failMessage({ ...failed, tenant: 'tenant-2' }), false, 'another tenant has none')
    equal(await store.failMessage({ ...failed, key: 'x' }), false, 'nobody has this')
    equal(await store.failMessage(failed), true, 'what was delivered')
    equal(await store.failMessage(failed), false, 'what is dead is so already')
    const dead = await store.messages({ tenant: TENANT, key: 'm' })
    equal(
      dead.items.map(({ key, state, lastError, finishedAt }) => [key, state, lastError, finishedAt]),
      [['m', 'dead', 'it came back', T + 20]],
      'asked for by its key',
    )
    equal(await store.redeliver(TENANT, ['m'], T + 30), 1, 'sent again')
    equal(keysOf(await store.claimMessages(T + 30, 10, LEASE)), ['m'], 'and claimed')
  }),

  rule('S-82', 'the outbox is counted by channel: what waits, since when, and what is dead', async ({ store }) => {
    equal(await store.outbox(TENANT), [], 'empty')
    const to = (channel: string) =>
      ({ kind: 'delivery', recipient: 'li', channel, template: 't', params: {}, notice: 'n' }) as const
    const command = { kind: 'command', target: keyOf('b'), command: { type: 'cap' } } as const
    await commitAll(
      store,
      changeOf('a', {
        messages: [
          { key: 'm1', sendAt: T + 5, content: to('mail') },
          { key: 'm2', sendAt: T + 3, content: to('mail') },
          { key: 'm3', sendAt: T, content: to('sms') },
          { key: 'm4', sendAt: T + 1, content: to('sms') },
          { key: 'm5', sendAt: T + 8, content: command },
        ],
      }),
      changeOf('a', { tenant: 'tenant-2', messages: [{ key: 'm1', sendAt: T + 9, content: to('mail') }] }),
    )
    const { items } = await store.claimMessages(T + 1, 2, LEASE)
    const [dead, done] = items
    ok(dead !== undefined && done !== undefined, 'two are claimed')
    await report(store, dead, T + 2, { result: 'dead', error: 'e' })
    equal(
      await store.outbox(TENANT),
      [
        { channel: '', pending: 1, dead: 0, oldestSendAt: T + 8 },
        { channel: 'mail', pending: 2, dead: 0, oldestSendAt: T + 3 },
        { channel: 'sms', pending: 1, dead: 1, oldestSendAt: T + 1 },
      ],
      'what is claimed waits still',
    )
    await report(store, done, T + 2, { result: 'delivered' })
    equal((await store.outbox(TENANT))[2], { channel: 'sms', pending: 0, dead: 1 }, 'what is delivered does not')
  }),

  rule('S-87', 'a claim that is given back without a try does not count among the attempts', async ({ store }) => {
    await commitAll(store, changeOf('a', { messages: [{ key: 'm', sendAt: T }] }))
    let now = T
    for (const [attempts, untried] of [
      [0, false],
      [1, true],
      [1, true],
      [1, false],
      [2, false],
    ] as const) {
      const { items } = await store.claimMessages(now, 1, LEASE)
      ok(items[0] !== undefined, 'it can be claimed')
      equal(items[0].attempts, attempts, 'attempts before')
      now += 10
      const { item, lease } = items[0]
      const base = {
        tenant: TENANT,
        key: item.key,
        lease,
        at: now,
        result: 'retry',
        until: now,
        error: 'later',
      } as const
      await store.reportMessages([untried ? { ...base, untried } : base])
    }
  }),
]
