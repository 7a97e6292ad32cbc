import type { Pool } from 'pg'
import type { Change } from '../src/domain/record.ts'
import { messageCells } from '../src/stores/postgres/message-row.ts'
import { CELL_COLUMNS, recordCells } from '../src/stores/postgres/record-cells.ts'
import { instant, maybeInstant } from '../src/stores/postgres/row.ts'
import { createNames, type Fresh, recordedChanges } from './recorded.ts'
import { type Contender, Laps } from './subject.ts'
import { type Thought, thinking } from './thought.ts'

/** How a floor works. */
export interface PostgresFloorOptions {
  /** Commands to a statement. With 1, each command is a round trip and a transaction of its own. */
  readonly group: number
  readonly thought: Thought
}

/**
 * What the server, the driver and the way between them cost by themselves: one hand-written prepared statement a command,
 * or a group of commands, which writes the rows that the library wrote for the same complaint, as long to the byte, and
 * nothing else but the thought that it is given. No validation, no hashing, no lock but the number of the last entry, no retries.
 *
 * The rows are ready before the clock starts; only the ids in them are new for each complaint. A record and a clock are
 * written by an upsert, everything else by an insert, all in one statement. As many statements are on their way as the
 * pool has connections; the complaints of a group stay together to their end.
 */
export async function postgresFloor(
  pool: Pool,
  schema: string,
  { group, thought }: PostgresFloorOptions,
): Promise<Contender> {
  const changes = await recordedChanges()
  const steps = changes.map((change) => rowsOf(change))
  const statements = new Map<string, string>()
  const names = createNames()
  const think = await thinking(thought)

  const write = async (step: number, wave: readonly Fresh[]): Promise<void> => {
    const tables = steps[step] ?? []
    const name = `step ${step} of ${wave.length}`
    const text = statements.get(name) ?? statementOf(schema, tables, wave.length)
    statements.set(name, text)
    const values: unknown[] = []
    for (const { rows } of tables) {
      for (const fresh of wave) {
        for (const row of rows) for (const place of row) values.push(typeof place === 'function' ? place(fresh) : place)
      }
    }
    const { rowCount } = await pool.query({ name, text, values })
    if (rowCount !== wave.length) throw new Error('the floor wrote no row')
  }

  return {
    async run(complaints, concurrency) {
      const laps = new Laps()
      let left = complaints
      const lane = async (size: number): Promise<void> => {
        while (left > 0) {
          const wave = Array.from({ length: Math.min(left, size) }, names.complaint)
          left -= wave.length
          for (const step of steps.keys()) {
            const startedAt = performance.now()
            for (const _ of wave) think(step)
            await write(
              step,
              wave.map((complaint) => ({ ...complaint, commandId: names.commandId() })),
            )
            laps.together(startedAt, wave.length)
          }
        }
      }
      const lanes = Math.ceil(concurrency / group)
      await Promise.all(Array.from({ length: lanes }, (_, i) => lane(Math.min(group, concurrency - i * group))))
      return laps.speed()
    },
  }
}

/** A value of a row, or what it is made of. */
export type Place = unknown | ((fresh: Fresh) => unknown)

/** What one command writes into one table. */
export interface TableRows {
  readonly table: string
  readonly columns: readonly string[]
  /** The key of an upsert; absent where the rows are new. */
  readonly key?: readonly string[]
  readonly rows: readonly (readonly Place[])[]
}

const KEY = ['tenant', 'kind', 'id']

/** What one command writes, its record last. */
export function rowsOf({ record, entries, personal, clocks, messages }: Change): readonly TableRows[] {
  const { key } = record
  const keyed = { tenant: key.tenant, kind: key.kind, id: (fresh: Fresh) => fresh.id }
  const tables: TableRows[] = []
  const write = (
    table: string,
    rows: readonly Readonly<Record<string, Place>>[],
    upsertBy?: readonly string[],
  ): void => {
    const [first] = rows
    if (first === undefined) return
    const columns = Object.keys(first)
    tables.push({
      table,
      columns,
      rows: rows.map((row) => columns.map((column) => row[column])),
      ...(upsertBy !== undefined && { key: upsertBy }),
    })
  }

  write(
    'complaint_entry',
    entries.map(({ seq, version, at, type, by, hash, body }) => ({
      ...{ ...keyed, seq, version, at: instant(at), type, actor: by },
      ...{ command_id: ({ commandId }: Fresh) => commandId, hash, body },
    })),
  )
  write(
    'complaint_personal',
    personal.map(({ seq, subject, salt, data, search }) => ({ ...keyed, seq, subject, salt, data, search })),
  )
  write(
    'complaint_clock',
    clocks.map(({ clock, obligation, subject, level, cycle, state, ...instants }) => ({
      ...{ ...keyed, clock, obligation, subject: subject ?? null, level, cycle, state },
      opened_at: instant(instants.openedAt),
      due_at: maybeInstant(instants.dueAt),
      ended_at: maybeInstant(instants.endedAt),
      breached_at: maybeInstant(instants.breachedAt),
    })),
    [...KEY, 'clock'],
  )
  write(
    'complaint_message',
    messages.map((message) => {
      const suffix = message.key.slice(key.id.length)
      const cells = messageCells(message)
      return {
        ...{ ...cells, ...keyed, key: ({ id }: Fresh) => id + suffix, lane: ({ id }: Fresh) => `notices|${id}` },
        ...{ not_before: cells.send_at, claim_at: cells.send_at },
      }
    }),
  )
  const cells = recordCells(record)
  const row = {
    ...Object.fromEntries(CELL_COLUMNS.map((column, i) => [column, cells[i]])),
    state: record.state,
    ...keyed,
    number: ({ number }: Fresh) => number,
  }
  write('complaint_record', [{ ...row, claim_at: cells[CELL_COLUMNS.indexOf('wake_at')] }], KEY)
  return tables
}

/** One statement for the rows of so many complaints; it answers with one row for each. */
function statementOf(schema: string, tables: readonly TableRows[], complaints: number): string {
  let places = 0
  const inserts = tables.map(({ table, columns, key, rows }) => {
    const values = Array.from(
      { length: complaints * rows.length },
      () => `(${columns.map(() => `$${++places}`).join(', ')})`,
    )
    const insert = `INSERT INTO ${schema}.${table} (${columns.join(', ')}) VALUES ${values.join(', ')}`
    if (key === undefined) return insert
    const replaced = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
    return `${insert} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaced.join(', ')}`
  })
  const last = inserts.pop()
  return `WITH ${inserts.map((insert, i) => `t${i} AS (${insert})`).join(', ')} ${last}`
}
