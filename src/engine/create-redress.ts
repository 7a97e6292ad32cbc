import type { Policy } from '../policy/policy.ts'
import type { Store } from '../stores/contract.ts'
import { createDesk } from './desk.ts'
import { createFace } from './face.ts'
import type { FaultPoints } from './fault-points.ts'
import { type RedressOptions, readOptions } from './options.ts'
import type { RedressOn } from './redress.ts'

/** What only tests hand over. */
export interface Internals {
  readonly faults?: FaultPoints
}

/**
 * Makes a complaint desk out of policies and a store. Nothing runs until it is asked: the store is prepared by the first
 * call, workers by `start`.
 *
 * @param internals fault points for crash tests; not for production
 * @throws {RedressError} CONFIG_INVALID with every mistake in the options
 *
 * @example
 * ```ts
 * const redress = createRedress({ policies: [simpleFlow], store: memoryStore() })
 * ```
 */
export function createRedress<const P extends Policy, S extends Store = Store>(
  options: RedressOptions<P, S>,
  internals?: Internals,
): RedressOn<P, S>
// The types of the policies end here: what runs takes and answers the erased ones, and validates what it takes.
export function createRedress(options: RedressOptions, internals?: Internals): unknown {
  return createFace(createDesk(readOptions(options), internals?.faults))
}
