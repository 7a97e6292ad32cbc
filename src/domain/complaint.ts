import type { Duration } from '../time/duration.ts'
import type { ActorStamp, Person } from './actor.ts'
import type { Finding, Liability, Remedy, Responsible } from './commands.ts'
import type { JsonObject } from './json.ts'
import type { Confidentiality, Ending, Level, RecordKey } from './level.ts'

/** Something the complainant says happened (诉求点); each is judged by itself (T-50). Its text is personal and apart. */
export interface Allegation {
  readonly id: string
  readonly category?: string
  readonly finding?: Finding
  readonly liability?: Liability
}

/** Who had which part of the work, and when (T-37). */
export interface Ownership {
  readonly part: 'owner' | 'worker' | 'monitor'
  readonly person: Person
  readonly from: number
  readonly to?: number
}

/** One of the three levels as it stands. */
export interface LevelState {
  readonly status: 'waiting' | 'waived' | 'open' | 'settled'
  /** Whether the policy asks for it, looked at in every decision. */
  readonly required: boolean
  /** Counts from 1; reopening the level adds one. */
  readonly cycle: number
  readonly openedAt?: number
  readonly firstSettledAt?: number
  /** The last time it was settled; a fact that stays when it is reopened. */
  readonly settledAt?: number
  /** What was done in this cycle: step → instant. */
  readonly steps: Readonly<Record<string, number>>
}

/** An interval in which the complaint rests, and why. Half-open; without `until` it goes on. */
export interface Pause {
  readonly id: string
  readonly reason: string
  readonly from: number
  readonly until?: number
}

/** Something that a clock said: once for each (clock, kind, ordinal). */
export interface Firing {
  readonly kind: 'warning' | 'breach' | 'reminder'
  readonly ordinal: number
  /** When it was due to be said. */
  readonly due: number
  /** When it was said; later than `due` when nobody looked in between. */
  readonly firedAt: number
  /** Reminders that were passed over in between. */
  readonly missed?: number
  /** The act came in time after all and was recorded late: the breach stays as a fact (T-01). */
  readonly rectified?: true
}

/** What a clock counts towards. */
export type Due = { readonly budget: Duration } | { readonly at: number } | { readonly unmeasured: true }

/** A granted extension. The original due instant can still be derived (T-22). */
export interface Extension {
  readonly at: number
  readonly by?: Duration
  readonly to?: number
  readonly agreed: boolean
  readonly grantedBy: string
}

/** The latest due instant that a complaint above allows (T-76). */
export interface Cap {
  /** The complaint that hands it down, and the duty of it whose due instant this comes from. */
  readonly complaint: string
  readonly obligation: string
  readonly at: number
  /** Complaints still further above, the nearest first, where that duty has its due instant from them. */
  readonly above?: readonly string[]
}

/** What a complaint above has last said: without `at`, that it caps nothing any more. */
export interface CapHandedDown extends Omit<Cap, 'at'> {
  /** Not before it arrived. */
  readonly at?: number
  /** The entry of the complaint above that said so. */
  readonly seq: number
  /** This complaint stands above that one, too: it is capped by it no more, since neither can be under the other. */
  readonly isRing?: true
}

/** One running duty: an obligation, for a subject, for a turn. */
export interface ObligationClock {
  /** `obligation[:subject]#turn` */
  readonly id: string
  readonly obligation: string
  readonly subject?: string
  readonly level: Level
  /** The level's cycle in which it was opened. */
  readonly cycle: number
  readonly due: Due
  readonly runs: readonly (readonly [from: number, to?: number])[]
  readonly extensions?: readonly Extension[]
  /** The smallest cap that stood when it was opened, capped anew or resumed. */
  readonly cap?: Cap
  readonly firings?: readonly Firing[]
  readonly ended?: {
    readonly how: 'met' | 'cancelled'
    /** When it happened in the world, as far as was said. */
    readonly at: number
    /** When it was recorded, if not at once. */
    readonly recordedAt?: number
  }
}

/** One question to somebody with authority: an offer, an extension, a referral, an unsatisfied closing. */
export interface Approval {
  readonly id: string
  readonly of: 'propose' | 'reject' | 'refer' | 'finalise'
  readonly proposer: ActorStamp
  readonly askedAt: number
  /** What it is about beyond its kind: the body referred to. */
  readonly subject?: string
  readonly state: 'open' | 'approved' | 'disapproved' | 'lapsed'
  readonly decidedBy?: ActorStamp
  readonly decidedAt?: number
}

export interface PromiseMade {
  readonly id: string
  readonly due: number
  readonly madeAt: number
  /** How often it was put off (T-23). */
  readonly renewals: number
  readonly keptAt?: number
  readonly renewedBy?: string
}

/** What was offered to the complainant. */
export interface Offer {
  readonly id: string
  readonly remedies: readonly Omit<Remedy, 'text'>[]
  readonly acceptance: 'awaited' | 'notNeeded'
  readonly allegations: readonly string[]
  readonly state: 'open' | 'accepted' | 'declined' | 'superseded'
}

/** Level 2's findings. */
export interface Accountability {
  readonly responsible: readonly (Responsible & { readonly person?: Person })[]
  readonly nature?: string
  readonly measures?: readonly { readonly kind: string; readonly subject: string; readonly rule?: string }[]
}

