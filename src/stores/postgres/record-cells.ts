import type { Columns, StoredRecord } from '../contract.ts'
import {
  boolean,
  instant,
  integer,
  kindOf,
  maybeInstant,
  maybeInteger,
  maybeText,
  millis,
  oneOf,
  type Row,
  text,
} from './row.ts'

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

const OPTIONAL_INSTANTS = [
  ['firstSettledAt', 'first_settled_at'],
  ['settledAt', 'settled_at'],
  ['closedAt', 'closed_at'],
  ['nextDueAt', 'next_due_at'],
  ['breachedAt', 'breached_at'],
] as const

const STATUSES = ['intake', 'open', 'closed', 'archived'] as const satisfies readonly Columns['status'][]

/** A record as a row of its table, by column and without its state; what is absent becomes NULL. */
export function recordCells(record: StoredRecord): Record<string, unknown> {
  const { key, columns } = record
  const cells: Record<string, unknown> = {
    tenant: key.tenant,
    kind: key.kind,
    id: key.id,
    seq: record.seq,
    version: record.version,
    number: columns.number,
    status: columns.status,
    major: columns.major,
    ticket_type: columns.ticketType,
    channel: columns.channel,
    confidentiality: columns.confidentiality,
    opened_at: instant(columns.openedAt),
    updated_at: instant(columns.updatedAt),
    policy: record.policy.id,
    policy_version: record.policy.version,
    machine: record.machine,
    hash: record.hash,
    wake_at: maybeInstant(record.wakeAt),
    priority: columns.priority,
  }
  for (const [name, column] of OPTIONAL_TEXTS) cells[column] = columns[name]
  for (const [name, column] of OPTIONAL_INSTANTS) cells[column] = maybeInstant(columns[name])
  return cells
}

const PLAIN = [
  ...['tenant', 'kind', 'id', 'seq', 'version', 'number', 'status', 'major', 'ticket_type', 'channel'],
  ...['confidentiality', 'policy', 'policy_version', 'machine', 'hash', 'state', 'priority'],
  ...OPTIONAL_TEXTS.map(([, column]) => column),
]

const INSTANTS = ['opened_at', 'updated_at', 'wake_at', ...OPTIONAL_INSTANTS.map(([, column]) => column)]

/** What {@link recordOf} reads, of a record by the name of `r`. */
export const RECORD_COLUMNS = [
  ...PLAIN.map((column) => `r.${column}`),
  ...INSTANTS.map((column) => `${millis(`r.${column}`)} AS ${column}`),
].join(', ')

/** The record in a row of {@link RECORD_COLUMNS}. */
export function recordOf(row: Row): StoredRecord {
  const columns: { -readonly [Name in keyof Columns]: Columns[Name] } = {
    number: text(row, 'number'),
    status: oneOf(row, 'status', STATUSES),
    major: boolean(row, 'major'),
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
  for (const [name, column] of OPTIONAL_INSTANTS) {
    const value = maybeInteger(row, column)
    if (value !== undefined) columns[name] = value
  }
  const priority = maybeInteger(row, 'priority')
  if (priority !== undefined) columns.priority = priority
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
