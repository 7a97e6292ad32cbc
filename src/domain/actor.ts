import { z } from 'zod'

/**
 * An identifier that hosts choose: 1 to 200 characters without control characters. Nor half a surrogate pair, which UTF-8
 * cannot hold: a store would give back another id than the one that was sealed.
 */
export const Id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not contain control characters or halves of surrogate pairs')

/** The tenant of a host that serves only one. */
export const DEFAULT_TENANT = 'default'

/** Who acts. Goes with every call, reads included. */
export const Actor = z.object({
  /** The tenant whose complaints the actor sees. @defaultValue `'default'` */
  tenant: Id.optional(),
  /** A stable reference to the person, never a name. */
  id: Id,
  /** One of the policy's roles. */
  role: Id,
  unit: Id.optional(),
  /** Other identities of the same person, compared wherever two people must be different. */
  aliases: z.array(Id).max(20).optional(),
  /** The person in whose name this one acts. */
  onBehalfOf: Id.optional(),
})
export type Actor = z.infer<typeof Actor>

/** The library itself: deadlines, internal commands. May do everything; hosts cannot act as it. */
export const system = { id: 'system', role: 'system' } as const satisfies Actor

/** Somebody who is not known: for channels that anybody may use. A policy names the role `anonymous` to permit it. */
export const anonymous = { id: 'anonymous', role: 'anonymous' } as const satisfies Actor

/** Who acted, as history keeps it. */
export type ActorStamp = Omit<Actor, 'tenant'>

/** A person as the host's directory knew him when the command was decided. */
export const Person = z.object({
  id: Id,
  aliases: z.array(Id).optional(),
  unit: Id.optional(),
  /** Ids of the superiors, nearest first. */
  superiors: z.array(Id).optional(),
})
export type Person = z.infer<typeof Person>

/** All identities of somebody. */
export const identities = (who: {
  id: string
  aliases?: readonly string[] | undefined
  onBehalfOf?: string | undefined
}) => [who.id, ...(who.aliases ?? []), ...(who.onBehalfOf === undefined ? [] : [who.onBehalfOf])]

/** Whether two references share an identity. */
export function isSamePerson(a: Parameters<typeof identities>[0], b: Parameters<typeof identities>[0]): boolean {
  const known = new Set(identities(a))
  return identities(b).some((id) => known.has(id))
}
