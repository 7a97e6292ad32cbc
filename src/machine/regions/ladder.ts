import type { Policy } from '../../policy/policy.ts'
import type { ComplaintSetup, StateConfig } from '../setup.ts'

/** The region of the escalation ladder (升级): a state for each rung. The rung itself is data; the states follow it. */
export const ladder = (s: ComplaintSetup, policy: Policy) => {
  const { rungs } = policy.rules.ladder
  const states: Record<string, StateConfig> = {
    entering: {
      always: rungs.map((rung, index) => ({ guard: { type: 'isOnRung', params: { rung: index } }, target: rung })),
    },
  }
  rungs.forEach((rung, index) => {
    // A complaint only climbs, so nothing leads away from the top.
    const isTop = index === rungs.length - 1
    states[rung] = isTop
      ? {}
      : { always: { guard: { type: 'isNotOnRung', params: { rung: index } }, target: 'entering' } }
  })
  return s.createStateConfig({
    initial: 'entering',
    on: { escalate: { guard: 'mayClimb', actions: 'apply' } },
    states,
  })
}
