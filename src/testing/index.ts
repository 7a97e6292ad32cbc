export { type SimulatedClock, simulatedClock } from '../clock.ts'
export type { Internals } from '../engine/create-redress.ts'
export type { FaultPoints } from '../engine/fault-points.ts'
export { countingIds } from '../ids.ts'
export type { StoreRule, StoreSubject } from './store-contract/rule.ts'
export {
  type ContractRunner,
  type StoreContractOptions,
  storeContract,
  storeRules,
} from './store-contract/store-contract.ts'
