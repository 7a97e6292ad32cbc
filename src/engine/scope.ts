import { type Scope, visibleTo } from '../core/visibility.ts'
import type { ActorStamp } from '../domain/actor.ts'
import { isRedressError, RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { Query } from '../stores/contract.ts'
import { actorStamp } from './prepare.ts'

/** What an actor may list: of which policies, and how much of it. */
export interface Reach {
  readonly by: ActorStamp
  readonly policies: readonly string[]
  /** He sees but his own, as a complainant does. */
  readonly isComplainant: boolean
  /** The query with his sight in it. Where policies differ in it, the widest: each record is looked at once more. */
  narrow(query: Query): Query
}

/**
 * Works out how far an actor sees over several policies.
 *
 * @throws {RedressError} ACTOR_INVALID when no policy knows the role; READ_REFUSED when none lets it see anything
 */
export function reachOf(policies: readonly Policy[], actor: unknown): Reach {
  const known: { policy: Policy; by: ActorStamp; scope: Scope }[] = []
  let unknown: unknown
  for (const policy of policies) {
    try {
      const by = actorStamp(policy, actor)
      known.push({ policy, by, scope: visibleTo(policy, by) })
    } catch (error) {
      if (!isRedressError(error, 'ACTOR_INVALID')) throw error
      unknown = error
    }
  }
  const [first] = known
  if (first === undefined) throw unknown
  const seeing = known.filter(({ scope }) => scope !== 'none')
  const { by } = first
  if (seeing.length === 0) {
    throw new RedressError(
      'READ_REFUSED',
      `The role '${by.role}' sees no complaints: no policy gives it sight in 'see'.`,
      {
        role: by.role,
        what: 'complaints',
      },
    )
  }
  const scopes = seeing.map(({ scope }) => scope)
  const isComplainant = scopes.every((scope) => typeof scope === 'object' && 'customer' in scope)
  const ids = seeing.map(({ policy }) => policy.id)
  return {
    by,
    policies: ids,
    isComplainant,
    narrow(query) {
      const policy = query.policy === undefined ? ids : query.policy.filter((id) => ids.includes(id))
      const within = { ...query, policy }
      if (scopes.includes('all')) return within
      const persons = new Set<string>()
      const units = new Set<string>()
      for (const scope of scopes) {
        if (typeof scope !== 'object') continue
        for (const id of 'customer' in scope ? scope.customer : scope.persons) persons.add(id)
        if ('units' in scope) for (const unit of scope.units) units.add(unit)
      }
      if (!isComplainant) return { ...within, visibleTo: { persons: [...persons], units: [...units] } }
      const customer = query.customer === undefined ? [...persons] : query.customer.filter((id) => persons.has(id))
      return { ...within, customer }
    },
  }
}
