import type { EntryBody } from '../../src/core/decision.ts'
import type { HistoryEntry, MessageStatus, Store, StoredRecord } from '../../src/stores/contract.ts'
import { look } from './data.ts'
import { type Note, notesOf, readNotes } from './evidence.ts'
import type { Job } from './job.ts'
import { verifyHistory } from './library.ts'

/** What complaints are held against. */
export interface Audited {
  readonly store: Store
  readonly notes: readonly Note[]
  /** Everything that was due until here has been worked off. */
  readonly now: number
}

interface Complaint {
  readonly record: StoredRecord
  readonly entries: readonly HistoryEntry[]
  readonly bodies: readonly EntryBody[]
}

const TENANT = 'default'

/**
 * Looks through a whole store for what a crash could have lost, doubled or torn, and answers what it found in words;
 * nothing is as it should be.
 */
export async function audit({ store, notes, now }: Audited): Promise<readonly string[]> {
  const complaints: Complaint[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.find({
      tenant: TENANT,
      limit: 500,
      order: 'oldest',
      ...(after !== undefined && { after }),
    })
    for (const record of page.items) {
      const { items } = await store.entries({ key: record.key, limit: 5_000 })
      complaints.push({ record, entries: items, bodies: items.map(({ body }) => JSON.parse(body)) })
    }
    after = page.next
    if (after === undefined) break
  }
  const messages: MessageStatus[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.messages({ tenant: TENANT, limit: 500, ...(after !== undefined && { after }) })
    messages.push(...page.items)
    after = page.next
    if (after === undefined) break
  }
  const histories = await Promise.all(complaints.map((one) => ofHistory(store, one)))
  const clocks = await Promise.all(complaints.map((one) => ofClocks(store, one, now)))
  return [
    ...histories.flat(),
    ...clocks.flat(),
    ...ofCommands(complaints, notes),
    ...ofMessages(complaints, messages, notes),
  ]
}

/** The same for what processes have worked on. */
export const auditOf = ({ data, notes }: Pick<Job, 'data' | 'notes'>, now: number): Promise<readonly string[]> =>
  look(data, (store) => audit({ store, notes: readNotes(notes), now }))

/** Chain, numbers, personal rows. */
async function ofHistory(store: Store, { record, entries, bodies }: Complaint): Promise<string[]> {
  const found: string[] = []
  const { key, seq, version, hash } = record
  const personal = await store.personal([key])
  const proof = verifyHistory({ key, entries, personal, head: { seq, version, hash } })
  if (!proof.ok) found.push(`${key.id}: entry ${proof.seq}: ${proof.reason}`)
  else if (proof.erased > 0) found.push(`${key.id}: ${proof.erased} personal rows are missing`)
  bodies.forEach((body, i) => {
    const before = bodies[i - 1]?.version ?? 0
    const moved = body.kind === 'refusal' ? 0 : 1
    if (body.version !== before + moved) {
      found.push(`${key.id}: entry ${body.seq} takes version ${before} to ${body.version}`)
    }
    if (body.at < (bodies[i - 1]?.at ?? body.at))
      found.push(`${key.id}: entry ${body.seq} is earlier than the one before`)
  })
  return found
}

/** What was answered stands in the history, once, where it was said; what was not answered at most once. */
function ofCommands(complaints: readonly Complaint[], notes: readonly Note[]): string[] {
  const found: string[] = []
  const stands = new Map<string, HistoryEntry[]>()
  for (const { entries } of complaints) {
    for (const entry of entries) {
      if (entry.commandId !== undefined) stands.set(entry.commandId, [...(stands.get(entry.commandId) ?? []), entry])
    }
  }
  for (const { commandId } of notesOf(notes, 'sent')) {
    const count = stands.get(commandId)?.length ?? 0
    if (count > 1) found.push(`command ${commandId} stands ${count} times`)
  }
  const answered = new Map<string, string>()
  for (const { commandId, complaint, version, duplicate } of notesOf(notes, 'acknowledged')) {
    const entry = stands.get(commandId)?.[0]
    if (entry === undefined) found.push(`command ${commandId} was answered and is lost`)
    else if (entry.key.id !== complaint) found.push(`command ${commandId} was answered for another complaint`)
    else if (duplicate ? entry.version > version : entry.version !== version) {
      found.push(`command ${commandId} was answered with version ${version} and made ${entry.version}`)
    }
    if (!duplicate && answered.has(commandId)) found.push(`command ${commandId} was done twice`)
    if (!duplicate) answered.set(commandId, complaint)
  }
  return found
}

/**
 * Each clock says what it has to say once, with the instant at which it was due: worked out from the entries alone,
 * and compared with the record and its clock rows.
 */
