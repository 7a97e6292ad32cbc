import type { PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'

/** The catalogue of remedies (补救措施); without one any kind may be proposed. */
export interface RemedyRules {
  isKnown(kind: string): boolean
  readonly kinds: readonly string[] | undefined
}

export function compileRemedies(definition: PolicyDefinition, issues: Issues): RemedyRules {
  const kinds = definition.remedies
  if (kinds !== undefined) issues.unique('remedies', kinds)
  return { kinds, isKnown: (kind) => kinds === undefined || kinds.includes(kind) }
}
