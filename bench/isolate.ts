import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Speed, Subject } from './subject.ts'
import type { subjects } from './subjects.ts'

/** What can be measured, by name. */
type Subjects = Readonly<Record<string, (...options: never[]) => Promise<Subject>>>

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
 * Subjects with heap and compiled code of their own, each in a worker thread that rests while others are measured: XState
 * compiled for one machine is slower for another, and nobody shall collect somebody else's garbage.
 *
 * @param module the address of the module that exports them as `subjects`
 */
export const isolatesOf =
  <All extends Subjects>(module: string) =>
  <Name extends keyof All & string>(name: Name, ...options: Parameters<All[Name]>): Isolate =>
    isolated(module, name, options)

/** One of the benchmark's own subjects. */
export const isolate = isolatesOf<typeof subjects>(new URL('./subjects.ts', import.meta.url).href)

function isolated(module: string, name: string, options: readonly string[]): Isolate {
  const worker = new Worker(new URL('./isolate-worker.ts', import.meta.url), { workerData: { module, name, options } })
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
