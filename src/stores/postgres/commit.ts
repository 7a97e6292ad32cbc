import { changeFault, EXISTING_MESSAGE_KEY } from '../change-fault.ts'
import type { Change, CommitOutcome } from '../contract.ts'
import { type Connection, createPatience } from './connection.ts'
import { atSavepoint } from './host-transaction.ts'
import { messageCells } from './message-row.ts'
import type { PgQueryableLike } from './pg-like.ts'
import { recordCells } from './record-cells.ts'
import { instant, integer, isRow, json, kindOf, maybeInstant, type Row, storable, text } from './row.ts'
import { ConnectionLost, isRefusedRow } from './store-error.ts'

/**
 * Stores a batch by one call of one function, each change of it for itself; a batch of one is stored the same way.
 *
 * When the connection breaks meanwhile, what became of the changes is read back, and what is not there is sent again:
 * the lock of `basedOn` and the unique command ids let none be stored twice, even if the first call still runs.
 */
export async function commit(
  connection: Connection,
  changes: readonly Change[],
  tx?: PgQueryableLike,
): Promise<CommitOutcome[]> {
  if (changes.length === 0) return []
  if (tx !== undefined) return atSavepoint(connection, tx, () => carefully(connection, changes, tx))
  try {
    return await send(connection, changes)
  } catch (error) {
    if (!(error instanceof ConnectionLost && error.wasSent)) throw error
  }
  try {
    return await settle(connection, changes)
  } catch (error) {
    // That nothing was sent would be true of the last try, and not of the first.
    throw error instanceof ConnectionLost ? new ConnectionLost(true, error.cause) : error
  }
}

async function send(connection: Connection, changes: readonly Change[]): Promise<CommitOutcome[]> {
  try {
    return await call(connection, 'complaint_commit', changes)
  } catch (error) {
    if (!isRefusedRow(error)) throw error
    return carefully(connection, changes)
  }
}

/** Answers for changes whose call was not answered. */
async function settle(connection: Connection, changes: readonly Change[]): Promise<CommitOutcome[]> {
  const patience = createPatience(connection.reconnectMs)
  for (;;) {
    const before = await areStored(connection, changes)
    const missing = changes.filter((_, place) => before[place] !== true)
    const sent = missing.length === 0 ? [] : await send(connection, missing)
    // The first call may have ended between the two looks; then these are its own rows.
    const after = sent.every((outcome) => outcome === 'committed') ? [] : await areStored(connection, missing)
    const late = sent.map((outcome, place) => (after[place] === true ? 'committed' : outcome))
    // Busy: the server may not have noticed yet that nobody waits for the first call.
    if (!late.includes('busy') || !(await patience())) {
      const outcomes = late.values()
      return before.map((isStored) => (isStored ? 'committed' : (outcomes.next().value ?? 'busy')))
    }
  }
}

/** Whether the last entry of each change is in the history, with the command id and the seal that it was given. */
async function areStored({ read, schema }: Connection, changes: readonly Change[]): Promise<readonly boolean[]> {
  const wanted = changes.map(({ record: { key, seq, hash }, entries }, place) => ({
    ...{ place, ...key, seq, hash },
    command_id: entries.find((entry) => entry.seq === seq)?.commandId,
  }))
  const rows = await read(
    `SELECT w.place FROM json_to_recordset($1::json)
        AS w (place integer, tenant text, kind text, id text, seq integer, hash text,
          command_id text)
      JOIN ${schema}.complaint_entry e
        ON e.tenant = w.tenant AND e.kind = w.kind AND e.id = w.id AND e.seq = w.seq
          AND e.hash = w.hash AND e.command_id IS NOT DISTINCT FROM w.command_id`,
    [JSON.stringify(wanted)],
  )
  const found = new Set(rows.map((row) => integer(row, 'place')))
  return changes.map((_, place) => found.has(place))
}

/** Each change by a call of its own, so that one that the schema refuses fails alone. */
async function carefully(
  connection: Connection,
  changes: readonly Change[],
  tx?: PgQueryableLike,
): Promise<CommitOutcome[]> {
  const outcomes: CommitOutcome[] = []
  for (const change of changes) outcomes.push(...(await call(connection, 'complaint_commit_carefully', [change], tx)))
  return outcomes
}

