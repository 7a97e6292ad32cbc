// Does one job in a process of its own, and dies or hangs at the point it is told: `node process.js <file of the job>`.
// Started by processes.ts.

import { readFileSync } from 'node:fs'
import { note } from './evidence.ts'
import { type Done, type Job, type KillPoint, killPoints, type Moment } from './job.ts'
import { perform } from './perform.ts'

const job: Job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const passed = Object.fromEntries(killPoints.map((point) => [point, 0])) as Record<KillPoint, number>

// Without the test nobody would ever tell it to end.
const leave = (): void => process.exit(1)
process.once('disconnect', leave)

const isNow = (moment: Moment | undefined, point: KillPoint): boolean =>
  moment?.point === point && moment.nth === passed[point]

await perform(job, {
  pass(point) {
    passed[point] += 1
    // The last thing that this process does.
    if (isNow(job.kill, point)) process.kill(process.pid, 'SIGKILL')
    if (isNow(job.hang, point)) {
      note(job.notes, { what: 'hangs', pid: process.pid })
      process.kill(process.pid, 'SIGSTOP')
    }
  },
  word() {
    const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
    process.send?.('ready')
    return told
  },
})
const done: Done = { passed }
process.off('disconnect', leave)
process.send?.(done, () => process.disconnect())
