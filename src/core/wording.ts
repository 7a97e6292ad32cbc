import type { Language } from '../domain/language.ts'
import type { Label } from '../policy/definition.ts'
import type { Duration } from '../time/duration.ts'
import { DAY_MS, formatDate, weekdayIndex } from '../time/local-date.ts'
import { zone } from '../time/zone.ts'

export type { Language } from '../domain/language.ts'

const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
}
const UNITS: readonly (readonly [ms: number, name: Label])[] = [
  [3_600_000, { en: 'h', 'zh-CN': '小时' }],
  [60_000, { en: 'min', 'zh-CN': '分钟' }],
  [1_000, { en: 's', 'zh-CN': '秒' }],
  [1, { en: 'ms', 'zh-CN': '毫秒' }],
]

/** What a clock says, for people. */
export const firingLabels = {
  warning: { en: 'warning', 'zh-CN': '预警' },
  breach: { en: 'breach', 'zh-CN': '超时' },
  reminder: { en: 'reminder', 'zh-CN': '催办' },
} as const satisfies Record<string, Label>

/** Writes instants, spans of time and durations for people, in a language and a zone. */
export class Wording {
  readonly language: Language
  readonly timeZone: string

  constructor(language: Language, timeZone: string) {
    this.language = language
    this.timeZone = timeZone
  }

  say(label: Label): string {
    return label[this.language]
  }

  /** `Mon 2026-03-02 16:30 +08:00`. What ends at midnight ends at 24:00 of the day before. */
  instant(at: Date, isEnd = true): string {
    const { day, time, offset } = this.#parts(at, isEnd)
    return `${day} ${time} ${offset}`
  }

  /** From one instant to another; of the second only what differs. */
  span(from: Date, to: Date | undefined): string {
    const begin = this.#parts(from, false)
    const written = `${begin.day} ${begin.time} ${begin.offset} –`
    if (to === undefined) return written
    const end = this.#parts(to, true)
    const day = end.day === begin.day ? '' : ` ${end.day}`
    const offset = end.offset === begin.offset ? '' : ` ${end.offset}`
    return `${written}${day} ${end.time}${offset}`
  }

  /** `3 h 30 min`; never in days, since a day of working time is not one of the calendar. */
  time(ms: number): string {
    const parts: string[] = []
    let left = ms
    for (const [size, name] of UNITS) {
      const amount = Math.floor(left / size)
      left -= amount * size
      if (amount > 0) parts.push(`${amount} ${this.say(name)}`)
    }
    return parts.join(' ') || `0 ${this.say({ en: 'min', 'zh-CN': '分钟' })}`
  }

  duration(duration: Duration): string {
    const [unit, amount] = Object.entries(duration)[0] ?? ['', 0]
    const several = amount === 1 ? '' : 's'
    const names: Readonly<Record<string, Label>> = {
      minutes: { en: `${amount} minute${several}`, 'zh-CN': `${amount} 分钟` },
      hours: { en: `${amount} hour${several}`, 'zh-CN': `${amount} 小时` },
      days: { en: `${amount} day${several}`, 'zh-CN': `${amount} 天` },
      sameDay: { en: 'the same day', 'zh-CN': '当天' },
      workingDays: { en: `${amount} working day${several}`, 'zh-CN': `${amount} 个工作日` },
      closeOfBusiness: {
        en: `close of business, ${amount} working day${several} on`,
        'zh-CN': `第 ${amount} 个工作日下班前`,
      },
      weeks: { en: `${amount} week${several}`, 'zh-CN': `${amount} 周` },
      months: { en: `${amount} month${several}`, 'zh-CN': `${amount} 个月` },
    }
    const name = names[unit]
    return name === undefined ? '' : this.say(name)
  }

  #parts(at: Date, isEnd: boolean): { readonly day: string; readonly time: string; readonly offset: string } {
    const offset = zone(this.timeZone).steadyOffset(at.getTime(), at.getTime()) ?? 0
    const local = at.getTime() + offset
    const isMidnight = isEnd && local % DAY_MS === 0
    const day = Math.floor(local / DAY_MS) - (isMidnight ? 1 : 0)
    const weekday = WEEKDAYS[this.language][weekdayIndex(day)]
    const date = this.language === 'en' ? `${weekday} ${formatDate(day)}` : `${formatDate(day)} ${weekday}`
    const time = new Date(local)
      .toISOString()
      .slice(11, -1)
      .replace(/\.000$/, '')
      .replace(/:00$/, '')
    return { day: date, time: isMidnight ? '24:00' : time, offset: offsetText(offset) }
  }
}

function offsetText(offset: number): string {
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1_000].map((ms, i) =>
    String(Math.floor(Math.abs(offset) / ms) % (i === 0 ? 24 : 60)).padStart(2, '0'),
  )
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}${seconds === '00' ? '' : `:${seconds}`}`
}

/** Two columns: the first as wide as its widest cell, in which a Chinese character takes two places. */
export function columns(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => placesOf(left)))
  return rows.map(([left, right]) => `${left}${' '.repeat(width - placesOf(left) + 2)}${right}`)
}

const placesOf = (text: string): number => text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0)
