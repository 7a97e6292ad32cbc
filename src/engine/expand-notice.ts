import { given } from '../domain/json.ts'
import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import { digestAt } from './digest.ts'
import { activeOf, type Directory, membersOf } from './directory.ts'

type Notice = Extract<MessageContent, { kind: 'notice' }>

/**
 * A notice as one delivery for each recipient, who is looked up now. What it becomes is stored with the report and so
 * is the evidence of who was told.
 *
 * A notice that finds nobody becomes a command that climbs the complaint's ladder: silence is never the answer. Should
 * the ladder end there, that command is refused and stays among the dead messages.
 *
 * @throws {RedressError} DIRECTORY_FAILED
 */
export async function expandNotice(
  message: OutboxMessage,
  notice: Notice,
  directory: Directory | undefined,
  now: number,
): Promise<readonly OutboxMessage[]> {
  const { key, record, seq, createdAt } = message
  const recipients = await recipientsOf(notice, record.tenant, directory, now)
  if (recipients.length === 0) {
    const command = { type: 'escalate', reason: 'noRecipient' }
    const content = { kind: 'command', target: record, command } as const
    return [{ key: `${key}/noRecipient`, record, seq, createdAt, sendAt: now, content }]
  }
  const { kind: _kind, audience: _audience, ...telling } = notice
  return recipients.map((recipient) => ({
    key: `${key}/${recipient}`,
    record,
    seq,
    createdAt,
    ...(notice.digest === undefined
      ? { sendAt: now, lane: `${recipient}|${record.id}|${notice.channel}` }
      : // In no lane: all that is due together is put together.
        { sendAt: digestAt(now) }),
    content: { kind: 'delivery', recipient, ...telling, notice: key },
  }))
}

async function recipientsOf(
  { audience }: Notice,
  tenant: string,
  directory: Directory | undefined,
  now: number,
): Promise<readonly string[]> {
  const { role, unit, persons = [], customer, exclude } = audience
  const members =
    role === undefined && unit === undefined
      ? []
      : await membersOf(directory, { tenant, ...given({ role, unit }), at: new Date(now) })
  const named = await activeOf(directory, persons, tenant)
  const all = new Set([...named, ...members, ...(customer === undefined ? [] : [customer])])
  for (const id of exclude ?? []) all.delete(id)
  return [...all].sort()
}
