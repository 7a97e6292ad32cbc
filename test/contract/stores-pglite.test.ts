import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { storeContract } from '../../src/testing/store-contract/store-contract.ts'
import { emptySchema, freshSchema } from '../fixtures/postgres.ts'

let database: PGlite
const schema = freshSchema()

beforeAll(async () => {
  database = await PGlite.create()
  await postgresStore(database, { schema }).migrate()
}, 60_000)

afterAll(() => database.close())

// A PGlite is handed over as it is: no adapter stands between.
storeContract(
  { describe, it },
  {
    name: 'pglite',
    async open() {
      await emptySchema(database, schema)
      return postgresStore(database, { schema })
    },
    reopen: async () => postgresStore(database, { schema }),
    skip: { 'S-79': 'a PGlite has one connection, so nobody else has a transaction' },
  },
)
