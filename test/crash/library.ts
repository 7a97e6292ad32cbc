/**
 * The library as these tests use it. Their processes are plain Node, which knows no path mapping: started a hundred
 * times over, a loader would cost more than what they do.
 */
export type { Channel, Directory, Store, WorkerOptions } from '../../src/index.ts'
export {
  calendar,
  createRedress,
  definePolicy,
  isRedressError,
  simulatedClock,
  staticDirectory,
  systemClock,
  verifyHistory,
} from '../../src/index.ts'
export { postgresStore } from '../../src/stores/postgres/index.ts'
export { sqliteStore } from '../../src/stores/sqlite/index.ts'
export type { FaultPoints } from '../../src/testing/index.ts'
