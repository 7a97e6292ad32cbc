import { describe, expect, test } from 'vitest'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { agent, call, codeOf, head, key, openShop, shop } from './shop.ts'

describe('a repeated command id', () => {
  test('answers the current view as a duplicate and does nothing again', async () => {
    const { redress, store, told } = openShop()
    const c = await redress.submit(call, { by: agent })
    const note = () => redress.send(c.id, { type: 'note', text: 'x' }, { by: head, commandId: 'note-1' })
    const first = await note()
    await redress.send(c.id, { type: 'note', text: 'y' }, { by: head })
    expect(first.duplicate).toBeUndefined()
    expect(await note()).toMatchObject({ id: c.id, version: 3, duplicate: true })
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 3 }])
    expect(told('duplicate')).toMatchObject([{ command: 'note', commandId: 'note-1' }])
  })

  test('of a submission answers the complaint that the first one made', async () => {
    const { redress, store } = openShop()
    const submit = () => redress.submit(call, { by: agent, commandId: 'web-1' })
    const [first, second] = await Promise.all([submit(), submit()])
    expect(new Set([first.id, second.id]).size).toBe(1)
    expect([first.duplicate, second.duplicate].filter(Boolean)).toHaveLength(1)
    expect(await submit()).toMatchObject({ id: first.id, duplicate: true })
    expect(await store.count({ tenant: 'default' })).toEqual({ total: 1 })
  })

  test('is found before a refusal: the complaint has moved on since', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const assign = () =>
      redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, commandId: 'assign-1', expectedVersion: 1 })
    await assign()
    await redress.send(c.id, { type: 'note', text: 'y' }, { by: head })
    expect(await assign()).toMatchObject({ version: 3, duplicate: true })
    expect(await redress.trySend(c.id, { type: 'assign', to: 'zhao' }, { by: head })).toMatchObject({ ok: false })
  })

  test('is remembered for accepted commands only: a refused one may be sent again', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const fulfil = () => redress.trySend(c.id, { type: 'fulfil' }, { by: head, commandId: 'fulfil-1' })
    expect(await fulfil()).toMatchObject({ ok: false })
    await redress.send(c.id, { type: 'assign', to: 'zhao' }, { by: head })
    await redress.send(c.id, { type: 'contact' }, { by: head })
    expect(await fulfil()).toMatchObject({ ok: true })
  })

  test('for another command, complaint, actor or payload is an error that tells where it was used', async () => {
    const { redress } = openShop()
    const a = await redress.submit(call, { by: agent })
    const b = await redress.submit(call, { by: agent })
    const options = { by: head, commandId: 'x-1' }
    await redress.send(a.id, { type: 'assign', to: 'li' }, options)
    const reused = { code: 'COMMAND_ID_REUSED', details: { commandId: 'x-1', usedBy: { id: a.id, seq: 2 } } }
    await expect(redress.send(a.id, { type: 'note', text: 'x' }, options)).rejects.toMatchObject(reused)
    await expect(redress.send(b.id, { type: 'assign', to: 'li' }, options)).rejects.toMatchObject(reused)
    await expect(redress.send(a.id, { type: 'assign', to: 'zhao' }, options)).rejects.toMatchObject(reused)
    await expect(redress.submit(call, { by: agent, commandId: 'x-1' })).rejects.toMatchObject(reused)
    const another = { by: { id: 'qian', role: 'head' }, commandId: 'x-1' } as const
    await expect(redress.send(a.id, { type: 'assign', to: 'li' }, another)).rejects.toMatchObject(reused)
  })

  test('for the same words under another policy is another command', async () => {
    const { store, clock } = openShop()
    const other = definePolicy({ ...shop.definition, id: 'other' } as never)
    const redress = createRedress({ policies: [shop, other], store, clock })
    const submit = (policy: string) => redress.submit({ ...call, policy } as never, { by: agent, commandId: 'web-1' })
    await submit('shop')
    expect(await codeOf(submit('other'))).toBe('COMMAND_ID_REUSED')
  })

  test('is known after the complainant was erased, and tells nothing of what was', async () => {
    const { redress } = openShop()
    const submit = () => redress.submit(call, { by: agent, commandId: 'web-1' })
    const c = await submit()
    expect(await redress.erase({ customer: 'c-1' })).toEqual([c.id])
    expect(await submit()).toMatchObject({ id: c.id, duplicate: true })
    expect((await redress.get(c.id, { by: head })).personal).toEqual({ facts: {}, allegations: {}, erased: true })
  })

  test('belongs to its tenant', async () => {
    const { redress } = openShop()
    const by = (tenant: string) => ({ ...agent, tenant })
    const a = await redress.submit(call, { by: by('a'), commandId: 'web-1' })
    const b = await redress.submit(call, { by: by('b'), commandId: 'web-1' })
    expect([a.duplicate, b.duplicate]).toEqual([undefined, undefined])
    expect([a.number, b.number]).toEqual(['SHOP-000001', 'SHOP-000001'])
    expect(await codeOf(redress.get(a.id, { by: by('b') }))).toBe('COMPLAINT_NOT_FOUND')
  })
})
