import type { ActorStamp } from '../domain/actor.ts'
import { type CommandType, commandTypes } from '../domain/commands.ts'
import type { ComplaintSnapshot } from '../machine/complaint-machine.ts'
import type { Policy } from '../policy/policy.ts'
import { seesState } from './visibility.ts'

/**
 * Whether the machine takes a command of this type where it stands. Guards look at the context and the instant alone, or
 * have a branch for every payload, so the type is enough.
 *
 * @param instant when the act happened, as far as was said. @defaultValue the record's last instant
 */
export const isPossible = (snapshot: ComplaintSnapshot, type: CommandType, instant?: number): boolean => {
  const event = instant === undefined ? { type } : { type, turn: { receivedAt: instant } }
  // The payload is not looked at here; XState wants an event of the full type.
  return snapshot.can(event as Parameters<ComplaintSnapshot['can']>[0])
}

/** Whether an actor may send this command to this complaint, apart from what stands in it. */
export function isPermitted(policy: Policy, snapshot: ComplaintSnapshot, by: ActorStamp, type: CommandType): boolean {
  if (by.role === 'system') return true
  if (!policy.rules.permissions.may(by.role, type)) return false
  return type === 'register' || seesState(policy, snapshot.context.complaint, by) !== undefined
}

/** The commands that an actor may send where the complaint stands. */
export const possibleFor = (policy: Policy, snapshot: ComplaintSnapshot, by: ActorStamp): readonly CommandType[] =>
  commandTypes.filter((type) => isPermitted(policy, snapshot, by, type) && isPossible(snapshot, type))
