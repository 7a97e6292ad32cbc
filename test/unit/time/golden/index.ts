import { callBack } from './call-back.ts'
import { china } from './china.ts'
import { berlinDays, berlinEdges, berlinGap, berlinNights, newYork, newYorkEarly } from './clock-changes.ts'
import { natural } from './natural.ts'
import { apia, apiaNights, lordHowe, saoPaulo, saoPauloEvening, stJohns } from './odd-zones.ts'
import { elapsedUnits, units } from './units.ts'

/** Windows that open and close twice a day, on all days. */
export const windowTables = [callBack]
/** Where days, hours and working days part (L07). */
export const unitTables = [units, elapsedUnits, natural]
/** Public holidays and make-up days (L08). */
export const holidayTables = [china]
/** Over clock changes (L05). */
export const clockChangeTables = [
  berlinNights,
  berlinDays,
  berlinGap,
  berlinEdges,
  newYork,
  newYorkEarly,
  saoPaulo,
  saoPauloEvening,
  stJohns,
  lordHowe,
  apia,
  apiaNights,
]

export const tables = [...windowTables, ...unitTables, ...holidayTables, ...clockChangeTables]
