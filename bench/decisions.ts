import { decide } from '../src/core/decide.ts'
import type { Envelope, LiveRecord, Written } from '../src/core/decision.ts'
import { newRecord, restoreRecord, stateText } from '../src/core/record.ts'
import { type Command, personsNamed } from '../src/domain/commands.ts'
import type { Json } from '../src/domain/json.ts'
import type { RecordKey } from '../src/domain/level.ts'
import type { StoredRecord } from '../src/domain/record.ts'
import { lookUp } from '../src/engine/directory.ts'
import { lenovo } from '../src/policies/lenovo.ts'
import { people, stepsFrom, submission } from './complaint.ts'

const OPENED_AT = Date.parse('2026-03-02T09:00:00+08:00')
const MINUTE_MS = 60_000
const KEY: RecordKey = { tenant: 'default', kind: 'complaint', id: '0195563e-7c80-7000-8000-000000000001' }

/** A command together with the record that it meets, as the store has it; before the first there is none. */
export interface DecisionCase {
  readonly stored: StoredRecord | undefined
  readonly envelope: Envelope
}

/** Decides one command from stored text to stored text. */
export const decideText = (one: DecisionCase): string => stateText(decideCase(one).record)

function decideCase({ stored, envelope }: DecisionCase): Written {
  const record: LiveRecord =
    stored === undefined ? newRecord(lenovo, KEY, 'LENOVO-000001') : restoreRecord(lenovo, stored)
  const decision = decide(lenovo, record, envelope)
  if (decision.kind !== 'moved') throw new Error(`'${envelope.command.type}' did not move the complaint`)
  return decision.written
}

/** The commands of the quickstart's complaint, a minute apart. */
export async function decisionCases(): Promise<readonly DecisionCase[]> {
  const { policy: _policy, ...complaint } = submission.complaint
  const register = { by: submission.by, command: { type: 'register', ...complaint } }
  const cases: DecisionCase[] = []
  let stored: StoredRecord | undefined
  for (const [i, { by, command: input }] of [register, ...stepsFrom(OPENED_AT)].entries()) {
    const parsed = lenovo.command(input)
    const named = personsNamed(parsed)
    const one: DecisionCase = {
      stored,
      envelope: {
        command: withoutPersonal(parsed),
        by,
        commandId: `command-${i}`,
        receivedAt: OPENED_AT + i * MINUTE_MS,
        ...(named.length > 0 && { persons: await lookUp(people, named, KEY.tenant) }),
      },
    }
    cases.push(one)
    const { record, columns } = decideCase(one)
    const { key, seq, version, policy } = record
    stored = { key, seq, version, policy, hash: '', machine: '', state: stateText(record), columns }
  }
  return cases
}

// Personal fields are all that is gone, and no decision looks at them.
const withoutPersonal = (command: Command): Command => {
  const rest: Json = lenovo.split(command).rest
  return rest as unknown as Command
}
