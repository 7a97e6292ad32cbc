// Compares `sqliteStore().commit` with hand-written statements for the same rows in the same schema, by turns in one run:
//
//   npm exec -- node test/unit/stores/sqlite-floor.bench.ts [batch size] [rounds] [records]
//
// On plain Node: tsx names every closure as it is made, which costs more than what is measured.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Change } from '../../../src/stores/contract.ts'
import { sqliteStore } from '../../../src/stores/sqlite/index.ts'

const [size = 64, rounds = 300, records = 2_000] = process.argv.slice(2).map(Number)
const directory = mkdtempSync(join(tmpdir(), 'redress-floor-'))

const HEX = 'a5'.repeat(32)
const STATE = JSON.stringify({ text: 'x'.repeat(3_000) })
const BODY = JSON.stringify({ text: 'y'.repeat(1_000) })

/** The change that brings record `i` to `seq`: 3 KB of text, an entry of 1 KB, 2 clocks, 1 message, 1 personal row. */
function changeOf(i: number, seq: number): Change {
  const at = 1_700_000_000_000 + seq * 60_000 + i
  const key = {
    tenant: 'default',
    kind: 'complaint',
    id: `019a5b3c-${String(i).padStart(6, '0')}-7def-8123-456789abcdef`,
  } as const
  const clock = {
    key,
    obligation: 'first-contact',
    level: 'customerInterface',
    cycle: 1,
    state: 'running',
    openedAt: at,
  } as const
  return {
    basedOn: seq - 1,
    record: {
      key,
      seq,
      version: seq,
      hash: HEX,
      policy: { id: 'lenovo', version: 1 },
      machine: HEX,
      state: STATE,
      wakeAt: at + 3_600_000,
      columns: {
        number: `2026-${i}`,
        status: 'open',
        level: 'customerInterface',
        rung: 'frontline',
        major: false,
        ticketType: 'complaint',
        channel: 'phone',
        confidentiality: 'named',
        owner: `agent-${i % 50}`,
        worker: `agent-${(i + Math.floor(seq / 4)) % 50}`,
        unit: `station-${i % 10}`,
        customer: `customer-${i}`,
        openedAt: 1_700_000_000_000 + i,
        updatedAt: at,
        nextDueAt: at + 3_600_000,
      },
    },
    entries: [
      { key, seq, version: seq, at, type: 'note', by: 'agent-1', commandId: `${key.id}/${seq}`, body: BODY, hash: HEX },
    ],
    personal: [
      {
        key,
        seq,
        subject: `customer-${i}`,
        salt: HEX.slice(32),
        data: '{"text":"some words of his"}',
        search: 'some words of his',
      },
    ],
    clocks: [
      { ...clock, clock: 'first-contact#1', dueAt: at + 3_600_000 },
      { ...clock, clock: 'resolve#1', dueAt: at + 7_200_000 },
    ],
    links: [],
    messages: [
      {
        key: `${key.id}/${seq}/note`,
        record: key,
        seq,
        createdAt: at,
        sendAt: at,
        content: {
          kind: 'notice',
          audience: { role: 'agent' },
          channel: 'mail',
          template: 'note',
          params: { number: `2026-${i}`, at },
        },
      },
    ],
  }
}

const store = sqliteStore({ path: join(directory, 'store.db') })
await store.migrate()
const floor = sqliteStore({ path: join(directory, 'floor.db') })
await floor.migrate()
await floor.close()

const db = new DatabaseSync(join(directory, 'floor.db'))
db.exec(
  'PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = ON',
)
const RECORD =
  `tenant kind id seq version hash policy policy_version machine state wake_at claim_at number status level rung severity
  urgency major ticket_type category channel confidentiality owner worker monitor unit customer external_ref opened_at
  first_settled_at settled_at closed_at updated_at next_due_at breached_at`.split(/\s+/)
const marks = (count: number): string => Array(count).fill('?').join(', ')
const upsert = db.prepare(`INSERT INTO complaint_record (${RECORD.join(', ')}) VALUES (${marks(RECORD.length)})
  ON CONFLICT (tenant, kind, id) DO UPDATE SET ${RECORD.slice(3)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')} WHERE seq = excluded.seq - 1`)
const entry = db.prepare(
  `INSERT INTO complaint_entry (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body) VALUES (${marks(11)})`,
)
const clock = db.prepare(`INSERT OR REPLACE INTO complaint_clock VALUES (${marks(13)})`)
const message = db.prepare(`INSERT INTO complaint_message
  (tenant, key, kind, id, seq, created_at, send_at, lane, state, not_before, claim_at, content) VALUES (${marks(12)})`)
