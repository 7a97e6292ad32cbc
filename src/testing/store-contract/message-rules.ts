import type { OutboxMessage } from '../../domain/record.ts'
import type { Claim, Claimed, MessageResult, Store } from '../../stores/contract.ts'
import { equal, failsWith, ok, sameItems } from './assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, keyOf, messageOf, type SampleMessage, T, TENANT } from './samples.ts'

const LEASE = 30_000

const keysOf = ({ items }: Claimed<OutboxMessage>): readonly string[] => items.map(({ item }) => item.key)

/** One record with these messages. */
const commitMessages = (store: Store, ...messages: readonly SampleMessage[]): Promise<void> =>
  commitAll(store, changeOf('a', { messages }))

/** Claims what can be, and answers the claim of one key. */
async function claim(store: Store, key: string, now: number): Promise<Claim<OutboxMessage>> {
  const { items } = await store.claimMessages(now, 100, LEASE)
  const found = items.find(({ item }) => item.key === key)
  ok(
    found !== undefined,
    `message ${key} can be claimed at T + ${now - T}; what can is [${keysOf({ items }).join(', ')}]`,
  )
  return found
}

type Outcome =
  | { result: 'delivered'; reference?: string }
  | { result: 'retry'; until: number; error: string }
  | { result: 'dead'; error: string }
  | { result: 'expanded'; into: readonly OutboxMessage[] }

const resultOf = (of: Claim<OutboxMessage>, at: number, outcome: Outcome): MessageResult => ({
  tenant: of.item.record.tenant,
  key: of.item.key,
  lease: of.lease,
  at,
  ...outcome,
})

/** Reports a result that has to stand. */
async function report(store: Store, of: Claim<OutboxMessage>, at: number, outcome: Outcome): Promise<void> {
  const answer = await store.reportMessages([resultOf(of, at, outcome)])
  equal(answer, [{ key: of.item.key, stale: false }], 'a result under the current lease stands')
}

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

  rule('S-48', 'of a lane only the first pending message can be claimed', async ({ store }) => {
    await commitAll(
      store,
      changeOf('a', {
        messages: [
          { key: 'l/3', lane: 'l', createdAt: T + 1 },
          { key: 'l/2', lane: 'l', createdAt: T },
          { key: 'l/1', lane: 'l', createdAt: T },
          { key: 'free', createdAt: T + 2 },
        ],
      }),
      changeOf('b', { messages: [{ key: 'other', lane: 'other', createdAt: T + 3 }] }),
    )
    await commitAll(store, changeOf('a', { basedOn: 1, messages: [{ key: 'l/4', lane: 'l', createdAt: T + 1 }] }))
    const sent: string[] = []
    for (const now of [T + 10, T + 11, T + 12, T + 13]) {
      const { items } = await store.claimMessages(now, 10, LEASE)
      sent.push(...keysOf({ items }))
      equal(keysOf(await store.claimMessages(now, 10, LEASE)), [], 'the next of a lane waits for the one that is out')
      for (const one of items) await report(store, one, now, { result: 'delivered' })
    }
    equal(
      sent.filter((key) => key.startsWith('l/')),
      ['l/1', 'l/2', 'l/3', 'l/4'],
      'in order of (createdAt, key)',
    )
    sameItems(sent.slice(0, 3), ['l/1', 'free', 'other'], 'what is in no lane or in another goes out beside it')
  }),

  rule('S-49', 'a lane waits for its first message, be it to retry or not due yet', async ({ store }) => {
    await commitMessages(
      store,
      { key: 'l/1', lane: 'l' },
      { key: 'l/2', lane: 'l', createdAt: T + 1 },
      { key: 'k/1', lane: 'k', sendAt: T + 700 },
      { key: 'k/2', lane: 'k', createdAt: T + 1 },
    )
    const { items } = await store.claimMessages(T + 10, 10, LEASE)
    equal(keysOf({ items }), ['l/1'], 'the first of the lane that is due, and none of the other')
    ok(items[0] !== undefined, 'it is claimed')
    await report(store, items[0], T + 11, { result: 'retry', until: T + 500, error: 'e' })
    equal(
      await store.claimMessages(T + 499, 10, LEASE),
      { items: [], nextAt: T + 500 },
      'nothing overtakes in its lane, and the successors promise nothing',
    )
    await report(store, await claim(store, 'l/1', T + 500), T + 501, { result: 'delivered' })
    equal(keysOf(await store.claimMessages(T + 502, 10, LEASE)), ['l/2'], 'then the next')
    equal(keysOf(await store.claimMessages(T + 700, 10, LEASE)), ['k/1'], 'a message in time before one in order')
  }),

  rule('S-50', 'a message that comes later but sorts before waits for the one that is out', async ({ store }) => {
    await commitMessages(store, { key: 'm', lane: 'l', createdAt: T + 5 })
    const out = await claim(store, 'm', T + 10)
    await commitAll(store, changeOf('b', { messages: [{ key: 'early', lane: 'l', createdAt: T }] }))
    equal(keysOf(await store.claimMessages(T + 11, 10, LEASE)), [], 'never two of a lane at once')
    await report(store, out, T + 12, { result: 'retry', until: T + 13, error: 'e' })
    equal(keysOf(await store.claimMessages(T + 20, 10, LEASE)), ['early'], 'then the one that sorts first')
  }),

  rule('S-51', 'a dead message frees its successors in the lane, an expanded one too', async ({ store }) => {
    await commitMessages(
      store,
      { key: 'l/1', lane: 'l' },
      { key: 'l/2', lane: 'l', createdAt: T + 1 },
      { key: 'l/3', lane: 'l', createdAt: T + 2 },
    )
    await report(store, await claim(store, 'l/1', T + 10), T + 11, { result: 'dead', error: 'e' })
    await report(store, await claim(store, 'l/2', T + 12), T + 13, { result: 'expanded', into: [] })
    equal(keysOf(await store.claimMessages(T + 14, 10, LEASE)), ['l/3'], 'the last of the lane')
  }),

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
]
