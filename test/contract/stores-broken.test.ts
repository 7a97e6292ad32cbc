import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'
import type { StoreSubject } from '../../src/testing/store-contract/rule.ts'
import { storeContract, storeRules } from '../../src/testing/store-contract/store-contract.ts'
import { type BrokenStore, lastingStore, placeOf } from './stores-broken/broken-store.ts'
import { claimBreaks } from './stores-broken/claim-breaks.ts'
import { commitBreaks } from './stores-broken/commit-breaks.ts'
import { keepingBreaks } from './stores-broken/keeping-breaks.ts'
import { messageBreaks } from './stores-broken/message-breaks.ts'
import { queryBreaks } from './stores-broken/query-breaks.ts'
import { recordBreaks } from './stores-broken/record-breaks.ts'
import { transactionBreaks } from './stores-broken/transaction-breaks.ts'

const brokenStores: readonly BrokenStore[] = [
  ...recordBreaks,
  ...commitBreaks,
  ...claimBreaks,
  ...messageBreaks,
  ...queryBreaks,
  ...keepingBreaks,
  ...transactionBreaks,
]

function subjectOf({ breaking, reopen }: Pick<BrokenStore, 'breaking' | 'reopen'>): StoreSubject {
  let lasting = lastingStore()
  return {
    async open() {
      lasting = lastingStore()
      return { ...lasting.store, ...breaking(lasting.store) }
    },
    reopen:
      reopen ??
      (async (store) => {
        lasting.reopen()
        return store
      }),
    async hold(key) {
      lasting.held.add(placeOf(key))
      return async () => {
        lasting.held.clear()
      }
    },
  }
}

/** What a rule says of a store; `undefined` when it keeps it. */
async function verdict(id: string, subject: StoreSubject): Promise<string | undefined> {
  const rule = storeRules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  return rule.run(subject).then(
    () => undefined,
    (error: unknown) => String(error),
  )
}

describe('a store that breaks the port', () => {
  it.each(brokenStores.map((broken) => [broken.fault, broken] as const))('%s: is found out', async (_, broken) => {
    for (const id of broken.rules) expect(await verdict(id, subjectOf(broken)), id).toBeTypeOf('string')
  })

  it('is found out by its break and not by its wrapping', async () => {
    for (const { id } of storeRules) expect(await verdict(id, subjectOf({ breaking: () => ({}) })), id).toBeUndefined()
  })
})

describe('the rules', () => {
  it('have each a store that breaks them', () => {
    const broken = new Set(brokenStores.flatMap(({ rules }) => rules))
    expect(storeRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
  })

  it('are numbered from S-01 on, and their sentences differ', () => {
    expect(storeRules.map(({ id }) => id)).toEqual(storeRules.map((_, i) => `S-${String(i + 1).padStart(2, '0')}`))
    expect(new Set(storeRules.map(({ title }) => title)).size).toBe(storeRules.length)
  })

  it('are skipped only by name and with a reason, and the report says so', async () => {
    const names: string[] = []
    const ran: Promise<void>[] = []
    const runner = {
      describe: (_: string, define: () => void) => define(),
      it: (name: string, run: () => Promise<void>) => {
        names.push(name)
        if (name.startsWith('S-02')) ran.push(run())
      },
    }
    const subject = subjectOf({ breaking: () => ({}) })
    const forget = { open: async (): Promise<Store> => Promise.reject(new Error('opened though skipped')) }
    storeContract(runner, { ...subject, ...forget, name: 'x', skip: { 'S-02': 'it is slow' } })
    await Promise.all(ran)
    expect(names).toHaveLength(storeRules.length)
    expect(names[1]).toBe('S-02 not kept: it is slow')
    expect(() => storeContract(runner, { ...subject, name: 'x', skip: { 'S-00': 'why' } })).toThrow('no rule S-00')
    expect(() => storeContract(runner, { ...subject, name: 'x', skip: { 'S-02': ' ' } })).toThrow('needs a reason')
  })

  it.each([
    ['S-76', 'reopen'],
    ['S-79', 'hold'],
    ['S-80', 'reopen'],
  ])('ask, as %s does, for %s where they need it', async (id, what) => {
    const message = await verdict(id, { open: async () => memoryStore() })
    expect(message).toContain(`${id} needs \`${what}\``)
  })
})
