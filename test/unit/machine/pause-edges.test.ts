import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/core/decide.ts'
import type { CommandInput } from '../../../src/domain/commands.ts'
import { wakeAtOf } from '../../../src/machine/walk.ts'
import { thorough } from '../../fixtures/policies.ts'
import { placeOf } from '../../model/explore.ts'
import { HOUR } from '../../model/payloads.ts'
import { perform, START } from '../../model/replay.ts'

const settled: CommandInput[] = [
  { type: 'register', channel: 'phone', summary: 'Broken.', facts: { systematic: false, ownFault: false } },
  { type: 'assign', to: 'handler-1' },
  { type: 'contact' },
]
const T = START + 2 * HOUR
const pause = (from: number, until?: number): CommandInput => ({
  type: 'suspend',
  reason: 'customerAbsent',
  from: T + from * HOUR,
  ...(until !== undefined && { until: T + until * HOUR }),
})
const wakesOf = (pauses: readonly CommandInput[]) => {
  let record = perform(thorough, [...settled, ...pauses])
  const wakes: (readonly [hours: number, place: string])[] = []
  for (;;) {
    const wakeAt = wakeAtOf(thorough, record.snapshot.context.complaint)
    if (wakeAt === undefined || wakeAt > T + 50 * HOUR) return wakes
    const decision = decide(thorough, record, { wake: true, receivedAt: wakeAt })
    if (decision.kind !== 'moved') throw new Error(`woken ${(wakeAt - T) / HOUR} hours on, it was ${decision.kind}`)
    record = decision.written.record
    wakes.push([(wakeAt - T) / HOUR, placeOf(record).endsWith('suspended') ? 'rests' : 'goes on'])
  }
}

describe('a complaint with pauses asks to be woken', () => {
  it('when one begins and when it ends', () => {
    expect(wakesOf([pause(1, 3)])).toEqual([
      [1, 'rests'],
      [3, 'goes on'],
    ])
  })

  it('only at the outer edges of those that overlap or follow each other at once', () => {
    expect(wakesOf([pause(1, 3), pause(2, 5), pause(5, 6), pause(1, 2)])).toEqual([
      [1, 'rests'],
      [6, 'goes on'],
    ])
  })

  it('never for one that another covers for good', () => {
    expect(wakesOf([pause(1), pause(2, 3)])).toEqual([[1, 'rests']])
  })

  it('no more after one that came and went before anybody looked', () => {
    const record = perform(thorough, [...settled, pause(1, 3)])
    const late = decide(thorough, record, { wake: true, receivedAt: T + 5 * HOUR })
    if (late.kind !== 'moved') throw new Error(`it was ${late.kind}`)
    expect(late.written.entries).toMatchObject([{ type: 'wake', at: T + 5 * HOUR }])
    expect(placeOf(late.written.record)).toMatch(/running$/)
    expect(late.written.wakeAt).toBeGreaterThan(T + 5 * HOUR)
    const again = decide(thorough, late.written.record, { wake: true, receivedAt: T + 5 * HOUR })
    expect(again.kind).toBe('nothing')
  })

  it('not for one that was called off before it began', () => {
    const record = perform(thorough, [...settled, pause(1, 3), { type: 'resume', pause: 'pause-1' }])
    expect(record.snapshot.context.complaint.pauses).toMatchObject([{ from: T + HOUR, until: T + HOUR }])
    expect(wakeAtOf(thorough, record.snapshot.context.complaint)).not.toBe(T + HOUR)
  })
})
