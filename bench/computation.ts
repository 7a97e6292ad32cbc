import { quantile } from './statistics.ts'
import type { Computation } from './subject.ts'

/**
 * Goes through all its cases again and again. The rate is of the thread's own time on the processor, collecting garbage
 * included, so that other load on the machine does not count; p50 and p99 are of passes through all cases.
 */
export function computation<Case>(cases: readonly Case[], compute: (one: Case) => unknown): Computation {
  return {
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
