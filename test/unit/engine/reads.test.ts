import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { agent, call, codeOf, customer, engineer, head, key, NINE, openShop, shop } from './shop.ts'

describe('get', () => {
  test('joins what people said and who they are, for those who may see it', async () => {
    const { redress } = openShop()
    const c = await redress.submit(
      { ...call, demand: 'A new one.', allegations: [{ text: 'He was rude.', category: 'service' }] },
      { by: agent },
    )
    const { personal, allegations } = await redress.get(c.id, { by: head })
    expect(allegations.map(({ id }) => id)).toEqual(['a1', 'a2'])
    expect(personal).toEqual({
      complainant: { name: 'Chen Lin', contact: '138 0000 0000' },
      summary: 'The drive reads nothing.',
      demand: 'A new one.',
      facts: { homeAddress: '1 Long Road' },
      allegations: { a1: 'The drive reads nothing.', a2: 'He was rude.' },
    })
  })

  test('answers personal facts as they were given last', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'classify', facts: { homeAddress: '2 Short Road' } }, { by: agent })
    expect((await redress.get(c.id, { by: head })).personal.facts).toEqual({ homeAddress: '2 Short Road' })
  })

  test('of a confidential complaint tells who complains only to the roles that the policy names', async () => {
    const { redress } = openShop()
    const c = await redress.submit({ ...call, confidentiality: 'confidential' }, { by: agent })
    await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    const seen = await redress.get(c.id, { by: engineer })
    expect(seen.customer).toBeUndefined()
    expect(seen.personal).toEqual({
      summary: 'The drive reads nothing.',
      facts: {},
      allegations: { a1: 'The drive reads nothing.' },
    })
    expect(await redress.get(c.id, { by: head })).toMatchObject({
      customer: 'c-1',
      personal: { complainant: { name: 'Chen Lin' }, facts: { homeAddress: '1 Long Road' } },
    })
  })

  test('of what was erased says so, and leaves the rest', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const d = await redress.submit({ policy: 'shop', channel: 'phone', summary: 'No.' }, { by: agent })
    expect(await redress.erase({ customer: 'c-1' })).toEqual([c.id])
    expect(await redress.erase({ customer: 'c-1' })).toEqual([])
    expect((await redress.get(c.id, { by: head })).personal).toEqual({ facts: {}, allegations: {}, erased: true })
    expect((await redress.get(d.id, { by: head })).personal.summary).toBe('No.')
    expect(await redress.erase({ complaint: d.id })).toEqual([d.id])
    expect(await codeOf(redress.erase({} as never))).toBe('QUERY_INVALID')
  })
})

