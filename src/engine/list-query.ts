import { z } from 'zod'
import { Id } from '../domain/actor.ts'
import { InstantInput } from '../domain/commands.ts'
import { given } from '../domain/json.ts'
import { RecordKind } from '../domain/level.ts'
import { RedressError } from '../errors.ts'
import { issuesOf } from '../policy/issues.ts'
import { COUNTED_BY } from '../stores/check-query.ts'
import type { CountBy, Query } from '../stores/contract.ts'

const Names = z.union([Id.transform((one) => [one]), z.array(Id).max(500)])

/** Which complaints: one value or several, instants as `Date`, ISO string or epoch milliseconds. All hold together. */
export const Conditions = z.strictObject({
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
  /** A duty was due before now and is not done yet; what was done late is not overdue, nor is what is paused. */
  overdue: z.boolean().optional(),
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
})
export type Conditions = z.input<typeof Conditions>

/** A worklist as a caller writes it. */
export const ListQuery = Conditions.extend({
  /**
   * `nextDue`: what is late or due soonest comes first, what has no deadline last. `priority`: the major ones, then by
   * severity, then by urgency, as their policies order them; what is closed last. @defaultValue `'newest'`
   */
  order: z.enum(['nextDue', 'priority', 'newest', 'oldest']).optional(),
  /** @defaultValue 50; at most 500 */
  limit: z.int().min(1).max(500).optional(),
  /** `next` of the page before. */
  after: z.string().max(2_000).optional(),
})
export type ListQuery = z.input<typeof ListQuery>

/** For whom and when a query is asked. */
interface Asked {
  readonly tenant: string
  /** The instant that decides what is overdue. */
  readonly now: number
}

/**
 * A worklist's query as the store wants it, before anybody's sight narrows it.
 *
 * @throws {RedressError} QUERY_INVALID with the path and reason of each issue
 */
export function readQuery(input: unknown, asked: Asked): Query {
  const { order, limit, after, ...conditions } = parsed(ListQuery, input)
  return { ...queryOf(conditions, asked), ...given({ order, limit, after }) }
}

/** Like {@link readQuery}, of conditions alone: neither order nor page. */
export const readConditions = (input: unknown, asked: Asked): Query => queryOf(parsed(Conditions, input), asked)

/** The column that is counted by. @throws {RedressError} QUERY_INVALID */
export const readPer = (per: unknown): CountBy | undefined =>
  parsed(z.object({ per: z.enum(COUNTED_BY).optional() }), { per }).per

function parsed<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues = issuesOf(result.error)
  const told = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  throw new RedressError('QUERY_INVALID', `The query does not fit: ${told}.`, { issues })
}

function queryOf(conditions: z.output<typeof Conditions>, { tenant, now }: Asked): Query {
  const { linkedTo, text, overdue, dueBefore, ...rest } = conditions
  // A duty is in time at its due instant.
  const before = overdue === true ? Math.min(now, dueBefore ?? now) : dueBefore
  return {
    tenant,
    kind: 'complaint',
    ...given({ ...rest, dueBefore: before, notDueBefore: overdue === false ? now : undefined }),
    ...(linkedTo !== undefined && { linkedTo: { rel: linkedTo.rel, to: { tenant, ...linkedTo.to } } }),
    ...(text !== undefined && { text: text.toLowerCase() }),
  }
}
