import type { ClockRow, HistoryEntry } from './contract.ts'
import { integer, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from './row.ts'

export function entryOf(row: Row): HistoryEntry {
  const commandId = maybeText(row, 'command_id')
  return {
    key: { tenant: text(row, 'tenant'), kind: kindOf(row), id: text(row, 'id') },
    seq: integer(row, 'seq'),
    version: integer(row, 'version'),
    at: integer(row, 'at'),
    type: text(row, 'type'),
    by: text(row, 'actor'),
    ...(commandId === undefined ? {} : { commandId }),
    body: text(row, 'body'),
    hash: text(row, 'hash'),
  }
}

const CLOCK_STATES = ['running', 'paused', 'met', 'cancelled'] as const satisfies readonly ClockRow['state'][]

export function clockOf(row: Row): ClockRow {
  const subject = maybeText(row, 'subject')
  const dueAt = maybeInteger(row, 'due_at')
  const endedAt = maybeInteger(row, 'ended_at')
  const breachedAt = maybeInteger(row, 'breached_at')
  return {
    key: { tenant: text(row, 'tenant'), kind: kindOf(row), id: text(row, 'id') },
    clock: text(row, 'clock'),
    obligation: text(row, 'obligation'),
    ...(subject === undefined ? {} : { subject }),
    level: text(row, 'level'),
    cycle: integer(row, 'cycle'),
    state: oneOf(row, 'state', CLOCK_STATES),
    openedAt: integer(row, 'opened_at'),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(breachedAt === undefined ? {} : { breachedAt }),
  }
}
