/** A bounded memory that forgets what was long not asked for. */
export interface RecordCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  readonly size: number
}

/**
 * Makes a cache of at most `most` values; 0 keeps nothing.
 *
 * Two generations, of which the older is forgotten as a whole when the younger has filled its half: a list in order of
 * use would have to be rewritten on every look, which costs more than the look (measured: 3 µs of a command).
 */
export function createRecordCache<Value>(most: number): RecordCache<Value> {
  const half = Math.ceil(most / 2)
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  const set = (key: string, value: Value): void => {
    if (most === 0) return
    old.delete(key)
    if (young.size >= half && !young.has(key)) {
      old = young
      young = new Map()
      // An odd bound has no two equal halves.
      for (const first of old.keys()) {
        if (old.size + half <= most) break
        old.delete(first)
      }
    }
    young.set(key, value)
  }

  return {
    get(key) {
      const value = young.get(key)
      if (value !== undefined) return value
      const kept = old.get(key)
      if (kept !== undefined) set(key, kept)
      return kept
    },
    set,
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
    get size() {
      return young.size + old.size
    },
  }
}
