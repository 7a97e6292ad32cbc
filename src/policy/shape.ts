import { z } from 'zod'
import { Id } from '../domain/actor.ts'
import { commandTypes } from '../domain/commands.ts'
import type { levels } from '../domain/level.ts'
import type { PolicyDefinition } from './definition.ts'
import { issuesOf, policyInvalid } from './issues.ts'

/** Names that commands carry: longer ones could never be sent. */
const Name = Id.max(100)
const predicate = z.custom((value) => typeof value === 'function', 'must be a function')
const condition = z.custom((value) => typeof value === 'boolean' || typeof value === 'function', {
  error: 'must be true, false or a function',
})
const schema = z.custom((value) => value instanceof z.ZodObject, 'must be a z.object')
const calendar = z.custom(
  (value) => typeof value === 'object' && value !== null && 'compiled' in value && 'spec' in value,
  'must come from calendar()',
)
/** Its unit and amount are looked at where it is used. */
const duration = z.custom((value) => typeof value === 'object' && value !== null, 'must be a duration')
const label = z.strictObject({ en: z.string(), 'zh-CN': z.string() }).optional()
const line = z.string().regex(/^[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*$/, 'must be one line')
const prose = z.string().regex(/\S/, 'must not be empty')
const inBoth = (text: z.ZodType) => z.strictObject({ en: text, 'zh-CN': text })
const signal = z.string()
const names = z.array(Name).readonly()
const roles = z.array(z.string()).readonly()
const byCommand = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value.optional())

const scale = z.strictObject({ values: names, of: predicate.optional() })

const obligation = z.strictObject({
  id: z.string(),
  label,
  source: z.string().optional(),
  level: z.string().optional(),
  opens: z.union([signal, z.array(signal).readonly()], { error: 'must be a signal or a list of signals' }),
  meets: z.union([signal, z.array(signal).readonly()], { error: 'must be a signal or a list of signals' }),
  cancels: z.array(signal).readonly().optional(),
  when: predicate.optional(),
  within: duration.optional(),
  budget: predicate.optional(),
  dueAt: predicate.optional(),
  fromSubject: z.literal(true).optional(),
  unmeasured: z.literal(true).optional(),
  calendar: z.string().optional(),
  warnings: z
    .array(
      z.union([z.strictObject({ share: z.number() }), z.strictObject({ before: duration })], {
        error: 'must say either share or before',
      }),
    )
    .readonly()
    .optional(),
  reminders: z.strictObject({ every: duration, most: z.number() }).optional(),
  pausedBy: z.array(z.string()).readonly().optional(),
  onBreach: z.strictObject({ escalate: z.string().optional() }).optional(),
  extension: z
    .strictObject({
      by: roles,
      times: z.number().optional(),
      most: duration.optional(),
      agreedOnly: z.literal(true).optional(),
    })
    .optional(),
  handsDown: z.strictObject({ rel: Name, buffer: duration.optional() }).optional(),
  onReopen: z.enum(['firstOnly', 'total', 'newCycle']).optional(),
})

const level = { required: condition, opens: signal.optional() }

const audience = z.union(
  [
    z.enum(['owner', 'worker', 'monitor', 'complainant', 'rung']),
    z.strictObject({ role: z.string(), unit: z.literal('same').optional() }),
  ],
  { error: "must be 'owner', 'worker', 'monitor', 'complainant', 'rung' or { role, unit?: 'same' }" },
)

const definition = z.strictObject({
  id: z.string(),
  version: z.number(),
  effectiveFrom: z.string().optional(),
  timeZone: z.string(),
  label,
  roles: z.array(Id).readonly(),
  facts: schema.optional(),
  categories: names.optional(),
  ticketTypes: names.optional(),
  severity: scale.optional(),
  urgency: scale.optional(),
  major: predicate.optional(),
  permissions: byCommand(roles),
  see: z.record(z.string(), z.enum(['all', 'unit', 'assigned', 'complainant']).optional()),
  confidentiality: z.strictObject({ complainant: roles }).optional(),
  calendars: z.record(z.string(), calendar).optional(),
  forms: z.record(Name, schema).optional(),
  obligations: z.array(obligation).readonly().optional(),
  ladder: z
    .array(z.strictObject({ id: Name, label, role: z.string(), unit: z.literal('same').optional() }))
    .readonly()
    .optional(),
  startingRung: predicate.optional(),
  levels: z
    .strictObject({
      customerInterface: z
        .strictObject({
          callBack: condition.optional(),
          reviews: z
            .array(z.enum(['reviewer', 'nextRung']))
            .readonly()
            .optional(),
        })
        .optional(),
      accountability: z.strictObject(level).optional(),
      improvement: z
        .strictObject({ ...level, readAcross: condition.optional(), measures: condition.optional() })
        .optional(),
    } satisfies Record<(typeof levels)[number], z.ZodType>)
    .optional(),
  closing: z.enum(['automatic', 'manual']).optional(),
  gates: z
    .array(
      z.strictObject({
        before: z.enum(commandTypes),
        needs: z
          .array(
            z.union([signal, z.array(signal).min(1, 'must name a signal').readonly()], {
              error: 'must be a signal or a list of signals, any of which will do',
            }),
          )
          .readonly(),
        when: predicate.optional(),
        source: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
  approvals: z
    .array(
      z.strictObject({
        of: z.enum(['propose', 'reject', 'refer', 'finalise']),
        by: roles,
        when: predicate.optional(),
      }),
    )
    .readonly()
    .optional(),
  remedies: names.optional(),
  sanctions: names.optional(),
  pauseReasons: names.optional(),
  reachBack: byCommand(duration).optional(),
  notifications: z
    .array(
      z.strictObject({
        on: signal,
        to: audience,
        channel: z.string(),
        template: z.string(),
        when: predicate.optional(),
        hours: z.string().optional(),
        digest: z.literal(true).optional(),
        exceptSuperiors: z.literal(true).optional(),
      }),
    )
    .readonly()
    .optional(),
  templates: z
    .record(
      z.string(),
      z.strictObject({
        subject: inBoth(line),
        text: inBoth(prose),
        letter: z.enum(['acknowledgement', 'finalDecision']).optional(),
      }),
    )
    .optional(),
  correspondence: z
    .strictObject({ contact: inBoth(prose).optional(), outsideRemedies: inBoth(prose).optional() })
    .optional(),
  catchUp: z.enum(['fireLateOnce', 'fireEach']).optional(),
  numberPrefix: Name.optional(),
})

/**
 * Asks of a definition what TypeScript asks of those who use it. A member that nobody knows is a mistake too, since a
 * misspelt rule would be a rule left out.
 *
 * @throws {RedressError} POLICY_INVALID when it has another shape
 */
export function requireDefinition(value: unknown): asserts value is PolicyDefinition {
  const parsed = definition.safeParse(value)
  if (parsed.success) return
  const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined
  throw policyInvalid(typeof id === 'string' ? id : '', issuesOf(parsed.error))
}
