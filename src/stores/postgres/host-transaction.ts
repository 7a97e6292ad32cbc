import { transactionInvalid } from '../own-transaction.ts'
import type { Connection } from './connection.ts'
import type { PgQueryableLike } from './pg-like.ts'
import { aborted } from './store-error.ts'

/** Runs the host's work between BEGIN and COMMIT. What it throws is his, and passes as it is. */
export async function hostTransaction<Answer>(
  { session }: Connection,
  asStoreError: (error: unknown) => unknown,
  work: (tx: PgQueryableLike) => Promise<Answer>,
): Promise<Answer> {
  const ours = <T>(call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      throw asStoreError(error)
    })
  if (session === undefined) throw transactionInvalid('The pool has no connect().', 'no connect')
  const { run, end } = await ours(session())
  try {
    await ours(run('BEGIN'))
    const answer = await work({ query: run })
    const { command } = await ours(run('COMMIT'))
    if (command === 'ROLLBACK') throw aborted()
    await end(false)
    return answer
  } catch (error) {
    await end(true)
    throw error
  }
}

/**
 * Stores something in the host's transaction, which can go on whatever comes of it. Where none was begun, there is no
 * savepoint either: Postgres says so.
 */
export async function atSavepoint<T>({ write }: Connection, tx: PgQueryableLike, work: () => Promise<T>): Promise<T> {
  const say = (statement: string): Promise<unknown> => write(`${statement} SAVEPOINT redress`, [], tx)
  await write('SAVEPOINT redress', [], tx)
  try {
    return await work()
  } catch (error) {
    // Only a connection that is gone does not go back, and then the first error says why.
    await say('ROLLBACK TO').catch(() => {})
    throw error
  } finally {
    await say('RELEASE').catch(() => {})
  }
}
