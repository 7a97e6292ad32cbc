import { describe, expect, it } from 'vitest'
import { restoreRecord, stateText } from '../../../src/core/record.ts'
import { isRedressError } from '../../../src/errors.ts'
import { Desk } from './desk.ts'

/** The same desk with its record out of the store. */
function restored(desk: Desk, state = stateText(desk.record)): Desk {
  const other = new Desk(desk.policy)
  const { key, seq, version, policy } = desk.record
  const columns = {
    number: '',
    status: 'open',
    major: false,
    ticketType: '',
    channel: '',
    confidentiality: 'named',
    openedAt: 0,
    updatedAt: 0,
  } as const
  other.record = restoreRecord(desk.policy, { key, seq, version, policy, hash: '', machine: '', state, columns })
  return other
}
/** The same text with the members of every object in the opposite order. */
const turned = (text: string): string =>
  JSON.stringify(
    JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ),
  )

describe('a record out of the store', () => {
  // Levels 2 and 3 open at the same moment, by the same contact; level 3 was asked for first.
  const rules = {
    categories: ['fault', 'ownFault'],
    levels: {
      customerInterface: { callBack: false },
      accountability: { required: (c: { category: unknown }) => c.category === 'ownFault', opens: 'contacted' },
      improvement: { required: (c: { category: unknown }) => c.category !== undefined, opens: 'contacted' },
    },
    closing: 'manual',
  }
  const lived = () => {
    const desk = new Desk(rules).registered().did(0, 'reject', { reason: 'r' }).did(0, 'dispute', { reason: 'r' })
    return desk.did(0, 'classify', { category: 'fault' }).did(0, 'classify', { category: 'ownFault' })
  }

  it('decides as the one that was here all the time, to the order of what happens', () => {
    const live = lived()
    const others = [restored(live), restored(live, turned(stateText(live.record)))]
    const signals = [live, ...others].map((desk) => desk.did(0, 'contact').entries.at(-1)?.signals)
    expect(signals[0]?.map((signal) => signal.name)).toEqual([
      'contacted',
      'opened:accountability',
      'opened:improvement',
    ])
    expect(signals[1]).toEqual(signals[0])
    expect(signals[2]).toEqual(signals[0])
    for (const desk of others) expect(JSON.parse(stateText(desk.record))).toEqual(JSON.parse(stateText(live.record)))
  })

  it('is not changed by being read: the text stays the same', () => {
    const live = lived()
    expect(stateText(restored(live).record)).toBe(stateText(live.record))
    expect(stateText(live.record)).not.toMatch(/"turn"|"produced"/)
  })

  it.each(['', '{', 'null', '[]', '"open"', '{"value":"closed"}', '{"value":"closed","context":{}}'])(
    'whose state is %j is refused as corrupt',
    (state) => {
      const live = lived()
      try {
        restored(live, state)
        expect.unreachable()
      } catch (error) {
        if (!isRedressError(error, 'STORE_CORRUPT')) throw error
        expect(error.message).toContain('c1')
      }
    },
  )
})
