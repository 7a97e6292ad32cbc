/**
 * `npm start`: how fast the library is beside what one would build instead, in about six minutes. See README.md.
 *
 * - `-- --write` puts the result into `bench/RESULTS.md`.
 * - `-- --quick` shows that everything runs; its figures mean nothing.
 */
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type Isolate, isolatesOf } from '../isolate.ts'
import { versions } from '../machine.ts'
import { postgresServer } from '../postgres.ts'
import { circumstances, writeSection } from '../results.ts'
import { median } from '../statistics.ts'
import type { Speed } from '../subject.ts'
import type { subjects } from './subjects.ts'

const isQuick = process.argv.includes('--quick')
const ROUNDS = isQuick ? 1 : 5
const SLICE_MS = isQuick ? 10 : 700
const WARM_UP_MS = isQuick ? 10 : 5_000
const CONCURRENCIES = [1, 16, 64]

/** The contenders, and how many times as fast the library shall be with 64 at a time. */
const NAMES = {
  redress: { label: 'redress' },
  bareActor: { label: 'XState actor, snapshot only' },
  auditedActor: { label: 'XState actor, equal rows', aim: 3 },
  dbosSteps: { label: 'DBOS, a workflow whose steps are the commands', aim: 5 },
  dbosMessages: { label: 'DBOS, a workflow that receives its commands' },
} as const satisfies Readonly<Record<keyof typeof subjects, { label: string; aim?: number }>>

type Name = keyof typeof NAMES
const names = Object.keys(NAMES).filter((name): name is Name => name in NAMES)

const disk = process.env['BENCH_DIR'] ?? tmpdir()
const server = await postgresServer(disk)
try {
  const isolate = isolatesOf<typeof subjects>(new URL('./subjects.ts', import.meta.url).href)
  const contenders = names.map((name) => ({ name, isolate: isolate(name, server.url) }))
  const lines: string[] = []
  for (const { isolate: one } of contenders) await warmUp(one)
  for (const concurrency of CONCURRENCIES) lines.push(...(await measured(contenders, concurrency)))
  for (const { isolate: one } of contenders) await one.close()
  const text = section(lines)
  console.log(text)
  if (process.argv.includes('--write')) writeSection('peers', text)
} finally {
  await server.stop()
}

interface Contending {
  readonly name: Name
  readonly isolate: Isolate
}

async function warmUp(one: Isolate): Promise<void> {
  const most = Math.max(...CONCURRENCIES)
  for (const until = performance.now() + WARM_UP_MS; ; ) {
    await one.run(most, most)
    if (performance.now() > until) return
  }
}

/** In each round everybody once, for about as long, each round in another order. A ratio is taken within a round. */
async function measured(contenders: readonly Contending[], concurrency: number): Promise<readonly string[]> {
  const complaints = new Map<Name, number>()
  for (const { name, isolate: one } of contenders) {
    await one.run(concurrency, concurrency)
    const startedAt = performance.now()
    await one.run(concurrency, concurrency)
    complaints.set(name, concurrency * Math.max(1, Math.round(SLICE_MS / (performance.now() - startedAt))))
  }
  const rounds: Map<Name, Speed>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const turn = round % contenders.length
    const speeds = new Map<Name, Speed>()
    for (const { name, isolate: one } of [...contenders.slice(turn), ...contenders.slice(0, turn)]) {
      speeds.set(name, await one.run(complaints.get(name) ?? concurrency, concurrency))
    }
    rounds.push(speeds)
  }
  return names.map((name) => {
    const of = (field: keyof Speed, whose: Name = name): readonly number[] =>
      rounds.map((speeds) => speeds.get(whose)?.[field] ?? Number.NaN)
    const theirs = of('commandsPerSecond')
    const ratio = median(of('commandsPerSecond', 'redress').map((ours, round) => ours / (theirs[round] ?? Number.NaN)))
    const cells = [
      NAMES[name].label,
      concurrency,
      Math.round(median(theirs)).toLocaleString('en'),
      `${median(of('p50Ms')).toFixed(1)} ms`,
      `${median(of('p99Ms')).toFixed(1)} ms`,
      name === 'redress' ? '' : `${ratio.toFixed(2)} ×${aimOf(name, concurrency, ratio)}`,
    ]
    return `| ${cells.join(' | ')} |`
  })
}

function aimOf(name: Name, concurrency: number, ratio: number): string {
  const entry = NAMES[name]
  const least = concurrency === 64 && 'aim' in entry ? entry.aim : name === 'bareActor' ? undefined : 1
  return least === undefined ? '' : ` (aim: ${least}${ratio >= least ? '' : ', missed'})`
}

function section(lines: readonly string[]): string {
  return [
    '## Peers',
    '',
    '`npm start -- --write` in `bench/peers`, whose README says what is compared. Medians of',
    `${ROUNDS} rounds; how many times as fast the library is, median of the ratios within a round.`,
    '',
    circumstances(disk, server, { XState: versions.xstate, 'DBOS Transact': dbosVersion() }),
    '',
    '| | at | commands/s | p50 | p99 | redress is |',
    '|---|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n')
}

function dbosVersion(): string {
  const path = new URL('./node_modules/@dbos-inc/dbos-sdk/package.json', import.meta.url)
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof manifest === 'object' && manifest !== null ? String(Reflect.get(manifest, 'version')) : ''
}
