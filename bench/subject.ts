import { quantile } from './statistics.ts'

/** Something that is measured. */
export interface Subject<Amount extends readonly number[] = readonly number[]> {
  /** Does so much work and answers how fast it was. */
  run(...amount: Amount): Speed | Promise<Speed>
  close?(): Promise<void>
}

/** Computes and stores nothing; run for about so many milliseconds. */
export type Computation = Subject<[ms: number]>

/**
 * Takes so many complaints through all their commands, `concurrency` of them side by side, the commands of each in
 * order.
 */
export type Contender = Subject<[complaints: number, concurrency: number]>

/** How fast something was. */
export interface Speed {
  readonly commandsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** A stop-watch for commands. */
export class Laps {
  readonly #startedAt = performance.now()
  #endedAt = this.#startedAt
  readonly #ms: number[] = []

  /** One command took from `startedAt` until now. */
  one(startedAt: number): void {
    this.#endedAt = performance.now()
    this.#ms.push(this.#endedAt - startedAt)
  }

  /** So many commands that began at `startedAt` are over now together, as the commands of a transaction are. */
  together(startedAt: number, commands: number): void {
    for (let i = 0; i < commands; i++) this.one(startedAt)
  }

  speed(): Speed {
    return {
      commandsPerSecond: (this.#ms.length * 1_000) / (this.#endedAt - this.#startedAt),
      p50Ms: quantile(this.#ms, 0.5),
      p99Ms: quantile(this.#ms, 0.99),
    }
  }
}
