import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Result } from '../../../bench/benchmark.ts'
import { referenceMachine } from '../../../bench/reference-machine.ts'
import { table } from '../../../bench/table.ts'

const entry = fileURLToPath(new URL('../../../bench/index.ts', import.meta.url))

it('runs as Node runs it and prints one object with a row for each store, contender and concurrency', () => {
  const printed = execFileSync(process.execPath, [entry, '--quick', '--json'], { encoding: 'utf8' })
  const result: Result = JSON.parse(printed)
  expect(Object.keys(result)).toEqual(['machine', 'versions', 'rows'])
  expect(result.rows.map(({ name, store, concurrency }) => `${name} | ${store} | ${concurrency}`)).toEqual([
    'reference: transition | none | 1',
    'reference: restore | none | 1',
    'decide, text to text | none | 1',
    ...[1, 16, 64].flatMap((concurrency) => [
      `redress | memory | ${concurrency}`,
      `redress | sqlite | ${concurrency}`,
      `floor | sqlite | ${concurrency}`,
      `floor with the reference | sqlite | ${concurrency}`,
    ]),
  ])
  for (const { commandsPerSecond, p50Ms, p99Ms, ratio, against } of result.rows) {
    expect(commandsPerSecond).toBeGreaterThan(0)
    expect(p50Ms).toBeGreaterThan(0)
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms)
    if (against !== null) expect(ratio).toBeGreaterThan(0)
  }
  const lines = table(result).split('\n')
  expect(lines).toHaveLength(result.rows.length + 4)
  expect(lines.filter((line) => line.includes('of floor'))).toHaveLength(6)
})

it('compares with a machine of 25 states in two regions', () => {
  const below = (node: (typeof referenceMachine)['root']): number =>
    Object.values(node.states).reduce((count, child) => count + 1 + below(child), 0)
  const regions = Object.values(referenceMachine.root.states)
  expect(regions).toHaveLength(2)
  expect(below(referenceMachine.root) - regions.length).toBe(25)
})
