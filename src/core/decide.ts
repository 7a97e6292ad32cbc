import { type ActorStamp, system } from '../domain/actor.ts'
import type { ObligationClock, Produced, Turn } from '../domain/complaint.ts'
import { given, type JsonObject } from '../domain/json.ts'
import type { Link, OutboxMessage } from '../domain/record.ts'
import { isRedressError, RedressError, type RefusalDetails } from '../errors.ts'
import type { ComplaintSnapshot } from '../machine/complaint-machine.ts'
import { statePaths } from '../machine/state-paths.ts'
import { MOST_FIRINGS, wakeAtOf } from '../machine/walk.ts'
import type { Policy } from '../policy/policy.ts'
import { capMessages } from './caps.ts'
import { refusalOf, refusalOfMachine } from './checks/index.ts'
import { changedClockRows, columnsOf } from './columns.ts'
import type { Decision, DraftEntry, EntryBody, Envelope, LiveRecord, Recompute, Wake, Written } from './decision.ts'
import { levelOf } from './level-of.ts'
import { messagesOf } from './messages.ts'
import { type Runner, runnerOf } from './runner.ts'

const NOTHING: Produced = { signals: [], clocks: [], links: [], commands: [] }

/**
 * Decides a command, or what the passing of time brings, on a record. Pure: no clock, no I/O, no randomness; the same
 * arguments give the same answer, and the record is not changed.
 *
 * First every clock says what fell due until the instant of the decision, at most 1,000 firings to an entry; then the
 * command is checked and applied. So the outcome is the same whether a worker woke the record in time, late or never. The instant
 * is `receivedAt`, but never before the record's last.
 *
 * Never throws: a broken predicate of the policy is answered as `failed`, and nothing has happened then.
 */
export function decide(policy: Policy, record: LiveRecord, input: Envelope | Wake | Recompute): Decision {
  try {
    const making = new Making(policy, record, input.receivedAt)
    if ('wake' in input) {
      // One entry holds as much as a wake-up may say, but where each due instant has an entry of its own.
      const most = policy.rules.catchUp === 'fireEach' ? MOST_FIRINGS : 1
      for (let i = 0; i < most && making.catchUp(); i++);
      return making.isEmpty ? { kind: 'nothing' } : { kind: 'moved', written: making.written() }
    }
    // Nothing that is due may wait behind a command, however much it is.
    while (making.catchUp());
    const refused = 'recompute' in input ? making.recompute(input.recompute) : making.apply(input)
    if (refused === undefined) return { kind: 'moved', written: making.written() }
    return making.isEmpty
      ? { kind: 'refused', refusal: refused }
      : { kind: 'refused', refusal: refused, written: making.written() }
  } catch (error) {
    return { kind: 'failed', error: policyFault(policy, error) }
  }
}

/** Whatever throws inside a decision comes from the policy: a predicate, a calendar that ends, a number out of range. */
export function policyFault(policy: Policy, error: unknown): RedressError<'POLICY_FAILED'> {
  if (isRedressError(error, 'POLICY_FAILED')) return error
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error was thrown'
  return new RedressError(
    'POLICY_FAILED',
    `Policy ${policy.id} version ${policy.version} could not be followed: ${reason} Nothing was changed.`,
    { policy: policy.id, rule: isRedressError(error) ? error.code : 'decision', reason },
    { cause: error },
  )
}

/** A decision in the making: the record as far as it has come, and what is to be written. */
class Making {
  readonly #policy: Policy
  readonly #runner: Runner
  readonly #before: LiveRecord
  readonly #at: number
  readonly #receivedAt: number
  #record: LiveRecord
  readonly #entries: DraftEntry[] = []
  readonly #messages: OutboxMessage[] = []
  readonly #links: Link[] = []

