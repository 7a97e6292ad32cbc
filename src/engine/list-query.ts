import { z } from 'zod'
import { Id } from '../domain/actor.ts'
import { InstantInput } from '../domain/commands.ts'
import { given } from '../domain/json.ts'
import { RecordKind } from '../domain/level.ts'
import { RedressError } from '../errors.ts'
import { issuesOf } from '../policy/issues.ts'
import type { Query } from '../stores/contract.ts'

const Names = z.union([Id.transform((one) => [one]), z.array(Id).max(500)])

/** A worklist as a caller writes it: one value or several, instants as `Date`, ISO string or epoch milliseconds. */
export const ListQuery = z.strictObject({
  policy: Names.optional(),
  number: Id.optional(),
  externalRef: Id.optional(),
  status: Names.optional(),
  /** The first level that is not done. */
  level: Names.optional(),
  rung: Names.optional(),
  severity: Names.optional(),
  category: Names.optional(),
  owner: Names.optional(),
  worker: Names.optional(),
  unit: Names.optional(),
  customer: Names.optional(),
  major: z.boolean().optional(),
  /** A running deadline is due before this instant. */
  dueBefore: InstantInput.optional(),
  openedFrom: InstantInput.optional(),
  /** Exclusive. */
  openedTo: InstantInput.optional(),
  /** Linked to this record by `rel`. */
  linkedTo: z
    .strictObject({ rel: Id, to: z.strictObject({ kind: RecordKind.default('complaint'), id: Id }) })
    .optional(),
  /** Part of what people wrote or are called; upper and lower case are one. */
  text: z.string().trim().min(1).max(500).optional(),
  /** @defaultValue `'newest'` */
  order: z.enum(['nextDue', 'newest', 'oldest']).optional(),
  /** @defaultValue 50; at most 500 */
  limit: z.int().min(1).max(500).optional(),
  /** `next` of the page before. */
  after: z.string().max(2_000).optional(),
})
export type ListQuery = z.input<typeof ListQuery>

/**
 * A worklist's query as the store wants it, before anybody's sight narrows it.
 *
 * @throws {RedressError} QUERY_INVALID with the path and reason of each issue
 */
export function readQuery(input: unknown, tenant: string): Query {
  const parsed = ListQuery.safeParse(input)
  if (!parsed.success) {
    const issues = issuesOf(parsed.error)
    const told = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
    throw new RedressError('QUERY_INVALID', `The query does not fit: ${told}.`, { issues })
  }
  const { linkedTo, text, ...rest } = parsed.data
  return {
    tenant,
    kind: 'complaint',
    ...given(rest),
    ...(linkedTo !== undefined && { linkedTo: { rel: linkedTo.rel, to: { tenant, ...linkedTo.to } } }),
    ...(text !== undefined && { text: text.toLowerCase() }),
  }
}
