import { z } from 'zod'
import { Id, Person } from '../domain/actor.ts'
import { RedressError } from '../errors.ts'

/** Whom the host asks for: everybody of a role, of a unit, or of a role in a unit. */
export interface Membership {
  readonly tenant: string
  readonly role?: string
  readonly unit?: string
}

/**
 * The host's people, as far as complaints need them. Asked before a command that names people is decided, so that
 * conflict of interest can be decided by facts that history keeps; and when a notice goes out.
 */
export interface Directory {
  /** What is known of these people, in any order; whoever is not known is left out. */
  persons(ids: readonly string[], context: { readonly tenant: string }): Promise<readonly Person[]>
  /** Ids of the members; empty when there are none. */
  members(asked: Membership): Promise<readonly string[]>
}

const Persons = z.array(Person)
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
    for (const person of answer) if (found.has(person.id)) found.set(person.id, person)
  }
  return Object.fromEntries(found)
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
