import { BATCH } from './batch.ts'
import { FLOOR, GROUPED, LAG, MESSAGE_FLOOR, type Result, RIVAL, type Row } from './benchmark.ts'

/** A result as tables for people: commands, messages, and questions of working time. */
export function table({ machine, versions, postgres, rows }: Result): string {
  const first = (isOne: (row: Row) => boolean): number => {
    const found = rows.findIndex(isOne)
    return found === -1 ? rows.length : found
  }
  const questions = first(isQuestion)
  const messages = Math.min(questions, first(isOfMessages))
  return [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, ${machine.fileSystem}`,
    list(versions),
    ...(postgres === undefined ? [] : [`postgres: ${list(postgres)}`]),
    ...group(['', 'store', 'at', 'commands/s', 'p50', 'p99', 'ratio', ''], rows.slice(0, messages)),
    ...group(['messages', 'store', 'at', 'a second', 'p50', 'p99', 'ratio', ''], rows.slice(messages, questions)),
    ...group(['working time', '', '', 'answers/s', 'p50', 'p99', 'ratio', ''], rows.slice(questions)),
  ].join('\n')
}

const list = (named: Readonly<Record<string, string>>): string =>
  Object.entries(named)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

/** The first row of working time is one of ours, which is compared with the rival; the others follow it. */
const isQuestion = ({ against }: Row): boolean => against === RIVAL

/** The first row of messages is one of ours as well, compared with the floor. */
const isOfMessages = ({ name, against }: Row): boolean => against === MESSAGE_FLOOR || name === LAG

function group(head: readonly string[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return []
  const lines = rows.map((row) => [
    row.name,
    row.store === 'none' ? '' : row.store,
    row.store === 'none' ? '' : String(row.concurrency),
    Math.round(row.commandsPerSecond).toLocaleString('en'),
    duration(row.p50Ms),
    duration(row.p99Ms),
    row.ratio === null ? '' : row.ratio.toFixed(row.ratio < 100 ? 2 : 0),
    row.against === null ? (row.name === LAG ? lagAim(row) : '') : `of ${row.against}${aimOf(row)}`,
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)))
  const print = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i < 2 || i === 7 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return ['', print(head), ...lines.map(print)]
}

const duration = (ms: number): string => (ms < 0.1 ? `${(ms * 1_000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`)

/** What was aimed at, and whether it was reached. */
function aimOf({ name, store, concurrency, ratio, against }: Row): string {
  if (ratio === null) return ''
  if (against === RIVAL) return name.endsWith('a month') ? aim(5, ratio) : ''
  if (store === 'none') return ` (aim: at most 4${ratio <= 4 ? '' : ', missed'})`
  const least = name === 'redress' ? AIMS.get(`${store} ${concurrency} ${against}`) : undefined
  return least === undefined ? '' : aim(least, ratio)
}

/** What is aimed at by the slowest of a hundred messages. */
const LAG_MS = 250

const lagAim = ({ p99Ms }: Row): string => `(aim: p99 below ${LAG_MS} ms${p99Ms < LAG_MS ? '' : ', missed'})`

const aim = (least: number, ratio: number): string => ` (aim: at least ${least}${ratio >= least ? '' : ', missed'})`

const AIMS: ReadonlyMap<string, number> = new Map([
  ['sqlite 1 floor', 0.65],
  ['sqlite 64 floor', 0.35],
  [`sqlite ${BATCH} ${MESSAGE_FLOOR}`, 0.6],
  [`postgres ${BATCH} ${MESSAGE_FLOOR}`, 0.6],
  [`postgres 1 ${FLOOR}`, 0.8],
  [`postgres 64 ${FLOOR}`, 1.5],
  [`postgres 64 ${GROUPED}`, 0.75],
])
