import { HOUR, OPENED } from './desk.ts'
import { type Job, killPoints, type Step } from './job.ts'
import { perform } from './perform.ts'
import type { Place } from './places.ts'
import { type Running, run, start } from './processes.ts'
import { LATER } from './script.ts'

/** A second of the host is an hour of the complaint. */
const SPEED = 3_600

export interface Chaos {
  readonly place: Place
  readonly random: () => number
  /** Begins the names of this round's complaints and commands; a place may see several rounds. @defaultValue none */
  readonly name?: string
  /** When it begins. @defaultValue {@link OPENED} */
  readonly opened?: number
  /** The processes' clocks are off by up to so much of the complaint's time. @defaultValue 0 */
  readonly skewMs?: number
  /** Besides at the named points, kill at moments that nobody has named, within so many milliseconds of the host. */
  readonly ambushMs?: number
  /** Processes that take commands at the same time. */
  readonly commanders: number
  /** Complaints of each commander; two more are everybody's. */
  readonly complaints: number
  /** So many of its complaints a commander takes at once. @defaultValue 1 */
  readonly atOnce?: number
  /** Processes that wake and deliver at the same time. */
  readonly workers: number
  /** A worker is killed and replaced this often, at least. */
  readonly kills: number
  /** How long one of them may take. @defaultValue that of `start` */
  readonly patienceMs?: number
  /** What else befalls them while the commands are sent. */
  readonly meanwhile?: () => Promise<void>
}

/** What happened in the end. */
export interface Happened {
  readonly killedWorkers: number
  readonly killedCommanders: number
  readonly commandIds: readonly string[]
}

/**
 * Several processes at once on the same complaints, killed at random points and replaced, until every command was
 * answered and enough of them have died. Then what is left is worked off.
 */
export async function chaos({ place, random, name = '', opened = OPENED, ...wanted }: Chaos): Promise<Happened> {
  const shared = [`${name}shared-1`, `${name}shared-2`] as const
  const below = (most: number): number => Math.floor(random() * most)
  const somewhere = (most: number): Job['kill'] => ({
    point: killPoints[below(killPoints.length)] ?? 'afterDecide',
    nth: 1 + below(most),
  })
  await perform({ ...place, clock: { at: opened }, steps: shared.map((commandId) => ({ do: 'submit', commandId })) })
  const epoch = Date.now()
  const { skewMs = 0, atOnce = 1 } = wanted
  const hostClock = (): Job['clock'] => ({ at: opened + Math.round((2 * random() - 1) * skewMs), epoch, speed: SPEED })
  const workers = { leaseMs: 2 * HOUR, pollMs: HOUR / 12 }

  let areCommandsDone = false
  let killedWorkers = 0
  let killedCommanders = 0

  /** Starts a process that will not live long: it dies at a named point or, where that is wished for, anywhere. */
  const doomed = (steps: readonly Step[], most: number): Running => {
    const { ambushMs, patienceMs } = wanted
    const clock = hostClock()
    if (ambushMs === undefined || random() < 0.5) {
      return start({ ...place, clock, workers, kill: somewhere(most), steps }, patienceMs)
    }
    const running = start({ ...place, clock, workers, steps }, patienceMs)
    const ambush = setTimeout(() => running.child.kill('SIGKILL'), below(ambushMs))
    running.child.once('exit', () => clearTimeout(ambush))
    return running
  }

  const commander = async (steps: readonly Step[]): Promise<void> => {
    // The first two attempts may die anywhere, the last one comes through; all send the same under the same ids.
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { signal } = await (attempt === 3
        ? run({ ...place, clock: hostClock(), workers, steps }, wanted.patienceMs)
        : doomed(steps, steps.length).ended)
      if (signal !== 'SIGKILL') return
      killedCommanders += 1
    }
  }

  /** Ends a worker that may be anywhere in its work: kindly, or while one more has to die, not. */
  const dismiss = async ({ child, ready, tell }: Running): Promise<void> => {
    try {
      await ready
    } catch {
      return
    }
    if (killedWorkers < wanted.kills) child.kill('SIGKILL')
    else tell()
  }

  const atWork = new Set<Running>()
  const worker = async (): Promise<void> => {
    while (!areCommandsDone || killedWorkers < wanted.kills) {
      // The more commands come at once, the more often it comes by a point.
      const running = doomed([{ do: 'work' }], 8 * atOnce)
      atWork.add(running)
      if (areCommandsDone) await dismiss(running)
      const { signal } = await running.ended
      atWork.delete(running)
      if (signal === 'SIGKILL') killedWorkers += 1
    }
  }

  const plans = Array.from({ length: wanted.commanders }, (_, i) =>
    planOf(`${name}p${i}`, shared, { complaints: wanted.complaints, atOnce, below }),
  )
  const commanding = async (): Promise<void> => {
    await Promise.all([...plans.map(commander), wanted.meanwhile?.()])
    areCommandsDone = true
    for (const running of atWork) await dismiss(running)
  }
  await Promise.all([commanding(), ...Array.from({ length: wanted.workers }, worker)])

  await perform({ ...place, clock: { at: opened + LATER - OPENED }, steps: [{ do: 'runDue' }] })
  return { killedWorkers, killedCommanders, commandIds: plans.flatMap(idsOf) }
}

/** What one commander sends: its own complaints through their life, and between them notes to everybody's. */
function planOf(
  name: string,
  shared: readonly [string, string],
  { complaints, atOnce, below }: { complaints: number; atOnce: number; below: (most: number) => number },
): readonly Step[] {
  const send = (to: string, commandId: string, by: 'agent' | 'handler', command: { type: string }): Step => ({
    ...{ do: 'send', to, commandId, by, command },
  })
  const note = (to: string, commandId: string) =>
    send(to, commandId, 'agent', { type: 'note', ...{ text: `Says ${commandId}.` } })
  const steps: Step[] = []
  for (let first = 0; first < complaints; first += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, complaints - first) }, (_, i) => first + i)
    // Some are never assigned, some never contacted: theirs are the deadlines that must not be lost.
    const lives = some.map((i) => ({ i, own: `${name}-${i}`, lived: below(3) }))
    const waves: Step[][] = [
      lives.map(({ own }) => ({ do: 'submit', commandId: own, customer: `customer-${own}` })),
      [
        ...shared.map((to, i) => note(to, `${name}-${first}-note-${i + 1}`)),
        ...lives.map(({ own }) => note(own, `${own}-note-3`)),
      ],
      lives.flatMap(({ own, lived }) =>
        lived > 0 ? [send(own, `${own}-assign`, 'agent', { type: 'assign', ...{ to: 'handler-1' } })] : [],
      ),
      lives.flatMap(({ i, own, lived }) => {
        if (lived > 1) return [send(own, `${own}-contact`, 'handler', { type: 'contact' })]
        if (lived > 0 || i < atOnce) return []
        return [send(own, `${own}-merge`, 'agent', { type: 'merge', ...{ into: `${name}-${i - atOnce}` } })]
      }),
    ]
    steps.push(...waves.filter((wave) => wave.length > 0).map((wave): Step => ({ do: 'together', steps: wave })))
  }
  return steps
}

const idsOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => {
    if (step.do === 'together') return idsOf(step.steps)
    return step.do === 'submit' || step.do === 'send' ? [step.commandId] : []
  })
