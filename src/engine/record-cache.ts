/** A bounded memory that forgets what was longest not asked for. */
export interface RecordCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  readonly size: number
}

/** Makes a cache of at most `most` values; 0 keeps nothing. */
export function createRecordCache<Value>(most: number): RecordCache<Value> {
  // A Map lists its keys in the order in which they were put in.
  const values = new Map<string, Value>()
  return {
    get(key) {
      const value = values.get(key)
      if (value === undefined) return undefined
      values.delete(key)
      values.set(key, value)
      return value
    },
    set(key, value) {
      values.delete(key)
      values.set(key, value)
      if (values.size <= most) return
      for (const oldest of values.keys()) {
        values.delete(oldest)
        break
      }
    },
    delete(key) {
      values.delete(key)
    },
    get size() {
      return values.size
    },
  }
}
