import { setTimeout as rest } from 'node:timers/promises'
import { look } from './data.ts'
import { HOUR, MINUTE, OPENED } from './desk.ts'
import type { Step } from './job.ts'
import { perform } from './perform.ts'
import type { Place } from './places.ts'
import { type Running, start } from './processes.ts'
import { random } from './random.ts'
import { LATER } from './script.ts'

/** A second of the host is an hour of the complaint. */
const SPEED = 3_600
/** So many complaints are taken at once. */
const AT_ONCE = 50

export interface MessageSoak {
  readonly place: Place
  readonly seed: number
  readonly complaints: number
  /** Notes to each, of which two people are told. */
  readonly notes: number
  readonly workers: number
  /** How long a worker lives once it works, in milliseconds of the host; any length between the two. */
  readonly livesMs: readonly [least: number, most: number]
  /** So many die at least. */
  readonly kills: number
  /** When the workers are to stop though messages wait, in milliseconds of the host. */
  readonly limitMs: number
}

/** What happened in the end. */
export interface Delivered {
  readonly killed: number
  /** Messages that waited when the last worker stopped. */
  readonly left: number
  readonly seconds: number
  /** Everything was due by then. */
  readonly until: number
}

/**
 * Complaints with many messages, taken while worker processes deliver these by channels that fail one time in three;
 * each worker is killed after a while and replaced, until nothing waits and enough have died.
 */
export async function soakMessages({ place, seed, ...wanted }: MessageSoak): Promise<Delivered> {
  const chance = random(seed)
  const epoch = Date.now()
  const clock = { at: OPENED, epoch, speed: SPEED }
  const isLate = (): boolean => Date.now() - epoch > wanted.limitMs
  let killed = 0
  let isOver = false
  let end: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    end = () => {
      isOver = true
      resolve()
    }
  })

  const begin = (): Running =>
    start(
      {
        ...place,
        clock,
        // Of the complaint's time: leases of two seconds of the host, a look at the store four times a second.
        workers: { leaseMs: 2 * HOUR, pollMs: HOUR / 4, deliveryTimeoutMs: HOUR },
        failing: { share: 1 / 3, seed: Math.floor(chance() * 2 ** 32) },
        steps: [{ do: 'work' }],
      },
      wanted.limitMs + 60_000,
    )
  const worker = async (): Promise<void> => {
    const [least, most] = wanted.livesMs
    while (!isOver) {
      const { child, ended, ready, tell } = begin()
      await ready
      await Promise.race([rest(least + chance() * (most - least)), over])
      if (isOver) tell()
      else child.kill('SIGKILL')
      const { signal } = await ended
      if (signal === 'SIGKILL') killed += 1
    }
  }
  const waiting = (): Promise<number> =>
    look(place.data, async (store) => (await store.outbox('default')).reduce((sum, { pending }) => sum + pending, 0))
  const commanding = async (): Promise<void> => {
    try {
      await perform({ ...place, clock, steps: plan(wanted) })
      while (!isLate() && (killed < wanted.kills || (await waiting()) > 0)) await rest(100)
    } finally {
      end()
    }
  }
  await Promise.all([commanding(), ...Array.from({ length: wanted.workers }, worker)])
  const seconds = (Date.now() - epoch) / 1_000
  const left = await waiting()

  // In the hours of the messages that are held to them, and once more when these are put together.
  const day = LATER + 10 * HOUR
  const until = day + 5 * MINUTE
  await perform({
    ...place,
    clock: { at: LATER },
    steps: [LATER, day, until].flatMap((at): Step[] => [{ do: 'until', at }, { do: 'runDue' }]),
  })
  return { killed, left, seconds, until }
}

/** Complaints, each with its notes and in the end withdrawn, which is told together with others. */
function plan({ complaints, notes }: { readonly complaints: number; readonly notes: number }): readonly Step[] {
  const steps: Step[] = []
  const all = Array.from({ length: complaints }, (_, i) => `m${i}`)
  const send = (to: string, type: string, n: number): Step => ({
    do: 'send',
    to,
    commandId: `${to}-${type}-${n}`,
    by: 'agent',
    command: type === 'note' ? { type, text: `Says ${n}.` } : { type },
  })
  for (let first = 0; first < complaints; first += AT_ONCE) {
    const some = all.slice(first, first + AT_ONCE)
    steps.push({ do: 'together', steps: some.map((own) => ({ do: 'submit', commandId: own, customer: `c-${own}` })) })
    for (let n = 1; n <= notes; n++) steps.push({ do: 'together', steps: some.map((own) => send(own, 'note', n)) })
    steps.push({ do: 'together', steps: some.map((own) => send(own, 'withdraw', 0)) })
  }
  return steps
}
