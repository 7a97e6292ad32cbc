import type { Pool } from 'pg'
import { eventually } from '../fixtures/eventually.ts'

/** A commit that is out: the server is at it, and nobody has its answer. */
export interface Hold {
  /** Resolves once one has come. */
  reached(): Promise<void>
  /** Lets the server finish. */
  release(): Promise<void>
  /** The server gives it up: nothing of it is stored. */
  giveUp(): Promise<void>
}

/** Lets each commit that writes an entry of this type wait in its middle, its rows written and nothing of it to be seen. */
export async function holdCommits(pool: Pool, schema: string, type: string): Promise<Hold> {
  const key = `hashtext('${schema}')`
  await pool.query(`
    CREATE FUNCTION ${schema}.hold() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${key}); RETURN NULL; END $$;
    CREATE TRIGGER hold AFTER INSERT ON ${schema}.complaint_entry
      FOR EACH ROW WHEN (NEW.type = '${type}') EXECUTE FUNCTION ${schema}.hold();`)
  const holder = await pool.connect()
  await holder.query(`SELECT pg_advisory_lock(${key})`)
  let held: number | undefined
  const over = async (): Promise<void> => {
    await holder.query(`SELECT pg_advisory_unlock(${key})`)
    holder.release()
    await eventually(async () => {
      const { rowCount } = await pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [held])
      return rowCount === 0
    })
  }
  return {
    reached: () =>
      eventually(async () => {
        const { rows } = await pool.query(
          `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'advisory'`,
          [schema],
        )
        held = rows[0]?.pid
        return held !== undefined
      }),
    release: over,
    async giveUp() {
      await pool.query('SELECT pg_terminate_backend($1)', [held])
      await over()
    },
  }
}
