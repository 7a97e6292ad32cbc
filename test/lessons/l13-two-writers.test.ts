import { type Clock, createRedress, type RedressEvent, type Store, simulatedClock, systemClock } from 'redress'
import { describe, expect, it } from 'vitest'
import { agent, desk } from '../crash/desk.ts'
import { type OpenedStore, storeKinds } from '../fixtures/stores.ts'

const START = Date.parse('2026-03-02T09:00:00+08:00')
const COMMANDS = 200
const submission = { policy: 'desk', channel: 'phone', summary: 'It is broken.' } as const
const ids = Array.from({ length: COMMANDS }, (_, i) => `command-${i}`)

function openDesk(store: Store, clock: Clock) {
  const events: RedressEvent[] = []
  const redress = createRedress({
    policies: [desk],
    store,
    clock,
    onEvent: (event) => events.push(event),
  })
  return { redress, told: (type: RedressEvent['type']) => events.filter((event) => event.type === type).length }
}

/** Desks on one store: the two, or the one twice, and which of them has its turn. */
function desksOn({ store, another, isRemote }: OpenedStore, count = 2) {
  const clock = () => (isRemote ? systemClock : simulatedClock(START))
  const a = openDesk(store, clock())
  const b = count === 1 ? a : openDesk(another(), clock())
  return { a, b, either: (turn: number) => (turn % 2 === 0 ? a : b).redress }
}

describe.each(storeKinds)('L13 two hundred commands at once on one complaint, on $name', ({ open }) => {
  it.each([1, 2])(
    'L13 by %i desks: each accepted once, versions gapless, a repeated id answers the same',
    async (count) => {
      const { a, b, either } = desksOn(open(), count)
      const { redress } = a
      const { id } = await redress.submit(submission, { by: agent })

      const send = (turn: number, i: number) =>
        either(turn).send(id, { type: 'note', text: `Note ${i}.` }, { by: agent, commandId: `command-${i}` })
      const answers = await Promise.all(ids.map((_, i) => send(i, i)))
      expect(answers.map(({ version }) => version).sort((x, y) => x - y)).toEqual(ids.map((_, i) => i + 2))

      const history = await redress.history(id, { by: agent })
      const all = Array.from({ length: COMMANDS + 1 }, (_, i) => i + 1)
      expect(history.map(({ seq }) => seq)).toEqual(all)
      expect(history.map(({ version }) => version)).toEqual(all)
      const audited = history.flatMap(({ commandId }) => (commandId?.startsWith('command-') ? [commandId] : []))
      expect(audited.sort()).toEqual([...ids].sort())
      // Each answer was the one of its own entry.
      for (const [i, { version }] of answers.entries()) expect(history[version - 1]?.commandId).toBe(`command-${i}`)
      expect(await redress.verify(id, { by: agent })).toMatchObject({ entries: COMMANDS + 1, erased: 0 })
      if (count === 2) expect(a.told('conflict') + b.told('conflict')).toBeGreaterThan(0)

      // Sent again, crosswise: nothing is done, everything is answered.
      const again = await Promise.all(ids.map((_, i) => send(i + 1, i)))
      expect(again.every(({ duplicate, version }) => duplicate === true && version === COMMANDS + 1)).toBe(true)
      expect(await redress.history(id, { by: agent })).toHaveLength(COMMANDS + 1)
    },
  )

  it('L13 after a conflict the next command succeeds, and the one that lost is decided on what is', async () => {
    const { a, b, either } = desksOn(open())
    const { id } = await a.redress.submit(submission, { by: agent })
    await b.redress.get(id, { by: agent })
    for (let i = 0; i < 20; i++) {
      // Each desk has a stale copy in its memory when its turn comes.
      expect(await either(i).send(id, { type: 'note', text: 'x' }, { by: agent })).toMatchObject({ version: i + 2 })
    }
    expect(a.told('conflict') + b.told('conflict')).toBeGreaterThan(10)
  })

  it('L13 a command on an old version is refused and changes nothing; on the present one it is done', async () => {
    const { a, b } = desksOn(open())
    const { id, version } = await a.redress.submit(submission, { by: agent })
    await b.redress.send(id, { type: 'note', text: 'Somebody was faster.' }, { by: agent })
    const before = await b.redress.history(id, { by: agent })
    for (const { redress } of [a, b]) {
      const old = redress.send(id, { type: 'assign', to: 'handler-1' }, { by: agent, expectedVersion: version })
      await expect(old).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
        retryable: false,
        details: { id, expected: 1, actual: 2 },
      })
    }
    expect(await b.redress.history(id, { by: agent })).toEqual(before)
    const now = { by: agent, expectedVersion: 2 }
    expect(await a.redress.send(id, { type: 'assign', to: 'handler-1' }, now)).toMatchObject({ version: 3 })
  })

  it('L13 of two hundred that compete for one version, one wins', async () => {
    const { a, either } = desksOn(open())
    const { id } = await a.redress.submit(submission, { by: agent })
    const outcomes = await Promise.allSettled(
      ids.map((commandId, i) =>
        either(i).send(id, { type: 'note', text: 'x' }, { by: agent, commandId, expectedVersion: 1 }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = outcomes.filter((one) => one.status === 'rejected')
    expect(new Set(lost.map(({ reason }) => reason.code))).toEqual(new Set(['VERSION_CONFLICT']))
    expect(await a.redress.history(id, { by: agent })).toHaveLength(2)
  })

  it('L13 opposite commands at once: one is done, the other refused by the state that it left, on either desk', async () => {
    const { a, either } = desksOn(open())
    for (let i = 0; i < 20; i++) {
      const { id } = await a.redress.submit(submission, { by: agent })
      const answers = await Promise.all([
        either(i).trySend(id, { type: 'assign', to: 'handler-1' }, { by: agent }),
        either(i + 1).trySend(id, { type: 'assign', to: 'handler-2' }, { by: agent }),
      ])
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
      expect(answers.find(({ ok }) => !ok)).toMatchObject({ refusal: { reason: 'notPossible' } })
      const history = await a.redress.history(id, { by: agent })
      expect(history.map(({ kind, version }) => [kind, version])).toEqual([
        ['command', 1],
        ['command', 2],
        ['refusal', 2],
      ])
    }
  })
})
