import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Query, Store } from '../../src/stores/contract.ts'
import { type PgPoolLike, postgresStore } from '../../src/stores/postgres/index.ts'
import { keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { freshSchema, postgresPool } from '../fixtures/postgres.ts'

const schema = freshSchema()
const statements: { text: string; values: unknown[] | undefined }[] = []
let pool: Pool
let store: Store

/** A grown desk, made by the server itself: 20,000 complaints, most of them closed and of one tenant. */
const grown = `
INSERT INTO ${schema}.complaint_record (tenant, kind, id, seq, version, number, status, major, ticket_type, channel,
    confidentiality, owner, worker, monitor, unit, customer, external_ref, opened_at, updated_at, next_due_at, policy,
    policy_version, machine, hash, wake_at, claim_at, wake_error, deferred_until, state)
  SELECT CASE i % 10 WHEN 0 THEN 'tenant-2' ELSE '${TENANT}' END, 'complaint', 'r' || i, 1, 1, 'N-' || i,
    CASE i % 20 WHEN 0 THEN 'open' ELSE 'closed' END, i % 50 = 0, 'complaint', 'phone', 'named', 'agent-' || i % 200,
    'agent-' || i % 200, 'agent-' || i % 300, 'unit-' || i % 50, 'customer-' || i % 5000, 'CRM-' || i,
    t.at + i * interval '1 minute', t.at, CASE WHEN i % 20 = 0 THEN t.at + i * interval '1 minute' END, 'p', 1, 'm', 'h',
    CASE WHEN i % 20 = 0 THEN t.at + i * interval '1 minute' END, CASE WHEN i % 20 = 0 THEN t.at + i * interval '1 minute' END,
    CASE WHEN i % 1000 = 1 THEN 'e' END, CASE WHEN i % 1000 = 1 THEN t.at END, repeat('x', 300)
  FROM generate_series(1, 20000) i, (SELECT to_timestamp(${T} / 1000.0) AS at) t;
INSERT INTO ${schema}.complaint_entry (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body)
  SELECT tenant, kind, id, 1, 1, opened_at, 'register', 'a', 'c-' || id, 'h', '{}' FROM ${schema}.complaint_record;
INSERT INTO ${schema}.complaint_personal SELECT tenant, kind, id, 1, customer, 's', '{}', 'words' FROM ${schema}.complaint_record;
INSERT INTO ${schema}.complaint_clock (tenant, kind, id, clock, obligation, level, cycle, state, opened_at)
  SELECT tenant, kind, id, 'k#1', 'k', 'l', 1, 'met', opened_at FROM ${schema}.complaint_record;
INSERT INTO ${schema}.complaint_link SELECT tenant, kind, id, 'sharesCause', 'cause', 'cause-' || right(id, 3), opened_at
  FROM ${schema}.complaint_record;
INSERT INTO ${schema}.complaint_message (tenant, key, kind, id, seq, created_at, send_at, lane, state, not_before, claim_at, content)
  SELECT tenant, 'm' || id, kind, id, 1, opened_at, opened_at, 'l' || id,
    CASE WHEN next_due_at IS NOT NULL THEN 'pending' WHEN wake_error IS NOT NULL THEN 'dead' ELSE 'delivered' END,
    opened_at, next_due_at, '{"kind":"notice"}'
  FROM ${schema}.complaint_record;
ANALYZE ${['record', 'entry', 'personal', 'clock', 'link', 'message'].map((table) => `${schema}.complaint_${table}`).join(', ')};
`

beforeAll(async () => {
  pool = await postgresPool()
  const recording: PgPoolLike = {
    query(text, values) {
      statements.push({ text, values })
      return pool.query(text, values)
    },
  }
  store = postgresStore(recording, { schema })
  await store.migrate()
  await pool.query(grown)
}, 60_000)

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${schema} CASCADE`)
  await pool.end()
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly Plan[]
}

/** How the statements of a call read the tables: a line for each, such as `Index Scan complaint_record_owner`. */
async function scansOf(call: () => Promise<unknown>): Promise<readonly string[]> {
  statements.splice(0)
  await call()
  const lines: string[] = []
  const visit = (plan: Plan): void => {
    if (plan['Node Type'].includes('Scan') && (plan['Index Name'] ?? plan['Relation Name']) !== undefined) {
      lines.push(`${plan['Node Type']} ${plan['Index Name'] ?? plan['Relation Name'] ?? ''}`)
    }
    for (const part of plan.Plans ?? []) visit(part)
  }
  for (const { text, values } of statements) {
    const { rows } = await pool.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    )
    for (const { Plan: plan } of rows[0]?.['QUERY PLAN'] ?? []) visit(plan)
  }
  return lines
}

const lists: readonly (readonly [string, Omit<Query, 'tenant'>, RegExp])[] = [
  ['the newest', {}, /_opened$/],
  ['the oldest', { order: 'oldest' }, /_opened$/],
  ['what is due next', { order: 'nextDue' }, /_next_due$/],
  ['what is overdue', { dueBefore: T + 5_000_000, order: 'nextDue' }, /_next_due$/],
  ['what was opened in a week', { openedFrom: T, openedTo: T + 600_000_000 }, /_opened$/],
  ['what is open', { status: ['open'] }, /_(status|opened)$/],
  ['a number', { number: 'N-77' }, /_number$/],
  ['a reference', { externalRef: 'CRM-77' }, /_external_ref$/],
  ['what one owns', { owner: ['agent-7'] }, /_owner$/],
  ['what one works on', { worker: ['agent-7'] }, /_worker$/],
  ['what a complainant has', { customer: ['customer-7'] }, /_customer$/],
  ['what a unit has', { unit: ['unit-7'] }, /_(unit|opened)$/],
  ['what shares a cause', { linkedTo: { rel: 'sharesCause', to: keyOf('cause-777', { kind: 'cause' }) } }, /_link_to$/],
  ['what a person may see', { visibleTo: { persons: ['agent-7'], customers: [], units: [] } }, /_(owner|opened)$/],
]

describe('on a grown desk no list reads a whole table', () => {
  it.each(lists)('%s', async (_, query, index) => {
    const scans = await scansOf(() => store.find({ tenant: TENANT, ...query }))
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
    expect(
      scans.some((scan) => index.test(scan)),
      scans.join(', '),
    ).toBe(true)
  })

  it.each(lists)('%s, on its second page', async (_, query) => {
    const { next } = await store.find({ tenant: TENANT, ...query, limit: 1 })
    if (next === undefined) return
    const scans = await scansOf(() => store.find({ tenant: TENANT, ...query, after: next }))
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
  })

  const key = keyOf('r77')
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['loading records', () => store.load([{ key }, { key: keyOf('r78'), unlessSeq: 1 }])],
    ['the history of a record', () => store.entries({ key })],
    ['the history of a tenant', () => store.entries({ tenant: TENANT, limit: 100 })],
    ['an entry by its command id', () => store.entries({ tenant: TENANT, commandId: 'c-r77' })],
    ['clock rows', () => store.clocks([key])],
    ['links', () => store.links(key)],
    ['personal data', () => store.personal([key])],
    ['an erasure', () => store.erase(TENANT, 'customer-4999')],
    ['what failed to wake', () => store.deferred(TENANT, 10)],
    ['a claim of what is due', () => store.claimDue(T + 3_000_000, 10, 1_000)],
    ['dead messages', () => store.messages({ tenant: TENANT, state: 'dead' })],
    ['pending messages', () => store.messages({ tenant: TENANT, state: 'pending' })],
    ['messages of a record', () => store.messages({ tenant: TENANT, record: key })],
    ['a redelivery', () => store.redeliver(TENANT, ['mr1'], T)],
    ['a renewal', () => store.renewMessages([{ tenant: TENANT, key: 'mr20', lease: 'l' }], T)],
  ]
  it.each(calls)('%s', async (_, call) => {
    const scans = await scansOf(call)
    expect(scans.length).toBeGreaterThan(0)
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
  })
})
