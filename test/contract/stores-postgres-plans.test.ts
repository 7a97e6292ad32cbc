import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { type PgPoolLike, postgresStore } from '../../src/stores/postgres/index.ts'
import { changeOf, keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { freshSchema, postgresPool } from '../fixtures/postgres.ts'
import { calls, counts, worklists } from './planned-calls.ts'

const schema = freshSchema()
const statements: { text: string; values: unknown[] | undefined }[] = []
let pool: Pool
let store: Store

/** A grown desk, made by the server itself: 20,000 complaints, most of them closed and of one tenant. */
const grown = `
INSERT INTO ${schema}.complaint_record (tenant, kind, id, seq, version, number, status, major, ticket_type, channel,
    confidentiality, level, rung, severity, category, priority, owner, worker, monitor, unit, customer, external_ref, opened_at, updated_at, next_due_at, policy,
    policy_version, machine, hash, wake_at, claim_at, wake_error, deferred_until, state)
  SELECT CASE i % 10 WHEN 0 THEN 'tenant-2' ELSE '${TENANT}' END, 'complaint', 'r' || i, 1, 1, 'N-' || i,
    CASE i % 20 WHEN 0 THEN 'open' ELSE 'closed' END, i % 50 = 0, 'complaint', 'phone', 'named',
    CASE i % 3 WHEN 0 THEN 'accountability' ELSE 'customerInterface' END, CASE i % 9 WHEN 0 THEN 'top' ELSE 'frontline' END,
    CASE i % 7 WHEN 0 THEN 'grave' ELSE 'slight' END, (ARRAY['goods', 'service', 'other', 'none'])[1 + i % 4],
    CASE i % 20 WHEN 0 THEN 10000 + i % 100 END, 'agent-' || i % 200, 'agent-' || i % 200, 'agent-' || i % 300, 'unit-' || i % 50, 'customer-' || i % 5000, 'CRM-' || i,
    t.at + i * interval '1 minute', t.at, CASE WHEN i % 20 = 0 THEN t.at + i * interval '1 minute' END, 'p-' || i % 3, 1, 'm', 'h',
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

describe('on a grown desk no list reads a whole table', () => {
  it.each(worklists)('%s', async (_, query, index) => {
    const scans = await scansOf(() => store.find({ tenant: TENANT, ...query }))
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
    expect(
      scans.some((scan) => index.test(scan)),
      scans.join(', '),
    ).toBe(true)
  })

  it.each(worklists)('%s, on its second page', async (_, query) => {
    const { next } = await store.find({ tenant: TENANT, ...query, limit: 1 })
    if (next === undefined) return
    const scans = await scansOf(() => store.find({ tenant: TENANT, ...query, after: next }))
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
  })

  it.each(counts)('counting %s', async (_, query, by) => {
    const scans = await scansOf(() => store.count({ tenant: TENANT, ...query }, by))
    expect(scans.length).toBeGreaterThan(0)
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
  })

  it.each(calls)('%s', async (_, call) => {
    const scans = await scansOf(() => call(store))
    expect(scans.length).toBeGreaterThan(0)
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([])
  })
})

/** The indexes that are there to keep what is written apart from what is there. */
const KEYS = /_(key|command)$/

it('writes by keys from its first day on, before any statistics are gathered', async () => {
  const fresh = freshSchema()
  const own = await postgresPool({ max: 1 })
  try {
    const young = postgresStore(own, { schema: fresh })
    await young.migrate()
    for (let seq = 1; seq <= 3; seq++) {
      const changes = Array.from({ length: 8 }, (_, i) =>
        changeOf(`r${i}`, {
          basedOn: seq - 1,
          commandId: `c${seq}-${i}`,
          messages: [{ key: `m${seq}-${i}`, lane: 'l' }],
        }),
      )
      expect(new Set(await young.commit(changes))).toEqual(new Set(['committed']))
      expect(new Set(await young.commit(changes.slice(0, 1)))).toContainEqual({
        duplicate: { key: keyOf('r0'), seq },
      })
    }
    await own.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await own.query<{ name: string }>(
      'SELECT indexrelname AS name FROM pg_stat_user_indexes WHERE schemaname = $1 AND idx_scan > 0 ORDER BY 1',
      [fresh],
    )
    const used = rows.map(({ name }) => name).filter((name) => !name.startsWith('complaint_migration'))
    expect(used).toEqual(expect.arrayContaining(['complaint_entry_command', 'complaint_record_key']))
    expect(used.filter((name) => !KEYS.test(name))).toEqual([])
  } finally {
    await own.query(`DROP SCHEMA ${fresh} CASCADE`)
    await own.end()
  }
})
