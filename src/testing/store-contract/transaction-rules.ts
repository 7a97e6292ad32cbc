import type { Store } from '../../stores/contract.ts'
import { equal, failsWith, ok } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, keyOf, T, TENANT } from './samples.ts'

/** Runs in a transaction of the store; one that has none keeps every rule about them. */
const transaction = <T>(store: Store, work: (tx: unknown) => Promise<T>): Promise<T | undefined> | undefined =>
  store.transaction?.(work)

const isThere = async (store: Store, id: string): Promise<boolean> =>
  (await store.load([{ key: keyOf(id) }]))[0] !== undefined

export const transactionRules: readonly StoreRule[] = [
  rule(
    'S-83',
    'what is stored in a transaction is there when it ends well, and seen in it before',
    async ({ store }) => {
      if (store.transaction === undefined) return
      const seen = await transaction(store, async (tx) => {
        equal(await store.commit([changeOf('a', { commandId: 'call-1' })], tx), ['committed'], 'stored')
        const [record] = await store.load([{ key: keyOf('a') }], tx)
        const { items } = await store.entries({ tenant: TENANT, commandId: 'call-1' }, tx)
        equal(
          await store.commit([changeOf('b', { commandId: 'call-1' })], tx),
          [{ duplicate: { key: keyOf('a'), seq: 1 } }],
          'its own command id',
        )
        ok(Number.isInteger(await store.reserveNumbers(TENANT, '2023', 1, tx)), 'a number')
        return [record !== undefined && record !== 'unchanged' && record.seq === 1, items.length]
      })
      equal(seen, [true, 1], 'seen in it')
      ok(await isThere(store, 'a'), 'there')
    },
  ),

  rule(
    'S-84',
    'a transaction that fails takes everything back, and its error is the one of its work',
    async ({ store }) => {
      if (store.transaction === undefined) return
      await store.commit([changeOf('a')])
      const own = new Error('no money')
      const thrown = await transaction(store, async (tx) => {
        const change = changeOf('a', { basedOn: 1, messages: [{ key: 'm', sendAt: T }], clocks: [{ clock: 'k#1' }] })
        equal(await store.commit([change], tx), ['committed'], 'stored')
        throw own
      })?.catch((error: unknown) => error)
      ok(thrown === own, 'the very error')
      const [record] = await store.load([{ key: keyOf('a') }])
      equal(record !== undefined && record !== 'unchanged' && record.seq, 1, 'as it was')
      equal((await store.messages({ tenant: TENANT })).items, [], 'no message')
      equal(await store.clocks([keyOf('a')]), [], 'no clock')
      equal((await store.claimMessages(T, 10, 1_000)).items, [], 'nothing to send')
    },
  ),

  rule('S-85', 'a change that is not stored leaves its transaction whole', async ({ store }) => {
    if (store.transaction === undefined) return
    await store.commit([changeOf('a', { messages: [{ key: 'm' }] })])
    await transaction(store, async (tx) => {
      equal(await store.commit([changeOf('a')], tx), ['conflict'], 'decided on another entry')
      const [outcome] = await store.commit([changeOf('b', { messages: [{ key: 'm' }] })], tx)
      ok(typeof outcome === 'object' && 'fault' in outcome, 'a message key that exists')
      equal(await store.commit([changeOf('c')], tx), ['committed'], 'the next one is stored')
    })
    equal([await isThere(store, 'b'), await isThere(store, 'c')], [false, true], 'it alone')
  }),

  rule('S-86', 'what is no open transaction is refused, and nothing is stored', async ({ store }) => {
    await failsWith('TRANSACTION_INVALID', () => store.commit([changeOf('a')], {}), 'no transaction at all')
    let over: unknown = {}
    await transaction(store, async (tx) => {
      over = tx
    })
    const late = await store.commit([changeOf('a')], over).catch(() => 'refused')
    equal(late, 'refused', 'one that is over')
    equal(await isThere(store, 'a'), false, 'nothing')
  }),
]
