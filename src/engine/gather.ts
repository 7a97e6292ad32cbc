interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers what is asked for in one turn of the event loop into one call, so that many callers share a round trip or a
 * disk flush. While as many calls as `inFlight` allows are out, the next one gathers.
 *
 * A turn, not a microtask: requests that arrive on different sockets are handed over one by one, each with its
 * microtasks run before the next. A lone caller pays one turn for it, a few microseconds.
 *
 * @param limits.most how many items go into one call
 * @param limits.least what waits is shared out evenly over the calls that may still go out, but so many stay together;
 * without it, a call takes all that wait. Callers whose answers come together ask together again: shared out, one half
 * is answered while the other thinks, where all in one call would wait for each other for ever.
 * @param run answers one answer for each item, in their order; what it throws is thrown to each
 */
export function gather<Item, Answer>(
  limits: { readonly most: number; readonly inFlight: number; readonly least?: number },
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = []
  let out = 0
  let scheduled = false

  const schedule = (): void => {
    if (scheduled || out >= limits.inFlight || waiting.length === 0) return
    scheduled = true
    setImmediate(flush)
  }

  const flush = (): void => {
    scheduled = false
    const share = Math.ceil(waiting.length / (limits.inFlight - out))
    const size = Math.min(limits.most, Math.max(share, limits.least ?? limits.most))
    const batch = waiting.slice(0, size)
    waiting = waiting.slice(size)
    out++
    void call(batch)
    schedule()
  }

  const call = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await run(batch.map(({ item }) => item))
      if (answers.length !== batch.length) {
        throw new TypeError(`asked for ${batch.length} answers and was given ${answers.length}`)
      }
      for (const [i, answer] of answers.entries()) batch[i]?.resolve(answer)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      out--
      schedule()
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      schedule()
    })
}
