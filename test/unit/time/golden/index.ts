import { callBack } from './call-back.ts'
import { china } from './china.ts'
import { berlinDays, berlinEdges, berlinGap, berlinNights, newYork, newYorkEarly } from './clock-changes.ts'
import { natural } from './natural.ts'
import { apia, apiaNights, lordHowe, saoPaulo, saoPauloEvening, stJohns } from './odd-zones.ts'
import { units } from './units.ts'

export const tables = [
  callBack,
  units,
  natural,
  china,
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
