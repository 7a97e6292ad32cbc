import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Isolate, isolate } from './isolate.ts'
import { type Machine, machineOf, type Versions, versions } from './machine.ts'
import { median } from './statistics.ts'
import type { Speed } from './subject.ts'
import { SPANS, TIME_ZONE } from './working-time-questions.ts'

/** How long the benchmark takes. */
export interface Effort {
  /** Each row is measured once a round; what is reported is the median of the rounds. */
  readonly rounds: number
  /** About how long a row is measured in each round. */
  readonly sliceMs: number
  readonly concurrencies: readonly number[]
}

/** For figures: about two minutes. */
export const FULL: Effort = { rounds: 7, sliceMs: 600, concurrencies: [1, 16, 64] }
/** To see that it runs: a few seconds, and figures that mean nothing. */
export const QUICK: Effort = { rounds: 1, sliceMs: 10, concurrencies: [1, 16, 64] }

/** Until the compiler is done with it: the library is a few hundred functions, and each command takes most of them. */
const WARM_UP_SLICES = 16
/** Before further concurrencies and spans, whose code is the same. */
const FURTHER_WARM_UP_SLICES = 2

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
  readonly versions: Versions
  readonly rows: readonly Row[]
}

/**
 * Measures in rounds: in each, every row once, those that are compared right after each other and each round in another
 * order, so that whatever else the machine does falls on all of them. A ratio is taken within a round.
 */
export async function benchmark(effort: Effort): Promise<Result> {
  const folder = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'redress-bench-'))
  try {
    const rows = [...(await pureRows(effort)), ...(await storeRows(effort, folder)), ...(await workingTimeRows(effort))]
    return { machine: machineOf(folder), versions, rows }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const REFERENCE = 'reference: transition + restore'

async function pureRows({ rounds, sliceMs }: Effort): Promise<readonly Row[]> {
  const transition = isolate('referenceTransition')
  const restore = isolate('referenceRestore')
  const decide = isolate('decide')
  const all = [transition, restore, decide]
  for (const one of all) await one.run(WARM_UP_SLICES * sliceMs)
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

async function storeRows(effort: Effort, folder: string): Promise<readonly Row[]> {
  const memory = { redress: isolate('memoryDesk') }
  const sqlite = {
    redress: isolate('sqliteDesk', join(folder, 'redress.db')),
    floor: isolate('floor', join(folder, 'floor.db')),
    'floor with the reference': isolate('floorWithReference', join(folder, 'reference.db')),
  }
  const rows: Row[] = []
  for (const concurrency of effort.concurrencies) {
    rows.push(...(await compare(effort, 'memory', concurrency, memory)))
    rows.push(...(await compare(effort, 'sqlite', concurrency, sqlite, 'floor')))
  }
  for (const one of [...Object.values(memory), ...Object.values(sqlite)]) await one.close()
  return rows
}

/** Measures contenders at one concurrency over equal work, as much as takes the library about a slice. */
async function compare(
  { rounds, sliceMs, concurrencies }: Effort,
  store: string,
  concurrency: number,
  contenders: { readonly redress: Isolate } & Readonly<Record<string, Isolate>>,
  against?: string,
): Promise<readonly Row[]> {
  const { redress } = contenders
  await redress.run(concurrency, concurrency)
  const startedAt = performance.now()
  await redress.run(concurrency, concurrency)
  const complaints = concurrency * Math.max(1, Math.round(sliceMs / (performance.now() - startedAt)))
  const all = Object.values(contenders)
  const isFirst = concurrency === concurrencies[0]
  const warmUp = isFirst ? WARM_UP_SLICES : FURTHER_WARM_UP_SLICES
  for (const one of all) await one.run(warmUp * complaints, concurrency)
  const measured = await inRounds(rounds, all, (one) => one.run(complaints, concurrency))
  const floor = against === undefined ? undefined : contenders[against]
  return Object.entries(contenders).map(([name, one]) => {
    const isCompared = floor !== undefined && one !== floor
    return {
      name,
      store,
      concurrency,
      ...medianSpeed(measured, one),
      ratio: isCompared ? medianRatio(measured, (of) => timeOf(of, floor) / timeOf(of, one)) : null,
      against: isCompared && against !== undefined ? against : null,
    }
  })
}

/** What working time is compared with. */
export const RIVAL = 'dayjs-business-time'

/** A question takes microseconds, so a part of a slice shows as much as a slice. */
const QUESTION_SHARE = 1 / 4
/** In much less, the processor time of a thread is measured in steps that are too coarse. */
const LEAST_SLICE_MS = 30

/** When so much working time is over and how much lies in between, over spans of several lengths. A command is a question. */
async function workingTimeRows({ rounds, sliceMs }: Effort): Promise<readonly Row[]> {
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
      const warmUp = i === 0 ? WARM_UP_SLICES : FURTHER_WARM_UP_SLICES
      for (const one of all) await one.run(warmUp * partMs, days)
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
