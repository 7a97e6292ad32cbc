import { isRedressError } from '../errors.ts'
import type { Calendar } from '../time/calendar.ts'
import { nextOpening } from '../time/working-time.ts'
import { ask, type Case, expectBoolean, policyFailed } from './case.ts'
import type { NotificationRule, PolicyDefinition } from './definition.ts'
import { groupBy } from './group-by.ts'
import type { Issues } from './issues.ts'
import type { PolicyTypes } from './types.ts'

/** A rule of who is told what, compiled. */
export interface Notification {
  /** Stable name of the rule, part of its messages' keys. */
  readonly id: string
  readonly to: NotificationRule<PolicyTypes>['to']
  readonly channel: string
  readonly template: string
  /** Name of the calendar that it is held to. */
  readonly hours: string | undefined
  readonly digest: true | undefined
  readonly exceptSuperiors: boolean
  appliesTo(c: Case): boolean
  /**
   * When what is wanted at an instant may be told.
   *
   * @throws {RedressError} POLICY_FAILED when its calendar does not know
   */
  sendAt(at: number): number
}

export interface NotificationRules {
  on(signal: string): readonly Notification[]
  /** Names of the channels that the policy sends on. */
  readonly channels: readonly string[]
}

const NONE: readonly Notification[] = []

export function compileNotifications(
  definition: PolicyDefinition,
  issues: Issues,
  knownSignal: (path: string, name: string) => void,
): NotificationRules {
  const rules = definition.notifications ?? []
  const compiled = rules.map((rule, i) => {
    const at = `notifications.${i}`
    knownSignal(`${at}.on`, rule.on)
    if (typeof rule.to === 'object') issues.known(`${at}.to.role`, 'role', rule.to.role, definition.roles)
    if (rule.channel === '') issues.add(`${at}.channel`, 'must not be empty')
    if (rule.template === '') issues.add(`${at}.template`, 'must not be empty')
    const { hours } = rule
    if (hours !== undefined) issues.known(`${at}.hours`, 'calendar', hours, Object.keys(definition.calendars ?? {}))
    if (rule.digest === true && hours === undefined)
      issues.add(`${at}.digest`, 'asks for hours: what waits for them is put together')
    const calendar = hours === undefined ? undefined : definition.calendars?.[hours]
    const audience = typeof rule.to === 'string' ? rule.to : `${rule.to.role}${rule.to.unit === 'same' ? '@unit' : ''}`
    const notification: Notification = {
      id: `${rule.template}>${audience}@${rule.channel}`,
      to: rule.to,
      channel: rule.channel,
      template: rule.template,
      hours,
      digest: rule.digest,
      exceptSuperiors: rule.exceptSuperiors === true,
      appliesTo: (c) =>
        rule.when === undefined || ask(definition.id, `${at}.when`, (it) => rule.when?.(it), c, expectBoolean) === true,
      sendAt: (instant) =>
        calendar === undefined ? instant : opening(definition.id, `${at}.hours`, instant, calendar),
    }
    return { on: rule.on, notification }
  })
  issues.unique(
    'notifications',
    compiled.map((one) => `${one.on} ${one.notification.id}`),
  )
  const bySignal = new Map(
    [...groupBy(compiled, (one) => one.on)].map(([on, list]) => [on as string, list.map((one) => one.notification)]),
  )
  return {
    on: (signal) => bySignal.get(signal) ?? NONE,
    channels: [...new Set(rules.map((rule) => rule.channel))].sort(),
  }
}

function opening(policy: string, rule: string, at: number, calendar: Calendar): number {
  try {
    return nextOpening(at, calendar)
  } catch (cause) {
    if (!isRedressError(cause, 'CALENDAR_RANGE')) throw cause
    const { validTo } = cause.details
    const reason = `its calendar does not know when it next opens after ${new Date(at).toISOString()}`
    throw policyFailed(policy, rule, `${reason}${validTo === undefined ? '' : `; it ends with ${validTo}`}`, cause)
  }
}
