import { createRedress, type Redress, simulatedClock, staticDirectory } from 'redress'
import { simpleFlow } from 'redress/policies'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'
import { contents, failureOf, standing } from './untouched.ts'

const START = '2026-03-02T09:00:00+08:00'
const registrar = { id: 'r.zhou', role: 'registrar' } as const
const handler = { id: 'h.chen', role: 'handler' } as const
const manager = { id: 'm.li', role: 'manager' } as const
const reader = { by: manager }

/** A word that stands in what is sent and must never come back in an error. */
const SECRET = 'Xiao-Wang-138-0000-0000'

type Desk = Redress<typeof simpleFlow>
interface BadCall {
  readonly name: string
  call(desk: Desk, id: string): Promise<unknown>
  readonly code: string
  readonly details?: object
  /** A refusal of somebody known stands in the history; the complaint is the same nevertheless. */
  readonly isRefusal?: true
}

const submission = {
  policy: 'simple-flow',
  channel: 'phone',
  summary: SECRET,
  customer: { id: 'c-1', name: SECRET },
} as const
const note = { type: 'note', text: SECRET } as const
// What the types refuse a host may still send: out of JSON, out of JavaScript.
const any = (value: unknown): never => value as never

const calls: readonly BadCall[] = [
  {
    name: 'a policy that nobody knows',
    call: (desk) => desk.submit(any({ ...submission, policy: 'no-flow' }), { by: registrar }),
    code: 'POLICY_UNKNOWN',
    details: { policy: 'no-flow', known: ['simple-flow'] },
  },
  {
    name: 'no policy',
    call: (desk) => desk.submit(any({ channel: 'phone', summary: SECRET }), { by: registrar }),
    code: 'POLICY_UNKNOWN',
    details: { known: ['simple-flow'] },
  },
  ...(
    [
      ['send', (desk, id) => desk.send(id, note, reader)],
      ['trySend', (desk, id) => desk.trySend(id, note, reader)],
      ['get', (desk, id) => desk.get(id, reader)],
      ['history', (desk, id) => desk.history(id, reader)],
      ['explain', (desk, id) => desk.explain(id, 'assignment', reader)],
      ['forecast', (desk, id) => desk.forecast(id, reader)],
      ['verify', (desk, id) => desk.verify(id, reader)],
    ] satisfies [string, (desk: Desk, id: string) => Promise<unknown>][]
  ).map(
    ([name, call]): BadCall => ({
      name: `${name} of an id that there is not`,
      call: (desk) => call(desk, 'nowhere'),
      code: 'COMPLAINT_NOT_FOUND',
      details: { id: 'nowhere', tenant: 'default' },
    }),
  ),
  {
    name: 'an id of another tenant',
    call: (desk, id) => desk.get(id, { by: { ...manager, tenant: 'another' } }),
    code: 'COMPLAINT_NOT_FOUND',
    details: { tenant: 'another' },
  },
  {
    name: 'a complaint that does not concern the actor',
    call: (desk, id) => desk.send(id, { type: 'contact' }, { by: handler }),
    code: 'COMPLAINT_NOT_FOUND',
    isRefusal: true,
  },
  {
    name: 'a command that there is not',
    call: (desk, id) => desk.send(id, any({ type: 'explode', text: SECRET }), reader),
    code: 'COMMAND_INVALID',
    details: { command: 'explode', issues: [{ path: 'type', message: expect.stringContaining('known: register') }] },
  },
  {
    name: 'a command without a type',
    call: (desk, id) => desk.send(id, any({ text: SECRET }), reader),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'type' }] },
  },
  {
    name: 'a role that there is not',
    call: (desk, id) => desk.send(id, note, { by: any({ id: 'x', role: 'king' }) }),
    code: 'ACTOR_INVALID',
    details: { issues: [{ path: 'role', message: expect.stringContaining('known: registrar, handler') }] },
  },
  {
    name: 'nobody at all',
    call: (desk, id) => desk.send(id, note, any(undefined)),
    code: 'ACTOR_INVALID',
  },
  {
    name: 'a host that acts as the library',
    call: (desk, id) => desk.send(id, note, { by: any({ id: 'system', role: 'system' }) }),
    code: 'ACTOR_INVALID',
  },
  {
    name: 'a submission of which nearly everything is wrong',
    call: (desk) =>
      desk.submit(
        any({
          policy: 'simple-flow',
          channel: 7,
          customer: { id: 7, name: [SECRET], contact: { phone: SECRET }, birthday: SECRET },
          confidentiality: SECRET,
          against: [],
          allegations: [{ text: 'fine' }, { text: '', category: [SECRET] }],
          facts: { serial: SECRET },
        }),
        { by: registrar },
      ),
    code: 'COMMAND_INVALID',
    details: {
      command: 'register',
      issues: [
        'channel',
        'customer.id',
        'customer.name',
        'customer.contact',
        'customer',
        'confidentiality',
        'summary',
        'allegations.1.text',
        'allegations.1.category',
        'against',
      ].map((path) => ({ path, message: expect.any(String) })),
    },
  },
  {
    name: 'facts that the policy does not have',
    call: (desk) => desk.submit(any({ ...submission, facts: { serial: SECRET } }), { by: registrar }),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'facts' }] },
  },
  {
    name: 'a name in an anonymous complaint',
    call: (desk) => desk.submit({ ...submission, confidentiality: 'anonymous' }, { by: registrar }),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'customer' }] },
  },
  {
    name: 'a form that does not fit its schema',
    call: (desk, id) =>
      desk.send(
        id,
        any({ type: 'file', form: 'investigation', data: { confirmed: SECRET, statementsHeard: -1, summary: 7 } }),
        reader,
      ),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'data.confirmed' }, { path: 'data.statementsHeard' }, { path: 'data.summary' }] },
  },
  {
    name: 'a remedy that the policy does not have',
    call: (desk, id) => desk.send(id, any({ type: 'propose', remedies: [{ kind: SECRET }] }), reader),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'remedies.0.kind', message: expect.stringContaining('must be one of explanation') }] },
  },
  {
    name: 'a pause for a reason that the policy does not have',
    call: (desk, id) => desk.send(id, any({ type: 'suspend', reason: SECRET }), reader),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'reason', message: 'must be one of complainantAbsent' }] },
  },
  {
    name: 'instants that are none',
    call: (desk, id) => desk.send(id, { type: 'promise', what: SECRET, at: 'next Tuesday' }, { by: manager }),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'at' }] },
  },
  {
    name: 'options that are none',
    call: (desk, id) => desk.send(id, note, { by: manager, commandId: '\n', expectedVersion: 0.5, occurredAt: 'soon' }),
    code: 'COMMAND_INVALID',
    details: { issues: [{ path: 'commandId' }, { path: 'expectedVersion' }, { path: 'occurredAt' }] },
  },
  {
    name: 'what is not JSON: a cycle',
    call(desk, id) {
      const cycle: Record<string, unknown> = { type: 'note', text: SECRET }
      cycle['self'] = cycle
      return desk.send(id, any(cycle), reader)
    },
    code: 'COMMAND_INVALID',
  },
  {
    name: 'what is not JSON: a big number',
    call: (desk, id) => desk.send(id, any({ type: 'note', text: 10n }), reader),
    code: 'COMMAND_INVALID',
  },
  {
    name: 'more than 64 KiB',
    call: (desk, id) => desk.send(id, { type: 'note', text: `${SECRET}${'好'.repeat(22_000)}` }, reader),
    code: 'COMMAND_TOO_LARGE',
    details: { command: 'note', bytes: 66_048, limitBytes: 65_536 },
  },
  {
    name: 'a submission of more than 64 KiB',
    call: (desk) => desk.submit({ ...submission, summary: 'x'.repeat(66_000) }, { by: registrar }),
    code: 'COMMAND_TOO_LARGE',
  },
  {
    name: 'a version that has passed',
    call: (desk, id) => desk.send(id, note, { by: manager, expectedVersion: 7 }),
    code: 'VERSION_CONFLICT',
    details: { expected: 7, actual: 1 },
  },
  {
    name: 'a command id that another command has',
    call: (desk, id) => desk.send(id, note, { by: manager, commandId: 'call-1' }),
    code: 'COMMAND_ID_REUSED',
    details: { commandId: 'call-1', usedBy: { seq: 1 } },
  },
  {
    name: 'a query that is none',
    call: (desk) => desk.list(any({ colour: SECRET, limit: 0, status: 7 }), reader),
    code: 'QUERY_INVALID',
    details: { issues: expect.arrayContaining([expect.objectContaining({ path: 'limit' })]) },
  },
  {
    name: 'a role that reads nothing here',
    call: (desk) => desk.list({}, { by: { id: 'x', role: 'anonymous' } }),
    code: 'READ_REFUSED',
    details: { role: 'anonymous' },
  },
  {
    name: 'a role that may not register',
    call: (desk) => desk.submit(submission, { by: { id: 'a.sun', role: 'analyst' } }),
    code: 'COMMAND_REFUSED',
    details: { reason: 'notPermitted', command: 'register' },
  },
  {
    name: 'an actor who may see it and not send that',
    call: (desk, id) => desk.send(id, { type: 'assign', to: 'h.chen' }, { by: { id: 'v.wu', role: 'reviewer' } }),
    code: 'COMMAND_REFUSED',
    details: {
      reason: 'notPermitted',
      command: 'assign',
      state: expect.arrayContaining(['open.customerInterface.unassigned']),
      allowed: ['note', 'file', 'establish'],
    },
    isRefusal: true,
  },
  {
    name: 'a command that is not possible where the complaint stands, with what is',
    call: (desk, id) => desk.send(id, { type: 'callBack', outcome: 'satisfied' }, reader),
    code: 'COMMAND_REFUSED',
    details: {
      reason: 'notPossible',
      state: expect.arrayContaining(['open.customerInterface.unassigned']),
      allowed: expect.arrayContaining(['assign', 'reject', 'note']),
      message: expect.stringContaining('possible: '),
    },
    isRefusal: true,
  },
  {
    name: 'a registration of what is registered',
    call: (desk, id) => desk.send(id, any({ type: 'register', channel: 'phone', summary: SECRET }), { by: registrar }),
    code: 'COMMAND_REFUSED',
    details: { reason: 'notPossible' },
    isRefusal: true,
  },
  {
    name: 'something that happens later than now',
    call: (desk, id) => desk.send(id, note, { by: manager, occurredAt: '2026-03-02T09:00:01+08:00' }),
    code: 'COMMAND_REFUSED',
    details: { reason: 'invalid' },
    isRefusal: true,
  },
  {
    name: 'a person who is complained of as its handler, under any of his names',
    call: (desk, id) => desk.send(id, { type: 'assign', to: 'accused-at-home' }, reader),
    code: 'COMMAND_REFUSED',
    details: { reason: 'conflictOfInterest' },
    isRefusal: true,
  },
]

