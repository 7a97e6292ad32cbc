import { type CommandType, commandTypes, isPermittedType } from '../domain/commands.ts'
import type { PolicyDefinition, Sight } from './definition.ts'
import type { Issues } from './issues.ts'

/** Who may send what and who sees what. What is not listed is refused. */
export interface PermissionRules {
  readonly roles: readonly string[]
  may(role: string, command: CommandType): boolean
  sightOf(role: string): Sight | undefined
  /** Whether the role may know who complains in a confidential case. */
  seesComplainant(role: string): boolean
}

export function compilePermissions(definition: PolicyDefinition, issues: Issues): PermissionRules {
  const { roles } = definition
  if (roles.length === 0) issues.add('roles', 'must name at least one role')
  issues.unique('roles', roles)
  for (const reserved of ['system', 'anonymous']) {
    if (roles.includes(reserved)) issues.add('roles', `'${reserved}' is the library's own`)
  }
  const senders = new Map<string, ReadonlySet<string>>()
  for (const [type, who] of Object.entries(definition.permissions)) {
    if (!isPermittedType(type)) {
      issues.known(`permissions.${type}`, 'command', type, commandTypes)
      continue
    }
    for (const role of who ?? []) issues.known(`permissions.${type}`, 'role', role, [...roles, 'anonymous'])
    senders.set(type, new Set(who))
  }
  if ((senders.get('register')?.size ?? 0) === 0) {
    issues.add('permissions.register', 'nobody may register a complaint, so there would never be one')
  }
  const sights = new Map<string, Sight>(
    Object.entries(definition.see).flatMap(([role, sight]) => (sight ? [[role, sight]] : [])),
  )
  for (const role of sights.keys()) issues.known('see', 'role', role, roles)
  const trusted = new Set(definition.confidentiality?.complainant ?? [])
  for (const role of trusted) issues.known('confidentiality.complainant', 'role', role, roles)
  return {
    roles,
    may: (role, command) => role === 'system' || (senders.get(command)?.has(role) ?? false),
    sightOf: (role) => (role === 'system' ? 'all' : sights.get(role)),
    seesComplainant: (role) => role === 'system' || trusted.has(role),
  }
}
