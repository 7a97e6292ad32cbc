// Run by host-zone.test.ts under several zones of the host: prints its offset and a digest of what both sources say.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chinaCalendar } from '../../../src/calendars/china/index.ts'
import { fromICal } from '../../../src/calendars/ical/index.ts'

export function digest(): string {
  const feed = readFileSync(createRequire(import.meta.url).resolve('chinese-days/dist/holidays.ics'), 'utf8')
  const said = [
    chinaCalendar({ everyDay: ['09:00-18:00'] }).spec,
    fromICal(feed, { timeZone: 'Asia/Shanghai', years: [2024, 2026] }),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(new Date('2026-07-01T00:00Z').getTimezoneOffset(), digest())
}
