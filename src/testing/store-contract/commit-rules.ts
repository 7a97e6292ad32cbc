import type { Change } from '../../domain/record.ts'
import type { CommitOutcome, Store } from '../../stores/contract.ts'
import { equal, ok } from '../assert.ts'
import { rule, type StoreRule } from './rule.ts'
import { changeOf, commitAll, fullChange, keyOf, messageOf, T, TENANT } from './samples.ts'

/** All that a store shows of a record. */
async function stateOf(store: Store, id: string): Promise<unknown> {
  const key = keyOf(id)
  return {
    record: (await store.load([{ key }]))[0],
    entries: (await store.entries({ key })).items,
    clocks: await store.clocks([key]),
    links: await store.links(key),
    personal: await store.personal([key]),
    messages: (await store.messages({ tenant: TENANT, record: key })).items,
    found: (await store.find({ tenant: TENANT, number: `N-${id}` })).items,
  }
}

const isFault = (outcome: CommitOutcome | undefined): boolean => typeof outcome === 'object' && 'fault' in outcome

const everyPart = (id: string, options: { basedOn?: number; commandId?: string; key?: string }): Change =>
  changeOf(id, {
    basedOn: options.basedOn ?? 0,
    entries: 2,
    commandId: options.commandId ?? `c-${id}-${options.basedOn ?? 0}`,
    at: T + 500,
    wakeAt: T + 600,
    personal: [{ subject: 'loser' }],
    clocks: [{ clock: 'k', obligation: 'of the loser' }],
    links: [{ from: keyOf(id), rel: 'loser', to: keyOf('x'), at: T }],
    messages: [{ key: options.key ?? `m-${id}-${options.basedOn ?? 0}` }],
  })

