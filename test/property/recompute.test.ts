import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import { changedClocks, clocksFromHistory } from '../../src/core/recompute.ts'
import { newRecord } from '../../src/core/record.ts'
import type { ObligationClock } from '../../src/domain/complaint.ts'
import { createPolicy, type Policy } from '../../src/policy/policy.ts'
import type { Duration } from '../../src/time/duration.ts'
import { acts, key, type Life, live, START, writtenBy } from './arbitraries-life.ts'
import { randomPolicy } from './arbitraries-policy.ts'
import { runs, timeout } from './arbitraries-runs.ts'

const scenario = fc.record({ random: randomPolicy(START), acts: acts(24) })

const clocksOf = ({ record }: Life) => record.snapshot.context.complaint.clocks

/** The clocks that a life's history gives under a policy. */
function reckoned(policy: Policy, { record, entries }: Life) {
  const answer = clocksFromHistory(policy, record, entries)
  if (answer.kind === 'diverged') throw new Error(`at entry ${answer.seq} ${answer.reason}`)
  return answer.clocks
}

describe('recompute: deadlines out of the history', () => {
  it('are those that the complaint came to step by step, while the rules stay the same', { timeout }, () => {
    let firings = 0
    fc.assert(
      fc.property(scenario, ({ random: { policy }, acts }) => {
        const life = live(policy, acts, { wakes: true })
        const clocks = clocksOf(life)
        firings += clocks.reduce((sum, clock) => sum + (clock.firings?.length ?? 0), 0)
        expect(reckoned(policy, life)).toEqual(clocks)
        expect(changedClocks(clocks, reckoned(policy, life), life.record.snapshot.context.complaint.at)).toEqual([])
      }),
      runs(150),
    )
    expect(firings).toBeGreaterThan(50)
  })

  it('are those that it would have come to, had the changed numbers been in force from the start', { timeout }, () => {
    let compared = 0
    let differing = 0
    fc.assert(
      fc.property(scenario, other, ({ random, acts }, numbers) => {
        const before = live(random.policy, acts, { wakes: true })
        const policy = renumbered(random.policy, numbers)
        const after = sentAgain(policy, before)
        // A command may be refused because of a deadline, and then there is nothing to compare.
        fc.pre(after !== undefined)
        // Instants of the record's own time depend on when it was last woken, which the numbers decide.
        const terms = (clocks: readonly ObligationClock[]) =>
          clocks
            .filter((clock) => !random.hangsOnFirings.has(clock.obligation))
            .map(({ id, due, runs, extensions, ended }) => [id, due, runs, extensions?.length, ended?.how, ended?.at])
        const today = terms(reckoned(policy, before))
        expect(today).toEqual(terms(clocksOf(after)))
        compared += 1
        if (JSON.stringify(today) !== JSON.stringify(terms(clocksOf(before)))) differing += 1
      }),
      runs(150),
    )
    expect(compared).toBeGreaterThan(50)
    expect(differing).toBeGreaterThan(25)
  })
})

const other = fc.record({
  within: fc.constantFrom<Duration>({ minutes: 20 }, { hours: 3 }, { workingDays: 4 }, { days: 2 }),
  calendar: fc.constantFrom('office', 'callBack', 'nights'),
})

/** The same policy with other numbers and another calendar. */
const renumbered = ({ definition }: Policy, { within, calendar }: { within: Duration; calendar: string }): Policy =>
  createPolicy({
    ...definition,
    obligations: (definition.obligations ?? []).map((rule) =>
      rule.within === undefined ? rule : { ...rule, within, calendar },
    ),
  })

/** A life's commands sent to a complaint of another policy; `undefined` when one of them comes to another end. */
function sentAgain(policy: Policy, { told }: Life): Life | undefined {
  let record = newRecord(policy, key, 'R-000001')
  const entries: Life['entries'][number][] = []
  for (const { input, decision } of told) {
    const now = decide(policy, record, input)
    if (!('wake' in input) && now.kind !== decision.kind) return undefined
    const written = writtenBy(now)
    if (written === undefined) continue
    record = written.record
    entries.push(...written.entries.map((entry) => entry.body))
  }
  return { record, told: [], sent: [], entries }
}
