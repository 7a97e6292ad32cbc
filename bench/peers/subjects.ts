import { Pool } from 'pg'
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts'
import { desk } from '../desk.ts'
import type { Contender } from '../subject.ts'
import { dbosMessages, dbosSteps } from './dbos.ts'
import { type EqualRows, equalRows } from './equal-rows.ts'
import { auditedActor, bareActor } from './xstate-actor.ts'

/** Connections of each pool, as many as `pg` and DBOS have by themselves; DBOS has as many again for its system tables. */
const CONNECTIONS = 10

/** Who is compared, each on a pool and in a schema of its own on the same server. */
export const subjects = {
  redress: (url: string) =>
    inSchema(url, 'peers_redress', CONNECTIONS, async ({ pool, schema }) => desk(postgresStore(pool, { schema }))),
  bareActor: (url: string) => inSchema(url, 'peers_bare', CONNECTIONS, ({ pool, schema }) => bareActor(pool, schema)),
  auditedActor: (url: string) =>
    inSchema(url, 'peers_audited', CONNECTIONS, async ({ pool, schema, rows }) => auditedActor(pool, schema, rows)),
  dbosSteps: (url: string) => dbos(url, 'peers_steps', dbosSteps),
  dbosMessages: (url: string) => dbos(url, 'peers_messages', dbosMessages),
}

interface Place {
  readonly pool: Pool
  readonly schema: string
  readonly rows: EqualRows
}

function dbos(url: string, schema: string, make: typeof dbosSteps): Promise<Contender> {
  const options = { url, systemSchema: `${schema}_system`, connections: CONNECTIONS }
  return inSchema(url, schema, CONNECTIONS, ({ pool, rows }) => make(pool, rows, options))
}

async function inSchema(
  url: string,
  schema: string,
  connections: number,
  make: (place: Place) => Promise<Contender>,
): Promise<Contender> {
  const pool = new Pool({ connectionString: url, max: connections })
  const drop = (): Promise<unknown> =>
    pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; DROP SCHEMA IF EXISTS ${schema}_system CASCADE`)
  await drop()
  const tables = postgresStore(pool, { schema })
  await tables.migrate()
  await tables.close()
  const contender = await make({ pool, schema, rows: await equalRows(schema) })
  return {
    run: (complaints, concurrency) => contender.run(complaints, concurrency),
    async close() {
      await contender.close?.()
      await drop()
      await pool.end()
    },
  }
}
