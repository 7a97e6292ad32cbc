import type { Store } from '../../../src/stores/contract.ts'
import type { BrokenStore } from './broken-store.ts'

/** Transactions that are none: everything is done at once and for good. */
const atOnce = (store: Store) =>
  ({
    transaction: (work) => work({}),
    load: (wanted) => store.load(wanted),
    commit: (changes) => store.commit(changes),
    entries: (from) => store.entries(from),
    reserveNumbers: (tenant, series, count) => store.reserveNumbers(tenant, series, count),
  }) satisfies Partial<Store>

export const transactionBreaks: readonly BrokenStore[] = [
  {
    fault: 'takes nothing of a transaction back',
    rules: ['S-84'],
    breaking: atOnce,
  },
  {
    fault: 'takes anything for a transaction',
    rules: ['S-86'],
    breaking: (store) => ({ commit: (changes) => store.commit(changes) }),
  },
  {
    fault: 'stores what a transaction holds only at its end, unseen in it',
    rules: ['S-83'],
    breaking: (store) => ({
      ...atOnce(store),
      commit: async (changes, tx) =>
        tx === undefined ? store.commit(changes) : changes.map(() => 'committed' as const),
    }),
  },
  {
    fault: 'lets no transaction go on after a change that is not stored',
    rules: ['S-85'],
    breaking: (store) => {
      let isAborted = false
      return {
        ...atOnce(store),
        async commit(changes, tx) {
          if (tx !== undefined && isAborted) throw new Error('the transaction is aborted')
          const outcomes = await store.commit(changes)
          isAborted = outcomes.some((outcome) => outcome !== 'committed')
          return outcomes
        },
      }
    },
  },
]