describe.each(storeKinds)('bad input through the public face, on $name', ({ open }) => {
  it.each(calls)('$name: $code, and nothing has changed', async ({ call, code, details, isRefusal }) => {
    const { store } = open()
    const redress = createRedress({
      policies: [simpleFlow],
      store,
      clock: simulatedClock(START),
      directory: staticDirectory([{ id: 'accused-at-home', aliases: ['accused-1'] }]),
    })
    const { id } = await redress.submit(
      { ...submission, against: ['accused-1'] },
      { by: registrar, commandId: 'call-1' },
    )
    const before = { complaint: await standing(redress, id, reader), store: await contents(store) }

    const error = await failureOf(() => call(redress, id))
    expect(error).toMatchObject({ code, retryable: false, ...(details !== undefined && { details }) })
    expect(error.message).toMatch(/[.!]$/)
    expect([error.message, JSON.stringify(error)].join()).not.toContain(SECRET)

    const after = { complaint: await standing(redress, id, reader), store: await contents(store) }
    if (isRefusal === undefined) expect(after).toEqual(before)
    else {
      const { entries, head: _head, ...same } = before.complaint
      expect(after.complaint).toMatchObject({ ...same, entries: entries + 1 })
      expect(after.store).toEqual({ ...before.store, entries: before.store.entries + 1 })
      const { command: _command, ...refusal } = { command: undefined, ...(code === 'COMMAND_REFUSED' ? details : {}) }
      expect((await redress.history(id, reader)).at(-1)).toMatchObject({ kind: 'refusal', refusal })
    }
    // And the desk goes on with what is right.
    expect(await redress.send(id, { type: 'assign', to: 'h.chen' }, reader)).toMatchObject({ version: 2 })
  })

  it('a stopped desk says so, whatever is asked of it', async () => {
    const { store } = open()
    const redress = createRedress({ policies: [simpleFlow], store, clock: simulatedClock(START) })
    const { id } = await redress.submit(submission, { by: registrar })
    await redress.stop()
    for (const call of [
      () => redress.submit(submission, { by: registrar }),
      () => redress.send(id, note, reader),
      () => redress.get(id, reader),
      () => redress.runDue(),
      () => redress.start(),
    ]) {
      expect(await failureOf(call)).toMatchObject({ code: 'STOPPED', retryable: false })
    }
    expect(await contents(store)).toMatchObject({ records: { total: 1 }, entries: 1 })
  })
})

describe('a desk that cannot be made', () => {
  it.each([
    ['nothing', undefined, ['']],
    ['no policies and no store', {}, ['policies', 'store']],
    ['something else than policies', { policies: [{ id: 'simple-flow' }] }, ['policies.0', 'store']],
    ['a policy twice', { policies: [simpleFlow, simpleFlow] }, ['policies.1', 'store']],
    ['a channel that cannot deliver', { policies: [simpleFlow], channels: { mail: {} } }, ['store', 'channels.mail']],
    [
      'numbers that are none',
      { policies: [simpleFlow], workers: { leaseMs: 0, batch: 1.5 } },
      ['store', 'workers.leaseMs', 'workers.batch'],
    ],
  ])('of %s: CONFIG_INVALID with every mistake', (_, options, paths) => {
    expect(() => createRedress(any(options))).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        details: { issues: paths.map((path) => expect.objectContaining({ path })) },
      }),
    )
  })
})
