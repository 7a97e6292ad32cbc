import { type CommandTo, createRedress, memoryStore, simulatedClock } from 'redress'
import { simpleFlow } from 'redress/policies'
import { expect, it } from 'vitest'

it('T-20 after a re-review no contact settles the matter past the complainant', async () => {
  const desk = createRedress({
    policies: [simpleFlow],
    store: memoryStore(),
    clock: simulatedClock('2026-03-02T09:00:00+08:00'),
  })
  const handler = { id: 'ma', role: 'handler' } as const
  const registrar = { id: 'li', role: 'registrar' } as const
  const reviewer = { id: 'wu', role: 'reviewer' } as const
  const { id } = await desk.submit({ policy: 'simple-flow', channel: 'web', summary: 'x' }, { by: registrar })
  await desk.send(id, { type: 'assign', to: 'ma' }, { by: registrar })
  const form = { confirmed: true, statementsHeard: 1, summary: 'x' }
  const commands: readonly CommandTo<typeof simpleFlow>[] = [
    { type: 'contact' },
    { type: 'file', form: 'investigation', data: form },
    { type: 'propose', remedies: [{ kind: 'refund' }] },
    { type: 'accept' },
    { type: 'fulfil' },
    { type: 'callBack', outcome: 'dissatisfied' },
  ]
  for (const command of commands) await desk.send(id, command, { by: handler })
  await desk.send(id, { type: 'review', outcome: 'revised' }, { by: reviewer })
  const tried = await desk.trySend(id, { type: 'contact', settled: true }, { by: handler })
  expect(tried.ok ? undefined : tried.refusal.reason).toBe('invalid')
  // The counter-case: a contact alone is welcome, and before any review it may settle.
  expect((await desk.send(id, { type: 'contact' }, { by: handler })).status).toBe('open')
  const other = await desk.submit({ policy: 'simple-flow', channel: 'web', summary: 'x' }, { by: registrar })
  await desk.send(other.id, { type: 'assign', to: 'ma' }, { by: registrar })
  expect((await desk.send(other.id, { type: 'contact', settled: true }, { by: handler })).ending).toBe('resolved')
})
