import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { getStateNodes } from 'xstate/graph'

/** Every state node of a machine, the root first. */
export const nodesOf = (machine: AnyStateMachine): readonly AnyStateNode[] => [machine.root, ...getStateNodes(machine)]

/** A node's transitions for events and by itself, in the order in which they are tried. */
export const branchesOf = (node: AnyStateNode): ReadonlyMap<string, readonly AnyTransitionDefinition[]> =>
  new Map<string, readonly AnyTransitionDefinition[]>([
    ...node.transitions,
    ...(node.always === undefined ? [] : [['', node.always] as const]),
  ])

export const nameOf = (node: AnyStateNode): string => (node.path.length === 0 ? '(root)' : node.path.join('.'))

/**
 * What a chart must not have, found by looking at every node and never by running it: one line for each fault.
 *
 * @param commands the types that must be handled somewhere
 */
export function chartFaults(machine: AnyStateMachine, commands: readonly string[]): readonly string[] {
  const nodes = nodesOf(machine)
  return [
    ...nodes.flatMap(timersAndActors),
    ...nodes.flatMap(branchFaults),
    ...nodes.flatMap((node) => enteringFaults(node)),
    ...actionFaults(machine),
    ...handlerFaults(nodes, commands),
    ...unreachable(machine, nodes),
  ]
}

function timersAndActors(node: AnyStateNode): string[] {
  const name = nameOf(node)
  return [
    ...(node.after.length > 0 ? [`${name}: has a delayed transition`] : []),
    ...(node.invoke.length > 0 ? [`${name}: invokes an actor`] : []),
    ...(node.type === 'history' ? [`${name}: is a history state`] : []),
    ...(node.exit.length > 0 ? [`${name}: acts on leaving, which stopping a plain actor would do as well`] : []),
  ]
}

function branchFaults(node: AnyStateNode): string[] {
  const faults: string[] = []
  for (const [event, branches] of branchesOf(node)) {
    const name = `${nameOf(node)} on ${event === '' ? 'always' : event}`
    branches.forEach((branch, i) => {
      const isLast = i === branches.length - 1
      if ((branch.target ?? []).length === 0 && branch.actions.length === 0) faults.push(`${name}: does nothing`)
      if (branch.guard === undefined && !isLast) faults.push(`${name}: branch ${i + 2} can never be taken`)
      if (event !== '' && branches.length > 1 && isLast && branch.guard !== undefined) {
        faults.push(`${name}: none of its ${branches.length} guarded branches may be taken`)
      }
      if (event === '' && branch.guard === undefined && (branch.target ?? []).length === 0) {
        faults.push(`${name}: never comes to rest`)
      }
    })
  }
  return faults
}

/** A state that only routes must let everything out: by an unguarded last branch, or by one for each value of a number. */
function enteringFaults(node: AnyStateNode): string[] {
  if (node.key !== 'entering') return []
  const branches = node.always ?? []
  if (node.transitions.size > 0) return [`${nameOf(node)}: only routes and must not wait for an event`]
  if (branches.at(-1)?.guard === undefined && branches.length > 0) return []
  const siblings = Object.keys(node.parent?.states ?? {}).filter((key) => key !== node.key)
  const covered = branches.map(({ guard, target }) => [numberIn(guard), target?.[0]?.key])
  const isTotal = siblings.every((key, i) => covered[i]?.[0] === i && covered[i]?.[1] === key)
  return isTotal && covered.length === siblings.length ? [] : [`${nameOf(node)}: may hold a complaint`]
}

/** The one number among the parameters of a guard. */
function numberIn(guard: unknown): number | undefined {
  const params: unknown = typeof guard === 'object' && guard !== null ? Reflect.get(guard, 'params') : undefined
  const numbers = Object.values(params ?? {}).filter((value) => typeof value === 'number')
  return numbers.length === 1 ? numbers[0] : undefined
}

const PURE = ['xstate.assign', 'xstate.cancel', 'xstate.raise']

/** Actions are data: they change the context, or raise an event in the same machine. None acts outside, none is nameless. */
function actionFaults(machine: AnyStateMachine): string[] {
  const { actions, actors, delays } = machine.implementations
  const implemented = Object.entries(actions).flatMap(([name, action]) => {
    const kind: unknown = typeof action === 'function' ? Reflect.get(action, 'type') : undefined
    return PURE.includes(String(kind)) ? [] : [`action ${name}: acts outside the machine`]
  })
  const named = nodesOf(machine).flatMap((node) =>
    [...node.entry, ...[...branchesOf(node).values()].flat().flatMap((branch) => branch.actions)].flatMap((action) => {
      const name: unknown = typeof action === 'object' ? Reflect.get(action, 'type') : action
      return typeof name === 'string' && name in actions ? [] : [`${nameOf(node)}: has an action without a name`]
    }),
  )
  return [
    ...implemented,
    ...named,
    ...Object.keys(actors).map((name) => `actor ${name}: the machine starts none`),
    ...Object.keys(delays).map((name) => `delay ${name}: the machine knows no time`),
  ]
}

/** Events that the library sends itself. */
const OWN: readonly string[] = ['wake', 'recompute']

/** Heard at two sites at once a command is applied by half or twice; `wake` is heard at the root alone. */
function handlerFaults(nodes: readonly AnyStateNode[], commands: readonly string[]): string[] {
  const handlers = new Map<string, AnyStateNode[]>()
  for (const node of nodes) {
    for (const event of node.transitions.keys()) handlers.set(event, [...(handlers.get(event) ?? []), node])
  }
  const faults: string[] = []
  for (const [event, sites] of handlers) {
    if (!OWN.includes(event) && !commands.includes(event)) faults.push(`${event}: is no command`)
    sites.forEach((a, i) => {
      for (const b of sites.slice(i + 1)) {
        if (!areExclusive(a, b)) faults.push(`${event}: is heard at ${nameOf(a)} and at ${nameOf(b)} at once`)
      }
    })
  }
  if (handlers.get('wake')?.some((node) => node.parent === undefined) !== true) faults.push('wake: is not heard')
  return [...faults, ...commands.filter((type) => !handlers.has(type)).map((type) => `${type}: is handled nowhere`)]
}

/** Whether no configuration holds both: they lie in different states of one compound state. */
function areExclusive(a: AnyStateNode, b: AnyStateNode): boolean {
  const above = lineOf(a)
  const meeting = lineOf(b)
    .reverse()
    .find((node) => above.includes(node))
  return meeting !== a && meeting !== b && meeting?.type === 'compound'
}

const lineOf = (node: AnyStateNode): AnyStateNode[] => [...(node.parent ? lineOf(node.parent) : []), node]

function unreachable(machine: AnyStateMachine, nodes: readonly AnyStateNode[]): string[] {
  const reached = new Set<AnyStateNode>()
  const reach = (node: AnyStateNode): void => {
    if (reached.has(node)) return
    reached.add(node)
    if (node.parent !== undefined) reach(node.parent)
    if (node.type === 'parallel') Object.values(node.states).forEach(reach)
    if (node.type === 'compound') node.initial.target.forEach(reach)
    for (const branch of [...branchesOf(node).values()].flat()) branch.target?.forEach(reach)
  }
  reach(machine.root)
  return nodes.filter((node) => !reached.has(node)).map((node) => `${nameOf(node)}: is never reached`)
}
