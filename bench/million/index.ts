/**
 * `npm run bench:million`: what a desk costs that holds a million open complaints, each with a wake-up that waits, beside
 * one that holds ten thousand. Takes about twenty minutes and 12 GB in the temporary directory.
 *
 * - `-- --write` puts the result into `bench/RESULTS.md`.
 * - `-- --quick` takes a tenth of a thousandth of it, and its figures mean nothing.
 *
 * On a Postgres of its own, or on that of `DATABASE_URL`. The folder is the system's, or `BENCH_DIR`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { versions } from '../machine.ts'
import { postgresServer } from '../postgres.ts'
import { circumstances, writeSection } from '../results.ts'
import { type Database, postgresDatabase, sqliteDatabase } from './database.ts'
import { grow } from './grown.ts'
import { claims, commands, commandsToUntouched, DUE, idle, lateness, lists } from './measure.ts'

const isQuick = process.argv.includes('--quick')
/** Claims in turn take {@link DUE} each, so there are more. */
const FEW = 10_000
const MANY = isQuick ? 20_000 : 1_000_000
const MANY_IN_A_FILE = isQuick ? 20_000 : 200_000
const ROUNDS = isQuick ? 1 : 7
const SECONDS = isQuick ? 3 : 30
const DEADLINES = isQuick ? 2 : 20
const DEADLINE_AFTER_MS = 4_000

const disk = process.env['BENCH_DIR'] ?? tmpdir()
const folder = mkdtempSync(join(disk, 'redress-million-'))
const server = await postgresServer(disk)
const open: Database[] = []
try {
  const text = await measured()
  console.log(text)
  if (process.argv.includes('--write')) writeSection('million', text)
} finally {
  for (const database of open) await database.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measured(): Promise<string> {
  const place = async (database: Promise<Database>, complaints: number) => {
    open.push(await database)
    const startedAt = performance.now()
    const grown = await grow(await database, complaints)
    console.error(`${count(complaints)} complaints after ${Math.round((performance.now() - startedAt) / 1_000)} s`)
    return grown
  }
  const few = await place(postgresDatabase(server.url, 'million_few'), FEW)
  const many = await place(postgresDatabase(server.url, 'million_many'), MANY)
  const file = await place(sqliteDatabase(join(folder, 'million.db')), MANY_IN_A_FILE)

  const claimed = await claims(few, many, ROUNDS)
  const worklists = await lists(many, ROUNDS)
  const sent = await commands(few, many, ROUNDS)
  const untouched = await commandsToUntouched(few, many, ROUNDS)
  const [restOfFew, restOfMany] = [await idle(few, SECONDS), await idle(many, SECONDS)]
  const late = await lateness(many, DEADLINES, DEADLINE_AFTER_MS)
  const lateInFile = await lateness(file, DEADLINES, DEADLINE_AFTER_MS)

  return [
    '## A million open complaints',
    '',
    '`npm run bench:million -- --write`. Each complaint is open and has a wake-up that waits, by deadlines of five lengths: a',
    'fifth of what was opened about the same time falls due about the same time. Times are medians, ratios medians of the',
    'ratios within a round.',
    '',
    circumstances(disk, server, { SQLite: versions.sqlite }),
    '',
    `| Postgres | ${count(FEW)} | ${count(MANY)} | ratio | aim |`,
    '|---|---:|---:|---:|---|',
    compared(`claiming ${count(DUE)} that are due`, claimed, 'at most 1.5'),
    compared('a command', sent, 'at most 1.2'),
    compared('a command to a complaint that lay untouched', untouched, ''),
    `| heap of a process with an idle desk | ${kilobytes(restOfFew.heap)} | ${kilobytes(restOfMany.heap)} | | does not grow |`,
    `| statements a second of an idle desk | ${restOfFew.statementsPerSecond.toFixed(2)} | ${restOfMany.statementsPerSecond.toFixed(2)} | | below 1 |`,
    '',
    '| deadlines set by one process, kept by the idle worker of another | pending | late, median | late, most | aim |',
    '|---|---:|---:|---:|---|',
    `| Postgres | ${count(MANY)} | ${late.median} ms | ${late.most} ms | within 1,000 ms |`,
    `| SQLite | ${count(MANY_IN_A_FILE)} | ${lateInFile.median} ms | ${lateInFile.most} ms | within 2,000 ms |`,
    '',
    `| a page of 50 of ${count(MANY)}, Postgres | |`,
    '|---|---:|',
    ...Object.entries(worklists).map(([name, ms]) => `| ${name} | ${milliseconds(ms)} |`),
  ].join('\n')
}

function compared(
  name: string,
  { few, many, ratio }: { few: number; many: number; ratio: number },
  aim: string,
): string {
  return `| ${name} | ${milliseconds(few)} | ${milliseconds(many)} | ${ratio.toFixed(2)} | ${aim} |`
}

function count(complaints: number): string {
  return complaints.toLocaleString('en')
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_024)} KB`
}
