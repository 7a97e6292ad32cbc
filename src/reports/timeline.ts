import { TZDate } from '@date-fns/tz'
import { format, formatDuration, intervalToDuration } from 'date-fns'
import { enUS } from 'date-fns/locale/en-US'
import { zhCN } from 'date-fns/locale/zh-CN'
import type { Language } from '../core/wording.ts'
import { Level, levels } from '../domain/level.ts'
import type { ClockEventView, HistoryLine } from '../engine/history-view.ts'
import type { Label } from '../policy/definition.ts'
import type { Policy } from '../policy/policy.ts'
import { happened, joints, levelLabels, refusalLabels, words } from './labels.ts'

/** How a timeline is printed. */
export interface TimelineOptions {
  /** The policy of the complaint; its labels and its zone are used. */
  readonly policy: Pick<Policy, 'definition'>
  /** IANA zone of the instants. @defaultValue the policy's */
  readonly timeZone?: string
  /** @defaultValue `'en'` */
  readonly language?: Language
  /** ANSI colours. @defaultValue false */
  readonly colors?: boolean
}

/** What a timeline reads of a line of the history. */
export type TimelineLine = Pick<
  HistoryLine,
  'kind' | 'type' | 'at' | 'by' | 'level' | 'signals' | 'clocks' | 'told' | 'refusal'
>

type Paint = (text: string) => string

/**
 * A complaint's history as text for people: for each entry the instant, the level, who acted and what happened; below
 * it the deadlines that it opened, met or missed and by how much, what was refused and why, and who was told.
 *
 * @param lines of `redress.history(id, { by })`, in their order
 *
 * @example
 * ```ts
 * console.log(timeline(await redress.history(id, { by }), { policy: lenovo, language: 'zh-CN' }))
 * ```
 */
export function timeline(lines: readonly TimelineLine[], options: TimelineOptions): string {
  return lines.map((line) => timelineLine(line, options)).join('\n')
}

/** One line of the history, as {@link timeline} prints it. */
export function timelineLine(line: TimelineLine, options: TimelineOptions): string {
  const printer = new Printer(options)
  return [printer.head(line), ...printer.details(line).map((detail) => `${' '.repeat(INDENT)}${detail}`)].join('\n')
}

const INSTANT = 'yyyy-MM-dd HH:mm:ss'
const INDENT = INSTANT.length + 2

class Printer {
  readonly #options: TimelineOptions
  readonly #language: Language
  readonly #timeZone: string

  constructor(options: TimelineOptions) {
    this.#options = options
    this.#language = options.language ?? 'en'
    this.#timeZone = options.timeZone ?? options.policy.definition.timeZone
  }

  head(entry: TimelineLine): string {
    const level = Level.safeParse(entry.level).data
    const mark = level === undefined ? '  ' : `L${levels.indexOf(level) + 1}`
    const what = this.#say(happened[entry.type])
    const whom = entry.by.role === 'system' ? 'system' : `${entry.by.id} (${entry.by.role})`
    const text =
      entry.kind === 'refusal' ? this.#red(`${what}${this.#colon}${this.#say(words.refused)}`) : this.#bold(what)
    return `${this.#dim(this.#instant(entry.at))}  ${this.#level(level, mark)}  ${text}  ${this.#dim(whom)}`
  }

