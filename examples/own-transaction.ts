/**
 * A command and the host's own rows in one transaction: stored together or not at all. First on SQLite, where the desk
 * opens the transaction, then on Postgres, where the host does and hands it over as `tx`. PGlite stands in for a server
 * here; a client of `pg` is used the same.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createRedress, isRedressError } from 'redress'
import { simpleFlow } from 'redress/policies'
import { postgresStore } from 'redress/postgres'
import { sqliteStore } from 'redress/sqlite'

const clerk = { id: 'ada', role: 'registrar' } as const
const complaint = { policy: 'simple-flow', channel: 'phone', summary: 'The parcel came open.' } as const
const REFUND = 'CREATE TABLE refund (complaint text PRIMARY KEY, cents integer NOT NULL CHECK (cents <= 10000))'

async function onSqlite(path: string): Promise<void> {
  const store = sqliteStore({ path })
  const redress = createRedress({ policies: [simpleFlow], store })
  await redress.transaction(async ({ db }) => db.exec(REFUND))

  const fileWithRefund = (cents: number) =>
    redress.transaction(async ({ db, submit }) => {
      const { id, number } = await submit(complaint, { by: clerk })
      db.prepare('INSERT INTO refund VALUES (?, ?)').run(id, cents)
      return number
    })

  console.log(`SQLite: filed ${await fileWithRefund(2_500)} with its refund`)
  // The host's own rule refuses the row, so there is no complaint either.
  await fileWithRefund(99_999).catch(() => console.log('SQLite: too much money, both taken back'))
  const refunds = await redress.transaction(async ({ db }) => db.prepare('SELECT complaint FROM refund').all())
  const { items } = await redress.list({}, { by: clerk })
  console.log(`SQLite: ${items.length} complaint, ${refunds.length} refund`)
  await redress.stop()
  await store.close()
}

async function onPostgres(pg: PGlite): Promise<void> {
  const redress = createRedress({ policies: [simpleFlow], store: postgresStore(pg) })
  // Makes the schema before the first transaction is open: a PGlite has one connection for everybody.
  await redress.list({}, { by: clerk })
  await pg.exec(REFUND)

  const fileWithRefund = (cents: number) =>
    pg.transaction(async (tx) => {
      const { id, number } = await redress.submit(complaint, { by: clerk, tx })
      await tx.query('INSERT INTO refund VALUES ($1, $2)', [id, cents])
      return number
    })

  console.log(`Postgres: filed ${await fileWithRefund(2_500)} with its refund`)
  await fileWithRefund(99_999).catch(() => console.log('Postgres: too much money, both taken back'))
  // What Postgres has given up already is told apart from a lost race (TRANSACTION_CONFLICT), which one runs again.
  try {
    await pg.transaction((tx) => tx.query('SELECT 1 / 0').catch(() => redress.submit(complaint, { by: clerk, tx })))
  } catch (error) {
    if (isRedressError(error)) console.log(`Postgres: ${error.code}, a failed transaction takes nothing more`)
  }
  const refunds = await pg.query<{ n: number }>('SELECT count(*) AS n FROM refund')
  const { items } = await redress.list({}, { by: clerk })
  console.log(`Postgres: ${items.length} complaint, ${refunds.rows[0]?.n} refund`)
  await redress.stop()
}

const directory = mkdtempSync(join(tmpdir(), 'redress-example-'))
await onSqlite(join(directory, 'complaints.db'))
rmSync(directory, { recursive: true })
const pg = await PGlite.create()
await onPostgres(pg)
await pg.close()
