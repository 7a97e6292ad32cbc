import { describe, expect, it } from 'vitest'
import type { ActorStamp } from '../../../src/domain/actor.ts'
import { bo, Desk } from './desk.ts'

const li: ActorStamp = { id: 'li', role: 'clerk' }
/** Li in other guises: by another name, by a name that the directory knows, through somebody who acts for him. */
const guises: readonly (readonly [string, ActorStamp])[] = [
  ['as himself', li],
  ['in another role', { ...li, role: 'boss' }],
  ['by an alias of his own', { id: 'li.private', role: 'boss', aliases: ['li'] }],
  ['by an alias that only the directory knew', { id: 'l.li', role: 'boss' }],
  ['through somebody who acts for him', { id: 'deputy', role: 'boss', onBehalfOf: 'li' }],
]
const wang: ActorStamp = { id: 'wang', role: 'boss', aliases: ['w'], onBehalfOf: 'chief' }

const ALL = { accountability: { required: true }, improvement: { required: true, readAcross: false, measures: false } }
const remedies = [{ kind: 'refund' }]

/** A desk whose directory knows Li's second name. */
function desk(rules: object = {}): Desk {
  const made = new Desk({
    levels: { customerInterface: { callBack: true, reviews: ['reviewer', 'reviewer'] }, ...ALL },
    ...rules,
  })
  made.people['li'] = { id: 'li', aliases: ['l.li'] }
  return made
}
const conflict = (made: Desk, type: string, payload: object, by: ActorStamp) =>
  made.refusal(0, type, payload, { by })?.reason === 'conflictOfInterest'

describe.each(guises)('L19 the one whom the complaint is about, %s', (_guise, by) => {
  const accused = (rules?: object) => desk(rules).registered(0, { against: ['li'] })
  const handled = () => accused().did(0, 'assign', { to: 'ann' }).did(0, 'contact')

  it.each<[string, () => Desk, string, object]>([
    ['speak with the complainant for the company', () => accused(), 'contact', {}],
    [
      'judge what he is said to have done',
      () => handled(),
      'establish',
      { finding: 'notUpheld', liability: 'customer' },
    ],
    ['offer anything', () => handled(), 'propose', { remedies }],
    ['say that it is done', () => handled(), 'fulfil', {}],
    ['ask whether it is settled', () => handled().did(0, 'fulfil'), 'callBack', { outcome: 'satisfied' }],
    ['reject it (T-45)', () => handled(), 'reject', { reason: 'r' }],
    ['refer it', () => handled(), 'refer', { to: 'office', reason: 'r' }],
    ['end it without agreement (T-43)', () => handled(), 'finalise', { remediesTold: ['court'], reason: 'r' }],
    ['merge it away', () => handled(), 'merge', { into: 'c2' }],
    [
      'review it (T-38)',
      () => handled().did(0, 'fulfil').did(0, 'callBack', { outcome: 'dissatisfied' }),
      'review',
      { outcome: 'confirmed' },
    ],
    [
      'say who was responsible',
      () => handled().did(0, 'withdraw'),
      'attribute',
      { responsible: [{ kind: 'person', id: 'zhao' }] },
    ],
  ])('does not %s', (_what, made, type, payload) => {
    expect(conflict(made(), type, payload, by)).toBe(true)
    // Counter-scenario: somebody else may.
    expect(made().refusal(0, type, payload, { by: wang })).toBeUndefined()
  })

  it('is heard: he may note and contest', () => {
    const decided = handled()
      .did(0, 'withdraw')
      .did(0, 'attribute', { responsible: [{ kind: 'person', id: 'li' }] })
    decided.did(0, 'assess', { nature: 'negligence' })
    expect(decided.refusal(0, 'contest', { reason: 'r' }, { by })).toBeUndefined()
    expect(decided.refusal(0, 'note', { text: 't' }, { by })).toBeUndefined()
  })
})

describe.each(guises)('L19 the one who was found responsible, %s', (_guise, by) => {
  const found = () => {
    const made = desk().registered().did(0, 'withdraw')
    return made.did(
      0,
      'attribute',
      {
        responsible: [
          { kind: 'person', id: 'li' },
          { kind: 'unit', id: 'wang' },
        ],
      },
      { by: bo },
    )
  }

  it.each<[string, () => Desk, string, object]>([
    ['judge it', () => found(), 'assess', { nature: 'negligence' }],
    ['decide on it (T-62)', () => found().did(0, 'assess', { nature: 'n' }), 'decide', { measures: [] }],
    [
      'rule on what he contests',
      () => found().did(0, 'assess', { nature: 'n' }).did(0, 'contest', { reason: 'r' }),
      'rule',
      { outcome: 'upheld', reason: 'r' },
    ],
  ])('does not %s', (_what, made, type, payload) => {
    expect(conflict(made(), type, payload, by)).toBe(true)
    // Counter-scenario: a unit of the same name is no person, so Wang may.
    expect(made().refusal(0, type, payload, { by: wang })).toBeUndefined()
  })
})

