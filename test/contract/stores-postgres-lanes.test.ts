import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { changeOf, commitAll, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { freshSchema, postgresPool, postgresUrl } from '../fixtures/postgres.ts'

it('looks at the lanes of what it claims and reports, and not at all that is pending, before statistics are gathered', async () => {
  const schema = freshSchema()
  // In a database of its own: there no open transaction of another test keeps old versions, which would be read and counted.
  const server = await postgresPool({ max: 1 })
  await server.query(`CREATE DATABASE ${schema}`)
  const url = new URL(await postgresUrl())
  url.pathname = schema
  const pool = new Pool({ connectionString: url.href, max: 1 })
  try {
    const store = postgresStore(pool, { schema })
    await store.migrate()
    const messages = (i: number) => [1, 2].map((n) => ({ key: `m${i}-${n}`, lane: `lane-${i}` }))
    await commitAll(store, ...Array.from({ length: 60 }, (_, i) => changeOf(`r${i}`, { messages: messages(i) })))
    for (let round = 0; round < 12; round++) {
      const { items } = await store.claimMessages(T, 10, 1_000)
      expect(items).toHaveLength(10)
      await store.reportMessages(
        items.map(({ item, lease }) => ({ tenant: TENANT, key: item.key, lease, at: T, result: 'delivered' })),
      )
    }
    await pool.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await pool.query<{ name: string; read: number }>(
      `SELECT indexrelname AS name, idx_tup_read::integer AS read FROM pg_stat_user_indexes
        WHERE schemaname = $1 AND relname = 'complaint_message' AND idx_scan > 0`,
      [schema],
    )
    const read = new Map(rows.map((row) => [row.name, row.read]))
    expect([...read.keys()]).not.toContain('complaint_message_pending')
    // Each message is looked for when it is claimed and when the one before it is reported.
    expect(read.get('complaint_message_lane')).toBeLessThan(6 * 120)
  } finally {
    await pool.end()
    await server.query(`DROP DATABASE ${schema} WITH (FORCE)`)
    await server.end()
  }
})
