import type { PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'

/** The catalogue of measures that level 2 may decide (处理措施); without one any kind may be. */
export interface SanctionRules {
  isKnown(kind: string): boolean
  readonly kinds: readonly string[] | undefined
}

export function compileSanctions(definition: PolicyDefinition, issues: Issues): SanctionRules {
  const kinds = definition.sanctions
  if (kinds !== undefined) issues.unique('sanctions', kinds)
  return { kinds, isKnown: (kind) => kinds === undefined || kinds.includes(kind) }
}
