import type { ActorStamp, Person } from '../domain/actor.ts'
import type { Command } from '../domain/commands.ts'
import type { ClockEvent, ObligationClock, SignalRaised } from '../domain/complaint.ts'
import type { JsonObject } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { ClockRow, Columns, Link, OutboxMessage, PolicyRef } from '../domain/record.ts'
import type { RedressError, RefusalDetails } from '../errors.ts'
import type { ComplaintSnapshot } from '../machine/complaint-machine.ts'

/** A record in memory: what {@link decide} starts from and answers. Immutable, so that it can be cached and shared. */
export interface LiveRecord {
  readonly key: RecordKey
  /** 0: it does not exist yet. */
  readonly seq: number
  readonly version: number
  readonly policy: PolicyRef
  readonly snapshot: ComplaintSnapshot
}

/** A command on its way to a decision: parsed, without personal data, with the people it names. */
export interface Envelope {
  readonly command: Command
  readonly by: ActorStamp
  readonly commandId: string
  /** When the engine took it; kept over retries. */
  readonly receivedAt: number
  /** When it happened in the world, if that was earlier. */
  readonly occurredAt?: number
  /** By id: the people that the command names, as the directory knew them. */
  readonly persons?: Readonly<Record<string, Person>>
}

/** Time has passed; nobody sent anything. */
export interface Wake {
  readonly wake: true
  readonly receivedAt: number
}

/** The rules or calendars have changed, and these clocks with them. */
export interface Recompute {
  readonly recompute: readonly ObligationClock[]
  readonly receivedAt: number
}

/** A history entry before it is sealed. `body` is JSON and holds everything that the entry says. */
export interface DraftEntry {
  readonly seq: number
  readonly version: number
  readonly at: number
  readonly type: string
  readonly by: string
  /** Only on accepted commands. */
  readonly commandId?: string
  readonly body: EntryBody
}

/** What an entry says. Sealed as canonical JSON; replaying bodies in their order gives the same record. */
export interface EntryBody {
  /** `command`: it moved the record. `wake`: time did. `recompute`: changed rules did. `refusal`: nothing did. */
  readonly kind: 'command' | 'wake' | 'recompute' | 'refusal'
  readonly seq: number
  readonly version: number
  readonly at: number
  readonly receivedAt: number
  readonly occurredAt?: number
  readonly by: ActorStamp
  readonly policy: PolicyRef
  readonly commandId?: string
  /** The command without its personal data; their digests stand in `personal`. */
  readonly command?: JsonObject
  readonly persons?: Readonly<Record<string, Person>>
  /** What has happened by it. */
  readonly signals: readonly SignalRaised[]
  /** What it did to deadlines. */
  readonly clocks: readonly ClockEvent[]
  /** Of a `recompute`: the clocks that took the place of those with their ids. */
  readonly recomputed?: readonly ObligationClock[]
  /** Leaf states after it, such as `open.customerInterface.handling`. */
  readonly state: readonly string[]
  /** The level it belongs to, when it belongs to one. */
  readonly level?: string
  readonly rung?: string
  /** Who is to be told: message keys with audience, template and channel. */
  readonly told: readonly {
    readonly key: string
    readonly to: string
    readonly template: string
    readonly channel: string
  }[]
  readonly refusal?: RefusalDetails
  /** Added when it is sealed: digests of the personal data of this entry, by subject. */
  readonly personal?: readonly { readonly subject: 'complainant' | 'record'; readonly digest: string }[]
}

/** What a decision writes, all in one commit. */
export interface Written {
  readonly record: LiveRecord
  readonly wakeAt: number | undefined
  readonly columns: Columns
  /** In order; a catch-up of deadlines comes before the command. */
  readonly entries: readonly [DraftEntry, ...DraftEntry[]]
  readonly links: readonly Link[]
  readonly clocks: readonly ClockRow[]
  readonly messages: readonly OutboxMessage[]
}

/**
 * What {@link decide} answers.
 *
 * - `moved`: commit `written`.
 * - `refused`: tell the caller; when `written` is there, commit it too: deadlines that fell due before, and the
 *   refusal itself as an entry, when the actor is known.
 * - `nothing`: a wake-up that found nothing to do; commit nothing.
 * - `failed`: a predicate of the policy is broken; commit nothing.
 */
export type Decision =
  | { readonly kind: 'moved'; readonly written: Written }
  | { readonly kind: 'refused'; readonly refusal: RefusalDetails; readonly written?: Written }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly error: RedressError<'POLICY_FAILED'> }
