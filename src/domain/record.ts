import type { RecordKey } from './level.ts'

/** Which policy a record follows. */
export interface PolicyRef {
  readonly id: string
  readonly version: number
}

/** A record as it stands. Text and columns are made by the engine; a store keeps them and looks at columns only. */
export interface StoredRecord {
  readonly key: RecordKey
  /** Number of its last history entry; counts from 1, without gaps. The lock. */
  readonly seq: number
  /** Number of moves; a refusal takes a `seq` and no `version`. */
  readonly version: number
  /** Seal of the last entry, in hex. */
  readonly hash: string
  readonly policy: PolicyRef
  /** Fingerprint of the state tree that wrote {@link StoredRecord.state}. */
  readonly machine: string
  /** JSON text of the machine's snapshot. Holds no personal data. */
  readonly state: string
  /** When it next wants a wake-up, in epoch milliseconds; absent: never. */
  readonly wakeAt?: number
  readonly columns: Columns
}

/** What worklists and reports read without opening a record. Instants are epoch milliseconds. */
export interface Columns {
  /** The number that people say on the phone. */
  readonly number: string
  readonly status: 'intake' | 'open' | 'closed' | 'archived'
  /** The first level that is not done; absent when all are. */
  readonly level?: string
  readonly rung?: string
  readonly severity?: string
  readonly urgency?: string
  readonly major: boolean
  readonly ticketType: string
  readonly category?: string
  readonly channel: string
  readonly confidentiality: string
  /** Answers for the complaint. */
  readonly owner?: string
  /** Works on it now. */
  readonly worker?: string
  /** Watches over it. */
  readonly monitor?: string
  readonly unit?: string
  /** The host's reference of the complainant; never a name. */
  readonly customer?: string
  readonly externalRef?: string
  readonly openedAt: number
  readonly firstSettledAt?: number
  readonly settledAt?: number
  readonly closedAt?: number
  readonly updatedAt: number
  /** The earliest due instant of a running clock: one that has passed is of a duty that is late and not done yet. */
  readonly nextDueAt?: number
  /** Place among what is at work, the most pressing first: 0 to 19,999; absent once it is closed. */
  readonly priority?: number
  /** The first breach of a clock. */
  readonly breachedAt?: number
}

/** One line of a record's history. Never changed, never deleted. */
export interface HistoryEntry {
  readonly key: RecordKey
  readonly seq: number
  /** The record's version after it. */
  readonly version: number
  /** Instant of the entry, never less than that of the entry before. */
  readonly at: number
  /** Kind of the entry: a command's type, or `wake`. */
  readonly type: string
  /** Id of the actor. */
  readonly by: string
  /** Present on accepted commands: unique in the tenant. */
  readonly commandId?: string
  /** Canonical JSON text of all that the entry says; what was hashed is what is stored. */
  readonly body: string
  /** `SHA-256(hash of the entry before ‖ body)`, in hex. */
  readonly hash: string
}

/** Personal data of one entry and one subject, apart from the record. The only place where they are. */
export interface PersonalRow {
  readonly key: RecordKey
  readonly seq: number
  /** Whose they are: `customer:<reference>`, `complaint:<id>` or `record:<id>`. Erasure goes by it. */
  readonly subject: string
  /** Secret of the digest in the entry; erased with the data, so that nothing can be guessed back. */
  readonly salt: string
  /** Canonical JSON text: dotted path → value. */
  readonly data: string
  /** Lower-cased text to search in. */
  readonly search: string
}

/** A relation between two records of one tenant. The pair and its name are unique; one that exists stays as it is. */
export interface Link {
  readonly from: RecordKey
  readonly rel: string
  readonly to: RecordKey
  readonly at: number
}

/** One deadline clock as reports see it; replaces the row of the same record and clock. */
export interface ClockRow {
  readonly key: RecordKey
  /** Obligation, subject and turn, such as `call-back:p1#2`. */
  readonly clock: string
  readonly obligation: string
  readonly subject?: string
  readonly level: string
  readonly cycle: number
  readonly state: 'running' | 'paused' | 'met' | 'cancelled'
  readonly openedAt: number
  /** Absent while the duty has no number: unmeasured. */
  readonly dueAt?: number
  readonly endedAt?: number
  readonly breachedAt?: number
}

/** Who shall be told; expanded to people by the worker, when the message first goes out. */
export interface Audience {
  readonly role?: string
  readonly unit?: string
  /** Named people. */
  readonly persons?: readonly string[]
  /** The complainant himself, by reference. */
  readonly customer?: string
  /** Never these, whoever else is meant. */
  readonly exclude?: readonly string[]
}

/** What a notice and its deliveries have in common. */
interface Telling {
  readonly channel: string
  readonly template: string
  /** Values for the template: references, instants, ids; no personal data. */
  readonly params: Readonly<Record<string, string | number | boolean>>
  /** Name of the policy's calendar outside of which nobody is told. */
  readonly hours?: string
  /** Goes out with the others of its recipient. */
  readonly digest?: true
}

/** One of several messages that go out as one. */
export interface DigestItem {
  /** Of the delivery that it was. */
  readonly key: string
  readonly record: RecordKey
  readonly seq: number
  readonly at: number
  readonly template: string
  readonly params: Telling['params']
}

/** What a message is for. */
export type MessageContent =
  | ({ readonly kind: 'notice'; readonly audience: Audience } & Telling)
  | ({
      /** One recipient of a notice. */
      readonly kind: 'delivery'
      readonly recipient: string
      /** Key of the notice it comes from; of a digest that of its first item. */
      readonly notice: string
      /** Present on a digest, oldest first. */
      readonly items?: readonly DigestItem[]
    } & Telling)
  | {
      /** Something that a record wants of another: sent under the message's key as command id. */
      readonly kind: 'command'
      readonly target: RecordKey
      readonly command: Readonly<Record<string, unknown>> & { readonly type: string }
    }
  | {
      /** A command to every record that is linked to one, expanded page by page. */
      readonly kind: 'fanOut'
      readonly to: RecordKey
      readonly rel: string
      readonly command: Readonly<Record<string, unknown>> & { readonly type: string }
      /** Page cursor of the expansion. */
      readonly after?: string
    }
  | {
      /** A command to every complaint that one is linked to, expanded page by page. */
      readonly kind: 'fanOut'
      readonly from: RecordKey
      readonly rel: string
      readonly command: Readonly<Record<string, unknown>> & { readonly type: string }
      /** Id of the last complaint of the page before. */
      readonly after?: string
    }

/** A message that waits for its delivery. Written in the commit of the decision that wants it. */
export interface OutboxMessage {
  /** Stable and unique in the tenant: the idempotency key that the receiver sees. */
  readonly key: string
  /** The record that sends it. */
  readonly record: RecordKey
  /** The entry that sends it. */
  readonly seq: number
  readonly createdAt: number
  /** Not before this instant. */
  readonly sendAt: number
  /** Messages of one lane go out one after another, in order of (createdAt, seq, key); absent: no order is kept. */
  readonly lane?: string
  readonly content: MessageContent
}

/** All that one decision produced, stored by one atomic commit or not at all. */
export interface Change {
  /** The `seq` it was decided on; the commit stands only if the record still has it. 0: must not exist. */
  readonly basedOn: number
  readonly record: StoredRecord
  readonly entries: readonly [HistoryEntry, ...HistoryEntry[]]
  readonly personal: readonly PersonalRow[]
  readonly links: readonly Link[]
  readonly clocks: readonly ClockRow[]
  readonly messages: readonly OutboxMessage[]
}
