import { type ContractOptions, type ContractRunner, runContract } from '../contract-runner.ts'
import { callRules } from './call-rules.ts'
import { failureRules } from './failure-rules.ts'
import { hostileRules } from './hostile-rules.ts'
import type { ChannelRule, ChannelSubject } from './rule.ts'
import { signalRules } from './signal-rules.ts'

/** Every rule of the port, in order of its id: for other runners, and to show that a broken channel is found out. */
export const channelRules: readonly ChannelRule[] = [...callRules, ...failureRules, ...signalRules, ...hostileRules]

export interface ChannelContractOptions extends ChannelSubject, ContractOptions {}

/**
 * Proves that a channel keeps the port: one test for each rule, each on a new channel. Every delivery is frozen, so a
 * channel that changes what it is handed fails at its first call.
 *
 * @throws {Error} when `skip` names a rule that does not exist or gives no reason
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest'
 * import { channelContract } from 'redress/testing'
 *
 * channelContract({ describe, it }, {
 *   name: 'my channel',
 *   open: async () => {
 *     const server = await myTestServer()
 *     return {
 *       channel: myChannel({ url: server.url }),
 *       received: () => server.messages,
 *       failOnce: (kind) => server.failOnce(kind),
 *       close: () => server.close(),
 *     }
 *   },
 * })
 * ```
 */
export function channelContract(runner: ContractRunner, options: ChannelContractOptions): void {
  runContract(runner, 'channel', channelRules, options)
}
