import { createActor } from 'xstate'
import type { ComplaintContext, ComplaintState } from '../domain/complaint.ts'
import { type ComplaintMachine, type ComplaintSnapshot, complaintMachine } from '../machine/complaint-machine.ts'
import type { ComplaintEvent } from '../machine/setup.ts'
import { inOrder, statePaths } from '../machine/state-paths.ts'
import type { Policy } from '../policy/policy.ts'

/** Runs a policy's machine as a pure function. */
export interface Runner {
  readonly machine: ComplaintMachine
  initial(id: string, number: string): ComplaintSnapshot
  transition(snapshot: ComplaintSnapshot, event: ComplaintEvent): ComplaintSnapshot
  restore(stored: StoredState): ComplaintSnapshot
}

/** A snapshot as it is stored. */
export interface StoredState {
  readonly status: 'active' | 'done'
  readonly value: ComplaintSnapshot['value']
  readonly context: ComplaintState
}

const runners = new WeakMap<Policy, Runner>()

/**
 * The runner of a policy, made once. It keeps one actor that is never started, as the scope that XState asks for:
 * making one for each transition, as `transition()` does, costs more than twice the transition itself.
 */
export function runnerOf(policy: Policy): Runner {
  const known = runners.get(policy)
  if (known !== undefined) return known
  const machine = complaintMachine(policy)
  const actor = createActor(machine, { input: { id: '', number: '' } })
  const nothing = (): void => {}
  const scope: Parameters<ComplaintMachine['transition']>[2] = {
    self: actor,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
    system: actor.system,
  }
  const places = new Map<string, ComplaintSnapshot>()
  // XState works out the nodes of a state from its value; the value is enough to know them again. It keeps them in the
  // order in which it came there, and moves parallel regions in that order. Known by their place, they are in one order,
  // so that a record decides alike whether it comes out of the store or has been here all the time.
  const at = (state: Pick<ComplaintSnapshot, 'value'>, context: ComplaintContext): ComplaintSnapshot => {
    const place = statePaths(state).join()
    let known = places.get(place)
    if (known === undefined) {
      known = machine.resolveState({ value: inOrder(state.value), context })
      places.set(place, known)
    }
    return { ...known, context }
  }
  const runner: Runner = {
    machine,
    initial: (id, number) => machine.getInitialSnapshot(scope, { id, number }),
    transition(snapshot, event) {
      const next = machine.transition(snapshot, event, scope)
      return next === snapshot ? snapshot : at(next, next.context)
    },
    restore: (stored) => at(stored, { complaint: stored.context }),
  }
  runners.set(policy, runner)
  return runner
}
