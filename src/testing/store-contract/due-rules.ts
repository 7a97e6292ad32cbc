import type { StoredRecord } from '../../domain/record.ts'
import type { Claim, Store } from '../../stores/contract.ts'
import { equal, ok } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, keyOf, T, TENANT } from './samples.ts'

const LEASE = 30_000

const idsOf = (items: readonly Claim<StoredRecord>[]): readonly string[] => items.map(({ item }) => item.key.id)

/** The one record that is due. */
async function claimOne(store: Store, now: number): Promise<Claim<StoredRecord>> {
  const { items } = await store.claimDue(now, 10, LEASE)
  const [only, ...others] = items
  ok(only !== undefined && others.length === 0, `one record is due at T + ${now - T}, not ${items.length}`)
  return only
}

export const dueRules: readonly StoreRule[] = [
  rule('S-28', 'records whose wake-up is not after `now` are claimed, oldest first', async ({ store }) => {
    const third = changeOf('third', { wakeAt: T + 3 })
    await commitAll(
      store,
      third,
      changeOf('later', { wakeAt: T + 4 }),
      changeOf('first', { wakeAt: T + 1, tenant: 'tenant-2' }),
      changeOf('never'),
      changeOf('second', { wakeAt: T + 2, kind: 'cause' }),
    )
    equal((await store.claimDue(T, 10, LEASE)).items, [], 'nothing is due before its instant')
    equal(idsOf((await store.claimDue(T + 3, 2, LEASE)).items), ['first', 'second'], 'the oldest, of all tenants')
    const { items } = await store.claimDue(T + 3, 2, LEASE)
    equal(idsOf(items), ['third'], 'the rest')
    equal(items[0]?.item, third.record, 'the record as it stands')
    equal(items[0]?.leaseUntil, T + 3 + LEASE, 'the end of the lease')
    equal((await store.claimDue(T + 4, 0, LEASE)).items, [], 'nothing for a limit of none')
  }),

  rule('S-29', 'a claimed record is hidden until its lease ends, then claimed anew', async ({ store }) => {
    await commitAll(store, changeOf('a', { wakeAt: T }))
    const first = await claimOne(store, T)
    equal(first.attempts, 0, 'never claimed before')
    equal((await store.claimDue(T + LEASE - 1, 10, LEASE)).items, [], 'hidden to the last millisecond')
    const second = await claimOne(store, T + LEASE)
    equal(second.attempts, 1, 'claimed once before without a result')
    ok(second.lease !== first.lease, 'each claim has a lease of its own')
    const third = await claimOne(store, T + 2 * LEASE)
    equal(third.attempts, 2, 'claimed twice before')
  }),

  rule('S-30', 'claimDue tells when a further claim could find something', async ({ store }) => {
    equal(await store.claimDue(T, 10, LEASE), { items: [] }, 'nothing is pending')
    await commitAll(store, changeOf('a', { wakeAt: T + 100 }), changeOf('b', { wakeAt: T + 50 }), changeOf('c'))
    equal((await store.claimDue(T, 10, LEASE)).nextAt, T + 50, 'the earliest wake-up')
    equal((await store.claimDue(T + 50, 10, LEASE)).nextAt, T + 100, 'the next wake-up')
    equal((await store.claimDue(T + 100, 10, LEASE)).nextAt, T + 50 + LEASE, 'the end of the first lease')
    await commitAll(store, changeOf('d', { wakeAt: T }), changeOf('e', { wakeAt: T + 1 }))
    const { nextAt } = await store.claimDue(T + 200, 1, LEASE)
    ok(nextAt !== undefined && nextAt <= T + 200, 'at once, when the limit left some')
  }),

  rule('S-31', 'a commit ends the claim of its record and sets its next wake-up', async ({ store }) => {
    await commitAll(store, changeOf('a', { wakeAt: T }))
    await claimOne(store, T)
    const { lease } = await claimOne(store, T + LEASE)
    await commitAll(store, changeOf('a', { basedOn: 1, wakeAt: T + LEASE + 10 }))
    await store.deferDue([{ key: keyOf('a'), lease, until: T + 10 * LEASE, error: 'too late' }])
    equal(await store.deferred(TENANT, 10), [], 'the lease of before is stale')
    equal((await store.claimDue(T + LEASE + 9, 10, LEASE)).items, [], 'not due before the new instant')
    equal((await claimOne(store, T + LEASE + 10)).attempts, 0, 'attempts are counted anew')
    await commitAll(store, changeOf('a', { basedOn: 2 }))
    equal(await store.claimDue(T + 100 * LEASE, 10, LEASE), { items: [] }, 'without an instant it is never due')
  }),

  rule('S-32', 'a deferred record is hidden until its instant and listed with its error', async ({ store }) => {
    await commitAll(
      store,
      changeOf('a', { wakeAt: T }),
      changeOf('b', { wakeAt: T + 1 }),
      changeOf('c', { wakeAt: T + 2 }),
    )
    const { items } = await store.claimDue(T + 1, 10, LEASE)
    await store.deferDue(
      items.map(({ item, lease }) => ({ key: item.key, lease, until: T + 500, error: `of ${item.key.id}` })),
    )
    const deferredA = { key: keyOf('a'), attempts: 1, until: T + 500, error: 'of a' }
    const deferredB = { key: keyOf('b'), attempts: 1, until: T + 500, error: 'of b' }
    equal(await store.deferred(TENANT, 10), [deferredA, deferredB], 'what failed, oldest first')
    equal(await store.deferred(TENANT, 1), [deferredA], 'as many as asked for')
    equal(await store.deferred('tenant-2', 10), [], 'of the tenant only')
    const healthy = await store.claimDue(T + 499, 10, LEASE)
    equal(idsOf(healthy.items), ['c'], 'a healthy record is not held up')
    equal(healthy.nextAt, T + 500, 'the deferral is the next instant')
    const again = await store.claimDue(T + 500, 10, LEASE)
    equal([...idsOf(again.items)].sort(), ['a', 'b'], 'due again at their instant')
    equal(again.items[0]?.attempts, 1, 'attempts go on counting')
    await store.deferDue([{ key: keyOf('a'), lease: leaseOf(again.items, 'a'), until: T + 900, error: 'again' }])
    equal((await store.deferred(TENANT, 10))[0], { ...deferredA, attempts: 2, until: T + 900, error: 'again' }, 'anew')
  }),

  rule('S-33', 'a deferral without the current lease is ignored', async ({ store }) => {
    await commitAll(store, changeOf('a', { wakeAt: T }))
    const first = await claimOne(store, T)
    const second = await claimOne(store, T + LEASE)
    const stale = { key: keyOf('a'), until: T + 900_000, error: 'stale' }
    await store.deferDue([
      { ...stale, lease: first.lease },
      { ...stale, lease: 'made up' },
      { ...stale, lease: second.lease, key: keyOf('nobody') },
    ])
    equal(await store.deferred(TENANT, 10), [], 'nothing is deferred')
    equal((await claimOne(store, T + 2 * LEASE)).attempts, 2, 'the claim stayed as it was')
    await store.deferDue([{ ...stale, lease: second.lease }])
    equal(await store.deferred(TENANT, 10), [], 'a lease is stale once the record is claimed again')
  }),

  rule('S-34', 'a commit of the record ends its deferral', async ({ store }) => {
    await commitAll(store, changeOf('a', { wakeAt: T }))
    const { lease } = await claimOne(store, T)
    await store.deferDue([{ key: keyOf('a'), lease, until: T + 900_000, error: 'poisoned' }])
    await commitAll(store, changeOf('a', { basedOn: 1, wakeAt: T + 5 }))
    equal(await store.deferred(TENANT, 10), [], 'it is not listed any more')
    equal((await claimOne(store, T + 5)).attempts, 0, 'and due as the commit says')
  }),

  rule('S-35', 'workers that claim at once never get the same record', async ({ store }) => {
    await commitAll(store, ...Array.from({ length: 40 }, (_, i) => changeOf(`r${i}`, { wakeAt: T + i })))
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claimDue(T + 100, 10, LEASE)))
    const ids = claims.flatMap(({ items }) => idsOf(items))
    equal(new Set(ids).size, ids.length, 'nothing is claimed twice')
    const rest = await store.claimDue(T + 100, 100, LEASE)
    equal(ids.length + rest.items.length, 40, 'and nothing is lost')
  }),

  rule('S-36', 'only the `now` that is handed in counts, not the clock on the wall', async ({ store }) => {
    const far = Date.UTC(2200, 0)
    await commitAll(
      store,
      changeOf('past', { wakeAt: 1_000, messages: [{ key: 'past', createdAt: 1_000 }] }),
      changeOf('future', { wakeAt: far, messages: [{ key: 'future', createdAt: far }] }),
    )
    equal((await store.claimDue(999, 10, LEASE)).items, [], 'a wake-up of 1970 is not due a moment before')
    equal((await store.claimMessages(999, 10, LEASE)).items, [], 'nor is a message')
    equal(idsOf((await store.claimDue(1_000, 10, LEASE)).items), ['past'], 'it is at its instant')
    equal((await store.claimMessages(1_000, 10, LEASE)).items.length, 1, 'as the message is')
    equal((await store.claimDue(1_000 + LEASE - 1, 10, LEASE)).items, [], 'and its lease runs by the same clock')
    equal((await store.claimMessages(1_000 + LEASE - 1, 10, LEASE)).items, [], 'so does that of the message')
    equal([...idsOf((await store.claimDue(far, 10, LEASE)).items)].sort(), ['future', 'past'], 'one of 2200 in 2200')
    equal((await store.claimMessages(far, 10, LEASE)).items.length, 2, 'as the message')
  }),
]

const leaseOf = (items: readonly Claim<StoredRecord>[], id: string): string =>
  items.find(({ item }) => item.key.id === id)?.lease ?? ''
