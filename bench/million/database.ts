import { DatabaseSync } from 'node:sqlite'
import { Pool } from 'pg'
import type { Store } from '../../src/stores/contract.ts'
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/sqlite-store.ts'

/** A database with the tables of one desk. */
export interface Database {
  /** Connects as another process would. */
  open(): Opened
  /** The columns of a table, in order. */
  columnsOf(table: string): Promise<readonly string[]>
  /** An instant from an expression of epoch milliseconds, in the database's own words. */
  instant(ms: string): string
  /** Runs a statement on the desk's tables. */
  run(sql: string): Promise<void>
  /** Leaves a table that was filled as it is after a while: with statistics, and what a server does later is done. */
  settle(table: string): Promise<void>
  /** Removes the tables. */
  close(): Promise<void>
}

/** What one process has of a database. */
export interface Opened {
  readonly store: Store
  /** How many statements the store has sent since it was opened; of a database in a file nobody counts. */
  statements(): number
  close(): Promise<void>
}

export async function postgresDatabase(url: string, schema: string): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 1, options: `-c search_path=${schema}` })
  const tables = postgresStore(pool, { schema })
  await tables.migrate()
  await tables.close()
  return {
    open() {
      const own = new Pool({ connectionString: url })
      let statements = 0
      // The store takes a connection for each statement, and one to listen.
      own.on('acquire', () => {
        statements++
      })
      const store = postgresStore(own, { schema })
      return {
        store,
        statements: () => statements,
        async close() {
          await store.close()
          await own.end()
        },
      }
    },
    async columnsOf(table) {
      const { rows } = await pool.query<{ name: string }>(
        'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
        [schema, table],
      )
      return rows.map(({ name }) => name)
    },
    instant: (ms) => `to_timestamp((${ms}) / 1000.0)`,
    async run(sql) {
      await pool.query(sql)
    },
    async settle(table) {
      await pool.query(`VACUUM (ANALYZE) ${table}`)
    },
    async close() {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await pool.end()
    },
  }
}

export async function sqliteDatabase(path: string): Promise<Database> {
  const tables = sqliteStore({ path })
  await tables.migrate()
  await tables.close()
  const db = new DatabaseSync(path)
  return {
    open() {
      const store = sqliteStore({ path })
      return { store, statements: () => Number.NaN, close: () => store.close() }
    },
    async columnsOf(table) {
      const rows = db.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid').all(table)
      return rows.map(({ name }) => String(name))
    },
    instant: (ms) => ms,
    async run(sql) {
      db.exec(sql)
    },
    async settle(table) {
      db.exec(`ANALYZE ${table}`)
    },
    async close() {
      db.close()
    },
  }
}
