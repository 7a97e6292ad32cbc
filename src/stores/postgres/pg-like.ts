/** What runs statements: a pool, a client that was taken from one, PGlite. */
export interface PgQueryableLike {
  /** Runs one statement with its values for `$1`, `$2`, …; rows are objects by column name. */
  query(text: string, values?: unknown[]): Promise<PgResultLike>
}

/** What a statement is answered by. */
export interface PgResultLike {
  readonly rows: readonly unknown[]
  /** The word that the server ends with, such as `COMMIT`. */
  readonly command?: string
}

/** What a connection that listens is told. */
export interface PgNotificationLike {
  readonly channel: string
  readonly payload?: string | undefined
}

/** A statement that the connection prepares when it first sees its name, and from then on only runs. */
export interface PgStatementLike {
  readonly name: string
  readonly text: string
  readonly values?: unknown[]
}

/** A connection taken from a pool, as `pg` answers it. */
export interface PgClientLike extends PgQueryableLike {
  query(text: string, values?: unknown[]): Promise<PgResultLike>
  query(statement: PgStatementLike): Promise<PgResultLike>
  /** Gives it back; with `true` or an error it is closed instead. */
  release(destroy?: boolean | Error): void
  on?(event: 'notification', listener: (message: PgNotificationLike) => void): unknown
  on?(event: 'error' | 'end', listener: () => void): unknown
}

/**
 * The part of a `Pool` of `pg` that is used; the driver itself is never imported. A `PGlite` fits as it is: what has no
 * `connect` is asked by `query`.
 */
export interface PgPoolLike extends PgQueryableLike {
  connect?(): Promise<PgClientLike>
  on?(event: 'error', listener: () => void): unknown
}
