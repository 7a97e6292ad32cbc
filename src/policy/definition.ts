import type { z } from 'zod'
import type { PermittedType } from '../domain/commands.ts'
import type { Label } from '../domain/language.ts'
import type { Level } from '../domain/level.ts'
import type { Calendar } from '../time/calendar.ts'
import type { Duration } from '../time/duration.ts'
import type { Case } from './case.ts'
import type { TemplateText } from './template-text.ts'
import type { FormName, PolicyTypes, SignalOf } from './types.ts'

export type { Label } from '../domain/language.ts'

/** Yes, no, or a rule. */
export type Condition<T extends PolicyTypes> = boolean | { when(c: Case<T>): boolean }['when']

/** A duty with a deadline (义务、时限). Opens, is met and is cancelled by what has happened. */
export interface ObligationRule<Id extends string, T extends PolicyTypes> {
  readonly id: Id
  readonly label?: Label
  /** Clause or paragraph that it comes from, such as `LS-08`. */
  readonly source?: string
  /** Level whose settlement ends what is left of it. @defaultValue `'customerInterface'` */
  readonly level?: Level
  /**
   * The signals any of which starts its clock, unless it runs already; with a subject (a promise, an action), one clock
   * for each subject.
   */
  readonly opens: SignalOf<T> | readonly SignalOf<T>[]
  /** The signals any of which stops the clock. */
  readonly meets: SignalOf<T> | readonly SignalOf<T>[]
  /** The signals that end the duty unmet, without a breach. */
  readonly cancels?: readonly SignalOf<T>[]
  /** Whether the duty exists for this complaint, asked when it would open. */
  when?(c: Case<T>): boolean
  /** How long it may take, in the calendar. */
  readonly within?: Duration
  /** How long it may take for this complaint; `undefined`: no number yet, unmeasured. Asked again when reclassified. */
  budget?(c: Case<T>): Duration | undefined
  /** A due instant out of the complaint's own data, in epoch milliseconds. */
  dueAt?(c: Case<T>): number | undefined
  /** The due instant comes with the subject: a promise, an improvement action. */
  readonly fromSubject?: true
  /** A duty for which the source gives no number and the company has set none: kept and reported, never measured (T-21). */
  readonly unmeasured?: true
  /** Name of the calendar that it counts in. @defaultValue elapsed time, with the policy's zone for days */
  readonly calendar?: string
  /** Warnings: at a share of the budget used, or a lead time before the due instant. */
  readonly warnings?: readonly ({ readonly share: number } | { readonly before: Duration })[]
  /** Reminders after the breach, until it is met. */
  readonly reminders?: { readonly every: Duration; readonly most: number }
  /** Reasons of pauses that stop this clock. @defaultValue none */
  readonly pausedBy?: readonly T['pauseReason'][]
  /** What a breach does besides being recorded and told. */
  readonly onBreach?: { readonly escalate?: 'next' | T['rung'] }
  /** Who may extend it. @defaultValue nobody */
  readonly extension?: {
    readonly by: readonly T['role'][]
    /** How often. @defaultValue as often as it is asked for in time */
    readonly times?: number
    /** By how much in all, from the original due instant. @defaultValue without a cap */
    readonly most?: Duration
    /** Only to a date that the complainant has agreed to (`agreed` of the command, T-22). */
    readonly agreedOnly?: true
  }
  /**
   * Its due instant, less the buffer, caps every duty of the complaints that this one is linked to by `rel` (command
   * `link`): what is delegated fits inside the limit above, through as many levels as are linked (HL-04 … HL-06, T-76).
   *
   * - The buffer is elapsed time, in minutes or hours. @defaultValue none
   * - Below, a clock is due at its own due instant or at the smallest cap, whichever is earlier; an extension beyond the
   *   cap is refused until the duty above is extended (HL-09), and a pause below does not move the cap. A duty without
   *   a number stays unmeasured.
   * - Of several running clocks of this duty, the earliest due counts. Met, cancelled or paused without end, it caps
   *   nothing. Each change is sent on as a message, and counts below from when it arrives: what the level below did
   *   before was in time as things stood, a cap already past makes its clocks due at the arrival, and a clock that was
   *   breached keeps the due instant that it missed.
   * - Complaints below may be of other policies; a closed one is under the cap when it is reopened. A link that would put
   *   a complaint above itself caps nothing.
   */
  readonly handsDown?: { readonly rel: string; readonly buffer?: Duration }
  /**
   * What reopening its level does. `firstOnly`: nothing, the first clock stays the only one; `total`: the clock goes on
   * with what is left; `newCycle`: a new clock (L10, T-77). Left out, reopening by itself starts nothing, and the
   * opening signal, should it come again, starts a new clock.
   */
  readonly onReopen?: 'firstOnly' | 'total' | 'newCycle'
}

