import type { ComplaintState } from '../domain/complaint.ts'
import { ask, type Case, expectBoolean, expectOneOf } from './case.ts'
import type { PolicyDefinition, Scale } from './definition.ts'
import type { Issues } from './issues.ts'
import type { PolicyTypes } from './types.ts'

/** Category, severity, urgency and major: separate dimensions, each with a rule of its own (T-46). */
export interface ClassificationRules {
  readonly categories: readonly string[] | undefined
  readonly severities: readonly string[]
  readonly urgencies: readonly string[]
  /** The dimensions as they follow from the case and from what a person has set over it. */
  derive(
    c: Case,
    state: ComplaintState,
  ): { readonly severity: string | undefined; readonly urgency: string | undefined; readonly major: boolean }
}

/**
 * Place of a complaint in a worklist, the most pressing first: what is major comes before what is not (0 or 10,000), then
 * the graver (0 to 99 hundreds), then the more urgent (0 to 99); what has no value comes last. Shares of a scale and not
 * its ranks, so that complaints under scales of different lengths stand in one list.
 */
export const priorityOf = (
  { severities, urgencies }: Pick<ClassificationRules, 'severities' | 'urgencies'>,
  { severity, urgency, major }: Pick<ComplaintState, 'severity' | 'urgency' | 'major'>,
): number => (major ? 0 : 10_000) + 100 * stepOf(severities, severity) + stepOf(urgencies, urgency)

/** 0 for the last value of a scale, the gravest; 99 for none. Values of a scale of up to 99 have each their own. */
const stepOf = (values: readonly string[], value: string | undefined): number => {
  const rank = value === undefined ? 0 : values.indexOf(value) + 1
  return rank === 0 ? 99 : Math.round((99 * (values.length - rank)) / values.length)
}

export function compileClassification(definition: PolicyDefinition, issues: Issues): ClassificationRules {
  const { categories } = definition
  if (categories !== undefined) {
    issues.unique('categories', categories)
    categories.forEach((path, i) => {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
      if (parent !== '' && !categories.slice(0, i).includes(parent)) {
        issues.add(`categories.${i}`, `'${path}' comes before its parent '${parent}'`)
      }
    })
  }
  const scale = (name: 'severity' | 'urgency'): ((c: Case, set: string | undefined) => string | undefined) => {
    const rule: Scale<string, PolicyTypes> | undefined = definition[name]
    if (rule === undefined) return (_c, set) => set
    issues.unique(`${name}.values`, rule.values)
    if (rule.values.length === 0) issues.add(`${name}.values`, 'must not be empty')
    const expectation = expectOneOf(rule.values)
    return (c, set) =>
      set ??
      (rule.of === undefined ? undefined : ask(definition.id, `${name}.of`, (it) => rule.of?.(it), c, expectation))
  }
  const severity = scale('severity')
  const urgency = scale('urgency')
  const isMajor = (c: Case): boolean =>
    definition.major !== undefined &&
    ask(definition.id, 'major', (it) => definition.major?.(it), c, expectBoolean) === true
  return {
    categories,
    severities: definition.severity?.values ?? [],
    urgencies: definition.urgency?.values ?? [],
    derive: (c, state) => ({
      severity: severity(c, state.setByHand.severity),
      urgency: urgency(c, state.setByHand.urgency),
      major: state.setByHand.major ?? isMajor(c),
    }),
  }
}
