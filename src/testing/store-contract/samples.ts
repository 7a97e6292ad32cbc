import type { RecordKey } from '../../domain/level.ts'
import type {
  Change,
  ClockRow,
  Columns,
  HistoryEntry,
  Link,
  MessageContent,
  OutboxMessage,
  PersonalRow,
} from '../../domain/record.ts'
import type { Store } from '../../stores/contract.ts'
import { equal } from '../assert.ts'

/** The instant around which the samples live: 2023-11-14T22:13:20Z. */
export const T = 1_700_000_000_000

/** The tenant of the samples. */
export const TENANT = 'tenant-1'

export const keyOf = (id: string, over: Partial<RecordKey> = {}): RecordKey => ({
  tenant: TENANT,
  kind: 'complaint',
  id,
  ...over,
})

export interface SampleMessage {
  readonly key: string
  readonly createdAt?: number
  readonly sendAt?: number
  readonly lane?: string
  readonly content?: MessageContent
}

export interface SampleOptions {
  readonly tenant?: string
  readonly kind?: RecordKey['kind']
  /** @defaultValue 0 */
  readonly basedOn?: number
  /** How many entries. @defaultValue 1 */
  readonly entries?: number
  /** Of the last entry. */
  readonly commandId?: string
  readonly at?: number
  readonly wakeAt?: number
  readonly policy?: string
  readonly state?: string
  readonly columns?: Partial<Columns>
  readonly personal?: readonly { readonly subject: string; readonly data?: string; readonly search?: string }[]
  readonly clocks?: readonly (Partial<ClockRow> & { readonly clock: string })[]
  readonly links?: readonly Link[]
  readonly messages?: readonly SampleMessage[]
}

/** A change as an engine would make it, from what matters to the rule. */
export function changeOf(id: string, options: SampleOptions = {}): Change {
  const { basedOn = 0, at = T, commandId } = options
  const key = keyOf(id, {
    ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
  })
  const seq = basedOn + (options.entries ?? 1)
  const entryOf = (own: number): HistoryEntry => ({
    key,
    seq: own,
    version: own,
    at,
    type: own === 1 ? 'register' : 'note',
    by: 'agent-1',
    body: `{"seq":${own}}`,
    hash: hashOf(own),
    ...(own === seq && commandId !== undefined ? { commandId } : {}),
  })
  const earlier = Array.from({ length: seq - basedOn }, (_, i) => entryOf(basedOn + 1 + i))
  const [first = entryOf(seq), ...rest] = earlier
  return {
    basedOn,
    record: {
      key,
      seq,
      version: seq,
      hash: hashOf(seq),
      policy: { id: options.policy ?? 'simple-flow', version: 1 },
      machine: 'machine-1',
      state: options.state ?? `{"value":"open","seq":${seq}}`,
      columns: { ...COLUMNS, number: `N-${id}`, openedAt: at, updatedAt: at, ...options.columns },
      ...(options.wakeAt === undefined ? {} : { wakeAt: options.wakeAt }),
    },
    entries: [first, ...rest],
    personal: (options.personal ?? []).map((row) => personalOf(key, seq, row)),
    clocks: (options.clocks ?? []).map((row) => ({ ...CLOCK, key, openedAt: at, ...row })),
    links: options.links ?? [],
    messages: (options.messages ?? []).map((message) => messageOf(key, { createdAt: at, ...message }, seq)),
  }
}

export function messageOf(record: RecordKey, message: SampleMessage, seq = 1): OutboxMessage {
  const createdAt = message.createdAt ?? T
  return {
    key: message.key,
    record,
    seq,
    createdAt,
    sendAt: message.sendAt ?? createdAt,
    // Rules deface what they have handed in; the next one must not find it so.
    content: structuredClone(message.content ?? NOTICE),
    ...(message.lane === undefined ? {} : { lane: message.lane }),
  }
}

const personalOf = (
  key: RecordKey,
  seq: number,
  { subject, data, search }: { subject: string; data?: string; search?: string },
): PersonalRow => ({
  key,
  seq,
  subject,
  salt: `salt of ${subject} ${seq}`,
  data: data ?? `{"name":"${subject}"}`,
  search: search ?? `name of ${subject}`,
})

const hashOf = (seq: number): string => seq.toString(16).padStart(64, '0')

