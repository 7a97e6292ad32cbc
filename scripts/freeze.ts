/**
 * Writes records and histories of this version into `test/frozen/<version>/`, once for each release: what a released
 * version stored, every later one reads, migrates or refuses with a code (L14). Never run it over a released version's
 * folder; a test holds every folder that is there.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRedress, memoryStore, simulatedClock, staticDirectory } from 'redress'
import { lenovo, simpleFlow } from 'redress/policies'
import { countingIds } from 'redress/testing'

const TENANT = 'default'
const START = '2026-03-02T09:00:00+08:00'
const store = memoryStore()
const clock = simulatedClock(START)
const desk = createRedress({
  policies: [lenovo, simpleFlow],
  store,
  clock,
  ids: countingIds('frozen'),
  directory: staticDirectory([{ id: 'chen', roles: ['engineer'], unit: 'station-7', superiors: ['sun'] }]),
})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const folder = new URL(`../test/frozen/${version}/`, import.meta.url)
mkdirSync(folder, { recursive: true })

/** Writes a complaint as it is stored now, with its history and clocks. */
async function freeze(name: string, id: string): Promise<void> {
  const key = { tenant: TENANT, kind: 'complaint', id } as const
  const [record] = await store.load([{ key }])
  const { items: entries } = await store.entries({ key })
  const clocks = await store.clocks([key])
  const personal = await store.personal([key])
  writeFileSync(
    new URL(`${name}.json`, folder),
    `${JSON.stringify({ record, entries, clocks, personal }, undefined, 2)}\n`,
  )
}

const dispatcher = { id: 'zhao', role: 'dispatcher' } as const
const engineer = { id: 'chen', role: 'engineer', unit: 'station-7' } as const
const director = { id: 'qian', role: 'serviceDirector' } as const
const quality = { id: 'wang', role: 'quality' } as const
const minutes = (count: number): void => clock.advance(count * 60_000)

const { id } = await desk.submit(
  {
    policy: 'lenovo',
    channel: 'phone',
    customer: { id: 'customer-1', name: '刘先生' },
    summary: '维修站让用户自己想办法。',
    category: 'serviceManner/stationService',
    unit: 'station-7',
    facts: { station: 'station-7', serialNumber: 'SN-1' },
  },
  { by: dispatcher },
)
await freeze('lenovo-registered', id)
minutes(90)
await desk.runDue()
await freeze('lenovo-breached', id)
await desk.send(id, { type: 'assign', to: 'chen' }, { by: dispatcher })
await desk.send(id, { type: 'contact' }, { by: engineer })
await desk.send(id, { type: 'promise', what: '明天上门。', at: '2026-03-03T10:00:00+08:00' }, { by: engineer })
await desk.send(
  id,
  { type: 'suspend', reason: 'customerAbsent' },
  { by: { id: 'sun', role: 'stationHead', unit: 'station-7' } },
)
await freeze('lenovo-suspended', id)
minutes(30)
await desk.send(id, { type: 'resume' }, { by: engineer })
await desk.send(id, { type: 'establish', finding: 'upheld', liability: 'shared' }, { by: engineer })
await desk.send(id, { type: 'propose', remedies: [{ kind: 'visit' }] }, { by: engineer })
await desk.send(id, { type: 'accept' }, { by: engineer })
await desk.send(id, { type: 'fulfil' }, { by: engineer })
await freeze('lenovo-verifying', id)
await desk.send(id, { type: 'callBack', outcome: 'satisfied' }, { by: dispatcher })
await desk.send(id, { type: 'attribute', responsible: [{ kind: 'person', id: 'chen' }] }, { by: director })
await freeze('lenovo-assessing', id)
await desk.send(id, { type: 'assess', nature: 'attitude' }, { by: director })
await desk.send(id, { type: 'decide', measures: [{ kind: 'training', subject: 'chen' }] }, { by: director })
await desk.send(id, { type: 'identifyCause', causes: [{ code: 'stock', statement: '没有配备。' }] }, { by: quality })
await desk.send(id, { type: 'readAcross', places: [{ place: 'station-3', affected: true }] }, { by: quality })
await desk.send(
  id,
  { type: 'plan', actions: [{ kind: 'preventive', what: '配备。', owner: 'wang', due: '2026-03-09T18:00:00+08:00' }] },
  { by: quality },
)
await freeze('lenovo-implementing', id)
await desk.send(id, { type: 'completeAction', action: 'action-1' }, { by: quality })
await desk.send(id, { type: 'verifyEffect', effective: true }, { by: quality })
await desk.send(id, { type: 'close' }, { by: quality })
await freeze('lenovo-closed', id)
await desk.send(id, { type: 'reopen', levels: ['improvement'], reason: '又发生了。' }, { by: quality })
await freeze('lenovo-reopened', id)

const registrar = { id: 'li', role: 'registrar' } as const
const handler = { id: 'ma', role: 'handler' } as const
const simple = await desk.submit(
  { policy: 'simple-flow', channel: 'web', confidentiality: 'anonymous', summary: 'x' },
  { by: registrar },
)
await desk.send(simple.id, { type: 'assign', to: 'ma' }, { by: registrar })
await desk.send(simple.id, { type: 'contact' }, { by: handler })
await desk.send(
  simple.id,
  { type: 'file', form: 'investigation', data: { confirmed: true, statementsHeard: 1, summary: 'x' } },
  { by: handler },
)
await desk.send(simple.id, { type: 'propose', remedies: [{ kind: 'refund' }] }, { by: handler })
await desk.send(simple.id, { type: 'accept' }, { by: handler })
await desk.send(simple.id, { type: 'fulfil' }, { by: handler })
await desk.send(simple.id, { type: 'callBack', outcome: 'dissatisfied' }, { by: handler })
await freeze('simple-flow-reviewing', simple.id)
await desk.stop()