/** A rung of the escalation ladder (升级阶梯), lowest first. */
export interface Rung<Id extends string, T extends PolicyTypes> {
  readonly id: Id
  readonly label?: Label
  /** Who stands on it. */
  readonly role: T['role']
  /**
   * Only those of the complaint's own unit stand on it, as the head of a station does for that station alone. A complaint
   * of no unit has everybody of the role there. @defaultValue everybody of the role, whatever the unit
   */
  readonly unit?: 'same'
}

/** What level 1 asks for. */
export interface CustomerInterfaceRule<T extends PolicyTypes> {
  /** Whether the complainant is asked before the level is settled. @defaultValue true */
  readonly callBack?: Condition<T>
  /**
   * What follows when he is not satisfied: another person looks at it, or the next rung does; used up, only an
   * unsatisfied closing (`finalise`) is left (T-20). Empty: the handler negotiates on. @defaultValue empty
   */
  readonly reviews?: readonly ('reviewer' | 'nextRung')[]
}

/** Whether a further level is asked for, and when it opens. */
export interface LevelRule<T extends PolicyTypes> {
  readonly required: Condition<T>
  /**
   * `'previousLevel'`: when every level before is settled or waived. A signal: when it has happened, at the latest when
   * every level before is done. @defaultValue `'previousLevel'`
   */
  readonly opens?: 'previousLevel' | SignalOf<T>
}

/** What level 3 asks for. */
export interface ImprovementRule<T extends PolicyTypes> extends LevelRule<T> {
  /** Whether places that share the cause must be looked for. @defaultValue true */
  readonly readAcross?: Condition<T>
  /** Whether measures must be planned, done and their effect be verified. @defaultValue true */
  readonly measures?: Condition<T>
}

/** A condition on a command: forms that must be filed (`filed:…`) and other signals; an inner list means any of it. */
export interface GateRule<T extends PolicyTypes> {
  readonly before: PermittedType
  readonly needs: readonly (SignalOf<T> | readonly SignalOf<T>[])[]
  when?(c: Case<T>): boolean
  readonly source?: string
}

/** A question that has to be answered by somebody with authority before a command takes effect. */
export interface ApprovalRule<T extends PolicyTypes> {
  readonly of: 'propose' | 'reject' | 'refer' | 'finalise'
  readonly by: readonly T['role'][]
  when?(c: Case<T>): boolean
}

/** Whom a notice is for. */
export type AudienceRule<T extends PolicyTypes> =
  | 'owner'
  | 'worker'
  | 'monitor'
  | 'complainant'
  /** Whoever stands on the complaint's rung. */
  | 'rung'
  | { readonly role: T['role']; readonly unit?: 'same' }

/** Who is told what, when something has happened. */
export interface NotificationRule<T extends PolicyTypes> {
  readonly on: SignalOf<T>
  readonly to: AudienceRule<T>
  readonly channel: string
  readonly template: string
  when?(c: Case<T>): boolean
  /**
   * Name of the calendar in whose open hours alone people are told: outside them the message waits for the next opening,
   * in that calendar's zone; the opening instant is open, the closing instant no longer is. What happened is recorded at
   * once, only the telling waits, and who is meant is looked up when it goes out. Messages held to the same hours keep
   * their order and hold up no others. A try that fails is made again within the hours. Once the calendar's validity is over the decision fails with POLICY_FAILED, which names this
   * rule, and nothing is changed: nobody would know whether the day works (T-16, OM-01). @defaultValue told at once, day and night
   */
  readonly hours?: string
  /**
   * What waits for the hours goes out as one message for each recipient, with all of it, at a full minute soon after they
   * open. Asks for `hours`. @defaultValue each for itself
   */
  readonly digest?: true
  /** Not to the superiors of those whom the complaint is about; these themselves are never told. @defaultValue to them too */
  readonly exceptSuperiors?: true
}

/** What a role sees. `assigned`: where it has a part; `complainant`: his own, level 1 only. */
export type Sight = 'all' | 'unit' | 'assigned' | 'complainant'

/** A scale such as severity: its names, least first, and the rule that derives it. */
export interface Scale<Name extends string, T extends PolicyTypes> {
  readonly values: readonly Name[]
  of?(c: Case<T>): Name | undefined
}

