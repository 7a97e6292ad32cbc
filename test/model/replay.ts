import { decide } from '../../src/core/decide.ts'
import type { Decision, DraftEntry, Envelope, LiveRecord } from '../../src/core/decision.ts'
import { newRecord } from '../../src/core/record.ts'
import type { Person } from '../../src/domain/actor.ts'
import { type Command, type CommandInput, isCommandType, personsNamed } from '../../src/domain/commands.ts'
import type { Json } from '../../src/domain/json.ts'
import type { OutboxMessage } from '../../src/domain/record.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { MINUTE, type Sent, senderOf } from './payloads.ts'

/** A command at its instant. */
export interface Step extends Omit<Sent, 'afterMs'> {
  /** When it is sent, in epoch milliseconds. */
  readonly at: number
}

const KEY = { tenant: 'default', kind: 'complaint' } as const
const NAMED: Named = { id: 'c-000001', number: 'N-000001' }
/** Monday morning in Shanghai; every walk begins here. */
export const START = Date.parse('2026-03-02T09:00:00+08:00')

/** A complaint that nobody has made yet. */
export const blank = (policy: Policy, { id, number }: Named = NAMED): LiveRecord =>
  newRecord(policy, { ...KEY, id }, number)

/** What a desk calls a complaint. */
export interface Named {
  readonly id: string
  readonly number: string
}

/** A step as the core takes it: parsed, without personal data, with the people it names. */
export function envelopeOf(policy: Policy, { command: input, by, at }: Step, commandId: string): Envelope {
  const parsed = policy.command(input)
  const { rest } = policy.split(parsed)
  if (!isCommand(rest)) throw new TypeError(`${parsed.type} without its personal data is no command`)
  const named = personsNamed(parsed)
  const persons: Record<string, Person> = Object.fromEntries(named.map((id) => [id, { id }]))
  return { command: rest, by, commandId, receivedAt: at, ...(named.length > 0 && { persons }) }
}

const isCommand = (value: Json): value is Command & Json =>
  typeof value === 'object' && value !== null && 'type' in value && isCommandType(value['type'])

/** What a path leaves behind. */
export interface Replay {
  readonly record: LiveRecord
  readonly decisions: readonly Decision[]
  readonly entries: readonly DraftEntry[]
  readonly messages: readonly OutboxMessage[]
  /** The record as each step found it. */
  readonly before: readonly LiveRecord[]
}

/** Id of the n-th command to a complaint, from 0. */
export const commandIdOf = (id: string, step: number): string => `${id}/${step + 1}`

/** Plays steps through the pure core, one decision after another, and stops at none. */
export function replay(policy: Policy, steps: readonly Step[], named: Named = NAMED): Replay {
  let record = blank(policy, named)
  const decisions: Decision[] = []
  const entries: DraftEntry[] = []
  const messages: OutboxMessage[] = []
  const before: LiveRecord[] = []
  steps.forEach((step, i) => {
    before.push(record)
    const decision = decide(policy, record, envelopeOf(policy, step, commandIdOf(named.id, i)))
    decisions.push(decision)
    if (!('written' in decision) || decision.written === undefined) return
    record = decision.written.record
    entries.push(...decision.written.entries)
    messages.push(...decision.written.messages)
  })
  return { record, decisions, entries, messages, before }
}

/**
 * Sends commands one after another, ten minutes apart, each by somebody who may send it.
 *
 * @throws {Error} when one of them does not move the complaint
 */
export function perform(
  policy: Policy,
  commands: readonly CommandInput[],
  from: LiveRecord = blank(policy),
): LiveRecord {
  let record = from
  for (const command of commands) {
    const state = record.snapshot.context.complaint
    const at = Math.max(state.at, START) + 10 * MINUTE
    const by = senderOf(policy, state, command.type) ?? { id: 'nobody', role: 'anonymous' }
    const decision = decide(policy, record, envelopeOf(policy, { command, by, at }, `${command.type}-${at}`))
    if (decision.kind !== 'moved') throw new Error(`${command.type} did not move: ${JSON.stringify(decision)}`)
    record = decision.written.record
  }
  return record
}
