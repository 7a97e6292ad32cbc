import { RedressError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { commitFunctions } from './migrations/0002-commit.ts'
import { outboxFunctions } from './migrations/0003-outbox.ts'
import type { Migration } from './migrations/migration.ts'
import { integer } from './row.ts'

const migrations: readonly Migration[] = [firstTables, commitFunctions, outboxFunctions]

/** The schema that this version of the library reads and writes. */
export const SUPPORTED_SCHEMA = migrations.length

/** A step may rewrite a table of millions of rows. */
const MOST_MS = 3_600_000

/** The version of the schema that is there; 0 when there is none. */
export async function schemaOf({ read, schema }: Connection): Promise<number> {
  const [table] = await read('SELECT (to_regclass($1) IS NOT NULL)::integer AS found', [
    `${schema}.complaint_migration`,
  ])
  if (table === undefined || integer(table, 'found') === 0) return 0
  const [row] = await read(`SELECT coalesce(max(number), 0) AS number FROM ${schema}.complaint_migration`, [])
  return row === undefined ? 0 : integer(row, 'number')
}

/**
 * Brings the schema up to date, all steps in one transaction and under an advisory lock: a process that dies leaves the
 * schema of before, and of several that start at once one migrates and the others find it done.
 *
 * One `DO` statement and no transaction of several: it needs no connection of its own, so every pool and PGlite can run it.
 *
 * @throws {RedressError} STORE_SCHEMA_NEWER when a later version of the library has migrated the schema
 */
export async function migrate(connection: Connection): Promise<void> {
  if (refuseNewer(await schemaOf(connection)) === SUPPORTED_SCHEMA) return
  const { schema, read } = connection
  const steps = migrations.map(
    ({ number, name, sql }) => `
  IF found < ${number} THEN
    EXECUTE $step$${sql(schema)}$step$;
    INSERT INTO ${schema}.complaint_migration VALUES (${number}, '${name}', now());
  END IF;`,
  )
  await read(
    `DO $migrate$
DECLARE
  found integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('redress migrates ${schema}', 0));
  -- Asked for first: to create what exists needs the right to create.
  IF to_regnamespace('${schema}') IS NULL THEN
    CREATE SCHEMA ${schema};
  END IF;
  IF to_regclass('${schema}.complaint_migration') IS NULL THEN
    CREATE TABLE ${schema}.complaint_migration (
      number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL
    );
  END IF;
  SELECT coalesce(max(number), 0) INTO found FROM ${schema}.complaint_migration;
${steps.join('')}
END
$migrate$`,
    [],
    undefined,
    MOST_MS,
  )
  // A later version may have been first, while this one waited for the lock.
  refuseNewer(await schemaOf(connection))
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
