import type { z } from 'zod'
import { isRedressError, RedressError } from '../errors.ts'
import type { FormsShape } from './define-policy.ts'
import type { ObligationRule, PolicyDefinition, Rung, Scale } from './definition.ts'
import { createPolicy, type Policy } from './policy.ts'
import type { PolicyTypes, PublicFacts } from './types.ts'

/** The types of a policy with what a difference adds. */
export interface ExtendedTypes<
  Base extends PolicyTypes,
  Id extends string,
  Role extends string,
  Category extends string,
  Severity extends string,
  Urgency extends string,
  RungId extends string,
  Obligation extends string,
  Reason extends string,
  Facts extends z.ZodObject,
  Forms extends FormsShape,
> extends PolicyTypes {
  id: Id
  role: Base['role'] | Role
  category: Base['category'] | Category
  severity: Base['severity'] | Severity
  urgency: Base['urgency'] | Urgency
  rung: Base['rung'] | RungId
  obligation: Base['obligation'] | Obligation
  pauseReason: Base['pauseReason'] | Reason
  factsInput: Base['factsInput'] & z.input<Facts>
  facts: Base['facts'] & PublicFacts<Facts>
  forms: Base['forms'] & { [Name in keyof Forms]: z.input<Forms[Name]> }
}

/** What `drop` takes out of the base before anything is added. */
interface Dropped<Base extends PolicyTypes> {
  readonly obligations?: readonly Base['obligation'][]
  readonly ladder?: readonly Base['rung'][]
  /** Templates whose notifications go. */
  readonly notifications?: readonly string[]
  /** Commands whose permissions, gates and approvals go. */
  readonly commands?: readonly (keyof PolicyDefinition['permissions'])[]
}

type Difference<
  Base extends PolicyTypes,
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
> = Partial<
  Omit<
    PolicyDefinition<T>,
    | 'id'
    | 'version'
    | 'roles'
    | 'categories'
    | 'severity'
    | 'urgency'
    | 'ladder'
    | 'obligations'
    | 'pauseReasons'
    | 'facts'
    | 'forms'
  >
> & {
  readonly id: Id
  readonly version: number
  readonly roles?: readonly Role[]
  readonly categories?: readonly Category[]
  readonly severity?: Scale<Severity, T>
  readonly urgency?: Scale<Urgency, T>
  readonly ladder?: readonly Rung<RungId, T>[]
  readonly obligations?: readonly ObligationRule<Obligation, T>[]
  readonly pauseReasons?: readonly Reason[]
  readonly facts?: Facts
  readonly forms?: Forms
  readonly drop?: Dropped<Base>
}

/**
 * Makes a policy out of another by a difference. Nothing is inherited silently: lists merge by id (an obligation or
 * rung of the same id replaces the base's in its place, others are added at the end), `drop` removes, roles, facts and
 * forms add, permissions, sight and templates replace by command, role and name; everything else that is said replaces.
 *
 * @throws {RedressError} POLICY_INVALID as `definePolicy`, and when `drop` names something that the base does not have
 *
 * @example
 * ```ts
 * const strict = extendPolicy(simpleFlow, {
 *   id: 'strict-flow',
 *   version: 1,
 *   obligations: [{ id: 'assignment', opens: 'registered', meets: 'assigned', within: { hours: 2 } }],
 *   drop: { commands: ['refer'] },
 * })
 * ```
 */
export function extendPolicy<
  Base extends PolicyTypes,
  const Id extends string,
  const Role extends string = never,
  const Category extends string = never,
  const Severity extends string = never,
  const Urgency extends string = never,
  const RungId extends string = never,
  const Obligation extends string = never,
  const Reason extends string = never,
  Facts extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Forms extends FormsShape = Record<never, never>,
>(
  base: Policy<Base>,
  difference: Difference<
    NoInfer<Base>,
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
    ExtendedTypes<
      NoInfer<Base>,
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
): Policy<ExtendedTypes<Base, Id, Role, Category, Severity, Urgency, RungId, Obligation, Reason, Facts, Forms>>
export function extendPolicy(base: Policy, difference: unknown): unknown {
  if (!isDifference(difference))
    throw wrong('', [{ path: '', message: 'a difference is an object with id and version' }])
  return createPolicy(merged(base.definition, difference))
}

