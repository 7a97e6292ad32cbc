import { describe, expect, it } from 'vitest'
import type { RecordKey } from '../../src/domain/level.ts'
import type { Change, OutboxMessage, PersonalRow, StoredRecord } from '../../src/domain/record.ts'
import type { Claimed, CommitOutcome, Query, Store } from '../../src/stores/contract.ts'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'
import type { StoreSubject } from '../../src/testing/store-contract/rule.ts'
import { storeContract, storeRules } from '../../src/testing/store-contract/store-contract.ts'

/** A store that keeps the port but for one thing, and the rules that have to find it out. */
interface BrokenStore {
  readonly fault: string
  readonly rules: readonly string[]
  readonly breaking: (store: Store) => Partial<Store>
  readonly reopen?: StoreSubject['reopen']
}

const placeOf = (key: RecordKey): string => JSON.stringify([key.tenant, key.kind, key.id])

/** Loads one record that is there, or nothing. */
async function loadOne(store: Store, key: RecordKey): Promise<StoredRecord | undefined> {
  const [record] = await store.load([{ key }])
  return typeof record === 'object' ? record : undefined
}

/** The same change, decided on another seq. */
function rebased(change: Change, basedOn: number): Change {
  const [first, ...rest] = change.entries.map((entry, i) => ({ ...entry, seq: basedOn + 1 + i }))
  if (first === undefined) return change
  const seq = basedOn + 1 + rest.length
  return {
    ...change,
    basedOn,
    entries: [first, ...rest],
    record: { ...change.record, seq },
    personal: change.personal.map((row) => ({ ...row, seq })),
  }
}

/** A `commit` that treats each change by itself, as `one` says. */
const eachChange =
  (one: (change: Change) => Promise<CommitOutcome>): Store['commit'] =>
  async (changes) => {
    const outcomes: CommitOutcome[] = []
    for (const change of changes) outcomes.push(await one(change))
    return outcomes
  }

const commitOne = async (store: Store, change: Change): Promise<CommitOutcome> =>
  (await store.commit([change]))[0] ?? 'busy'

/** A `commit` that changes what it is handed. */
const altering = (store: Store, alter: (change: Change) => Change): Pick<Store, 'commit'> => ({
  commit: (changes) => store.commit(changes.map(alter)),
})

const withMessages = (change: Change, alter: (message: OutboxMessage) => OutboxMessage): Change => ({
  ...change,
  messages: change.messages.map(alter),
})

const withoutLane = ({ lane: _, ...message }: OutboxMessage): OutboxMessage => message

/** A store whose queries lose or change something. */
const querying = (store: Store, alter: (query: Query) => Query): Partial<Store> => ({
  find: (query) => store.find(alter(query)),
  count: (query, by) => store.count(alter(query), by),
})

const without = (query: Query, name: keyof Query): Query => {
  const { [name]: _, ...rest } = query
  return { ...rest, tenant: query.tenant }
}

/** Answers all calls that come at once with the first one's answer. */
function shared<Parameters extends readonly unknown[], Answer>(
  call: (...parameters: Parameters) => Promise<Answer>,
): (...parameters: Parameters) => Promise<Answer> {
  let running: Promise<Answer> | undefined
  return async (...parameters) => {
    running ??= call(...parameters)
    const answer = await running
    running = undefined
    return answer
  }
}

const withoutNext = <T>({ items }: Claimed<T>): Claimed<T> => ({ items })

const CONDITIONS = [
  'kind',
  'policy',
  'number',
  'externalRef',
  'status',
  'level',
  'rung',
  'severity',
  'category',
  'owner',
  'worker',
  'unit',
  'customer',
  'major',
] as const satisfies readonly (keyof Query)[]

