import { z } from 'zod'
import { type PersonalPaths, personalPaths } from '../domain/personal.ts'
import { kindOf } from './case.ts'
import type { PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'

/** The extra fields of a policy's complaints, compiled. */
export interface FactRules {
  readonly schema: z.ZodObject
  /** The same with every field optional, for `classify`. */
  readonly partial: z.ZodObject
  readonly personal: PersonalPaths
}

export function compileFacts(definition: PolicyDefinition, issues: Issues): FactRules {
  const schema = definition.facts ?? z.strictObject({})
  checkSchema(schema, 'facts', issues)
  return { schema, partial: schema.partial(), personal: personalPaths(schema) }
}

/** Schemas must be JSON on both sides, since what they let through is stored as JSON text. */
export function checkSchema(schema: z.ZodType, path: string, issues: Issues): void {
  if (!(schema instanceof z.ZodObject)) {
    issues.add(path, `must be a z.object, got ${kindOf(schema)}`)
    return
  }
  for (const io of ['input', 'output'] as const) {
    try {
      z.toJSONSchema(schema, { io })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      issues.add(path, `is not JSON on its ${io} side: ${reason}`)
      return
    }
  }
}
