import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Client, Pool, PoolClient } from 'pg'
import { createRedress, type Store, type TransactionalStore } from 'redress'
import { simpleFlow } from 'redress/policies'
import { type PgClientLike, type PgPoolLike, type PgQueryableLike, postgresStore } from 'redress/postgres'
import { describe, expectTypeOf, it } from 'vitest'

describe('the shapes of the drivers', () => {
  it('fit what the store asks for, as they are', () => {
    expectTypeOf<Pool>().toExtend<PgPoolLike>()
    expectTypeOf<PGlite>().toExtend<PgPoolLike>()
    expectTypeOf<PoolClient>().toExtend<PgClientLike>()
    expectTypeOf<PoolClient>().toExtend<PgQueryableLike>()
    expectTypeOf<Client>().toExtend<PgQueryableLike>()
    expectTypeOf<Transaction>().toExtend<PgQueryableLike>()
  })

  it('make a store whose transactions are clients, and which a desk takes', () => {
    expectTypeOf(postgresStore({} as Pool)).toEqualTypeOf<TransactionalStore<PgQueryableLike>>()
    expectTypeOf(postgresStore({} as PGlite)).toEqualTypeOf<Store<PgQueryableLike>>()
    expectTypeOf(createRedress({ policies: [simpleFlow], store: postgresStore({} as Pool) })).not.toBeAny()
  })

  it('are not fitted by just anything', () => {
    // @ts-expect-error the address is the pool's matter
    postgresStore('postgres://localhost')
  })
})
