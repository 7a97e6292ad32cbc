import { describe, expect, it } from 'vitest'
import { commandTypes, internalCommands } from '../../../src/domain/commands.ts'
import { lenovo } from '../../../src/policies/lenovo.ts'
import { happened } from '../../../src/reports/labels.ts'
import { type TimelineLine, timeline } from '../../../src/reports/timeline.ts'

const at = (text: string): Date => new Date(`2026-03-02T${text}:00+08:00`)
const line = (change: Partial<TimelineLine>): TimelineLine => ({
  kind: 'command',
  type: 'assign',
  at: at('09:30'),
  by: { id: 'h.sun', role: 'stationHead' },
  signals: [],
  clocks: [],
  told: [],
  ...change,
})
const found = { clock: 'handler-found#1', obligation: 'handler-found', due: at('10:00') }

describe('timeline', () => {
  it('prints instants in the zone of the policy, or in another', () => {
    expect(timeline([line({})], { policy: lenovo })).toMatch(/^2026-03-02 09:30:00 /)
    expect(timeline([line({})], { policy: lenovo, timeZone: 'UTC' })).toMatch(/^2026-03-02 01:30:00 /)
  })

  it.each([
    ['met', { what: 'met', at: at('09:30') }, 'met, 30 minutes to spare', '按时完成，富余 30 分钟'],
    [
      'met late',
      { what: 'met', at: at('11:15'), lateMs: 75 * 60_000 },
      'met late by 1 hour 15 minutes',
      '已完成，超时 1 小时 15 分钟',
    ],
    ['missed', { what: 'breach', at: at('10:00') }, 'MISSED, due 2026-03-02 10:00:00', '2026-03-02 10:00:00'],
    ['recorded late', { what: 'met', at: at('09:30'), recordedLate: true }, 'met in time, recorded late', '补录'],
  ] as const)('says that a deadline was %s, and by how much, in both languages', (_name, event, en, zh) => {
    const entry = line({ clocks: [{ ...found, ...event }] })
    expect(timeline([entry], { policy: lenovo })).toContain(`[LS-08]: ${en}`)
    expect(timeline([entry], { policy: lenovo, language: 'zh-CN' })).toContain(zh)
  })

  it('never says in time of a duty without a number (T-21)', () => {
    const entry = line({ clocks: [{ clock: 'cause#1', obligation: 'cause', what: 'met', at: at('09:30') }] })
    expect(timeline([entry], { policy: lenovo })).toContain('done; no limit set')
  })

  it('says what is missing of a refused closing, and colours only when asked to', () => {
    const refusal = {
      reason: 'gateOpen',
      message: 'not yet',
      state: [],
      allowed: [],
      missing: ['settled:improvement', 'filed:apology'],
    } as const
    const entry = line({ kind: 'refusal', type: 'close', refusal })
    expect(timeline([entry], { policy: lenovo })).toContain('level 3, improvement, filed:apology')
    const esc = String.fromCharCode(27)
    expect(timeline([entry], { policy: lenovo })).not.toContain(esc)
    expect(timeline([entry], { policy: lenovo, colors: true })).toContain(esc)
  })

  it('has words for every command, and what happens without one, in both languages', () => {
    expect(Object.keys(happened).sort()).toEqual([...commandTypes, ...internalCommands, 'recompute', 'wake'].sort())
    for (const label of Object.values(happened)) expect([label.en, label['zh-CN']].every((it) => it !== '')).toBe(true)
  })
})
