import type { ActorStamp, Person } from '../domain/actor.ts'
import type {
  ClockEvent,
  ComplaintContext,
  ComplaintState,
  LevelState,
  Produced,
  SignalRaised,
  Turn,
} from '../domain/complaint.ts'
import type { Level } from '../domain/level.ts'
import { type Case, caseOf } from '../policy/case.ts'
import type { Policy } from '../policy/policy.ts'

const NOTHING: Produced = { signals: [], clocks: [], links: [], commands: [] }

/**
 * A complaint's next state while it is being made, on a copy: the state it starts from is never changed. What is produced besides (signals, clock events, links, wishes for other records) gathers here.
 */
export class Draft {
  state: ComplaintState
  readonly policy: Policy
  readonly turn: Turn
  protected readonly signals: SignalRaised[]
  readonly #clocks: ClockEvent[]
  readonly #links: Produced['links'][number][]
  readonly #commands: Produced['commands'][number][]

  constructor(policy: Policy, context: ComplaintContext, turn: Turn | undefined) {
    const now = turn ?? context.turn
    if (now === undefined) throw new Error('a complaint changes in a turn: send events with `turn`')
    // A new turn begins with nothing produced; the steps of one turn add to each other.
    const produced = turn === undefined ? (context.produced ?? NOTHING) : NOTHING
    this.policy = policy
    this.turn = now
    // One copy for the whole step; nobody sees it before the step is finished.
    this.state = { ...context.complaint }
    this.signals = [...produced.signals]
    this.#clocks = [...produced.clocks]
    this.#links = [...produced.links]
    this.#commands = [...produced.commands]
  }

  /** When it happened: what clocks start and stop at. */
  get instant(): number {
    return this.turn.occurredAt ?? this.turn.receivedAt
  }

  get by(): ActorStamp {
    return this.turn.by
  }

  /** The complaint as predicates see it now. */
  get case(): Case {
    return caseOf(this.state, this.policy.rules.ladder.rungs)
  }

  get produced(): Produced {
    return { signals: this.signals, clocks: this.#clocks, links: this.#links, commands: this.#commands }
  }

  /** A person as the directory knew him when the command came in. */
  person(id: string): Person {
    return this.turn.persons?.[id] ?? { id }
  }

  set(change: Partial<ComplaintState>): void {
    Object.assign(this.state, change)
  }

  setLevel(level: Level, change: Partial<LevelState>): void {
    this.set({ levels: { ...this.state.levels, [level]: { ...this.state.levels[level], ...change } } })
  }

  /** Notes that something was done in this cycle of a level. */
  mark(level: Level, ...names: readonly string[]): void {
    const steps = { ...this.state.levels[level].steps }
    for (const name of names) steps[name] = this.instant
    this.setLevel(level, { steps })
  }

  /** Takes back that it was done: it has to be done again. */
  unmark(level: Level, ...names: readonly string[]): void {
    const steps = { ...this.state.levels[level].steps }
    for (const name of names) delete steps[name]
    this.setLevel(level, { steps })
  }

  clockEvent(event: ClockEvent): void {
    this.#clocks.push(event)
  }

  link(rel: string, to: Produced['links'][number]['to']): void {
    this.#links.push({ rel, to })
  }

  /** Wants something of another record; sent as a message after the commit. */
  tell(to: Produced['commands'][number]['to'], command: Produced['commands'][number]['command']): void {
    this.#commands.push({ to, command })
  }
}
