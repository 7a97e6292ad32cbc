import { type CommandOf, type CommandType, commandTypes } from '../../domain/commands.ts'
import { levels } from '../../domain/level.ts'
import type { RefusalDetails } from '../../errors.ts'
import { statePaths } from '../../machine/state-paths.ts'
import { caseOf } from '../../policy/case.ts'
import type { Policy } from '../../policy/policy.ts'
import { addWorkingTime } from '../../time/working-time.ts'
import type { Envelope, LiveRecord } from '../decision.ts'
import { isPermitted, isPossible, possibleFor } from '../possible.ts'
import { type Check, type Checked, type Checks, type Objection, objection } from './check.ts'
import { customerInterfaceChecks } from './customer-interface.ts'
import { furtherLevelChecks } from './further-levels.ts'
import { paceChecks } from './pace.ts'
import { wholeChecks } from './whole.ts'

const checks: Checks<CommandType> = {
  ...wholeChecks,
  ...customerInterfaceChecks,
  ...paceChecks,
  ...furtherLevelChecks,
}

type CommandMap = { [Type in CommandType]: CommandOf<Type> }
const run = <Type extends CommandType>(
  type: Type,
  checked: Checked,
  command: CommandMap[Type],
): Objection | undefined => {
  const check: Check<Type> | undefined = checks[type]
  return check?.(checked, command)
}

/**
 * Looks for what stands against a command, in this order: permission, the state, lateness, the command's own checks,
 * the policy's gates. `undefined`: nothing but perhaps the state, and that the machine says itself when it is asked to
 * move; asking it first would cost every accepted command a tenth of its decision.
 */
export function refusalOf(policy: Policy, record: LiveRecord, envelope: Envelope): RefusalDetails | undefined {
  const { snapshot } = record
  const { command, by } = envelope
  const instant = envelope.occurredAt ?? envelope.receivedAt
  const denied = permissionFor(policy, record, envelope)
  if (denied !== undefined) return refusal(policy, record, envelope, denied)
  const found =
    lateness(policy, record, envelope) ??
    run(
      command.type,
      {
        policy,
        snapshot,
        state: snapshot.context.complaint,
        by,
        envelope,
        instant,
      },
      command,
    ) ??
    gates(policy, record, command.type)
  if (found === undefined) return undefined
  return refusal(policy, record, envelope, possibility(policy, record, command.type, instant) ?? found)
}

/** Why the machine did not take a command. */
export function refusalOfMachine(policy: Policy, record: LiveRecord, envelope: Envelope): RefusalDetails {
  const instant = envelope.occurredAt ?? envelope.receivedAt
  const found =
    possibility(policy, record, envelope.command.type, instant) ?? objection('notPossible', 'Nothing would change.')
  return refusal(policy, record, envelope, found)
}

const refusal = (policy: Policy, record: LiveRecord, envelope: Envelope, found: Objection): RefusalDetails => ({
  ...found,
  state: statePaths(record.snapshot),
  allowed: possibleFor(policy, record.snapshot, envelope.by),
})

function permissionFor(policy: Policy, { snapshot }: LiveRecord, { command, by }: Envelope): Objection | undefined {
  return isPermitted(policy, snapshot, by, command.type)
    ? undefined
    : objection('notPermitted', `The role '${by.role}' may not send '${command.type}' to this complaint.`)
}

/** What the machine says, with what is missing where that can be told. */
function possibility(
  policy: Policy,
  { snapshot }: LiveRecord,
  type: CommandType,
  instant: number,
): Objection | undefined {
  if (isPossible(snapshot, type, instant)) return undefined
  const state = snapshot.context.complaint
  if (type === 'close' && snapshot.matches('open')) {
    const missing = [
      ...levels
        .filter((level) => !['settled', 'waived'].includes(state.levels[level].status))
        .map((level) => `settled:${level}`),
      ...policy.rules.forms.missing('close', caseOf(state, policy.rules.ladder.rungs)),
    ]
    return objection('gateOpen', `The complaint is not done yet: ${missing.join(', ')} must come first.`, missing)
  }
  if (type === 'escalate' && snapshot.matches('open')) {
    return objection(
      'limitReached',
      `The complaint stands on the highest rung, '${policy.rules.ladder.rungs[state.rung]}'.`,
    )
  }
  const possible = commandTypes.filter((one) => one !== 'register' && isPossible(snapshot, one))
  return objection(
    'notPossible',
    `'${type}' is not possible in ${statePaths(snapshot).join(', ')}` +
      `${possible.length === 0 ? '; nothing is any more' : `; possible: ${possible.join(', ')}`}.`,
  )
}

/** An act may be entered late only where the policy lets it reach back, and so far (time rule 6). */
function lateness(policy: Policy, { snapshot }: LiveRecord, envelope: Envelope): Objection | undefined {
  const { occurredAt, receivedAt, command } = envelope
  if (occurredAt === undefined || occurredAt === receivedAt) return undefined
  if (occurredAt > receivedAt) return objection('invalid', 'Nothing can have happened later than now.')
  const reach = policy.rules.reachBack.get(command.type)
  if (reach === undefined) return objection('tooLate', `The policy does not let '${command.type}' reach back.`)
  if (addWorkingTime(occurredAt, reach, policy.rules.zone) < receivedAt) {
    return objection('tooLate', `The policy does not let '${command.type}' reach back so far.`)
  }
  if (command.type !== 'register' && occurredAt < snapshot.context.complaint.openedAt) {
    return objection('invalid', 'Nothing can have happened to a complaint before it was made.')
  }
  return undefined
}

function gates(policy: Policy, { snapshot }: LiveRecord, type: CommandType): Objection | undefined {
  const { forms, ladder } = policy.rules
  if (type === 'close' || !forms.gated.has(type)) return undefined
  const missing = forms.missing(type, caseOf(snapshot.context.complaint, ladder.rungs))
  return missing.length === 0
    ? undefined
    : objection('formMissing', `Before '${type}' there must be: ${missing.join(', ')}.`, missing)
}
