import type { Directory, Known } from './directory.ts'

/** Somebody in a {@link staticDirectory}. */
export interface Listed extends Known {
  /** The tenant he belongs to. @defaultValue every tenant */
  readonly tenant?: string
  readonly roles?: readonly string[]
}

/**
 * A directory out of a list: for tests, examples and small companies.
 *
 * @throws {TypeError} when an id is listed twice for one tenant
 *
 * @example
 * ```ts
 * const directory = staticDirectory([
 *   { id: 'li', roles: ['engineer'], unit: 'beijing', superiors: ['zhao'] },
 *   { id: 'zhao', roles: ['stationHead'], unit: 'beijing' },
 * ])
 * ```
 */
export function staticDirectory(people: readonly Listed[]): Directory {
  const seen = new Set<string>()
  for (const { id, tenant } of people) {
    const key = JSON.stringify([tenant ?? null, id])
    if (seen.has(key)) throw new TypeError(`staticDirectory: '${id}' is listed twice`)
    seen.add(key)
  }
  const list: readonly Listed[] = people.map((one) => ({ ...one }))
  const isOf = (one: Listed, tenant: string): boolean => one.tenant === undefined || one.tenant === tenant
  return {
    async persons(ids, { tenant }) {
      const wanted = new Set(ids)
      return list
        .filter((one) => wanted.has(one.id) && isOf(one, tenant))
        .map(({ roles: _roles, tenant: _tenant, ...person }) => person)
    },
    async members({ tenant, role, unit }) {
      return list
        .filter(
          (one) =>
            isOf(one, tenant) &&
            one.active !== false &&
            (role === undefined || one.roles?.includes(role) === true) &&
            (unit === undefined || one.unit === unit),
        )
        .map(({ id }) => id)
    },
  }
}
