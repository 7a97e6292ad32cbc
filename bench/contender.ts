import { quantile } from './statistics.ts'

/** Something that takes complaints from registration to closing, so that its speed can be laid beside another's. */
export interface Contender {
  /** What it is called in the table. */
  readonly name: string
  /**
   * Takes so many complaints through all their commands, `concurrency` of them side by side, the commands of each in
   * order.
   */
  run(complaints: number, concurrency: number): Promise<Speed>
  close(): Promise<void>
}

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
  #commands = 0
  readonly #ms: number[] = []

  /** One command took from `startedAt` until now. */
  one(startedAt: number): void {
    this.#endedAt = performance.now()
    this.#commands += 1
    this.#ms.push(this.#endedAt - startedAt)
  }

  /** So many commands that began at `startedAt` are over now together, as the commands of a transaction are. */
  together(startedAt: number, commands: number): void {
    for (let i = 0; i < commands; i++) this.one(startedAt)
  }

  /** So many commands, one after another, took from `startedAt` until now: each the mean. */
  mean(startedAt: number, commands: number): void {
    this.#endedAt = performance.now()
    this.#commands += commands
    this.#ms.push((this.#endedAt - startedAt) / commands)
  }

  speed(): Speed {
    return {
      commandsPerSecond: (this.#commands * 1_000) / (this.#endedAt - this.#startedAt),
      p50Ms: quantile(this.#ms, 0.5),
      p99Ms: quantile(this.#ms, 0.99),
    }
  }
}
