import type { Query, Store } from '../../stores/contract.ts'
import { ok } from '../assert.ts'
import { changeOf, commitAll, type SampleOptions, T, TENANT } from './samples.ts'

export type Conditions = Omit<Query, 'tenant'>

export const idsFound = async (store: Store, conditions: Conditions): Promise<readonly string[]> =>
  (await store.find({ tenant: TENANT, ...conditions })).items.map(({ key }) => key.id)

/** Reads all pages of a list; `between` runs after each. */
export async function allPages(
  store: Store,
  query: Conditions,
  between?: (page: number) => Promise<void>,
): Promise<string[]> {
  const read: string[] = []
  let after: string | undefined
  for (let page = 1; page <= 50; page++) {
    const answer = await store.find({ tenant: TENANT, ...query, ...(after === undefined ? {} : { after }) })
    ok(answer.items.length <= (query.limit ?? 50), 'a page holds no more than asked for')
    read.push(...answer.items.map(({ key }) => key.id))
    after = answer.next
    if (after === undefined) return read
    await between?.(page)
  }
  throw new Error('The pages do not end.')
}

/** Records that differ in every column that can be asked for. */
const SAMPLES: Readonly<Record<string, SampleOptions>> = {
  a: {
    policy: 'lenovo',
    columns: {
      status: 'open',
      level: 'customerInterface',
      rung: 'frontline',
      severity: 'grave',
      category: 'service',
      owner: 'agent-1',
      worker: 'agent-2',
      monitor: 'agent-3',
      unit: 'station-1',
      customer: 'customer-1',
      confidentiality: 'confidential',
      externalRef: 'CRM-1',
      number: 'N-1',
      major: true,
      openedAt: T + 1,
      nextDueAt: T + 10,
    },
  },
  b: {
    policy: 'tietong',
    columns: {
      status: 'closed',
      level: 'accountability',
      rung: 'department',
      severity: 'slight',
      category: 'product',
      owner: 'agent-2',
      worker: 'agent-1',
      monitor: 'agent-4',
      unit: 'station-2',
      customer: 'customer-2',
      externalRef: 'CRM-2',
      number: 'N-2',
      openedAt: T + 2,
      nextDueAt: T + 20,
    },
  },
  c: { kind: 'cause', columns: { status: 'intake', openedAt: T + 3 } },
  d: { kind: 'incident', columns: { status: 'archived', owner: 'agent-1', openedAt: T + 4, nextDueAt: T + 30 } },
}

export const commitSamples = (store: Store): Promise<void> =>
  commitAll(store, ...Object.entries(SAMPLES).map(([id, options]) => changeOf(id, options)))
