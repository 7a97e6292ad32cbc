import { z } from 'zod'

/**
 * Lenovo's three principles (投诉处理三原则), in their order: the customer interface, accountability, improvement.
 * Sources: LP-02, LP-03, LP-05.
 */
export const Level = z.enum(['customerInterface', 'accountability', 'improvement'])
export type Level = z.infer<typeof Level>

/** The levels in their order. */
export const levels: readonly Level[] = Level.options

/** How level 1 ended; the closing kind of the complaint. */
export const Ending = z.enum(['resolved', 'unresolved', 'rejected', 'referred', 'withdrawn', 'merged'])
export type Ending = z.infer<typeof Ending>

/**
 * Whether the complainant may be known. `named`: yes. `confidential`: only to the roles that the policy names.
 * `anonymous`: the library does not know him either.
 */
export const Confidentiality = z.enum(['named', 'confidential', 'anonymous'])
export type Confidentiality = z.infer<typeof Confidentiality>

/** What the record is: a complaint, a cause shared by several, an incident that struck many. */
export const RecordKind = z.enum(['complaint', 'cause', 'incident'])
export type RecordKind = z.infer<typeof RecordKind>

/** Where a record is found: its tenant, kind and id. */
export interface RecordKey {
  readonly tenant: string
  readonly kind: RecordKind
  readonly id: string
}
