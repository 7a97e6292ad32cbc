import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Done, Job } from './job.ts'

/** How a process ended. */
export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  /** Absent when it was killed. */
  readonly done?: Done
}

/** A process at work. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once its workers run; rejects when it ends before. */
  readonly working: Promise<void>
}

/** A process that hangs is a failure of the test, not of its patience. */
const PATIENCE_MS = 30_000

/** Starts a process on a job. */
export function start(job: Job): Running {
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(job)], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // Not vitest's own, which are for its workers.
    execArgv: [],
    // Reading the library costs more than most jobs; kept compiled, half as much.
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(tmpdir(), 'redress-compile-cache') },
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let done: Done | undefined
  const working = new Promise<void>((resolve, reject) => {
    child.on('message', (message: Done | 'working') => {
      if (message === 'working') resolve()
      else done = message
    })
    child.once('exit', () => reject(new Error('the process ended before it worked')))
  })
  // Whoever does not wait for it must not be ended by it.
  working.catch(() => {})
  const ended = new Promise<Ended>((resolve, reject) => {
    const late = setTimeout(() => child.kill('SIGABRT'), PATIENCE_MS)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(late)
      if (code === 0 || signal === 'SIGKILL') resolve({ signal, code, ...(done !== undefined && { done }) })
      else reject(new Error(`a process ended with ${signal ?? code}: ${errors}`))
    })
  })
  ended.catch(() => {})
  return { child, ended, working }
}

/** Runs a job to its end. */
export const run = (job: Job): Promise<Ended> => start(job).ended

/** Runs a job that is not meant to be killed. */
export async function complete(job: Job): Promise<Done> {
  const { done } = await run(job)
  if (done === undefined) throw new Error('the process was killed')
  return done
}
