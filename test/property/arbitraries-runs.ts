import type { Parameters } from 'fast-check'

/** The seed of every property of the core; printed in the names of the tests. */
export const seed = Number(process.env['CORE_SEED'] ?? 20260302)

const isLong = process.env['REDRESS_LONG'] !== undefined

/** So many runs in `npm test`, twenty times as many when `REDRESS_LONG` is set. */
export const runs = (count: number): Parameters<unknown> => ({ seed, numRuns: isLong ? count * 20 : count })

/** How long a property may take before the runner gives it up. */
export const timeout = isLong ? 1_800_000 : 60_000
