import type { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import {
  type Command,
  type CommandInput,
  type CommandType,
  commandPersonalPaths,
  commandSchemas,
  commandTypes,
  isCommandType,
  type PermittedType,
} from '../domain/commands.ts'
import { deepFreeze, type JsonObject } from '../domain/json.ts'
import { type PersonalPaths, type Split, splitPersonal } from '../domain/personal.ts'
import { type InputIssue, RedressError } from '../errors.ts'
import { kindOf, policyFailed } from './case.ts'
import { compilePolicy, type PolicyRules } from './compile.ts'
import type { PolicyDefinition } from './definition.ts'
import { issuesOf } from './issues.ts'
import { requireDefinition } from './shape.ts'
import type { FormName, PolicyTypes } from './types.ts'

export { issuesOf }

/** Payload fields whose names or shapes a policy narrows. */
interface Narrowed<T extends PolicyTypes> {
  register: { category?: T['category']; facts: T['factsInput'] }
  classify: {
    category?: T['category']
    severity?: T['severity']
    urgency?: T['urgency']
    facts?: Partial<T['factsInput']>
  }
  file: { [Name in FormName<T>]: { form: Name; data: T['forms'][Name] } }[FormName<T>]
  escalate: { to?: T['rung'] }
  extend: { obligation: T['obligation'] }
  suspend: { reason: T['pauseReason'] }
}

/** Nothing that is sent is changed, so that what is `as const` may be sent. */
type Unchanged<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Unchanged<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Unchanged<T[K]> }
      : T
type InputOf<Type extends CommandType> = Unchanged<Extract<CommandInput, { type: Type }>>
type Replace<Base, With> = With extends unknown ? Omit<Base, keyof With> & With : never

/** One command of a policy, as a caller writes it. */
export type PolicyCommandOf<T extends PolicyTypes, Type extends CommandType> = Type extends keyof Narrowed<T>
  ? Replace<InputOf<Type>, Narrowed<T>[Type]>
  : InputOf<Type>

/** Every command of a policy that can be sent to a complaint; `register` is what `submit` sends. */
export type PolicyCommand<T extends PolicyTypes = PolicyTypes> = {
  [Type in Exclude<PermittedType, 'register'>]: PolicyCommandOf<T, Type>
}[Exclude<PermittedType, 'register'>]

type Simplify<T> = { [K in keyof T]: T[K] }

/** A new complaint of a policy, as a caller writes it. Facts may be left out where none is required. */
export type PolicySubmission<T extends PolicyTypes = PolicyTypes> = Simplify<
  Omit<PolicyCommandOf<T, 'register'>, 'type' | 'facts'> &
    (Record<never, never> extends T['factsInput'] ? { facts?: T['factsInput'] } : { facts: T['factsInput'] })
>

/** An actor of a policy. */
export type PolicyActor<T extends PolicyTypes = PolicyTypes> = Omit<Actor, 'role'> & { role: T['role'] | 'anonymous' }

/** A compiled policy. Made by `definePolicy`, frozen, safe to share. */
export interface Policy<T extends PolicyTypes = PolicyTypes> {
  readonly id: T['id']
  readonly version: number
  /** The definition as it was given. */
  readonly definition: PolicyDefinition
  /** Ids of duties for which nobody has set a number: kept, never measured (T-21). */
  readonly unmeasured: readonly string[]
  /** The compiled rules; for the library's own layers. */
  readonly rules: PolicyRules
  /**
   * Parses an actor that comes from a session or over HTTP.
   *
   * @throws {RedressError} ACTOR_INVALID when a field or the role does not fit
   */
  actor(input: unknown): PolicyActor<T>
  /**
   * Parses a command that comes from outside, `register` included: payload, facts and forms.
   *
   * @throws {RedressError} COMMAND_INVALID with the path and reason of each issue; POLICY_FAILED when a refinement in
   * one of its schemas throws
   */
  command(input: unknown): Command
  /** Takes the personal data out of a parsed command. */
  split(command: Command): Split
  /** Never set; carries the types. */
  readonly '~types'?: T
}

/** Makes a policy of a definition without looking at its types; `definePolicy` is the typed face of it. */
export function createPolicy(definition: unknown): Policy {
  requireDefinition(definition)
  const rules = compilePolicy(definition)
  const roles = new Set([...rules.permissions.roles, 'anonymous'])
  const factsAt = (paths: PersonalPaths): PersonalPaths => mergeMembers(paths, 'facts', rules.facts.personal)
  const personalOf: Partial<Record<CommandType, PersonalPaths>> = {
    register: factsAt(commandPersonalPaths.register),
    classify: factsAt(commandPersonalPaths.classify),
  }
  const formPaths = new Map(
    Object.entries(rules.forms.personal).map(([form, paths]) => [
      form,
      mergeMembers(commandPersonalPaths.file, 'data', paths),
    ]),
  )
  return Object.freeze({
    id: definition.id,
    version: definition.version,
    definition,
    rules,
    unmeasured: rules.obligations.unmeasured,
    actor(input: unknown) {
      const parsed = Actor.safeParse(input)
      if (!parsed.success) throw actorInvalid(issuesOf(parsed.error))
      if (!roles.has(parsed.data.role)) {
        throw actorInvalid([{ path: 'role', message: `unknown role; known: ${[...roles].join(', ')}` }])
      }
      return parsed.data
    },
    command: (input: unknown) => parseCommand(definition.id, rules, input),
    split(command: Command) {
      const paths =
        (command.type === 'file' ? formPaths.get(command.form) : personalOf[command.type]) ??
        commandPersonalPaths[command.type]
      return splitPersonal(command as JsonObject, paths)
    },
  })
}

