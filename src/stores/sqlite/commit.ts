import type { SQLInputValue } from 'node:sqlite'
import type { RecordKey } from '../../domain/level.ts'
import { changeFault, EXISTING_MESSAGE_KEY, UNFIT } from '../change-fault.ts'
import type { Change, CommitOutcome, StoredRecord } from '../contract.ts'
import type { Connection } from './connection.ts'
import { insertMessage } from './outbox.ts'
import { allCells, type Cells, dueCells, listCells, plainCells, wakeCells } from './record-cells.ts'
import { integer, kindOf, type Row, text, withoutNul } from './row.ts'
import { isConstraintError, isUniqueError } from './store-error.ts'

/**
 * Stores a batch in one transaction and answers for each change.
 *
 * Whether a change can be stored is looked up before anything of it is written, so none has to be taken back. What only
 * the schema can tell (a message key that exists) breaks the transaction; then it is run again with the answer for that
 * change known. Only a faulty caller pays for that, where savepoints would cost every commit.
 */
export function commit(connection: Connection, changes: readonly Change[]): CommitOutcome[] {
  const faults = new Map<number, CommitOutcome>()
  for (;;) {
    let place = 0
    try {
      return connection.write(() => {
        const outcomes: CommitOutcome[] = []
        for (place = 0; place < changes.length; place++) {
          const change = changes[place]
          if (change !== undefined) outcomes.push(faults.get(place) ?? commitOne(connection, change))
        }
        return outcomes
      })
    } catch (error) {
      if (!isConstraintError(error) || faults.has(place)) throw error
      faults.set(place, { fault: isUniqueError(error) ? EXISTING_MESSAGE_KEY : UNFIT })
    }
  }
}

function commitOne(connection: Connection, change: Change): CommitOutcome {
  const { key } = change.record
  for (const { commandId } of change.entries) {
    const known = commandId === undefined ? undefined : connection.sql(SELECT_COMMAND).get(key.tenant, commandId)
    if (known !== undefined) {
      return {
        duplicate: {
          key: { tenant: key.tenant, kind: kindOf(known), id: text(known, 'id') },
          seq: integer(known, 'seq'),
        },
      }
    }
  }
  const found = connection.sql(SELECT_RECORD).get(key.tenant, key.kind, key.id)
  if ((found === undefined ? 0 : integer(found, 'seq')) !== change.basedOn) return 'conflict'
  const fault = changeFault(change)
  if (fault !== undefined) return { fault }

  writeRecord(connection, change.record, found)
  writeParts(connection, key, change)
  return 'committed'
}

function writeRecord({ sql }: Connection, record: StoredRecord, found: Row | undefined): void {
  if (found === undefined) {
    sql(INSERT_RECORD).run(...valuesOf(allCells, record))
    return
  }
  // SQLite rewrites every index of a column that an UPDATE names, changed or not, and each is a page to sync. So only the
  // groups that changed are named: with all of them a group commit on 20,000 records took a third longer.
  let update = 0
  if (hasChanged(wakeCells, record, found)) update |= 1
  if (hasChanged(dueCells, record, found)) update |= 2
  if (hasChanged(listCells, record, found)) update |= 4
  const { statement, cells } = UPDATES[update] ?? ALL_UPDATE
  sql(statement).run(...valuesOf(cells, record), integer(found, 'row'))
}

const valuesOf = (cells: Cells, record: StoredRecord): SQLInputValue[] => cells.map(([, cell]) => cell(record))

const hasChanged = (cells: Cells, record: StoredRecord, found: Row): boolean =>
  cells.some(([column, cell]) => found[column] !== cell(record))

function writeParts(connection: Connection, { tenant, kind, id }: RecordKey, change: Change): void {
  const { sql } = connection
  for (const entry of change.entries) {
    sql(INSERT_ENTRY).run(
      tenant,
      kind,
      id,
      entry.seq,
      entry.version,
      entry.at,
      entry.type,
      entry.by,
      entry.commandId ?? null,
      entry.hash,
      entry.body,
    )
  }
  for (const row of change.personal) {
    sql(INSERT_PERSONAL).run(tenant, kind, id, row.seq, row.subject, row.salt, row.data, withoutNul(row.search))
  }
  for (const row of change.clocks) {
    sql(REPLACE_CLOCK).run(
      tenant,
      kind,
      id,
      row.clock,
      row.obligation,
      row.subject ?? null,
      row.level,
      row.cycle,
      row.state,
      row.openedAt,
      row.dueAt ?? null,
      row.endedAt ?? null,
      row.breachedAt ?? null,
    )
  }
  for (const { from, rel, to, at } of change.links) {
    sql(INSERT_LINK).run(tenant, from.kind, from.id, rel, to.kind, to.id, at)
  }
  for (const message of change.messages) insertMessage(connection, message)
}

const SELECT_COMMAND = 'SELECT kind, id, seq FROM complaint_entry WHERE tenant = ? AND command_id = ?'

const columnsOf = (cells: Cells): string => cells.map(([column]) => column).join(', ')

const SELECT_RECORD = `SELECT rowid AS row, seq, ${columnsOf([...wakeCells, ...dueCells, ...listCells])}
  FROM complaint_record WHERE tenant = ? AND kind = ? AND id = ?`

const INSERT_RECORD = `INSERT INTO complaint_record (${columnsOf(allCells)}) VALUES (${allCells.map(() => '?').join(', ')})`

const updateOf = (...cells: Cells): { readonly statement: string; readonly cells: Cells } => ({
  cells,
  statement: `UPDATE complaint_record
    SET ${cells.map(([column]) => `${column} = ?`).join(', ')}, lease = NULL, attempts = 0, deferred_until = NULL, wake_error = NULL
    WHERE rowid = ?`,
})

const ALL_UPDATE = updateOf(...plainCells, ...wakeCells, ...dueCells, ...listCells)

/** By which groups changed: 1 the wake-up, 2 the next due instant, 4 the rest that is indexed. */
const UPDATES = Array.from({ length: 8 }, (_, groups) =>
  updateOf(
    ...plainCells,
    ...(groups & 1 ? wakeCells : []),
    ...(groups & 2 ? dueCells : []),
    ...(groups & 4 ? listCells : []),
  ),
)

const INSERT_ENTRY = `INSERT INTO complaint_entry
  (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const INSERT_PERSONAL = `INSERT INTO complaint_personal
  (tenant, kind, id, seq, subject, salt, data, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

const REPLACE_CLOCK = `INSERT INTO complaint_clock
  (tenant, kind, id, clock, obligation, subject, level, cycle, state, opened_at, due_at, ended_at, breached_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (tenant, kind, id, clock) DO UPDATE SET obligation = excluded.obligation, subject = excluded.subject,
    level = excluded.level, cycle = excluded.cycle, state = excluded.state, opened_at = excluded.opened_at,
    due_at = excluded.due_at, ended_at = excluded.ended_at, breached_at = excluded.breached_at`

const INSERT_LINK = `INSERT INTO complaint_link (tenant, from_kind, from_id, rel, to_kind, to_id, at)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
