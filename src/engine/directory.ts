import { z } from 'zod'
import { Id, Person } from '../domain/actor.ts'
import { RedressError } from '../errors.ts'

/** Whom the host asks for: everybody of a role, of a unit, or of a role in a unit. */
export interface Membership {
  readonly tenant: string
  readonly role?: string
  readonly unit?: string
  /** When they are to be told: who is off duty then may be left out. */
  readonly at: Date
}

/**
 * The host's people, as far as complaints need them. Asked before a command that names people is decided, so that
 * conflict of interest can be decided by facts that history keeps; and when a notice goes out.
 */
export interface Directory {
  /** What is known of these people, in any order; whoever is not known is left out. */
  persons(ids: readonly string[], context: { readonly tenant: string }): Promise<readonly Known[]>
  /** Ids of the members that can be told now: active, and on duty where that counts. Empty when there are none. */
  members(asked: Membership): Promise<readonly string[]>
}

/** A person as the directory knows him. */
export const Known = Person.extend({
  /** Whether he can be told anything: `false` of who has left. @defaultValue true */
  active: z.boolean().optional(),
})
export type Known = z.infer<typeof Known>

const Persons = z.array(Known)
const Members = z.array(Id)

/**
 * The people that a command names, by id. A person whom the directory does not know, or all where there is no
 * directory, is the id alone.
 *
 * @throws {RedressError} DIRECTORY_FAILED when the directory throws or answers something else
 */
export async function lookUp(
  directory: Directory | undefined,
  ids: readonly string[],
  tenant: string,
): Promise<Readonly<Record<string, Person>>> {
  const found = new Map<string, Person>(ids.map((id) => [id, { id }]))
  if (directory !== undefined) {
    const answer = await ask('persons', () => directory.persons([...found.keys()], { tenant }), Persons)
    for (const { active: _active, ...person } of answer) if (found.has(person.id)) found.set(person.id, person)
  }
  return Object.fromEntries(found)
}

/**
 * Those of some people who can be told: whoever the directory does not call inactive.
 *
 * @throws {RedressError} DIRECTORY_FAILED when the directory throws or answers something else
 */
export async function activeOf(
  directory: Directory | undefined,
  ids: readonly string[],
  tenant: string,
): Promise<readonly string[]> {
  if (directory === undefined || ids.length === 0) return ids
  const answer = await ask('persons', () => directory.persons(ids, { tenant }), Persons)
  const gone = new Set(answer.filter(({ active }) => active === false).map(({ id }) => id))
  return ids.filter((id) => !gone.has(id))
}

/**
 * Ids of the members of a role or unit; empty where there is no directory.
 *
 * @throws {RedressError} DIRECTORY_FAILED when the directory throws or answers something else
 */
export async function membersOf(directory: Directory | undefined, asked: Membership): Promise<readonly string[]> {
  return directory === undefined ? [] : ask('members', () => directory.members(asked), Members)
}

async function ask<Answer>(asked: string, call: () => Promise<unknown>, schema: z.ZodType<Answer>): Promise<Answer> {
  let answer: unknown
  try {
    answer = await call()
  } catch (cause) {
    throw directoryFailed(asked, 'it threw', cause)
  }
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw directoryFailed(asked, 'its answer has another shape', parsed.error)
  return parsed.data
}

const directoryFailed = (asked: string, reason: string, cause: unknown): RedressError<'DIRECTORY_FAILED'> =>
  new RedressError(
    'DIRECTORY_FAILED',
    `The directory failed when asked for ${asked}: ${reason}. Nothing was changed.`,
    {
      asked,
    },
    { cause },
  )
