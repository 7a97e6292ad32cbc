import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from '../../../src/time/working-time.ts'
import {
  DAY,
  dayDuration,
  minutesAround,
  pauseLog,
  pausesAt,
  setting,
  shortBudget,
} from '../../oracle/time/arbitraries.ts'
import { tables } from './golden/index.ts'
import { at, pausesOf } from './golden/row.ts'

/**
 * A digest over the answers to all golden rows and a thousand random questions. Run by itself it prints the digest
 * after the offset of the host's zone on a summer's day, which shows that the host's zone was really another one.
 */
export function digest(): string {
  const hash = createHash('sha256')
  for (const { calendar, rows } of tables) {
    for (const row of rows) {
      const due = addWorkingTime(at(row.from), row.within, calendar, pausesOf(row))
      hash.update(`${due} ${workingTimeBetween(at(row.from), due, calendar, pausesOf(row))}\n`)
    }
  }
  const question = fc.tuple(setting, minutesAround(3), fc.oneof(shortBudget, dayDuration), pauseLog)
  for (const [{ calendar, around, spec }, start, duration, log] of fc.sample(question, { seed: 5, numRuns: 1_000 })) {
    const from = around + start
    const pauses = pausesAt(around, log)
    const due = addWorkingTime(from, duration, calendar, pauses)
    const segments = workingIntervals(from, from + 3 * DAY, calendar, pauses)
    hash.update(JSON.stringify([spec, from, due, nextOpening(from, calendar), segments]))
  }
  return hash.digest('hex')
}

if (process.argv[1] === import.meta.filename) {
  console.log(new Date(Date.UTC(2025, 6, 1)).getTimezoneOffset(), digest())
}