  details(entry: TimelineLine): readonly string[] {
    const lines: string[] = []
    if (entry.refusal !== undefined) lines.push(this.#red(this.#refusal(entry.refusal)))
    for (const event of entry.clocks) lines.push(this.#clock(event))
    for (const { name } of entry.signals) {
      const line = this.#signal(name)
      if (line !== undefined) lines.push(line)
    }
    for (const { to, channel, template } of entry.told) {
      lines.push(this.#dim(`→ ${this.#say(words.told)} ${to} (${channel})${this.#colon}${template}`))
    }
    return lines
  }

  #refusal({ reason, missing, message }: NonNullable<TimelineLine['refusal']>): string {
    const what = this.#say(refusalLabels[reason])
    if (missing !== undefined)
      return `${what}${this.#colon}${missing.map((name) => this.#fact(name)).join(this.#say(joints.list))}`
    return this.#language === 'en' ? message : what
  }

  /** A signal's name, with the level that it names in words. */
  #fact(name: string): string {
    const [what, of] = name.split(':')
    const level = Level.safeParse(of).data
    return level !== undefined && what === 'settled' ? this.#say(levelLabels[level]) : name
  }

  #signal(name: string): string | undefined {
    const [what, of] = name.split(':')
    const level = Level.safeParse(of).data
    if (level !== undefined && (what === 'settled' || what === 'opened' || what === 'waived')) {
      const text = `◆ ${this.#say(levelLabels[level])}${this.#colon}${this.#say(words[what])}`
      return what === 'settled' ? this.#green(text) : this.#dim(text)
    }
    if (what === 'escalated' && of !== undefined) {
      const rung = this.#options.policy.definition.ladder?.find((one) => one.id === of)
      return this.#yellow(`▲ ${this.#say(words.rung)} ${rung?.label === undefined ? of : this.#say(rung.label)}`)
    }
    return undefined
  }

  #clock(event: ClockEventView): string {
    const rule = this.#options.policy.definition.obligations?.find((one) => one.id === event.obligation)
    const name = rule?.label === undefined ? event.obligation : this.#say(rule.label)
    const source = rule?.source === undefined ? '' : ` [${rule.source}]`
    const due =
      event.due === undefined ? this.#say(words.unmeasured) : `${this.#say(words.due)} ${this.#instant(event.due)}`
    const comma = this.#say(joints.comma)
    const line = (paint: Paint, text: string) => paint(`⏱ ${name}${source}${this.#colon}${text}`)
    switch (event.what) {
      case 'opened':
        return line(this.#plain, due)
      case 'resumed':
      case 'extended':
      case 'recomputed':
      case 'capped':
      case 'cancelled':
        return line(this.#plain, `${this.#say(words[event.what])}${comma}${due}`)
      case 'met':
        if (event.lateMs !== undefined) return line(this.#red, this.#spanIn(words.metLate, event.lateMs))
        if (event.recordedLate === true) return line(this.#green, this.#say(words.recordedLate))
        return line(
          this.#green,
          event.due === undefined
            ? this.#say(words.done)
            : `${this.#say(words.met)}${comma}${this.#spanIn(words.spare, event.due.getTime() - event.at.getTime())}`,
        )
      case 'breach':
        return line(this.#red, `${this.#say(words.missed)}${comma}${due}`)
      case 'warning':
      case 'reminder':
        return line(this.#yellow, `${this.#say(words[event.what])}${comma}${due}`)
    }
  }

  get #colon(): string {
    return this.#say(joints.colon)
  }

  #spanIn(label: Label, ms: number): string {
    return this.#say(label).replace('{}', this.#span(ms))
  }

  #say(label: Label): string {
    return label[this.#language]
  }

  #instant(at: Date): string {
    return format(new TZDate(at.getTime(), this.#timeZone), INSTANT)
  }

  #span(ms: number): string {
    if (ms < 1000) return `${Math.round(ms)} ms`
    const duration = intervalToDuration({ start: 0, end: ms })
    return formatDuration(duration, { locale: this.#language === 'en' ? enUS : zhCN })
  }

  #level(level: Level | undefined, mark: string): string {
    const paints = { customerInterface: 36, accountability: 35, improvement: 34 }
    return level === undefined ? mark : this.#paint(paints[level], mark)
  }

  #paint(code: number, text: string): string {
    return this.#options.colors === true ? `\u001b[${code}m${text}\u001b[0m` : text
  }

  readonly #plain: Paint = (text) => text
  readonly #bold: Paint = (text) => this.#paint(1, text)
  readonly #dim: Paint = (text) => this.#paint(2, text)
  readonly #red: Paint = (text) => this.#paint(31, text)
  readonly #green: Paint = (text) => this.#paint(32, text)
  readonly #yellow: Paint = (text) => this.#paint(33, text)
}
