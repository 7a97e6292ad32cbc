import { createRedress, definePolicy, memoryChannel, type RedressEvent, simulatedClock } from 'redress'
import { describe, expect, it } from 'vitest'
import { agent, desk, handler, people } from '../crash/desk.ts'
import { shopOfDeadlines } from '../fixtures/deadlines.ts'
import { sqlite } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const
const deadlines = { policy: 'deadlines', channel: 'phone', summary: 'It is broken.' } as const
const submission = { policy: 'desk', channel: 'phone', summary: 'It is broken.' } as const

// The same on the memory store, and more of it: test/unit/engine/two-desks.test.ts and due-worker.test.ts.

/** Two desks as of two processes: each with its own memory of records and its own connection to the file. */
function twoDesks() {
  const { store, another } = sqlite.open()
  const clock = simulatedClock(START)
  const events: RedressEvent[] = []
  const open = (own: typeof store) =>
    createRedress({
      policies: [desk, shopOfDeadlines],
      store: own,
      clock,
      directory: people,
      channels: { staff: memoryChannel() },
      onEvent: (event) => events.push(event),
    })
  return { a: open(store), b: open(another()), clock, events }
}

describe('two desks on one SQLite file', () => {
  it('never refuse from a stale record: what the other one has made possible is done', async () => {
    const { a, b, events } = twoDesks()
    const { id } = await a.submit(deadlines, { by: clerk })
    await b.send(id, { type: 'contact', settled: true }, { by: clerk })
    // What `a` remembers is an open complaint, and nobody disputes what is not settled.
    expect(await a.trySend(id, { type: 'dispute', reason: 'Broken again.' }, { by: clerk })).toMatchObject({ ok: true })
    // What `b` remembers is a settled one; it is open again, so this time the refusal is right.
    const again = await b.trySend(id, { type: 'dispute', reason: 'Broken again.' }, { by: clerk })
    expect(again).toMatchObject({ ok: false, refusal: { reason: 'notPossible' } })
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(1)
    const history = await a.history(id, { by: clerk })
    expect(history.map(({ kind, type, version }) => [kind, type, version])).toEqual([
      ['command', 'register', 1],
      ['command', 'contact', 2],
      ['command', 'dispute', 3],
      ['refusal', 'dispute', 3],
    ])
  })

  it('never call a version old that only the other one has seen', async () => {
    const { a, b } = twoDesks()
    const { id } = await a.submit(submission, { by: agent })
    const { version } = await b.send(id, { type: 'note', text: 'x' }, { by: agent })
    // Nothing of this refusal would be written, so no commit would find out that it was given from memory.
    const done = await a.send(id, { type: 'note', text: 'y' }, { by: agent, expectedVersion: version })
    expect(done).toMatchObject({ version: 3 })
    await expect(
      b.send(id, { type: 'note', text: 'z' }, { by: agent, expectedVersion: version }),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { expected: 2, actual: 3 } })
  })

  it('do a command that both memories hold to be possible on what is, and not on what was', async () => {
    const { a, b } = twoDesks()
    const { id } = await a.submit(submission, { by: agent })
    await a.send(id, { type: 'assign', to: 'handler-1' }, { by: agent })
    await b.send(id, { type: 'withdraw' }, { by: agent })
    expect(await a.send(id, { type: 'note', text: 'x' }, { by: agent })).toMatchObject({ status: 'closed', version: 4 })
    const contacted = await b.trySend(id, { type: 'contact' }, { by: handler })
    expect(contacted).toMatchObject({ ok: false, refusal: { state: ['closed'], allowed: [] } })
  })

  it('find a command id that was used on the other one, even where the command would be refused by now', async () => {
    const { a, b, events } = twoDesks()
    const first = await a.submit(submission, { by: agent, commandId: 'call-1' })
    const again = await b.submit(submission, { by: agent, commandId: 'call-1' })
    expect(again).toMatchObject({ id: first.id, version: 1, duplicate: true })
    const { id } = first
    const assign = { type: 'assign', to: 'handler-1' } as const
    await b.send(id, assign, { by: agent, commandId: 'assign-1' })
    // Possible in what `a` remembers, not possible in what is; done already in either case.
    expect(await a.send(id, assign, { by: agent, commandId: 'assign-1' })).toMatchObject({
      version: 2,
      duplicate: true,
    })
    expect(await a.send(id, assign, { by: agent, commandId: 'assign-1' })).toMatchObject({
      version: 2,
      duplicate: true,
    })
    expect(await b.history(id, { by: agent })).toHaveLength(2)
    // Another command under that id is told so.
    await expect(b.send(id, { type: 'note', text: 'x' }, { by: agent, commandId: 'assign-1' })).rejects.toMatchObject({
      code: 'COMMAND_ID_REUSED',
      details: { commandId: 'assign-1', usedBy: { id, seq: 2 } },
    })
    expect(events.filter(({ type }) => type === 'refused')).toEqual([])
  })

  it('both sweep, and a deadline is missed once; a reader of either sees it', async () => {
    const { a, b, clock } = twoDesks()
    const { id } = await a.submit(submission, { by: agent })
    await b.get(id, { by: agent })
    clock.advance(HOUR + 1)
    await Promise.all([a.runDue(), b.runDue(), a.runDue(), b.runDue()])
    for (const redress of [a, b]) {
      const history = await redress.history(id, { by: agent })
      expect(history.flatMap(({ clocks }) => clocks.filter(({ what }) => what === 'breach'))).toHaveLength(1)
      expect(await redress.get(id, { by: agent })).toMatchObject({ rung: 'team' })
    }
  })
})

