import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { isRedressError } from '../../../src/errors.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { agent, call, codeOf, customer, engineer, head, key, NINE, openShop, turns } from './shop.ts'

const base = {
  version: 1,
  timeZone: 'Asia/Shanghai',
  roles: ['agent'],
  see: { agent: 'all' },
  permissions: { register: ['agent'] },
} as const

describe('submit', () => {
  test('answers the view of a complaint that is stored, with the number that people say on the phone', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    expect(c).toMatchObject({ number: 'SHOP-000001', version: 1, status: 'open', customer: 'c-1', category: 'goods' })
    expect(c.openedAt).toEqual(new Date('2026-03-02T01:00:00Z'))
    expect(c.duplicate).toBeUndefined()
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 1, columns: { number: 'SHOP-000001' } }])
  })

  test('numbers are gapless where nobody is refused, and gathered for a turn', async () => {
    const { redress } = openShop()
    const all = await Promise.all(Array.from({ length: 5 }, () => redress.submit(call, { by: agent })))
    expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `SHOP-00000${n}`))
    await codeOf(redress.submit(call, { by: engineer }))
    expect((await redress.submit(call, { by: agent })).number).toBe('SHOP-000006')
  })

  test('personal data never reach the record, its columns, its messages or its history', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const [record] = await store.load([{ key: key(c.id) }])
    const { items } = await store.entries({ key: key(c.id) })
    const messages = await store.messages({ tenant: 'default' })
    const text = JSON.stringify([record, items, messages])
    for (const secret of ['Chen Lin', '138 0000', 'reads nothing', 'Long Road']) expect(text).not.toContain(secret)
    expect(JSON.stringify(await store.personal([key(c.id)]))).toContain('Chen Lin')
  })

  test('anybody may complain where the policy says so, and sees no more than a complainant', async () => {
    const { redress } = openShop()
    const c = await redress.submit(
      { policy: 'shop', channel: 'web', summary: 'No.', confidentiality: 'anonymous' },
      { by: { id: 'anonymous', role: 'anonymous' } },
    )
    expect(c.worker).toBeUndefined()
    expect(c.can).toEqual([])
  })

  test('is refused to roles that may not register, and nothing is stored', async () => {
    const { redress, store, told } = openShop()
    await expect(redress.submit(call, { by: engineer })).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
      details: { reason: 'notPermitted', command: 'register' },
    })
    expect(await store.count({ tenant: 'default' })).toEqual({ total: 0 })
    expect(told('refused')).toMatchObject([{ command: 'register', reason: 'notPermitted' }])
  })

  test('an unknown policy, and one that is not in force, take no complaints', async () => {
    const draft = definePolicy({ ...base, id: 'draft' })
    const later = definePolicy({ ...base, id: 'later', effectiveFrom: '2026-03-03' })
    const clock = simulatedClock(NINE)
    const redress = createRedress({ policies: [draft, later], store: memoryStore(), clock })
    const submit = (policy: string) =>
      redress.submit({ policy: policy as 'draft', channel: 'phone', summary: 'x' }, { by: agent })
    await expect(submit('none')).rejects.toMatchObject({
      code: 'POLICY_UNKNOWN',
      details: { policy: 'none', known: ['draft', 'later'] },
    })
    await expect(submit('draft')).rejects.toMatchObject({ code: 'POLICY_NOT_IN_FORCE' })
    await expect(submit('later')).rejects.toMatchObject({
      code: 'POLICY_NOT_IN_FORCE',
      details: { effectiveFrom: '2026-03-03' },
    })
    // Midnight in Shanghai is 16:00 in UTC.
    clock.set(new Date('2026-03-02T15:59:59Z'))
    expect(await codeOf(submit('later'))).toBe('POLICY_NOT_IN_FORCE')
    clock.set(new Date('2026-03-02T16:00:00Z'))
    expect((await submit('later')).number).toBe('LATER-000001')
  })
})

