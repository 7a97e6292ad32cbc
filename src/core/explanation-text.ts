import type { Label } from '../policy/definition.ts'
import type { Counted, ReckoningStep } from '../time/reckoning.ts'
import type { ClockExplanation, Explanation } from './explanation.ts'
import { columns, firingLabels, type Language, Wording } from './wording.ts'

/** How an explanation is printed. */
export interface ExplanationTextOptions {
  /** @defaultValue `'en'` */
  readonly language?: Language
  /** IANA zone of the instants. @defaultValue the zone of each clock's calendar */
  readonly timeZone?: string
}

/**
 * An explanation as text for people, a line for each step, with local times and their offset from UTC. What
 * `String(explanation)` is in English.
 *
 * @example
 * ```ts
 * const why = await redress.explain(id, 'repair', { by })
 * console.log(explanationText(why, { language: 'zh-CN' }))
 * ```
 */
export function explanationText(
  explanation: Omit<Explanation, 'toString'>,
  options: ExplanationTextOptions = {},
): string {
  const { language = 'en', timeZone } = options
  return (
    explanation.clocks.map((clock) => clockText(clock, new Wording(language, timeZone ?? clock.timeZone))).join('\n') ||
    NEVER_OPENED[language]
  )
}

const NEVER_OPENED: Label = { en: 'No clock was opened for it.', 'zh-CN': '尚未开始计时。' }

const STATES: Readonly<Record<ClockExplanation['state'], Label>> = {
  running: { en: 'running', 'zh-CN': '计时中' },
  paused: { en: 'paused', 'zh-CN': '暂停中' },
  unmeasured: { en: 'no limit set', 'zh-CN': '未设时限' },
  met: { en: 'met in time', 'zh-CN': '按时完成' },
  metLate: { en: 'met late', 'zh-CN': '超时完成' },
  metRecordedLate: { en: 'met in time, recorded late', 'zh-CN': '按时完成，补录' },
  cancelled: { en: 'no longer needed', 'zh-CN': '不再需要' },
  breached: { en: 'missed', 'zh-CN': '已超时' },
}

function clockText(clock: ClockExplanation, wording: Wording): string {
  const say = (en: string, zh: string): string => wording.say({ en, 'zh-CN': zh })
  const name = clock.label === undefined ? '' : ` ${wording.say(clock.label)}`
  const source = clock.source === undefined ? '' : ` [${clock.source}]`
  const [opens, meets] = [clock.opens, clock.meets].map((signals) => signals.join(say(' or ', ' 或 ')))
  const budget =
    'budget' in clock.counts
      ? say(`within ${wording.duration(clock.counts.budget)}, `, `时限 ${wording.duration(clock.counts.budget)}，`)
      : ''
  const lines = [
    `${clock.clock}${name}${source}${say(': ', '：')}${wording.say(STATES[clock.state])}`,
    `  ${budget}${say(`from ${opens} to ${meets}; times in`, `自 ${opens} 至 ${meets}；时区`)} ${wording.timeZone}`,
    ...columns(rowsOf(clock, wording)).map((line) => `  ${line}`),
  ]
  if (clock.cap !== undefined) {
    const { at, obligation, complaints } = clock.cap
    const capped = wording.instant(at)
    lines.push(
      say(
        `  capped at ${capped} by ${obligation} of complaint ${complaints.join(', under ')}`,
        `  上限 ${capped}，来自投诉 ${complaints.join('，上级 ')} 的 ${obligation}`,
      ),
    )
  }
  if (clock.dueAt !== undefined) {
    const before =
      clock.extensions.length === 0 || clock.originalDueAt === undefined
        ? ''
        : say(
            `; before it was extended, ${wording.instant(clock.originalDueAt)}`,
            `；延期前为 ${wording.instant(clock.originalDueAt)}`,
          )
    lines.push(`  ${say('due', '到期时间')} ${wording.instant(clock.dueAt)}${before}`)
  } else if ('unmeasured' in clock.counts) lines.push(`  ${say('not due: no limit is set', '无到期时间：未设时限')}`)
  else lines.push(`  ${say('not due as long as the pause lasts', '暂停结束前没有到期时间')}`)
  for (const { kind, ordinal, due, firedAt, rectified } of clock.firings) {
    const late =
      firedAt - due > 1_000
        ? say(`, for ${wording.instant(new Date(due))}`, `，应于 ${wording.instant(new Date(due))}`)
        : ''
    const since = rectified === undefined ? '' : say(', rectified since', '，事后更正')
    lines.push(
      `  ${wording.say(firingLabels[kind])} ${ordinal}${say(' said ', '：')}${wording.instant(new Date(firedAt))}${late}${since}`,
    )
  }
  if (clock.endedAt !== undefined) lines.push(`  ${say('ended', '结束于')} ${wording.instant(clock.endedAt)}`)
  return lines.join('\n')
}

