import type { Result, Row } from './benchmark.ts'

/** A result as a table for people. */
export function table({ machine, versions, rows }: Result): string {
  const lines = rows.map((row) => [
    row.name,
    row.store === 'none' ? '' : row.store,
    row.store === 'none' ? '' : String(row.concurrency),
    Math.round(row.commandsPerSecond).toLocaleString('en'),
    duration(row.p50Ms),
    duration(row.p99Ms),
    row.ratio === null ? '' : row.ratio.toFixed(2),
    row.against === null ? '' : `of ${row.against}${aimOf(row)}`,
  ])
  const head = ['', 'store', 'at', 'commands/s', 'p50', 'p99', 'ratio', '']
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)))
  const print = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i < 2 || i === 7 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, ${machine.fileSystem}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    '',
    print(head),
    ...lines.map(print),
  ].join('\n')
}

const duration = (ms: number): string => (ms < 0.1 ? `${(ms * 1_000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`)

/** What was aimed at, and whether it was reached. */
function aimOf({ name, store, concurrency, ratio }: Row): string {
  if (ratio === null) return ''
  if (store === 'none') return ` (aim: at most 4${ratio <= 4 ? '' : ', missed'})`
  const aim = name === 'redress' && store === 'sqlite' ? AIMS.get(concurrency) : undefined
  return aim === undefined ? '' : ` (aim: at least ${aim}${ratio >= aim ? '' : ', missed'})`
}

const AIMS: ReadonlyMap<number, number> = new Map([
  [1, 0.65],
  [64, 0.35],
])
