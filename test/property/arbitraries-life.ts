import fc from 'fast-check'
import { decide } from '../../src/core/decide.ts'
import type { Decision, EntryBody, Envelope, LiveRecord, Wake, Written } from '../../src/core/decision.ts'
import { isPossible, possibleFor } from '../../src/core/possible.ts'
import { newRecord } from '../../src/core/record.ts'
import { type ActorStamp, type Person, system } from '../../src/domain/actor.ts'
import {
  type Command,
  type CommandType,
  commandTypes,
  internalCommands,
  isCommandType,
  personsNamed,
} from '../../src/domain/commands.ts'
import type { ComplaintState } from '../../src/domain/complaint.ts'
import { levels, type RecordKey } from '../../src/domain/level.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { categories, pauseReasons } from './arbitraries-policy.ts'

export const key: RecordKey = { tenant: 'default', kind: 'complaint', id: 'c1' }
/** Stands for everything that people write and are called; nothing personal may reach the core. */
export const SECRET = 'SECRET'
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** Two days before Berlin's clocks go forward. */
export const START = Date.parse('2026-03-27T09:30:00Z')

/** Random numbers out of which an act is made, once it is known where the complaint stands. */
export interface Act {
  /** Which of the commands that are possible, or of all. */
  readonly pick: number
  readonly anything: boolean
  readonly by: number
  /** How long after the act before. */
  readonly gap: number
  /** Instead: about the next instant at which a clock has something to say. */
  readonly aim: 'gap' | 'before' | 'at' | 'after'
  /** It is told so much later than it happened. */
  readonly toldLate: number
  readonly draws: readonly number[]
}

const gap = fc.oneof(
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 2 * HOUR }),
  fc.integer({ min: 0, max: 2 * DAY }),
  fc.integer({ min: 0, max: 20 * DAY }),
)
const act: fc.Arbitrary<Act> = fc.record({
  pick: fc.nat(1_000),
  anything: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  by: fc.nat(5),
  gap,
  aim: fc.constantFrom('gap', 'gap', 'gap', 'before', 'at', 'after'),
  toldLate: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 * DAY }) },
  ),
  draws: fc.array(fc.nat(1_000), { minLength: 8, maxLength: 8 }),
})
export const acts = (maxLength: number): fc.Arbitrary<readonly Act[]> =>
  fc.array(act, { minLength: 2, maxLength, size: 'max' })

/** How often a command is chosen, where it is possible; what ends a level early is rarer, what moves clocks is not. */
const WEIGHTS: { readonly [Type in CommandType]?: number } = {
  assign: 8,
  contact: 6,
  propose: 4,
  accept: 6,
  fulfil: 6,
  callBack: 8,
  review: 8,
  suspend: 4,
  resume: 6,
  extend: 8,
  cap: 6,
  promise: 3,
  dispute: 6,
  reopen: 30,
  attribute: 4,
  assess: 4,
  decide: 4,
  identifyCause: 3,
  readAcross: 3,
  plan: 3,
  completeAction: 6,
  verifyEffect: 4,
  approve: 4,
  close: 4,
}
const weighted = (types: readonly CommandType[]): readonly CommandType[] =>
  types.flatMap((type) => Array.from({ length: WEIGHTS[type] ?? 1 }, () => type))

const actors: readonly ActorStamp[] = [
  { id: 'ann', role: 'clerk' },
  { id: 'bo', role: 'boss' },
  { id: 'cy', role: 'clerk', aliases: ['cy.work'], unit: 'u1' },
  { id: 'di', role: 'boss', onBehalfOf: 'bo' },
  { id: 'ed', role: 'clerk', unit: 'u2' },
  { id: 'fay', role: 'boss' },
]
const people: Readonly<Record<string, Person>> = {
  ann: { id: 'ann', superiors: ['bo'] },
  cy: { id: 'cy', aliases: ['cy.work', 'c'], unit: 'u1' },
  ed: { id: 'ed', unit: 'u2' },
}

