import { describe, expect, it } from 'vitest'
import { forecast } from '../../../src/core/forecast.ts'
import { forecastText } from '../../../src/core/forecast-text.ts'
import { DAY, Desk, HOUR, MONDAY } from './desk.ts'

const LADDER = [
  { id: 'desk', role: 'clerk' },
  { id: 'office', role: 'boss' },
  { id: 'top', role: 'boss' },
]
const answer = {
  id: 'answer',
  label: { en: 'answer', 'zh-CN': '答复' },
  opens: 'registered',
  meets: 'contacted',
  within: { hours: 4 },
  warnings: [{ before: { hours: 1 } }],
  reminders: { every: { hours: 6 }, most: 2 },
  pausedBy: ['parts'],
  onBreach: { escalate: 'next' },
}
const rules = (...obligations: readonly object[]) => ({ ladder: LADDER, pauseReasons: ['parts'], obligations })

const from = (desk: Desk, at: number) => forecast(desk.policy, desk.record, MONDAY + at)
/** As `kind ordinal clock: hours after MONDAY → rung`. */
const told = (desk: Desk, at: number): readonly string[] =>
  from(desk, at).coming.map((one) => {
    const hours = Math.round(((one.at.getTime() - MONDAY) / HOUR) * 100) / 100
    const missed = one.missed === undefined ? '' : `, missed ${one.missed}`
    return `${one.kind} ${one.ordinal} ${one.clock}: ${hours}${missed}${one.escalatesTo === undefined ? '' : ` → ${one.escalatesTo}`}`
  })

