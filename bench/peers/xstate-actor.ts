import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg'
import type { Snapshot } from 'xstate'
import { stepsFrom } from '../complaint.ts'
import { createNames } from '../recorded.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Contender } from '../subject.ts'
import { after, registered } from './actor.ts'
import type { EqualRows } from './equal-rows.ts'
import { inTransaction } from './transaction.ts'

/**
 * The live XState actor as its documentation on persistence has it: restored from its persisted snapshot, sent the
 * event, and its snapshot persisted again, in one transaction that holds its row. Nothing else is kept: no history, no
 * deadlines, no messages.
 */
export async function bareActor(pool: Pool, schema: string): Promise<Contender> {
  await pool.query(`CREATE TABLE ${schema}.actor (id text PRIMARY KEY, snapshot json NOT NULL)`)
  const insert = { name: 'insert', text: `INSERT INTO ${schema}.actor (id, snapshot) VALUES ($1, $2)` }
  const select = { name: 'select', text: `SELECT snapshot FROM ${schema}.actor WHERE id = $1 FOR UPDATE` }
  const update = { name: 'update', text: `UPDATE ${schema}.actor SET snapshot = $2 WHERE id = $1` }
  const names = createNames()
  return {
    run: (complaints, concurrency) =>
      sideBySide(complaints, concurrency, async (laps) => {
        const { id } = names.complaint()
        const beganAt = performance.now()
        await pool.query({ ...insert, values: [id, registered(id, Date.now())] })
        laps.one(beganAt)
        for (const step of stepsFrom(Date.now())) {
          const startedAt = performance.now()
          await inTransaction(pool, async (client) => {
            const { snapshot } = await only<{ snapshot: Snapshot<unknown> }>(client, { ...select, values: [id] })
            await client.query({ ...update, values: [id, after(snapshot, step)] })
          })
          laps.one(startedAt)
        }
      }),
  }
}

/**
 * The same with what makes it a complaint desk: in the same transaction the rows that the library writes for the same
 * command, history, deadlines and outbox, with the snapshot as the record's state. They are ready before the clock starts:
 * nothing of what the library does to come to them is done here.
 */
export function auditedActor(pool: Pool, schema: string, rows: EqualRows): Contender {
  const select = {
    name: 'select',
    text: `SELECT state FROM ${schema}.complaint_record WHERE tenant = 'default' AND kind = 'complaint' AND id = $1 FOR UPDATE`,
  }
  const names = createNames()
  return {
    run: (complaints, concurrency) =>
      sideBySide(complaints, concurrency, async (laps) => {
        const complaint = names.complaint()
        const beganAt = performance.now()
        await inTransaction(pool, (client) =>
          rows.write(client, 0, { ...complaint, commandId: names.commandId() }, registered(complaint.id, Date.now())),
        )
        laps.one(beganAt)
        for (const [i, step] of stepsFrom(Date.now()).entries()) {
          const startedAt = performance.now()
          await inTransaction(pool, async (client) => {
            const { state } = await only<{ state: string }>(client, { ...select, values: [complaint.id] })
            const next = after(JSON.parse(state), step)
            await rows.write(client, i + 1, { ...complaint, commandId: names.commandId() }, next)
          })
          laps.one(startedAt)
        }
      }),
  }
}

async function only<Row extends QueryResultRow>(client: PoolClient, query: QueryConfig): Promise<Row> {
  const [row] = (await client.query<Row>(query)).rows
  if (row === undefined) throw new Error('the complaint is gone')
  return row
}
