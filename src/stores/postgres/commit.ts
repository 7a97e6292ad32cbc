import { changeFault, EXISTING_MESSAGE_KEY, UNFIT } from '../change-fault.ts'
import type { Change, CommitOutcome } from '../contract.ts'
import { type Connection, createPatience, prepared } from './connection.ts'
import { atSavepoint } from './host-transaction.ts'
import { type Cell, rowsLiteral } from './literal.ts'
import { messageCells } from './message-row.ts'
import type { PgQueryableLike } from './pg-like.ts'
import { recordCells } from './record-cells.ts'
import { instant, integer, isRow, isStorable, json, kindOf, maybeInstant, type Row, storable, text } from './row.ts'
import { ConnectionLost, isRefusedRow } from './store-error.ts'

/**
 * Stores a batch by one call of one function, each change of it for itself; a single change has a leaner one.
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
    return await call(connection, changes.length === 1 ? 'complaint_commit_one' : 'complaint_commit', changes)
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
  for (const change of changes) outcomes.push(...(await call(connection, CAREFULLY, [change], tx)))
  return outcomes
}

async function call(
  connection: Connection,
  name: CommitFunction,
  changes: readonly Change[],
  tx?: PgQueryableLike,
): Promise<CommitOutcome[]> {
  const { texts, rows } = rowsOf(changes)
  const { write, schema } = connection
  if (!rows.every((row) => row === null || isStorable(row))) {
    return changes.length === 1 ? [{ fault: UNFIT }] : carefully(connection, changes, tx)
  }
  const places = placesFor(texts.length)
  const statement = prepared(`${schema} ${name} ${places}`, () => statementOf(schema, name, places))
  const padding = Array.from({ length: places - texts.length }, () => null)
  const [row = {}] = await write(statement, [...rows, ...texts, ...padding], tx)
  const outcomes = json(row, 'outcomes', isTexts)
  return changes.map((change, place) => outcomeOf(change, outcomes[place] ?? ''))
}

const CAREFULLY = 'complaint_commit_carefully'

type CommitFunction = 'complaint_commit' | 'complaint_commit_one' | typeof CAREFULLY

/** What the function takes rows of, in its order. */
const TABLES = ['record', 'entry', 'personal', 'clock', 'link', 'message'] as const

/** Places for texts come in few numbers, so that few statements are prepared: 2, 3, 4, 6, 8, 12, 16 … */
function placesFor(texts: number): number {
  let places = 2
  while (places < texts) places = (places & (places - 1)) === 0 ? places * 1.5 : (places * 4) / 3
  return places
}

function statementOf(schema: string, name: CommitFunction, texts: number): string {
  const literals = TABLES.map(
    (table, i) => `$${i + 1}::text${name === CAREFULLY ? '' : `::${schema}.complaint_${table}_row[]`}`,
  )
  const places = Array.from({ length: texts }, (_, i) => `$${TABLES.length + i + 1}`)
  return `SELECT ${schema}.${name}(${literals.join(', ')}, ARRAY[${places.join(', ')}]::text[]) AS outcomes`
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
      return { fault: UNFIT }
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
  const records: Cell[][] = []
  const entries: Cell[][] = []
  const personal: Cell[][] = []
  const clocks: Cell[][] = []
  const links: Cell[][] = []
  const messages: Cell[][] = []
  for (const [i, change] of changes.entries()) {
    const { basedOn, record } = change
    const place = i + 1
    const { tenant, kind, id } = record.key
    const commands = change.entries.flatMap(({ commandId }) => (commandId === undefined ? [] : [commandId]))
    const isSound = changeFault(change) === undefined
    records.push([basedOn, isSound, commands.length === 0 ? null : commands, ...recordCells(record)])
    for (const { seq, version, at, type, by, commandId, hash, body } of change.entries) {
      entries.push([place, tenant, kind, id, seq, version, instant(at), type, by, commandId, hash, texts.push(body)])
    }
    for (const { seq, subject, salt, data, search } of change.personal) {
      personal.push([place, tenant, kind, id, seq, subject, salt, data, storable(search)])
    }
    for (const { clock, obligation, subject, level, cycle, state, ...at } of change.clocks) {
      clocks.push([
        ...[place, tenant, kind, id, clock, obligation, subject, level, cycle, state],
        ...[instant(at.openedAt), maybeInstant(at.dueAt), maybeInstant(at.endedAt), maybeInstant(at.breachedAt)],
      ])
    }
    for (const { from, rel, to, at } of change.links) {
      links.push([place, tenant, from.kind, from.id, rel, to.kind, to.id, instant(at)])
    }
    for (const message of change.messages) {
      const { content, ...cells } = messageCells(message)
      messages.push([place, ...Object.values(cells), texts.push(content)])
    }
  }
  return { texts, rows: [records, entries, personal, clocks, links, messages].map(rowsLiteral) }
}
