import { ask, type Case, expectOneOf } from './case.ts'
import type { PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'

/** The escalation ladder (升级阶梯), lowest rung first. */
export interface LadderRules {
  readonly rungs: readonly string[]
  /** Role that stands on a rung. */
  roleOf(rung: number): string | undefined
  /** Whether only the complaint's own unit stands on it. */
  isOfUnit(rung: number): boolean
  /** Index of a rung by its id; -1 when there is none. */
  indexOf(rung: string): number
  /** Index of the rung that a new complaint starts on. */
  startOf(c: Case): number
}

export function compileLadder(definition: PolicyDefinition, issues: Issues): LadderRules {
  const ladder = definition.ladder ?? [{ id: 'frontline', role: definition.roles[0] ?? '' }]
  if (ladder.length === 0) issues.add('ladder', 'must have at least one rung; leave it out for a single one')
  const rungs = ladder.map((rung) => rung.id)
  issues.unique('ladder', rungs)
  ladder.forEach((rung, i) => {
    if (!/^[A-Za-z][\w-]*$/.test(rung.id) || rung.id === 'entering') {
      issues.add(`ladder.${i}.id`, `'${rung.id}' must be a plain name: a letter, then letters, digits, - or _`)
    }
    issues.known(`ladder.${i}.role`, 'role', rung.role, definition.roles)
  })
  return {
    rungs,
    roleOf: (rung) => ladder[rung]?.role,
    isOfUnit: (rung) => ladder[rung]?.unit === 'same',
    indexOf: (rung) => rungs.indexOf(rung),
    startOf(c) {
      if (definition.startingRung === undefined) return 0
      const rung = ask(definition.id, 'startingRung', (it) => definition.startingRung?.(it), c, expectOneOf(rungs))
      return rung === undefined ? 0 : rungs.indexOf(rung)
    },
  }
}