describe('send', () => {
  test('moves the complaint and answers how it stands', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const d = await redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, expectedVersion: c.version })
    expect(d).toMatchObject({ id: c.id, version: 2, owner: 'li', worker: 'li', unit: 'beijing' })
  })

  test('keeps the people whom a command names as the directory knew them', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'assign', to: 'li', monitor: 'nobody' }, { by: head })
    const [, line] = await redress.history(c.id, { by: head })
    expect(line?.persons).toEqual({
      li: { id: 'li', unit: 'beijing', superiors: ['zhao'] },
      nobody: { id: 'nobody' },
    })
  })

  test('a refusal says why, where the complaint stands and what is possible; it takes a seq and no version', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const error = await redress.send(c.id, { type: 'fulfil' }, { by: head }).catch((thrown: unknown) => thrown)
    expect(isRedressError(error, 'COMMAND_REFUSED')).toBe(true)
    expect(error).toMatchObject({ retryable: false, details: { reason: 'notPossible', id: c.id, command: 'fulfil' } })
    expect(await redress.get(c.id, { by: head })).toMatchObject({ version: 1 })
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 2, version: 1 }])
  })

  test('personal data stand with the command that brought them, and of a refused one are not kept', async () => {
    const { redress, store, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    clock.advance(3_600_001)
    await redress.send(c.id, { type: 'note', text: 'late' }, { by: head })
    await redress.trySend(c.id, { type: 'fulfil', summary: 'He has it.' }, { by: head })
    const rows = await store.personal([key(c.id)])
    expect(rows.map(({ seq, subject }) => `${seq} ${subject}`)).toEqual(['1 customer:c-1', '3 customer:c-1'])
    const lines = await redress.history(c.id, { by: head })
    expect(lines.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual(['1 command', '2 wake', '3 command', '4 refusal'])
    expect(await redress.verify(c.id, { by: head })).toMatchObject({ entries: 4, erased: 0 })
  })

  test('trySend answers a refusal and throws everything else', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    expect(await redress.trySend(c.id, { type: 'fulfil' }, { by: head })).toMatchObject({
      ok: false,
      refusal: { reason: 'notPossible' },
    })
    expect(await redress.trySend(c.id, { type: 'note', text: 'x' }, { by: head })).toMatchObject({
      ok: true,
      complaint: { version: 2 },
    })
    expect(await codeOf(redress.trySend('none', { type: 'fulfil' }, { by: head }))).toBe('COMPLAINT_NOT_FOUND')
  })

  test('an old expectedVersion is refused before anything else, and nothing is stored', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    await redress.send(c.id, { type: 'note', text: 'x' }, { by: head })
    await expect(
      redress.send(c.id, { type: 'note', text: 'y' }, { by: head, expectedVersion: c.version }),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { expected: 1, actual: 2 } })
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 2 }])
  })

  test('expectedVersion means the same whether a worker woke the record in time or not', async () => {
    const verdict = async (isWoken: boolean) => {
      const { redress, clock } = openShop()
      const c = await redress.submit(call, { by: agent })
      clock.advance(3_600_001)
      if (isWoken) await redress.runDue()
      return codeOf(redress.send(c.id, { type: 'note', text: 'x' }, { by: head, expectedVersion: 1 }))
    }
    expect([await verdict(true), await verdict(false)]).toEqual(['VERSION_CONFLICT', 'VERSION_CONFLICT'])
  })

  test('whom a complaint does not concern, he is told that there is none; his knocking is recorded', async () => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    const stranger = { id: 'c-2', role: 'customer' } as const
    for (const by of [stranger, engineer]) {
      expect(await codeOf(redress.send(c.id, { type: 'note', text: 'x' }, { by }))).toBe('COMPLAINT_NOT_FOUND')
      expect(await codeOf(redress.get(c.id, { by }))).toBe('COMPLAINT_NOT_FOUND')
    }
    expect(await codeOf(redress.send(c.id, { type: 'note', text: 'x' }, { by: customer }))).toBeUndefined()
    expect((await store.entries({ key: key(c.id) })).items.map(({ by, type }) => `${by} ${type}`)).toEqual([
      'wang register',
      'c-2 note',
      'li note',
      'c-1 note',
    ])
  })

  test('merge and link name a record that exists', async () => {
    const { redress } = openShop()
    const a = await redress.submit(call, { by: agent })
    const b = await redress.submit(call, { by: agent })
    const missing = { code: 'COMPLAINT_NOT_FOUND', details: { id: 'none' } }
    await expect(redress.send(a.id, { type: 'merge', into: 'none' }, { by: agent })).rejects.toMatchObject(missing)
    await expect(
      redress.send(a.id, { type: 'link', rel: 'like', to: { id: 'none' } }, { by: agent }),
    ).rejects.toMatchObject(missing)
    await redress.send(a.id, { type: 'link', rel: 'like', to: { id: b.id } }, { by: agent })
    expect(await redress.list({ linkedTo: { rel: 'like', to: { id: b.id } } }, { by: agent })).toMatchObject({
      items: [{ id: a.id }],
    })
  })

  test('receivedAt is when the engine took the command, not when a busy record let it through', async () => {
    const { redress, clock } = openShop()
    const c = await redress.submit(call, { by: agent })
    const first = redress.send(c.id, { type: 'note', text: '1' }, { by: head })
    const second = redress.send(c.id, { type: 'note', text: '2' }, { by: head })
    clock.advance(5_000)
    await Promise.all([first, second])
    const lines = await redress.history(c.id, { by: head, afterSeq: 1 })
    expect(lines.map(({ receivedAt }) => receivedAt.toISOString())).toEqual([
      '2026-03-02T01:00:00.000Z',
      '2026-03-02T01:00:00.000Z',
    ])
  })

  test('200 commands at once on one complaint: versions gapless, every one in the history once', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const views = await Promise.all(
      Array.from({ length: 200 }, (_, i) => redress.send(c.id, { type: 'note', text: `n${i}` }, { by: head })),
    )
    expect(views.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, i) => i + 2),
    )
    const texts = (await redress.history(c.id, { by: head, afterSeq: 1 })).map(({ command }) => command?.['text'])
    expect(new Set(texts).size).toBe(200)
  })
})

