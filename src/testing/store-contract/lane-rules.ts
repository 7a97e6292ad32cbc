import { equal, ok, sameItems } from '../assert.ts'
import { claim, commitMessages, keysOf, LEASE, report } from './message-steps.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, T } from './samples.ts'

export const laneRules: readonly StoreRule[] = [
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
    await commitAll(store, changeOf('a', { basedOn: 1, messages: [{ key: 'l/0', lane: 'l', createdAt: T + 1 }] }))
    const sent: string[] = []
    for (const now of [T + 10, T + 11, T + 12, T + 13]) {
      const { items } = await store.claimMessages(now, 10, LEASE)
      sent.push(...keysOf({ items }))
      equal(keysOf(await store.claimMessages(now, 10, LEASE)), [], 'the next of a lane waits for the one that is out')
      for (const one of items) await report(store, one, now, { result: 'delivered' })
    }
    equal(
      sent.filter((key) => key.startsWith('l/')),
      ['l/1', 'l/2', 'l/3', 'l/0'],
      'in order of (createdAt, seq, key)',
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
]
