/** The inside of an isolate: makes its subject and runs it when it is told to. */
import type { Answer, Order } from './isolate.ts'
import type { Subject } from './subject.ts'

const [module = '', name = '', ...options] = process.argv.slice(2)
// Which names there are, and which options belong to them, was checked where the isolate was asked for.
const { subjects }: { subjects: Record<string, (...options: readonly string[]) => Promise<Subject>> } = await import(
  module
)
const subject = subjects[name]?.(...options)

const carryOut = async (order: Order): Promise<Answer> => {
  const made = await subject
  if (made === undefined) throw new Error(`there is no subject '${name}'`)
  if ('run' in order) return { speed: await made.run(...order.run) }
  await made.close?.()
  return { closed: true }
}

process.on('message', (order: Order) => {
  // A failure is thrown where nobody catches it, so that it ends the process and the benchmark with it.
  void carryOut(order).then((answer) => process.send?.(answer))
})
