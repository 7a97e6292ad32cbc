import { expect, it } from 'vitest'
import { checkGolden } from './golden/check.ts'
import { tables, windowTables } from './golden/index.ts'

// The others are lessons: L05, L07 and L08 in test/lessons.
checkGolden(windowTables)

it('has at least 60 golden rows, and some for each lesson and trap of working time', () => {
  const rows = tables.flatMap((table) => table.rows)
  expect(rows.length).toBeGreaterThanOrEqual(60)
  expect(new Set(rows.map((row) => row.id))).toEqual(
    new Set(['L02', 'L04', 'L05', 'L06', 'L07', 'L08', 'T-01', 'T-02', 'T-06', 'T-08', 'T-09', 'T-15', 'T-16']),
  )
})
