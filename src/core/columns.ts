import type { ComplaintState, ObligationClock, Ownership } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import { levels, type RecordKey } from '../domain/level.ts'
import type { ClockRow, Columns } from '../domain/record.ts'
import type { ComplaintSnapshot } from '../machine/complaint-machine.ts'
import { priorityOf } from '../policy/classification.ts'
import type { Policy } from '../policy/policy.ts'
import { breachOf, dueOf, isHeldAt } from '../time/clock.ts'

/** What worklists read of a complaint without opening it. */
export function columnsOf(policy: Policy, snapshot: ComplaintSnapshot): Columns {
  const state = snapshot.context.complaint
  let nextDueAt: number | undefined
  let breachedAt: number | undefined
  for (const clock of state.clocks) {
    const breach = breachOf(clock)
    if (breach !== undefined && (breachedAt === undefined || breach.due < breachedAt)) breachedAt = breach.due
    if (clock.ended !== undefined) continue
    const due = finiteDueOf(policy, state, clock)
    if (due !== undefined && (nextDueAt === undefined || due < nextDueAt)) nextDueAt = due
  }
  const { customerInterface } = state.levels
  const status = statusOf(snapshot)
  const isAtWork = status === 'intake' || status === 'open'
  return {
    number: state.number,
    status,
    major: state.major,
    ticketType: state.ticketType,
    channel: state.channel,
    confidentiality: state.confidentiality,
    openedAt: state.openedAt,
    updatedAt: state.at,
    ...given({
      level: levels.find((level) => !['settled', 'waived'].includes(state.levels[level].status)),
      rung: policy.rules.ladder.rungs[state.rung],
      severity: state.severity,
      urgency: state.urgency,
      category: state.category,
      owner: partOf(state, 'owner'),
      worker: partOf(state, 'worker'),
      monitor: partOf(state, 'monitor'),
      unit: state.unit,
      customer: state.customer,
      externalRef: state.externalRef,
      firstSettledAt: customerInterface.firstSettledAt,
      settledAt: customerInterface.settledAt,
      closedAt: state.closedAt,
      nextDueAt,
      priority: isAtWork ? priorityOf(policy.rules.classification, state) : undefined,
      breachedAt,
    }),
  }
}

export function statusOf(snapshot: ComplaintSnapshot): Columns['status'] {
  if (snapshot.matches('open')) return 'open'
  if (snapshot.matches('closed')) return 'closed'
  return snapshot.matches('archived') ? 'archived' : 'intake'
}

/** Id of the person who has a part of the work now. */
export const partOf = (state: ComplaintState, part: Ownership['part']): string | undefined =>
  state.ownership.find((one) => one.part === part && one.to === undefined)?.person.id

export function finiteDueOf(policy: Policy, state: ComplaintState, clock: ObligationClock): number | undefined {
  const obligation = policy.rules.obligations.all.get(clock.obligation)
  const due = obligation === undefined ? undefined : dueOf(clock, obligation, state.pauses)
  return due !== undefined && Number.isFinite(due) ? due : undefined
}

/** The rows of clocks that a decision touched. With pauses about, of every running clock: time alone may hold one. */
export function changedClockRows(
  policy: Policy,
  key: RecordKey,
  before: ComplaintState,
  after: ComplaintState,
): readonly ClockRow[] {
  const known = new Set(before.clocks)
  const touched = after.clocks.filter(
    (clock) => !known.has(clock) || (after.pauses.length > 0 && clock.ended === undefined),
  )
  return touched.map((clock) => {
    const obligation = policy.rules.obligations.all.get(clock.obligation)
    const isHeld = obligation !== undefined && isHeldAt(obligation, after.pauses, after.at)
    return {
      key,
      clock: clock.id,
      obligation: clock.obligation,
      level: clock.level,
      cycle: clock.cycle,
      state: clock.ended?.how ?? (isHeld ? 'paused' : 'running'),
      openedAt: clock.runs[0]?.[0] ?? after.at,
      ...given({
        subject: clock.subject,
        dueAt: finiteDueOf(policy, after, clock),
        endedAt: clock.ended?.at,
        breachedAt: breachOf(clock)?.due,
      }),
    }
  })
}
