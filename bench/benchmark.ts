import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BATCH } from './batch.ts'
import { type Isolate, isolate } from './isolate.ts'
import { type Machine, machineOf, type Versions, versions } from './machine.ts'
import { postgresServer } from './postgres.ts'
import { median } from './statistics.ts'
import type { Speed } from './subject.ts'
import { SPANS, TIME_ZONE } from './working-time-questions.ts'

/** How long the benchmark takes. */
export interface Effort {
  /** Each row is measured once a round; what is reported is the median of the rounds. */
  readonly rounds: number
  /** About how long a row is measured in each round. */
  readonly sliceMs: number
  /** Slices before the first round of a subject, and before those of further concurrencies and spans, whose code is the same. */
  readonly warmUp: { readonly first: number; readonly further: number }
  readonly concurrencies: readonly number[]
}

/**
 * For figures: about five minutes. It takes many slices until the compiler is done: the library is a few hundred
 * functions, and each command takes most of them.
 */
export const FULL: Effort = {
  rounds: 7,
  sliceMs: 600,
  warmUp: { first: 16, further: 2 },
  concurrencies: [1, 16, 64],
}
/** To see that it runs: a few seconds, and figures that mean nothing. */
export const QUICK: Effort = { rounds: 1, sliceMs: 10, warmUp: { first: 0, further: 0 }, concurrencies: [1, 9] }

/** What may be measured by itself. */
export const PARTS = ['core', 'memory', 'sqlite', 'postgres', 'messages', 'time'] as const
export type Part = (typeof PARTS)[number]

/** A line of the result. Rates and times are medians over the rounds. */
export interface Row extends Speed {
  readonly name: string
  /** `none` where nothing is stored. */
  readonly store: string
  /** Complaints side by side, a command of each at a time. */
  readonly concurrency: number
  /** This row's rate divided by that of `against`, or for `decide` its time by the other's: median of the rounds. */
  readonly ratio: number | null
  readonly against: string | null
}

export interface Result {
  readonly machine: Machine
  readonly versions: Versions & { readonly postgres?: string }
  /** Settings of Postgres that decide what a commit costs; absent where it was not measured. */
  readonly postgres?: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}

/**
 * Measures in rounds: in each, every row once, those that are compared right after each other and each round in another
 * order, so that whatever else the machine does falls on all of them. A ratio is taken within a round.
 */
export async function benchmark(effort: Effort, parts: readonly Part[] = PARTS): Promise<Result> {
  const parent = process.env['BENCH_DIR'] ?? tmpdir()
  const server = parts.includes('postgres') || parts.includes('messages') ? await postgresServer(parent) : undefined
  const folder = mkdtempSync(join(parent, 'redress-bench-'))
  try {
    const rows: Row[] = []
    if (parts.includes('core')) rows.push(...(await pureRows(effort)))
    const contests: Contest[] = []
    if (parts.includes('memory')) contests.push(memoryContest())
    if (parts.includes('sqlite')) contests.push(sqliteContest(folder))
    if (server !== undefined && parts.includes('postgres')) contests.push(postgresContest(server.url))
    rows.push(...(await storeRows(effort, contests)))
    if (server !== undefined && parts.includes('messages'))
      rows.push(...(await messageRows(effort, folder, server.url)))
    if (parts.includes('time')) rows.push(...(await workingTimeRows(effort)))
    const machine = machineOf(folder)
    if (server === undefined) return { machine, versions, rows }
    return { machine, versions: { ...versions, postgres: server.version }, postgres: server.settings, rows }
  } finally {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const REFERENCE = 'reference: transition + restore'

async function pureRows({ rounds, sliceMs, warmUp }: Effort): Promise<readonly Row[]> {
  const transition = isolate('referenceTransition')
  const restore = isolate('referenceRestore')
  const decide = isolate('decide')
  const all = [transition, restore, decide]
  for (const one of all) await one.run(warmUp.first * sliceMs)
  const measured = await inRounds(rounds, all, (one) => one.run(sliceMs))
  for (const one of all) await one.close()
  const row = (name: string, one: Isolate): Row => ({
    name,
    store: 'none',
    concurrency: 1,
    ...medianSpeed(measured, one),
    ratio: null,
    against: null,
  })
  return [
    row('reference: transition', transition),
    row('reference: restore', restore),
    {
      ...row('decide, text to text', decide),
      ratio: medianRatio(measured, (of) => timeOf(of, decide) / (timeOf(of, transition) + timeOf(of, restore))),
      against: REFERENCE,
    },
  ]
}

/** Contenders on one store, and which of them are compared with which. */
interface Contest {
  readonly store: string
  readonly contenders: { readonly redress: Isolate } & Readonly<Record<string, Isolate>>
  readonly comparisons: Readonly<Record<string, readonly string[]>>
  /** Those that have nothing to gather when complaints come one at a time. */
  readonly gathering?: readonly string[]
}

async function storeRows(effort: Effort, contests: readonly Contest[]): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const concurrency of effort.concurrencies) {
    for (const contest of contests) rows.push(...(await compare(effort, contest, concurrency)))
  }
  for (const { contenders } of contests) for (const one of Object.values(contenders)) await one.close()
  return rows
}

