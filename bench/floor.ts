import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Change } from '../src/domain/record.ts'
import { allCells, type Cells } from '../src/stores/sqlite/record-cells.ts'
import { sqliteStore } from '../src/stores/sqlite/sqlite-store.ts'
import { createNames, type Fresh, recordedChanges } from './recorded.ts'
import { type Contender, Laps } from './subject.ts'
import { type Thought, thinking } from './thought.ts'

/**
 * What the disk and SQLite cost by themselves: hand-written prepared statements that write the rows which the library
 * wrote for the same complaint, as long to the byte, as many commands to a transaction, and nothing else but the thought
 * that it is given. No validation, no hashing, no lock but the number of the last entry, no event loop.
 *
 * The rows are ready before the clock starts; only the ids in them are new for each complaint. A record and a clock are
 * written by an upsert, everything else by an insert.
 */
export async function floor(path: string, thought: Thought): Promise<Contender> {
  const changes = await recordedChanges()
  const tables = sqliteStore({ path })
  await tables.migrate()
  await tables.close()
  const db = new DatabaseSync(path)
  // As the library's own store sets them.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864`)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const steps = changes.map((_, i) => writerOf(db, changes, i))
  const names = createNames()
  const think = await thinking(thought)
  return {
    async run(complaints, concurrency) {
      const laps = new Laps()
      for (let left = complaints; left > 0; left -= concurrency) {
        const wave = Array.from({ length: Math.min(left, concurrency) }, names.complaint)
        for (const [i, write] of steps.entries()) {
          const startedAt = performance.now()
          begin.run()
          for (const complaint of wave) {
            think(i)
            write({ ...complaint, commandId: names.commandId() })
          }
          commit.run()
          laps.together(startedAt, wave.length)
        }
      }
      return laps.speed()
    },
    async close() {
      db.close()
    },
  }
}

/** A place-holder of a statement: its value, or what it is made of. */
type Place = SQLInputValue | ((fresh: Fresh) => SQLInputValue)

/** Compiles what one command writes. */
function writerOf(db: DatabaseSync, changes: readonly Change[], index: number): (fresh: Fresh) => void {
  const change = changes[index]
  if (change === undefined) throw new RangeError(`there is no change ${index}`)
  const { record, entries, personal, clocks, messages } = change
  const { key } = record
  const id: Place = (fresh) => fresh.id
  const statements: { readonly statement: StatementSync; readonly places: readonly Place[] }[] = []
  const insert = (table: string, row: Readonly<Record<string, Place>>, otherwise = ''): void => {
    const columns = Object.keys(row)
    const values = columns.map(() => '?')
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')}) ${otherwise}`
    statements.push({ statement: db.prepare(sql), places: Object.values(row) })
  }
  const upsert = (table: string, by: readonly string[], row: Readonly<Record<string, Place>>): void => {
    const rest = Object.keys(row).filter((column) => !by.includes(column))
    const replaced = rest.map((column) => `${column} = excluded.${column}`)
    insert(table, row, `ON CONFLICT (${by.join(', ')}) DO UPDATE SET ${replaced.join(', ')}`)
  }
  const keyed = { tenant: key.tenant, kind: key.kind, id }

  const cellOf = ([column, cell]: Cells[number]): readonly [string, Place] => [
    column,
    column === 'id' ? id : column === 'number' ? (fresh) => fresh.number : cell(record),
  ]
  upsert('complaint_record', Object.keys(keyed), Object.fromEntries(allCells.map(cellOf)))
  for (const { seq, version, at, type, by, hash, body } of entries) {
    const command_id: Place = (fresh) => fresh.commandId
    insert('complaint_entry', { ...keyed, seq, version, at, type, actor: by, command_id, hash, body })
  }
  for (const { seq, subject, salt, data, search } of personal) {
    insert('complaint_personal', { ...keyed, seq, subject, salt, data, search })
  }
  for (const row of clocks) {
    upsert('complaint_clock', [...Object.keys(keyed), 'clock'], {
      ...keyed,
      clock: row.clock,
      obligation: row.obligation,
      subject: row.subject ?? null,
      level: row.level,
      cycle: row.cycle,
      state: row.state,
      opened_at: row.openedAt,
      due_at: row.dueAt ?? null,
      ended_at: row.endedAt ?? null,
      breached_at: row.breachedAt ?? null,
    })
  }
  messages.forEach((message, i) => {
    // The first message of a lane may be claimed; the others wait for it.
    const isFirst = i === 0 && changes.slice(0, index).every((earlier) => earlier.messages.length === 0)
    const suffix = message.key.slice(key.id.length)
    insert('complaint_message', {
      ...keyed,
      key: (fresh) => fresh.id + suffix,
      seq: message.seq,
      created_at: message.createdAt,
      send_at: message.sendAt,
      lane: (fresh) => `notices|${fresh.id}`,
      state: 'pending',
      not_before: message.sendAt,
      claim_at: isFirst ? message.sendAt : null,
      content: JSON.stringify(message.content),
    })
  })

  return (fresh) => {
    for (const { statement, places } of statements) {
      const { changes: rows } = statement.run(
        ...places.map((place) => (typeof place === 'function' ? place(fresh) : place)),
      )
      if (rows !== 1) throw new Error('the floor wrote no row')
    }
  }
}