const brokenStores: readonly BrokenStore[] = [
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
    fault: 'takes a message key for unique over all tenants',
    rules: ['S-09', 'S-17'],
    breaking: (store) => {
      const keys = new Set<string>()
      return {
        commit: eachChange(async (change) => {
          if (change.messages.some(({ key }) => keys.has(key))) return { fault: 'exists' }
          const outcome = await commitOne(store, change)
          if (outcome === 'committed') for (const { key } of change.messages) keys.add(key)
          return outcome
        }),
      }
    },
  },
  {
    fault: 'lets the last writer win',
    rules: ['S-10', 'S-11', 'S-13', 'S-18', 'S-19', 'S-76'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        if (outcome !== 'conflict') return outcome
        const current = await loadOne(store, change.record.key)
        const again = rebased(change, current?.seq ?? 0)
        return commitOne(store, { ...again, messages: again.messages.map((one) => ({ ...one, key: `${one.key}'` })) })
      }),
    }),
  },
  {
    fault: 'accepts what was decided on a seq that is still to come',
    rules: ['S-12'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const seq = (await loadOne(store, change.record.key))?.seq ?? 0
        return commitOne(store, change.basedOn > seq ? rebased(change, seq) : change)
      }),
    }),
  },
  {
    fault: 'writes the personal data of a change before it finds the conflict',
    rules: ['S-13'],
    breaking: (store) => {
      const left: PersonalRow[] = []
      return {
        commit: eachChange(async (change) => {
          const outcome = await commitOne(store, change)
          if (outcome === 'conflict') left.push(...change.personal)
          return outcome
        }),
        personal: async (keys) => [
          ...(await store.personal(keys)),
          ...left.filter((row) => keys.some((key) => placeOf(key) === placeOf(row.key))),
        ],
      }
    },
  },
  {
    fault: 'sends the messages of a change that it refuses',
    rules: ['S-13', 'S-19'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        const [entry] = change.entries
        if (outcome !== 'conflict') return outcome
        const { commandId: _, ...bare } = entry
        const key = { ...change.record.key, id: `${change.record.key.id} lost` }
        await store.commit([
          {
            ...rebased({ ...change, entries: [bare] }, 0),
            record: { ...change.record, key, seq: 1 },
            entries: [{ ...bare, key, seq: 1 }],
            personal: [],
            clocks: [],
            messages: change.messages.map((message) => ({ ...message, record: key })),
          },
        ])
        return outcome
      }),
    }),
  },
  {
    fault: 'looks for a command id in the same record only',
    rules: ['S-14', 'S-16'],
    breaking: (store) =>
      altering(store, (change) => {
        const [first, ...rest] = change.entries.map((entry) =>
          entry.commandId === undefined ? entry : { ...entry, commandId: `${placeOf(entry.key)} ${entry.commandId}` },
        )
        return first === undefined ? change : { ...change, entries: [first, ...rest] }
      }),
  },
  {
    fault: 'looks for a conflict before a duplicate',
    rules: ['S-15'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const seq = (await loadOne(store, change.record.key))?.seq ?? 0
        return seq === change.basedOn ? commitOne(store, change) : 'conflict'
      }),
    }),
  },
  {
    fault: 'looks for duplicates before the batch only',
    rules: ['S-16'],
    breaking: (store) => ({
      commit: async (changes) => {
        const seen = new Set<string>()
        return store.commit(
          changes.map((change) => {
            const [first, ...rest] = change.entries.map((entry) => {
              const { commandId, ...bare } = entry
              if (commandId === undefined || !seen.has(commandId)) {
                if (commandId !== undefined) seen.add(commandId)
                return entry
              }
              return bare
            })
            return first === undefined ? change : { ...change, entries: [first, ...rest] }
          }),
        )
      },
    }),
  },
  {
    fault: 'passes over messages whose key exists',
    rules: ['S-17', 'S-19'],
    breaking: (store) => {
      const keys = new Set<string>()
      return altering(store, (change) => {
        const messages = change.messages.filter(({ key, record }) => {
          const name = `${record.tenant} ${key}`
          return !keys.has(name) && keys.add(name) !== undefined
        })
        return { ...change, messages }
      })
    },
  },
  {
    fault: 'stores a change whose message key exists, without that message',
    rules: ['S-17'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        if (typeof outcome === 'object' && 'fault' in outcome) await store.commit([{ ...change, messages: [] }])
        return outcome
      }),
    }),
  },
  {
    fault: 'looks at message keys before it looks at the seq',
    rules: ['S-18'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const { tenant } = change.record.key
        const known = (await store.messages({ tenant, limit: 500 })).items.map(({ key }) => key)
        return change.messages.some(({ key }) => known.includes(key)) ? { fault: 'exists' } : commitOne(store, change)
      }),
    }),
  },
  {
    fault: 'gives up a batch at its first refusal',
    rules: ['S-16', 'S-19'],
    breaking: (store) => ({
      commit: async (changes) => {
        let refused: CommitOutcome | undefined
        return eachChange(async (change) => {
          if (refused !== undefined) return 'busy'
          const outcome = await commitOne(store, change)
          if (outcome !== 'committed') refused = outcome
          return outcome
        })(changes)
      },
    }),
  },
  {
    fault: 'answers refusals first',
    rules: ['S-19'],
    breaking: (store) => ({
      commit: async (changes) =>
        (await store.commit(changes)).sort((a, b) => Number(a === 'committed') - Number(b === 'committed')),
    }),
  },
  {
    fault: 'numbers entries by itself',
    rules: ['S-20'],
    breaking: (store) => altering(store, (change) => rebased(change, change.basedOn)),
  },
  {
    fault: 'files what belongs to other records under this one',
    rules: ['S-21'],
    breaking: (store) =>
      altering(store, (change) => {
        const { key } = change.record
        const [first, ...rest] = change.entries
        return {
          ...change,
          entries: [{ ...first, key }, ...rest.map((entry) => ({ ...entry, key }))],
          personal: change.personal.map((row) => ({ ...row, key })),
          clocks: change.clocks.map((row) => ({ ...row, key })),
          messages: change.messages.map((message) => ({ ...message, record: key })),
        }
      }),
  },
  {
    fault: 'stores links out of the tenant',
    rules: ['S-21'],
    breaking: (store) =>
      altering(store, (change) => ({
        ...change,
        links: change.links.filter(({ from, to }) => from.tenant === to.tenant),
      })),
  },
  {
    fault: 'forgets one of two that commit at once',
    rules: ['S-22'],
    breaking: (store) => {
      let running = 0
      return {
        commit: async (changes) => {
          running += 1
          const isAlone = running === 1
          const outcomes = await store.commit(changes)
          await Promise.resolve()
          running -= 1
          return isAlone ? outcomes : outcomes.map((outcome) => (outcome === 'conflict' ? 'committed' : outcome))
        },
      }
    },
  },
  {
    fault: 'takes a hundred changes of a batch',
    rules: ['S-23'],
    breaking: (store) => ({
      commit: async (changes) => {
        const outcomes = await store.commit(changes.slice(0, 100))
        return changes.map((_, i) => outcomes[i] ?? 'committed')
      },
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
  {
    fault: 'claims the youngest first',
    rules: ['S-28'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => {
        const claimed = await store.claimDue(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.toReversed() }
      },
    }),
  },
  {
    fault: 'claims only what is overdue',
    rules: ['S-28', 'S-29'],
    breaking: (store) => ({ claimDue: (now, limit, leaseMs) => store.claimDue(now - 1, limit, leaseMs) }),
  },
  {
    fault: 'does not hide what is claimed',
    rules: ['S-29', 'S-35'],
    breaking: (store) => ({ claimDue: (now, limit) => store.claimDue(now, limit, 0) }),
  },
  {
    fault: 'does not count claims',
    rules: ['S-29', 'S-32', 'S-33'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => {
        const claimed = await store.claimDue(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.map((one) => ({ ...one, attempts: 0 })) }
      },
    }),
  },
  {
    fault: 'does not tell when to look again',
    rules: ['S-30', 'S-32'],
    breaking: (store) => ({
      claimDue: async (now, limit, leaseMs) => withoutNext(await store.claimDue(now, limit, leaseMs)),
    }),
  },
  {
    fault: 'counts claims over commits',
    rules: ['S-31', 'S-34'],
    breaking: (store) => {
      const counts = new Map<string, number>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          const items = claimed.items.map((one) => {
            const attempts = counts.get(placeOf(one.item.key)) ?? 0
            counts.set(placeOf(one.item.key), attempts + 1)
            return { ...one, attempts }
          })
          return { ...claimed, items }
        },
      }
    },
  },
  {
    fault: 'hides a claimed record over a commit until the lease ends',
    rules: ['S-34'],
    breaking: (store) => {
      const hidden = new Map<string, number>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          const items = claimed.items.filter(({ item }) => (hidden.get(placeOf(item.key)) ?? 0) <= now)
          for (const { item, leaseUntil } of items) hidden.set(placeOf(item.key), leaseUntil)
          return { ...claimed, items }
        },
      }
    },
  },
  {
    fault: 'puts a deferred record off for no time',
    rules: ['S-32'],
    breaking: (store) => ({ deferDue: (failed) => store.deferDue(failed.map((one) => ({ ...one, until: 0 }))) }),
  },
  {
    fault: 'lists deferred records of every tenant',
    rules: ['S-09', 'S-32'],
    breaking: (store) => ({
      deferred: async (_, limit) => [
        ...(await store.deferred('tenant-1', limit)),
        ...(await store.deferred('tenant-2', limit)),
      ],
    }),
  },
  {
    fault: 'defers under any lease',
    rules: ['S-31', 'S-33'],
    breaking: (store) => {
      const leases = new Map<string, string>()
      return {
        claimDue: async (now, limit, leaseMs) => {
          const claimed = await store.claimDue(now, limit, leaseMs)
          for (const { item, lease } of claimed.items) leases.set(placeOf(item.key), lease)
          return claimed
        },
        commit: async (changes) => {
          const before = await Promise.all(changes.map(({ record }) => loadOne(store, record.key)))
          const outcomes = await store.commit(changes)
          // A lease that a commit ended works again once the record is claimed anew.
          for (const record of before) {
            if (record === undefined || !leases.has(placeOf(record.key))) continue
            const { items } = await store.claimDue(Number.MAX_SAFE_INTEGER, 100, 0)
            for (const { item, lease } of items) leases.set(placeOf(item.key), lease)
          }
          return outcomes
        },
        deferDue: (failed) =>
          store.deferDue(failed.map((one) => ({ ...one, lease: leases.get(placeOf(one.key)) ?? one.lease }))),
      }
    },
  },
  {
    fault: 'keeps a deferral over a commit',
    rules: ['S-34'],
    breaking: (store) => {
      const all: { key: RecordKey; attempts: number; until: number; error: string }[] = []
      return {
        deferDue: async (failed) => {
          await store.deferDue(failed)
          for (const { key, until, error } of failed) all.push({ key, attempts: 1, until, error })
        },
        deferred: async (tenant, limit) => all.filter(({ key }) => key.tenant === tenant).slice(0, limit),
      }
    },
  },
  {
    fault: 'gives the same records to workers that claim at once',
    rules: ['S-35', 'S-76'],
    breaking: (store) => ({ claimDue: shared(store.claimDue) }),
  },
  {
    fault: 'looks at the clock on the wall for records',
    rules: ['S-36'],
    breaking: (store) => ({
      claimDue: (now, limit, leaseMs) => store.claimDue(Math.max(now, Date.now()), limit, leaseMs),
    }),
  },
  {
    fault: 'looks at the clock on the wall for messages',
    rules: ['S-36'],
    breaking: (store) => ({
      claimMessages: (now, limit, leaseMs) => store.claimMessages(Math.min(now, Date.now()), limit, leaseMs),
    }),
  },
  {
    fault: 'sends the youngest message first',
    rules: ['S-37'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => {
        const claimed = await store.claimMessages(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.toReversed() }
      },
    }),
  },
  {
    fault: 'does not wait for the instant of a message',
    rules: ['S-37', 'S-39', 'S-49'],
    breaking: (store) =>
      altering(store, (change) => withMessages(change, (message) => ({ ...message, sendAt: message.createdAt }))),
  },
  {
    fault: 'does not hide a message that is out',
    rules: ['S-38', 'S-40', 'S-44'],
    breaking: (store) => ({ claimMessages: (now, limit) => store.claimMessages(now, limit, 0) }),
  },
  {
    fault: 'does not tell when to look for messages again',
    rules: ['S-39', 'S-42', 'S-49'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => withoutNext(await store.claimMessages(now, limit, leaseMs)),
    }),
  },
  {
    fault: 'gives the same messages to workers that claim at once',
    rules: ['S-40', 'S-76'],
    breaking: (store) => ({ claimMessages: shared(store.claimMessages) }),
  },
  {
    fault: 'forgets the reference of a delivery',
    rules: ['S-41'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(
          results.map((one) => {
            if (one.result !== 'delivered') return one
            const { reference: _, ...bare } = one
            return bare
          }),
        ),
    }),
  },
  {
    fault: 'tries again at once',
    rules: ['S-42', 'S-49'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(results.map((one) => (one.result === 'retry' ? { ...one, until: 0 } : one))),
    }),
  },
  {
    fault: 'does not count the attempts of a message',
    rules: ['S-38', 'S-42'],
    breaking: (store) => ({
      claimMessages: async (now, limit, leaseMs) => {
        const claimed = await store.claimMessages(now, limit, leaseMs)
        return { ...claimed, items: claimed.items.map((one) => ({ ...one, attempts: 0 })) }
      },
    }),
  },
  {
    fault: 'never gives a message up, and so holds up its lane',
    rules: ['S-43', 'S-51', 'S-53'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(
          results.map((one) => {
            if (one.result !== 'dead') return one
            const { tenant, key, lease, at, error } = one
            return { tenant, key, lease, at, error, result: 'retry', until: at + 1 }
          }),
        ),
    }),
  },
  {
    fault: 'takes results under any lease',
    rules: ['S-44', 'S-46'],
    breaking: (store) => {
      const leases = new Map<string, string>()
      return {
        claimMessages: async (now, limit, leaseMs) => {
          const claimed = await store.claimMessages(now, limit, leaseMs)
          for (const { item, lease } of claimed.items) leases.set(item.key, lease)
          return claimed
        },
        reportMessages: (results) =>
          store.reportMessages(results.map((one) => ({ ...one, lease: leases.get(one.key) ?? one.lease }))),
      }
    },
  },
  {
    fault: 'does not take a result that comes after its lease',
    rules: ['S-45'],
    breaking: (store) => {
      const ends = new Map<string, number>()
      return {
        claimMessages: async (now, limit, leaseMs) => {
          const claimed = await store.claimMessages(now, limit, leaseMs)
          for (const { lease, leaseUntil } of claimed.items) ends.set(lease, leaseUntil)
          return claimed
        },
        reportMessages: (results) =>
          store.reportMessages(
            results.map((one) => ((ends.get(one.lease) ?? one.at) < one.at ? { ...one, lease: 'over' } : one)),
          ),
      }
    },
  },
  {
    fault: 'answers stale results first',
    rules: ['S-46'],
    breaking: (store) => ({
      reportMessages: async (results) =>
        [...(await store.reportMessages(results))].sort((a, b) => Number(b.stale) - Number(a.stale)),
    }),
  },
  {
    fault: 'says of every lease that it was renewed',
    rules: ['S-47'],
    breaking: (store) => ({
      renewMessages: async (held, until) => {
        await store.renewMessages(held, until)
        return held.map(({ tenant, key }) => ({ tenant, key }))
      },
    }),
  },
  {
    fault: 'renews no lease',
    rules: ['S-47'],
    breaking: (store) => ({
      renewMessages: async (held) => {
        const { items } = await store.messages({ tenant: 'tenant-1', state: 'pending' })
        return held
          .filter(({ key, lease }) => lease.startsWith('lease-') && items.some((item) => item.key === key))
          .map(({ tenant, key }) => ({ tenant, key }))
      },
    }),
  },
  {
    fault: 'knows no lanes',
    rules: ['S-48', 'S-49', 'S-50'],
    breaking: (store) => altering(store, (change) => withMessages(change, withoutLane)),
  },
  {
    fault: 'orders a lane by key',
    rules: ['S-48'],
    breaking: (store) =>
      altering(store, (change) =>
        withMessages(change, (message) => (message.key === 'l/3' ? { ...message, createdAt: 0 } : message)),
      ),
  },
  {
    fault: 'lets a lane go on while its first message is not due yet',
    rules: ['S-49'],
    breaking: (store) =>
      altering(store, (change) =>
        withMessages(change, (message) => (message.sendAt > message.createdAt ? withoutLane(message) : message)),
      ),
  },
  {
    fault: 'sends a message that sorts first while another of its lane is out',
    rules: ['S-50'],
    breaking: (store) => {
      const newest = new Map<string, number>()
      return altering(store, (change) =>
        withMessages(change, (message) => {
          const seen = newest.get(message.lane ?? '') ?? 0
          newest.set(message.lane ?? '', Math.max(seen, message.createdAt))
          return message.createdAt < seen ? withoutLane(message) : message
        }),
      )
    },
  },
  {
    fault: 'does not store what a message expands into',
    rules: ['S-52'],
    breaking: (store) => ({
      reportMessages: (results) =>
        store.reportMessages(results.map((one) => (one.result === 'expanded' ? { ...one, into: [] } : one))),
    }),
  },
  {
    fault: 'stores what a stale result expands into',
    rules: ['S-44'],
    breaking: (store) => {
      const extra: OutboxMessage[] = []
      return {
        reportMessages: (results) => {
          for (const one of results) if (one.result === 'expanded') extra.push(...one.into)
          return store.reportMessages(results)
        },
        messages: async (query) => {
          const page = await store.messages(query)
          return {
            ...page,
            items: [...page.items, ...extra.map((one) => ({ ...one, state: 'pending', attempts: 0 }) as const)],
          }
        },
      }
    },
  },
  {
    fault: 'sends nothing again',
    rules: ['S-53'],
    breaking: () => ({ redeliver: async (_, keys) => keys.length }),
  },
  {
    fault: 'lists messages newest first',
    rules: ['S-41', 'S-54'],
    breaking: (store) => ({
      messages: async (query) => {
        const page = await store.messages(query)
        return { ...page, items: page.items.toReversed() }
      },
    }),
  },
  {
    fault: 'lists the messages of every record',
    rules: ['S-54'],
    breaking: (store) => ({
      messages: ({ record: _, ...query }) => store.messages(query),
    }),
  },
  ...CONDITIONS.map(
    (name): BrokenStore => ({
      fault: `does not look at ${name}`,
      rules: ['S-55'],
      breaking: (store) => querying(store, (query) => without(query, name)),
    }),
  ),
  {
    fault: 'looks at the first value of a list only',
    rules: ['S-55'],
    breaking: (store) =>
      querying(store, (query) => (query.owner === undefined ? query : { ...query, owner: query.owner.slice(0, 1) })),
  },
  {
    fault: 'takes an empty list for no condition',
    rules: ['S-56'],
    breaking: (store) =>
      querying(store, (query) => {
        const given = Object.entries(query).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
        return { ...Object.fromEntries(given), tenant: query.tenant }
      }),
  },
  {
    fault: 'looks at one condition of several',
    rules: ['S-57'],
    breaking: (store) =>
      querying(store, (query) => (query.owner === undefined ? query : { tenant: query.tenant, owner: query.owner })),
  },
  {
    fault: 'takes a due instant for overdue',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) =>
        query.dueBefore === undefined ? query : { ...query, dueBefore: query.dueBefore + 1 },
      ),
  },
  {
    fault: 'leaves out what was opened at the first instant',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) =>
        query.openedFrom === undefined ? query : { ...query, openedFrom: query.openedFrom + 1 },
      ),
  },
  {
    fault: 'takes in what was opened at the last instant',
    rules: ['S-58'],
    breaking: (store) =>
      querying(store, (query) => (query.openedTo === undefined ? query : { ...query, openedTo: query.openedTo + 1 })),
  },
  {
    fault: 'lists first what is never due',
    rules: ['S-59'],
    breaking: (store) => ({
      find: async (query) => {
        const page = await store.find(query)
        if (query.order !== 'nextDue') return page
        const isDue = (record: StoredRecord): boolean => record.columns.nextDueAt !== undefined
        return { ...page, items: [...page.items.filter((one) => !isDue(one)), ...page.items.filter(isDue)] }
      },
    }),
  },
  {
    fault: 'goes on after all that have the same instant',
    rules: ['S-60'],
    breaking: (store) => {
      const lasts = new Map<string, number>()
      return {
        find: async (query) => {
          const page = await store.find(query)
          const last = page.items.at(-1)
          if (page.next !== undefined && last !== undefined) lasts.set(page.next, last.columns.openedAt)
          const seen = query.after === undefined ? undefined : lasts.get(query.after)
          return { ...page, items: page.items.filter(({ columns }) => columns.openedAt !== seen) }
        },
      }
    },
  },
  {
    fault: 'pages by counting rows',
    rules: ['S-61', 'S-62'],
    breaking: (store) => ({
      find: async (query) => {
        const { after, limit = 50, ...rest } = query
        const start = Number(after ?? 0)
        const { items } = await store.find({ ...rest, limit: 500 })
        const page = { items: items.slice(start, start + limit) }
        return items.length > start + limit ? { ...page, next: String(start + limit) } : page
      },
    }),
  },
  {
    fault: 'starts again at a cursor that it cannot read',
    rules: ['S-62'],
    breaking: (store) => ({
      find: (query) => store.find(query).catch(() => store.find(without(query, 'after'))),
    }),
  },
  {
    fault: 'bends a limit that is out of bounds',
    rules: ['S-63'],
    breaking: (store) =>
      querying(store, (query) =>
        query.limit === undefined
          ? query
          : { ...query, limit: Math.min(500, Math.max(1, Math.trunc(query.limit) || 50)) },
      ),
  },
  {
    fault: 'shows everything to everybody',
    rules: ['S-64'],
    breaking: (store) => querying(store, (query) => without(query, 'visibleTo')),
  },
  {
    fault: 'counts what the reader may not see',
    rules: ['S-64'],
    breaking: (store) => ({ count: (query, by) => store.count(without(query, 'visibleTo'), by) }),
  },
  {
    fault: 'shows everything to somebody who may see nothing',
    rules: ['S-64'],
    breaking: (store) =>
      querying(store, (query) => {
        const { persons = [], units = [] } = query.visibleTo ?? {}
        return persons.length + units.length === 0 ? without(query, 'visibleTo') : query
      }),
  },
  {
    fault: 'finds by links from either end',
    rules: ['S-65'],
    breaking: (store) => ({
      find: async (query) => {
        const page = await store.find(query)
        if (query.linkedTo === undefined) return page
        const links = await store.links(query.linkedTo.to)
        const ends = links.filter(({ rel }) => rel === query.linkedTo?.rel).map(({ to }) => ({ key: to }))
        const others = (await store.load(ends)).filter((record) => typeof record === 'object')
        return { ...page, items: [...page.items, ...others] }
      },
    }),
  },
  {
    fault: 'does not look at links',
    rules: ['S-65'],
    breaking: (store) => querying(store, (query) => without(query, 'linkedTo')),
  },
  {
    fault: 'takes a percent sign for any text',
    rules: ['S-66'],
    breaking: (store) => querying(store, (query) => (query.text === '%' ? without(query, 'text') : query)),
  },
  {
    fault: 'finds whole words only',
    rules: ['S-66'],
    breaking: (store) =>
      altering(store, (change) => ({
        ...change,
        personal: change.personal.map((row) => ({ ...row, search: row.search.split(' ').join('\n') })),
      })),
  },
  {
    fault: 'does not count what has no value',
    rules: ['S-67'],
    breaking: (store) => ({
      count: async (query, by) =>
        Object.fromEntries(Object.entries(await store.count(query, by)).filter(([value]) => value !== '')),
    }),
  },
  {
    fault: 'counts a page',
    rules: ['S-67'],
    breaking: (store) => ({
      count: async (query, by) =>
        by === undefined ? { total: (await store.find(query)).items.length } : store.count(query, by),
    }),
  },
  {
    fault: 'finds links from their beginning only',
    rules: ['S-68'],
    breaking: (store) => ({
      links: async (key) => (await store.links(key)).filter(({ from }) => placeOf(from) === placeOf(key)),
    }),
  },
  {
    fault: 'moves the instant of a link that exists',
    rules: ['S-68'],
    breaking: (store) => {
      const times = new Map<string, number>()
      const nameOf = ({ from, rel, to }: Change['links'][number]): string => placeOf(from) + rel + placeOf(to)
      return {
        commit: (changes) => {
          for (const { links } of changes) for (const link of links) times.set(nameOf(link), link.at)
          return store.commit(changes)
        },
        links: async (key) =>
          (await store.links(key)).map((link) => ({ ...link, at: times.get(nameOf(link)) ?? link.at })),
      }
    },
  },
  {
    fault: 'adds a clock row where it should replace one',
    rules: ['S-69'],
    breaking: (store) => {
      const rows: Change['clocks'][number][] = []
      return {
        commit: (changes) => {
          rows.push(...changes.flatMap(({ clocks }) => clocks))
          return store.commit(changes)
        },
        clocks: async (keys) => rows.filter((row) => keys.some((key) => placeOf(key) === placeOf(row.key))),
      }
    },
  },
  {
    fault: 'keeps of a clock row what the new one leaves out',
    rules: ['S-69'],
    breaking: (store) => {
      const rows = new Map<string, Change['clocks'][number]>()
      return altering(store, (change) => ({
        ...change,
        clocks: change.clocks.map((row) => {
          const name = placeOf(row.key) + row.clock
          const merged = { ...rows.get(name), ...row }
          rows.set(name, merged)
          return merged
        }),
      }))
    },
  },
  {
    fault: 'takes one number of several',
    rules: ['S-70'],
    breaking: (store) => ({
      reserveNumbers: (tenant, series, count) => store.reserveNumbers(tenant, series, Math.min(count, 1)),
    }),
  },
  {
    fault: 'gives the same number to two that ask at once',
    rules: ['S-70'],
    breaking: (store) => ({ reserveNumbers: shared(store.reserveNumbers) }),
  },
  {
    fault: 'has one series of numbers',
    rules: ['S-71'],
    breaking: (store) => ({ reserveNumbers: (tenant, _, count) => store.reserveNumbers(tenant, '', count) }),
  },
  {
    fault: 'gives numbers over all tenants',
    rules: ['S-71'],
    breaking: (store) => ({ reserveNumbers: (_, series, count) => store.reserveNumbers('all', series, count) }),
  },
  {
    fault: 'keeps one row of personal data for a record',
    rules: ['S-72'],
    breaking: (store) => ({
      personal: async (keys) =>
        (await Promise.all(keys.map((key) => store.personal([key])))).flatMap((rows) => rows.slice(0, 1)),
    }),
  },
  {
    fault: 'keeps the salts of what it erases',
    rules: ['S-73'],
    breaking: (store) => {
      const erased = new Set<string>()
      const rows: PersonalRow[] = []
      return {
        commit: (changes) => {
          rows.push(...changes.flatMap(({ personal }) => personal))
          return store.commit(changes)
        },
        erase: (tenant, subject) => {
          erased.add(subject)
          return store.erase(tenant, subject)
        },
        personal: async (keys) => [
          ...(await store.personal(keys)),
          ...rows
            .filter(({ key, subject }) => erased.has(subject) && keys.some((one) => placeOf(one) === placeOf(key)))
            .map((row) => ({ ...row, data: '{}', search: '' })),
        ],
      }
    },
  },
  {
    fault: 'answers a record for each row that it erases',
    rules: ['S-73'],
    breaking: (store) => ({
      erase: async (tenant, subject) => {
        const keys = await store.erase(tenant, subject)
        return [...keys, ...keys]
      },
    }),
  },
  {
    fault: 'makes its tables anew at each migration',
    rules: ['S-74'],
    breaking: () => {
      let current = memoryStore()
      return {
        migrate: async () => {
          current = memoryStore()
        },
        commit: (changes) => current.commit(changes),
        load: (wanted) => current.load(wanted),
        reserveNumbers: (tenant, series, count) => current.reserveNumbers(tenant, series, count),
      }
    },
  },
  {
    fault: 'counts time in seconds',
    rules: ['S-75'],
    breaking: () => ({ ping: async () => ({ now: 1_700_000_000, schema: 1 }) }),
  },
  {
    fault: 'opens data of its own each time',
    rules: ['S-76'],
    breaking: () => ({}),
    reopen: async () => memoryStore(),
  },
  {
    fault: 'goes on after it was closed',
    rules: ['S-77'],
    breaking: () => ({ close: async () => {} }),
  },
]

const subjectOf = ({ breaking, reopen }: Pick<BrokenStore, 'breaking' | 'reopen'>): StoreSubject => ({
  open: async () => {
    const store = memoryStore()
    return { ...store, ...breaking(store) }
  },
  reopen: reopen ?? (async (store) => store),
})

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

  it('ask for a second opening where they need one', async () => {
    const message = await verdict('S-76', { open: async () => memoryStore() })
    expect(message).toContain('S-76 needs `reopen`')
  })
})
