import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createRedress, memoryChannel, type RedressEvent, type Store, simulatedClock, staticDirectory } from 'redress'
import { lenovo } from 'redress/policies'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../src/stores/contract.ts'
import { type OpenedStore, sqlite, storeKinds } from '../fixtures/stores.ts'

const START = Date.parse('2026-03-02T09:00:00+08:00')
const dispatcher = { id: 'd.zhao', role: 'dispatcher' } as const
const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const
const stationHead = { id: 'h.sun', role: 'stationHead', unit: 'station-7' } as const
const manager = { id: 'm.li', role: 'regionalManager' } as const
const quality = { id: 'q.wang', role: 'quality' } as const

/** What the complainant is and said: a word of its own in every field that holds personal data. */
const his = {
  name: '刘先生-Pikachu-1',
  contact: '13800000000',
  address: 'Zhongguancun-Lane-42',
  summary: 'floppydrive-reads-nothing 软驱不读盘',
  demand: 'wants-a-cleaning-at-home',
  allegation: 'was-told-to-find-a-disk-himself',
  serialNumber: 'SN-ABCDEF-0042',
  contactNote: 'shouted-for-an-hour',
  comment: 'his-uncle-is-a-journalist',
  remedy: 'a-free-mouse-for-his-daughter',
  words: 'we-are-very-sorry-dear-Mr-Liu',
  fulfilled: 'we-cleaned-it-in-his-kitchen',
  calledBack: 'he-is-content-now',
  note: 'his-wife-answered-the-phone',
}
/** What the company wrote of its own causes: another subject, another erasure. */
const ours = { cause: 'no-cleaning-disks-at-the-station', action: 'put-disks-on-the-opening-list' }
const other = { name: 'Somebody-Else', summary: 'another-matter-altogether' }

async function live(redress: ReturnType<typeof openDesk>['redress']): Promise<string> {
  const { id } = await redress.submit(
    {
      policy: 'lenovo',
      channel: 'phone',
      customer: { id: 'customer-4711', name: his.name, contact: his.contact, address: his.address },
      summary: his.summary,
      demand: his.demand,
      allegations: [{ text: his.allegation }],
      category: 'serviceManner/stationService',
      facts: { station: 'station-7', serialNumber: his.serialNumber },
      unit: 'station-7',
    },
    { by: dispatcher, commandId: 'hotline-0001' },
  )
  await redress.send(id, { type: 'assign', to: engineer.id }, { by: stationHead })
  await redress.send(id, { type: 'contact', summary: his.contactNote }, { by: engineer })
  await redress.send(
    id,
    { type: 'establish', finding: 'upheld', liability: 'ours', comment: his.comment },
    { by: engineer },
  )
  await redress.send(id, { type: 'note', text: his.note }, { by: engineer })
  await redress.send(id, { type: 'propose', remedies: [{ kind: 'apology', text: his.remedy }] }, { by: engineer })
  await redress.send(id, { type: 'accept' }, { by: engineer })
  await redress.send(
    id,
    { type: 'file', form: 'apology', data: { by: stationHead.id, channel: 'phone', words: his.words } },
    { by: stationHead },
  )
  await redress.send(id, { type: 'fulfil', summary: his.fulfilled }, { by: engineer })
  await redress.send(id, { type: 'callBack', outcome: 'satisfied', comment: his.calledBack }, { by: dispatcher })
  await redress.send(id, { type: 'attribute', responsible: [{ kind: 'person', id: engineer.id }] }, { by: stationHead })
  await redress.send(id, { type: 'assess', nature: 'serviceAttitude' }, { by: manager })
  await redress.send(id, { type: 'decide', measures: [] }, { by: manager })
  await redress.send(
    id,
    { type: 'identifyCause', causes: [{ code: 'no-disks', statement: ours.cause }] },
    { by: quality },
  )
  await redress.send(id, { type: 'readAcross', places: [{ place: 'station-3', affected: true }] }, { by: quality })
  await redress.send(
    id,
    { type: 'plan', actions: [{ kind: 'preventive', what: ours.action, owner: quality.id }] },
    { by: quality },
  )
  return id
}

