import { describe, expect, it } from 'vitest'
import { addWorkingTime, workingTimeBetween } from '../../../../src/time/working-time.ts'
import { type OracleDuration, oracleAdd } from '../../../oracle/time/oracle.ts'
import { at, type GoldenTable, pausesOf } from './row.ts'

const HOURS = { minutes: 60_000, hours: 3_600_000 }

/** Asks the library and the oracle for every row. */
export function checkGolden(tables: readonly GoldenTable[]): void {
  describe.each(tables)('golden: $title', ({ spec, calendar, rows }) => {
    const named = rows.map((row) => ({ ...row, name: JSON.stringify(row.within) + (row.pauses ? ' with pauses' : '') }))

    it.each(named)('$id $from + $name is due $due', (row) => {
      const due = addWorkingTime(at(row.from), row.within, calendar, pausesOf(row))
      expect(new Date(due)).toEqual(new Date(at(row.due)))
    })

    it.each(named)('the oracle agrees: $id $from + $name', (row) => {
      expect(oracleAdd(at(row.from), row.within as OracleDuration, spec, pausesOf(row))).toBe(at(row.due))
    })

    it('until each due instant in hours or minutes just the budget was worked', () => {
      for (const row of rows) {
        for (const unit of ['minutes', 'hours'] as const) {
          const amount = row.within[unit]
          if (amount === undefined) continue
          const worked = workingTimeBetween(at(row.from), at(row.due), calendar, pausesOf(row))
          expect(worked, `${row.from} to ${row.due}`).toBe(amount * HOURS[unit])
        }
      }
    })
  })
}