/** A complaint that is sent, as the engine would hand it to the core. */
export const envelope = (
  policy: Policy,
  input: unknown,
  by: ActorStamp,
  receivedAt: number,
  more: Partial<Envelope> = {},
): Envelope => {
  const command = commandWithout(policy, policy.command(input))
  const named = personsNamed(command)
  return {
    command,
    by,
    commandId: `at-${receivedAt}`,
    receivedAt,
    ...(named.length > 0 && { persons: Object.fromEntries(named.map((id) => [id, people[id] ?? { id }])) }),
    ...more,
  }
}

/** A command without its personal data, as the core gets it. */
function commandWithout(policy: Policy, command: Command): Command {
  const { rest } = policy.split(command)
  const isCommand = (value: unknown): value is Command =>
    typeof value === 'object' && value !== null && isCommandType(Reflect.get(value, 'type'))
  if (!isCommand(rest)) throw new TypeError('a command without its personal data is no command')
  return rest
}

/** Where a life begins: the complaint as it is registered. */
export const registration = (policy: Policy, { draws, by }: Act): Envelope =>
  envelope(
    policy,
    { type: 'register', ...payloadOf('register', undefined, policy, START, draws) },
    actors[by] ?? actors[0]!,
    START,
  )

/** The next command of a life, made of an act and of where the complaint stands. `undefined`: nothing fits. */
export function nextOf(policy: Policy, record: LiveRecord, last: number, act: Act, n: number): Envelope | undefined {
  const { complaint } = record.snapshot.context
  const by = actors[act.by] ?? actors[0]!
  const due = wakeAtOf(policy, complaint)
  const aimed = due === undefined || act.aim === 'gap' ? undefined : due - { before: 2, at: 1, after: 0 }[act.aim]
  const receivedAt = aimed !== undefined && aimed >= last ? aimed : last + act.gap
  const possible = possibleFor(policy, record.snapshot, by)
  const byItself = internalCommands.filter((type) => isPossible(record.snapshot, type))
  const types: readonly CommandType[] =
    act.anything || possible.length === 0 ? commandTypes : weighted([...possible, ...byItself])
  const type = types[act.pick % types.length]
  if (type === undefined || type === 'register') return undefined
  const payload = payloadOf(type, complaint, policy, receivedAt, act.draws)
  if (payload === undefined) return undefined
  const occurredAt = receivedAt - act.toldLate
  return envelope(policy, { type, ...payload }, byItself.some((one) => one === type) ? system : by, receivedAt, {
    commandId: `cmd-${n}`,
    ...(act.toldLate > 0 && (policy.rules.reachBack.has(type) || act.anything) && { occurredAt }),
  })
}

const of = <Item>(items: readonly Item[], draw: number): Item | undefined => items[draw % Math.max(1, items.length)]

