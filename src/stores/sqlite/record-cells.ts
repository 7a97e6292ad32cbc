import type { SQLInputValue } from 'node:sqlite'
import type { Columns, StoredRecord } from '../contract.ts'
import { integer, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from './row.ts'

/** Columns of the table and what stands in them: one list, so that names and values cannot fall apart. */
export type Cells = readonly (readonly [column: string, cell: (record: StoredRecord) => SQLInputValue])[]

/** Where the record is found. */
export const keyCells: Cells = [
  ['tenant', ({ key }) => key.tenant],
  ['kind', ({ key }) => key.kind],
  ['id', ({ key }) => key.id],
]

/** What no index holds: written at every commit. */
export const plainCells: Cells = [
  ['seq', ({ seq }) => seq],
  ['version', ({ version }) => version],
  ['level', ({ columns }) => columns.level ?? null],
  ['rung', ({ columns }) => columns.rung ?? null],
  ['severity', ({ columns }) => columns.severity ?? null],
  ['urgency', ({ columns }) => columns.urgency ?? null],
  ['major', ({ columns }) => (columns.major ? 1 : 0)],
  ['ticket_type', ({ columns }) => columns.ticketType],
  ['category', ({ columns }) => columns.category ?? null],
  ['channel', ({ columns }) => columns.channel],
  ['confidentiality', ({ columns }) => columns.confidentiality],
  ['first_settled_at', ({ columns }) => columns.firstSettledAt ?? null],
  ['settled_at', ({ columns }) => columns.settledAt ?? null],
  ['closed_at', ({ columns }) => columns.closedAt ?? null],
  ['updated_at', ({ columns }) => columns.updatedAt],
  ['breached_at', ({ columns }) => columns.breachedAt ?? null],
  ['policy', ({ policy }) => policy.id],
  ['policy_version', ({ policy }) => policy.version],
  ['machine', ({ machine }) => machine],
  ['hash', ({ hash }) => hash],
  ['state', ({ state }) => state],
]

/** When it is due. */
export const wakeCells: Cells = [
  ['wake_at', ({ wakeAt }) => wakeAt ?? null],
  ['claim_at', ({ wakeAt }) => wakeAt ?? null],
]

/** When its next clock is due. */
export const dueCells: Cells = [['next_due_at', ({ columns }) => columns.nextDueAt ?? null]]

/** What worklists go by and seldom changes. */
export const listCells: Cells = [
  ['number', ({ columns }) => columns.number],
  ['status', ({ columns }) => columns.status],
  ['owner', ({ columns }) => columns.owner ?? null],
  ['worker', ({ columns }) => columns.worker ?? null],
  ['monitor', ({ columns }) => columns.monitor ?? null],
  ['unit', ({ columns }) => columns.unit ?? null],
  ['customer', ({ columns }) => columns.customer ?? null],
  ['external_ref', ({ columns }) => columns.externalRef ?? null],
  ['opened_at', ({ columns }) => columns.openedAt],
  ['priority', ({ columns }) => columns.priority ?? null],
]

export const allCells: Cells = [...keyCells, ...plainCells, ...wakeCells, ...dueCells, ...listCells]

/** The columns that {@link recordOf} reads. */
export const RECORD_COLUMNS = allCells
  .map(([column]) => column)
  .filter((column) => column !== 'claim_at')
  .join(', ')

const STATUSES = ['intake', 'open', 'closed', 'archived'] as const satisfies readonly Columns['status'][]

const OPTIONAL_TEXTS = [
  ['level', 'level'],
  ['rung', 'rung'],
  ['severity', 'severity'],
  ['urgency', 'urgency'],
  ['category', 'category'],
  ['owner', 'owner'],
  ['worker', 'worker'],
  ['monitor', 'monitor'],
  ['unit', 'unit'],
  ['customer', 'customer'],
  ['externalRef', 'external_ref'],
] as const

const OPTIONAL_NUMBERS = [
  ['firstSettledAt', 'first_settled_at'],
  ['settledAt', 'settled_at'],
  ['closedAt', 'closed_at'],
  ['nextDueAt', 'next_due_at'],
  ['breachedAt', 'breached_at'],
  ['priority', 'priority'],
] as const

/** The record in a row of {@link RECORD_COLUMNS}. */
export function recordOf(row: Row): StoredRecord {
  const columns: { -readonly [Name in keyof Columns]: Columns[Name] } = {
    number: text(row, 'number'),
    status: oneOf(row, 'status', STATUSES),
    major: integer(row, 'major') === 1,
    ticketType: text(row, 'ticket_type'),
    channel: text(row, 'channel'),
    confidentiality: text(row, 'confidentiality'),
    openedAt: integer(row, 'opened_at'),
    updatedAt: integer(row, 'updated_at'),
  }
  for (const [name, column] of OPTIONAL_TEXTS) {
    const value = maybeText(row, column)
    if (value !== undefined) columns[name] = value
  }
  for (const [name, column] of OPTIONAL_NUMBERS) {
    const value = maybeInteger(row, column)
    if (value !== undefined) columns[name] = value
  }
  const wakeAt = maybeInteger(row, 'wake_at')
  return {
    key: { tenant: text(row, 'tenant'), kind: kindOf(row), id: text(row, 'id') },
    seq: integer(row, 'seq'),
    version: integer(row, 'version'),
    hash: text(row, 'hash'),
    policy: { id: text(row, 'policy'), version: integer(row, 'policy_version') },
    machine: text(row, 'machine'),
    state: text(row, 'state'),
    ...(wakeAt === undefined ? {} : { wakeAt }),
    columns,
  }
}
