import type { DatabaseSync } from 'node:sqlite'
import type { Pool, PoolClient } from 'pg'
import { createRedress, memoryStore, type Redress, type Store, type TransactionalRedress } from 'redress'
import { simpleFlow } from 'redress/policies'
import { type PgQueryableLike, postgresStore } from 'redress/postgres'
import { sqliteStore } from 'redress/sqlite'
import { describe, expectTypeOf, it } from 'vitest'

const policies = [simpleFlow]
const complaint = { policy: 'simple-flow', channel: 'phone', summary: 'x' } as const
const by = { id: 'ada', role: 'registrar' } as const
const onMemory = createRedress({ policies, store: memoryStore() })
const onSqlite = createRedress({ policies, store: sqliteStore({ path: 'x' }) })
const onPostgres = createRedress({ policies, store: postgresStore({} as Pool) })

describe("the host's own transaction", () => {
  it('is what the store takes', () => {
    void onPostgres.submit(complaint, { by, tx: {} as PoolClient })
    // @ts-expect-error the other database's
    void onPostgres.submit(complaint, { by, tx: {} as DatabaseSync })
    // @ts-expect-error memory takes part in none
    void onMemory.submit(complaint, { by, tx: {} as PoolClient })
    // @ts-expect-error and has none of its own
    void onMemory.transaction(async () => {})
  })

  it('is handed over as it is', () => {
    void onSqlite.transaction(async ({ db, submit, send }) => {
      expectTypeOf(db).toEqualTypeOf<DatabaseSync>()
      const { id } = await submit(complaint, { by })
      // @ts-expect-error a command that is none
      await send(id, { type: 'asign' }, { by })
      // @ts-expect-error there is one transaction, and this is it
      await send(id, { type: 'note', text: 'x' }, { by, tx: db })
    })
    void onPostgres.transaction(async ({ db }) => expectTypeOf(db).toEqualTypeOf<PgQueryableLike>())
    expectTypeOf(onSqlite.transaction(async () => 7)).toEqualTypeOf<Promise<number>>()
  })

  it('keeps to a desk for one policy, and hinders nobody who does not want one', () => {
    expectTypeOf(onSqlite.for(simpleFlow)).toEqualTypeOf<TransactionalRedress<typeof simpleFlow, DatabaseSync>>()
    expectTypeOf(onSqlite).toExtend<Redress<typeof simpleFlow>>()
    expectTypeOf(onSqlite).toExtend<Redress>()
    const chosen: Store = sqliteStore({ path: 'x' })
    expectTypeOf(createRedress({ policies, store: chosen })).toEqualTypeOf<Redress<typeof simpleFlow>>()
  })
})