function merged(base: PolicyDefinition, difference: LooseDifference): unknown {
  try {
    return merge(base, difference)
  } catch (cause) {
    if (isRedressError(cause)) throw cause
    // A member of another shape, or facts that Zod does not merge: it says which.
    const message = `it cannot be merged with '${base.id}': ${cause instanceof Error ? cause.message : String(cause)}`
    throw wrong(String(difference.id), [{ path: '', message }])
  }
}

type LooseDifference = Partial<PolicyDefinition> &
  Pick<PolicyDefinition, 'id' | 'version'> & { readonly drop?: Dropped<PolicyTypes> }

const isDifference = (value: unknown): value is LooseDifference =>
  typeof value === 'object' && value !== null && 'id' in value && 'version' in value

const wrong = (policy: string, issues: readonly { path: string; message: string }[]): RedressError<'POLICY_INVALID'> =>
  new RedressError(
    'POLICY_INVALID',
    `Policy '${policy}' cannot work: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}.`,
    { policy, issues },
  )

function merge(base: PolicyDefinition, { drop = {}, ...added }: LooseDifference): PolicyDefinition {
  const issues: { path: string; message: string }[] = []
  const without = <Item>(
    name: keyof Dropped<PolicyTypes>,
    list: readonly Item[] | undefined,
    idOf: (item: Item) => string,
  ): readonly Item[] => {
    const gone: readonly string[] = drop[name] ?? []
    for (const id of gone) {
      if (list?.some((item) => idOf(item) === id) !== true) {
        issues.push({ path: `drop.${name}`, message: `'${id}' is not in '${base.id}'` })
      }
    }
    return (list ?? []).filter((item) => !gone.includes(idOf(item)))
  }
  const commands = new Set<string>(drop.commands)
  for (const command of commands) {
    if (!(command in base.permissions)) {
      issues.push({ path: 'drop.commands', message: `'${command}' is not permitted in '${base.id}'` })
    }
  }
  const permissions = Object.fromEntries(Object.entries(base.permissions).filter(([type]) => !commands.has(type)))
  const obligations = without('obligations', base.obligations, (one) => one.id)
  const ladder = without('ladder', base.ladder, (one) => one.id)
  const notifications = without('notifications', base.notifications, (one) => one.template)
  if ((added.facts?.def.checks?.length ?? 0) > 0 && base.facts !== undefined) {
    issues.push({
      path: 'facts',
      message: 'have a rule over several fields, which no merging keeps; define them whole',
    })
  }
  if (issues.length > 0) throw wrong(added.id, issues)
  return {
    ...base,
    ...added,
    roles: union(base.roles, added.roles),
    ...(base.categories !== undefined || added.categories !== undefined
      ? { categories: union(base.categories ?? [], added.categories) }
      : {}),
    ...(base.ticketTypes !== undefined && { ticketTypes: union(base.ticketTypes, added.ticketTypes) }),
    pauseReasons: union(base.pauseReasons ?? [], added.pauseReasons),
    permissions: { ...permissions, ...added.permissions },
    see: { ...base.see, ...added.see },
    calendars: { ...base.calendars, ...added.calendars },
    forms: { ...base.forms, ...added.forms },
    templates: { ...base.templates, ...added.templates },
    correspondence: { ...base.correspondence, ...added.correspondence },
    ...(base.facts !== undefined && added.facts !== undefined ? { facts: base.facts.extend(added.facts.shape) } : {}),
    obligations: byId(obligations, added.obligations),
    ...(base.ladder !== undefined || added.ladder !== undefined ? { ladder: byId(ladder, added.ladder) } : {}),
    levels: { ...base.levels, ...added.levels },
    gates: [...(base.gates ?? []).filter((gate) => !commands.has(gate.before)), ...(added.gates ?? [])],
    approvals: [...(base.approvals ?? []).filter((one) => !commands.has(one.of)), ...(added.approvals ?? [])],
    notifications: [...notifications, ...(added.notifications ?? [])],
    reachBack: { ...base.reachBack, ...added.reachBack },
  }
}

const union = (base: readonly string[], added: readonly string[] = []): readonly string[] => [
  ...new Set([...base, ...added]),
]

function byId<Item extends { readonly id: string }>(
  base: readonly Item[],
  added: readonly Item[] = [],
): readonly Item[] {
  const replaced = base.map((item) => added.find((one) => one.id === item.id) ?? item)
  return [...replaced, ...added.filter((one) => !base.some((item) => item.id === one.id))]
}
