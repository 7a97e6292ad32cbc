import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Result } from '../../../bench/benchmark.ts'
import { referenceMachine } from '../../../bench/reference-machine.ts'
import { report } from '../../../bench/report.ts'
import { table } from '../../../bench/table.ts'
import { questionsOver, SPANS } from '../../../bench/working-time-questions.ts'
import { postgresUrl } from '../../fixtures/postgres.ts'

const entry = fileURLToPath(new URL('../../../bench/index.ts', import.meta.url))

const FLOORS = ['floor', 'floor with the reference', 'floor with the decision']

const contestants = [
  ['addWorkingTime', 'dayjs-business-time addBusinessMinutes', 'date-fns addBusinessDays'],
  ['workingTimeBetween', 'dayjs-business-time businessMinutesDiff', 'date-fns differenceInBusinessDays'],
]

it('runs as Node runs it and prints one object with a row for each store, contender and concurrency', {
  timeout: 60_000,
}, async () => {
  const env = { ...process.env, DATABASE_URL: await postgresUrl() }
  const printed = execFileSync(process.execPath, [entry, '--quick', '--json'], { encoding: 'utf8', env })
  const result: Result = JSON.parse(printed)
  expect(Object.keys(result)).toEqual(['machine', 'versions', 'postgres', 'rows'])
  expect(result.rows.map(({ name, store, concurrency }) => `${name} | ${store} | ${concurrency}`)).toEqual([
    'reference: transition | none | 1',
    'reference: restore | none | 1',
    'decide, text to text | none | 1',
    ...[1, 9].flatMap((concurrency) => [
      `redress | memory | ${concurrency}`,
      // A row for each floor that the library is compared with.
      ...Array<string>(2).fill(`redress | sqlite | ${concurrency}`),
      ...FLOORS.map((floor) => `${floor} | sqlite | ${concurrency}`),
      ...Array<string>(concurrency === 1 ? 2 : 4).fill(`redress | postgres | ${concurrency}`),
      ...FLOORS.map((floor) => `${floor} | postgres | ${concurrency}`),
      ...(concurrency === 1 ? [] : FLOORS.map((floor) => `grouped ${floor} | postgres | ${concurrency}`)),
    ]),
    ...['sqlite', 'postgres'].flatMap((store) => [`redress | ${store} | 100`, `claim and report | ${store} | 100`]),
    'from commit to delivery, an idle worker of another desk | postgres | 1',
    'statements of a worker that rests | postgres | 1',
    ...contestants.flatMap((names) =>
      ['a day', 'a month', 'ten years'].flatMap((span) => names.map((name) => `${name}, ${span} | none | 1`)),
    ),
  ])
  for (const { commandsPerSecond, p50Ms, p99Ms, ratio, against } of result.rows) {
    expect(commandsPerSecond).toBeGreaterThan(0)
    expect(p50Ms).toBeGreaterThan(0)
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms)
    if (against !== null) expect(ratio).toBeGreaterThan(0)
  }
  const lines = table(result).split('\n')
  expect(lines).toHaveLength(result.rows.length + 9)
  expect(lines.filter((line) => line.includes('of floor'))).toHaveLength(11)
  expect(lines.filter((line) => line.includes('of grouped floor'))).toHaveLength(2)
  expect(lines.filter((line) => line.includes('of claim and report'))).toHaveLength(2)
  expect(lines.filter((line) => line.includes('p99 below 250 ms'))).toHaveLength(1)
  expect(lines.find((line) => line.startsWith('postgres: '))).toContain('fsync')
  const written = report(result, new Date('2026-03-02T09:00:00Z'))
  expect(written).toContain('2026-03-02')
  for (const line of lines) expect(written).toContain(line)
  expect(lines.filter((line) => line.includes('of dayjs-business-time'))).toHaveLength(6)
})

it('compares with a machine of 25 states in two regions', () => {
  const below = (node: (typeof referenceMachine)['root']): number =>
    Object.values(node.states).reduce((count, child) => count + 1 + below(child), 0)
  const regions = Object.values(referenceMachine.root.states)
  expect(regions).toHaveLength(2)
  expect(below(referenceMachine.root) - regions.length).toBe(25)
})

it('asks of working time what all contestants can answer, over the holidays in between and not over them', () => {
  for (const [span, days] of Object.entries(SPANS)) {
    const questions = questionsOver(days)
    expect(questions.length).toBeGreaterThan(1)
    for (const { from, to, toWithoutHolidays } of questions) {
      expect(toWithoutHolidays, span).toBeGreaterThan(from)
      expect(to, span).toBeGreaterThanOrEqual(toWithoutHolidays)
    }
    // Otherwise a contestant that knows no holidays would be none the worse for it.
    expect(questions.some(({ to, toWithoutHolidays }) => to > toWithoutHolidays)).toBe(true)
  }
})