/** Level 3's findings. Texts are personal data of the record and apart. */
export interface Improvement {
  readonly causes: readonly { readonly id: string; readonly code: string; readonly cycle: number }[]
  readonly places: readonly { readonly place: string; readonly affected: boolean; readonly cycle: number }[]
  readonly actions: readonly ImprovementAction[]
}

export interface ImprovementAction {
  readonly id: string
  readonly kind: 'corrective' | 'preventive'
  readonly owner: Person
  readonly cycle: number
  readonly due?: number
  readonly place?: string
  readonly completedAt?: number
}

/** When a signal was raised, if once; else its first and last instant and how often. Most are raised once. */
export type SignalMemory = number | readonly [first: number, last: number, count: number]

/** The memory of a signal that is raised once more. */
export const remembered = (known: SignalMemory | undefined, at: number): SignalMemory => {
  if (known === undefined) return at
  return typeof known === 'number' ? [known, at, 2] : [known[0], at, known[2] + 1]
}

/** How often a signal was raised. */
export const timesRaised = (known: SignalMemory | undefined): number => {
  if (known === undefined) return 0
  return typeof known === 'number' ? 1 : known[2]
}

/** A recorded fact, as it happened in this decision. */
export interface SignalRaised {
  readonly name: string
  readonly subject?: string
}

/** What clocks did in this decision, for the history. */
export interface ClockEvent {
  readonly clock: string
  readonly obligation: string
  readonly what:
    | 'opened'
    | 'resumed'
    | 'met'
    | 'cancelled'
    | 'extended'
    | 'capped'
    | 'recomputed'
    | 'warning'
    | 'breach'
    | 'reminder'
  /** Instant of what happened; for a firing, when it was due to be said. */
  readonly at: number
  /** The clock's due instant; absent while unmeasured. */
  readonly due?: number
  /** How long after the due instant it was met. */
  readonly lateMs?: number
  /** Of a firing: which of its kind. */
  readonly ordinal?: number
  /** Met in time, recorded after the breach had been said. */
  readonly recordedLate?: true
  readonly missed?: number
}

/** Who does what, when: present while a decision is made. */
export interface Turn {
  /** Instant of the decision in the record's own time: never less than the last. */
  readonly at: number
  /** When the engine took the command; kept over retries. */
  readonly receivedAt: number
  /** When it happened in the world. */
  readonly occurredAt?: number
  readonly by: ActorStamp
  /** The people that the command names, as the directory knew them. */
  readonly persons?: Readonly<Record<string, Person>>
}

/** What a decision has produced besides the next state. */
export interface Produced {
  readonly signals: readonly SignalRaised[]
  readonly clocks: readonly ClockEvent[]
  readonly links: readonly { readonly rel: string; readonly to: Omit<RecordKey, 'tenant'> }[]
  readonly commands: readonly {
    readonly to: Omit<RecordKey, 'tenant'>
    readonly command: JsonObject & { type: string }
  }[]
}

/**
 * All that the machine remembers of a complaint. Holds no personal data; texts, names and personal
 * facts stand apart, found by the entry that brought them.
 */
export interface ComplaintState {
  readonly id: string
  /** Instant of the last decision. */
  readonly at: number
  readonly number: string
  readonly channel: string
  readonly ticketType: string
  readonly confidentiality: Confidentiality
  readonly openedAt: number
  readonly customer?: string
  readonly externalRef?: string
  readonly unit?: string
  readonly category?: string
  readonly severity?: string
  readonly urgency?: string
  readonly major: boolean
  /** What a person set, over what the policy derives. */
  readonly setByHand: { readonly severity?: string; readonly urgency?: string; readonly major?: boolean }
  readonly facts: JsonObject
  readonly against: readonly Person[]
  readonly allegations: readonly Allegation[]
  readonly ownership: readonly Ownership[]
  readonly levels: Readonly<Record<Level, LevelState>>
  /** How level 1 ended; absent while it is open. */
  readonly ending?: Ending
  readonly rung: number
  readonly reviews: number
  /** Who reviewed; another person each time. */
  readonly reviewers: readonly Person[]
  readonly pauses: readonly Pause[]
  readonly clocks: readonly ObligationClock[]
  /** By complaint and duty: what the complaints above have last said. Absent while none has said anything. */
  readonly caps?: readonly CapHandedDown[]
  readonly approvals: readonly Approval[]
  readonly promises: readonly PromiseMade[]
  readonly offers: readonly Offer[]
  readonly forms: Readonly<Record<string, JsonObject>>
  readonly accountability: Accountability
  readonly improvement: Improvement
  readonly signals: Readonly<Record<string, SignalMemory>>
  /** Whether every level is done and every closing gate passes. */
  readonly closable: boolean
  readonly closedAt?: number
  readonly archivedAt?: number
  readonly mergedInto?: string
}

/**
 * The machine's context. A step replaces the complaint as a whole: XState lays what an action assigns over the context,
 * so a member that a step takes out of the context itself would come back.
 */
export interface ComplaintContext {
  /** What is stored. */
  readonly complaint: ComplaintState
  /** Only while a decision is made. */
  readonly turn?: Turn
  readonly produced?: Produced
  /** A plain actor arms its own wake-up; the engine's worker does it otherwise. */
  readonly live?: { readonly armedFor?: number | undefined }
}