/** What happened when; of a clock without a number, when it ran. */
function rowsOf(clock: ClockExplanation, wording: Wording): readonly (readonly [string, string])[] {
  if (clock.reckoning.length === 0) {
    const ran = wording.say({ en: 'ran', 'zh-CN': '计时' })
    return clock.runs.map(({ from, to }) => [wording.span(from, to), ran])
  }
  return clock.reckoning.map((step) => [
    step.kind === 'extended' ? wording.instant(step.from) : wording.span(step.from, step.to),
    stepText(step, wording),
  ])
}

function stepText(step: ReckoningStep, wording: Wording): string {
  const say = (en: string, zh: string): string => wording.say({ en, 'zh-CN': zh })
  switch (step.kind) {
    case 'counted': {
      const [amount, total] = amounts(step, wording)
      return say(`counts ${amount}, ${total} in all`, `计 ${amount}，累计 ${total}`)
    }
    case 'leftOut': {
      const [amount, total] = amounts(step, wording)
      const days = Math.round(((step.to ?? step.from).getTime() - step.from.getTime()) / 86_400_000)
      return say(
        `${days} days left out, in which ${amount} count, ${total} in all`,
        `省略 ${days} 天，其间计 ${amount}，累计 ${total}`,
      )
    }
    case 'closed':
      return say('closed', '非工作时间')
    case 'holiday':
      return say('holiday', '节假日')
    case 'eventDay':
      return say('the day on which it began does not count', '起算当日不计')
    case 'paused':
      return say(`paused: ${step.reasons.join(', ')}`, `暂停：${step.reasons.join('、')}`)
    case 'stopped':
      return say('stopped: it had ended, and was taken up again', '停止：曾结束，后恢复计时')
    case 'madeUp': {
      const when = wording.span(step.pause.from, step.pause.to)
      const why =
        step.reasons.length === 0 ? say('stop', '停止') : `${say('pause', '暂停')} (${step.reasons.join(', ')})`
      return say(`put off by the ${why} ${when}`, `顺延，因${why} ${when}`)
    }
    case 'given':
      return say('until the date that was given', '至给定日期')
    case 'extended': {
      const { by, to, at, grantedBy, agreed } = step.extension
      const granted = wording.instant(new Date(at))
      const far =
        to !== undefined
          ? say(`to ${wording.instant(new Date(to))}`, `至 ${wording.instant(new Date(to))}`)
          : by !== undefined
            ? say(`by ${wording.duration(by)}`, ` ${wording.duration(by)}`)
            : ''
      return (
        say(`extended ${far}, granted by ${grantedBy} on ${granted}`, `延期${far}，${grantedBy} 于 ${granted} 批准`) +
        (agreed ? say(', agreed with the complainant', '，投诉人已同意') : '')
      )
    }
  }
}

function amounts({ unit, amount, total }: Counted, wording: Wording): readonly [string, string] {
  const written = (count: number): string => {
    switch (unit) {
      case 'ms':
        return wording.time(count)
      case 'days':
        return wording.duration({ days: count })
      case 'workingDays':
        return wording.duration({ workingDays: count })
      case 'weeks':
        return wording.duration({ weeks: count })
      case 'months':
        return wording.duration({ months: count })
    }
  }
  return [written(amount), written(total)]
}