const person = db.prepare(`INSERT INTO complaint_personal VALUES (${marks(8)})`)
const begin = db.prepare('BEGIN IMMEDIATE')
const end = db.prepare('COMMIT')

function writeFloor(changes: readonly Change[]): void {
  begin.run()
  for (const { record, entries, clocks, messages, personal } of changes) {
    const { tenant, kind, id } = record.key
    const c = record.columns
    const { changes: written } = upsert.run(
      tenant,
      kind,
      id,
      record.seq,
      record.version,
      record.hash,
      record.policy.id,
      record.policy.version,
      record.machine,
      record.state,
      record.wakeAt ?? null,
      record.wakeAt ?? null,
      c.number,
      c.status,
      c.level ?? null,
      c.rung ?? null,
      c.severity ?? null,
      c.urgency ?? null,
      c.major ? 1 : 0,
      c.ticketType,
      c.category ?? null,
      c.channel,
      c.confidentiality,
      c.owner ?? null,
      c.worker ?? null,
      c.monitor ?? null,
      c.unit ?? null,
      c.customer ?? null,
      c.externalRef ?? null,
      c.openedAt,
      c.firstSettledAt ?? null,
      c.settledAt ?? null,
      c.closedAt ?? null,
      c.updatedAt,
      c.nextDueAt ?? null,
      c.breachedAt ?? null,
    )
    if (written !== 1) throw new Error('conflict')
    for (const e of entries)
      entry.run(tenant, kind, id, e.seq, e.version, e.at, e.type, e.by, e.commandId ?? null, e.hash, e.body)
    for (const k of clocks)
      clock.run(
        tenant,
        kind,
        id,
        k.clock,
        k.obligation,
        k.subject ?? null,
        k.level,
        k.cycle,
        k.state,
        k.openedAt,
        k.dueAt ?? null,
        k.endedAt ?? null,
        k.breachedAt ?? null,
      )
    for (const m of messages)
      message.run(
        tenant,
        m.key,
        kind,
        id,
        m.seq,
        m.createdAt,
        m.sendAt,
        null,
        'pending',
        m.sendAt,
        m.sendAt,
        JSON.stringify(m.content),
      )
    for (const p of personal) person.run(tenant, kind, id, p.seq, p.subject, p.salt, p.data, p.search)
  }
  end.run()
}

async function writeStore(changes: readonly Change[]): Promise<void> {
  const outcomes = await store.commit(changes)
  if (outcomes.some((outcome) => outcome !== 'committed')) throw new Error('conflict')
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const seqs = new Map<number, number>()
let turn = 0
function nextBatch(): readonly Change[] {
  return Array.from({ length: size }, () => {
    // A record's life is a few commands close together, then the next record.
    const i = Math.floor(turn / (8 * size)) * size + (turn % size)
    turn += 1
    const seq = (seqs.get(i % records) ?? 0) + 1
    seqs.set(i % records, seq)
    return changeOf(i % records, seq)
  })
}

const times = { floor: [] as number[], store: [] as number[] }
const cpu = { floor: 0, store: 0 }
for (let round = 0; round < rounds + 20; round++) {
  const batch = nextBatch()
  const both = [
    async () => {
      const start = performance.now()
      const used = process.cpuUsage()
      writeFloor(batch)
      const { user, system } = process.cpuUsage(used)
      if (round >= 20) times.floor.push(performance.now() - start)
      if (round >= 20) cpu.floor += user + system
    },
    async () => {
      const start = performance.now()
      const used = process.cpuUsage()
      await writeStore(batch)
      const { user, system } = process.cpuUsage(used)
      if (round >= 20) times.store.push(performance.now() - start)
      if (round >= 20) cpu.store += user + system
    },
  ]
  for (const run of round % 2 === 0 ? both : both.reverse()) await run()
}
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const perSecond = (values: readonly number[]): number => Math.round((size * 1_000 * values.length) / sum(values))
console.log(
  JSON.stringify({
    node: process.version,
    size,
    rounds,
    records,
    floor: {
      perSecond: perSecond(times.floor),
      medianMs: median(times.floor),
      cpuMicrosPerChange: cpu.floor / rounds / size,
    },
    store: {
      perSecond: perSecond(times.store),
      medianMs: median(times.store),
      cpuMicrosPerChange: cpu.store / rounds / size,
    },
    ratio: sum(times.floor) / sum(times.store),
    ratioOfMedians: median(times.floor) / median(times.store),
  }),
)
await store.close()
db.close()
rmSync(directory, { recursive: true })
