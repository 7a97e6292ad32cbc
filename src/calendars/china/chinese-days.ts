import { z } from 'zod'
import { RedressError } from '../../errors.ts'
import { optionalPackage } from '../../optional-package.ts'
import { inFour, type Years } from '../years.ts'

/**
 * The data of the package `chinese-days`, as its file `chinese-days/dist/chinese-days.json` holds them: dates written
 * `2026-10-01`, each with the name of its holiday. `holidays` are the days off, weekends between them included;
 * `workdays` are the weekend days that make up for them (调休上班日).
 */
export const ChineseDays = z.object({
  holidays: z.record(z.string(), z.string()).readonly(),
  workdays: z.record(z.string(), z.string()).readonly(),
})
export type ChineseDays = z.infer<typeof ChineseDays>

/**
 * Read from the data and not through the package's functions: those reckon in the zone of the host. Seen with 1.5.7:
 * under TZ=America/Los_Angeles `getHolidaysInRange('2026-10-01', '2026-10-07', false)` answers six days.
 */
export function loadChineseDays(): unknown {
  return optionalPackage('chinese-days', 'chinese-days/dist/chinese-days.json', 'chinaCalendar()')
}

/**
 * The years that the data know, up to the newest without a gap. A year is known when New Year's Day and National Day
 * are among its holidays, as they are by every notice of the State Council; a stray date of the next year, which a
 * notice may name, does not make that year known. Source: L08.
 *
 * @throws {RedressError} CONFIG_INVALID when no year is known.
 */
export function knownYears({ holidays }: ChineseDays): Years {
  const isKnown = (year: number): boolean =>
    Object.hasOwn(holidays, `${inFour(year)}-01-01`) && Object.hasOwn(holidays, `${inFour(year)}-10-01`)
  const named = new Set(Object.keys(holidays).map((date) => Number(date.slice(0, 4))))
  const last = [...named].sort((a, b) => b - a).find(isKnown)
  if (last === undefined) {
    const message = 'holds no year with its holidays'
    throw new RedressError('CONFIG_INVALID', `chinaCalendar() cannot work: the data of chinese-days ${message}.`, {
      issues: [{ path: 'data', message }],
    })
  }
  let first = last
  while (isKnown(first - 1)) first -= 1
  return [first, last]
}
