import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import type { ComplaintMachine } from '../src/machine/complaint-machine.ts'

/** Words that stand beside the names of the chart. */
export interface DiagramWords {
  /** Titles of regions, by their name; those without one are shown by their name. */
  readonly titles: Readonly<Record<string, string>>
  /** The node from which what is possible everywhere in a region leads away. */
  readonly anywhere: string
  /** Stands before the commands that change data wherever the complaint is in the named state; states follow by themselves. */
  readonly staysIn: (name: string) => string
}

/** Draws a machine as a Mermaid state diagram, and says below it which commands have no arrow, since they only change data. */
export function drawMachine(machine: ComplaintMachine, words: DiagramWords): string {
  const { states } = machine.root
  const tops = Object.values(states)
  const lines = [
    'stateDiagram-v2',
    ...entry(machine.root),
    ...tops.flatMap((top) => (top.type === 'parallel' ? parallel(top, words) : [])),
    ...tops.flatMap(edgesOf),
    ...tops.filter(({ type }) => type === 'final').map((top) => `${idOf(top)} --> [*]`),
  ]
  const stays = [...tops, ...tops.flatMap((top) => Object.values(top.states))]
    .filter((node) => node.type !== 'atomic')
    .map((node) => [node.key, staying(node)] as const)
    .filter(([, commands]) => commands.length > 0)
    .map(([name, commands]) => `- ${words.staysIn(`\`${name}\``)} ${commands.map((one) => `\`${one}\``).join(' ')}`)
  return ['```mermaid', ...indented(lines), '```', '', ...stays].join('\n')
}

/** A parallel state: its regions side by side, each a state with states of its own. */
function parallel(node: AnyStateNode, words: DiagramWords): string[] {
  const drawn = Object.values(node.states).map((region) => [
    `state "${words.titles[region.key] ?? region.key}" as ${idOf(region)} {`,
    // A choice must be declared before anything points at it.
    ...Object.values(region.states).map(declared),
    ...entry(region),
    ...Object.values(region.states).flatMap(edgesOf),
    ...leavingAnywhere(region, words),
    '}',
  ])
  return [`state ${idOf(node)} {`, ...drawn.flatMap((region, i) => (i === 0 ? region : ['--', ...region])), '}']
}

/** What only routes is drawn as a choice. */
const declared = (node: AnyStateNode): string =>
  node.key === 'entering' ? `state ${idOf(node)} <<choice>>` : `state "${node.key}" as ${idOf(node)}`

const entry = (node: AnyStateNode): string[] => node.initial.target.map((first) => `[*] --> ${idOf(first)}`)

/** Transitions of a region as a whole start at a node of their own: a state cannot point into itself in Mermaid. */
function leavingAnywhere(region: AnyStateNode, { anywhere }: DiagramWords): string[] {
  const id = `${idOf(region)}_anywhere`
  const edges = edgesOf(region, id)
  return edges.length === 0 ? [] : [`state "${anywhere}" as ${id}`, ...edges]
}

/** A state's transitions: one line for each target, commands together; what happens by itself has no label. */
function edgesOf(node: AnyStateNode, from: unknown = undefined): string[] {
  const source = typeof from === 'string' ? from : idOf(node)
  const labels = new Map<string, string[]>()
  const add = (target: string, label: string): unknown => labels.set(target, [...(labels.get(target) ?? []), label])
  for (const [event, branches] of node.transitions) {
    for (const branch of branches) {
      const guard = branches.length > 1 ? guardOf(branch) : ''
      const isStill = branch.target === undefined || branch.target.length === 0
      if (!isStill || node.type === 'atomic') add(targetOf(branch) ?? source, `${event}${guard}`)
    }
  }
  const drawn = [...labels].map(([target, commands]) => `${source} --> ${target} : ${commands.join(', ')}`)
  const alone = new Set((node.always ?? []).flatMap((branch) => targetOf(branch) ?? []))
  return [...drawn, ...[...alone].map((target) => `${source} --> ${target}`)]
}

const targetOf = ({ target }: AnyTransitionDefinition): string | undefined =>
  target?.[0] === undefined ? undefined : idOf(target[0])

/** Name of a guard, where it tells two branches of one command apart. */
function guardOf({ guard }: AnyTransitionDefinition): string {
  const name: unknown = typeof guard === 'object' && guard !== null ? Reflect.get(guard, 'type') : guard
  return typeof name === 'string' ? ` [${name}]` : ''
}

/** Commands that a composite state hears without leaving the state that it is in. */
const staying = (node: AnyStateNode): readonly string[] =>
  [...node.transitions].flatMap(([event, branches]) =>
    branches.every(({ target }) => target === undefined || target.length === 0) ? [event] : [],
  )

/** States of regions may have the same names, and names may hold what Mermaid reads as something else. */
const idOf = (node: AnyStateNode): string =>
  node.path
    .slice(node.path.length > 1 ? 1 : 0)
    .join('_')
    .replace(/\W/g, '_')

function indented([title = '', ...lines]: readonly string[]): string[] {
  let depth = 1
  const text = lines.map((line) => {
    if (line === '}') depth--
    const shown = `${'  '.repeat(depth)}${line}`
    if (line.endsWith('{')) depth++
    return shown
  })
  return [title, ...text]
}
