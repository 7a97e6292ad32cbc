/**
 * The first `count` items in an order, sorted, without sorting all: what is behind the worst of those kept so far is
 * passed over. O(n) comparisons for the few that a page shows.
 */
export function firstInOrder<T>(items: Iterable<T>, compare: (a: T, b: T) => number, count: number): T[] {
  let kept: T[] = []
  let worst: T | undefined
  for (const item of items) {
    if (worst !== undefined && compare(item, worst) >= 0) continue
    kept.push(item)
    if (kept.length < 2 * count) continue
    kept = kept.sort(compare).slice(0, count)
    worst = kept.at(-1)
  }
  return kept.sort(compare).slice(0, count)
}
