/** So many jobs at a time, the others in their order. */
export interface Slots {
  run<Answer>(job: () => Promise<Answer>): Promise<Answer>
  /** Jobs that wait for a place. */
  readonly waiting: number
}

/** Makes `places` places. */
export function createSlots(places: number): Slots {
  const line: (() => void)[] = []
  let taken = 0
  return {
    get waiting() {
      return line.length
    },
    async run(job) {
      if (taken < places) taken++
      else await new Promise<void>((resolve) => line.push(resolve))
      try {
        return await job()
      } finally {
        const next = line.shift()
        if (next === undefined) taken--
        else next()
      }
    },
  }
}
