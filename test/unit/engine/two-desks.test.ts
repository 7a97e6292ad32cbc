import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import type { Change } from '../../../src/domain/record.ts'
import type { Store } from '../../../src/stores/contract.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, codeOf, head, key, NINE, openShop } from './shop.ts'

/** Two desks, as in two processes, each with its own memory of records. */
function twoDesks(store: Store = memoryStore()) {
  const clock = simulatedClock(NINE)
  const a = openShop({ store, clock, prefix: 'a' })
  const b = openShop({ store, clock, prefix: 'b' })
  return { store, clock, a, b }
}

describe('two desks on one store', () => {
  test('nobody is refused from a stale record', async () => {
    const { a, b } = twoDesks()
    const c = await a.redress.submit(call, { by: agent })
    await b.redress.send(c.id, { type: 'assign', to: 'zhao' }, { by: head })
    await b.redress.send(c.id, { type: 'contact' }, { by: head })
    // What `a` remembers is version 1, where nothing can be fulfilled.
    expect(await a.redress.trySend(c.id, { type: 'fulfil' }, { by: head })).toMatchObject({ ok: true })
    // And what `b` remembers is version 3, which was the last it saw.
    const d = await b.redress.trySend(c.id, { type: 'fulfil' }, { by: head })
    expect(d).toMatchObject({ ok: false, refusal: { reason: 'notPossible' } })
  })

  test('a version is never compared with a stale one', async () => {
    const { a, b } = twoDesks()
    const c = await a.redress.submit(call, { by: agent })
    const d = await b.redress.send(c.id, { type: 'note', text: 'x' }, { by: head })
    const expectedVersion = d.version
    expect(await a.redress.send(c.id, { type: 'note', text: 'y' }, { by: head, expectedVersion })).toMatchObject({
      version: 3,
    })
    expect(await codeOf(b.redress.send(c.id, { type: 'note', text: 'z' }, { by: head, expectedVersion }))).toBe(
      'VERSION_CONFLICT',
    )
  })

  test('nobody is told of a broken policy because of a stale record', async () => {
    const { a, b } = twoDesks()
    const c = await a.redress.submit(call, { by: agent })
    await b.redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    // The entry that `a` would write follows one that it has not seen; the commit tells, and it decides again.
    expect(await a.redress.send(c.id, { type: 'note', text: 'x' }, { by: head })).toMatchObject({
      version: 3,
      owner: 'li',
    })
    expect(a.told('conflict')).toMatchObject([{ attempt: 1 }])
  })

  test('a command id that was used on the other desk is found', async () => {
    const { a, b, store } = twoDesks()
    const c = await a.redress.submit(call, { by: agent, commandId: 'web-1' })
    expect(await b.redress.submit(call, { by: agent, commandId: 'web-1' })).toMatchObject({ id: c.id, duplicate: true })
    const note = (desk: typeof a) =>
      desk.redress.send(c.id, { type: 'note', text: 'x' }, { by: head, commandId: 'note-1' })
    await note(a)
    expect(await note(b)).toMatchObject({ version: 2, duplicate: true })
    const assign = (desk: typeof a) =>
      desk.redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, commandId: 'assign-1' })
    await assign(b)
    // Where `a` stands now it would be refused: there is an owner.
    expect(await assign(a)).toMatchObject({ version: 3, duplicate: true })
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 3 }])
  })

  test('reads see what the other desk wrote', async () => {
    const { a, b } = twoDesks()
    const c = await a.redress.submit(call, { by: agent })
    await a.redress.get(c.id, { by: head })
    await b.redress.send(c.id, { type: 'assign', to: 'li' }, { by: head })
    expect(await a.redress.get(c.id, { by: head })).toMatchObject({ version: 2, owner: 'li' })
    expect((await a.redress.explain(c.id, 'owner', { by: head })).clocks[0]?.state).toBe('met')
    expect((await a.redress.list({}, { by: head })).items).toMatchObject([{ version: 2, owner: 'li' }])
  })

  test('L13: 200 commands at once over both: gapless versions, each accepted one in the history once', async () => {
    const { a, b } = twoDesks()
    const c = await a.redress.submit(call, { by: agent })
    const send = (i: number) =>
      (i % 2 === 0 ? a : b).redress.send(c.id, { type: 'note', text: `n${i}` }, { by: head, commandId: `n${i}` })
    const views = await Promise.all(Array.from({ length: 200 }, (_, i) => send(i)))
    expect(views.filter(({ duplicate }) => duplicate)).toHaveLength(0)
    expect(views.map(({ version }) => version).sort((x, y) => x - y)).toEqual(
      Array.from({ length: 200 }, (_, i) => i + 2),
    )
    const lines = await b.redress.history(c.id, { by: head, afterSeq: 1 })
    expect(new Set(lines.map(({ commandId }) => commandId)).size).toBe(200)
    expect(await a.redress.verify(c.id, { by: head })).toMatchObject({ entries: 201 })
    // And the loser of the last race goes on as if nothing had been.
    for (const desk of [a, b]) await desk.redress.send(c.id, { type: 'note', text: 'after' }, { by: head })
  })
})

describe('a lost race', () => {
  /** A store on which somebody else always comes first. */
  const contended = (rounds: number) => {
    const store = memoryStore()
    let left = rounds
    return {
      ...store,
      commit: async (changes: readonly Change[]) =>
        changes.some(({ basedOn }) => basedOn > 0) && left-- > 0
          ? changes.map(() => 'conflict' as const)
          : store.commit(changes),
    }
  }

  test('is decided again until it is won', async () => {
    const { redress, told } = openShop({ store: contended(10) })
    const c = await redress.submit(call, { by: agent })
    expect(await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })).toMatchObject({ version: 2 })
    expect(told('conflict')).toHaveLength(10)
  })

  test('is given up at last as a retryable error, and the next command succeeds', async () => {
    const { redress } = openShop({ store: contended(20) })
    const c = await redress.submit(call, { by: agent })
    const error = await redress.send(c.id, { type: 'note', text: 'x' }, { by: head }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CONTENTION', retryable: true, details: { id: c.id, attempts: 20 } })
    expect(await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })).toMatchObject({ version: 2 })
  })

  test('of a refusal that has something to write is decided again, too', async () => {
    const { redress, store } = openShop({ store: contended(1) })
    const c = await redress.submit(call, { by: agent })
    expect(await redress.trySend(c.id, { type: 'fulfil' }, { by: head })).toMatchObject({ ok: false })
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 2, version: 1 }])
  })
})
