import { decide } from '../../../src/core/decide.ts'
import type { Decision, EntryBody, Envelope, LiveRecord } from '../../../src/core/decision.ts'
import { explain } from '../../../src/core/explain.ts'
import { newRecord } from '../../../src/core/record.ts'
import type { ActorStamp, Person } from '../../../src/domain/actor.ts'
import { type Command, commandTypes, isCommandType, personsNamed } from '../../../src/domain/commands.ts'
import type { ObligationClock } from '../../../src/domain/complaint.ts'
import { createPolicy, type Policy } from '../../../src/policy/policy.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** A Monday, 09:00 in Berlin. */
export const MONDAY = Date.parse('2026-03-02T08:00:00Z')

export const ann: ActorStamp = { id: 'ann', role: 'clerk' }
export const bo: ActorStamp = { id: 'bo', role: 'boss' }

/** A policy in which everybody may do everything, with the rules that a test is about. */
export const deskPolicy = (rules: object): Policy =>
  createPolicy({
    id: 'desk',
    version: 1,
    timeZone: 'Europe/Berlin',
    roles: ['clerk', 'boss'],
    see: { clerk: 'all', boss: 'all' },
    permissions: Object.fromEntries(commandTypes.map((type) => [type, ['clerk', 'boss']])),
    levels: { customerInterface: { callBack: false } },
    ...rules,
  })

/** One complaint under a policy; instants are milliseconds after {@link MONDAY}. */
export class Desk {
  readonly policy: Policy
  record: LiveRecord
  /** The people whom the directory knows, by id. */
  readonly people: Record<string, Person> = {}
  readonly entries: EntryBody[] = []
  readonly messages: string[] = []
  #sent = 0

  constructor(rules: object | Policy, id = 'c1') {
    this.policy = isPolicy(rules) ? rules : deskPolicy(rules)
    this.record = newRecord(this.policy, { tenant: 'default', kind: 'complaint', id }, 'DESK-000001')
  }

  /** Sends a command that came in at an instant, and answers what was decided. */
  send(
    at: number,
    input: Readonly<Record<string, unknown>> & { readonly type: string },
    more: Partial<Envelope> = {},
  ): Decision {
    this.#sent += 1
    const command = this.policy.command(input)
    const named = personsNamed(command)
    return this.#take(
      decide(this.policy, this.record, {
        command: withoutPersonal(this.policy, command),
        by: ann,
        commandId: `cmd-${this.#sent}`,
        receivedAt: MONDAY + at,
        ...(named.length > 0 && { persons: Object.fromEntries(named.map((id) => [id, this.people[id] ?? { id }])) }),
        ...more,
      }),
    )
  }

  /** As {@link Desk.send}, and it must have moved the complaint. */
  did(at: number, type: string, payload: object = {}, more: Partial<Envelope> = {}): this {
    const decision = this.send(at, { type, ...payload }, more)
    if (decision.kind !== 'moved') {
      const why = decision.kind === 'refused' ? decision.refusal : decision
      throw new Error(`'${type}' did not move it: ${JSON.stringify(why)}`)
    }
    return this
  }

  /** Why a command is refused; `undefined` when it is not. */
  refusal(at: number, type: string, payload: object = {}, more: Partial<Envelope> = {}) {
    const decision = this.send(at, { type, ...payload }, more)
    return decision.kind === 'refused' ? decision.refusal : undefined
  }

  registered(at = 0, payload: object = {}, more: Partial<Envelope> = {}): this {
    return this.did(at, 'register', { channel: 'web', summary: 'It rattles.', ...payload }, more)
  }

  /** Time has passed; answers whether anything came of it. */
  wake(at: number): Decision['kind'] {
    return this.#take(decide(this.policy, this.record, { wake: true, receivedAt: MONDAY + at })).kind
  }

  #take(decision: Decision): Decision {
    if ('written' in decision && decision.written !== undefined) {
      this.record = decision.written.record
      this.entries.push(...decision.written.entries.map((entry) => entry.body))
      this.messages.push(...decision.written.messages.map((message) => message.key))
    }
    return decision
  }

  get state() {
    return this.record.snapshot.context.complaint
  }

  get rung(): string | undefined {
    return this.policy.rules.ladder.rungs[this.state.rung]
  }

  /** How the clocks of a duty stand. */
  clocks(obligation: string) {
    return explain(this.policy, this.record, obligation).clocks
  }

  /** How its last clock stands: state, due and end in milliseconds after {@link MONDAY}. */
  duty(obligation: string) {
    const last = this.clocks(obligation).at(-1)
    return last === undefined
      ? undefined
      : {
          state: last.state,
          ...(last.dueAt !== undefined && { due: last.dueAt.getTime() - MONDAY }),
          ...(last.endedAt !== undefined && { ended: last.endedAt.getTime() - MONDAY }),
        }
  }

  /** What its clocks have said, as `kind ordinal: due → said`, in hours after {@link MONDAY}. */
  said(obligation: string): readonly string[] {
    const hours = (instant: number): string => String(Math.round(((instant - MONDAY) / HOUR) * 100) / 100)
    return this.clocks(obligation).flatMap((clock) =>
      clock.firings.map(
        (one) =>
          `${one.kind} ${one.ordinal}: ${hours(one.due)} → ${hours(one.firedAt)}` +
          `${one.missed === undefined ? '' : `, missed ${one.missed}`}${one.rectified === undefined ? '' : ', rectified'}`,
      ),
    )
  }

  clock(id: string): ObligationClock | undefined {
    return this.state.clocks.find((clock) => clock.id === id)
  }

  /** What happened, by entry. */
  get signals(): readonly string[] {
    return this.entries.map((entry) => `${entry.kind}: ${entry.signals.map((signal) => signal.name).join(' ')}`)
  }
}

const isPolicy = (value: object | Policy): value is Policy => 'rules' in value && 'definition' in value

/** A command as the core gets it. */
export function withoutPersonal(policy: Policy, command: Command): Command {
  const { rest } = policy.split(command)
  const isCommand = (value: unknown): value is Command =>
    typeof value === 'object' && value !== null && isCommandType(Reflect.get(value, 'type'))
  if (!isCommand(rest)) throw new TypeError('a command without its personal data is no command')
  return rest
}
