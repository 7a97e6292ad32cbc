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

/** The columns of a record beside its state, each with what stands in it. */
const CELLS: readonly (readonly [column: string, cell: (record: StoredRecord) => string | number | boolean | null])[] =
  [
    ['tenant', ({ key }) => key.tenant],
    ['kind', ({ key }) => key.kind],
    ['id', ({ key }) => key.id],
    ['seq', ({ seq }) => seq],
    ['version', ({ version }) => version],
    ['number', ({ columns }) => columns.number],
    ['status', ({ columns }) => columns.status],
    ['major', ({ columns }) => columns.major],
    ['ticket_type', ({ columns }) => columns.ticketType],
    ['channel', ({ columns }) => columns.channel],
    ['confidentiality', ({ columns }) => columns.confidentiality],
    ['opened_at', ({ columns }) => instant(columns.openedAt)],
    ['updated_at', ({ columns }) => instant(columns.updatedAt)],
    ['policy', ({ policy }) => policy.id],
    ['policy_version', ({ policy }) => policy.version],
    ['machine', ({ machine }) => machine],
    ['hash', ({ hash }) => hash],
    ['wake_at', ({ wakeAt }) => maybeInstant(wakeAt)],
    ['priority', ({ columns }) => columns.priority ?? null],
    ...OPTIONAL_TEXTS.map(([name, column]) => [column, ({ columns }: StoredRecord) => columns[name] ?? null] as const),
    ...OPTIONAL_INSTANTS.map(
      ([name, column]) => [column, ({ columns }: StoredRecord) => maybeInstant(columns[name])] as const,
    ),
  ]

/** The names of {@link recordCells}, in their order. */
export const CELL_COLUMNS: readonly string[] = CELLS.map(([column]) => column)

/** A record as a row of its table, without its state; what is absent becomes NULL. */
export const recordCells = (record: StoredRecord): (string | number | boolean | null)[] =>
  CELLS.map(([, cell]) => cell(record))

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