async function call(
  { write, schema }: Connection,
  name: 'complaint_commit' | 'complaint_commit_carefully',
  changes: readonly Change[],
  tx?: PgQueryableLike,
): Promise<CommitOutcome[]> {
  const { texts, rows } = rowsOf(changes)
  const places = (values: readonly unknown[], before: number): string =>
    values.map((_, i) => `$${before + i + 1}`).join(', ')
  const [row = {}] = await write(
    `SELECT ${schema}.${name}(ARRAY[${places(texts, 0)}]::text[], ${places(rows, texts.length)}) AS outcomes`,
    [...texts, ...rows],
    tx,
  )
  const outcomes = json(row, 'outcomes', isTexts)
  return changes.map((change, place) => outcomeOf(change, outcomes[place] ?? ''))
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** What the function answers: a word, or as JSON where the command was done before. */
function outcomeOf(change: Change, outcome: string): CommitOutcome {
  switch (outcome) {
    case 'committed':
    case 'conflict':
    case 'busy':
      return outcome
    case 'exists':
      return { fault: EXISTING_MESSAGE_KEY }
    case 'unsound':
      return { fault: changeFault(change) ?? 'it contradicts itself' }
    case 'unfit':
      return { fault: 'a value does not fit the schema' }
    default: {
      const known: Row = json({ outcome }, 'outcome', isRow)
      const { tenant } = change.record.key
      return { duplicate: { key: { tenant, kind: kindOf(known), id: text(known, 'id') }, seq: integer(known, 'seq') } }
    }
  }
}

/** The rows of changes as the function takes them, a list for each table; `null` where there are none. */
function rowsOf(changes: readonly Change[]): { texts: readonly string[]; rows: readonly (string | null)[] } {
  const texts = changes.map(({ record }) => record.state)
  const heads: unknown[] = []
  const records: unknown[] = []
  const entries: unknown[] = []
  const personal: unknown[] = []
  const clocks: unknown[] = []
  const links: unknown[] = []
  const messages: unknown[] = []
  for (const [i, change] of changes.entries()) {
    const { basedOn, record } = change
    const place = i + 1
    const { tenant, kind, id } = record.key
    const commands = change.entries.flatMap(({ commandId }) => (commandId === undefined ? [] : [commandId]))
    heads.push({ place, tenant, kind, id, based_on: basedOn, sound: changeFault(change) === undefined, commands })
    records.push(recordCells(record))
    for (const { seq, version, at, type, by, commandId, hash, body } of change.entries) {
      entries.push({
        ...{ place, tenant, kind, id, seq, version, type, hash },
        at: instant(at),
        actor: by,
        command_id: commandId,
        body: texts.push(body),
      })
    }
    for (const { seq, subject, salt, data, search } of change.personal) {
      personal.push({ place, tenant, kind, id, seq, subject, salt, data, search: storable(search) })
    }
    for (const row of change.clocks) {
      const { clock, obligation, subject, level, cycle, state } = row
      clocks.push({
        ...{ place, tenant, kind, id, clock, obligation, subject, level, cycle, state },
        opened_at: instant(row.openedAt),
        due_at: maybeInstant(row.dueAt),
        ended_at: maybeInstant(row.endedAt),
        breached_at: maybeInstant(row.breachedAt),
      })
    }
    for (const { from, rel, to, at } of change.links) {
      const ends = { from_kind: from.kind, from_id: from.id, to_kind: to.kind, to_id: to.id }
      links.push({ place, tenant, ...ends, rel, at: instant(at) })
    }
    for (const message of change.messages) {
      const cells = messageCells(message)
      messages.push({ place, ...cells, content: texts.push(cells.content) })
    }
  }
  const tables = [heads, records, entries, personal, clocks, links, messages]
  return { texts, rows: tables.map((rows) => (rows.length === 0 ? null : JSON.stringify(rows))) }
}
