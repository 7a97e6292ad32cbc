import { z } from 'zod'
import { memoryChannel } from '../../../src/channels/memory/memory-channel.ts'
import { type SimulatedClock, simulatedClock } from '../../../src/clock.ts'
import { personal } from '../../../src/domain/personal.ts'
import { createRedress, type Internals } from '../../../src/engine/create-redress.ts'
import type { RedressEvent } from '../../../src/engine/events.ts'
import type { RedressOptions } from '../../../src/engine/options.ts'
import { staticDirectory } from '../../../src/engine/static-directory.ts'
import { countingIds } from '../../../src/ids.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import type { Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'

const STAFF = ['agent', 'engineer', 'head'] as const

/** A shop with one duty, two rungs, all kinds of sight, notices to each kind of audience. */
export const shop = definePolicy({
  id: 'shop',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: [...STAFF, 'outsider', 'customer'],
  see: { agent: 'all', engineer: 'assigned', head: 'all', customer: 'complainant' },
  confidentiality: { complainant: ['head'] },
  categories: ['goods', 'service'],
  facts: z.object({ model: z.string().optional(), homeAddress: personal(z.string()).optional() }),
  permissions: {
    register: ['agent', 'customer', 'anonymous'],
    classify: ['agent', 'head'],
    note: [...STAFF, 'customer'],
    link: ['agent'],
    assign: ['head'],
    contact: ['engineer', 'head'],
    fulfil: ['engineer', 'head'],
    escalate: ['agent'],
    merge: ['agent'],
    withdraw: ['customer', 'agent'],
    attribute: ['head'],
  },
  reachBack: { contact: { hours: 2 } },
  levels: { accountability: { required: true, opens: 'registered' } },
  obligations: [
    {
      id: 'owner',
      opens: 'registered',
      meets: 'assigned',
      within: { hours: 1 },
      onBreach: { escalate: 'next' },
    },
  ],
  ladder: [
    { id: 'counter', role: 'agent' },
    { id: 'office', role: 'head' },
  ],
  notifications: [
    { on: 'breached:owner', to: 'rung', channel: 'mail', template: 'overdue' },
    { on: 'registered', to: 'complainant', channel: 'sms', template: 'received' },
    { on: 'assigned', to: 'owner', channel: 'mail', template: 'yours' },
  ],
})

export const agent = { id: 'wang', role: 'agent' } as const
export const head = { id: 'zhao', role: 'head' } as const
export const engineer = { id: 'li', role: 'engineer' } as const
export const customer = { id: 'c-1', role: 'customer' } as const

/** A complaint as it comes by telephone. */
export const call = {
  policy: 'shop',
  channel: 'phone',
  customer: { id: 'c-1', name: 'Chen Lin', contact: '138 0000 0000' },
  summary: 'The drive reads nothing.',
  category: 'goods',
  facts: { model: 'T61', homeAddress: '1 Long Road' },
} as const

export const directory = staticDirectory([
  { id: 'wang', roles: ['agent'] },
  { id: 'li', roles: ['engineer'], unit: 'beijing', superiors: ['zhao'] },
  { id: 'zhao', roles: ['head'], unit: 'beijing' },
])

export interface ShopOptions extends Partial<Omit<RedressOptions, 'policies' | 'store' | 'clock'>> {
  readonly store?: Store
  readonly clock?: SimulatedClock
  readonly internals?: Internals
  /** Prefix of the ids; two desks on one store need two. */
  readonly prefix?: string
}

export const NINE = '2026-03-02T09:00:00+08:00'

/** A desk of the shop at nine o'clock, on a store and a clock of its own. */
export function openShop({ internals, prefix = 'id', ...options }: ShopOptions = {}) {
  const clock = options.clock ?? simulatedClock(NINE)
  const store = options.store ?? memoryStore()
  const mail = memoryChannel()
  const sms = memoryChannel()
  const events: RedressEvent[] = []
  const redress = createRedress(
    {
      policies: [shop],
      directory,
      channels: { mail, sms },
      ids: countingIds(prefix),
      onEvent: (event) => events.push(event),
      ...options,
      clock,
      store,
    },
    internals,
  )
  const told = (type: RedressEvent['type']) => events.filter((event) => event.type === type)
  return { redress, clock, store, mail, sms, events, told }
}

/** The code of the error that a promise rejects with; `undefined` when it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

/** Lets everything run that waits for a turn of the event loop. */
export async function turns(count = 10): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}

export const key = (id: string) => ({ tenant: 'default', kind: 'complaint', id }) as const