async function ofClocks(store: Store, { record, bodies }: Complaint, now: number): Promise<string[]> {
  const found: string[] = []
  const { id } = record.key
  const clocks = new Map<string, { due?: number; endedAt?: number; knownUntil: number; said: string[] }>()
  for (const body of bodies) {
    for (const { clock, what, at, due, ordinal } of body.clocks) {
      const known = clocks.get(clock) ?? { knownUntil: now, said: [] }
      clocks.set(clock, known)
      if (due !== undefined) known.due = due
      if (what === 'met' || what === 'cancelled') {
        known.endedAt = at
        known.knownUntil = body.at
      }
      if (what !== 'warning' && what !== 'breach' && what !== 'reminder') continue
      if (known.said.includes(`${what} ${ordinal}`)) found.push(`${id}: ${clock} said ${what} ${ordinal} twice`)
      known.said.push(`${what} ${ordinal}`)
      if (what === 'breach' && at !== due) found.push(`${id}: ${clock} said its breach for ${at}, due ${due}`)
      if (body.at < at) found.push(`${id}: ${clock} said ${what} at ${body.at}, before it was due at ${at}`)
    }
  }
  const rows = new Map((await store.clocks([record.key])).map((row) => [row.clock, row]))
  for (const [clock, { due, endedAt, knownUntil, said }] of clocks) {
    const isLate = due !== undefined && (endedAt ?? now) > due
    // Ended in time by an act that was heard of afterwards, a deadline has said its breach too.
    if ((due !== undefined && knownUntil > due) !== said.includes('breach 1')) {
      found.push(`${id}: ${clock} was due ${due}, ended ${endedAt} and said ${said.join(', ') || 'nothing'}`)
    }
    const row = rows.get(clock)
    if (row === undefined) found.push(`${id}: ${clock} has no row`)
    else if (row.breachedAt !== (isLate ? due : undefined) || row.endedAt !== endedAt) {
      found.push(`${id}: the row of ${clock} tells another story`)
    }
  }
  if (clocks.size !== rows.size) found.push(`${id}: ${clocks.size} clocks have ${rows.size} rows`)
  if (record.wakeAt !== undefined && record.wakeAt <= now) found.push(`${id}: still waits to be woken`)
  return found
}

/** Every message that an entry speaks of went out, under the key that was written down, and no other did. */
function ofMessages(
  complaints: readonly Complaint[],
  messages: readonly MessageStatus[],
  notes: readonly Note[],
): string[] {
  const found: string[] = []
  const keys = new Set(messages.map(({ key }) => key))
  if (keys.size !== messages.length) found.push('a message key stands twice')
  const told = new Set(complaints.flatMap(({ bodies }) => bodies.flatMap((body) => body.told.map(({ key }) => key))))
  for (const key of told) if (!keys.has(key)) found.push(`message ${key} is lost`)
  const delivered = new Map<string, string>()
  // A digest of one message is that message, and the channel is not told that it was to be put together.
  const alone = new Map(
    messages.map(({ key, content }) => [
      key,
      content.kind === 'delivery' && content.items?.length === 1 ? content.items.map((part) => part.key) : [],
    ]),
  )
  // In the order in which each went out first.
  const reading = new Set<string>()
  for (const { key, recipient, template, complaint, items = [] } of notesOf(notes, 'delivered')) {
    const what = `${recipient} ${template} ${complaint} ${items.join(' ')}`
    if ((delivered.get(key) ?? what) !== what) found.push(`two messages went out under ${key}`)
    delivered.set(key, what)
    if (!keys.has(key)) found.push(`a message went out under ${key} and nobody wrote it`)
    for (const read of [key, ...items, ...(alone.get(key) ?? [])]) reading.add(read)
  }
  found.push(...ofOrder(messages, [...reading]))
  const reached = new Set(messages.flatMap(({ content }) => (content.kind === 'delivery' ? [content.notice] : [])))
  const byId = new Map(complaints.map((one) => [one.record.key.id, one]))
  for (const { key, state, content, record, seq } of messages) {
    const isPart = content.kind === 'delivery' && content.digest !== undefined && content.items === undefined
    if (isPart && delivered.has(key)) found.push(`message ${key} went out by itself and in a digest`)
    const wanted = content.kind === 'notice' || isPart ? 'expanded' : 'delivered'
    if (state !== wanted) found.push(`message ${key} (${content.kind}) is ${state}`)
    if (content.kind === 'notice') {
      if (!told.has(key)) found.push(`no entry speaks of message ${key}`)
      if (!reached.has(key)) found.push(`notice ${key} reached nobody`)
    }
    if (content.kind === 'delivery' && !reading.has(key)) found.push(`message ${key} never reached the provider`)
    if (content.kind === 'command') {
      const target = byId.get(content.target.id)
      const done = target?.entries.filter(({ commandId }) => commandId === key) ?? []
      if (done.length !== 1) found.push(`command message ${key} was done ${done.length} times`)
    }
    if (byId.get(record.id)?.entries[seq - 1] === undefined)
      found.push(`message ${key} comes from an entry that is not there`)
  }
  return found
}

/** Nobody reads of one complaint, on one channel, the later before the earlier; what may wait for its hours comes as it may. */
function ofOrder(messages: readonly MessageStatus[], reading: readonly string[]): string[] {
  const found: string[] = []
  const byKey = new Map(messages.map((one) => [one.key, one]))
  const last = new Map<string, MessageStatus>()
  for (const key of reading) {
    const message = byKey.get(key)
    if (message?.content.kind !== 'delivery' || message.content.hours !== undefined) continue
    const { recipient, channel } = message.content
    const lane = `${recipient} ${message.record.id} ${channel}`
    const before = last.get(lane)
    if (before !== undefined && before.seq > message.seq) found.push(`message ${key} went out after ${before.key}`)
    last.set(lane, message)
  }
  return found
}
