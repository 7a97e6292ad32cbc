import { expect, it } from 'vitest'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { changeOf, commitAll, T, TENANT } from '../../src/testing/store-contract/samples.ts'
import { freshSchema, postgresPool } from '../fixtures/postgres.ts'

it('looks at the lanes of what it claims and reports, and not at all that is pending, before statistics are gathered', async () => {
  const schema = freshSchema()
  const pool = await postgresPool({ max: 1 })
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
    // Each message is looked for when it is claimed and when the one before it is reported; old versions, which an open
    // transaction of another test keeps, are read as well. All that is pending would be sixty for each.
    expect(read.get('complaint_message_lane')).toBeLessThan(12 * 120)
  } finally {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    await pool.end()
  }
})
