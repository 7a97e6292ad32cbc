import { createRedress } from '../../src/engine/create-redress.ts'
import { lenovo } from '../../src/policies/lenovo.ts'
import { people, stepsFrom, submission } from '../complaint.ts'
import type { Database, Opened } from './database.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Copies fall due a second apart. */
export const STEP_MS = 1_000
/**
 * How many lengths of deadlines there are: of what was opened about the same time, this part falls due about the same time,
 * the next part long after it, and so on.
 */
const LENGTHS = 5

/** A desk with so many open complaints, each with a wake-up that waits. */
export interface Grown {
  readonly database: Database
  readonly complaints: number
  /** The first falls due a second after it. */
  readonly dueFrom: number
}

/** The id of a copy; the first has number 1. */
export const copyId = (i: number): string => `copy-${String(i).padStart(8, '0')}`

/**
 * Fills a database with copies of one real complaint, made by the database itself: registered, assigned, and with a
 * promise to the complainant whose deadline runs. A copy has the rows of the real one, under other names and instants.
 */
export async function grow(database: Database, complaints: number): Promise<Grown> {
  const opened = database.open()
  const id = await oneWithPromise(opened)
  await opened.close()
  const dueFrom = Date.now() + HOUR_MS

  const copy = "'copy-' || substr('0000000' || i, length('0000000' || i) - 7)"
  const instants = {
    due: database.instant(
      `${dueFrom} + (1 + ((i - 1) % ${LENGTHS}) * ${complaints / LENGTHS} + (i - 1) / ${LENGTHS}) * ${STEP_MS}`,
    ),
    opened: database.instant(`${dueFrom - 30 * DAY_MS} + i`),
  }
  const changed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    complaint_record: {
      number: "'COPY-' || i",
      owner: "'agent-' || (i % 499)",
      worker: "'agent-' || (i % 499)",
      unit: "'station-' || (i % 49)",
      customer: "'customer-' || (i % 99991)",
      opened_at: instants.opened,
      next_due_at: instants.due,
      wake_at: instants.due,
      claim_at: instants.due,
      state: `replace(r.state, '${id}', ${copy})`,
    },
    complaint_entry: { command_id: "r.command_id || '-' || i" },
    complaint_personal: { subject: "r.subject || '-' || (i % 99991)" },
    complaint_clock: {},
  }
  for (const [table, own] of Object.entries(changed)) {
    const columns = await database.columnsOf(table)
    const values = columns.map((column) => (column === 'id' ? copy : (own[column] ?? `r.${column}`)))
    await database.run(`INSERT INTO ${table} (${columns.join(', ')})
      WITH RECURSIVE copies (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM copies WHERE i < ${complaints})
      SELECT ${values.join(', ')} FROM copies CROSS JOIN ${table} r WHERE r.id = '${id}'`)
    await database.settle(table)
  }
  return { database, complaints, dueFrom }
}

async function oneWithPromise({ store }: Opened): Promise<string> {
  const redress = createRedress({ policies: [lenovo], store, directory: people })
  const { id } = await redress.submit(submission.complaint, { by: submission.by })
  for (const { by, command } of stepsFrom(Date.now()).slice(0, 1)) await redress.send(id, command, { by })
  await redress.send(id, { type: 'promise', what: 'A visit.', at: Date.now() + 30 * DAY_MS }, { by: engineer })
  await redress.stop()
  return id
}

/** Who owns the real complaint, and its copies. */
export const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const
