import type { EntryBody } from '../core/decision.ts'
import { type ActorStamp, isSamePerson, type Person } from '../domain/actor.ts'
import { type CommandType, isCommandType } from '../domain/commands.ts'
import type { ClockEvent, SignalRaised } from '../domain/complaint.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import { joinPersonal } from '../domain/personal.ts'
import type { HistoryEntry, PersonalRow, PolicyRef } from '../domain/record.ts'
import type { RefusalDetails } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import { entryBody } from './entry-body.ts'
import { visibleFields } from './personal-view.ts'
import type { Sight } from './sight.ts'

/** What a deadline did, with instants as dates. */
export type ClockEventView = Omit<ClockEvent, 'at' | 'due'> & { readonly at: Date; readonly due?: Date }

/** One line of a complaint's history, as the reader may see it. */
export interface HistoryLine {
  readonly seq: number
  /** The complaint's version after it. */
  readonly version: number
  /** `command`: it moved the complaint. `wake`: time did. `recompute`: changed rules did. `refusal`: nothing did. */
  readonly kind: EntryBody['kind']
  /** The command's type, `wake` or `recompute`. */
  readonly type: CommandType | 'wake' | 'recompute'
  /** Instant of the entry. */
  readonly at: Date
  /** When the engine took the command. */
  readonly receivedAt: Date
  /** When it happened in the world, where that was said. */
  readonly occurredAt?: Date
  readonly by: ActorStamp
  readonly policy: PolicyRef
  readonly commandId?: string
  /** The command with its personal texts, as far as they exist and the reader may see them. Instants are milliseconds. */
  readonly command?: JsonObject
  /** The people it names, as the directory knew them. */
  readonly persons?: Readonly<Record<string, Person>>
  readonly signals: readonly SignalRaised[]
  readonly clocks: readonly ClockEventView[]
  readonly state: readonly string[]
  readonly level?: string
  readonly rung?: string
  readonly told: EntryBody['told']
  readonly refusal?: RefusalDetails
  /** Some of its personal data were erased. */
  readonly erased?: true
  /** Its seal. */
  readonly hash: string
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * One line, or `undefined` when the reader must not see it: a complainant sees level 1 and the complaint as a whole, no
 * refusals, no notes of staff, nothing about the other two levels.
 */
export function historyLine(
  policy: Policy,
  entry: HistoryEntry,
  rows: readonly PersonalRow[],
  sight: Sight,
): HistoryLine | undefined {
  const body = entryBody(entry)
  const isInside = sight.sees === 'all'
  if (!isInside && !isForComplainant(body, sight.by)) return undefined
  const line = lineOf(entry, body, commandOf(body, rows, sight))
  const wasErased = (body.personal?.length ?? 0) > rows.length
  const whole = wasErased ? { ...line, erased: true as const } : line
  return isInside ? whole : outside(policy, whole)
}

function lineOf(entry: HistoryEntry, body: EntryBody, command: JsonObject | undefined): HistoryLine {
  const { seq, version, kind, by, policy, commandId, persons, signals, state, level, rung, told, refusal } = body
  return {
    seq,
    version,
    kind,
    type: isCommandType(entry.type) ? entry.type : entry.type === 'recompute' ? 'recompute' : 'wake',
    at: new Date(body.at),
    receivedAt: new Date(body.receivedAt),
    ...(body.occurredAt !== undefined && { occurredAt: new Date(body.occurredAt) }),
    by,
    policy,
    ...(commandId !== undefined && { commandId }),
    ...(command !== undefined && { command }),
    ...(persons !== undefined && { persons }),
    signals,
    clocks: body.clocks.map(({ at, due, ...rest }) => ({
      ...rest,
      at: new Date(at),
      ...(due !== undefined && { due: new Date(due) }),
    })),
    state,
    ...(level !== undefined && { level }),
    ...(rung !== undefined && { rung }),
    told,
    ...(refusal !== undefined && { refusal }),
    hash: entry.hash,
  }
}

function commandOf(body: EntryBody, rows: readonly PersonalRow[], sight: Sight): JsonObject | undefined {
  if (body.command === undefined) return undefined
  const joined = joinPersonal(body.command, Object.assign({}, ...rows.map((row) => visibleFields(row, sight))))
  return isObject(joined) ? joined : body.command
}

/** What staff do among themselves; a complainant sees these only where he sent them. */
const AMONG_STAFF: ReadonlySet<string> = new Set(['note', 'bounce', 'file', 'link', 'cap', 'approve', 'disapprove'])

function isForComplainant(body: EntryBody, reader: ActorStamp): boolean {
  if (body.kind === 'refusal') return false
  if (body.level !== undefined && body.level !== 'customerInterface') return false
  const type = body.command?.['type']
  return typeof type !== 'string' || !AMONG_STAFF.has(type) || isSamePerson(body.by, reader)
}

/** A line without what goes on inside the house; `undefined` when nothing is left of it. */
function outside(policy: Policy, line: HistoryLine): HistoryLine | undefined {
  const { persons: _persons, ...rest } = line
  const isLevelOne = (obligation: string): boolean =>
    policy.rules.obligations.all.get(obligation)?.level === 'customerInterface'
  const clocks = line.clocks.filter((event) => isLevelOne(event.obligation))
  const signals = line.signals.filter(({ name }) => {
    const [what = '', named] = name.split(':')
    if (named === undefined) return true
    if (FIRINGS.has(what)) return isLevelOne(named)
    return named !== 'accountability' && named !== 'improvement' && what !== 'filed'
  })
  if (line.kind !== 'command' && clocks.length === 0 && signals.length === 0) return undefined
  const state = line.state.filter((path) => !/^open\.(accountability|improvement)\b/.test(path))
  return { ...rest, clocks, signals, state, told: [] }
}

const FIRINGS: ReadonlySet<string> = new Set(['warned', 'breached', 'reminded'])
