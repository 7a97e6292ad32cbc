import { describe, expect, it } from 'vitest'
import { transition } from 'xstate'
import { decide } from '../../src/core/decide.ts'
import type { Decision, LiveRecord } from '../../src/core/decision.ts'
import { possibleFor } from '../../src/core/possible.ts'
import { viewOf } from '../../src/core/view.ts'
import type { ActorStamp } from '../../src/domain/actor.ts'
import { type CommandInput, type CommandType, commandTypes } from '../../src/domain/commands.ts'
import type { RefusalReason } from '../../src/errors.ts'
import { complaintMachine } from '../../src/machine/complaint-machine.ts'
import { statePaths } from '../../src/machine/state-paths.ts'
import { wakeAtOf } from '../../src/machine/walk.ts'
import { minimal, swift, thorough } from '../fixtures/policies.ts'
import { placeOf } from '../model/explore.ts'
import { type Model, models } from '../model/model.ts'
import { walksOf } from '../model/paths.ts'
import { MINUTE, payloadsOf, senderOf } from '../model/payloads.ts'
import { blank, envelopeOf, perform, START, type Step } from '../model/replay.ts'
import { nameOf, nodesOf } from '../unit/machine/chart-faults.ts'

/** One complaint for each state value that a policy's walks find. */
function standings(model: Model): readonly LiveRecord[] {
  const found = new Map<string, LiveRecord>([['intake', blank(model.policy)]])
  for (const walk of walksOf(model)) {
    for (const { record } of walk.places.values()) if (!found.has(placeOf(record))) found.set(placeOf(record), record)
  }
  return [...found.values()]
}

/** Somebody who may send it, somebody of the house who may not, and a stranger. */
function senders({ policy }: Model, record: LiveRecord, type: CommandType): readonly ActorStamp[] {
  const { roles, may } = policy.rules.permissions
  const permitted = senderOf(policy, record.snapshot.context.complaint, type)
  const other = roles.find((role) => !may(role, type))
  return [
    ...(permitted === undefined ? [] : [permitted]),
    ...(other === undefined ? [] : [{ id: 'somebody', role: other }]),
    { id: 'anonymous', role: 'anonymous' },
  ]
}

const REASONS: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  ...(['notPossible', 'notPermitted', 'conflictOfInterest', 'formMissing', 'notFound'] as const),
  ...(['tooLate', 'limitReached', 'gateOpen', 'invalid'] as const),
])

/** What is wrong with an answer: neither a move nor a refusal that tells all it must, and leaves what it must. */
function faultsOf(model: Model, record: LiveRecord, step: Step, decision: Decision): readonly string[] {
  const { policy } = model
  const { type } = step.command
  const faults: string[] = []
  const expectThat = (isSo: boolean, what: string): void => {
    if (!isSo) faults.push(`${type} by ${step.by.role} in ${placeOf(record)}: ${what}`)
  }
  // Deadlines come first; what is possible is looked at after them.
  const wakeAt = wakeAtOf(policy, record.snapshot.context.complaint)
  const isDue = wakeAt !== undefined && wakeAt <= step.at
  const woken = isDue ? decide(policy, record, { wake: true, receivedAt: step.at }) : undefined
  const now = woken?.kind === 'moved' ? woken.written.record : record
  const isListed = possibleFor(policy, now.snapshot, step.by).includes(type)
  const isKnown = policy.rules.permissions.roles.includes(step.by.role)
  if (decision.kind === 'moved') {
    expectThat(isListed, 'moved, and was not listed as possible')
    expectThat(decision.written.record.version === now.version + 1, 'did not count as one move')
    expectThat(decision.written.entries.at(-1)?.body.kind === 'command', 'has no entry')
    return faults
  }
  if (decision.kind !== 'refused') return [`${type}: ${decision.kind}`]
  const { refusal, written } = decision
  expectThat(REASONS.has(refusal.reason), `has the reason ${refusal.reason}`)
  expectThat(!isListed || !['notPossible', 'notPermitted'].includes(refusal.reason), 'was listed as possible')
  expectThat(refusal.message.length > 10, 'says nothing')
  expectThat(refusal.state.join() === statePaths(now.snapshot).join(), 'tells another state')
  expectThat(refusal.allowed.join() === possibleFor(policy, now.snapshot, step.by).join(), 'tells other commands')
  const entries = written?.entries.filter(({ body }) => body.kind === 'refusal') ?? []
  expectThat(entries.length === (isKnown && record.seq > 0 ? 1 : 0), `left ${entries.length} entries`)
  for (const { seq, version, commandId, body } of entries) {
    expectThat(seq === now.seq + 1 && version === now.version, 'took a version, or no number')
    expectThat(commandId === undefined, 'keeps the command id, so that nobody may try again')
    expectThat(JSON.stringify(body.refusal) === JSON.stringify(refusal), 'keeps another refusal')
  }
  expectThat(written === undefined || placeOf(written.record) === placeOf(now), 'went somewhere')
  return faults
}

