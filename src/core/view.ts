import type { ActorStamp } from '../domain/actor.ts'
import type { CommandType } from '../domain/commands.ts'
import type { Allegation, ComplaintState, LevelState } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import type { Confidentiality, Ending, Level } from '../domain/level.ts'
import type { Columns, PolicyRef } from '../domain/record.ts'
import { statePaths } from '../machine/state-paths.ts'
import type { Policy } from '../policy/policy.ts'
import type { PolicyTypes } from '../policy/types.ts'
import { breachOf, isHeldAt } from '../time/clock.ts'
import { finiteDueOf, partOf, statusOf } from './columns.ts'
import type { LiveRecord } from './decision.ts'
import { possibleFor } from './possible.ts'
import { maySee, seesComplainant } from './visibility.ts'

/** Id of a complaint; a plain string means one of any policy. */
export type ComplaintId<Id extends string = string> = string & { readonly '~policy'?: Id }

/** One of the three levels, as a view shows it. */
export interface LevelView {
  readonly status: 'waiting' | 'waived' | 'open' | 'settled'
  readonly required: boolean
  readonly cycle: number
  readonly openedAt?: Date
  readonly firstSettledAt?: Date
  readonly settledAt?: Date
}

/** A deadline clock, as a view shows it. */
export interface DueView<T extends PolicyTypes = PolicyTypes> {
  readonly clock: string
  readonly obligation: T['obligation']
  readonly subject?: string
  readonly level: Level
  readonly state: 'running' | 'paused'
  /** Absent while the duty has no number: unmeasured. */
  readonly dueAt?: Date
  readonly breachedAt?: Date
}

/** A complaint as an actor may see it: plain data, without snapshot and raw context. */
export interface ComplaintView<T extends PolicyTypes = PolicyTypes> {
  readonly id: ComplaintId<T['id']>
  readonly tenant: string
  readonly number: string
  readonly policy: PolicyRef & { readonly id: T['id'] }
  /** Number of moves; pass it as `expectedVersion`. */
  readonly version: number
  readonly status: Columns['status']
  /** Leaf states, such as `open.customerInterface.handling`. */
  readonly state: readonly string[]
  readonly levels: Readonly<Record<Level, LevelView>>
  /** How level 1 ended. */
  readonly ending?: Ending
  readonly rung: T['rung']
  readonly channel: string
  readonly ticketType: string
  readonly category?: T['category']
  readonly severity?: T['severity']
  readonly urgency?: T['urgency']
  readonly major: boolean
  readonly confidentiality: Confidentiality
  /** Reference of the complainant; absent when the actor may not know it. */
  readonly customer?: string
  readonly facts: Readonly<T['facts']>
  readonly allegations: readonly Allegation[]
  readonly owner?: string
  readonly worker?: string
  readonly monitor?: string
  readonly unit?: string
  readonly openedAt: Date
  /** When the complainant's side was settled; not the same as closed (T-41). */
  readonly settledAt?: Date
  readonly firstSettledAt?: Date
  readonly closedAt?: Date
  /** Running clocks, the soonest due first. */
  readonly due: readonly DueView<T>[]
  /** Questions that wait for somebody's decision. */
  readonly approvals: readonly { readonly id: string; readonly of: string; readonly askedAt: Date }[]
  readonly promises: readonly {
    readonly id: string
    readonly dueAt: Date
    readonly renewals: number
    readonly keptAt?: Date
  }[]
  readonly causes: readonly { readonly id: string; readonly code: string }[]
  readonly actions: readonly {
    readonly id: string
    readonly kind: string
    readonly owner: string
    readonly completedAt?: Date
  }[]
  /** What this actor may send now: possible here, and permitted to him. Worked out when it is first read. */
  readonly can: readonly CommandType[]
}

/**
 * A complaint as an actor may see it. A complainant sees level 1 of his own: no owners of other parts, no causes, no
 * actions. `can` is worked out when it is read, and then kept.
 */
