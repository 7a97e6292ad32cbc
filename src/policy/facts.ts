import { z } from 'zod'
import { type PersonalPaths, personalMarks } from '../domain/personal.ts'
import type { PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'

/** The extra fields of a policy's complaints, compiled. */
export interface FactRules {
  readonly schema: z.ZodObject
  /** The same with every field optional and without rules over several fields, for `classify`. */
  readonly partial: z.ZodObject
  readonly personal: PersonalPaths
}

export function compileFacts(definition: PolicyDefinition, issues: Issues): FactRules {
  const schema = definition.facts ?? z.strictObject({})
  return { schema, partial: partialOf(schema), personal: compileSchema(schema, 'facts', issues) }
}

// Zod's own partial() refuses a schema with rules over several fields, which a part cannot follow.
function partialOf(schema: z.ZodObject): z.ZodObject {
  const { catchall } = schema.def
  const partial = z.object(schema.shape).partial()
  return catchall === undefined ? partial : partial.catchall(catchall)
}

/**
 * Looks at a schema of facts or of a form, and finds its personal fields. It must be JSON on both sides, since what it
 * lets through is stored as JSON text, and its personal marks must stand where a value can be taken out.
 */
export function compileSchema(schema: z.ZodObject, path: string, issues: Issues): PersonalPaths {
  for (const io of ['input', 'output'] as const) {
    const open = new Set<string>()
    try {
      z.toJSONSchema(schema, {
        io,
        override: ({ zodSchema: { _zod } }) => NOT_JSON.has(_zod.def.type) && open.add(_zod.def.type),
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      issues.add(path, `is not JSON on its ${io} side: ${reason}`)
      break
    }
    for (const type of open) issues.add(path, `z.${type}() lets through what is not JSON; say what it is, or z.json()`)
    if (open.size > 0) break
  }
  const { paths, misplaced } = personalMarks(schema)
  for (const mark of misplaced) issues.add(mark.path === '' ? path : `${path}.${mark.path}`, mark.reason)
  if (paths.subject !== undefined) issues.add(path, 'is marked as personal as a whole; mark its fields')
  return paths
}

/** Kinds of schema that have a JSON schema and take values that have no JSON. */
const NOT_JSON: ReadonlySet<string> = new Set(['any', 'unknown', 'file', 'promise'])
