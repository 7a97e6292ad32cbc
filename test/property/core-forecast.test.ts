import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { LiveRecord } from '../../src/core/decision.ts'
import { explain } from '../../src/core/explain.ts'
import { forecast } from '../../src/core/forecast.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { acts, DAY, live, START, writtenBy } from './arbitraries-life.ts'
import { randomPolicy } from './arbitraries-policy.ts'
import { runs, seed, timeout } from './arbitraries-runs.ts'

/** What the clocks of a record have said, as they remember it. */
const saidBy = (policy: Policy, record: LiveRecord): readonly string[] =>
  [...policy.rules.obligations.all.keys()].flatMap((id) =>
    explain(policy, record, id).clocks.flatMap(({ clock, firings }) =>
      firings.map(({ kind, ordinal, firedAt }) => `${clock} ${kind} ${ordinal} ${firedAt}`),
    ),
  )

/** A record after a worker has looked at every instant at which it asked to be woken. */
function watched(policy: Policy, record: LiveRecord, now: number, until: number): LiveRecord {
  let live = record
  for (let n = 0; n < 2_000; n++) {
    const wakeAt = wakeAtOf(policy, live.snapshot.context.complaint)
    if (wakeAt === undefined || Math.max(now, wakeAt) > until) break
    live = writtenBy(decide(policy, live, { wake: true, receivedAt: Math.max(now, wakeAt) }))?.record ?? live
  }
  return live
}

const scenario = fc.record({
  random: randomPolicy(START),
  acts: acts(14),
  later: fc.integer({ min: 0, max: 20 * DAY }),
})

describe(`a forecast comes true (fast-check seed ${seed})`, () => {
  it('a timely worker makes the clocks say what was foretold, then, and nothing else', { timeout }, () => {
    let foretold = 0
    fc.assert(
      fc.property(scenario, ({ random: { policy }, acts, later }) => {
        const { record } = live(policy, acts, { wakes: true })
        fc.pre(record.seq > 0)
        const now = record.snapshot.context.complaint.at + later
        const found = forecast(policy, record, now)
        fc.pre(found.failure === undefined)
        const last = found.isCut ? (found.coming.at(-1)?.at.getTime() ?? now) : Number.POSITIVE_INFINITY
        const before = new Set(saidBy(policy, record))
        const said = saidBy(policy, watched(policy, record, now, last)).filter((one) => !before.has(one))
        const told = found.coming.map((one) => `${one.clock} ${one.kind} ${one.ordinal} ${one.at.getTime()}`)
        if (found.isCut) expect(said).toEqual(expect.arrayContaining(told))
        else expect([...told].sort()).toEqual([...said].sort())
        expect(found.coming.map((one) => one.at.getTime())).toEqual(
          found.coming.map((one) => one.at.getTime()).sort((a, b) => a - b),
        )
        foretold += told.length
      }),
      runs(150),
    )
    expect(foretold).toBeGreaterThan(120)
  })
})
