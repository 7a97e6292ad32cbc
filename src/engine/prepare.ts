import { type ActorStamp, DEFAULT_TENANT, Id, type Person, system } from '../domain/actor.ts'
import { type Command, InstantInput, isCommandType, personsNamed } from '../domain/commands.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { Split } from '../domain/personal.ts'
import { type InputIssue, RedressError } from '../errors.ts'
import { kindOf } from '../policy/case.ts'
import type { Policy } from '../policy/policy.ts'
import { type Directory, lookUp } from './directory.ts'

/** The most that a command may say, as JSON text in UTF-8. */
export const COMMAND_LIMIT_BYTES = 64 * 1_024

/** How a command was sent. */
export interface SendOptions {
  readonly by?: unknown
  readonly commandId?: string
  readonly expectedVersion?: number
  readonly occurredAt?: InstantInput
  readonly tx?: unknown
}

/** What is known of a call before a policy has a say. */
export interface Call {
  /** The library's own: commands between records. */
  readonly internal: boolean
  /** Sent through a desk of one policy: complaints of others are not found. */
  readonly only: string | undefined
  readonly tenant: string
  readonly by: unknown
  /** Given by the caller, so that it may have been used before. */
  readonly ownId: string | undefined
  readonly expectedVersion: number | undefined
  readonly occurredAt: number | undefined
  /** When the engine took it; kept over retries. */
  readonly receivedAt: number
  readonly type: string
  readonly input: unknown
}

/** A command that a policy has parsed, ready to be decided on. */
export interface Prepared {
  readonly policy: Policy
  /** Without its personal data. */
  readonly command: Command
  /** The same as JSON, for comparison with what was stored. */
  readonly said: JsonObject
  readonly personal: Split['personal'] | undefined
  readonly by: ActorStamp
  readonly persons: Readonly<Record<string, Person>> | undefined
}

/**
 * Looks at what can be looked at without knowing the complaint.
 *
 * @throws {RedressError} COMMAND_INVALID, COMMAND_TOO_LARGE
 */
export function takeCall(input: unknown, options: SendOptions, receivedAt: number, only?: string): Call {
  const type: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'type') : undefined
  const name = textOf(type).slice(0, 100)
  const issues: InputIssue[] = []
  const { by, commandId, expectedVersion, occurredAt } = options ?? {}
  if (commandId !== undefined && !Id.safeParse(commandId).success) {
    issues.push({ path: 'commandId', message: 'must be 1 to 200 characters without control characters' })
  }
  if (expectedVersion !== undefined && !(Number.isSafeInteger(expectedVersion) && expectedVersion >= 0)) {
    issues.push({ path: 'expectedVersion', message: 'must be the version of a view' })
  }
  const happened = occurredAt === undefined ? undefined : InstantInput.safeParse(occurredAt)
  if (happened?.success === false) {
    issues.push({ path: 'occurredAt', message: 'must be a Date, an ISO string with a zone, or epoch milliseconds' })
  }
  if (issues.length > 0) throw commandInvalid(name, issues)
  limitSize(name, input)
  return {
    internal: false,
    only,
    tenant: tenantOf(by),
    by,
    ownId: commandId,
    expectedVersion,
    occurredAt: happened?.data,
    receivedAt,
    type: name,
    input,
  }
}

/** What may be anything, as a text. An object is named by its kind: its own conversion is not ours to run. */
export const textOf = (value: unknown): string =>
  typeof value === 'object' || typeof value === 'function' ? kindOf(value) : String(value)

/** The tenant of an actor that is not parsed yet; what is no actor is refused later. */
export function tenantOf(by: unknown): string {
  const tenant: unknown = typeof by === 'object' && by !== null ? Reflect.get(by, 'tenant') : undefined
  return typeof tenant === 'string' ? tenant : DEFAULT_TENANT
}

/**
 * Lets a policy parse a command and its actor, asks the directory for the people named, and takes the personal data out.
 *
 * @throws {RedressError} ACTOR_INVALID, COMMAND_INVALID, DIRECTORY_FAILED
 */
export async function prepare(call: Call, policy: Policy, directory: Directory | undefined): Promise<Prepared> {
  const by = call.internal ? system : actorStamp(policy, call.by)
  const command = policy.command(call.input)
  const named = personsNamed(command)
  const persons = named.length === 0 ? undefined : await lookUp(directory, named, call.tenant)
  const { rest, personal } = policy.split(command)
  if (!isCommand(rest)) throw new TypeError(`a '${command.type}' without its personal data is no command`)
  const hasPersonal = personal.complainant !== undefined || personal.record !== undefined
  return { policy, command: rest, said: rest, personal: hasPersonal ? personal : undefined, by, persons }
}

/**
 * An actor as history keeps him.
 *
 * @throws {RedressError} ACTOR_INVALID when a field or the role does not fit, or a host acts as the library itself
 */
export function actorStamp(policy: Policy, input: unknown): ActorStamp {
  const { tenant: _tenant, ...stamp } = policy.actor(input)
  if (stamp.id === system.id) {
    const issues = [{ path: 'id', message: `'${system.id}' is the library itself` }]
    throw new RedressError('ACTOR_INVALID', `Nobody acts as '${system.id}', which is the library itself.`, { issues })
  }
  return stamp
}

// Personal fields are gone; everything that a decision looks at is there. Split answers JSON, whose type says less.
const isCommand = (value: Json): value is Command & JsonObject =>
  typeof value === 'object' && value !== null && 'type' in value && isCommandType(value['type'])

function limitSize(command: string, input: unknown): void {
  let text: string | undefined
  try {
    text = JSON.stringify(input)
  } catch {
    throw commandInvalid(command, [{ path: '', message: 'must be JSON: no cycles, no bigint' }])
  }
  // A UTF-16 unit takes three bytes of UTF-8 at most, so most commands need no counting.
  if (text === undefined || text.length * 3 <= COMMAND_LIMIT_BYTES) return
  const bytes = Buffer.byteLength(text)
  if (bytes <= COMMAND_LIMIT_BYTES) return
  throw new RedressError(
    'COMMAND_TOO_LARGE',
    `The command '${command}' has ${bytes} bytes of JSON; ${COMMAND_LIMIT_BYTES} are the limit. Keep files elsewhere and refer to them.`,
    { command, bytes, limitBytes: COMMAND_LIMIT_BYTES },
  )
}

const commandInvalid = (command: string, issues: readonly InputIssue[]): RedressError<'COMMAND_INVALID'> =>
  new RedressError(
    'COMMAND_INVALID',
    `The command '${command}' does not fit: ${issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')}.`,
    { command, issues },
  )