const COLUMNS = {
  number: '',
  status: 'open',
  major: false,
  ticketType: 'complaint',
  channel: 'phone',
  confidentiality: 'named',
  openedAt: T,
  updatedAt: T,
} as const satisfies Columns

const CLOCK = { obligation: 'first-contact', level: 'customerInterface', cycle: 1, state: 'running' } as const

const NOTICE: MessageContent = {
  kind: 'notice',
  audience: { role: 'agent' },
  channel: 'mail',
  template: 'registered',
  params: { number: 'N-1' },
}

/** A change and its record with every part that the port knows. */
export function fullChange(id: string): Change {
  const key = keyOf(id)
  const bare = changeOf(id, { entries: 2, commandId: `command-${id}`, wakeAt: T + 1 })
  return {
    ...bare,
    record: {
      ...bare.record,
      policy: { id: 'lenovo', version: 7 },
      columns: {
        number: '2023-000017',
        status: 'closed',
        level: 'improvement',
        rung: 'department',
        severity: 'grave',
        urgency: 'high',
        major: true,
        ticketType: 'grievance',
        category: 'service/attitude',
        channel: 'mail',
        confidentiality: 'confidential',
        owner: 'agent-7',
        worker: 'agent-8',
        monitor: 'agent-9',
        unit: 'station-3',
        customer: 'customer-4',
        externalRef: 'CRM-5',
        openedAt: T,
        firstSettledAt: T + 2,
        settledAt: T + 3,
        closedAt: T + 4,
        updatedAt: T + 5,
        nextDueAt: T + 6,
        priority: 101,
        breachedAt: T + 7,
      },
    },
    personal: [personalOf(key, 1, { subject: 'customer-4' }), personalOf(key, 2, { subject: 'record' })],
    clocks: [
      {
        key,
        clock: 'call-back:p1#2',
        obligation: 'call-back',
        subject: 'p1',
        level: 'customerInterface',
        cycle: 2,
        state: 'met',
        openedAt: T,
        dueAt: T + 10,
        endedAt: T + 9,
        breachedAt: T + 8,
      },
      { ...CLOCK, key, clock: 'bare#1', openedAt: T },
    ],
    links: [{ from: key, rel: 'sharesCause', to: keyOf('cause-1', { kind: 'cause' }), at: T }],
    messages: CONTENTS.map((content, i) =>
      messageOf(key, { key: `${id}/${i}`, createdAt: T + i, sendAt: T + 20 + i, content, lane: `lane-${i}` }, 2),
    ),
  }
}

const CONTENTS: readonly MessageContent[] = [
  {
    kind: 'notice',
    audience: { role: 'deptHead', unit: 'u', persons: ['a', 'b'], customer: 'c', exclude: ['x'] },
    channel: 'mail',
    template: 'breached',
    params: { due: T, name: 'repair', first: true },
  },
  { kind: 'delivery', recipient: 'a', channel: 'sms', template: 'breached', params: {}, notice: 'n-1' },
  { kind: 'command', target: keyOf('other'), command: { type: 'merge', into: { deep: [1, null, 'x', { y: false }] } } },
  { kind: 'fanOut', to: keyOf('i-1', { kind: 'incident' }), rel: 'partOf', command: { type: 'note' }, after: 'c-9' },
  { kind: 'fanOut', from: keyOf('c-1'), rel: 'delegated', command: { type: 'cap', seq: 3 } },
]

/** Texts that have broken programs before. */
export const HOSTILE: readonly string[] = [
  `it's "quoted" \\ \`too\``,
  "'; DROP TABLE complaint_record; --",
  'nul \u0000 inside and at the end \u0000',
  '投诉 😀 𝒳 \u{10ffff} é e\u0301 \u202e rtl',
  '%_?*[a-z]{}$1 {{y}} :name @name ?1',
  'line\r\nfeed\ttab\u2028separator',
  '__proto__',
  'x'.repeat(64 * 1024 + 1),
  '😀'.repeat(16 * 1024 + 1),
]

/** Commits changes that have to stand, so that a rule fails where its ground is missing. */
export async function commitAll(store: Store, ...changes: readonly Change[]): Promise<void> {
  equal(
    await store.commit(changes),
    changes.map(() => 'committed'),
    'changes that nothing stands against are committed',
  )
}
