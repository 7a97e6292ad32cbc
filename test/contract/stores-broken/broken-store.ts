import type { RecordKey } from '../../../src/domain/level.ts'
import type { Change, OutboxMessage, StoredRecord } from '../../../src/domain/record.ts'
import { RedressError } from '../../../src/errors.ts'
import type { Claimed, CommitOutcome, Query, Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import type { StoreSubject } from '../../../src/testing/store-contract/rule.ts'

/** A store that keeps the port but for one thing, and the rules that have to find it out. */
export interface BrokenStore {
  readonly fault: string
  readonly rules: readonly string[]
  readonly breaking: (store: Store) => Partial<Store>
  readonly reopen?: StoreSubject['reopen']
}

/** A memory with what the rules ask of a database: its data outlive its closing, and its records can be locked. */
export function lastingStore(): { readonly store: Store; readonly reopen: () => void; readonly held: Set<string> } {
  const memory = memoryStore()
  const held = new Set<string>()
  let closed = false
  const lockable: Store = {
    ...memory,
    async close() {
      closed = true
    },
    commit: eachChange(async (change, tx) =>
      held.has(placeOf(change.record.key)) ? 'busy' : ((await memory.commit([change], tx))[0] ?? 'busy'),
    ),
    async claimDue(now, limit, leaseMs) {
      const claimed = await memory.claimDue(now, limit, leaseMs)
      return { ...claimed, items: claimed.items.filter(({ item }) => !held.has(placeOf(item.key))) }
    },
  }
  const store = new Proxy(lockable, {
    get:
      (target, name) =>
      async (...parameters: readonly unknown[]) => {
        if (!closed || name === 'close') return Reflect.apply(Reflect.get(target, name), target, parameters)
        throw new RedressError('STORE_UNAVAILABLE', 'closed', { reason: 'closed' })
      },
  })
  return {
    store: { ...store },
    reopen: () => {
      closed = false
    },
    held,
  }
}

export const placeOf = (key: RecordKey): string => JSON.stringify([key.tenant, key.kind, key.id])

/** Loads one record that is there, or nothing. */
export async function loadOne(store: Store, key: RecordKey): Promise<StoredRecord | undefined> {
  const [record] = await store.load([{ key }])
  return typeof record === 'object' ? record : undefined
}

/** The same change, decided on another seq. */
export function rebased(change: Change, basedOn: number): Change {
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
export const eachChange =
  (one: (change: Change, tx: undefined) => Promise<CommitOutcome>): Store<undefined>['commit'] =>
  async (changes, tx) => {
    const outcomes: CommitOutcome[] = []
    for (const change of changes) outcomes.push(await one(change, tx))
    return outcomes
  }

export const commitOne = async (store: Store, change: Change): Promise<CommitOutcome> =>
  (await store.commit([change]))[0] ?? 'busy'

/** A `commit` that changes what it is handed. */
export const altering = (store: Store, alter: (change: Change) => Change): Pick<Store, 'commit'> => ({
  commit: (changes) => store.commit(changes.map(alter)),
})

export const withMessages = (change: Change, alter: (message: OutboxMessage) => OutboxMessage): Change => ({
  ...change,
  messages: change.messages.map(alter),
})

export const withoutLane = ({ lane: _, ...message }: OutboxMessage): OutboxMessage => message

/** A store whose queries lose or change something. */
export const querying = (store: Store, alter: (query: Query) => Query): Partial<Store> => ({
  find: (query) => store.find(alter(query)),
  count: (query, by) => store.count(alter(query), by),
})

export const without = (query: Query, name: keyof Query): Query => {
  const { [name]: _, ...rest } = query
  return { ...rest, tenant: query.tenant }
}

/** Answers all calls that come at once with the first one's answer. */
export function shared<Parameters extends readonly unknown[], Answer>(
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

export const withoutNext = <T>({ items }: Claimed<T>): Claimed<T> => ({ items })
