import type { Actor, Person } from '../domain/actor.ts'
import type { CommandType } from '../domain/commands.ts'
import type { Allegation } from '../domain/complaint.ts'
import type { Confidentiality, Ending, Level } from '../domain/level.ts'
import type { Policy } from '../policy/policy.ts'
import type { PolicyTypes } from '../policy/types.ts'
import type { PolicyRef } from '../domain/record.ts'
import type { LiveRecord } from './decision.ts'

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
  readonly status: 'open' | 'closed' | 'archived'
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
  readonly promises: readonly { readonly id: string; readonly dueAt: Date; readonly renewals: number; readonly keptAt?: Date }[]
  readonly causes: readonly { readonly id: string; readonly code: string }[]
  readonly actions: readonly { readonly id: string; readonly kind: string; readonly owner: string; readonly completedAt?: Date }[]
  /** What this actor may send now: possible here, and permitted to him. Worked out when it is first read. */
  readonly can: readonly CommandType[]
}

export declare function viewOf<T extends PolicyTypes>(policy: Policy<T>, record: LiveRecord, by: Actor): ComplaintView<T>
export type { Person }