describe('records that cannot be woken, on SQLite', () => {
  /** Its predicate throws for some complaints, once they are late. */
  const poisonous = (isMended: () => boolean) =>
    definePolicy({
      id: 'poisonous',
      version: 1,
      effectiveFrom: '2026-01-01',
      timeZone: 'UTC',
      roles: ['clerk'],
      see: { clerk: 'all' },
      permissions: { register: ['clerk'], assign: ['clerk'] },
      obligations: [{ id: 'owner', opens: 'registered', meets: 'assigned', within: { hours: 1 } }],
      notifications: [
        {
          on: 'breached:owner',
          to: { role: 'clerk' },
          channel: 'mail',
          template: 'overdue',
          when(c) {
            if (c.channel === 'poison' && !isMended()) throw new Error('broken')
            return true
          },
        },
      ],
    })

  it('five hundred of them do not delay a healthy one that fell due after them; mended, each says its deadline', async () => {
    const { store } = sqlite.open()
    const clock = simulatedClock(START)
    let isMended = false
    const policy = poisonous(() => isMended)
    const redress = createRedress({ policies: [policy], store, clock, workers: { batch: 50 } })
    const submit = (channel: string) => redress.submit({ policy: 'poisonous', channel, summary: 'x' }, { by: clerk })
    const poisoned = await Promise.all(Array.from({ length: 500 }, () => submit('poison')))
    clock.advance(1_000)
    const healthy = await submit('phone')
    clock.advance(HOUR + 1)

    // One run: all fail, and the healthy one, which is the youngest, is woken in it.
    await redress.runDue()
    const [, wake] = await redress.history(healthy.id, { by: clerk })
    expect(wake).toMatchObject({ type: 'wake', at: new Date(clock.now()) })
    const stuck = await redress.stuck({ limit: 1_000 })
    expect(stuck).toHaveLength(500)
    expect(stuck.every(({ error, attempts }) => error.startsWith('POLICY_FAILED') && attempts === 1)).toBe(true)

    // Nor do they delay one later, when they come back from being put off.
    const late = await submit('phone')
    for (let i = 0; i < 6; i++) {
      clock.advance(HOUR / 6 + 1)
      await redress.runDue()
    }
    const [, second] = await redress.history(late.id, { by: clerk })
    expect(second).toMatchObject({ type: 'wake', at: new Date(clock.now()) })

    isMended = true
    clock.advance(2 * HOUR)
    await redress.runDue()
    expect(await redress.stuck()).toEqual([])
    for (const { id } of [poisoned[0], poisoned[250], poisoned[499]].filter((one) => one !== undefined)) {
      const lines = await redress.history(id, { by: clerk })
      // Nobody stands on the rung to be told, and there is none above it: that is refused, and stands there.
      expect(lines.map(({ type, kind }) => [type, kind])).toEqual([
        ['register', 'command'],
        ['wake', 'wake'],
        ['escalate', 'refusal'],
      ])
      // With the instant at which it was due, however late it was said.
      expect(lines[1]?.clocks).toMatchObject([{ what: 'breach', at: new Date(START + HOUR) }])
    }
  })
})
