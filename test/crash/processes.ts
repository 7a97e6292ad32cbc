import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import type { Done, Job } from './job.ts'

/** How a process ended. */
export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  /** Absent when it was killed. */
  readonly done?: Done
}

/** A process at its job. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once it has come to where it waits for the word; rejects when it ends before. */
  readonly ready: Promise<void>
  /** Gives it the word. */
  tell(): void
}

/** A process that hangs is a failure of the test, not of its patience. */
const PATIENCE_MS = 30_000

let jobs = 0
const alive = new Set<ChildProcess>()

// A test that fails leaves its processes where they are.
afterAll(() => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Starts a process on a job. */
export function start(job: Job, patienceMs = PATIENCE_MS): Running {
  const file = `${job.notes}.${++jobs}.job`
  writeFileSync(file, JSON.stringify(job))
  const child = fork(inject('crashProcess'), [file], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // Not vitest's own, which are for its workers.
    execArgv: [],
    // Reading the library costs more than most jobs; kept compiled, half as much.
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(tmpdir(), 'redress-compile-cache') },
  })
  alive.add(child)
  child.once('exit', () => alive.delete(child))
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let done: Done | undefined
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: Done | 'ready') => {
      if (message === 'ready') resolve()
      else done = message
    })
    child.once('exit', () => reject(new Error('the process ended before it was ready')))
  })
  // Whoever does not wait for it must not be ended by it.
  ready.catch(() => {})
  const ended = new Promise<Ended>((resolve, reject) => {
    let isLate = false
    const late = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, patienceMs)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(late)
      if (isLate) reject(new Error(`a process was not done within ${patienceMs} ms: ${errors}`))
      else if (code === 0 || signal === 'SIGKILL') resolve({ signal, code, ...(done !== undefined && { done }) })
      else reject(new Error(`a process ended with ${signal ?? code}: ${errors}`))
    })
  })
  ended.catch(() => {})
  return {
    child,
    ended,
    ready,
    tell() {
      if (child.connected) child.send('go on')
    },
  }
}

/** Runs a job to its end. */
export const run = (job: Job, patienceMs?: number): Promise<Ended> => start(job, patienceMs).ended

/** Runs a job that is not meant to be killed. */
export async function complete(job: Job): Promise<Done> {
  const { done } = await run(job)
  if (done === undefined) throw new Error('the process was killed')
  return done
}
