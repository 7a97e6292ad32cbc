/** The inside of an isolate: makes its subject and runs it when it is told to. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Order } from './isolate.ts'
import type { Subject } from './subject.ts'
import { subjects } from './subjects.ts'

const { name, options }: { name: keyof typeof subjects; options: readonly string[] } = workerData
// Which options belong to which name was checked where the isolate was asked for.
const make = subjects[name] as (...options: readonly string[]) => Promise<Subject>
const subject = make(...options)

const carryOut = async (order: Order): Promise<Answer> => {
  const made = await subject
  if ('run' in order) return { speed: await made.run(...order.run) }
  await made.close?.()
  return { closed: true }
}

parentPort?.on('message', (order: Order) => {
  // A failure is thrown where nobody catches it, so that it ends the worker and the benchmark with it.
  void carryOut(order).then((answer) => parentPort?.postMessage(answer))
})
