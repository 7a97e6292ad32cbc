import { decide } from '../../src/core/decide.ts'
import type { LiveRecord } from '../../src/core/decision.ts'
import { isPossible } from '../../src/core/possible.ts'
import type { PermittedType } from '../../src/domain/commands.ts'
import type { ComplaintState } from '../../src/domain/complaint.ts'
import { detailOf, type Edge, type Explored, explore } from './explore.ts'
import { type Model, models, tours } from './model.ts'
import { commandsFor } from './payloads.ts'
import { envelopeOf, replay, type Step } from './replay.ts'
import { transitionWatch } from './transitions.ts'

/** One life of a complaint, from its registration into the archive. */
export interface Path {
  readonly name: string
  readonly model: Model
  readonly steps: readonly Step[]
}

/** A walk with its name. */
export interface Walked extends Explored {
  readonly name: string
  readonly beginning: string
}

/** All tours of a model. */
export function walksOf(model: Model): readonly Walked[] {
  return Object.entries(model.beginnings).flatMap(([beginning, { tours: names }]) =>
    names.map((tour) => {
      const { commands, view } = tours[tour]
      const route = { model, beginning, commands, keyOf: detailOf(...view) }
      return { ...explore(route), beginning, name: `${model.policy.id}, ${beginning}, ${tour}` }
    }),
  )
}

/**
 * Paths that together take every transition that the model's walks can take, few and short, each led to its end. The
 * same from run to run. For the pure core in `paths.test.ts`, for the engine in `engine.test.ts`.
 */
export function pathsOf(model: Model, walks: readonly Walked[] = walksOf(model)): readonly Path[] {
  const watch = transitionWatch(model.policy)
  const firsts = new Map<string, { walk: Walked; edge: Edge; length: number }>()
  for (const walk of walks) {
    for (const edge of walk.edges) {
      const length = walk.wayTo(edge.from.key).length
      for (const transition of watch(edge.from.record, edge.step)) {
        const known = firsts.get(transition)
        if (known === undefined || length < known.length) firsts.set(transition, { walk, edge, length })
      }
    }
  }
  const covered = new Set<string>()
  const paths: Path[] = []
  // The longest first: on its way it takes what shorter ones would be needed for.
  for (const [transition, { walk, edge }] of [...firsts].sort(([, a], [, b]) => b.length - a.length)) {
    if (covered.has(transition)) continue
    const way = [...walk.wayTo(edge.from.key), edge.step]
    const steps = [...way, ...wayOut(model, replay(model.policy, way).record)]
    for (const taken of transitionsAlong(model, steps)) covered.add(taken)
    paths.push({ name: `${walk.name}: ${transition}`, model, steps })
  }
  return paths
}

/** The transitions that a path takes. */
export function transitionsAlong(model: Model, steps: readonly Step[]): ReadonlySet<string> {
  const watch = transitionWatch(model.policy)
  const { before } = replay(model.policy, steps)
  return new Set(steps.flatMap((step, i) => [...watch(before[i]!, step)]))
}

/** Paths of every model. */
export const allPaths = (): readonly Path[] => models.flatMap((model) => pathsOf(model))

/** What leads a complaint on, from wherever it stands, first things first; whether it is any use is asked before. */
const onward: readonly (readonly [type: PermittedType, isOfUse: (state: ComplaintState) => boolean])[] = [
  ['archive', () => true],
  ['close', () => true],
  ['approve', () => true],
  ['assign', (state) => state.levels.customerInterface.status === 'open'],
  ['contact', (state) => state.levels.customerInterface.steps['contacted'] === undefined],
  ['review', () => true],
  ['accept', () => true],
  ['callBack', () => true],
  ['fulfil', () => true],
  ['finalise', (state) => state.levels.customerInterface.steps['reviewsUsedUp'] !== undefined],
  ['attribute', () => true],
  ['assess', () => true],
  ['decide', () => true],
  ['rule', () => true],
  ['identifyCause', (state) => state.levels.improvement.steps['causeIdentified'] === undefined],
  ['readAcross', () => true],
  ['completeAction', () => true],
  ['plan', () => true],
  ['verifyEffect', () => true],
  ['file', () => true],
  ['propose', () => true],
  // Level 2 of `swift` waits for a contact, which a complaint that was withdrawn before never had.
  ['dispute', (state) => state.levels.accountability.status === 'waiting'],
]

/**
 * Leads a complaint into the archive by what people would do next.
 *
 * @throws {Error} when it gets nowhere: then there is no way out of that place
 */
export function wayOut(model: Model, start: LiveRecord): readonly Step[] {
  const { policy } = model
  const steps: Step[] = []
  let record = start
  while (!record.snapshot.matches('archived')) {
    const next = steps.length < 60 ? nextStep(model, record) : undefined
    if (next === undefined) {
      const way = steps.map(({ command }) => command.type).join(' ')
      throw new Error(`no way out of ${JSON.stringify(record.snapshot.value)} of ${policy.id} after ${way}`)
    }
    steps.push(next.step)
    record = next.record
  }
  return steps
}

function nextStep({ policy, ...model }: Model, record: LiveRecord) {
  const { snapshot } = record
  for (const [type, isOfUse] of onward) {
    if (!isPossible(snapshot, type) || !isOfUse(snapshot.context.complaint)) continue
    for (const { command, by, afterMs } of commandsFor({ policy, ...model }, snapshot, snapshot.context.complaint.at, [
      type,
    ])) {
      if (command.type === 'file' && snapshot.context.complaint.forms[command.form] !== undefined) continue
      const step: Step = { command, by, at: snapshot.context.complaint.at + afterMs }
      const decision = decide(policy, record, envelopeOf(policy, step, 'command'))
      if (decision.kind === 'moved') return { step, record: decision.written.record }
    }
  }
  return undefined
}
