import { type ActorStamp, identities, isSamePerson } from '../domain/actor.ts'
import type { ComplaintState } from '../domain/complaint.ts'
import type { Policy } from '../policy/policy.ts'
import type { LiveRecord } from './decision.ts'

/** How much of a complaint somebody sees: all of it, or what a complainant sees of his own (level 1, no notes of staff). */
export type Sees = 'all' | 'complainant'

/** How much an actor sees of a record; `undefined`: nothing, not even that it exists. */
export const maySee = (policy: Policy, record: LiveRecord, by: ActorStamp): Sees | undefined =>
  seesState(policy, record.snapshot.context.complaint, by)

/** See {@link maySee}. */
export function seesState(policy: Policy, state: ComplaintState, by: ActorStamp): Sees | undefined {
  switch (policy.rules.permissions.sightOf(by.role)) {
    case 'all':
      return 'all'
    case 'unit':
      return (by.unit !== undefined && by.unit === state.unit) || hasPart(state, by) ? 'all' : undefined
    case 'assigned':
      return hasPart(state, by) ? 'all' : undefined
    case 'complainant':
      return isComplainant(state, by) ? 'complainant' : undefined
    default:
      return undefined
  }
}

const hasPart = (state: ComplaintState, by: ActorStamp): boolean =>
  state.ownership.some((one) => one.to === undefined && isSamePerson(one.person, by))

export const isComplainant = (state: ComplaintState, by: ActorStamp): boolean =>
  state.customer !== undefined && identities(by).includes(state.customer)

/** Whether an actor may know who complains: in a confidential case, only the roles that the policy names. */
export function seesComplainant(policy: Policy, record: LiveRecord, by: ActorStamp): boolean {
  const state = record.snapshot.context.complaint
  if (state.confidentiality === 'anonymous') return false
  if (isComplainant(state, by)) return true
  if (maySee(policy, record, by) !== 'all') return false
  return state.confidentiality === 'named' || policy.rules.permissions.seesComplainant(by.role)
}

/** What an actor's worklists are narrowed to under a policy. */
export type Scope =
  | 'all'
  | 'none'
  | { readonly persons: readonly string[]; readonly units: readonly string[] }
  | { readonly customer: readonly string[] }

/** The narrowing that {@link maySee} amounts to, for queries. */
export function visibleTo(policy: Policy, by: ActorStamp): Scope {
  switch (policy.rules.permissions.sightOf(by.role)) {
    case 'all':
      return 'all'
    case 'unit':
      return { persons: identities(by), units: by.unit === undefined ? [] : [by.unit] }
    case 'assigned':
      return { persons: identities(by), units: [] }
    case 'complainant':
      return { customer: identities(by) }
    default:
      return 'none'
  }
}
