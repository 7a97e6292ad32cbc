import { randomUUID } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import type { Channel } from '../../src/channels/contract.ts'
import { createRedress } from '../../src/engine/create-redress.ts'
import type { RedressEvent } from '../../src/engine/events.ts'
import type { Redress } from '../../src/engine/redress.ts'
import { lenovo } from '../../src/policies/lenovo.ts'
import type { Store } from '../../src/stores/contract.ts'
import { people, type Step, stepsFrom, submission } from '../complaint.ts'
import { median } from '../statistics.ts'
import type { Opened } from './database.ts'
import { copyId, engineer, type Grown, STEP_MS } from './grown.ts'

const DAY_MS = 86_400_000
/** What a claim takes. */
export const DUE = 1_000

/** The same on a desk with few complaints and on one with many, in milliseconds, and the median of their ratios. */
export interface Compared {
  readonly few: number
  readonly many: number
  readonly ratio: number
}

type Desk = Redress<typeof lenovo>

const silent: Channel = { deliver: async () => {} }

const deskOn = (store: Store, onEvent?: (event: RedressEvent) => void): Desk =>
  createRedress({
    policies: [lenovo],
    store,
    directory: people,
    channels: { customer: silent, staff: silent },
    ...(onEvent !== undefined && { onEvent }),
  })

/** Two desks with stores of their own, on few complaints and on many. */
async function onBoth<Answer>(
  few: Grown,
  many: Grown,
  work: (few: Site, many: Site) => Promise<Answer>,
): Promise<Answer> {
  const sites = [few, many].map((grown): Site => {
    const opened = grown.database.open()
    return { ...grown, opened, desk: deskOn(opened.store) }
  })
  const [first, second] = sites
  if (first === undefined || second === undefined) throw new Error('there are two')
  try {
    return await work(first, second)
  } finally {
    for (const { desk, opened } of sites) {
      await desk.stop()
      await opened.close()
    }
  }
}

interface Site extends Grown {
  readonly opened: Opened
  readonly desk: Desk
}

/** Measures both in turn, one as often first as the other, so that whatever else the machine does falls on both. */
async function inTurn(times: number, few: Site, many: Site, measure: (site: Site, i: number) => Promise<number>) {
  const took = { few: [] as number[], many: [] as number[] }
  for (let i = 0; i < times; i++) {
    if (i % 2 === 0) took.few.push(await measure(few, i))
    took.many.push(await measure(many, i))
    if (i % 2 === 1) took.few.push(await measure(few, i))
  }
  return took
}

/** How long it takes to claim the {@link DUE} complaints that are due, while all others wait. */
export const claims = (few: Grown, many: Grown, rounds: number): Promise<Compared> =>
  onBoth(few, many, async (one, other) => {
    const claim = async ({ dueFrom, opened: { store } }: Site, round: number): Promise<number> => {
      // What was claimed the last time is hidden until all is over.
      const now = dueFrom + (round + 1) * DUE * STEP_MS
      const startedAt = performance.now()
      const { items } = await store.claimDue(now, DUE, 400 * DAY_MS)
      const tookMs = performance.now() - startedAt
      if (items.length !== DUE) throw new Error(`${items.length} were claimed, and ${DUE} were due`)
      return tookMs
    }
    await inTurn(1, one, other, claim)
    const took = await inTurn(rounds, one, other, (site, i) => claim(site, i + 1))
    const ratios = took.few.map((ms, round) => (took.many[round] ?? Number.NaN) / ms)
    return { few: median(took.few), many: median(took.many), ratio: median(ratios) }
  })

/** Commands to a round; of each round the median counts. */
const COMMANDS = 150

async function commandRounds(rounds: number, few: Site, many: Site, send: (site: Site, i: number) => Promise<unknown>) {
  const pairs: { readonly few: number; readonly many: number }[] = []
  let sent = 0
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round++) {
    const took = await inTurn(COMMANDS, few, many, async (site, i) => {
      const startedAt = performance.now()
      await send(site, sent + i)
      return performance.now() - startedAt
    })
    sent += COMMANDS
    if (round > 0) pairs.push({ few: median(took.few), many: median(took.many) })
  }
  return {
    few: median(pairs.map((pair) => pair.few)),
    many: median(pairs.map((pair) => pair.many)),
    ratio: median(pairs.map((pair) => pair.many / pair.few)),
  }
}

/** How long a command takes: a new complaint, or the next command to one that was taken lately. */
export const commands = (few: Grown, many: Grown, rounds: number): Promise<Compared> =>
  onBoth(few, many, (one, other) => {
    const current = new Map<Site, { readonly id: string; readonly steps: Step[] }>()
    return commandRounds(rounds, one, other, async (site) => {
      const complaint = current.get(site)
      const next = complaint?.steps.shift()
      if (complaint !== undefined && next !== undefined) {
        await site.desk.send(complaint.id, next.command, { by: next.by })
        return
      }
      const { id } = await site.desk.submit(submission.complaint, { by: submission.by })
      current.set(site, { id, steps: [...stepsFrom(Date.now())] })
    })
  })

