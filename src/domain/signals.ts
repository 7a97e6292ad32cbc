import type { Level } from './level.ts'

/**
 * Facts that the machine records by itself, whatever the policy (past participles). Obligations, gates and
 * notifications hang on them, never on states: a signal says what has happened.
 */
export const plainSignals = [
  'registered',
  'classified',
  'noted',
  'linked',
  'assigned',
  'handedOver',
  'transferred',
  'contacted',
  'promised',
  'promiseKept',
  'promiseRenewed',
  'established',
  'offered',
  'accepted',
  'declined',
  'fulfilled',
  'calledBack',
  'verified',
  'dissatisfied',
  'reviewed',
  'finalised',
  'rejected',
  'referred',
  'withdrawn',
  'merged',
  'disputed',
  'approvalRequested',
  'approved',
  'disapproved',
  'suspended',
  'resumed',
  'extended',
  'capped',
  'undelivered',
  'escalated',
  'attributed',
  'assessed',
  'decided',
  'contested',
  'ruled',
  'contained',
  'causeIdentified',
  'readAcross',
  'planned',
  'actionCompleted',
  'implemented',
  'effective',
  'ineffective',
  'closed',
  'reopened',
  'archived',
] as const
export type PlainSignal = (typeof plainSignals)[number]

const plain: ReadonlySet<string> = new Set(plainSignals)
export const isPlainSignal = (name: string): name is PlainSignal => plain.has(name)

/** Signals that name a level, a rung, a form or an obligation behind a colon. */
export type NamedSignal<Rung extends string, Form extends string, Obligation extends string> =
  | `opened:${Level}`
  | `settled:${Level}`
  | `waived:${Level}`
  | `escalated:${Rung}`
  | `filed:${Form}`
  | `warned:${Obligation}`
  | `breached:${Obligation}`
  | `reminded:${Obligation}`

/** Every signal of a policy with these rungs, forms and obligations. */
export type SignalName<Rung extends string = string, Form extends string = string, Obligation extends string = string> =
  | PlainSignal
  | NamedSignal<Rung, Form, Obligation>
