import { describe, expect, it } from 'vitest'
import { type CursorPosition, readCursor, writeCursor } from '../../../src/stores/cursor.ts'

const positions: readonly CursorPosition[] = [
  [1_700_000_000_000, 'complaint', 'a'],
  [null, '', ''],
  [-1, '投诉 😀', `it's "quoted"`],
]

describe('a cursor', () => {
  it('comes back as the position that it was made of, and fits into a URL', () => {
    for (const position of positions) {
      const cursor = writeCursor('scope', position)
      expect(readCursor('scope', cursor)).toEqual(position)
      expect(cursor).toMatch(/^[\w-]+$/)
    }
  })

  it('is refused with any one sign changed, left out or added', () => {
    const cursor = writeCursor('scope', positions[0]!)
    const wrong = [...cursor].flatMap((sign, i) => [
      cursor.slice(0, i) + (sign === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
      cursor.slice(0, i) + cursor.slice(i + 1),
      `${cursor.slice(0, i)}A${cursor.slice(i)}`,
    ])
    for (const one of wrong) {
      // The last sign of base64 may hold bits that mean nothing.
      if (Buffer.from(one, 'base64url').equals(Buffer.from(cursor, 'base64url'))) continue
      expect(() => readCursor('scope', one), one).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
    }
  })

  it('is refused by another list', () => {
    const cursor = writeCursor('find:tenant-1:newest', positions[0]!)
    expect(() => readCursor('find:tenant-2:newest', cursor)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
  })

  it('is refused when it is no text of ours at all', () => {
    for (const cursor of ['', '!', 'AAAA', 'null', '%00', '\ud800', 'x'.repeat(100_000)]) {
      expect(() => readCursor('scope', cursor)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
    }
  })

  it('is refused when its check sum is right and its text is not', () => {
    for (const text of ['{', '[]', '[1,2,3]', '["1","a","b"]', '[1,"a"]', '[1,"a","b","c"]']) {
      let sum = 0x811c9dc5
      for (const sign of `scope${text}`) sum = Math.imul(sum ^ sign.charCodeAt(0), 0x01000193)
      const forged = Buffer.from((sum >>> 0).toString(16).padStart(8, '0') + text).toString('base64url')
      expect(() => readCursor('scope', forged), text).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
    }
  })
})
