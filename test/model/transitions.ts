import { createActor } from 'xstate'
import type { LiveRecord } from '../../src/core/decision.ts'
import { type ComplaintMachine, type ComplaintSnapshot, complaintMachine } from '../../src/machine/complaint-machine.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { branchesOf, nameOf, nodesOf } from '../unit/machine/chart-faults.ts'
import { envelopeOf, type Step } from './replay.ts'

/** Names of all transitions of a policy's machine: source, event and which branch, such as `open.pace on resume 1`. */
export const transitionsOf = (policy: Policy): readonly string[] =>
  nodesOf(complaintMachine(policy)).flatMap((node) =>
    [...branchesOf(node)].flatMap(([event, branches]) =>
      branches.map((_, i) => `${nameOf(node)} on ${event === '' ? 'always' : event} ${i + 1}`),
    ),
  )

/** Sees which transitions of a policy's machine a step takes. */
export function transitionWatch(policy: Policy): (record: LiveRecord, step: Step) => ReadonlySet<string> {
  const machine = complaintMachine(policy)
  const taken = new Set<string>()
  const actor = createActor(machine, {
    input: { id: '', number: '' },
    inspect(event) {
      if (event.type !== '@xstate.microstep') return
      for (const transition of event._transitions) {
        const branches = branchesOf(transition.source).get(transition.eventType) ?? []
        const name = transition.eventType === '' ? 'always' : transition.eventType
        taken.add(`${nameOf(transition.source)} on ${name} ${branches.indexOf(transition) + 1}`)
      }
    },
  })
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
  return (record, step) => {
    taken.clear()
    const { command, persons, by } = envelopeOf(policy, step, 'command')
    const turn = { at: step.at, receivedAt: step.at, by, ...(persons !== undefined && { persons }) }
    let { snapshot }: { snapshot: ComplaintSnapshot } = record
    if ((wakeAtOf(policy, snapshot.context.complaint) ?? Number.POSITIVE_INFINITY) <= step.at) {
      snapshot = machine.transition(snapshot, { type: 'wake', turn }, scope)
    }
    machine.transition(snapshot, { ...command, turn }, scope)
    return new Set(taken)
  }
}
