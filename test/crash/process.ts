// Does one job on an SQLite file and dies at the point it is told: `node process.ts <job as JSON>`. Started by
// processes.ts.

import { agent, handler, head, openDesk, people } from './desk.ts'
import { note } from './evidence.ts'
import { type Done, type Job, type KillPoint, killPoints, type Step } from './job.ts'
import { type Channel, type Directory, simulatedClock, sqliteStore } from './library.ts'

const job: Job = JSON.parse(process.argv[2] ?? '')
const passed = Object.fromEntries(killPoints.map((point) => [point, 0])) as Record<KillPoint, number>

/** Comes by a point; at the chosen time that is the last thing this process does. */
function pass(point: KillPoint): void {
  passed[point] += 1
  if (job.kill?.point === point && job.kill.nth === passed[point]) process.kill(process.pid, 'SIGKILL')
}

const standing = simulatedClock(job.clock.at)
const clock = 'speed' in job.clock ? fastClock(job.clock) : standing

/** The host's time, faster. Marked as simulated, since it is not meant to agree with the store's. */
function fastClock({ at, epoch, speed }: { at: number; epoch: number; speed: number }) {
  return {
    simulated: true as const,
    now: () => Math.round(at + (Date.now() - epoch) * speed),
    schedule(delayMs: number, run: () => void) {
      const timer = setTimeout(run, delayMs / speed)
      return () => clearTimeout(timer)
    },
  }
}

const provider: Channel = {
  async deliver({ key, recipient, template, complaint }) {
    note(job.notes, { what: 'delivered', key, recipient, template, complaint, pid: process.pid })
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

const inner = sqliteStore({ path: job.path, busyTimeoutMs: 20_000 })
const store: typeof inner = {
  ...inner,
  async reportMessages(results) {
    const answer = await inner.reportMessages(results)
    pass('afterReport')
    return answer
  },
}

const { redress } = openDesk(job.path, {
  clock,
  directory,
  store,
  channel: provider,
  workers: { leaseMs: 60_000, ...job.workers },
  faults: {
    afterDecide: () => pass('afterDecide'),
    beforeCommit: () => pass('beforeCommit'),
    afterCommit: () => pass('afterCommit'),
    afterClaim: (what) => pass(`afterClaim:${what}`),
    afterDelivery: () => pass('afterDelivery'),
  },
})

const actors = { agent, handler, head }

/** The complaint that a submission made, by this process or by one before it. */
async function complaintOf(commandId: string): Promise<string> {
  const { items } = await store.entries({ tenant: 'default', commandId })
  if (items[0] === undefined) throw new Error(`nothing was submitted under ${commandId}`)
  return items[0].key.id
}

async function acknowledged(commandId: string, answer: Promise<{ id: string; version: number; duplicate?: true }>) {
  const { id, version, duplicate } = await answer
  note(job.notes, { what: 'acknowledged', commandId, complaint: id, version, duplicate: duplicate === true })
}

async function take(step: Step): Promise<void> {
  switch (step.do) {
    case 'submit': {
      const { commandId, customer } = step
      note(job.notes, { what: 'sent', commandId })
      const complaint = { policy: 'desk', channel: 'phone', summary: `It is broken (${commandId}).` } as const
      const by = { by: agent, commandId }
      await acknowledged(
        commandId,
        redress.submit(customer === undefined ? complaint : { ...complaint, customer: { id: customer } }, by),
      )
      return
    }
    case 'send': {
      const { commandId, by } = step
      const id = await complaintOf(step.to)
      const { into } = step.command
      const command = typeof into === 'string' ? { ...step.command, into: await complaintOf(into) } : step.command
      note(job.notes, { what: 'sent', commandId })
      // The test writes its commands as JSON; the policy parses them.
      const options = { by: actors[by], commandId } as never
      await acknowledged(commandId, redress.send(id, command as never, options))
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
    case 'work': {
      const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
      await redress.start()
      process.send?.('working')
      await told
      return
    }
  }
}

for (const step of job.steps) await take(step)
await redress.stop()
await store.close()
const done: Done = { passed }
process.send?.(done, () => process.disconnect())