  constructor(policy: Policy, record: LiveRecord, receivedAt: number) {
    this.#policy = policy
    this.#runner = runnerOf(policy)
    this.#before = record
    this.#record = record
    this.#receivedAt = receivedAt
    this.#at = Math.max(receivedAt, record.snapshot.context.complaint.at)
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** Says what is due, at most as much as one entry holds; whether there was anything. */
  catchUp(): boolean {
    const { snapshot } = this.#record
    const wakeAt = wakeAtOf(this.#policy, snapshot.context.complaint)
    if (wakeAt === undefined || wakeAt > this.#at) return false
    const turn: Turn = { at: this.#at, receivedAt: this.#at, by: system }
    const next = this.#runner.transition(snapshot, { type: 'wake', turn })
    // Written even when it says nothing, after a pause that nobody saw: else it would be due for ever.
    this.#move(next, { kind: 'wake', by: system, type: 'wake' })
    return true
  }

  apply(envelope: Envelope): RefusalDetails | undefined {
    const { command, by, commandId, occurredAt, persons } = envelope
    const refused = refusalOf(this.#policy, this.#record, envelope) ?? this.#transition(envelope)
    if (refused === undefined) return undefined
    // What the library or a known actor was refused belongs into the history; a stranger's knocking does not.
    const isKnown = by.role === system.role || this.#policy.rules.permissions.roles.includes(by.role)
    if (isKnown && this.#record.seq > 0) {
      this.#note({
        kind: 'refusal',
        type: command.type,
        by,
        command: command as JsonObject,
        refusal: refused,
        ...given({ occurredAt, persons, commandId }),
      })
    }
    return refused
  }

  recompute(clocks: readonly ObligationClock[]): undefined {
    const turn: Turn = { at: this.#at, receivedAt: this.#at, by: system }
    const next = this.#runner.transition(this.#record.snapshot, { type: 'recompute', turn, clocks })
    this.#move(next, { kind: 'recompute', by: system, type: 'recompute', recomputed: clocks })
  }

  #transition(envelope: Envelope): RefusalDetails | undefined {
    const { command, by, commandId, occurredAt, persons } = envelope
    const { snapshot } = this.#record
    const turn: Turn = { at: this.#at, receivedAt: this.#receivedAt, by, ...given({ occurredAt, persons }) }
    const next = this.#runner.transition(snapshot, { ...command, turn })
    // What takes a command begins a turn with it.
    if (next.context.turn !== turn) return refusalOfMachine(this.#policy, this.#record, envelope)
    this.#move(next, {
      kind: 'command',
      type: command.type,
      by,
      command: command as JsonObject,
      commandId,
      ...given({ occurredAt, persons, level: levelOf(command.type) }),
    })
    return undefined
  }

  /** Takes the next state and writes its entry and its messages. */
  #move(snapshot: ComplaintSnapshot, said: Said): void {
    const produced = snapshot.context.produced ?? NOTHING
    const { key, seq, version, snapshot: before } = this.#record
    this.#record = { ...this.#record, snapshot, version: version + 1 }
    const { messages, told } = messagesOf(this.#policy, key, seq + 1, snapshot.context.complaint, produced)
    this.#messages.push(...messages)
    if (this.#policy.rules.obligations.handingDown.length > 0) {
      const known = said.kind === 'recompute' ? undefined : before.context.complaint
      const { complaint } = snapshot.context
      this.#messages.push(...capMessages(this.#policy, key, seq + 1, known, complaint, produced.links))
    }
    for (const { rel, to } of produced.links) {
      this.#links.push({ from: key, rel, to: { tenant: key.tenant, ...to }, at: this.#at })
    }
    this.#note(said, produced, told)
  }

  #note(said: Said, produced: Produced = NOTHING, told: EntryBody['told'] = []): void {
    const seq = this.#record.seq + 1
    const { version, policy, snapshot } = this.#record
    const { type, ...rest } = said
    const body: EntryBody = {
      ...rest,
      seq,
      version,
      at: this.#at,
      receivedAt: said.kind === 'wake' || said.kind === 'recompute' ? this.#at : this.#receivedAt,
      policy,
      signals: produced.signals,
      clocks: produced.clocks,
      state: statePaths(snapshot),
      ...given({ rung: this.#policy.rules.ladder.rungs[snapshot.context.complaint.rung] }),
      told,
    }
    this.#record = { ...this.#record, seq }
    this.#entries.push({
      seq,
      version,
      at: this.#at,
      type,
      by: said.by.id,
      ...(said.kind === 'command' && said.commandId !== undefined && { commandId: said.commandId }),
      body,
    })
  }

  written(): Written {
    const [entry, ...further] = this.#entries
    if (entry === undefined) throw new Error('a decision without entries is not written')
    const { key, snapshot } = this.#record
    return {
      record: this.#record,
      wakeAt: wakeAtOf(this.#policy, snapshot.context.complaint),
      columns: columnsOf(this.#policy, snapshot),
      entries: [entry, ...further],
      links: this.#links,
      clocks: changedClockRows(this.#policy, key, this.#before.snapshot.context.complaint, snapshot.context.complaint),
      messages: this.#messages,
    }
  }
}

/** What an entry says beyond what the record knows. */
interface Said
  extends Pick<
    EntryBody,
    'kind' | 'command' | 'commandId' | 'occurredAt' | 'persons' | 'level' | 'recomputed' | 'refusal'
  > {
  readonly type: string
  readonly by: ActorStamp
}
