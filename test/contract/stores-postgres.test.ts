import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { storeContract } from '../../src/testing/store-contract/store-contract.ts'
import { emptySchema, freshSchema, postgresPool } from '../fixtures/postgres.ts'

let pool: Pool
const schema = freshSchema()

beforeAll(async () => {
  pool = await postgresPool()
  await postgresStore(pool, { schema }).migrate()
}, 60_000)

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${schema} CASCADE`)
  await pool.end()
})

storeContract(
  { describe, it },
  {
    name: 'postgres',
    async open() {
      await emptySchema(pool, schema)
      return postgresStore(pool, { schema })
    },
    reopen: async () => postgresStore(pool, { schema }),
    async hold({ tenant, kind, id }) {
      const client = await pool.connect()
      await client.query('BEGIN')
      const where = 'tenant = $1 AND kind = $2 AND id = $3'
      await client.query(`SELECT 1 FROM ${schema}.complaint_record WHERE ${where} FOR UPDATE`, [tenant, kind, id])
      return async () => {
        await client.query('ROLLBACK')
        client.release()
      }
    },
  },
)
