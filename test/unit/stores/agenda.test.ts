import { describe, expect, it } from 'vitest'
import { createAgenda } from '../../../src/stores/memory/agenda.ts'

/** A sequence of numbers in [0, 1) that is the same in every run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x80000000
  }
}

describe('the agenda', () => {
  it('has nothing at first, and nothing after its last item is gone', () => {
    const agenda = createAgenda<string>()
    expect(agenda.first()).toBeUndefined()
    agenda.set('a', 1)
    agenda.delete('a')
    agenda.delete('a')
    expect(agenda.first()).toBeUndefined()
  })

  it('lets who came first go first when the instant is the same', () => {
    const agenda = createAgenda<string>()
    for (const item of ['a', 'b', 'c', 'd', 'e']) agenda.set(item, 7)
    agenda.set('a', 7)
    const order: string[] = []
    for (let first = agenda.first(); first !== undefined; first = agenda.first()) {
      order.push(first.item)
      agenda.delete(first.item)
    }
    expect(order).toEqual(['b', 'c', 'd', 'e', 'a'])
  })

  it.each([1, 2, 3, 4, 5])('answers what a sorted list would, over any moves (seed %i)', (seed) => {
    const next = numbers(seed)
    const agenda = createAgenda<number>()
    const list = new Map<number, { at: number; turn: number }>()
    for (let step = 0; step < 2_000; step++) {
      const item = Math.floor(next() * 60)
      if (next() < 0.3) {
        agenda.delete(item)
        list.delete(item)
      } else {
        const at = Math.floor(next() * 40)
        // A move to another instant is a new arrival there.
        list.set(item, { at, turn: step })
        agenda.set(item, at)
      }
      const [first] = [...list].sort(([, a], [, b]) => a.at - b.at || a.turn - b.turn)
      expect(agenda.first()).toEqual(first === undefined ? undefined : { item: first[0], at: first[1].at })
    }
  })
})
