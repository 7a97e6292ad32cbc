export type { PgClientLike, PgNotificationLike, PgPoolLike, PgQueryableLike } from './pg-like.ts'
export { type PostgresStoreOptions, postgresStore } from './postgres-store.ts'