/** A payload that fits the schema; whether it fits the complaint is left to chance. */
function payloadOf(
  type: CommandType,
  state: ComplaintState | undefined,
  policy: Policy,
  at: number,
  draws: readonly number[],
): object | undefined {
  const draw = (i: number): number => draws[i] ?? 0
  const chance = (i: number, share: number): boolean => draw(i) % 100 < share
  const person = (i: number) => of(['ann', 'bo', 'cy', 'ed', 'gus', 'c'], draw(i))
  const later = (i: number) => at + (draw(i) % 50) * 6 * HOUR + (chance(i, 30) ? 0 : 1)
  const id = (items: readonly { readonly id: string }[] | undefined, i: number) =>
    (chance(i, 5) ? undefined : of(items ?? [], Math.floor(draw(i) / 2))?.id) ?? 'nothing'
  const remedies = [{ kind: 'refund', amountMinor: draw(0), currency: 'EUR', text: SECRET }]
  const facts = {
    ...(chance(1, 50) && { flag: chance(2, 50) }),
    ...(chance(3, 50) && { size: draw(4) % 2 }),
    ...(chance(5, 30) && { who: SECRET }),
  }
  switch (type) {
    case 'register':
      return {
        channel: 'web',
        summary: SECRET,
        facts,
        ...(chance(0, 50) && { customer: { id: 'cust', name: SECRET } }),
        ...(chance(6, 70) && { category: of(categories, draw(6)) }),
        ...(chance(7, 20) && { against: [person(7)] }),
        ...(chance(2, 30) && { allegations: [{ text: SECRET, category: 'service/manner' }] }),
      }
    case 'classify':
      return {
        ...(chance(0, 60) && { category: of(categories, draw(0)) }),
        ...(chance(1, 30) && { severity: of(['minor', 'grave'], draw(1)) }),
        ...(chance(2, 30) && { major: chance(3, 50) }),
        ...(chance(4, 50) && { facts }),
        ...(chance(6, 20) && { allegation: id(state?.allegations, 7) }),
      }
    case 'note':
      return { text: SECRET }
    case 'link':
      return { rel: 'like', to: { id: of(['c1', 'c2'], draw(0)) } }
    case 'file':
      return { form: 'report', data: { pages: draw(0), ...(chance(1, 50) && { author: SECRET }) } }
    case 'promise':
      return {
        what: SECRET,
        at: Math.max(1, later(0)),
        ...(chance(1, 50) && state?.promises.length !== 0 && { renews: id(state?.promises, 2) }),
      }
    case 'approve':
      return { approval: id(state?.approvals, 0) }
    case 'disapprove':
      return { approval: id(state?.approvals, 0), reason: SECRET }
    case 'assign':
      return {
        to: person(0),
        ...(chance(1, 30) && { worker: person(2) }),
        ...(chance(3, 30) && { monitor: person(4) }),
      }
    case 'handOver':
      return { to: person(0), reason: SECRET }
    case 'transfer':
      return { unit: of(['u1', 'u2'], draw(0)), reason: SECRET }
    case 'contact':
      return {
        settled: chance(0, 15),
        ...(chance(1, 50) && (state?.promises.length ?? 0) > 0 && { keeps: [id(state?.promises, 2)] }),
      }
    case 'establish':
      return {
        finding: of(['upheld', 'normal'], draw(0)),
        liability: of(['ours', 'customer'], draw(1)),
        ...(chance(2, 30) && { allegations: [id(state?.allegations, 3)] }),
      }
    case 'propose':
      return { remedies, acceptance: chance(1, 30) ? 'notNeeded' : 'awaited' }
    case 'callBack':
      return { outcome: of(['satisfied', 'satisfied', 'dissatisfied', 'unreachable', 'declined'], draw(0)) }
    case 'review':
      return { outcome: of(['confirmed', 'revised'], draw(0)) }
    case 'finalise':
      return { remediesTold: ['court'], reason: SECRET }
    case 'reject':
      return { reason: SECRET }
    case 'refer':
      return { to: 'office', reason: SECRET }
    case 'merge':
      return { into: of(['c1', 'c2', 'c2'], draw(0)) }
    case 'dispute':
    case 'contest':
      return { reason: SECRET }
    case 'reopen': {
      const some = levels.filter((_level, i) => chance(i, 50))
      return { levels: some.length === 0 ? ['customerInterface'] : some, reason: SECRET }
    }
    case 'suspend': {
      const from = chance(0, 50) ? undefined : at + ((draw(1) % 40) - 15) * 4 * HOUR
      const until = chance(2, 40) ? undefined : (from ?? at) + 1 + (draw(3) % 60) * 3 * HOUR
      return {
        reason: of(pauseReasons, draw(4)),
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
      }
    }
    case 'resume':
      return chance(0, 30) && (state?.pauses.length ?? 0) > 0 ? { pause: id(state?.pauses, 1) } : {}
    case 'extend': {
      const running = state?.clocks.filter((one) => one.ended === undefined) ?? []
      const clock = of(running.length > 0 ? running : (state?.clocks ?? []), draw(0))
      const obligation = clock?.obligation ?? of([...policy.rules.obligations.all.keys()], draw(0))
      return {
        obligation,
        ...(chance(1, 50) && clock?.subject !== undefined && { subject: clock.subject }),
        ...(chance(2, 50) ? { by: { hours: 1 + (draw(3) % 30) } } : { to: later(3) }),
        reason: SECRET,
      }
    }
    case 'cap': {
      const complaint = of(['p1', 'p2', 'c1'], draw(0))
      const seq = 1 + (draw(1) % 9)
      return { complaint, obligation: 'above', seq, ...(chance(2, 80) && { at: later(3) - (draw(4) % 3) * HOUR }) }
    }
    case 'bounce':
      return { message: `m-${draw(0)}`, reason: 'mailbox-unknown' }
    case 'escalate':
      return { reason: 'request', ...(chance(0, 30) && { to: of(policy.rules.ladder.rungs, draw(1)) }) }
    case 'attribute':
      return { responsible: [{ kind: of(['person', 'unit'], draw(0)), id: person(1) }] }
    case 'assess':
      return { nature: 'negligence' }
    case 'decide':
      return { measures: chance(0, 50) ? [] : [{ kind: 'training', subject: person(1) }] }
    case 'rule':
      return { outcome: of(['upheld', 'dismissed'], draw(0)), reason: SECRET }
    case 'contain':
      return { what: SECRET }
    case 'identifyCause':
      return { causes: [{ code: 'k1', statement: SECRET }] }
    case 'readAcross':
      return { places: [{ place: 'p1', affected: chance(0, 50) }] }
    case 'plan':
      return {
        actions: Array.from({ length: 1 + (draw(0) % 2) }, (_unused, i) => ({
          kind: 'corrective',
          what: SECRET,
          owner: person(i + 1),
          ...(chance(i + 3, 60) && { due: later(i + 5) }),
        })),
      }
    case 'completeAction':
      return { action: id(state?.improvement.actions, 0) }
    case 'verifyEffect':
      return { effective: chance(0, 60) }
    case 'accept':
    case 'decline':
    case 'fulfil':
    case 'withdraw':
    case 'archive':
    case 'close':
      return {}
  }
}

