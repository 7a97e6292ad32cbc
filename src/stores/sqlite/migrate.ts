import { RedressError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { expectedSizes } from './migrations/0002-expected-sizes.ts'
import { priority } from './migrations/0003-priority.ts'
import type { Migration } from './migrations/migration.ts'
import { integer } from './row.ts'

const migrations: readonly Migration[] = [firstTables, expectedSizes, priority]

/** The schema that this version of the library reads and writes. */
export const SUPPORTED_SCHEMA = migrations.length

/** The version of the schema in the file; 0 when there is none. */
export function schemaOf({ sql }: Connection): number {
  const table = sql(
    `SELECT count(*) AS found FROM sqlite_schema WHERE type = 'table' AND name = 'complaint_migration'`,
  ).get()
  if (table === undefined || integer(table, 'found') === 0) return 0
  const row = sql(`SELECT coalesce(max(number), 0) AS number FROM complaint_migration`).get()
  return row === undefined ? 0 : integer(row, 'number')
}

/**
 * Brings the file to the supported schema, all steps in one transaction: a process that dies leaves the schema of before,
 * and of several that start at once one migrates and the others find it done.
 *
 * @throws {RedressError} STORE_SCHEMA_NEWER when a later version of the library has migrated the file
 */
export function migrate(connection: Connection): void {
  if (refuseNewer(schemaOf(connection)) === SUPPORTED_SCHEMA) return
  connection.write(() => {
    connection.db.exec(`CREATE TABLE IF NOT EXISTS complaint_migration (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
    ) STRICT`)
    // Looked at again under the lock: another process may have been first.
    const found = refuseNewer(schemaOf(connection))
    const record = connection.sql(
      `INSERT INTO complaint_migration VALUES (?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))`,
    )
    for (const { number, name, sql } of migrations.slice(found)) {
      connection.db.exec(sql)
      record.run(number, name)
    }
  })
}

/** Answers a schema that is not newer than the supported one. */
export function refuseNewer(found: number): number {
  if (found <= SUPPORTED_SCHEMA) return found
  throw new RedressError(
    'STORE_SCHEMA_NEWER',
    `The database has schema ${found}, this version of redress knows up to ${SUPPORTED_SCHEMA}. Update redress.`,
    { found, supported: SUPPORTED_SCHEMA },
  )
}