function openDesk(store: Store) {
  const events: RedressEvent[] = []
  const mail = memoryChannel()
  const redress = createRedress({
    policies: [lenovo],
    store,
    clock: simulatedClock(START),
    channels: { staff: mail, customer: mail },
    directory: staticDirectory([
      { id: dispatcher.id, roles: ['dispatcher'] },
      { id: engineer.id, roles: ['engineer'], unit: 'station-7' },
      { id: stationHead.id, roles: ['stationHead'], unit: 'station-7' },
      { id: manager.id, roles: ['regionalManager'] },
      { id: quality.id, roles: ['quality'] },
    ]),
    onEvent: (event) => events.push(event),
  })
  return { redress, events, mail }
}

async function all<Item>(read: (after?: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const found: Item[] = []
  for (let after: string | undefined; ; ) {
    const { items, next } = await read(after)
    found.push(...items)
    if (next === undefined) return found
    after = next
  }
}

const tenant = 'default'
const page = (after: string | undefined) => (after === undefined ? {} : { after })

/** All that the port gives away, by the part that it comes from. */
async function readOut(store: Store) {
  const records = await all((after) => store.find({ tenant, ...page(after) }))
  const keys = records.map(({ key }) => key)
  return {
    records,
    entries: await all((after) => store.entries({ tenant, ...page(after) })),
    messages: await all((after) => store.messages({ tenant, ...page(after) })),
    clocks: await store.clocks(keys),
    links: (await Promise.all(keys.map((key) => store.links(key)))).flat(),
    personal: await store.personal(keys),
  }
}

/** The bytes of every file of a store, its log included, and every cell of every table. */
function filesOf({ directory = '' }: OpenedStore): string {
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name)))
  const db = new DatabaseSync(join(directory, 'complaints.db'), { readOnly: true })
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  const cells = tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${String(name)}"`).all())
  db.close()
  return [
    ...files.map((bytes) => bytes.toString('utf8')),
    ...files.map((bytes) => bytes.toString('latin1')),
    JSON.stringify(cells),
  ].join('\n')
}