const actorInvalid = (issues: readonly InputIssue[]): RedressError<'ACTOR_INVALID'> =>
  new RedressError('ACTOR_INVALID', `The actor does not fit: ${told(issues)}.`, { issues })

function mergeMembers(paths: PersonalPaths, member: string, below: PersonalPaths): PersonalPaths {
  if (below.members === undefined) return paths
  return { members: { ...paths.members, [member]: below } }
}

const told = (issues: readonly InputIssue[]): string =>
  issues.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; ')

/** Lets a policy's own schema look at a value; its refinements are code of the policy. */
function parsedBy(policy: string, rule: string, schema: z.ZodObject, value: unknown) {
  try {
    return schema.safeParse(value)
  } catch (cause) {
    throw policyFailed(policy, rule, `its schema threw ${cause instanceof Error ? cause.name : kindOf(cause)}`, cause)
  }
}

const onlyNamed = (value: Record<string, unknown>, named: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(named, name)))

function parseCommand(policy: string, rules: PolicyRules, input: unknown): Command {
  const type: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'type') : undefined
  if (!isCommandType(type)) {
    throw commandInvalid(typeof type === 'string' ? type : kindOf(type), [
      { path: 'type', message: `unknown command; known: ${commandTypes.join(', ')}` },
    ])
  }
  const parsed = commandSchemas[type].safeParse(input)
  if (!parsed.success) throw commandInvalid(type, issuesOf(parsed.error))
  const command: Command = parsed.data
  const issues: InputIssue[] = []
  const oneOf = (path: string, name: string | undefined, names: readonly string[] | undefined): void => {
    if (name !== undefined && names !== undefined && !names.includes(name)) {
      issues.push({
        path,
        message: names.length === 0 ? 'the policy defines none' : `must be one of ${names.join(', ')}`,
      })
    }
  }
  const facts = (rule: string, schema: z.ZodObject, value: Record<string, unknown>): Record<string, unknown> => {
    const result = parsedBy(policy, rule, schema, value)
    if (result.success) return deepFreeze(result.data)
    issues.push(...issuesOf(result.error, command.type === 'file' ? 'data' : 'facts'))
    return {}
  }
  const { classification } = rules
  let typed: Command = command
  switch (command.type) {
    case 'register':
      oneOf('ticketType', command.ticketType, rules.ticketTypes)
      oneOf('category', command.category, classification.categories)
      command.allegations?.forEach((one, i) => {
        oneOf(`allegations.${i}.category`, one.category, classification.categories)
      })
      if (command.confidentiality === 'anonymous' && command.customer !== undefined) {
        issues.push({ path: 'customer', message: 'must be left out when the complaint is anonymous' })
      }
      typed = { ...command, facts: facts('facts', rules.facts.schema, command.facts) }
      break
    case 'classify':
      oneOf('category', command.category, classification.categories)
      oneOf('severity', command.severity, classification.severities)
      oneOf('urgency', command.urgency, classification.urgencies)
      if (command.facts !== undefined) {
        const said = facts('facts', rules.facts.partial, command.facts)
        // A default is for what a new complaint leaves out, not for what a change does not mention.
        typed = { ...command, facts: onlyNamed(said, command.facts) }
      }
      break
    case 'file': {
      const { schemas } = rules.forms
      const schema = Object.hasOwn(schemas, command.form) ? schemas[command.form] : undefined
      oneOf('form', command.form, Object.keys(schemas))
      if (schema !== undefined) typed = { ...command, data: facts(`forms.${command.form}`, schema, command.data) }
      break
    }
    case 'escalate':
      oneOf('to', command.to, rules.ladder.rungs)
      break
    case 'suspend':
      oneOf('reason', command.reason, rules.pauseReasons)
      if (command.from !== undefined && command.until !== undefined && command.until <= command.from) {
        issues.push({ path: 'until', message: 'must be after from' })
      }
      break
    case 'extend':
      oneOf('obligation', command.obligation, [...rules.obligations.all.keys()])
      if ((command.by === undefined) === (command.to === undefined)) {
        issues.push({ path: '', message: 'must say either by or to' })
      }
      break
    case 'propose':
    case 'review':
      command.remedies?.forEach((remedy, i) => {
        oneOf(`remedies.${i}.kind`, remedy.kind, rules.remedies.kinds)
        if ((remedy.amountMinor === undefined) !== (remedy.currency === undefined)) {
          issues.push({ path: `remedies.${i}`, message: 'amountMinor and currency go together' })
        }
      })
      break
    case 'decide':
      command.measures.forEach((measure, i) => {
        oneOf(`measures.${i}.kind`, measure.kind, rules.sanctions.kinds)
      })
      break
    default:
  }
  if (issues.length > 0) throw commandInvalid(command.type, issues)
  return typed
}

/** @internal */
export const commandInvalid = (command: string, issues: readonly InputIssue[]): RedressError<'COMMAND_INVALID'> =>
  new RedressError('COMMAND_INVALID', `The command '${command.slice(0, 100)}' does not fit: ${told(issues)}.`, {
    command: command.slice(0, 100),
    issues,
  })
