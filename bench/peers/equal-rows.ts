import type { PoolClient } from 'pg'
import { rowsOf, type TableRows } from '../postgres-floor.ts'
import { type Fresh, recordedChanges } from '../recorded.ts'

/** The rows that the library writes for the complaint, command by command, for somebody else to write. */
export interface EqualRows {
  /** How many commands there are. */
  readonly commands: number
  /**
   * Writes what a command writes: history entry, personal data, deadlines, outbox, and the record with its columns; by
   * a prepared statement for each table.
   *
   * @param state what is kept as the record's state instead of what the library keeps
   */
  write(client: PoolClient, command: number, fresh: Fresh, state?: string): Promise<void>
}

export async function equalRows(schema: string): Promise<EqualRows> {
  const commands = (await recordedChanges()).map((change, command) =>
    rowsOf(change).map((rows) => ({ ...rows, ...statementOf(schema, rows, command) })),
  )
  return {
    commands: commands.length,
    async write(client, command, fresh, state) {
      for (const { name, text, columns, rows } of commands[command] ?? []) {
        const values = rows.flatMap((row) =>
          row.map((place, i) => {
            if (state !== undefined && columns[i] === 'state' && name.includes('record')) return state
            return typeof place === 'function' ? place(fresh) : place
          }),
        )
        await client.query({ name, text, values })
      }
    },
  }
}

/** What is prepared for one table of one command. A record is inserted by the first command and updated by the others. */
function statementOf(schema: string, { table, columns, key, rows }: TableRows, command: number) {
  const name = `${table} ${command}`
  let places = 0
  const all = columns.map((column) => ({ column, place: `$${++places}` }))
  if (table === 'complaint_record' && command > 0) {
    const keys = all.filter(({ column }) => key?.includes(column))
    const set = all.map(({ column, place }) => `${column} = ${place}`)
    const where = keys.map(({ column, place }) => `${column} = ${place}`)
    return { name, text: `UPDATE ${schema}.${table} SET ${set.join(', ')} WHERE ${where.join(' AND ')}` }
  }
  places = 0
  const values = rows.map((row) => `(${row.map(() => `$${++places}`).join(', ')})`)
  const replaced = columns.filter((column) => !key?.includes(column)).map((column) => `${column} = excluded.${column}`)
  const upsert = key === undefined ? '' : ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaced.join(', ')}`
  return { name, text: `INSERT INTO ${schema}.${table} (${columns.join(', ')}) VALUES ${values.join(', ')}${upsert}` }
}