const tried = models.filter(({ policy: { id } }) => [minimal.id, thorough.id, swift.id].some((one) => one === id))

describe.each(tried.map((model) => ({ model, id: model.policy.id })))(
  'L20 $id: every command in every state',
  (each) => {
    const { model } = each
    const { policy } = model
    const places = standings(model)
    const answers = places.flatMap((record) =>
      commandTypes.flatMap((type) => {
        const at = Math.max(record.snapshot.context.complaint.at, START) + 10 * MINUTE
        const commands = payloadsOf(type, { model, state: record.snapshot.context.complaint, at })
        return senders(model, record, type).flatMap((by) =>
          commands.map((command: CommandInput) => {
            const step: Step = { command, by, at }
            return { record, step, decision: decide(policy, record, envelopeOf(policy, step, 'command')) }
          }),
        )
      }),
    )

    it('L20 moves the complaint or is refused with a reason, the state, what is allowed, and an entry', () => {
      expect(answers.flatMap(({ record, step, decision }) => faultsOf(model, record, step, decision))).toEqual([])
    })

    it('L20 was really tried', () => {
      expect(new Set(answers.map(({ decision }) => decision.kind))).toEqual(new Set(['moved', 'refused']))
      if (policy.id !== thorough.id) return
      // The policy with a rule of every kind leaves no state out, and no command.
      const reached = new Set(places.flatMap(({ snapshot }) => statePaths(snapshot)))
      const states = nodesOf(complaintMachine(policy)).filter((node) => ['atomic', 'final'].includes(node.type))
      const lasting = states.map(nameOf).filter((name) => !name.endsWith('.entering'))
      expect(lasting.filter((name) => !reached.has(name))).toEqual([])
      const sent = new Set(answers.map(({ step }) => step.command.type))
      expect(commandTypes.filter((type) => !sent.has(type))).toEqual([])
    })

    it('L20 what a view says that its reader can do is what he can do', () => {
      for (const { record, step } of answers) {
        expect(viewOf(policy, record, step.by).can).toEqual(possibleFor(policy, record.snapshot, step.by))
      }
    })
  },
)

describe('L20 what XState would ignore without a word', () => {
  const record = perform(minimal, [{ type: 'register', channel: 'phone', summary: 'Broken.' }])

  it('L20 an unknown command is refused by the policy, with those that there are', () => {
    expect(() => minimal.command({ type: 'escalete' })).toThrow(/unknown command; known: register, classify/)
  })

  it('L20 a command without effect in this state is no move and no silence', () => {
    const { snapshot } = record
    const { at } = snapshot.context.complaint
    const by = { id: 'clerk-1', role: 'clerk' }
    const [ignored] = transition(complaintMachine(minimal), snapshot, {
      type: 'accept',
      turn: { at, receivedAt: at, by },
    })
    expect(ignored).toBe(snapshot)
    const step: Step = { command: { type: 'accept' }, by, at }
    const decision = decide(minimal, record, envelopeOf(minimal, step, 'command'))
    expect(decision).toMatchObject({
      kind: 'refused',
      refusal: {
        reason: 'notPossible',
        state: [
          'open.customerInterface.unassigned',
          expect.anything(),
          expect.anything(),
          expect.anything(),
          expect.anything(),
        ],
        allowed: expect.arrayContaining(['assign', 'contact']),
      },
      written: { entries: [{ type: 'accept', body: { kind: 'refusal', seq: 2, version: 1 } }] },
    })
  })
})