export const commitRules: readonly StoreRule[] = [
  rule('S-10', 'a first commit on a key that exists is a conflict', async ({ store }) => {
    const first = changeOf('a', { columns: { owner: 'first' } })
    await commitAll(store, first)
    equal(
      await store.commit([changeOf('a', { columns: { owner: 'second' } })]),
      ['conflict'],
      'the second first commit',
    )
    equal(await store.load([{ key: keyOf('a') }]), [first.record], 'the first stands')
  }),

  rule('S-11', 'of two changes based on one seq, the one that comes first stands', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    const winner = changeOf('a', { basedOn: 1, columns: { owner: 'winner' } })
    await commitAll(store, winner)
    equal(
      await store.commit([changeOf('a', { basedOn: 1, columns: { owner: 'loser' } })]),
      ['conflict'],
      'the later one',
    )
    equal(await store.load([{ key: keyOf('a') }]), [winner.record], 'the winner stands')
  }),

  rule('S-12', 'a change based on a seq that the record never had is a conflict', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    equal(
      await store.commit([changeOf('a', { basedOn: 5 }), changeOf('nobody', { basedOn: 1 })]),
      ['conflict', 'conflict'],
      'nothing can follow what is not there',
    )
    equal(await store.load([{ key: keyOf('nobody') }]), [undefined], 'no record is made by it')
  }),

  rule('S-13', 'of a change in conflict nothing is stored', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    await commitAll(store, changeOf('a', { basedOn: 1, clocks: [{ clock: 'k' }], commandId: 'winner' }))
    const before = await stateOf(store, 'a')
    equal(await store.commit([everyPart('a', { basedOn: 1 })]), ['conflict'], 'the late change')
    equal(await stateOf(store, 'a'), before, 'the record and all beside it is as before')
    equal((await store.claimMessages(T + 1_000, 10, 1)).items, [], 'no message of it goes out')
    equal((await store.claimDue(T + 1_000, 10, 1)).items, [], 'no wake-up of it is due')
    equal(await store.find({ tenant: TENANT, text: 'loser' }), { items: [] }, 'no text of it is found')
    equal(await store.erase(TENANT, 'loser'), [], 'no personal data of it are there')
    equal((await store.entries({ tenant: TENANT })).items.length, 2, 'no entry of it is there')
  }),

  rule('S-14', 'a command id that the tenant has answers `duplicate` and where it is', async ({ store }) => {
    await commitAll(store, changeOf('a', { entries: 3, commandId: 'c-1' }))
    equal(
      await store.commit([changeOf('a', { basedOn: 3, commandId: 'c-1' })]),
      [{ duplicate: { key: keyOf('a'), seq: 3 } }],
      'on the same record',
    )
    equal(
      await store.commit([changeOf('b', { kind: 'cause', commandId: 'c-1' })]),
      [{ duplicate: { key: keyOf('a'), seq: 3 } }],
      'on another record',
    )
    equal(await store.load([{ key: keyOf('b', { kind: 'cause' }) }]), [undefined], 'the duplicate is not stored')
    equal((await store.entries({ tenant: TENANT })).items.length, 3, 'no entry of the duplicate is stored')
    await commitAll(store, changeOf('a', { tenant: 'tenant-2', commandId: 'c-1' }))
    for (const commandId of ['null', 'NULL', 'a,b', '{}', '"', '\\', '(c)', ' ', "it's", '催办']) {
      await commitAll(store, changeOf(`first ${commandId}`, { commandId }))
      equal(
        await store.commit([changeOf(`again ${commandId}`, { commandId })]),
        [{ duplicate: { key: keyOf(`first ${commandId}`), seq: 1 } }],
        `whatever it is: ${commandId}`,
      )
    }
  }),

  rule('S-15', 'a duplicate is looked for before a conflict', async ({ store }) => {
    await commitAll(store, changeOf('a', { commandId: 'c-1' }))
    await commitAll(store, changeOf('a', { basedOn: 1, commandId: 'c-2' }))
    equal(
      await store.commit([changeOf('a', { commandId: 'c-1' })]),
      [{ duplicate: { key: keyOf('a'), seq: 1 } }],
      'a change that was stored and is sent again, as after a lost connection',
    )
    const catchUp = changeOf('a', { basedOn: 1, entries: 2, commandId: 'c-2' })
    equal(await store.commit([catchUp]), [{ duplicate: { key: keyOf('a'), seq: 2 } }], 'by any entry of the change')
  }),

  rule('S-16', 'a duplicate is found inside one batch too', async ({ store }) => {
    const outcomes = await store.commit([
      changeOf('a', { commandId: 'same' }),
      changeOf('b', { commandId: 'same' }),
      changeOf('c', { commandId: 'other' }),
    ])
    equal(
      outcomes,
      ['committed', { duplicate: { key: keyOf('a'), seq: 1 } }, 'committed'],
      'the first of the batch stands and the second is its duplicate',
    )
    equal(await store.load([{ key: keyOf('b') }]), [undefined], 'the duplicate is not stored')
  }),

  rule('S-17', 'a message key that exists is a fault, and nothing of that change is stored', async ({ store }) => {
    await commitAll(store, changeOf('a', { messages: [{ key: 'taken' }] }))
    const before = await stateOf(store, 'b')
    const [first] = await store.commit([everyPart('b', { key: 'taken' })])
    ok(isFault(first), 'a key of another record is a fault')
    equal(await stateOf(store, 'b'), before, 'nothing of a new record is stored')

    const known = await stateOf(store, 'a')
    const [second] = await store.commit([everyPart('a', { basedOn: 1, key: 'taken' })])
    ok(isFault(second), 'a key of the record itself is a fault')
    equal(await stateOf(store, 'a'), known, 'nothing of a known record is changed')

    const [third] = await store.commit([changeOf('c', { messages: [{ key: 'twice' }, { key: 'twice' }] })])
    ok(isFault(third), 'a key twice in one change is a fault')
    equal(await store.load([{ key: keyOf('c') }]), [undefined], 'nothing of that change is stored')
    equal((await store.messages({ tenant: TENANT })).items.length, 1, 'only the first message is there')
    equal((await store.claimDue(T + 1_000, 10, 1)).items, [], 'nothing of them is due')
    await commitAll(store, changeOf('a', { tenant: 'tenant-2', messages: [{ key: 'taken' }] }))
  }),

  rule('S-18', 'who lost a race is told `conflict`, though his message keys exist by the winner', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    const wake = changeOf('a', { basedOn: 1, messages: [{ key: 'breached:k#1' }] })
    equal(await store.commit([wake]), ['committed'], 'the worker that came first')
    equal(await store.commit([structuredClone(wake)]), ['conflict'], 'the one that decided the same')
  }),

  rule('S-19', 'each change of a batch stands or falls by itself, and is answered in its place', async ({ store }) => {
    await commitAll(store, changeOf('known', { commandId: 'c-known', messages: [{ key: 'taken' }] }), changeOf('late'))
    await commitAll(store, changeOf('late', { basedOn: 1 }))
    const batch = [
      fullChange('whole'),
      everyPart('late', { basedOn: 1 }),
      changeOf('known', { basedOn: 1, messages: [{ key: 'new' }] }),
      everyPart('repeated', { commandId: 'c-known' }),
      everyPart('faulty', { key: 'taken' }),
      changeOf('last', { messages: [{ key: 'last' }] }),
    ]
    const outcomes = await store.commit(batch)
    equal(
      outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : (Object.keys(outcome)[0] ?? ''))),
      ['committed', 'conflict', 'committed', 'duplicate', 'fault', 'committed'],
      'the answers stand in the order of the changes',
    )
    equal(
      await store.load(batch.map(({ record }) => ({ key: record.key }))),
      [
        batch[0]?.record,
        changeOf('late', { basedOn: 1 }).record,
        batch[2]?.record,
        undefined,
        undefined,
        batch[5]?.record,
      ],
      'what was committed is there, the rest is not',
    )
    const { items } = await store.messages({ tenant: TENANT })
    equal(
      items.map(({ key }) => key).sort(),
      ['last', 'new', 'taken', 'whole/0', 'whole/1', 'whole/2', 'whole/3', 'whole/4'],
      'messages',
    )
    equal((await store.personal([keyOf('faulty'), keyOf('repeated'), keyOf('late')])).length, 0, 'personal data')
  }),

  rule('S-20', 'a change that would leave a gap in the history is a fault', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    const good = changeOf('a', { basedOn: 1, entries: 2 })
    const [first, second] = good.entries
    ok(second !== undefined, 'two entries')
    const bad: readonly Change[] = [
      { ...good, record: { ...good.record, seq: 9 } },
      { ...good, entries: [second] },
      { ...good, entries: [second, first] },
      { ...good, entries: [first, { ...second, seq: 4 }], record: { ...good.record, seq: 4 } },
    ]
    for (const [i, change] of bad.entries()) {
      const [outcome] = await store.commit([change])
      ok(isFault(outcome), `change ${i} does not count on from 1`)
    }
    equal((await store.entries({ key: keyOf('a') })).items.length, 1, 'nothing of them is stored')
    await commitAll(store, good)
  }),

  rule('S-21', 'a change that writes beside its own record is a fault', async ({ store }) => {
    await commitAll(store, changeOf('b'), changeOf('b', { tenant: 'tenant-2' }))
    for (const key of [keyOf('b'), keyOf('a', { kind: 'cause' }), keyOf('a', { tenant: 'tenant-2' })]) {
      const good = fullChange('a')
      const [entry, ...entries] = good.entries
      const bad: readonly Change[] = [
        { ...good, entries: [{ ...entry, key }, ...entries] },
        { ...good, personal: good.personal.map((row) => ({ ...row, key })) },
        { ...good, clocks: good.clocks.map((row) => ({ ...row, key })) },
        { ...good, messages: [messageOf(key, { key: 'm' })] },
      ]
      for (const [i, change] of bad.entries()) {
        const [outcome] = await store.commit([change])
        ok(isFault(outcome), `part ${i} belongs to another record`)
      }
    }
    const good = changeOf('a')
    for (const end of ['from', 'to'] as const) {
      const link = { from: keyOf('a'), rel: 'r', to: keyOf('b'), at: T, [end]: keyOf('b', { tenant: 'tenant-2' }) }
      const [outcome] = await store.commit([{ ...good, links: [link] }])
      ok(isFault(outcome), 'a link leaves the tenant')
    }
    equal(await store.load([{ key: keyOf('a') }]), [undefined], 'nothing of them is stored')
  }),

  rule('S-22', 'a history has no gaps and no doubles, however many write at once', async ({ store }) => {
    await commitAll(store, changeOf('a'))
    const write = async (writer: number): Promise<void> => {
      for (let done = 0, tries = 0; done < 5; tries++) {
        ok(tries < 1_000, 'who tries again gets through')
        const [record] = await store.load([{ key: keyOf('a') }])
        ok(typeof record === 'object', 'the record is there')
        const change = changeOf('a', { basedOn: record.seq, commandId: `${writer}/${done}` })
        const [outcome] = await store.commit([change])
        if (outcome === 'committed') done += 1
        else ok(outcome === 'conflict' || outcome === 'busy', 'who comes late gets a conflict')
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)))
    const { items } = await store.entries({ key: keyOf('a') })
    equal(
      items.map(({ seq }) => seq),
      Array.from({ length: 41 }, (_, i) => i + 1),
      'the numbers of the entries',
    )
    equal(new Set(items.map(({ commandId }) => commandId)).size, 41, 'each command once')
    equal((await store.load([{ key: keyOf('a'), unlessSeq: 41 }]))[0], 'unchanged', 'the number of the record')
  }),

  rule('S-23', 'a batch of hundreds is stored whole', async ({ store }) => {
    const batch = Array.from({ length: 300 }, (_, i) => changeOf(`r${i}`, { messages: [{ key: `m${i}` }] }))
    await commitAll(store, ...batch)
    equal(
      await store.load(batch.map(({ record }) => ({ key: record.key }))),
      batch.map(({ record }) => record),
      'every record',
    )
    equal(await store.count({ tenant: TENANT }), { total: 300 }, 'and no other')
    equal(await store.commit([]), [], 'an empty batch')
  }),

  rule(
    'S-79',
    'a record that another transaction holds is `busy`, and holds up nothing else',
    async ({ store, hold }) => {
      const ids = ['a', 'b', 'c']
      await commitAll(store, ...ids.map((id) => changeOf(id, { wakeAt: T })))
      const changes = ids.map((id) => changeOf(id, { basedOn: 1, wakeAt: T, messages: [{ key: `m ${id}` }] }))
      const release = await hold(keyOf('b'))
      // The transaction ends only below: a store that waits for it never gets there.
      try {
        equal(await store.commit(changes), ['committed', 'busy', 'committed'], 'in a batch')
        equal(await store.commit(changes.slice(1, 2)), ['busy'], 'alone')
        equal(
          await store.load([{ key: keyOf('b') }]),
          [changeOf('b', { wakeAt: T }).record],
          'it can be read as it was',
        )
        const due = await store.claimDue(T, 10, 1_000)
        equal(due.items.map(({ item }) => item.key.id).sort(), ['a', 'c'], 'it is not claimed')
      } finally {
        await release()
      }
      equal(await store.commit(changes.slice(1, 2)), ['committed'], 'when the transaction has ended')
      equal((await store.messages({ tenant: TENANT })).items.length, 3, 'each message once')
    },
  ),
]
