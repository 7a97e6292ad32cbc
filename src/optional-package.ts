import { createRequire } from 'node:module'
import { RedressError } from './errors.ts'

const load = createRequire(import.meta.url)

/**
 * A package that the host may leave out. Asked for when it is needed and not imported: an import would fail as the
 * subpath is loaded, without a word of what to do. What is bundled into one file hands the package in instead.
 *
 * @throws {RedressError} CONFIG_INVALID when it is not installed or cannot be loaded.
 */
export function optionalPackage(name: string, file: string, neededBy: string): unknown {
  try {
    return load(file)
  } catch (cause) {
    const isAbsent = (cause as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND'
    const message = isAbsent ? `is not installed: npm install ${name}` : 'cannot be loaded, see the cause'
    throw new RedressError(
      'CONFIG_INVALID',
      `${neededBy} needs the package ${name}, which ${message}.`,
      { issues: [{ path: name, message }] },
      { cause },
    )
  }
}