const memoryContest = (): Contest => ({
  store: 'memory',
  contenders: { redress: isolate('memoryDesk') },
  comparisons: {},
})

const sqliteContest = (folder: string): Contest => ({
  store: 'sqlite',
  contenders: {
    redress: isolate('sqliteDesk', join(folder, 'redress.db')),
    floor: isolate('floor', join(folder, 'floor.db')),
    [FLOOR]: isolate('floorWithReference', join(folder, 'reference.db')),
    [DECIDING]: isolate('floorWithDecision', join(folder, 'decision.db')),
  },
  comparisons: { redress: ['floor', DECIDING], [FLOOR]: ['floor'] },
})

/** The floor that writes each command by a round trip of its own, with the reference machine. */
export const FLOOR = 'floor with the reference'
/** The one that writes them in groups. */
export const GROUPED = 'grouped floor with the reference'
/** The same with the library's own decision in the machine's place: what is left between them and the library is the rest. */
const DECIDING = 'floor with the decision'
const GROUPED_DECIDING = 'grouped floor with the decision'

const schema = (name: string): string => `bench_${process.pid}_${name}`

/** Claims and reports of the same messages by themselves. */
export const MESSAGE_FLOOR = 'claim and report'

function postgresContest(url: string): Contest {
  return {
    store: 'postgres',
    contenders: {
      redress: isolate('postgresDesk', url, schema('redress')),
      floor: isolate('postgresFloor', url, schema('floor')),
      [FLOOR]: isolate('postgresFloorWithReference', url, schema('reference')),
      [DECIDING]: isolate('postgresFloorWithDecision', url, schema('decision')),
      'grouped floor': isolate('postgresGroups', url, schema('grouped')),
      [GROUPED]: isolate('postgresGroupsWithReference', url, schema('grouped_reference')),
      [GROUPED_DECIDING]: isolate('postgresGroupsWithDecision', url, schema('grouped_decision')),
    },
    comparisons: { redress: [FLOOR, DECIDING, GROUPED, GROUPED_DECIDING], [GROUPED]: [FLOOR] },
    gathering: ['grouped floor', GROUPED, GROUPED_DECIDING],
  }
}

/** Measures contenders at one concurrency over equal work, as much as takes the library about a slice. */
async function compare(
  { rounds, sliceMs, warmUp, concurrencies }: Effort,
  { store, contenders, comparisons, gathering = [] }: Contest,
  concurrency: number,
): Promise<readonly Row[]> {
  const { redress } = contenders
  await redress.run(concurrency, concurrency)
  const startedAt = performance.now()
  await redress.run(concurrency, concurrency)
  const complaints = concurrency * Math.max(1, Math.round(sliceMs / (performance.now() - startedAt)))
  const taking = Object.entries(contenders).filter(([name]) => concurrency > 1 || !gathering.includes(name))
  const all = taking.map(([, one]) => one)
  const slices = concurrency === concurrencies[0] ? warmUp.first : warmUp.further
  for (const one of all) if (slices > 0) await one.run(slices * complaints, concurrency)
  const measured = await inRounds(rounds, all, (one) => one.run(complaints, concurrency))
  return taking.flatMap(([name, one]): readonly Row[] => {
    const row = { name, store, concurrency, ...medianSpeed(measured, one) }
    const rows = (comparisons[name] ?? []).flatMap((against): readonly Row[] => {
      const [, other] = taking.find(([known]) => known === against) ?? []
      if (other === undefined) return []
      return [{ ...row, ratio: medianRatio(measured, (of) => timeOf(of, other) / timeOf(of, one)), against }]
    })
    return rows.length > 0 ? rows : [{ ...row, ratio: null, against: null }]
  })
}

/** What a lag and a rest are looked at. */
const LOOKS = { lags: 200, statements: 20 } as const
const FEW = { lags: 2, statements: 1 } as const

export const LAG = 'from commit to delivery, an idle worker of another desk'
const IDLE = 'statements of a worker that rests'

