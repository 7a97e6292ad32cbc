import { postgresStore, type Store, sqliteStore } from './library.ts'

/** Where complaints lie. */
export type Data = { readonly sqlite: string } | { readonly postgres: string; readonly schema: string }

/** The store of a process: closed, it leaves nothing open. */
export async function openStore(data: Data): Promise<Store> {
  if ('sqlite' in data) return sqliteStore({ path: data.sqlite, busyTimeoutMs: 20_000 })
  // Most processes of these tests use SQLite and are spared the driver.
  const { Pool } = await import('pg')
  const pool = new Pool({ connectionString: data.postgres, application_name: data.schema, max: 6 })
  const store = postgresStore(pool, { schema: data.schema })
  return {
    ...store,
    async close() {
      await store.close()
      await pool.end()
    },
  }
}

/** Looks at what processes have left. */
export async function look<Answer>(data: Data, at: (store: Store) => Promise<Answer>): Promise<Answer> {
  const store = await openStore(data)
  try {
    return await at(store)
  } finally {
    await store.close()
  }
}
