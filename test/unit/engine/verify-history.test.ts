import { describe, expect, test } from 'vitest'
import type { HistoryEntry, PersonalRow } from '../../../src/domain/record.ts'
import { entryHash, genesisHash, personalDigest, sha256 } from '../../../src/engine/seal.ts'
import { verifyHistory } from '../../../src/engine/verify-history.ts'
import { agent, call, head, key, openShop } from './shop.ts'

async function history() {
  const { redress, store } = openShop()
  const c = await redress.submit(call, { by: agent })
  await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })
  await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
  const [stored] = await store.load([{ key: key(c.id) }])
  if (stored === undefined || stored === 'unchanged') throw new Error('not stored')
  const { items: entries } = await store.entries({ key: key(c.id) })
  const personal = await store.personal([key(c.id)])
  const { seq, version, hash } = stored
  return { key: key(c.id), entries, personal, head: { seq, version, hash } }
}

/** An entry whose body says something else, sealed anew as a forger would who does not know the chain after it. */
const reworded = (entry: HistoryEntry, before: string, from: string, to: string): HistoryEntry => {
  const body = entry.body.replace(from, to)
  return { ...entry, body, hash: entryHash(before, body) }
}

describe('verifyHistory', () => {
  test('proves a history, and answers its head and how much was erased', async () => {
    const whole = await history()
    expect(verifyHistory(whole)).toEqual({ ok: true, entries: 3, head: whole.head.hash, erased: 0 })
    expect(verifyHistory({ ...whole, personal: [] })).toMatchObject({ ok: true, erased: 2 })
    expect(verifyHistory({ key: whole.key, entries: whole.entries })).toMatchObject({ ok: true, erased: 0 })
  })

  test('the seals are what the documentation says', async () => {
    const { key: of, entries, personal } = await history()
    const [first, second] = entries
    expect(genesisHash(of)).toBe(sha256(`{"id":"${of.id}","kind":"complaint","tenant":"default"}`))
    expect(first?.hash).toBe(sha256(genesisHash(of) + first?.body))
    expect(second?.hash).toBe(sha256(`${first?.hash}${second?.body}`))
    const [row] = personal
    expect(first?.body).toContain(sha256(`${row?.salt}${row?.data}`))
    expect(personalDigest('ab', 'c')).toBe(sha256('abc'))
  })

  type Whole = Awaited<ReturnType<typeof history>>
  const change = (whole: Whole, seq: number, with_: (entry: HistoryEntry) => HistoryEntry) => ({
    ...whole,
    entries: whole.entries.map((entry) => (entry.seq === seq ? with_(entry) : entry)),
  })
  const rows = (whole: Whole, with_: (row: PersonalRow) => PersonalRow) => ({
    ...whole,
    personal: whole.personal.map(with_),
  })

  test.each<[string, (whole: Whole) => Parameters<typeof verifyHistory>[0], number, RegExp]>([
    ['an entry taken out', (it) => ({ ...it, entries: it.entries.filter(({ seq }) => seq !== 2) }), 2, /missing/],
    ['the first entry taken out', (it) => ({ ...it, entries: it.entries.slice(1) }), 1, /missing/],
    ['the last entry taken off', (it) => ({ ...it, entries: it.entries.slice(0, -1) }), 2, /ends elsewhere/],
    ['two entries swapped', (it) => ({ ...it, entries: [...it.entries].reverse() }), 1, /missing/],
    ['a body changed', (it) => change(it, 2, (e) => ({ ...e, body: e.body.replace('zhao', 'qian') })), 2, /seal/],
    [
      'a body changed and sealed anew',
      (it) => change(it, 2, (e) => reworded(e, it.entries[0]?.hash ?? '', '"told":[]', '"told":[ ]')),
      3,
      /seal/,
    ],
    ['a hash changed', (it) => change(it, 2, (e) => ({ ...e, hash: sha256('x') })), 2, /seal/],
    ['the actor column changed', (it) => change(it, 2, (e) => ({ ...e, by: 'qian' })), 2, /column/],
    ['the instant column changed', (it) => change(it, 2, (e) => ({ ...e, at: e.at + 1 })), 2, /column/],
    ['the type column changed', (it) => change(it, 2, (e) => ({ ...e, type: 'contact' })), 2, /column/],
    ['the version column changed', (it) => change(it, 2, (e) => ({ ...e, version: 7 })), 2, /column/],
    ['the command id taken off', (it) => change(it, 2, ({ commandId: _, ...e }) => e), 2, /column/],
    [
      'a body that is no entry',
      (it) => {
        const [first] = it.entries
        return {
          ...it,
          entries: first === undefined ? [] : [{ ...first, body: '{}', hash: entryHash(genesisHash(it.key), '{}') }],
        }
      },
      1,
      /not an entry/,
    ],
    [
      'a personal text changed',
      (it) => rows(it, (r) => ({ ...r, data: r.data.replace('Chen', 'Chan') })),
      1,
      /personal/,
    ],
    ['a salt changed', (it) => rows(it, (r) => ({ ...r, salt: '0'.repeat(32) })), 1, /personal/],
    ['a personal row moved', (it) => rows(it, (r) => ({ ...r, seq: 3 })), 3, /personal/],
    ['a personal row of no entry', (it) => rows(it, (r) => ({ ...r, seq: r.seq + 7 })), 8, /no entry/],
    ['the history of another record', (it) => ({ ...it, key: key('other') }), 1, /seal/],
    [
      'a record that stands elsewhere',
      (it) => ({ ...it, head: { ...it.head, hash: sha256('x') } }),
      3,
      /ends elsewhere/,
    ],
  ])('%s is noticed, and where', async (_name, forge, seq, reason) => {
    const result = verifyHistory(forge(await history()))
    expect(result).toMatchObject({ ok: false, seq, reason: expect.stringMatching(reason) })
  })
})