/** How long a command takes to a complaint that nobody has touched for long, somewhere among the others. */
export const commandsToUntouched = (few: Grown, many: Grown, rounds: number): Promise<Compared> =>
  onBoth(few, many, (one, other) =>
    commandRounds(rounds, one, other, ({ complaints, desk }, i) => {
      const id = copyId(1 + ((i * FAR) % complaints))
      return desk.send(id, { type: 'contact', channel: 'phone', summary: 'We are at it.' }, { by: engineer })
    }),
  )

/** Prime: neighbours in time are none in the table. */
const FAR = 104_729

/** A started desk that has nothing to do. */
export interface Idle {
  /** What is on the heap of its process, in bytes. */
  readonly heap: number
  readonly statementsPerSecond: number
}

export async function idle({ database }: Grown, seconds: number): Promise<Idle> {
  const opened = database.open()
  const desk = deskOn(opened.store)
  await desk.start()
  await rest(2_000)
  const statements = opened.statements()
  await rest(seconds * 1_000)
  const statementsPerSecond = (opened.statements() - statements) / seconds
  const heap = heapUsed()
  await desk.stop()
  await opened.close()
  return { heap, statementsPerSecond }
}

function heapUsed(): number {
  if (globalThis.gc === undefined) throw new Error('run it by `npm run bench:million`, which lets it collect garbage')
  for (let i = 0; i < 3; i++) globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** How long after their instants deadlines were breached and stored, in milliseconds. */
export interface Lateness {
  readonly median: number
  readonly most: number
}

/**
 * Deadlines that one process sets and the idle worker of another keeps. The two have nothing in common but the database:
 * no memory, no connection.
 */
export async function lateness({ database }: Grown, deadlines: number, afterMs: number): Promise<Lateness> {
  const [ours, theirs] = [database.open(), database.open()]
  const dueAt = new Map<string, number>()
  const late: number[] = []
  const worker = deskOn(theirs.store, (event) => {
    if (event.type !== 'committed' || event.command !== 'wake') return
    const due = dueAt.get(event.record.id)
    if (due !== undefined) late.push(Date.now() - due)
  })
  const desk = deskOn(ours.store)
  await worker.start()
  await rest(3_000)
  for (let i = 0; i < deadlines; i++) {
    const { id } = await desk.submit(submission.complaint, { by: submission.by })
    for (const { by, command } of stepsFrom(Date.now()).slice(0, 1)) await desk.send(id, command, { by })
    const at = Date.now() + afterMs
    dueAt.set(id, at)
    await desk.send(id, { type: 'promise', what: 'A call.', at }, { by: engineer, commandId: randomUUID() })
    await rest(97)
  }
  for (let tries = 0; late.length < deadlines && tries < 100; tries++) await rest(100)
  await rest(200)
  if (late.length !== deadlines) throw new Error(`${late.length} of ${deadlines} deadlines fired`)
  for (const one of [worker, desk]) await one.stop()
  for (const one of [ours, theirs]) await one.close()
  return { median: median(late), most: Math.max(...late) }
}

/** How long a page of a worklist takes, in milliseconds. */
export async function lists(grown: Grown, rounds: number): Promise<Readonly<Record<string, number>>> {
  const { database, complaints, dueFrom } = grown
  const opened = database.open()
  const desk = deskOn(opened.store)
  const { by } = submission
  const soon = new Date(dueFrom + 100 * STEP_MS)
  const worklists = {
    'the newest': () => desk.list({}, { by }),
    'due next': () => desk.list({ order: 'nextDue' }, { by }),
    'due in the next minutes': () => desk.list({ dueBefore: soon, order: 'nextDue' }, { by }),
    'of one handler': () => desk.list({ worker: 'agent-7' }, { by }),
    'of one handler, due next': () => desk.list({ worker: 'agent-7', order: 'nextDue' }, { by }),
    'of a unit': () => desk.list({ unit: 'station-7' }, { by }),
    'of a unit, due next': () => desk.list({ unit: 'station-7', order: 'nextDue' }, { by }),
    'of a complainant': () => desk.list({ customer: 'customer-7' }, { by }),
    'open, on a rung': () => desk.list({ status: 'open', rung: 'frontline' }, { by }),
    'open, on a rung where nobody is': () => desk.list({ status: 'open', rung: 'region' }, { by }),
    severe: () => desk.list({ severity: 'high', order: 'nextDue' }, { by }),
    'by number': () => desk.list({ number: `COPY-${complaints - 7}` }, { by }),
    'what an engineer sees, due next': () => desk.list({ order: 'nextDue' }, { by: engineer }),
    'what an engineer sees, newest': () => desk.list({}, { by: engineer }),
    'what an engineer of no complaint sees': () =>
      desk.list({ order: 'nextDue' }, { by: { id: 'w.nobody', role: 'engineer', unit: 'station-99' } }),
  }
  const result: Record<string, number> = {}
  for (const [name, list] of Object.entries(worklists)) {
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now()
      await list()
      took.push(performance.now() - startedAt)
    }
    result[name] = median(took)
  }
  await desk.stop()
  await opened.close()
  return result
}