/**
 * A company's procedure as one piece of data with typed predicates.
 *
 * Everything that is not said is absent: a command that `permissions` does not list is refused, a level that `levels`
 * does not name is waived.
 */
export interface PolicyDefinition<T extends PolicyTypes = PolicyTypes> {
  readonly id: T['id']
  /** Counts up when the procedure changes; a complaint stays on its version. */
  readonly version: number
  /** Local date from which it is in force; without it the policy takes no complaints (T-24). */
  readonly effectiveFrom?: string
  /** IANA zone of its days. */
  readonly timeZone: string
  readonly label?: Label
  readonly roles: readonly T['role'][]
  /** Extra fields of a complaint. */
  readonly facts?: z.ZodObject
  /** Category paths, parents before children: `service`, `service/attitude`. */
  readonly categories?: readonly T['category'][]
  /** Kinds of ticket that may be registered; `complaint` is what a submission means that names none. @defaultValue any */
  readonly ticketTypes?: readonly string[]
  readonly severity?: Scale<T['severity'], T>
  readonly urgency?: Scale<T['urgency'], T>
  /** Whether it is a major complaint: a dimension of its own, not the top of a scale (T-46). */
  major?(c: Case<T>): boolean
  readonly permissions: { readonly [Type in PermittedType]?: readonly (T['role'] | 'anonymous')[] }
  /** What each role sees, and so which complaints it may act on; a role that is not listed sees none. */
  readonly see: { readonly [Role in T['role']]?: Sight }
  /** Roles that see who complains when the complaint is confidential. @defaultValue none */
  readonly confidentiality?: { readonly complainant: readonly T['role'][] }
  readonly calendars?: Readonly<Record<string, Calendar>>
  readonly forms?: Readonly<Record<string, z.ZodObject>>
  readonly obligations?: readonly ObligationRule<T['obligation'], T>[]
  readonly ladder?: readonly Rung<T['rung'], T>[]
  /** The rung that a new complaint starts on, such as past an accused superior; `undefined`: the lowest. */
  startingRung?(c: Case<T>): T['rung'] | undefined
  readonly levels?: {
    readonly customerInterface?: CustomerInterfaceRule<T>
    readonly accountability?: LevelRule<T>
    readonly improvement?: ImprovementRule<T>
  }
  /** Whether the complaint closes by itself when all levels are done, or by `close`. @defaultValue `'automatic'` */
  readonly closing?: 'automatic' | 'manual'
  readonly gates?: readonly GateRule<T>[]
  readonly approvals?: readonly ApprovalRule<T>[]
  /** Kinds of remedy that may be proposed. @defaultValue any */
  readonly remedies?: readonly string[]
  /** Kinds of measure that may be decided at level 2. @defaultValue any */
  readonly sanctions?: readonly string[]
  readonly pauseReasons?: readonly T['pauseReason'][]
  /** Commands that may say that they happened earlier (`occurredAt`), and how much earlier in elapsed time. */
  readonly reachBack?: { readonly [Type in PermittedType]?: Duration }
  readonly notifications?: readonly NotificationRule<T>[]
  /**
   * What notifications say, by the name of the template. Checked here: a variable that a notification's signal does not
   * have is refused. A template that is missing here is left to the channel.
   */
  readonly templates?: Readonly<Record<string, TemplateText>>
  /** What letters say of the company itself: whom to ask, and where else a complainant may turn (T-43, TR-20). */
  readonly correspondence?: { readonly contact?: Label; readonly outsideRemedies?: Label }
  /**
   * What is said of deadlines that fell due while nobody looked, as after a downtime (L15). Either way each firing is
   * recorded with the instant at which it was due and the one at which it was said, and what it opens counts from then.
   *
   * - `fireLateOnce`: all of it in one entry. Reminders missed k times are one reminder with `missed: k`; a warning found
   *   together with a later one or with the breach is not told; all breaches make one climb.
   * - `fireEach`: each due instant is an entry of its own, as if somebody had looked in time: each missed warning and
   *   reminder is told, and each breach climbs. Only what fell due at the same instant goes together.
   *
   * @defaultValue `'fireLateOnce'`
   */
  readonly catchUp?: 'fireLateOnce' | 'fireEach'
  /** Prefix of the numbers that people say on the phone. @defaultValue the id in upper case */
  readonly numberPrefix?: string
}

/** The forms of a policy, by name. */
export type FormsOf<T extends PolicyTypes> = { readonly [Name in FormName<T>]: z.ZodObject }
