/** Items, each with an instant; answers the earliest in O(log n). Of one instant, who came first goes first. */
export interface Agenda<T> {
  /** Puts an item down for an instant, or moves it there. */
  set(item: T, at: number): void
  delete(item: T): void
  /** The earliest item. */
  first(): { readonly item: T; readonly at: number } | undefined
}

interface Slot<T> {
  readonly item: T
  at: number
  turn: number
  place: number
}

/** Makes an empty agenda: a binary heap that knows where each item stands, so that moving one is cheap too. */
export function createAgenda<T>(): Agenda<T> {
  const heap: Slot<T>[] = []
  const slots = new Map<T, Slot<T>>()
  let turns = 0

  const isBefore = (a: Slot<T>, b: Slot<T>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn)

  const put = (slot: Slot<T>, place: number): void => {
    heap[place] = slot
    slot.place = place
  }

  const rise = (slot: Slot<T>): void => {
    let place = slot.place
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(slot, parent)) break
      put(parent, place)
      place = above
    }
    put(slot, place)
  }

  const sink = (slot: Slot<T>): void => {
    let place = slot.place
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left
      if (child === undefined || !isBefore(child, slot)) break
      const below = child.place
      put(child, place)
      place = below
    }
    put(slot, place)
  }

  return {
    set(item, at) {
      const known = slots.get(item)
      if (known === undefined) {
        const slot = { item, at, turn: turns++, place: heap.length }
        slots.set(item, slot)
        heap.push(slot)
        rise(slot)
        return
      }
      known.at = at
      known.turn = turns++
      rise(known)
      sink(known)
    },
    delete(item) {
      const slot = slots.get(item)
      if (slot === undefined) return
      slots.delete(item)
      const last = heap.pop()
      if (last === undefined || last === slot) return
      put(last, slot.place)
      rise(last)
      sink(last)
    },
    first() {
      const slot = heap[0]
      return slot === undefined ? undefined : { item: slot.item, at: slot.at }
    },
  }
}
