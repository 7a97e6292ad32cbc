import { identities } from '../domain/actor.ts'
import type { ClockEvent, ComplaintState, Produced } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { Audience, OutboxMessage } from '../domain/record.ts'
import { caseOf } from '../policy/case.ts'
import type { Notification } from '../policy/notifications.ts'
import type { Policy } from '../policy/policy.ts'
import type { EntryBody } from './decision.ts'

/** Messages of one entry, and what the entry says of them. */
export interface Told {
  readonly messages: readonly OutboxMessage[]
  readonly told: EntryBody['told']
}

/** What has to be told because of one entry, and what it wants of other records. */
export function messagesOf(
  policy: Policy,
  key: RecordKey,
  seq: number,
  state: ComplaintState,
  produced: Produced,
): Told {
  const messages: OutboxMessage[] = []
  const told: EntryBody['told'][number][] = []
  const c = caseOf(state, policy.rules.ladder.rungs)
  // A firing's signal is raised with it, so the one that comes next is meant: a clock may warn twice in one entry.
  const firings = produced.clocks.filter(({ what }) => FIRINGS.has(what))
  let next = 0
  for (const { name, subject } of produced.signals) {
    const firing = firings.length > 0 && isOfFiring(name) ? firings[next++] : undefined
    const rules = policy.rules.notifications.on(name)
    if (rules.length === 0) continue
    if (firing !== undefined && isOvertaken(firing, firings.slice(next))) continue
    for (const rule of rules) {
      if (!rule.appliesTo(c)) continue
      const audience = audienceOf(policy, state, rule)
      if (audience === undefined) continue
      // A firing is told once whatever entry it stands in; everything else once for its entry.
      const what =
        firing === undefined ? `${seq}/${name}${subject === undefined ? '' : `/${subject}`}` : firingKey(firing)
      const message: OutboxMessage = {
        key: `${key.id}/${what}/${rule.id}`,
        record: key,
        seq,
        createdAt: state.at,
        sendAt: rule.sendAt(state.at),
        // In a lane of their own, those that wait for their hours hold up nobody but each other.
        lane: `notices|${key.id}${rule.hours === undefined ? '' : `|${rule.hours}`}`,
        content: {
          kind: 'notice',
          audience,
          channel: rule.channel,
          template: rule.template,
          params: paramsOf(policy, state, name, firing),
          ...given({ hours: rule.hours, digest: rule.digest }),
        },
      }
      messages.push(message)
      told.push({ key: message.key, to: audienceLabel(rule.to), template: rule.template, channel: rule.channel })
    }
  }
  produced.commands.forEach(({ to, command }, i) => {
    messages.push({
      key: `${key.id}/${seq}/command/${i + 1}`,
      record: key,
      seq,
      createdAt: state.at,
      sendAt: state.at,
      content: { kind: 'command', target: { tenant: key.tenant, ...to }, command },
    })
  })
  return { messages, told }
}

const FIRINGS: ReadonlySet<ClockEvent['what']> = new Set(['warning', 'breach', 'reminder'])
const isOfFiring = (signal: string): boolean => /^(warned|breached|reminded):/.test(signal)

const firingKey = (firing: ClockEvent): string => `${firing.clock}/${firing.what}/${firing.ordinal ?? 1}`

/** A warning that is found together with a later one or with the breach is recorded and not told: it would come too late. */
const isOvertaken = (firing: ClockEvent, later: readonly ClockEvent[]): boolean =>
  firing.what === 'warning' && later.some((event) => event.clock === firing.clock)

function audienceOf(
  policy: Policy,
  state: ComplaintState,
  { to, exceptSuperiors }: Notification,
): Audience | undefined {
  const exclude = state.against.flatMap((one) => [...identities(one), ...((exceptSuperiors && one.superiors) || [])])
  const inside = (audience: Audience): Audience => (exclude.length === 0 ? audience : { ...audience, exclude })
  const { ladder } = policy.rules
  const rung = (): Audience =>
    inside(given({ role: ladder.roleOf(state.rung), unit: ladder.isOfUnit(state.rung) ? state.unit : undefined }))
  switch (to) {
    case 'complainant':
      // Nobody can be told who is not known: an anonymous complaint has no such audience (C-07).
      return state.customer === undefined ? undefined : { customer: state.customer }
    case 'rung':
      return rung()
    case 'owner':
    case 'worker':
    case 'monitor': {
      const part = state.ownership.find((one) => one.part === to && one.to === undefined)
      return part === undefined ? rung() : inside({ persons: [part.person.id] })
    }
    default:
      return inside(given({ role: to.role, unit: to.unit === 'same' ? state.unit : undefined }))
  }
}

const audienceLabel = (to: Notification['to']): string => (typeof to === 'string' ? to : to.role)

function paramsOf(policy: Policy, state: ComplaintState, signal: string, firing: ClockEvent | undefined) {
  return given({
    number: state.number,
    policy: policy.id,
    policyVersion: policy.version,
    signal,
    openedAt: state.openedAt,
    ending: state.ending,
    rung: policy.rules.ladder.rungs[state.rung],
    category: state.category,
    obligation: firing?.obligation,
    dueAt: firing?.due,
    lateMs: firing?.what === 'breach' && firing.due !== undefined ? state.at - firing.due : undefined,
  })
}