/** Deliveries of what is in the outbox, beside the store's own floor; then how soon an idle worker delivers, and at what cost. */
async function messageRows(effort: Effort, folder: string, url: string): Promise<readonly Row[]> {
  const comparisons = { redress: [MESSAGE_FLOOR] }
  const contests: readonly Contest[] = [
    {
      store: 'sqlite',
      contenders: {
        redress: isolate('sqliteDeliveries', join(folder, 'deliveries.db')),
        [MESSAGE_FLOOR]: isolate('sqliteDeliveryFloor', join(folder, 'delivery-floor.db')),
      },
      comparisons,
    },
    {
      store: 'postgres',
      contenders: {
        redress: isolate('postgresDeliveries', url, schema('deliveries')),
        [MESSAGE_FLOOR]: isolate('postgresDeliveryFloor', url, schema('delivery_floor')),
      },
      comparisons,
    },
  ]
  const lag = isolate('messageLag', url, schema('lag'))
  const idle = isolate('idleStatements', url, schema('idle'))
  const rows = await storeRows({ ...effort, concurrencies: [BATCH] }, contests)
  const { lags, statements } = effort.rounds > 1 ? LOOKS : FEW
  const single = { store: 'postgres', concurrency: 1, ratio: null, against: null }
  if (effort.rounds > 1) await lag.run(lags)
  const further = [
    { ...single, name: LAG, ...(await lag.run(lags)) },
    { ...single, name: IDLE, ...(await idle.run(statements)) },
  ]
  await Promise.all([lag.close(), idle.close()])
  return [...rows, ...further]
}

/** What working time is compared with. */
export const RIVAL = 'dayjs-business-time'

/** A question takes microseconds, so a part of a slice shows as much as a slice. */
const QUESTION_SHARE = 1 / 4
/** In much less, the processor time of a thread is measured in steps that are too coarse. */
const LEAST_SLICE_MS = 30

/** When so much working time is over and how much lies in between, over spans of several lengths. A command is a question. */
async function workingTimeRows({ rounds, sliceMs, warmUp }: Effort): Promise<readonly Row[]> {
  const partMs = sliceMs * QUESTION_SHARE
  const zone = process.env['TZ']
  process.env['TZ'] = TIME_ZONE
  const questions = [
    {
      addWorkingTime: isolate('reckoning', 'addWorkingTime'),
      [`${RIVAL} addBusinessMinutes`]: isolate('reckoning', 'dayjsAdd'),
      'date-fns addBusinessDays': isolate('reckoning', 'dateFnsAdd'),
    },
    {
      workingTimeBetween: isolate('reckoning', 'workingTimeBetween'),
      [`${RIVAL} businessMinutesDiff`]: isolate('reckoning', 'dayjsBetween'),
      'date-fns differenceInBusinessDays': isolate('reckoning', 'dateFnsBetween'),
    },
  ]
  const rows: Row[] = []
  for (const contenders of questions) {
    const all = Object.values(contenders)
    const [redress, rival] = all
    for (const [i, [span, days]] of Object.entries(SPANS).entries()) {
      const slices = i === 0 ? warmUp.first : warmUp.further
      for (const one of all) if (slices > 0) await one.run(slices * partMs, days)
      const measured = await inRounds(rounds, all, (one) => one.run(Math.max(LEAST_SLICE_MS, partMs), days))
      for (const [name, one] of Object.entries(contenders)) {
        const isCompared = one === redress && rival !== undefined
        rows.push({
          name: `${name}, ${span}`,
          store: 'none',
          concurrency: 1,
          ...medianSpeed(measured, one),
          ratio: isCompared ? medianRatio(measured, (of) => timeOf(of, rival) / timeOf(of, one)) : null,
          against: isCompared ? RIVAL : null,
        })
      }
    }
    for (const one of all) await one.close()
  }
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
  return rows
}

type Round<One> = ReadonlyMap<One, Speed>

async function inRounds<One>(
  rounds: number,
  all: readonly One[],
  measure: (one: One) => Speed | Promise<Speed>,
): Promise<readonly Round<One>[]> {
  const measured: Round<One>[] = []
  for (let round = 0; round < rounds; round++) {
    const speeds = new Map<One, Speed>()
    const turn = round % all.length
    for (const one of [...all.slice(turn), ...all.slice(0, turn)]) speeds.set(one, await measure(one))
    measured.push(speeds)
  }
  return measured
}

const timeOf = <One>(round: Round<One>, one: One): number => 1 / (round.get(one)?.commandsPerSecond ?? Number.NaN)

const medianRatio = <One>(rounds: readonly Round<One>[], ratioOf: (round: Round<One>) => number): number =>
  median(rounds.map(ratioOf))

const medianSpeed = <One>(rounds: readonly Round<One>[], one: One): Speed => {
  const of = (field: keyof Speed): number => median(rounds.map((round) => round.get(one)?.[field] ?? Number.NaN))
  return { commandsPerSecond: of('commandsPerSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') }
}
