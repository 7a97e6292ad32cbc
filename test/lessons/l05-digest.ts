/** Run by l05-host-zone.test.ts in processes of several zones: prints digests of what the library answers in this one. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { addBusinessDays } from 'date-fns/addBusinessDays'
import fc from 'fast-check'
import { chinaCalendar } from '../../src/calendars/china/index.ts'
import { fromICal } from '../../src/calendars/ical/index.ts'
import { tietongFaultWith } from '../../src/policies/tietong-fault.ts'
import { timelineLine } from '../../src/reports/timeline.ts'
import { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from '../../src/time/working-time.ts'
import {
  DAY,
  dayDuration,
  minutesAround,
  pauseLog,
  pausesAt,
  setting,
  shortBudget,
} from '../oracle/time/arbitraries.ts'
import { openDesk } from '../policies/desk.ts'
import { tables } from '../unit/time/golden/index.ts'
import { at, pausesOf } from '../unit/time/golden/row.ts'

export interface Digests {
  /** Of the host's zone on a summer's day, in minutes west of Greenwich. */
  readonly summerOffset: number
  /** What a function says that reads the host's zone. */
  readonly naive: string
  readonly answers: Readonly<Record<'golden' | 'random' | 'holidays' | 'desk', string>>
}

const digestOf = (said: unknown): string => createHash('sha256').update(JSON.stringify(said)).digest('hex')

const golden = (): unknown =>
  tables.flatMap(({ calendar, rows }) =>
    rows.map((row) => {
      const due = addWorkingTime(at(row.from), row.within, calendar, pausesOf(row))
      return [due, workingTimeBetween(at(row.from), due, calendar, pausesOf(row))]
    }),
  )

function random(): unknown {
  const question = fc.tuple(setting, minutesAround(3), fc.oneof(shortBudget, dayDuration), pauseLog)
  return fc.sample(question, { seed: 5, numRuns: 1_000 }).map(([{ calendar, around, spec }, start, duration, log]) => {
    const from = around + start
    const pauses = pausesAt(around, log)
    const due = addWorkingTime(from, duration, calendar, pauses)
    return [spec, from, due, nextOpening(from, calendar), workingIntervals(from, from + 3 * DAY, calendar, pauses)]
  })
}

function holidays(): unknown {
  const feed = readFileSync(createRequire(import.meta.url).resolve('chinese-days/dist/holidays.ics'), 'utf8')
  return [
    chinaCalendar({ everyDay: ['09:00-18:00'] }).spec,
    fromICal(feed, { timeZone: 'Asia/Shanghai', years: [2024, 2026] }),
  ]
}

/** A fault at Tietong, late and over two days: its views, its history, what explains and what prints it. */
async function desk(): Promise<unknown> {
  const policy = tietongFaultWith({ replyWithin: { workingDays: 1 } })
  const { redress, at: moveTo, delivered } = openDesk(policy, '2026-03-02T16:40:00+08:00')
  const branch = { id: 'some-branchAgent', role: 'branchAgent' } as const
  const head = { id: 'some-deptHead', role: 'deptHead' } as const
  const { id } = await redress.submit(
    { policy: 'tietong-fault', channel: 'phone', summary: 'x', ticketType: 'fault', facts: { areaWide: true } },
    { by: { id: 'some-agent', role: 'agent' } },
  )
  await redress.send(id, { type: 'assign', to: head.id }, { by: branch })
  await redress.send(id, { type: 'contact' }, { by: head })
  await moveTo('2026-03-03T17:40:00+08:00')
  await redress.send(id, { type: 'fulfil' }, { by: head, occurredAt: '2026-03-03T14:00:00+08:00' })
  const data = { restoredAt: '2026-03-03T14:00:00+08:00', cause: 'x', result: 'x' }
  await redress.send(id, { type: 'file', form: 'faultReply', data }, { by: head })
  const said: unknown[] = [await redress.get(id, { by: branch })]
  await moveTo('2026-03-05T12:00:00+08:00')
  said.push(await redress.get(id, { by: branch }), await delivered())
  for (const duty of ['repair', 'reply', 'call-back', 'dispatch-notice'] as const) {
    const explanation = await redress.explain(id, duty, { by: branch })
    said.push(explanation.clocks, String(explanation))
  }
  for (const line of await redress.history(id, { by: branch })) {
    said.push(line)
    for (const language of ['en', 'zh-CN'] as const) said.push(timelineLine(line, { policy, language }))
  }
  return said
}

const digests: Digests = {
  summerOffset: new Date(Date.UTC(2025, 6, 1)).getTimezoneOffset(),
  naive: addBusinessDays('2025-06-06T20:00Z', 3).toISOString(),
  answers: {
    golden: digestOf(golden()),
    random: digestOf(random()),
    holidays: digestOf(holidays()),
    desk: digestOf(await desk()),
  },
}
console.log(JSON.stringify(digests))
