import { z } from 'zod'
import type { Json, JsonObject } from './json.ts'

/** Whose data a value is: the complainant's, or the record's own (kept when the complainant is erased). */
export type PersonalSubject = 'complainant' | 'record'

const marks = z.registry<{ personal: PersonalSubject }>()

/** What {@link personal} adds to a schema's type, so that predicates of a policy never see the field. */
export interface PersonalMark {
  readonly '~personal'?: true
}

/**
 * Marks a field as personal data. Must be the outermost wrapper of its field. A marked value is taken out of the
 * command before anything decides on it, is stored apart under a salted digest, and can be erased.
 *
 * @param subject whose it is; `record` for what the company writes about its own causes and measures
 * @defaultValue subject `'complainant'`
 *
 * @example
 * ```ts
 * const facts = z.object({ serialNumber: z.string(), address: personal(z.string()) })
 * ```
 */
export function personal<S extends z.ZodType>(schema: S, subject: PersonalSubject = 'complainant'): S & PersonalMark {
  const marked = schema.clone()
  marks.add(marked, { personal: subject })
  return marked
}

/** Free text of people: trimmed, 1 to 16,384 characters, personal by default. */
export const freeText = (subject: PersonalSubject = 'complainant') =>
  personal(z.string().trim().min(1).max(16_384), subject)

/** Where personal values stand inside a schema; compiled once from the schema by {@link personalPaths}. */
export interface PersonalPaths {
  readonly subject?: PersonalSubject
  /** Members by name; `*` stands for each item of an array or member of a record. */
  readonly members?: Readonly<Record<string, PersonalPaths>>
}

const EMPTY: PersonalPaths = {}

/**
 * Finds the marked fields of a schema through objects, arrays, records and optional, nullable or defaulted wrappers.
 *
 * @throws {TypeError} when a mark stands where it cannot be found again: inside a union, a tuple or a transform
 */
export function personalPaths(schema: z.ZodType): PersonalPaths {
  const mark = marks.get(schema)
  if (mark !== undefined) return { subject: mark.personal }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return personalPaths(schema.def.innerType as z.ZodType)
  }
  if (schema instanceof z.ZodObject) {
    const members: Record<string, PersonalPaths> = {}
    for (const [name, member] of Object.entries(schema.shape)) {
      const paths = personalPaths(member as z.ZodType)
      if (paths !== EMPTY) members[name] = paths
    }
    return Object.keys(members).length === 0 ? EMPTY : { members }
  }
  if (schema instanceof z.ZodArray || schema instanceof z.ZodRecord) {
    const inner = schema instanceof z.ZodArray ? schema.def.element : schema.def.valueType
    const paths = personalPaths(inner as z.ZodType)
    return paths === EMPTY ? EMPTY : { members: { '*': paths } }
  }
  return EMPTY
}

/** A value without its personal parts, and those parts by subject and path. */
export interface Split {
  /** The value with personal members left out. */
  readonly rest: Json
  /** By subject: dotted path (`customer.name`, `allegations.0.text`) → the value that stood there. */
  readonly personal: Partial<Record<PersonalSubject, Record<string, Json>>>
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes the personal parts out of a value. A value without any is answered as it is. */
export function splitPersonal(value: Json, paths: PersonalPaths): Split {
  const personal: Split['personal'] = {}
  if (paths.members === undefined) return { rest: value, personal }
  const walk = (part: Json, at: PersonalPaths, path: string): Json | undefined => {
    if (at.subject !== undefined) {
      const own = personal[at.subject] ?? {}
      own[path] = part
      personal[at.subject] = own
      return undefined
    }
    const members = at.members
    if (members === undefined) return part
    const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
    if (Array.isArray(part)) {
      const each = members['*']
      return each === undefined ? part : part.map((item: Json, i) => walk(item, each, below(String(i))) ?? null)
    }
    if (!isObject(part)) return part
    const rest: Record<string, Json> = {}
    for (const [name, member] of Object.entries(part)) {
      if (member === undefined) continue
      const inner = members[name] ?? members['*']
      const kept = inner === undefined ? member : walk(member, inner, below(name))
      if (kept !== undefined) rest[name] = kept
    }
    return rest
  }
  return { rest: walk(value, paths, '') ?? {}, personal }
}

/** Puts personal parts back where {@link splitPersonal} took them; what is erased stays absent. */
export function joinPersonal(rest: Json, parts: Readonly<Record<string, Json>>): Json {
  if (Object.keys(parts).length === 0) return rest
  const joined: unknown = JSON.parse(JSON.stringify(rest))
  for (const [path, value] of Object.entries(parts)) {
    const names = path.split('.')
    const last = names.pop()
    let at: unknown = joined
    for (const name of names) {
      if (typeof at !== 'object' || at === null) break
      if (Reflect.get(at, name) === undefined || Reflect.get(at, name) === null) Reflect.set(at, name, {})
      at = Reflect.get(at, name)
    }
    if (last !== undefined && typeof at === 'object' && at !== null) Reflect.set(at, last, value)
  }
  return joined as Json
}
