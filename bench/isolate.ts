import { fork } from 'node:child_process'
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
 * Subjects with heap and compiled code of their own, each in a process that rests while others are measured: XState
 * compiled for one machine is slower for another, and nobody shall collect somebody else's garbage. In threads of one
 * process the library was a quarter slower than by itself and hand-written SQL a sixth: they share what collects garbage.
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
  const child = fork(new URL('./isolate-worker.ts', import.meta.url), [module, name, ...options], {
    serialization: 'advanced',
  })
  const ask = (order: Order): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error(`${name} ended and gave no answer`))
      child.once('exit', ended)
      child.once('message', (answer: Answer) => {
        child.off('exit', ended)
        resolve(answer)
      })
      child.send(order)
    })
  return {
    async run(...amount) {
      const answer = await ask({ run: amount })
      if (!('speed' in answer)) throw new Error(`${name} ran and answered something else`)
      return answer.speed
    },
    async close() {
      await ask({ close: true })
      child.disconnect()
    },
  }
}
