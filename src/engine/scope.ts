import { type Scope, visibleTo } from '../core/visibility.ts'
import type { ActorStamp } from '../domain/actor.ts'
import { isRedressError, RedressError } from '../errors.ts'
import { groupBy } from '../policy/group-by.ts'
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
  /**
   * Queries that share no record and find together what he may see and no more, each record by the current version of its
   * policy: for counts, which look at no record.
   */
  split(query: Query): readonly Query[]
}

/** What an actor sees under one policy. */
interface Seeing {
  readonly id: string
  readonly scope: Scope
  /** Whether he knows who complains in a confidential case. */
  readonly isTrusted: boolean
}

/**
 * Works out how far an actor sees over several policies.
 *
 * @throws {RedressError} ACTOR_INVALID when no policy knows the role; READ_REFUSED when none lets it see anything
 */
export function reachOf(policies: readonly Policy[], actor: unknown): Reach {
  const known: { readonly by: ActorStamp; readonly seeing: Seeing }[] = []
  let unknown: unknown
  for (const policy of policies) {
    try {
      const by = actorStamp(policy, actor)
      const scope = visibleTo(policy, by)
      const isTrusted = isOwn(scope) || policy.rules.permissions.seesComplainant(by.role)
      known.push({ by, seeing: { id: policy.id, scope, isTrusted } })
    } catch (error) {
      if (!isRedressError(error, 'ACTOR_INVALID')) throw error
      unknown = error
    }
  }
  const [first] = known
  if (first === undefined) throw unknown
  const seeing = known.map((one) => one.seeing).filter(({ scope }) => scope !== 'none')
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
  return {
    by,
    policies: seeing.map(({ id }) => id),
    isComplainant: seeing.every(({ scope }) => isOwn(scope)),
    narrow: (query) => within(query, seeing),
    split(query) {
      const alike = groupBy(seeing, ({ scope, isTrusted }) => JSON.stringify([scope, isTrusted]))
      return [...alike.values()].map((group) => {
        const part = within(query, group)
        if (!tellsComplainant(query)) return part
        return { ...part, confidentiality: group[0]?.isTrusted ? ['named', 'confidential'] : ['named'] }
      })
    },
  }
}

/** Whether a hit tells who complains: of a confidential complaint as well as its view would. */
export const tellsComplainant = ({ text, customer }: Query): boolean => text !== undefined || customer !== undefined

const isOwn = (scope: Scope): scope is Extract<Scope, { customer: unknown }> =>
  typeof scope === 'object' && 'customer' in scope

function within(query: Query, seeing: readonly Seeing[]): Query {
  const ids = seeing.map(({ id }) => id)
  const policy = query.policy === undefined ? ids : query.policy.filter((id) => ids.includes(id))
  const narrowed = { ...query, policy }
  const scopes = seeing.map(({ scope }) => scope)
  if (scopes.includes('all')) return narrowed
  const [persons, customers, units] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const scope of scopes) {
    if (typeof scope !== 'object') continue
    if (isOwn(scope)) for (const id of scope.customer) customers.add(id)
    else {
      for (const id of scope.persons) persons.add(id)
      for (const id of scope.units) units.add(id)
    }
  }
  if (!scopes.every(isOwn)) {
    return { ...narrowed, visibleTo: { persons: [...persons], customers: [...customers], units: [...units] } }
  }
  const customer = query.customer === undefined ? [...customers] : query.customer.filter((id) => customers.has(id))
  return { ...narrowed, customer }
}
