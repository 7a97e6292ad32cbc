import type { CountBy, Query, Store } from '../../src/stores/contract.ts'
import { keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'

type Conditions = Omit<Query, 'tenant'>

const cause = keyOf('cause-777', { kind: 'cause' })

/** What people list: each with the index of the records, or of the links, that it has to go by. */
export const worklists: readonly (readonly [what: string, query: Conditions, index: RegExp])[] = [
  ['the newest', {}, /_opened$/],
  ['the oldest', { order: 'oldest' }, /_opened$/],
  ['what is due next', { order: 'nextDue' }, /_next_due$/],
  ['what is due next of what is open', { status: ['open'], order: 'nextDue' }, /_(next_due|status)$/],
  ['what is most pressing', { order: 'priority' }, /_priority$/],
  ['what is most pressing of what is open', { status: ['open'], order: 'priority' }, /_(priority|status)$/],
  ['what is overdue', { dueBefore: T + 5_000_000, order: 'nextDue' }, /_next_due$/],
  ['what is overdue, the newest first', { dueBefore: T + 5_000_000 }, /_next_due$/],
  ['what is overdue, by priority', { dueBefore: T + 5_000_000, order: 'priority' }, /_next_due$/],
  ['what is not overdue', { notDueBefore: T + 5_000_000 }, /_opened$/],
  ['what was opened in a week', { openedFrom: T, openedTo: T + 600_000_000 }, /_opened$/],
  ['what is open', { status: ['open'] }, /_(status|opened)$/],
  ['what is of a policy', { policy: ['p-1'] }, /_opened$/],
  ['what is on a level', { level: ['accountability'] }, /_opened$/],
  ['what is on a rung', { rung: ['top'] }, /_opened$/],
  ['what is grave', { severity: ['grave'] }, /_opened$/],
  ['what is major', { major: true }, /_opened$/],
  ['what is of a category', { category: ['goods', 'service'] }, /_opened$/],
  ['a number', { number: 'N-77' }, /_number$/],
  ['a reference', { externalRef: 'CRM-77' }, /_external_ref$/],
  ['what one owns', { owner: ['agent-7'] }, /_owner$/],
  ['what one owns, by priority', { owner: ['agent-7'], order: 'priority' }, /_(owner|priority)$/],
  ['what one works on', { worker: ['agent-7'] }, /_worker$/],
  ['what a complainant has', { customer: ['customer-7'] }, /_customer$/],
  ['what a unit has', { unit: ['unit-7'] }, /_(unit|opened)$/],
  ['what a unit has, due next', { unit: ['unit-7'], order: 'nextDue' }, /_(unit|next_due)$/],
  ['what shares a cause', { linkedTo: { rel: 'sharesCause', to: cause } }, /_link_to$/],
  ['what says something', { text: 'words' }, /_opened$/],
  ['what a person may see', { visibleTo: { persons: ['agent-7'], customers: [], units: [] } }, /_(owner|opened)$/],
]

/** What people count. A count of everything reads everything; these do not. */
export const counts: readonly (readonly [what: string, query: Conditions, by: CountBy | undefined])[] = [
  ['what is open', { status: ['open'] }, undefined],
  ['what is open, for each rung', { status: ['open'] }, 'rung'],
  ['what is overdue, for each owner', { dueBefore: T + 5_000_000 }, 'owner'],
  ['what one owns, for each status', { owner: ['agent-7'] }, 'status'],
  ['what a complainant has', { customer: ['customer-7'] }, undefined],
  ['what was opened in a week, for each category', { openedFrom: T, openedTo: T + 600_000 }, 'category'],
  ['what shares a cause', { linkedTo: { rel: 'sharesCause', to: cause } }, undefined],
]

const key = keyOf('r77')

/** Everything else that a desk asks of a store. */
export const calls: readonly (readonly [what: string, call: (store: Store) => Promise<unknown>])[] = [
  ['loading records', (store) => store.load([{ key }, { key: keyOf('r78'), unlessSeq: 1 }])],
  ['the history of a record', (store) => store.entries({ key })],
  ['the history of a tenant', (store) => store.entries({ tenant: TENANT, limit: 100 })],
  ['an entry by its command id', (store) => store.entries({ tenant: TENANT, commandId: 'c-r77' })],
  ['clock rows', (store) => store.clocks([key])],
  ['links', (store) => store.links(key)],
  ['personal data', (store) => store.personal([key])],
  ['an erasure', (store) => store.erase(TENANT, 'customer-4999')],
  ['what failed to wake', (store) => store.deferred(TENANT, 10)],
  ['a claim of what is due', (store) => store.claimDue(T + 3_000_000, 10, 1_000)],
  ['dead messages', (store) => store.messages({ tenant: TENANT, state: 'dead' })],
  ['pending messages', (store) => store.messages({ tenant: TENANT, state: 'pending' })],
  ['messages of a record', (store) => store.messages({ tenant: TENANT, record: key })],
  ['a redelivery', (store) => store.redeliver(TENANT, ['mr1'], T)],
  ['a renewal', (store) => store.renewMessages([{ tenant: TENANT, key: 'mr20', lease: 'l' }], T)],
]
