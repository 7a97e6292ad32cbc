import type { z } from 'zod'
import type { CommandType } from '../domain/commands.ts'
import type { PersonalPaths } from '../domain/personal.ts'
import { ask, type Case, expectBoolean } from './case.ts'
import type { PolicyDefinition } from './definition.ts'
import { compileSchema } from './facts.ts'
import { groupBy } from './group-by.ts'
import type { Issues } from './issues.ts'

/** Forms that can be filed, and the gates that ask for them before a command. */
export interface FormRules {
  readonly schemas: Readonly<Record<string, z.ZodObject>>
  readonly personal: Readonly<Record<string, PersonalPaths>>
  readonly gated: ReadonlySet<CommandType>
  /** What a command still needs: signals, alternatives joined by ` or `; empty when nothing is missing. */
  missing(before: CommandType, c: Case): readonly string[]
}

export function compileForms(
  definition: PolicyDefinition,
  issues: Issues,
  knownSignal: (path: string, name: string) => void,
  isPossible: (signal: string) => boolean,
): FormRules {
  const schemas = definition.forms ?? {}
  const personal = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, compileSchema(schema, `forms.${name}`, issues)]),
  )
  const gates = (definition.gates ?? []).map((gate, i) => {
    const needs = gate.needs.map((need) => (typeof need === 'string' ? [need] : need))
    for (const signal of needs.flat()) knownSignal(`gates.${i}.needs`, signal)
    for (const anyOf of needs) {
      if (!anyOf.some(isPossible))
        issues.add(`gates.${i}.needs`, `nothing can meet it: ${anyOf.join(', ')} never happens`)
    }
    return { gate, needs, rule: `gates.${i}.when` }
  })
  const byCommand = groupBy(gates, ({ gate }): CommandType => gate.before)
  return {
    schemas,
    personal,
    gated: new Set(byCommand.keys()),
    missing(before, c) {
      const found: string[] = []
      for (const { gate, needs, rule } of byCommand.get(before) ?? []) {
        if (gate.when !== undefined && ask(definition.id, rule, (it) => gate.when?.(it), c, expectBoolean) !== true) {
          continue
        }
        for (const anyOf of needs) if (!anyOf.some((signal) => c.has(signal))) found.push(anyOf.join(' or '))
      }
      return found
    },
  }
}
