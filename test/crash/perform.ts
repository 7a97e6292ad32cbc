import { setTimeout as rest } from 'node:timers/promises'
import { openStore } from './data.ts'
import { agent, desk, handler, head, people } from './desk.ts'
import { note } from './evidence.ts'
import type { Job, KillPoint, Step } from './job.ts'
import {
  type Channel,
  createRedress,
  type Directory,
  isRedressError,
  type Store,
  simulatedClock,
  systemClock,
} from './library.ts'
import { random } from './random.ts'

/** What there is around a job. */
export interface Surroundings {
  /** It comes by a point. */
  pass(point: KillPoint): void
  /** It has come to where it waits for the test's word. */
  word(): Promise<void>
}

/** Before a command that may succeed at another time is sent again, in milliseconds of the host. */
const REST_MS = 50
/** How long a provider that fails takes at most, in milliseconds of the host. */
const SLOWEST_MS = 8

/** Of a job that is done in the process of the test: nothing stops it. */
const undisturbed: Surroundings = { pass() {}, word: () => Promise.resolve() }

/** Does one job. */
export async function perform(
  job: Omit<Job, 'kill' | 'hang'>,
  { pass, word }: Surroundings = undisturbed,
): Promise<void> {
  const standing = simulatedClock('at' in job.clock ? job.clock.at : 0)

  const { share, seed } = job.failing ?? { share: 0, seed: 0 }
  const chance = random(seed)
  const provider: Channel = {
    async deliver({ key, recipient, template, complaint, items }) {
      const luck = chance()
      if (share > 0) await rest(SLOWEST_MS * chance())
      if (luck < share / 2) throw new Error('the line is dead')
      const parts = items?.map((item) => item.key)
      note(job.notes, { what: 'delivered', key, recipient, template, complaint, items: parts, pid: process.pid })
      if (luck < share) throw new Error('the line died before the answer came')
    },
  }

  // A command that names somebody asks for him before it is decided.
  const directory: Directory = {
    persons(ids, context) {
      pass('beforeDecide')
      return people.persons(ids, context)
    },
    members: (asked) => people.members(asked),
  }

  const inner = await openStore(job.data)
  const store: Store = {
    ...inner,
    async reportMessages(results) {
      const answer = await inner.reportMessages(results)
      pass('afterReport')
      return answer
    },
  }

  const redress = createRedress(
    {
      policies: [desk],
      store,
      clock: clockOf(job) ?? standing,
      directory,
      channels: { staff: provider, customer: provider },
      workers: { leaseMs: 60_000, ...job.workers },
    },
    {
      faults: {
        afterDecide: () => pass('afterDecide'),
        beforeCommit: () => pass('beforeCommit'),
        afterCommit: () => pass('afterCommit'),
        afterClaim: (what) => pass(`afterClaim:${what}`),
        afterDelivery: () => pass('afterDelivery'),
      },
    },
  )

  const actors = { agent, handler, head }

  /** The complaint that a submission made, by this process or by one before it. */
  async function complaintOf(commandId: string): Promise<string> {
    const { items } = await store.entries({ tenant: 'default', commandId })
    if (items[0] === undefined) throw new Error(`nothing was submitted under ${commandId}`)
    return items[0].key.id
  }

  /** Does what may be done again until it succeeds, as every caller should. */
  async function persist<Answer>(commandId: string, attempt: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (!isRedressError(error) || !error.retryable) throw error
        note(job.notes, { what: 'failed', commandId, code: error.code })
      }
      await rest(REST_MS)
    }
  }

  async function acknowledged(
    commandId: string,
    send: () => Promise<{ id: string; version: number; duplicate?: true }>,
  ): Promise<void> {
    note(job.notes, { what: 'sent', commandId })
    const { id, version, duplicate } = await persist(commandId, send)
    note(job.notes, { what: 'acknowledged', commandId, complaint: id, version, duplicate: duplicate === true })
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'submit': {
        const { commandId, customer } = step
        const complaint = { policy: 'desk', channel: 'phone', summary: `It is broken (${commandId}).` } as const
        const whole = customer === undefined ? complaint : { ...complaint, customer: { id: customer } }
        await acknowledged(commandId, () => redress.submit(whole, { by: agent, commandId }))
        return
      }
      case 'send': {
        const { commandId, by, command, to } = step
        await acknowledged(commandId, async () => {
          const { into } = command
          const whole = typeof into === 'string' ? { ...command, into: await complaintOf(into) } : command
          // The test writes its commands as JSON; the policy parses them.
          return redress.send(await complaintOf(to), whole as never, { by: actors[by], commandId } as never)
        })
        return
      }
      case 'together':
        await Promise.all(step.steps.map(take))
        return
      case 'until':
        if (step.at > standing.now()) standing.set(step.at)
        return
      case 'runDue':
        await redress.runDue()
        return
      case 'wait':
        await word()
        return
      case 'work':
        await persist('start', () => redress.start())
        await word()
        return
    }
  }

  try {
    for (const step of job.steps) await take(step)
    await redress.stop()
  } finally {
    await store.close()
  }
}

/** The clock of a job whose time does not stand still. */
function clockOf({ clock }: Pick<Job, 'clock'>) {
  if ('skewMs' in clock) return { ...systemClock, now: () => Date.now() + clock.skewMs }
  if (!('speed' in clock)) return undefined
  const { at, epoch, speed } = clock
  return {
    // It is not meant to agree with the store's.
    simulated: true as const,
    now: () => Math.round(at + (Date.now() - epoch) * speed),
    schedule(delayMs: number, run: () => void) {
      const timer = setTimeout(run, delayMs / speed)
      return () => clearTimeout(timer)
    },
  }
}
