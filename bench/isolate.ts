import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Speed } from './subject.ts'
import type { subjects } from './subjects.ts'

type Subjects = typeof subjects

/** A subject that is measured from outside. */
export interface Isolate {
  run(...amount: readonly number[]): Promise<Speed>
  close(): Promise<void>
}

/** What an isolate is told to do. */
export type Order = { readonly run: readonly number[] } | { readonly close: true }
/** What it answers. */
export type Answer = { readonly speed: Speed } | { readonly closed: true }

/**
 * A subject with heap and compiled code of its own, in a worker thread that rests while others are measured: XState
 * compiled for one machine is slower for another, and nobody shall collect somebody else's garbage.
 */
export function isolate<Name extends keyof Subjects>(name: Name, ...options: Parameters<Subjects[Name]>): Isolate {
  const worker = new Worker(new URL('./isolate-worker.ts', import.meta.url), { workerData: { name, options } })
  // An error in the worker comes as an event of that name, which `once` throws.
  const ask = async (order: Order): Promise<Answer> => {
    worker.postMessage(order)
    const [answer]: Answer[] = await once(worker, 'message')
    if (answer === undefined) throw new Error(`${name} gave no answer`)
    return answer
  }
  return {
    async run(...amount) {
      const answer = await ask({ run: amount })
      if (!('speed' in answer)) throw new Error(`${name} ran and answered something else`)
      return answer.speed
    },
    async close() {
      await ask({ close: true })
      await worker.terminate()
    },
  }
}
