import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { DraftEntry, LiveRecord } from '../../src/core/decision.ts'
import { restoreRecord, stateText } from '../../src/core/record.ts'
import { canonicalJson } from '../../src/domain/json.ts'
import { complaintMachine } from '../../src/machine/complaint-machine.ts'
import { statePaths } from '../../src/machine/state-paths.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { nameOf, nodesOf } from '../unit/machine/chart-faults.ts'
import { contradictions } from './invariants.ts'
import { models, tours } from './model.ts'
import { pathsOf, transitionsAlong, walksOf, wayOut } from './paths.ts'
import { blank, commandIdOf, envelopeOf, replay, type Step } from './replay.ts'
import { transitionsOf } from './transitions.ts'

const explored = models.map((model) => {
  const walks = walksOf(model)
  return { model, id: model.policy.id, walks, paths: pathsOf(model, walks) }
})

/** A record as it comes back from a store. */
const stored = (policy: Policy, record: LiveRecord): LiveRecord => {
  const { key, seq, version, policy: ref } = record
  const columns = { number: '' } as never
  return restoreRecord(policy, {
    key,
    seq,
    version,
    policy: ref,
    hash: '',
    machine: '',
    columns,
    state: stateText(record),
  })
}

const canonical = (record: LiveRecord): string => canonicalJson(JSON.parse(stateText(record)))

describe.each(explored)('from wherever a complaint of $id may stand', ({ model, walks }) => {
  const { policy } = model
  const places = walks.flatMap((walk) => [...walk.places.values()]).filter(({ record }) => record.seq > 0)

  it('its states and its data say the same', () => {
    const found = walks.flatMap((walk) =>
      walk.edges.flatMap(({ from, step, to }) =>
        contradictions(policy, to.record).map(
          (what) => `${what} after ${[...walk.wayTo(from.key), step].map(({ command }) => command.type).join(' ')}`,
        ),
      ),
    )
    expect(found).toEqual([])
    expect(places.length).toBeGreaterThan(10)
  })

  it('there is a way into the archive', () => {
    for (const { record } of places) expect(wayOut(model, record).length).toBeLessThan(60)
  })

  it('the next wake-up has something to say, once and not before its instant', () => {
    const due = places.flatMap(({ record }) => {
      const wakeAt = wakeAtOf(policy, record.snapshot.context.complaint)
      return wakeAt === undefined ? [] : [{ record, wakeAt }]
    })
    for (const { record, wakeAt } of due) {
      expect(decide(policy, record, { wake: true, receivedAt: wakeAt - 1 }).kind).toBe('nothing')
      const woken = decide(policy, record, { wake: true, receivedAt: wakeAt })
      if (woken.kind !== 'moved')
        throw new Error(`${statePaths(record.snapshot).join()} was ${woken.kind} at ${wakeAt}`)
      expect(woken.written.wakeAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(wakeAt)
      expect(contradictions(policy, woken.written.record)).toEqual([])
    }
    expect(due.length > 0 || policy.rules.obligations.all.size === 0).toBe(true)
  })
})

describe.each(explored.flatMap(({ paths }) => paths))('$name', ({ model, steps }) => {
  const { policy } = model
  const { record, decisions, entries, before } = replay(policy, steps)

  it('moves with every command, and ends in the archive', () => {
    expect(decisions.map(({ kind }) => kind)).toEqual(steps.map(() => 'moved'))
    expect(statePaths(record.snapshot)).toEqual(['archived'])
  })

  it('leaves entries without gaps, in the order of time, and one version for each', () => {
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
    expect(entries.map(({ version }) => version)).toEqual(entries.map((_, i) => i + 1))
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort((a, b) => a - b))
    expect([record.seq, record.version]).toEqual([entries.length, entries.length])
    const told = entries.flatMap(({ body }) => body.told.map(({ key }) => key))
    expect(new Set(told).size).toBe(told.length)
  })

  it('is the same in the store as in memory, after every step', () => {
    for (const live of [...before.slice(1), record]) {
      const restored = stored(policy, live)
      expect(restored.snapshot.value).toEqual(live.snapshot.value)
      expect(restored.snapshot.status).toBe(live.snapshot.status)
      expect(canonical(restored)).toBe(canonical(live))
    }
  })

  it('has the same history when it is replayed, be it from memory or from the store each time', () => {
    expect(replay(policy, steps).entries).toEqual(entries)
    expect(replayedFromStore(policy, steps)).toEqual(entries)
  })
})

function replayedFromStore(policy: Policy, steps: readonly Step[]): readonly DraftEntry[] {
  let record = blank(policy)
  return steps.flatMap((step, i) => {
    const decision = decide(policy, record, envelopeOf(policy, step, commandIdOf(record.key.id, i)))
    if (decision.kind !== 'moved') throw new Error(`${step.command.type} was ${decision.kind}`)
    record = stored(policy, decision.written.record)
    return decision.written.entries
  })
}

describe('all paths together', () => {
  const taken = new Map(
    explored.map(({ model, id, paths }) => [
      id,
      new Set(paths.flatMap(({ steps }) => [...transitionsAlong(model, steps)])),
    ]),
  )
  /** Rungs have a name of their own in each policy. */
  const isOfRung = (transition: string) => transition.startsWith('open.ladder.')
  const everywhere = new Set([...taken.values()].flatMap((some) => [...some]))

  it('take every transition but the alarm of a plain actor and what the library sends itself, which have tests of their own', () => {
    const all = new Set(models.flatMap(({ policy }) => transitionsOf(policy)))
    expect([...all].filter((one) => !everywhere.has(one))).toEqual([
      '(root) on recompute 1',
      'open on bounce 1',
      'open on cap 1',
      'open on always 2',
      'open on always 3',
      'closed on bounce 1',
      'closed on cap 1',
    ])
    expect([...everywhere].filter((one) => !all.has(one))).toEqual([])
  })

  it.each(explored)('take every transition between the rungs of $id', ({ id, model }) => {
    const rungs = transitionsOf(model.policy).filter(isOfRung)
    expect(rungs.filter((one) => !taken.get(id)?.has(one))).toEqual(
      // Who cannot escalate stays on his one rung.
      model.policy.rules.permissions.roles.some((role) => model.policy.rules.permissions.may(role, 'escalate'))
        ? []
        : rungs.filter((one) => !one.endsWith('entering on always 1')),
    )
  })

  it('come to every state of every region of the policy with a rule of every kind', () => {
    const { model, paths } = explored.find(({ id }) => id === 'thorough')!
    const resting = paths.flatMap(({ steps }) => {
      const { before, record } = replay(model.policy, steps)
      return [...before, record].flatMap(({ snapshot }) => statePaths(snapshot))
    })
    const passing = [...(taken.get('thorough') ?? [])].map((one) => one.slice(0, one.indexOf(' on ')))
    const reached = new Set([...resting, ...passing])
    const atomic = nodesOf(complaintMachine(model.policy)).filter(({ type }) => type === 'atomic' || type === 'final')
    expect(atomic.map(nameOf).filter((name) => !reached.has(name))).toEqual([])
  })

  it('send every command', () => {
    const sent = new Set(
      explored.flatMap(({ paths }) => paths.flatMap(({ steps }) => steps.map((step) => step.command.type))),
    )
    const touring = new Set(Object.values(tours).flatMap(({ commands }) => [...commands]))
    expect([...touring].filter((type) => !sent.has(type))).toEqual([])
    expect(sent.has('register')).toBe(true)
  })
})
