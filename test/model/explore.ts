import { fromTransition } from 'xstate'
import { getAdjacencyMap } from 'xstate/graph'
import { decide } from '../../src/core/decide.ts'
import type { LiveRecord } from '../../src/core/decision.ts'
import { isPossible } from '../../src/core/possible.ts'
import type { PermittedType } from '../../src/domain/commands.ts'
import { levels } from '../../src/domain/level.ts'
import { type regions, statePaths } from '../../src/machine/state-paths.ts'
import type { Model } from './model.ts'
import { commandsFor } from './payloads.ts'
import { blank, envelopeOf, START, type Step } from './replay.ts'

export type Region = (typeof regions)[number]

/** Where a walk stands: a complaint, and when it came there. */
export interface Place {
  readonly record: LiveRecord
  readonly at: number
  readonly key: string
}

/** A command that moved a complaint from one place to another, or to the same one. */
export interface Edge {
  readonly from: Place
  readonly step: Step
  readonly to: Place
}

/** All places that a walk found, the way to each, and all edges between them. */
export interface Explored {
  readonly places: ReadonlyMap<string, Place>
  readonly edges: readonly Edge[]
  /** The steps of a shortest way to a place. */
  wayTo(key: string): readonly Step[]
}

/** Where a walk begins, what it may send, and what it takes for the same place. */
export interface Route {
  readonly model: Model
  /** Name of the facts of the registration. */
  readonly beginning: string
  readonly commands: readonly PermittedType[]
  readonly keyOf: (record: LiveRecord) => string
}

/** The state value: leaf states in their order. */
export const placeOf = ({ snapshot }: LiveRecord): string => statePaths(snapshot).join(' ')

/** The state value of some regions, and what the guards of their levels look at beside it. */
export const detailOf =
  (...shown: readonly Region[]) =>
  (record: LiveRecord): string => {
    const state = record.snapshot.context.complaint
    const { cycle } = state.levels.improvement
    const coming = state.pauses.filter((pause) => (pause.until ?? Number.POSITIVE_INFINITY) > state.at)
    const details: Readonly<Record<Region, readonly unknown[]>> = {
      customerInterface: [
        state.ownership.some((one) => one.part === 'owner' && one.to === undefined),
        state.approvals.flatMap((one) => (one.state === 'open' ? [one.of] : [])),
        state.offers.flatMap((one) => (one.state === 'open' ? [one.acceptance] : [])),
        ...(state.levels.customerInterface.status === 'open' ? [state.ending, state.reviews] : []),
      ],
      accountability: [],
      improvement: [state.improvement.actions.some((one) => one.cycle === cycle && one.completedAt === undefined)],
      ladder: [],
      pace: [coming.some((pause) => pause.from <= state.at), coming.some((pause) => pause.from > state.at)],
    }
    const parts = statePaths(record.snapshot).filter(
      (path) => !path.startsWith('open.') || shown.some((region) => path.startsWith(`open.${region}.`)),
    )
    return JSON.stringify([
      parts,
      ...shown.map((region) => details[region]),
      levels
        .filter((level) => shown.includes(level))
        .map((level) => {
          const { required, status, steps } = state.levels[level]
          return [required, status === 'open' ? Object.keys(steps).sort() : []]
        }),
      Object.keys(state.forms).sort(),
    ])
  }

/** Walks breadth-first over the pure core, registering once and then sending whatever the route allows. */
export function explore(route: Route): Explored {
  const { model, keyOf } = route
  const { policy } = model
  const place = (record: LiveRecord, at: number): Place => ({ record, at, key: keyOf(record) })
  const start = place(blank(policy), START)
  const logic = fromTransition((here: Place, { step }: { readonly type: 'step'; readonly step: Step }): Place => {
    const decision = decide(policy, here.record, envelopeOf(policy, step, 'command'))
    if (decision.kind === 'failed') throw decision.error
    return decision.kind === 'moved' ? place(decision.written.record, step.at) : here
  }, start)
  const facts = model.beginnings[route.beginning]?.facts
  // What is not possible is refused at length; here it would only cost time.
  const possibleNow = ({ seq, snapshot }: LiveRecord): readonly PermittedType[] =>
    seq === 0 ? ['register'] : route.commands.filter((type) => isPossible(snapshot, type))
  const stepsFrom = ({ record, at }: Place) =>
    commandsFor(model, record.snapshot, at, possibleNow(record))
      .filter(({ command }) => command.type !== 'register' || command.facts === facts)
      .map(({ command, by, afterMs }) => ({ type: 'step' as const, step: { command, by, at: at + afterMs } }))
  const map = getAdjacencyMap(logic, {
    events: ({ context }) => stepsFrom(context),
    serializeState: ({ context }) => context.key,
    serializeEvent: ({ step }) => JSON.stringify([step.command, step.at]),
  })
  const places = new Map<string, Place>()
  const edges: Edge[] = []
  for (const { state, transitions } of Object.values(map)) {
    places.set(state.context.key, state.context)
    for (const key of Object.keys(transitions)) {
      const { event, state: next } = transitions[key as keyof typeof transitions]
      if (next.context !== state.context) edges.push({ from: state.context, step: event.step, to: next.context })
    }
  }
  return { places, edges, wayTo: waysFrom(start.key, edges) }
}

function waysFrom(start: string, edges: readonly Edge[]): (key: string) => readonly Step[] {
  const outgoing = new Map<string, Edge[]>()
  for (const edge of edges) outgoing.set(edge.from.key, [...(outgoing.get(edge.from.key) ?? []), edge])
  const arrival = new Map<string, Edge | undefined>([[start, undefined]])
  for (const key of arrival.keys()) {
    for (const edge of outgoing.get(key) ?? []) if (!arrival.has(edge.to.key)) arrival.set(edge.to.key, edge)
  }
  return (key) => {
    const edge = arrival.get(key)
    const way: Step[] = []
    for (let last = edge; last !== undefined; last = arrival.get(last.from.key)) way.unshift(last.step)
    return way
  }
}
