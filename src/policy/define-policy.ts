import type { z } from 'zod'
import type { ObligationRule, PolicyDefinition, Rung, Scale } from './definition.ts'
import { createPolicy, type Policy } from './policy.ts'
import type { PolicyTypes, PublicFacts } from './types.ts'

type NoFacts = z.ZodObject<Record<never, never>, z.core.$strict>
type NoForms = Record<never, never>
/** Forms by name. */
export type FormsShape = Readonly<Record<string, z.ZodObject>>

/** The types of a policy, out of the parts that name them. */
export interface TypesFrom<
  Id extends string,
  Role extends string,
  Category extends string,
  Severity extends string,
  Urgency extends string,
  Rung extends string,
  Obligation extends string,
  Reason extends string,
  Facts extends z.ZodObject,
  Forms extends FormsShape,
> extends PolicyTypes {
  id: Id
  role: Role
  category: Category
  severity: Severity
  urgency: Urgency
  rung: Rung
  obligation: Obligation
  pauseReason: Reason
  factsInput: z.input<Facts>
  facts: PublicFacts<Facts>
  forms: { [Name in keyof Forms]: z.input<Forms[Name]> }
}

/**
 * A definition as it is written. Each name is inferred from the one place that introduces it, here; `T` is made of
 * `NoInfer` names, so that everywhere else it is only checked.
 */
type PolicySource<
  Id,
  Role,
  Category,
  Severity extends string,
  Urgency extends string,
  RungId extends string,
  Obligation extends string,
  Reason,
  Facts,
  Forms,
  T extends PolicyTypes,
> = Omit<
  PolicyDefinition<T>,
  'id' | 'roles' | 'categories' | 'severity' | 'urgency' | 'ladder' | 'obligations' | 'pauseReasons' | 'facts' | 'forms'
> & {
  readonly id: Id
  readonly roles: readonly Role[]
  readonly categories?: readonly Category[]
  readonly severity?: Scale<Severity, T>
  readonly urgency?: Scale<Urgency, T>
  readonly ladder?: readonly Rung<RungId, T>[]
  readonly obligations?: readonly ObligationRule<Obligation, T>[]
  readonly pauseReasons?: readonly Reason[]
  readonly facts?: Facts
  readonly forms?: Forms
}

/**
 * Defines a policy: a company's procedure as data, compiled and checked here and now.
 *
 * Nothing is inherited: what is not said is absent. Roles, categories, rungs, obligations, pause reasons, facts and
 * forms flow from here into `submit`, `send`, `explain` and the view, so that misuse does not compile.
 *
 * @throws {RedressError} POLICY_INVALID with every mistake: an unknown signal, a duty that nothing can meet, a rung
 * without a role, a level that can never open, a schema that is not JSON …
 *
 * @example
 * ```ts
 * const desk = definePolicy({
 *   id: 'corner-shop',
 *   version: 1,
 *   effectiveFrom: '2026-01-01',
 *   timeZone: 'Europe/Berlin',
 *   roles: ['clerk', 'owner'],
 *   see: { clerk: 'all', owner: 'all' },
 *   permissions: { register: ['clerk'], assign: ['clerk'], contact: ['clerk'], fulfil: ['clerk'], callBack: ['clerk'] },
 *   obligations: [{ id: 'first-contact', opens: 'registered', meets: 'contacted', within: { hours: 24 } }],
 * })
 * ```
 */
export function definePolicy<
  const Id extends string,
  const Role extends string,
  const Category extends string = string,
  const Severity extends string = never,
  const Urgency extends string = never,
  const RungId extends string = 'frontline',
  const Obligation extends string = never,
  const Reason extends string = never,
  Facts extends z.ZodObject = NoFacts,
  Forms extends FormsShape = NoForms,
>(
  definition: PolicySource<
    Id,
    Role,
    Category,
    Severity,
    Urgency,
    RungId,
    Obligation,
    Reason,
    Facts,
    Forms,
    TypesFrom<
      NoInfer<Id>,
      NoInfer<Role>,
      NoInfer<Category>,
      NoInfer<Severity>,
      NoInfer<Urgency>,
      NoInfer<RungId>,
      NoInfer<Obligation>,
      NoInfer<Reason>,
      NoInfer<Facts>,
      NoInfer<Forms>
    >
  >,
): Policy<TypesFrom<Id, Role, Category, Severity, Urgency, RungId, Obligation, Reason, Facts, Forms>>
// Types end here: the compiled policy asks predicates with the erased case, which is what they see anyway.
export function definePolicy(definition: unknown): unknown {
  return createPolicy(definition)
}