describe('list', () => {
  test('answers pages of what matches, with one value or several', async () => {
    const { redress, clock } = openShop()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      ids.push((await redress.submit({ ...call, category: i % 2 ? 'goods' : 'service' }, { by: agent })).id)
      clock.advance(1_000)
    }
    const first = await redress.list({ order: 'oldest', limit: 3 }, { by: head })
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 3))
    const second = await redress.list({ order: 'oldest', limit: 3, after: first.next as string }, { by: head })
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(3))
    expect(second.next).toBeUndefined()
    expect((await redress.list({ category: 'goods' }, { by: head })).items).toHaveLength(2)
    expect((await redress.list({ category: ['goods', 'service'] }, { by: head })).items).toHaveLength(5)
    const from = new Date('2026-03-02T01:00:03Z')
    expect((await redress.list({ openedFrom: from }, { by: head })).items).toHaveLength(2)
    expect((await redress.list({ text: 'READS nothing' }, { by: head })).items).toHaveLength(5)
    expect((await redress.list({ dueBefore: '2026-03-02T10:00:01+08:00' }, { by: head })).items).toHaveLength(1)
  })

  test('shows each actor what he may see', async () => {
    const { redress } = openShop()
    const own = await redress.submit(call, { by: agent })
    const other = await redress.submit({ ...call, customer: { id: 'c-2' } }, { by: agent })
    await redress.send(other.id, { type: 'assign', to: 'li' }, { by: head })
    const seen = async (by: Parameters<typeof redress.list>[1]['by']) =>
      (await redress.list({ order: 'oldest' }, { by })).items.map(({ id }) => id)
    expect(await seen(head)).toEqual([own.id, other.id].sort())
    expect(await seen(customer)).toEqual([own.id])
    expect(await seen(engineer)).toEqual([other.id])
    expect(await seen({ ...engineer, id: 'x', aliases: ['li'] })).toEqual([other.id])
    expect((await redress.list({ customer: 'c-2' }, { by: customer })).items).toEqual([])
    expect((await redress.list({ limit: 1, order: 'oldest' }, { by: engineer })).items).toHaveLength(1)
    expect((await redress.list({ limit: 1, order: 'newest' }, { by: customer })).items).toHaveLength(1)
    await expect(redress.list({}, { by: { id: 'x', role: 'outsider' } })).rejects.toMatchObject({
      code: 'READ_REFUSED',
      details: { role: 'outsider' },
    })
    expect(await codeOf(redress.list({}, { by: { id: 'x', role: 'king' } as never }))).toBe('ACTOR_INVALID')
  })

  test('a hit never tells who is behind a confidential complaint', async () => {
    const { redress } = openShop()
    const c = await redress.submit({ ...call, confidentiality: 'confidential' }, { by: agent })
    const hits = async (query: object, by: typeof head | typeof agent) =>
      (await redress.list(query, { by })).items.map(({ id }) => id)
    expect(await hits({ text: 'chen lin' }, head)).toEqual([c.id])
    expect(await hits({ text: 'chen lin' }, agent)).toEqual([])
    expect(await hits({ customer: 'c-1' }, agent)).toEqual([])
    expect(await hits({}, agent)).toEqual([c.id])
    expect(await codeOf(redress.list({ text: 'chen' }, { by: customer }))).toBe('READ_REFUSED')
  })

  test('a record that cannot be read is named, not hidden, and does not take the page with it', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const next = definePolicy({ ...shop.definition, id: 'shop', version: 2, see: shop.definition.see } as never)
    const newer = createRedress({ policies: [next], store, clock: simulatedClock(NINE) })
    expect(await newer.list({}, { by: head as never })).toEqual({
      items: [],
      unreadable: [{ id: c.id, code: 'POLICY_UNKNOWN' }],
    })
    expect(await codeOf(newer.get(c.id, { by: head as never }))).toBe('POLICY_UNKNOWN')
    const both = createRedress({ policies: [next], retired: [shop], store, clock: simulatedClock(NINE) })
    expect(await both.get(c.id, { by: head as never })).toMatchObject({ policy: { id: 'shop', version: 1 } })
  })
})

