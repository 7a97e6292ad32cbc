import type { SnapshotFrom } from 'xstate'
import type { Policy } from '../policy/policy.ts'
import { initialState } from './initial-state.ts'
import { accountability } from './regions/accountability.ts'
import { customerInterface } from './regions/customer-interface.ts'
import { improvement } from './regions/improvement.ts'
import { ladder } from './regions/ladder.ts'
import { pace } from './regions/pace.ts'
import { type ComplaintSetup, complaintSetup } from './setup.ts'

/**
 * The life of a complaint as one XState v5 machine: registration, five parallel regions (the three levels, the ladder,
 * the pace), closed, archived. Built from a policy, which adds the rungs; everything else a policy says is data.
 *
 * It has no `invoke`, no `after` and no side effects: transitions are pure, and what is to be told is produced as data
 * in `context.produced`. It also runs in a plain `createActor` with `input: { id, number, live: true }`, as the XState
 * inspector wants it; it then wakes itself by a delayed event, which no restart survives: send a restored plain actor
 * one `wake`. Events carry their `turn`: who, when.
 *
 * @example
 * ```ts
 * const actor = createActor(complaintMachine(lenovo), { input: { id: 'c1', number: 'LENOVO-000001', live: true } })
 * ```
 */
export function complaintMachine(policy: Policy) {
  const known = machines.get(policy)
  if (known !== undefined) return known
  const made = build(policy)
  machines.set(policy, made)
  return made
}

const machines = new WeakMap<Policy, ReturnType<typeof build>>()

/** Far more than the longest way that a complaint goes by itself. */
const MOST_STEPS = 1_000

function build(policy: Policy) {
  const s: ComplaintSetup = complaintSetup(policy)
  return s.createMachine({
    id: 'complaint',
    // A rule that changes its mind with every step would have the chart go round for ever; XState then throws instead.
    options: { maxIterations: MOST_STEPS },
    context: ({ input }) => ({ complaint: initialState(input), ...(input.live === true && { live: {} }) }),
    initial: 'intake',
    on: {
      wake: { actions: 'walk' },
      recompute: { actions: 'recompute' },
    },
    states: {
      intake: {
        on: { register: { target: 'open', actions: 'apply' } },
      },
      open: {
        type: 'parallel',
        always: [
          { guard: 'closesByItself', target: 'closed' },
          { guard: 'alarmIsOver', actions: ['arm', 'disarm'] },
          { guard: 'alarmIsStale', actions: ['arm', 'disarm', 'alarm'] },
        ],
        on: {
          note: { actions: 'apply' },
          bounce: { actions: 'apply' },
          link: { actions: 'apply' },
          classify: { actions: 'apply' },
          file: { actions: 'apply' },
          promise: { actions: 'apply' },
          assign: { guard: 'hasNoOwner', actions: 'apply' },
          handOver: { guard: 'hasOwner', actions: 'apply' },
          approve: { guard: 'awaitsApproval', actions: 'apply' },
          disapprove: { guard: 'awaitsApproval', actions: 'apply' },
          cap: { actions: 'apply' },
          close: { guard: 'isClosable', target: 'closed', actions: 'apply' },
        },
        states: {
          customerInterface: customerInterface(s),
          accountability: accountability(s),
          improvement: improvement(s),
          ladder: ladder(s, policy),
          pace: pace(s),
        },
      },
      closed: {
        entry: 'close',
        on: {
          note: { actions: 'apply' },
          bounce: { actions: 'apply' },
          link: { actions: 'apply' },
          // Reopened, it is under the caps that stand then.
          cap: { actions: 'apply' },
          reopen: { target: 'open', actions: 'apply' },
          archive: { target: 'archived', actions: 'apply' },
        },
      },
      archived: { type: 'final' },
    },
  })
}

export type ComplaintMachine = ReturnType<typeof complaintMachine>
export type ComplaintSnapshot = SnapshotFrom<ComplaintMachine>
