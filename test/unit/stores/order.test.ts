import { describe, expect, it } from 'vitest'
import { compareCodePoints } from '../../../src/stores/memory/code-point-order.ts'
import { firstInOrder } from '../../../src/stores/memory/first-in-order.ts'

describe('the order of texts', () => {
  it('is that of their UTF-8 bytes, as in a database', () => {
    const texts = [
      '',
      'a',
      'A',
      'ab',
      'a\u0000',
      'é',
      'e\u0301',
      '投诉',
      '｡',
      '\uffff',
      '😀',
      '😀a',
      '😁',
      '\u{10ffff}',
      'a😀',
      'a｡',
    ]
    for (const a of texts) {
      for (const b of texts) {
        expect(Math.sign(compareCodePoints(a, b)), `${a} and ${b}`).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }
    }
  })
})

describe('the first items in an order', () => {
  const compare = (a: number, b: number): number => a - b

  it.each([1, 2, 7, 50, 99, 100, 101])('are those of the sorted list: %i of 100', (count) => {
    const items = Array.from({ length: 100 }, (_, i) => (i * 37) % 101)
    expect(firstInOrder(items, compare, count)).toEqual(items.toSorted(compare).slice(0, count))
    expect(firstInOrder(items.toSorted(compare).reverse(), compare, count)).toEqual(
      items.toSorted(compare).slice(0, count),
    )
  })

  it('are all, when there are fewer, and none of none', () => {
    expect(firstInOrder([3, 1, 2], compare, 10)).toEqual([1, 2, 3])
    expect(firstInOrder([], compare, 10)).toEqual([])
  })
})