describe.each(guises)('L19 the one who asked for an approval, %s', (_guise, by) => {
  const asked = (as: ActorStamp) => {
    const approvals = (['propose', 'reject'] as const).map((of) => ({ of, by: ['boss', 'clerk'] }))
    return desk({ approvals })
      .registered()
      .did(0, 'assign', { to: 'ann' })
      .did(0, 'contact')
      .did(0, 'propose', { remedies }, { by: as })
  }

  it('does not give it, nor refuse it', () => {
    // The proposer is kept as he acted then: with the other names that his session knew.
    const proposer: ActorStamp = { ...li, aliases: ['l.li'] }
    for (const [type, payload] of [
      ['approve', {}],
      ['disapprove', { reason: 'r' }],
    ] as const) {
      expect(conflict(asked(proposer), type, { approval: 'approval-1', ...payload }, by)).toBe(true)
      expect(asked(proposer).refusal(0, type, { approval: 'approval-1', ...payload }, { by: wang })).toBeUndefined()
    }
  })

  it('nor the other way round: what he asked for under another name, Li does not approve', () => {
    const approve = { approval: 'approval-1' }
    expect(conflict(asked(by), 'approve', approve, { ...li, aliases: ['l.li'] })).toBe(true)
  })
})

describe('L19 work is not given to the one whom it is about', () => {
  const accused = () => {
    const made = desk().registered(0, { against: ['li'] })
    made.people['clerk-7'] = { id: 'clerk-7', aliases: ['li'] }
    return made
  }

  it.each(['li', 'l.li', 'clerk-7'])('not as owner, worker or monitor, by whatever name: %s', (id) => {
    for (const payload of [{ to: id }, { to: 'ann', worker: id }, { to: 'ann', monitor: id }]) {
      expect(accused().refusal(0, 'assign', payload)?.reason).toBe('conflictOfInterest')
    }
    const assigned = accused().did(0, 'assign', { to: 'ann' })
    expect(assigned.refusal(0, 'handOver', { to: id, reason: 'r' })?.reason).toBe('conflictOfInterest')
    expect(assigned.refusal(0, 'handOver', { to: 'bo', worker: id, reason: 'r' })?.reason).toBe('conflictOfInterest')
    expect(assigned.refusal(0, 'handOver', { to: 'bo', worker: 'cy', reason: 'r' })).toBeUndefined()
  })
})

describe('L19 a review takes another person (SF-10, T-20)', () => {
  const disputed = () => {
    const made = desk()
      .registered()
      .did(0, 'assign', { to: 'li', worker: 'cy' })
      .did(0, 'handOver', { to: 'ann', worker: 'ed', reason: 'r' })
    return made.did(0, 'contact').did(0, 'fulfil').did(0, 'callBack', { outcome: 'dissatisfied' })
  }

  it.each(guises)('than whoever handled it, once is enough: Li %s', (_guise, by) => {
    expect(conflict(disputed(), 'review', { outcome: 'confirmed' }, by)).toBe(true)
  })

  it('than any worker, too', () => {
    for (const id of ['ann', 'cy', 'ed']) {
      expect(conflict(disputed(), 'review', { outcome: 'confirmed' }, { id, role: 'boss' })).toBe(true)
    }
  })

  it.each<[string, ActorStamp]>([
    ['himself', wang],
    ['by an alias', { id: 'w', role: 'clerk' }],
    ['acting for the same', { id: 'zhao', role: 'boss', onBehalfOf: 'chief' }],
    ['the one in whose name he acted', { id: 'chief', role: 'boss' }],
  ])('than whoever reviewed it before: %s', (_guise, by) => {
    const again = () =>
      disputed()
        .did(0, 'review', { outcome: 'revised' }, { by: wang })
        .did(0, 'fulfil')
        .did(0, 'callBack', { outcome: 'dissatisfied' })
    expect(conflict(again(), 'review', { outcome: 'confirmed' }, by)).toBe(true)
    expect(again().refusal(0, 'review', { outcome: 'confirmed' }, { by: { id: 'qian', role: 'boss' } })).toBeUndefined()
  })
})

describe('a conflict of interest', () => {
  it('is told with ids and never with names, and stands in the history', () => {
    const made = desk().registered(0, { against: ['li'], customer: { id: 'c', name: 'SECRET' } })
    const refusal = made.refusal(0, 'reject', { reason: 'SECRET' }, { by: li })
    expect(refusal?.message).toBe("The complaint is about 'li', who therefore cannot end it.")
    expect(JSON.stringify(made.entries)).not.toContain('SECRET')
    expect(made.entries.at(-1)).toMatchObject({
      kind: 'refusal',
      by: { id: 'li' },
      command: { type: 'reject' },
      refusal,
    })
  })
})
