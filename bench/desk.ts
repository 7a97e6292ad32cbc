import { createRedress } from '../src/engine/create-redress.ts'
import type { Redress } from '../src/engine/redress.ts'
import { lenovo } from '../src/policies/lenovo.ts'
import type { Store } from '../src/stores/contract.ts'
import { people, stepsFrom, submission } from './complaint.ts'
import { sideBySide } from './side-by-side.ts'
import { type Contender, Laps } from './subject.ts'

/** The whole library on a store: parsing, permissions, decision, sealing, group commit, views. */
export function desk(store: Store): Contender {
  const redress = deskOn(store)
  return {
    run: (complaints, concurrency) => sideBySide(complaints, concurrency, (laps) => takeThrough(redress, laps)),
    async close() {
      await redress.stop()
      await store.close()
    },
  }
}

/** A contender that is made anew for each run, lest what it keeps in memory grow. */
export function shortLived(open: () => Contender): Contender {
  return {
    async run(complaints, concurrency) {
      const one = open()
      const speed = await one.run(complaints, concurrency)
      await one.close?.()
      return speed
    },
  }
}

/** A desk that follows Lenovo's procedure; its workers are not started, so what is told waits in the outbox. */
export const deskOn = (store: Store): Redress<typeof lenovo> =>
  createRedress({ policies: [lenovo], store, directory: people })

/** Takes one complaint from registration to closing. */
export async function takeThrough(redress: Redress<typeof lenovo>, laps = new Laps()): Promise<void> {
  const { by, complaint } = submission
  const submittedAt = performance.now()
  const { id } = await redress.submit(complaint, { by })
  laps.one(submittedAt)
  for (const step of stepsFrom(Date.now())) {
    const sentAt = performance.now()
    await redress.send(id, step.command, { by: step.by })
    laps.one(sentAt)
  }
}