export function viewOf<T extends PolicyTypes>(policy: Policy<T>, record: LiveRecord, by: ActorStamp): ComplaintView<T> {
  const { snapshot, key } = record
  const state = snapshot.context.complaint
  const isInside = maySee(policy, record, by) === 'all'
  let can: readonly CommandType[] | undefined
  const view: ComplaintView = {
    id: key.id,
    tenant: key.tenant,
    number: state.number,
    policy: record.policy,
    version: record.version,
    status: statusOf(snapshot),
    state: statePaths(snapshot),
    levels: {
      customerInterface: levelView(state.levels.customerInterface),
      accountability: levelView(state.levels.accountability),
      improvement: levelView(state.levels.improvement),
    },
    rung: policy.rules.ladder.rungs[state.rung] ?? '',
    channel: state.channel,
    ticketType: state.ticketType,
    major: state.major,
    confidentiality: state.confidentiality,
    facts: state.facts,
    allegations: state.allegations,
    openedAt: new Date(state.openedAt),
    due: dueViews(policy, state, isInside),
    approvals: isInside ? approvalViews(state) : [],
    promises: state.promises.map((one) => ({
      id: one.id,
      dueAt: new Date(one.due),
      renewals: one.renewals,
      ...dates({ keptAt: one.keptAt }),
    })),
    causes: isInside ? state.improvement.causes.map(({ id, code }) => ({ id, code })) : [],
    actions: isInside
      ? state.improvement.actions.map(({ id, kind, owner, completedAt }) => ({
          id,
          kind,
          owner: owner.id,
          ...dates({ completedAt }),
        }))
      : [],
    ...given({
      ending: state.ending,
      category: state.category,
      severity: state.severity,
      urgency: state.urgency,
      customer: seesComplainant(policy, record, by) ? state.customer : undefined,
      owner: partOf(state, 'owner'),
      worker: isInside ? partOf(state, 'worker') : undefined,
      monitor: isInside ? partOf(state, 'monitor') : undefined,
      unit: state.unit,
    }),
    ...dates({
      settledAt: state.levels.customerInterface.settledAt,
      firstSettledAt: state.levels.customerInterface.firstSettledAt,
      closedAt: state.closedAt,
    }),
    get can() {
      can ??= possibleFor(policy, snapshot, by)
      return can
    },
  }
  // The record holds the policy's own names, checked when they came in; here they get their types back.
  return view as ComplaintView<T>
}

type Dates<T> = { [K in keyof T]?: Date }

/** Instants as dates; what is absent stays absent. */
function dates<T extends Readonly<Record<string, number | undefined>>>(instants: T): Dates<T> {
  const made: Dates<T> = {}
  for (const key in instants) {
    const instant = instants[key]
    if (instant !== undefined) made[key] = new Date(instant)
  }
  return made
}

const levelView = ({ status, required, cycle, openedAt, firstSettledAt, settledAt }: LevelState): LevelView => ({
  status,
  required,
  cycle,
  ...dates({ openedAt, firstSettledAt, settledAt }),
})

function dueViews(policy: Policy, state: ComplaintState, isInside: boolean): readonly DueView[] {
  const running = state.clocks.filter(
    (clock) => clock.ended === undefined && (isInside || clock.level === 'customerInterface'),
  )
  return running
    .map((clock) => {
      const obligation = policy.rules.obligations.all.get(clock.obligation)
      const isHeld = obligation !== undefined && isHeldAt(obligation, state.pauses, state.at)
      return {
        clock: clock.id,
        obligation: clock.obligation,
        level: clock.level,
        state: isHeld ? ('paused' as const) : ('running' as const),
        ...given({ subject: clock.subject }),
        ...dates({ dueAt: finiteDueOf(policy, state, clock), breachedAt: breachOf(clock)?.due }),
      }
    })
    .sort((a, b) => (a.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.dueAt?.getTime() ?? Number.POSITIVE_INFINITY))
}

const approvalViews = (state: ComplaintState): ComplaintView['approvals'] =>
  state.approvals
    .filter((one) => one.state === 'open')
    .map(({ id, of, askedAt }) => ({ id, of, askedAt: new Date(askedAt) }))
