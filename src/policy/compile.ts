import { Id } from '../domain/actor.ts'
import { type CommandType, commandTypes, isPermittedType } from '../domain/commands.ts'
import { levels } from '../domain/level.ts'
import { plainSignals } from '../domain/signals.ts'
import { always, alwaysIn, type Calendar } from '../time/calendar.ts'
import { Duration } from '../time/duration.ts'
import { parseDate } from '../time/local-date.ts'
import { type ApprovalRules, compileApprovals } from './approvals.ts'
import { type ClassificationRules, compileClassification } from './classification.ts'
import type { PolicyDefinition } from './definition.ts'
import { compileFacts, type FactRules } from './facts.ts'
import { compileForms, type FormRules } from './forms.ts'
import { Issues, policyInvalid } from './issues.ts'
import { compileLadder, type LadderRules } from './ladder.ts'
import { compileLevels, type LevelRules } from './levels.ts'
import { compileNotifications, type NotificationRules } from './notifications.ts'
import { compileObligations, isZone, type ObligationRules } from './obligations.ts'
import { compilePermissions, type PermissionRules } from './permissions.ts'
import { possibleSignals } from './possible-signals.ts'
import { compileRemedies, type RemedyRules } from './remedies.ts'
import { compileSanctions, type SanctionRules } from './sanctions.ts'
import { compileTemplates, type Template } from './templates.ts'

/** A policy ready to be asked: everything that can be worked out beforehand has been. */
export interface PolicyRules {
  readonly facts: FactRules
  readonly classification: ClassificationRules
  readonly permissions: PermissionRules
  readonly forms: FormRules
  readonly obligations: ObligationRules
  readonly ladder: LadderRules
  readonly levels: LevelRules
  readonly approvals: ApprovalRules
  readonly remedies: RemedyRules
  readonly sanctions: SanctionRules
  readonly notifications: NotificationRules
  readonly templates: ReadonlyMap<string, Template>
  readonly catchUp: NonNullable<PolicyDefinition['catchUp']>
  /** `undefined`: any. */
  readonly ticketTypes: readonly string[] | undefined
  readonly pauseReasons: readonly string[]
  readonly reachBack: ReadonlyMap<CommandType, Duration>
  /** Elapsed time with the days of the policy's zone. */
  readonly zone: Calendar
  readonly numberPrefix: string
}

/**
 * Compiles a definition and refuses what could never work.
 *
 * @throws {RedressError} POLICY_INVALID with every mistake and where it is
 */
export function compilePolicy(definition: PolicyDefinition): PolicyRules {
  const issues = new Issues()
  if (!Id.safeParse(definition.id).success) issues.add('id', 'must be 1 to 200 characters without control characters')
  if (!(Number.isSafeInteger(definition.version) && definition.version > 0)) {
    issues.add('version', 'must be a positive whole number')
  }
  if (definition.effectiveFrom !== undefined && parseDate(definition.effectiveFrom) === undefined) {
    issues.add('effectiveFrom', 'must be a date such as 2026-01-31')
  }
  if (!isZone(definition.timeZone)) issues.add('timeZone', `'${definition.timeZone}' is no IANA zone`)
  const ladder = compileLadder(definition, issues)
  const known = new Set<string>([
    ...plainSignals,
    ...levels.flatMap((level) => [`opened:${level}`, `settled:${level}`, `waived:${level}`]),
    ...ladder.rungs.map((rung) => `escalated:${rung}`),
    ...Object.keys(definition.forms ?? {}).map((form) => `filed:${form}`),
    ...(definition.obligations ?? []).flatMap(({ id }) => [`warned:${id}`, `breached:${id}`, `reminded:${id}`]),
  ])
  const knownSignal = (path: string, name: string): void => {
    if (!known.has(name))
      issues.add(
        path,
        `unknown signal '${name}'; signals are the past participles of commands, ` +
          'settled:<level>, filed:<form>, escalated:<rung>, breached:<obligation> …',
      )
  }
  const isPossible = possibleSignals(definition)
  const pauseReasons = definition.pauseReasons ?? []
  issues.unique('pauseReasons', pauseReasons)
  const { ticketTypes } = definition
  if (ticketTypes !== undefined) {
    issues.unique('ticketTypes', ticketTypes)
    if (ticketTypes.length === 0) issues.add('ticketTypes', 'must name one; leave it out for any')
  }
  const reachBack = new Map<CommandType, Duration>()
  for (const [type, duration] of Object.entries(definition.reachBack ?? {})) {
    if (!isPermittedType(type)) issues.known('reachBack', 'command', type, commandTypes)
    else if (!Duration.safeParse(duration).success) issues.add(`reachBack.${type}`, 'must be a duration of one unit')
    else if (duration !== undefined) reachBack.set(type, duration)
  }
  const rules: PolicyRules = {
    facts: compileFacts(definition, issues),
    classification: compileClassification(definition, issues),
    permissions: compilePermissions(definition, issues),
    forms: compileForms(definition, issues, knownSignal, isPossible),
    obligations: compileObligations(definition, ladder, issues, knownSignal, isPossible),
    ladder,
    levels: compileLevels(definition, issues, knownSignal, isPossible),
    approvals: compileApprovals(definition, issues),
    remedies: compileRemedies(definition, issues),
    sanctions: compileSanctions(definition, issues),
    notifications: compileNotifications(definition, issues, knownSignal),
    templates: compileTemplates(definition, issues),
    catchUp: definition.catchUp ?? 'fireLateOnce',
    ticketTypes,
    pauseReasons,
    reachBack,
    zone: isZone(definition.timeZone) ? alwaysIn(definition.timeZone) : always,
    numberPrefix: definition.numberPrefix ?? definition.id.toUpperCase(),
  }
  if (issues.list.length > 0) throw policyInvalid(definition.id, issues.list)
  return rules
}
