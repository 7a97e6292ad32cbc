import { describe, expect, it } from 'vitest'
import {
  type CommandType,
  commandPersonalPaths,
  commandSchemas,
  commandTypes,
  InstantInput,
  personsNamed,
} from '../../../src/domain/commands.ts'
import { type PersonalPaths, splitPersonal } from '../../../src/domain/personal.ts'

/** Every field of a schema's payload whose text people write freely, by command. */
function marked(paths: PersonalPaths, at = ''): string[] {
  if (paths.subject !== undefined) return [`${at} ${paths.subject}`]
  return Object.entries(paths.members ?? {}).flatMap(([name, below]) =>
    marked(below, at === '' ? name : `${at}.${name}`),
  )
}

/** Fields with people's own words or names, by whose data they are. */
const PERSONAL = {
  complainant: [
    'accept.comment',
    'callBack.comment',
    'contact.summary',
    'decline.reason',
    'dispute.reason',
    'establish.comment',
    'finalise.reason',
    'fulfil.summary',
    'merge.reason',
    'note.text',
    'promise.what',
    'propose.comment',
    'propose.remedies.*.text',
    'refer.reason',
    'register.allegations.*.text',
    'register.customer.address',
    'register.customer.contact',
    'register.customer.name',
    'register.demand',
    'register.summary',
    'reject.reason',
    'reopen.reason',
    'review.comment',
    'review.remedies.*.text',
    'suspend.comment',
    'withdraw.reason',
  ],
  record: [
    'approve.comment',
    'assess.comment',
    'attribute.comment',
    'classify.reason',
    'close.comment',
    'contain.what',
    'contest.reason',
    'decide.comment',
    'disapprove.reason',
    'escalate.comment',
    'extend.reason',
    'handOver.reason',
    'identifyCause.causes.*.statement',
    'plan.actions.*.what',
    'readAcross.comment',
    'rule.reason',
    'transfer.reason',
    'verifyEffect.evidence',
  ],
}

describe('commands', () => {
  it.each(['complainant', 'record'])('keep what people write of the %s apart as personal data', (subject) => {
    const found = commandTypes.flatMap((type) =>
      marked(commandPersonalPaths[type])
        .filter((field) => field.endsWith(` ${subject}`))
        .map((field) => `${type}.${field.split(' ')[0]}`),
    )
    expect(found.sort()).toEqual(PERSONAL[subject === 'record' ? 'record' : 'complainant'])
  })

  it('take no field that their schema does not name', () => {
    for (const type of commandTypes) {
      const result = commandSchemas[type].safeParse({ type, smuggled: true })
      expect(result.success).toBe(false)
      expect(result.error?.issues.some((issue) => issue.code === 'unrecognized_keys')).toBe(true)
    }
  })

  it.each([
    ['a Date', new Date(5)],
    ['an ISO text with a zone', '1970-01-01T08:00:00.005+08:00'],
    ['epoch milliseconds', 5],
  ])('take an instant as %s', (_what, input) => {
    expect(InstantInput.parse(input)).toBe(5)
  })

  it('take no instant without a zone, no broken one and none that no calendar reaches', () => {
    for (const input of ['2026-01-01T00:00:00', '2026-01-01', new Date(Number.NaN), -1, 1.5, '5', 2 ** 53 - 1]) {
      expect(InstantInput.safeParse(input).success).toBe(false)
    }
  })

  it('name the people whom the directory is asked for', () => {
    const named: Partial<Record<CommandType, unknown>> = {
      register: { channel: 'web', summary: 's', against: ['a', 'b'] },
      assign: { to: 'a', worker: 'b', monitor: 'c' },
      handOver: { to: 'a', reason: 'r' },
      attribute: {
        responsible: [
          { kind: 'person', id: 'a' },
          { kind: 'unit', id: 'u' },
        ],
      },
      plan: {
        actions: [
          { kind: 'corrective', what: 'w', owner: 'a' },
          { kind: 'preventive', what: 'w', owner: 'a' },
        ],
      },
    }
    const people = commandTypes.map((type) => {
      const parsed = commandSchemas[type].safeParse({ type, ...(named[type] ?? {}) })
      return [type, parsed.success ? personsNamed(parsed.data) : []] as const
    })
    expect(Object.fromEntries(people.filter(([, list]) => list.length > 0))).toEqual({
      register: ['a', 'b'],
      assign: ['a', 'b', 'c'],
      handOver: ['a'],
      attribute: ['a'],
      plan: ['a'],
    })
  })

  it('a submission without its personal parts still says what a decision needs', () => {
    const command = commandSchemas.register.parse({
      type: 'register',
      channel: 'phone',
      customer: { id: 'c1', name: 'Zhang', contact: '138', address: 'road' },
      summary: 'it rattles',
      demand: 'a new one',
      allegations: [{ text: 'rude', category: 'service' }],
    })
    const { rest, personal } = splitPersonal(JSON.parse(JSON.stringify(command)), commandPersonalPaths.register)
    expect(rest).toEqual({
      type: 'register',
      channel: 'phone',
      customer: { id: 'c1' },
      confidentiality: 'named',
      ticketType: 'complaint',
      facts: {},
      allegations: [{ category: 'service' }],
    })
    expect(Object.keys(personal.complainant ?? {})).toEqual([
      'customer.name',
      'customer.contact',
      'customer.address',
      'summary',
      'demand',
      'allegations.0.text',
    ])
  })
})