/** The words that stand in a text, whatever their case. */
const wordsIn = (text: string, words: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(words).filter((word) => text.toLowerCase().includes(word.toLowerCase()))

describe.each(storeKinds)('L18 a history for ever and a person who may be forgotten, on $name', ({ open }) => {
  it('L18 personal data stand in one place only: not in records, columns, entries, messages, events or errors', async () => {
    const { store } = open()
    const { redress, events, mail } = openDesk(store)
    const id = await live(redress)
    await redress.runDue()
    const failures: unknown[] = []
    for (const attempt of [
      () => redress.send(id, { type: 'note', text: his.note, by: his.name } as never, { by: engineer }),
      () => redress.send(id, { type: 'note', text: his.note.repeat(10_000) }, { by: engineer }),
      () =>
        redress.send(id, { type: 'propose', remedies: [{ kind: 'other', text: his.remedy }] } as never, {
          by: engineer,
        }),
      () => redress.send(id, { type: 'close', comment: his.comment }, { by: quality }),
      () => redress.send(id, { type: 'contact', summary: his.contactNote }, { by: quality }),
    ]) {
      await attempt().catch((error: unknown) => failures.push(JSON.stringify(error), String(error)))
    }
    expect(failures).toHaveLength(10)

    const { personal, ...rest } = await readOut(store)
    for (const [part, content] of Object.entries({ ...rest, events, failures, mail: mail.calls })) {
      expect(wordsIn(JSON.stringify(content), { ...his, ...ours }), part).toEqual([])
    }
    // They are where they belong, all of them.
    expect(wordsIn(JSON.stringify(personal), his)).toEqual(Object.values(his))
    expect(wordsIn(JSON.stringify(personal), ours)).toEqual(Object.values(ours))
  })

  it('L18 erased, nothing of him is left anywhere; the chain verifies, and what was not his stays', async () => {
    const opened = open()
    const { store } = opened
    const { redress } = openDesk(store)
    const id = await live(redress)
    const another = await redress.submit(
      { policy: 'lenovo', channel: 'web', summary: other.summary, customer: { id: 'customer-2', name: other.name } },
      { by: dispatcher },
    )
    await redress.runDue()
    const before = await redress.verify(id, { by: quality })
    const salts = (await store.personal([{ tenant, kind: 'complaint', id }])).filter(
      ({ subject }) => subject === 'customer:customer-4711',
    )
    expect(salts.length).toBeGreaterThan(5)
    const secrets = Object.fromEntries(salts.map(({ salt }) => [salt, salt]))

    expect(await redress.erase({ customer: 'customer-4711' })).toEqual([id])

    const everything = JSON.stringify(await readOut(store))
    expect(wordsIn(everything, his)).toEqual([])
    expect(wordsIn(everything, secrets)).toEqual([])
    expect(wordsIn(everything, { ...ours, ...other })).toEqual([...Object.values(ours), ...Object.values(other)])
    if (opened.directory !== undefined) {
      const files = filesOf(opened)
      expect(wordsIn(files, his)).toEqual([])
      expect(wordsIn(files, secrets)).toEqual([])
      // The scan sees what is there.
      expect(wordsIn(files, { ...ours, ...other })).toEqual([...Object.values(ours), ...Object.values(other)])
    }

    // The same chain, the same head: nothing was rewritten.
    const after = await redress.verify(id, { by: quality })
    expect(after).toEqual({ ...before, erased: salts.length })
    expect(await redress.verify(another.id, { by: quality })).toMatchObject({ erased: 0 })
    // Readers, and a desk that remembers, see none of it either.
    const view = await redress.get(id, { by: quality })
    expect(view.personal).toMatchObject({ erased: true })
    const history = await redress.history(id, { by: quality })
    expect(wordsIn(JSON.stringify([view, history]), his)).toEqual([])
    expect(history.filter(({ erased }) => erased === true)).toHaveLength(salts.length)
    expect(await redress.list({ text: 'pikachu' }, { by: quality })).toMatchObject({ items: [] })
    expect((await redress.list({ text: 'altogether' }, { by: quality })).items).toHaveLength(1)

    // The company's own texts go by themselves, and the complaint goes on.
    expect(await redress.erase({ record: id })).toEqual([id])
    expect(wordsIn(JSON.stringify(await readOut(store)), ours)).toEqual([])
    if (opened.directory !== undefined) expect(wordsIn(filesOf(opened), ours)).toEqual([])
    await redress.send(id, { type: 'completeAction', action: 'action-1' }, { by: quality })
    expect(await redress.verify(id, { by: quality })).toMatchObject({ entries: before.entries + 1 })
    expect(await redress.erase({ customer: 'customer-4711' })).toEqual([])
  })

  it('L18 a complainant without a reference is erased by his complaint', async () => {
    const { store } = open()
    const { redress } = openDesk(store)
    const submission = {
      policy: 'lenovo',
      channel: 'phone',
      summary: his.summary,
      customer: { name: his.name },
    } as const
    const { id } = await redress.submit(submission, { by: dispatcher })
    const { id: stays } = await redress.submit(submission, { by: dispatcher })
    expect(await redress.erase({ complaint: id })).toEqual([id])
    expect((await redress.get(id, { by: quality })).personal).toEqual({ erased: true, facts: {}, allegations: {} })
    expect((await redress.get(stays, { by: quality })).personal).toMatchObject({ summary: his.summary })
    expect(await redress.verify(id, { by: quality })).toMatchObject({ entries: 1, erased: 1 })
  })

  it('L18 a command that is repeated after the erasure is still known, though its words are gone', async () => {
    const { store } = open()
    const { redress } = openDesk(store)
    const submission = {
      policy: 'lenovo',
      channel: 'phone',
      summary: his.summary,
      customer: { id: 'customer-4711' },
    } as const
    const once = { by: dispatcher, commandId: 'hotline-0001' }
    const { id } = await redress.submit(submission, once)
    await redress.erase({ customer: 'customer-4711' })
    expect(await redress.submit(submission, once)).toMatchObject({ id, duplicate: true })
    expect(wordsIn(JSON.stringify(await readOut(store)), his)).toEqual([])
  })
})

it('L18 what is altered in the file instead of erased is found', async () => {
  const opened = sqlite.open()
  const { redress } = openDesk(opened.store)
  const id = await live(redress)
  const db = new DatabaseSync(join(opened.directory, 'complaints.db'))
  db.exec(`UPDATE complaint_personal SET data = replace(data, '${his.demand}', 'wants-nothing')`)
  db.close()
  await expect(redress.verify(id, { by: quality })).rejects.toMatchObject({
    code: 'HISTORY_BROKEN',
    details: { id, seq: 1 },
  })
})
