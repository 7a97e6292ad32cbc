import { hash } from 'node:crypto'
import { stateTree } from '../core/record.ts'
import type { PolicyRef } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import { parseDate } from '../time/local-date.ts'
import { zone } from '../time/zone.ts'

/** The policies of a desk, current and retired. */
export interface Registry {
  /** For each id the current version or, when all are retired, the highest: under which complaints are listed. */
  readonly latest: readonly Policy[]
  /** The current version. @throws {RedressError} POLICY_UNKNOWN */
  currentOf(id: string): Policy
  /** The very version. @throws {RedressError} POLICY_UNKNOWN */
  of(ref: PolicyRef): Policy
  /** Digest of the policy's state tree: which stored records it can read. */
  fingerprint(policy: Policy): string
  /** @throws {RedressError} POLICY_NOT_IN_FORCE when it takes no complaints at this instant */
  mustBeInForce(policy: Policy, at: number): void
}

export function createRegistry(current: readonly Policy[], retired: readonly Policy[]): Registry {
  const byId = new Map(current.map((policy) => [policy.id, policy]))
  const versions = new Map<string, Map<number, Policy>>()
  for (const policy of [...retired, ...current]) {
    const known = versions.get(policy.id) ?? new Map<number, Policy>()
    versions.set(policy.id, known.set(policy.version, policy))
  }
  const fingerprints = new Map<Policy, string>()

  const latest = new Map<string, Policy>()
  for (const policy of [...retired].sort((a, b) => a.version - b.version)) latest.set(policy.id, policy)
  for (const policy of current) latest.set(policy.id, policy)

  return {
    latest: [...latest.values()],
    currentOf(id) {
      const policy = byId.get(id)
      if (policy !== undefined) return policy
      const known = [...byId.keys()]
      throw new RedressError(
        'POLICY_UNKNOWN',
        `There is no current policy '${String(id).slice(0, 200)}'. Known: ${known.join(', ')}.`,
        { policy: String(id).slice(0, 200), known },
      )
    },
    of({ id, version }) {
      const policy = versions.get(id)?.get(version)
      if (policy !== undefined) return policy
      const known = [...versions].flatMap(([name, all]) => [...all.keys()].map((one) => `${name}@${one}`))
      throw new RedressError(
        'POLICY_UNKNOWN',
        `Version ${version} of policy '${id}' is not registered. List it under policies or retired. Known: ${known.join(', ')}.`,
        { policy: id, version, known },
      )
    },
    fingerprint(policy) {
      const known = fingerprints.get(policy)
      if (known !== undefined) return known
      const made = hash('sha256', stateTree(policy), 'hex')
      fingerprints.set(policy, made)
      return made
    },
    mustBeInForce(policy, at) {
      const { effectiveFrom, timeZone } = policy.definition
      const from = effectiveFrom === undefined ? undefined : parseDate(effectiveFrom)
      if (from !== undefined && zone(timeZone).localDay(at) >= from) return
      throw new RedressError(
        'POLICY_NOT_IN_FORCE',
        effectiveFrom === undefined
          ? `Policy '${policy.id}' takes no complaints: it has no effectiveFrom.`
          : `Policy '${policy.id}' takes no complaints before ${effectiveFrom} (${timeZone}).`,
        { policy: policy.id, version: policy.version, ...(effectiveFrom !== undefined && { effectiveFrom }) },
      )
    },
  }
}
