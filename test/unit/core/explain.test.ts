import { describe, expect, it } from 'vitest'
import { explain } from '../../../src/core/explain.ts'
import { explanationText } from '../../../src/core/explanation-text.ts'
import { calendar } from '../../../src/time/calendar.ts'
import { bo, DAY, Desk, HOUR } from './desk.ts'

const HOURS = ['09:00-12:00', '14:00-18:00']
const office = calendar({
  timeZone: 'Asia/Shanghai',
  week: { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS },
  holidays: ['2026-03-05', '2026-03-06'],
})

const repairDesk = (duty: object): Desk =>
  new Desk({
    timeZone: 'Asia/Shanghai',
    calendars: { office },
    pauseReasons: ['parts'],
    obligations: [
      {
        id: 'repair',
        label: { en: 'repair', 'zh-CN': '修复' },
        source: 'TT-09',
        opens: 'registered',
        meets: 'fulfilled',
        calendar: 'office',
        pausedBy: ['parts'],
        extension: { by: ['boss'] },
        warnings: [{ share: 0.5 }],
        ...duty,
      },
    ],
  })
const why = (desk: Desk) => explain(desk.policy, desk.record, 'repair')
const zh = (desk: Desk): string => explanationText(why(desk), { language: 'zh-CN' })

/** Registered on a Monday at 18:00, paused from 19:00 to the next morning, extended on Tuesday. */
function paused(duty: object): Desk {
  const desk = repairDesk(duty).registered(2 * HOUR)
  desk.did(3 * HOUR, 'suspend', { reason: 'parts', until: '2026-03-03T10:00:00+08:00' })
  const extension = { obligation: 'repair', by: { hours: 4 }, agreed: true, reason: 'x' }
  return desk.did(26 * HOUR, 'extend', extension, { by: bo })
}

