import { describe, expect, it } from 'vitest'
import { addWorkingTime, workingTimeBetween } from '../../../src/time/working-time.ts'
import { type OracleDuration, oracleAdd } from '../../oracle/time/oracle.ts'
import { tables } from './golden/index.ts'
import { at, pausesOf } from './golden/row.ts'

const HOURS = { minutes: 60_000, hours: 3_600_000 }

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

it('has at least 60 golden rows, and some for each lesson and trap of working time', () => {
  const rows = tables.flatMap((table) => table.rows)
  expect(rows.length).toBeGreaterThanOrEqual(60)
  expect(new Set(rows.map((row) => row.id))).toEqual(
    new Set(['L02', 'L04', 'L05', 'L06', 'L07', 'L08', 'T-01', 'T-02', 'T-06', 'T-08', 'T-09', 'T-15', 'T-16']),
  )
})
