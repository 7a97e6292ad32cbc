import type { Speed } from './contender.ts'
import { decideText, decisionCases } from './decisions.ts'
import { referenceCases, referenceRestore, referenceTransition } from './reference-machine.ts'
import { quantile } from './statistics.ts'

/** Something that only computes. */
export interface Computation {
  readonly name: string
  /**
   * Goes through all its cases for about so long. The rate is of the thread's own time on the processor, collecting
   * garbage included, so that other load on the machine does not count; p50 and p99 are of passes through all cases.
   */
  run(ms: number): Speed
}

/** The reference's two halves and our decision, each over the commands of its own complaint. */
export async function computations(): Promise<{
  readonly transition: Computation
  readonly restore: Computation
  readonly decide: Computation
}> {
  const cases = await decisionCases()
  return {
    transition: over('reference: transition', referenceCases, ({ snapshot, event }) =>
      referenceTransition(snapshot, event),
    ),
    restore: over('reference: restore', referenceCases, ({ text }) => referenceRestore(text)),
    decide: over('decide, text to text', cases, decideText),
  }
}

function over<Case>(name: string, cases: readonly Case[], compute: (one: Case) => unknown): Computation {
  return {
    name,
    run(ms) {
      const meansMs: number[] = []
      const spentBefore = spentMs()
      const until = performance.now() + ms
      for (let startedAt = performance.now(); startedAt < until; ) {
        for (const one of cases) compute(one)
        const endedAt = performance.now()
        meansMs.push((endedAt - startedAt) / cases.length)
        startedAt = endedAt
      }
      return {
        commandsPerSecond: (meansMs.length * cases.length * 1_000) / (spentMs() - spentBefore),
        p50Ms: quantile(meansMs, 0.5),
        p99Ms: quantile(meansMs, 0.99),
      }
    },
  }
}

function spentMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