describe('why a deadline is due when it is', () => {
  it('prints the whole reckoning over a night, a holiday, a weekend, a pause and an extension', () => {
    const desk = paused({ within: { hours: 12 } })
    desk.wake(30 * DAY)
    expect(String(why(desk))).toBe(
      `
repair#1 repair [TT-09]: missed
  within 12 hours, from registered to fulfilled; times in Asia/Shanghai
  Mon 2026-03-02 18:00 +08:00 – 19:00                 closed
  Mon 2026-03-02 19:00 +08:00 – Tue 2026-03-03 10:00  paused: parts
  Tue 2026-03-03 10:00 +08:00 – 12:00                 counts 2 h, 2 h in all
  Tue 2026-03-03 12:00 +08:00 – 14:00                 closed
  Tue 2026-03-03 14:00 +08:00 – 18:00                 counts 4 h, 6 h in all
  Tue 2026-03-03 18:00 +08:00 – Wed 2026-03-04 09:00  closed
  Wed 2026-03-04 09:00 +08:00 – 12:00                 counts 3 h, 9 h in all
  Wed 2026-03-04 12:00 +08:00 – 14:00                 closed
  Wed 2026-03-04 14:00 +08:00 – 17:00                 counts 3 h, 12 h in all
  Wed 2026-03-04 17:00 +08:00                         extended by 4 hours, granted by bo on Tue 2026-03-03 18:00 +08:00, agreed with the complainant
  Wed 2026-03-04 17:00 +08:00 – 18:00                 counts 1 h, 1 h in all
  Wed 2026-03-04 18:00 +08:00 – 24:00                 closed
  Thu 2026-03-05 00:00 +08:00 – Fri 2026-03-06 24:00  holiday
  Sat 2026-03-07 00:00 +08:00 – Mon 2026-03-09 09:00  closed
  Mon 2026-03-09 09:00 +08:00 – 12:00                 counts 3 h, 4 h in all
  due Mon 2026-03-09 12:00 +08:00; before it was extended, Wed 2026-03-04 17:00 +08:00
  warning 1 said Tue 2026-03-03 18:00 +08:00
  breach 1 said Wed 2026-04-01 16:00 +08:00, for Mon 2026-03-09 12:00 +08:00
`.trim(),
    )
  })

  it('prints working days in Chinese too, and the pause that is put on at their end', () => {
    const desk = paused({ within: { workingDays: 3 } })
    expect(zh(desk)).toBe(
      `
repair#1 修复 [TT-09]：计时中
  时限 3 个工作日，自 registered 至 fulfilled；时区 Asia/Shanghai
  2026-03-02 周一 18:00 +08:00 – 24:00                  起算当日不计
  2026-03-03 周二 00:00 +08:00 – 2026-03-04 周三 24:00  计 2 个工作日，累计 2 个工作日
  2026-03-05 周四 00:00 +08:00 – 2026-03-06 周五 24:00  节假日
  2026-03-07 周六 00:00 +08:00 – 2026-03-08 周日 24:00  非工作时间
  2026-03-09 周一 00:00 +08:00 – 24:00                  计 1 个工作日，累计 3 个工作日
  2026-03-10 周二 00:00 +08:00 – 15:00                  顺延，因暂停 (parts) 2026-03-02 周一 19:00 +08:00 – 2026-03-03 周二 10:00
  2026-03-10 周二 15:00 +08:00                          延期 4 小时，bo 于 2026-03-03 周二 18:00 +08:00 批准，投诉人已同意
  2026-03-10 周二 15:00 +08:00 – 18:00                  计 3 小时，累计 3 小时
  2026-03-10 周二 18:00 +08:00 – 2026-03-11 周三 09:00  非工作时间
  2026-03-11 周三 09:00 +08:00 – 10:00                  计 1 小时，累计 4 小时
  到期时间 2026-03-11 周三 10:00 +08:00；延期前为 2026-03-10 周二 15:00 +08:00
`.trim(),
    )
  })

  it('gives the steps as data with dates, ending at the due instant', () => {
    const [clock] = why(paused({ within: { hours: 12 } })).clocks
    expect(clock?.reckoning[1]).toEqual({
      kind: 'paused',
      from: new Date('2026-03-02T19:00:00+08:00'),
      to: new Date('2026-03-03T10:00:00+08:00'),
      reasons: ['parts'],
    })
    expect(clock?.reckoning.at(-1)?.to).toEqual(clock?.dueAt)
    const madeUp = why(paused({ within: { workingDays: 3 } })).clocks[0]?.reckoning.find(
      (step) => step.kind === 'madeUp',
    )
    expect(madeUp).toMatchObject({ pause: { from: new Date('2026-03-02T19:00:00+08:00') } })
  })

  it('says that a pause without end holds it, that no limit is set, and that no clock was opened', () => {
    const held = repairDesk({ within: { hours: 12 } })
      .registered(2 * HOUR)
      .did(3 * HOUR, 'suspend', { reason: 'parts' })
    expect(String(why(held))).toContain('Mon 2026-03-02 19:00 +08:00 –        paused: parts\n  not due as long as')
    expect(zh(held)).toContain('暂停结束前没有到期时间')
    const unmeasured = repairDesk({ unmeasured: true, warnings: [] }).registered(2 * HOUR)
    expect(String(why(unmeasured))).toContain('Mon 2026-03-02 18:00 +08:00 –  ran\n  not due: no limit is set')
    expect(String(why(repairDesk({ opens: 'noted', within: { hours: 1 } }).registered()))).toBe(
      'No clock was opened for it.',
    )
    expect(zh(repairDesk({ opens: 'noted', within: { hours: 1 } }).registered())).toBe('尚未开始计时。')
  })

  it('says the offset again where the clocks change in between, in the zone that is asked for', () => {
    const desk = repairDesk({ within: { hours: 26 }, calendar: undefined }).registered(26 * DAY)
    const text = explanationText(why(desk), { timeZone: 'Europe/Berlin' })
    expect(text).toContain('Sat 2026-03-28 09:00 +01:00 – Sun 2026-03-29 12:00 +02:00  counts 26 h, 26 h in all')
  })
})