/** One decision of a life: what was decided on what, and what came of it. */
export interface Told {
  readonly before: LiveRecord
  readonly input: Envelope | Wake
  readonly decision: Decision
}

export interface Life {
  readonly record: LiveRecord
  readonly told: readonly Told[]
  /** Only the commands, as they were sent. */
  readonly sent: readonly Envelope[]
  readonly entries: readonly EntryBody[]
}

export const writtenBy = (decision: Decision): Written | undefined =>
  'written' in decision ? decision.written : undefined

/** A life step by step, each command made for where the complaint then stands. */
export function live(policy: Policy, made: readonly Act[], { wakes = false }: { readonly wakes?: boolean } = {}): Life {
  const [first, ...others] = made
  if (first === undefined) throw new Error('a life has acts')
  let record = newRecord(policy, key, 'R-000001')
  const told: Told[] = []
  const entries: EntryBody[] = []
  const take = (input: Envelope | Wake): void => {
    const decision = decide(policy, record, input)
    told.push({ before: record, input, decision })
    const written = writtenBy(decision)
    if (written === undefined) return
    record = written.record
    entries.push(...written.entries.map((entry) => entry.body))
  }
  take(registration(policy, first))
  let last = START
  others.forEach((act, i) => {
    const sent = nextOf(policy, record, last, act, i)
    if (sent === undefined) return
    // Now and then the worker has been there, before the command came in or between that and its decision.
    const [, , , , , , , draw = 0] = act.draws
    if (wakes && draw % 3 === 0)
      take({ wake: true, receivedAt: last + Math.floor(((sent.receivedAt - last) * (draw % 7)) / 4) })
    take(sent)
    last = sent.receivedAt
  })
  const sent = told.flatMap(({ input }) => ('wake' in input ? [] : [input]))
  return { record, told, sent, entries }
}
