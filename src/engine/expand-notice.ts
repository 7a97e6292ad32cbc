import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import { type Directory, membersOf } from './directory.ts'

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
  const recipients = await recipientsOf(notice, record.tenant, directory)
  if (recipients.length === 0) {
    const command = { type: 'escalate', reason: 'noRecipient' }
    const content = { kind: 'command', target: record, command } as const
    return [{ key: `${key}/noRecipient`, record, seq, createdAt, sendAt: now, content }]
  }
  const { channel, template, params } = notice
  return recipients.map((recipient) => ({
    key: `${key}/${recipient}`,
    record,
    seq,
    createdAt,
    sendAt: now,
    lane: `${recipient}|${record.id}|${channel}`,
    content: { kind: 'delivery', recipient, channel, template, params, notice: key },
  }))
}

async function recipientsOf(
  { audience }: Notice,
  tenant: string,
  directory: Directory | undefined,
): Promise<readonly string[]> {
  const { role, unit, persons, customer, exclude } = audience
  const members =
    role === undefined && unit === undefined
      ? []
      : await membersOf(directory, { tenant, ...(role !== undefined && { role }), ...(unit !== undefined && { unit }) })
  const all = new Set([...(persons ?? []), ...members, ...(customer === undefined ? [] : [customer])])
  for (const id of exclude ?? []) all.delete(id)
  return [...all].sort()
}
