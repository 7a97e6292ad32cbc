import { Pool } from 'pg'
import { postgresStore } from '../src/stores/postgres/postgres-store.ts'
import { isRow, text } from '../src/stores/postgres/row.ts'
import { startPostgres } from '../test/fixtures/postgres-server.ts'
import type { Subject } from './subject.ts'

/** A Postgres to measure on. */
export interface Server {
  readonly url: string
  readonly version: string
  /** Those that decide what a commit costs, as the server has them. */
  readonly settings: Readonly<Record<string, string>>
  /** Stops the server if it was started for the benchmark. */
  stop(): Promise<void>
}

/** What a server has that nobody has tuned; said here lest a default of the packager's be meant. */
const DURABLE = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on']

const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers']

/** The server that `DATABASE_URL` names, or one of its own in a folder, which forgets nothing when the power fails. */
export async function postgresServer(folder: string): Promise<Server> {
  const given = process.env['DATABASE_URL']
  const running = given === undefined ? await startPostgres(false, DURABLE, folder) : undefined
  const url = running?.url ?? given ?? ''
  const pool = new Pool({ connectionString: url, max: 1 })
  const show = async (name: string): Promise<string> => {
    const [row] = (await pool.query(`SHOW ${name}`)).rows
    return isRow(row) ? text(row, name) : ''
  }
  try {
    const settings: Record<string, string> = {}
    for (const name of SETTINGS) settings[name] = await show(name)
    return { url, version: await show('server_version'), settings, stop: async () => running?.stop() }
  } catch (error) {
    await running?.stop()
    throw error
  } finally {
    await pool.end()
  }
}

/** A contender on a pool as `pg` makes it, of ten connections, and in a schema of its own that goes with it. */
export async function onPool<Amount extends readonly number[]>(
  url: string,
  schema: string,
  make: (pool: Pool) => Promise<Subject<Amount>>,
): Promise<Subject<Amount>> {
  const pool = new Pool({ connectionString: url })
  const tables = postgresStore(pool, { schema })
  await tables.migrate()
  await tables.close()
  const contender = await make(pool)
  return {
    run: (...amount) => contender.run(...amount),
    async close() {
      await contender.close?.()
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await pool.end()
    },
  }
}
