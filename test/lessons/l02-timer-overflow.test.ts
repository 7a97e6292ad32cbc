import { describe, expect, it } from 'vitest'
import { createActor, raise, setup } from 'xstate'
import { systemClock } from '../../src/clock.ts'
import { complaintMachine } from '../../src/machine/complaint-machine.ts'
import { definePolicy } from '../../src/policy/define-policy.ts'

const DAY = 86_400_000

/** Names of the warnings that the process gives while something runs, and for a moment after it. */
async function warningsOf(run: () => void): Promise<readonly string[]> {
  const names: string[] = []
  const listen = (warning: Error): void => {
    names.push(warning.name)
  }
  // Node's own listener prints them; for this moment nobody else listens.
  const others = process.listeners('warning')
  process.removeAllListeners('warning').on('warning', listen)
  run()
  // Node lets a delay that is too long run after a millisecond; the event loop goes round many times in thirty.
  await new Promise<void>((resolve) => systemClock.schedule(30, resolve))
  process.off('warning', listen)
  for (const other of others) process.on('warning', other)
  return names
}

const patient = (days: number) =>
  definePolicy({
    id: `patient-${days}`,
    version: 1,
    timeZone: 'UTC',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], contact: ['clerk'] },
    obligations: [{ id: 'answer', opens: 'registered', meets: 'contacted', within: { hours: days * 24 } }],
  })

describe('L02 with the real clock', () => {
  it.each([56, 400])('L02 a deadline of %i days does not go off at once, and no timer overflows', async (days) => {
    const policy = patient(days)
    const actor = createActor(complaintMachine(policy), { input: { id: 'c-1', number: 'N-1', live: true } }).start()
    const at = systemClock.now()
    const events: string[] = []
    actor.system.inspect({ next: (event) => event.type === '@xstate.event' && events.push(event.event.type) })
    const warnings = await warningsOf(() => {
      const command = policy.command({ type: 'register', channel: 'letter', summary: 'It is broken.' })
      actor.send({ ...command, turn: { at, receivedAt: at, by: { id: 'clerk-1', role: 'clerk' } } })
    })
    const { complaint, live } = actor.getSnapshot().context
    actor.stop()
    expect(warnings).toEqual([])
    expect(events).toEqual(['register'])
    expect(complaint.clocks).toMatchObject([{ obligation: 'answer', due: { budget: { hours: days * 24 } } }])
    expect(complaint.clocks[0]?.firings).toBeUndefined()
    // It is armed all the same, as far ahead as a timer of the host reaches.
    expect(live?.armedFor).toBe(at + 2 ** 31 - 1)
  })

  it('L02 a delay that nobody bounds does overflow, and goes off at once', async () => {
    const naive = setup({ actions: { arm: raise({ type: 'due' }, { delay: 56 * DAY }) } }).createMachine({
      initial: 'waiting',
      states: { waiting: { entry: 'arm', on: { due: 'breached' } }, breached: {} },
    })
    const actor = createActor(naive)
    expect(await warningsOf(() => actor.start())).toContain('TimeoutOverflowWarning')
    expect(actor.getSnapshot().value).toBe('breached')
  })
})
