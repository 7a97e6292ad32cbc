export { type SimulatedClock, simulatedClock } from '../clock.ts'
export type { Internals } from '../engine/create-redress.ts'
export type { FaultPoints } from '../engine/fault-points.ts'
export { countingIds } from '../ids.ts'
export {
  type ChannelContractOptions,
  channelContract,
  channelRules,
} from './channel-contract/channel-contract.ts'
export type { ChannelRule, ChannelSubject, FarFailure, OpenChannel, Received } from './channel-contract/rule.ts'
export type { ContractOptions, ContractRule, ContractRunner } from './contract-runner.ts'
export type { StoreRule, StoreSubject } from './store-contract/rule.ts'
export {
  type StoreContractOptions,
  storeContract,
  storeRules,
} from './store-contract/store-contract.ts'
