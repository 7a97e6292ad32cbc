import type { Decision, Written } from '../core/decision.ts'
import type { Command } from '../domain/commands.ts'
import type { RecordKey } from '../domain/level.ts'
import { RedressError } from '../errors.ts'

/** Why a command does not take effect, and what is to be stored nevertheless. */
export interface Denied {
  readonly error: RedressError
  readonly written?: Written | undefined
}

/** A decision that did not move the complaint, as the error that its sender is told. */
export function deny(decision: Exclude<Decision, { kind: 'moved' }>, { type }: Command, { id }: RecordKey): Denied {
  switch (decision.kind) {
    case 'refused': {
      const { refusal, written } = decision
      const error = new RedressError('COMMAND_REFUSED', refusal.message, { ...refusal, command: type, id })
      return { error, written }
    }
    case 'failed':
      return { error: decision.error }
    case 'nothing':
      throw new TypeError('a command was decided as a wake-up')
  }
}

/** Also for who must not know that it exists. */
export const notFound = ({ tenant, kind, id }: RecordKey): RedressError<'COMPLAINT_NOT_FOUND'> =>
  new RedressError('COMPLAINT_NOT_FOUND', `There is no ${kind} ${id.slice(0, 200)} that this actor may know of.`, {
    id: id.slice(0, 200),
    tenant,
  })

export const versionConflict = (
  { id }: RecordKey,
  expected: number,
  actual: number,
): RedressError<'VERSION_CONFLICT'> =>
  new RedressError(
    'VERSION_CONFLICT',
    `Complaint ${id} has version ${actual}, not ${expected}: something has happened since. Read it again and decide anew.`,
    { id, expected, actual },
  )

export const contention = ({ id }: RecordKey, attempts: number): RedressError<'CONTENTION'> =>
  new RedressError(
    'CONTENTION',
    `Complaint ${id} was changed by others ${attempts} times over. Send the command again.`,
    {
      id,
      attempts,
    },
  )