describe('bad input', () => {
  const cases: readonly [
    string,
    (desk: ReturnType<typeof openShop>['redress'], id: string) => Promise<unknown>,
    object,
  ][] = [
    [
      'an unknown id',
      (desk) => desk.send('none', { type: 'note', text: 'x' }, { by: head }),
      { code: 'COMPLAINT_NOT_FOUND' },
    ],
    ['no id at all', (desk) => desk.get(undefined as never, { by: head }), { code: 'COMPLAINT_NOT_FOUND' }],
    [
      'an id in a list',
      (desk, id) => desk.get([id] as never, { by: head }),
      { code: 'COMPLAINT_NOT_FOUND', details: { id: 'an array' } },
    ],
    [
      'an id that cannot be made a text',
      (desk) => desk.send(textless, { type: 'note', text: 'x' }, { by: head }),
      { code: 'COMPLAINT_NOT_FOUND', details: { id: 'object' } },
    ],
    [
      'a command whose type cannot be made a text',
      (desk, id) => desk.send(id, { type: textless } as never, { by: head }),
      { code: 'COMMAND_INVALID', details: { command: 'object', issues: [{ path: 'type' }] } },
    ],
    [
      'a policy whose id cannot be made a text',
      (desk) => desk.submit({ ...call, policy: textless } as never, { by: agent }),
      { code: 'POLICY_UNKNOWN', details: { policy: 'object', known: ['shop'] } },
    ],
    ['a desk for no policy', async (desk) => desk.for(undefined as never), { code: 'POLICY_UNKNOWN' }],
    ['a desk for an odd policy', async (desk) => desk.for({ id: textless } as never), { code: 'POLICY_UNKNOWN' }],
    [
      'a command id with half a surrogate pair, which a store could not give back',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, { by: head, commandId: 'a\ud800' }),
      { code: 'COMMAND_INVALID', details: { issues: [{ path: 'commandId' }] } },
    ],
    [
      'an actor with half a surrogate pair',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, { by: { ...head, id: 'a\ud800' } }),
      { code: 'ACTOR_INVALID', details: { issues: [{ path: 'id' }] } },
    ],
    ['an erasure of nobody', (desk) => desk.erase(undefined as never), { code: 'QUERY_INVALID' }],
    ['no keys to redeliver', (desk) => desk.redeliver(undefined as never), { code: 'QUERY_INVALID' }],
    [
      'keys that are none',
      (desk) => desk.redeliver(['a', 5] as never),
      { code: 'QUERY_INVALID', details: { issues: [{ path: 'keys' }] } },
    ],
    [
      'one key in place of a list',
      (desk) => desk.redeliver('key' as never),
      { code: 'QUERY_INVALID', details: { issues: [{ path: 'keys' }] } },
    ],
    [
      'half a stuck record',
      (desk) => desk.stuck({ limit: 1.5 }),
      { code: 'QUERY_INVALID', details: { issues: [{ path: 'limit' }] } },
    ],
    [
      'a page of deadlines to recompute',
      (desk) => desk.recompute({ where: { limit: 5 } as never }),
      { code: 'QUERY_INVALID', message: expect.stringContaining('limit') },
    ],
    [
      'conditions that are none',
      (desk) => desk.recompute({ where: { colour: 'red' } as never }),
      { code: 'QUERY_INVALID' },
    ],
    [
      'a dry run that is neither dry nor not',
      (desk) => desk.recompute({ dryRun: 'yes' as never }),
      { code: 'QUERY_INVALID', details: { issues: [{ path: 'dryRun' }] } },
    ],
    [
      'an unknown command',
      (desk, id) => desk.send(id, { type: 'explode' } as never, { by: head }),
      { code: 'COMMAND_INVALID', details: { command: 'explode', issues: [{ path: 'type' }] } },
    ],
    ['no command', (desk, id) => desk.send(id, undefined as never, { by: head }), { code: 'COMMAND_INVALID' }],
    [
      'a payload that fails its schema, with every path',
      (desk, id) => desk.send(id, { type: 'assign', to: 5, worker: 7 } as never, { by: head }),
      { code: 'COMMAND_INVALID', details: { issues: [{ path: 'to' }, { path: 'worker' }] } },
    ],
    [
      'facts of the wrong kind',
      (desk) => desk.submit({ ...call, facts: { model: 1 } } as never, { by: agent }),
      { code: 'COMMAND_INVALID', details: { issues: [{ path: 'facts.model' }] } },
    ],
    ['a cycle', (desk, id) => desk.send(id, cycle() as never, { by: head }), { code: 'COMMAND_INVALID' }],
    [
      'an unknown role',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, { by: { id: 'x', role: 'king' } as never }),
      { code: 'ACTOR_INVALID', details: { issues: [{ path: 'role' }] } },
    ],
    ['no actor', (desk, id) => desk.send(id, { type: 'note', text: 'x' }, {} as never), { code: 'ACTOR_INVALID' }],
    [
      'no options',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, undefined as never),
      { code: 'ACTOR_INVALID' },
    ],
    [
      'the library itself as a role',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, { by: { id: 'x', role: 'system' } as never }),
      { code: 'ACTOR_INVALID' },
    ],
    [
      'the library itself as a person',
      (desk, id) => desk.send(id, { type: 'note', text: 'x' }, { by: { id: 'system', role: 'head' } }),
      { code: 'ACTOR_INVALID', details: { issues: [{ path: 'id' }] } },
    ],
    [
      'an impossible commandId, version and instant',
      (desk, id) =>
        desk.send(
          id,
          { type: 'note', text: 'x' },
          { by: head, commandId: '', expectedVersion: -1, occurredAt: 'soon' },
        ),
      {
        code: 'COMMAND_INVALID',
        details: { issues: [{ path: 'commandId' }, { path: 'expectedVersion' }, { path: 'occurredAt' }] },
      },
    ],
    [
      'a query that is none',
      (desk) => desk.list({ limit: 0, colour: 'red' } as never, { by: head }),
      { code: 'QUERY_INVALID' },
    ],
    [
      'an obligation that is none',
      (desk, id) => desk.explain(id, 'none' as never, { by: head }),
      { code: 'QUERY_INVALID', details: { issues: [{ path: 'obligation' }] } },
    ],
    [
      'a history range that is none',
      (desk, id) => desk.history(id, { by: head, limit: -1 }),
      { code: 'QUERY_INVALID' },
    ],
  ]

  test.each(cases)('%s gets a clear error and changes nothing', async (_name, act, expected) => {
    const { redress, store } = openShop()
    const c = await redress.submit(call, { by: agent })
    await expect(act(redress, c.id)).rejects.toMatchObject(expected)
    expect(await store.load([{ key: key(c.id) }])).toMatchObject([{ seq: 1 }])
  })

  test('64 KiB of JSON are the limit of a command, counted as bytes', async () => {
    const { redress } = openShop()
    const c = await redress.submit(call, { by: agent })
    const evidence = (characters: number) => ({ type: 'fulfil', evidence: ['好'.repeat(characters)] }) as never
    await expect(redress.send(c.id, evidence(22_000), { by: head })).rejects.toMatchObject({
      code: 'COMMAND_TOO_LARGE',
      details: { command: 'fulfil', bytes: 66_033, limitBytes: 65_536 },
    })
    expect(await codeOf(redress.send(c.id, evidence(21_000), { by: head }))).toBe('COMMAND_INVALID')
  })

  test('a directory that throws or answers nonsense is a retryable failure, and the command is not lost', async () => {
    let mode = 'throws'
    const shaky = {
      async persons() {
        if (mode === 'throws') throw new Error('ldap://wang:secret@host')
        return mode === 'nonsense' ? [{ name: 'no id' }] : []
      },
      members: async () => [],
    }
    const { redress } = openShop({ directory: shaky as never })
    const c = await redress.submit(call, { by: agent })
    const assign = () => redress.send(c.id, { type: 'assign', to: 'li' }, { by: head, commandId: 'assign-1' })
    for (mode of ['throws', 'nonsense']) {
      const error = await assign().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'DIRECTORY_FAILED', retryable: true })
      expect(String(error)).not.toContain('secret')
    }
    mode = 'well'
    expect(await assign()).toMatchObject({ owner: 'li' })
    await turns()
  })
})

// Out of JSON, where members may have the names of the methods that make a text.
const textless: never = JSON.parse('{"toString":1,"valueOf":1}') as never

const cycle = (): object => {
  const command: Record<string, unknown> = { type: 'note', text: 'x' }
  command['self'] = command
  return command
}
