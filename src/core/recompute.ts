import { type Command, isCommandType } from '../domain/commands.ts'
import type { ObligationClock, Turn } from '../domain/complaint.ts'
import { given, type JsonObject } from '../domain/json.ts'
import type { ComplaintSnapshot } from '../machine/complaint-machine.ts'
import type { ComplaintEvent } from '../machine/setup.ts'
import { statePaths } from '../machine/state-paths.ts'
import type { Policy } from '../policy/policy.ts'
import type { EntryBody, LiveRecord } from './decision.ts'
import { runnerOf } from './runner.ts'

/** The clocks that a complaint would have, had today's rules been in force when each thing happened. */
export type Reckoned =
  | { readonly kind: 'reckoned'; readonly clocks: readonly ObligationClock[] }
  /** The rules have changed in more than deadlines: what happened at this entry could not happen now. */
  | { readonly kind: 'diverged'; readonly seq: number; readonly reason: string }

/**
 * Works the clocks of a complaint out again from its history under the policy as it is now. What was commanded takes its
 * course again, whether or not it would be permitted now; what clocks said is repeated, so that nothing new happens in
 * the past. Pure.
 *
 * @param record the complaint as it stands
 * @param history what all its entries say, the first entry first
 */
export function clocksFromHistory(policy: Policy, record: LiveRecord, history: readonly EntryBody[]): Reckoned {
  const runner = runnerOf(policy)
  const { id, number } = record.snapshot.context.complaint
  let snapshot = runner.initial(id, number)
  for (const body of history) {
    if (body.kind === 'refusal') continue
    const event = eventOf(policy, body)
    const next = runner.transition(snapshot, event)
    if (next.context.turn === event.turn) snapshot = next
    // There may be nothing to extend under today's rules.
    else if (event.type !== 'extend') return diverged(body.seq, `'${event.type}' is not possible in ${at(snapshot)}`)
  }
  const { seq } = record
  return at(snapshot) === at(record.snapshot)
    ? { kind: 'reckoned', clocks: snapshot.context.complaint.clocks }
    : diverged(seq, `the complaint would stand in ${at(snapshot)} and not in ${at(record.snapshot)}`)
}

const diverged = (seq: number, reason: string): Reckoned => ({ kind: 'diverged', seq, reason })

const at = (snapshot: ComplaintSnapshot): string => statePaths(snapshot).join(', ')

function eventOf(policy: Policy, body: EntryBody): ComplaintEvent {
  const { at, receivedAt, occurredAt, by, persons, command, clocks } = body
  const turn: Turn = { at, receivedAt, by, ...given({ occurredAt, persons }) }
  if (isCommand(command)) return { ...command, turn }
  // It put clocks in the place of others; these are being worked out from the beginning.
  if (body.kind === 'recompute') return { type: 'recompute', turn, clocks: [] }
  return { type: 'wake', turn, recorded: { clocks, rung: policy.rules.ladder.indexOf(body.rung ?? '') } }
}

// An entry holds what a policy has parsed.
const isCommand = (command: JsonObject | undefined): command is JsonObject & Command => isCommandType(command?.['type'])

/**
 * Which clocks have to change for a complaint to have the reckoned ones. What is over stays as it was judged, and what
 * a clock has said stays said; a duty that today's rules do not know is cancelled.
 */
export function changedClocks(
  present: readonly ObligationClock[],
  reckoned: readonly ObligationClock[],
  now: number,
): readonly ObligationClock[] {
  const known = new Set(present.map((clock) => clock.id))
  const today = new Map(reckoned.map((clock) => [clock.id, clock]))
  const changed = present.flatMap((clock) => {
    if (clock.ended !== undefined) return []
    const other = today.get(clock.id)
    if (other === undefined) return [{ ...clock, ended: { how: 'cancelled' as const, at: now } }]
    if (termsOf(other) === termsOf(clock)) return []
    return [{ ...other, ...given({ firings: clock.firings }) }]
  })
  return [...changed, ...reckoned.filter((clock) => !known.has(clock.id))]
}

const termsOf = ({ due, runs, extensions, cap, ended }: ObligationClock): string =>
  JSON.stringify([due, runs, extensions, cap, ended])
