/** Runs the jobs of one key one after another, in the order in which they came; different keys run side by side. */
export interface RecordQueue {
  run<Answer>(key: string, job: () => Promise<Answer>): Promise<Answer>
}

/** Makes a queue for each record. A key without a job costs nothing. */
export function createRecordQueue(): RecordQueue {
  const lines = new Map<string, (() => void)[]>()
  return {
    async run(key, job) {
      const line = lines.get(key)
      if (line === undefined) lines.set(key, [])
      else await new Promise<void>((resolve) => line.push(resolve))
      try {
        return await job()
      } finally {
        const next = lines.get(key)?.shift()
        if (next === undefined) lines.delete(key)
        else next()
      }
    },
  }
}