describe('history', () => {
  test('tells every entry with its texts joined', async () => {
    const { redress, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    clock.advance(3_600_001)
    await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    await redress.send(
      c.id,
      { type: 'contact', summary: 'Will come.' },
      { by: { ...engineer }, occurredAt: new Date(clock.now() - 60_000) },
    )
    const lines = await redress.history(c.id, { by: head })
    expect(lines.map(({ seq, kind, type }) => `${seq} ${kind} ${type}`)).toEqual([
      '1 command register',
      '2 wake wake',
      '3 command assign',
      '4 command contact',
    ])
    expect(lines[0]?.command).toMatchObject({ summary: 'The drive reads nothing.', customer: { name: 'Chen Lin' } })
    expect(lines[1]?.clocks).toMatchObject([
      { obligation: 'owner', what: 'breach', due: new Date('2026-03-02T02:00:00Z') },
    ])
    expect(lines[1]?.rung).toBe('office')
    expect(lines[3]).toMatchObject({
      command: { summary: 'Will come.' },
      occurredAt: new Date('2026-03-02T01:59:00.001Z'),
      by: engineer,
    })
    expect((await redress.history(c.id, { by: head, afterSeq: 1, limit: 2 })).map(({ seq }) => seq)).toEqual([2, 3])
  })

  test('a complainant reads level 1 of his own: no refusals, no notes of staff, no texts of the company', async () => {
    const { redress, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    clock.advance(3_600_001)
    await redress.trySend(c.id, { type: 'fulfil' }, { by: head })
    await redress.send(c.id, { type: 'note', text: 'He is difficult.' }, { by: head })
    await redress.send(c.id, { type: 'note', text: 'I wait.' }, { by: customer })
    await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    const other = await redress.submit(call, { by: agent })
    await redress.send(other.id, { type: 'escalate', reason: 'request', comment: 'He shouts.' }, { by: agent })
    const [, climbed] = await redress.history(other.id, { by: customer })
    expect(climbed?.command).toEqual({ type: 'escalate', reason: 'request' })
    await redress.send(
      c.id,
      { type: 'attribute', responsible: [{ kind: 'person', id: 'qian' }], comment: 'Again.' },
      { by: head },
    )
    const lines = await redress.history(c.id, { by: customer })
    expect(lines.map(({ type, by }) => `${by.id} ${type}`)).toEqual([
      'wang register',
      'system wake',
      'c-1 note',
      'zhao assign',
    ])
    const text = JSON.stringify(lines)
    for (const inside of ['difficult', 'qian', 'accountability', 'Again']) expect(text).not.toContain(inside)
    expect(lines.every(({ told, persons }) => told.length === 0 && persons === undefined)).toBe(true)
  })

  test('says where personal data were erased', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    await redress.erase({ customer: 'c-1' })
    const [first, second] = await redress.history(c.id, { by: head })
    expect([first?.erased, second?.erased]).toEqual([true, undefined])
    expect(first?.command?.['summary']).toBeUndefined()
  })
})

describe('verify', () => {
  test('L18: a history verifies, also after a person was erased, of whom nothing is left', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'note', text: 'He called.' }, { by: head })
    const before = await redress.verify(c.id, { by: head })
    expect(before).toMatchObject({ entries: 2, erased: 0 })
    await redress.erase({ customer: 'c-1' })
    expect(await redress.verify(c.id, { by: head })).toEqual({ ...before, erased: 2 })
    const left = JSON.stringify([
      await store.load([{ key: key(c.id) }]),
      await store.entries({ key: key(c.id) }),
      await store.personal([key(c.id)]),
      await store.messages({ tenant: 'default' }),
    ])
    for (const secret of ['Chen Lin', '138', 'reads nothing', 'Long Road', 'He called'])
      expect(left).not.toContain(secret)
  })

  test('a complainant is not shown the whole history, and so proves none', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    expect(await codeOf(redress.verify(c.id, { by: customer }))).toBe('READ_REFUSED')
  })

  test('a history that was changed in the store is broken, and where', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })
    const forged = openShop({
      store: {
        ...store,
        async entries(from) {
          const page = await store.entries(from)
          return { ...page, items: page.items.map((entry) => (entry.seq === 2 ? { ...entry, by: 'li' } : entry)) }
        },
      },
    })
    await expect(forged.redress.verify(c.id, { by: head })).rejects.toMatchObject({
      code: 'HISTORY_BROKEN',
      details: { id: c.id, seq: 2 },
    })
  })
})

describe('a desk for one policy', () => {
  const other = definePolicy({
    id: 'other',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'UTC',
    roles: ['agent'],
    see: { agent: 'all' },
    permissions: { register: ['agent'], note: ['agent'] },
  })

  test('takes, finds and lists the complaints of that policy alone', async () => {
    const { store, clock } = openShop()
    const redress = createRedress({ policies: [shop, other], store, clock })
    const a = await redress.submit(call, { by: agent })
    const b = await redress.submit({ policy: 'other', channel: 'web', summary: 'x' }, { by: agent })
    const only = redress.for(other)
    expect((await only.list({}, { by: agent })).items.map(({ id }) => id)).toEqual([b.id])
    expect((await redress.list({}, { by: agent })).items).toHaveLength(2)
    expect(await only.get(b.id, { by: agent })).toMatchObject({ id: b.id })
    const foreign = a.id as string
    expect(await codeOf(only.get(foreign, { by: agent }))).toBe('COMPLAINT_NOT_FOUND')
    expect(await codeOf(only.send(foreign, { type: 'note', text: 'x' }, { by: agent }))).toBe('COMPLAINT_NOT_FOUND')
    expect(await codeOf(only.submit(call as never, { by: agent }))).toBe('POLICY_UNKNOWN')
    const unlisted = definePolicy({ ...other.definition, id: 'unlisted' } as never)
    expect(() => redress.for(unlisted as never)).toThrow(expect.objectContaining({ code: 'POLICY_UNKNOWN' }))
  })
})
