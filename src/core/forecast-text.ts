import type { Forecast, SilentClock } from './coming.ts'
import { columns, firingLabels, type Language, Wording } from './wording.ts'

/** How a forecast is printed. */
export interface ForecastTextOptions {
  /** @defaultValue `'en'` */
  readonly language?: Language
  /** IANA zone of the instants. @defaultValue the policy's */
  readonly timeZone?: string
}

/**
 * A forecast as text for people, a line for each firing, with local times and their offset from UTC. What
 * `String(forecast)` is in English.
 *
 * @example
 * ```ts
 * console.log(forecastText(await redress.forecast(id, { by }), { language: 'zh-CN' }))
 * ```
 */
export function forecastText(forecast: Omit<Forecast, 'toString'>, options: ForecastTextOptions = {}): string {
  const wording = new Wording(options.language ?? 'en', options.timeZone ?? forecast.timeZone)
  const say = (en: string, zh: string): string => wording.say({ en, 'zh-CN': zh })
  const named = ({ clock, label }: Pick<SilentClock, 'clock' | 'label'>): string =>
    label === undefined ? clock : `${clock} ${wording.say(label)}`
  const lines = columns(
    forecast.coming.map((one) => {
      const climbs =
        one.escalatesTo === undefined ? '' : say(`, escalates to ${one.escalatesTo}`, `，升级至 ${one.escalatesTo}`)
      const missed = one.missed === undefined ? '' : say(`, for ${one.missed} more`, `，另补 ${one.missed} 次`)
      const due =
        one.kind === 'breach' && !isLate(one)
          ? ''
          : say(`, due ${wording.instant(one.due)}`, `，到期时间 ${wording.instant(one.due)}`)
      return [
        // A breach is said a millisecond after the due instant, which is no news to anybody.
        wording.instant(new Date(Math.floor(one.at.getTime() / 1_000) * 1_000)),
        `${wording.say(firingLabels[one.kind])} ${one.ordinal}${say(': ', '：')}${named(one)}${due}${missed}${climbs}`,
      ]
    }),
  )
  const more = forecast.isCut ? [say('and more', '以及更多')] : []
  const failed =
    forecast.failure === undefined
      ? []
      : [
          say(
            `from ${wording.instant(forecast.failure.at)} on the policy cannot be followed: ${forecast.failure.error.message}`,
            `自 ${wording.instant(forecast.failure.at)} 起无法执行该规则：${forecast.failure.error.message}`,
          ),
        ]
  const silent = forecast.silent.map((one) => {
    const why = { unmeasured: UNMEASURED, paused: PAUSED, allSaid: ALL_SAID }[one.because]
    const reasons = one.reasons === undefined ? '' : ` (${one.reasons.join(', ')})`
    return `${say('silent: ', '不再提示：')}${named(one)}${say(', ', '，')}${wording.say(why)}${reasons}`
  })
  const body = [...lines, ...more, ...failed, ...silent].map((line) => `  ${line}`)
  const head =
    forecast.coming.length === 0
      ? say('Nothing fires unless something happens', '若无新情况，不会有任何提示')
      : say('Fires next, unless something happens', '若无新情况，接下来的提示')
  return [`${head}${say('; times in', '；时区')} ${wording.timeZone}`, ...body].join('\n')
}

const isLate = ({ at, due }: { readonly at: Date; readonly due: Date }): boolean => at.getTime() - due.getTime() > 1_000

const UNMEASURED = { en: 'no limit is set', 'zh-CN': '未设时限' }
const PAUSED = { en: 'held by a pause without end', 'zh-CN': '暂停中，未定结束时间' }
const ALL_SAID = { en: 'missed, and everything is said', 'zh-CN': '已超时，提示均已发出' }
