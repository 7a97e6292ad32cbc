import type { StoredRecord } from '../../../src/domain/record.ts'
import { altering, type BrokenStore, commitOne, eachChange, loadOne, placeOf } from './broken-store.ts'

export const recordBreaks: readonly BrokenStore[] = [
  {
    fault: 'forgets a column',
    rules: ['S-01'],
    breaking: (store) => ({
      load: async (wanted) =>
        (await store.load(wanted)).map((record) => {
          if (typeof record !== 'object') return record
          const { monitor: _, ...columns } = record.columns
          return { ...record, columns }
        }),
    }),
  },
  {
    fault: 'keeps columns that a later commit leaves out',
    rules: ['S-02'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const before = await loadOne(store, change.record.key)
        const columns = { ...before?.columns, ...change.record.columns }
        return commitOne(store, { ...change, record: { ...change.record, columns } })
      }),
    }),
  },
  {
    fault: 'leaves out what is not there when it loads',
    rules: ['S-03'],
    breaking: (store) => ({
      load: async (wanted) => (await store.load(wanted)).filter((record) => record !== undefined),
    }),
  },
  {
    fault: 'takes any known seq for the current one',
    rules: ['S-04'],
    breaking: (store) => ({
      load: async (wanted) =>
        (await store.load(wanted)).map((record, i) =>
          record !== undefined && wanted[i]?.unlessSeq !== undefined ? 'unchanged' : record,
        ),
    }),
  },
  {
    fault: 'keeps the very objects that it is handed',
    rules: ['S-05'],
    breaking: (store) => {
      const held = new Map<string, StoredRecord>()
      return {
        commit: eachChange(async (change) => {
          const outcome = await commitOne(store, change)
          if (outcome === 'committed') held.set(placeOf(change.record.key), change.record)
          return outcome
        }),
        load: async (wanted) => wanted.map(({ key }) => held.get(placeOf(key))),
      }
    },
  },
  {
    fault: 'hands out the very objects that it keeps',
    rules: ['S-06'],
    breaking: (store) => {
      const held = new Map<string, StoredRecord>()
      return {
        load: async (wanted) =>
          (await store.load(wanted)).map((record) => {
            if (typeof record !== 'object') return record
            const known = held.get(placeOf(record.key)) ?? structuredClone(record)
            held.set(placeOf(record.key), known)
            return known
          }),
      }
    },
  },
  {
    fault: 'cuts texts at 64 KiB',
    rules: ['S-07'],
    breaking: (store) =>
      altering(store, (change) => ({
        ...change,
        record: { ...change.record, state: change.record.state.slice(0, 65_536) },
      })),
  },
  {
    fault: 'keeps three bytes of a character at most',
    rules: ['S-07'],
    breaking: (store) => ({
      personal: async (keys) =>
        (await store.personal(keys)).map((row) => ({
          ...row,
          data: row.data.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?'),
        })),
    }),
  },
  {
    fault: 'does not tell capitals from small letters in ids',
    rules: ['S-08'],
    breaking: (store) => ({
      load: (wanted) =>
        store.load(wanted.map((one) => ({ ...one, key: { ...one.key, id: one.key.id.toLowerCase() } }))),
    }),
  },
  {
    fault: 'erases in every tenant',
    rules: ['S-09'],
    breaking: (store) => ({
      erase: async (_, subject) => [
        ...(await store.erase('tenant-1', subject)),
        ...(await store.erase('tenant-2', subject)),
      ],
    }),
  },
  {
    fault: 'answers entries from a seq and not after it',
    rules: ['S-24', 'S-25'],
    breaking: (store) => ({
      entries: (from) =>
        store.entries('key' in from && from.afterSeq !== undefined ? { ...from, afterSeq: from.afterSeq - 1 } : from),
    }),
  },
  {
    fault: 'answers entries newest first',
    rules: ['S-24', 'S-26'],
    breaking: (store) => ({
      entries: async (from) => {
        const page = await store.entries(from)
        return { ...page, items: page.items.toReversed() }
      },
    }),
  },
  {
    fault: 'does not say that a history goes on',
    rules: ['S-25', 'S-26'],
    breaking: (store) => ({ entries: async (from) => ({ items: (await store.entries(from)).items }) }),
  },
  {
    fault: 'answers the whole history for a command id',
    rules: ['S-27'],
    breaking: (store) => ({
      entries: async (from) => {
        const page = await store.entries(from)
        const [entry] = page.items
        return 'commandId' in from && entry !== undefined ? store.entries({ key: entry.key }) : page
      },
    }),
  },
]