describe('what fires next, and when', () => {
  it('lists warnings, the breach with its climb, and reminders, the soonest first', () => {
    const desk = new Desk(
      rules(answer, { ...answer, id: 'visit', within: { hours: 8 }, reminders: undefined }),
    ).registered()
    expect(told(desk, 0)).toEqual([
      'warning 1 answer#1: 3',
      'breach 1 answer#1: 4 → office',
      'warning 1 visit#1: 7',
      'breach 1 visit#1: 8 → top',
      'reminder 1 answer#1: 10',
      'reminder 2 answer#1: 16',
    ])
    expect(from(desk, 0).coming[1]).toEqual({
      clock: 'answer#1',
      obligation: 'answer',
      label: answer.label,
      level: 'customerInterface',
      kind: 'breach',
      ordinal: 1,
      at: new Date(MONDAY + 4 * HOUR + 1),
      due: new Date(MONDAY + 4 * HOUR),
      escalatesTo: 'office',
    })
    expect(from(desk, 0).isCut).toBe(false)
  })

  it('follows what a breach opens, meets and cancels', () => {
    const apology = { id: 'apology', opens: 'breached:answer', meets: 'contacted', within: { hours: 2 } }
    const visit = { ...answer, id: 'visit', within: { hours: 8 }, cancels: ['breached:answer'] }
    const desk = new Desk(rules({ ...answer, reminders: undefined, onBreach: undefined }, apology, visit)).registered()
    expect(told(desk, 0)).toEqual(['warning 1 answer#1: 3', 'breach 1 answer#1: 4', 'breach 1 apology#1: 6'])
  })

  it('counts pauses with their ends, and names the clocks that say nothing, and why', () => {
    const silent = { id: 'cause', opens: 'registered', meets: 'contacted', unmeasured: true }
    const desk = new Desk(rules(answer, silent)).registered()
    desk.did(HOUR, 'suspend', { reason: 'parts', until: new Date(MONDAY + 5 * HOUR).toISOString() })
    expect(told(desk, HOUR).slice(0, 2)).toEqual(['warning 1 answer#1: 7', 'breach 1 answer#1: 8 → office'])
    expect(from(desk, HOUR).silent).toEqual([{ clock: 'cause#1', obligation: 'cause', because: 'unmeasured' }])
    desk.did(2 * HOUR, 'suspend', { reason: 'parts' })
    expect(from(desk, 2 * HOUR)).toMatchObject({
      coming: [],
      silent: [
        { clock: 'answer#1', because: 'paused', reasons: ['parts'] },
        { clock: 'cause#1', because: 'unmeasured' },
      ],
    })
    const spent = new Desk(rules({ ...answer, reminders: undefined })).registered()
    spent.wake(DAY)
    expect(from(spent, DAY)).toMatchObject({ coming: [], silent: [{ clock: 'answer#1', because: 'allSaid' }] })
    expect(from(spent.did(DAY, 'contact'), DAY)).toMatchObject({ coming: [], silent: [] })
  })

  it('says what is overdue at once, and changes nothing', () => {
    const desk = new Desk(rules(answer)).registered()
    const before = desk.record
    expect(told(desk, 20 * HOUR)).toEqual([
      'warning 1 answer#1: 20',
      'breach 1 answer#1: 20 → office',
      'reminder 2 answer#1: 20, missed 1',
    ])
    expect(desk.record).toBe(before)
    expect(desk.state.clocks[0]?.firings).toBeUndefined()
  })

  it('lists a hundred at most, and says so', () => {
    const desk = new Desk(rules({ ...answer, reminders: { every: { minutes: 1 }, most: 1_000_000 } })).registered()
    expect(from(desk, 0).coming).toHaveLength(100)
    expect(from(desk, 0).isCut).toBe(true)
    expect(String(from(desk, 0))).toContain('and more')
  })

  it('ends where the policy cannot be followed, and keeps what comes before', () => {
    const broken = {
      id: 'apology',
      opens: 'breached:answer',
      meets: 'contacted',
      within: { hours: 2 },
      when: () => {
        throw new Error('no')
      },
    }
    const desk = new Desk(rules(answer, broken)).registered()
    const found = from(desk, 0)
    expect(told(desk, 0)).toEqual(['warning 1 answer#1: 3'])
    expect(found.failure).toMatchObject({ at: new Date(MONDAY + 4 * HOUR + 1), error: { code: 'POLICY_FAILED' } })
    expect(String(found)).toContain('from Mon 2026-03-02 13:00:00.001 +01:00 on the policy cannot be followed')
  })

  it('tells a complainant of level 1 alone', () => {
    const inside = { ...answer, id: 'blame', level: 'accountability' }
    const desk = new Desk(rules(answer, inside)).registered()
    const obligations = forecast(desk.policy, desk.record, MONDAY, 'complainant').coming.map((one) => one.obligation)
    expect(new Set(obligations)).toEqual(new Set(['answer']))
  })

  it('prints itself, in English and in Chinese', () => {
    const desk = new Desk(
      rules(
        { ...answer, reminders: undefined },
        { id: 'cause', opens: 'registered', meets: 'contacted', unmeasured: true },
      ),
    ).registered()
    expect(String(from(desk, 0))).toBe(
      `
Fires next, unless something happens; times in Europe/Berlin
  Mon 2026-03-02 12:00 +01:00  warning 1: answer#1 answer, due Mon 2026-03-02 13:00 +01:00
  Mon 2026-03-02 13:00 +01:00  breach 1: answer#1 answer, escalates to office
  silent: cause#1, no limit is set
`.trim(),
    )
    expect(forecastText(from(desk, 0), { language: 'zh-CN', timeZone: 'Asia/Shanghai' })).toBe(
      `
若无新情况，接下来的提示；时区 Asia/Shanghai
  2026-03-02 周一 19:00 +08:00  预警 1：answer#1 答复，到期时间 2026-03-02 周一 20:00 +08:00
  2026-03-02 周一 20:00 +08:00  超时 1：answer#1 答复，升级至 office
  不再提示：cause#1，未设时限
`.trim(),
    )
    expect(String(from(desk.did(1, 'contact'), 1))).toBe(
      'Nothing fires unless something happens; times in Europe/Berlin',
    )
  })
})
