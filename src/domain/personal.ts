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

/** A mark that cannot be found again when a value is split. */
export interface MisplacedMark {
  /** Dotted path of the field, `''` for the schema itself. */
  readonly path: string
  readonly reason: string
}

/** Where the marks of a schema stand, and which of them stand where no value could be taken out. */
export interface PersonalMarks {
  readonly paths: PersonalPaths
  readonly misplaced: readonly MisplacedMark[]
}

/** Finds the marked fields of a schema through objects, arrays, records and optional, nullable or defaulted wrappers. */
export function personalMarks(schema: z.core.$ZodType): PersonalMarks {
  const misplaced: MisplacedMark[] = []
  const refuse = (path: string, where: string): PersonalPaths => {
    misplaced.push({ path, reason: `a personal mark stands inside ${where}; mark the field as a whole, outermost` })
    return EMPTY
  }
  const walk = (at: z.core.$ZodType, path: string, around: ReadonlySet<z.core.$ZodType>): PersonalPaths => {
    const mark = marks.get(at)
    if (mark !== undefined) return { subject: mark.personal }
    if (around.has(at)) return holdsMark(at) ? refuse(path, 'a schema that holds itself') : EMPTY
    const inside = new Set(around).add(at)
    const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
    if (
      at instanceof z.ZodOptional ||
      at instanceof z.ZodNullable ||
      at instanceof z.ZodDefault ||
      at instanceof z.ZodPrefault ||
      at instanceof z.ZodReadonly
    ) {
      return walk(at.def.innerType, path, inside)
    }
    if (at instanceof z.ZodObject) {
      const members: Record<string, PersonalPaths> = {}
      for (const [name, member] of Object.entries(at.shape)) {
        const paths = walk(member, below(name), inside)
        if (paths !== EMPTY) members[name] = paths
      }
      if (at.def.catchall !== undefined && holdsMark(at.def.catchall)) refuse(path, 'a catchall')
      return Object.keys(members).length === 0 ? EMPTY : { members }
    }
    if (at instanceof z.ZodArray || at instanceof z.ZodRecord) {
      if (at instanceof z.ZodRecord && holdsMark(at.def.keyType)) refuse(path, "a record's keys")
      const paths = walk(at instanceof z.ZodArray ? at.def.element : at.def.valueType, below('*'), inside)
      return paths === EMPTY ? EMPTY : { members: { '*': paths } }
    }
    return holdsMark(at) ? refuse(path, `z.${at._zod.def.type}`) : EMPTY
  }
  return { paths: walk(schema, '', new Set()), misplaced }
}

/** Whether a mark stands anywhere in a schema, itself included, whatever it is made of. */
function holdsMark(schema: z.core.$ZodType): boolean {
  const seen = new Set<unknown>()
  const look = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return false
    seen.add(value)
    if (value instanceof z.core.$ZodType) {
      return (
        marks.get(value) !== undefined || (value instanceof z.ZodLazy && look(value.unwrap())) || look(value._zod.def)
      )
    }
    // What a schema is made of stands in its definition: one schema, a list of them, or a shape.
    return (Array.isArray(value) || isPlain(value)) && Object.values(value).some(look)
  }
  return look(schema)
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Where the marked fields of a schema stand.
 *
 * @throws {TypeError} when a mark stands where it cannot be found again: inside a union, a tuple, a transform …
 */
export function personalPaths(schema: z.core.$ZodType): PersonalPaths {
  const { paths, misplaced } = personalMarks(schema)
  const [first] = misplaced
  if (first !== undefined) throw new TypeError(`${first.path === '' ? 'schema' : first.path}: ${first.reason}`)
  return paths
}

/** A value without its personal parts, and those parts by subject and path. */
export interface Split {
  /** The value with personal members left out. */
  readonly rest: Json
  /**
   * By subject: dotted path (`customer.name`, `allegations.0.text`) → the value that stood there. A name that holds a
   * dot or a tilde is written with `~1` and `~0` for them, as in a JSON pointer.
   */
  readonly personal: Partial<Record<PersonalSubject, Record<string, Json>>>
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes the personal parts out of a value. A value without any is answered as it is. */
export function splitPersonal(value: Json, paths: PersonalPaths): Split {
  const personal: Split['personal'] = {}
  if (paths.members === undefined) return { rest: value, personal }
  const walk = (part: Json, at: PersonalPaths, path?: string): Json | undefined => {
    if (at.subject !== undefined && path !== undefined) {
      const own = personal[at.subject] ?? {}
      own[path] = part
      personal[at.subject] = own
      return undefined
    }
    const members = at.members
    if (members === undefined) return part
    const below = (name: string): string => (path === undefined ? written(name) : `${path}.${written(name)}`)
    if (Array.isArray(part)) {
      const each = members['*']
      return each === undefined ? part : part.map((item: Json, i) => walk(item, each, below(String(i))) ?? null)
    }
    if (!isObject(part)) return part
    const rest: Record<string, Json> = {}
    for (const [name, member] of Object.entries(part)) {
      if (member === undefined) continue
      const inner = Object.hasOwn(members, name) ? members[name] : members['*']
      const kept = inner === undefined ? member : walk(member, inner, below(name))
      if (kept !== undefined) put(rest, name, kept)
    }
    return rest
  }
  return { rest: walk(value, paths) ?? {}, personal }
}

/** A name as it stands in a path, and back. */
const written = (name: string): string => name.replaceAll('~', '~0').replaceAll('.', '~1')
const read = (name: string): string => name.replaceAll('~1', '.').replaceAll('~0', '~')

/** Sets a member, also one that is named `__proto__`. */
const put = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true })
}

/** Puts personal parts back where {@link splitPersonal} took them; what is erased stays absent. */
export function joinPersonal(rest: Json, parts: Readonly<Record<string, Json>>): Json {
  if (Object.keys(parts).length === 0) return rest
  const joined: unknown = JSON.parse(JSON.stringify(rest))
  for (const [path, value] of Object.entries(parts)) {
    const names = path.split('.').map(read)
    const last = names.pop()
    let at: unknown = joined
    for (const name of names) {
      if (typeof at !== 'object' || at === null) break
      const known: unknown = Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined
      if (known === undefined || known === null) put(at, name, {})
      at = Reflect.get(at, name)
    }
    if (last !== undefined && typeof at === 'object' && at !== null) put(at, last, value)
  }
  return joined as Json
}
