import type { DigestItem, OutboxMessage } from '../domain/record.ts'
import type { Held } from './held-messages.ts'
import { sha256 } from './seal.ts'

// Notices of one opening are expanded one after another, complaint by complaint: what they become is due at one instant
// all the same, the next full minute that leaves them time.
const GRID_MS = 60_000
const SETTLE_MS = 20_000

/** When a message that is to be put together with others goes out. */
export const digestAt = (now: number): number => Math.ceil((now + SETTLE_MS) / GRID_MS) * GRID_MS

/** What is put together: messages to one recipient on one channel, held to the same hours of one policy. */
export function digestGroup({ record, content }: OutboxMessage): string | undefined {
  if (content.kind !== 'delivery' || content.digest === undefined || content.items !== undefined) return undefined
  const { recipient, channel, hours = '', params } = content
  return [record.tenant, recipient, channel, hours, params['policy']].join('\n')
}

/**
 * One message out of those of a group, of which there may be one. Its key comes from what it is made of, the same over all
 * its tries. What it is made of is never handed over itself: a worker that hands it over and dies leaves it as it is, and
 * nothing of it is told again under another key. Should the worker die before, what it has not reported yet goes into
 * another digest: so a message may be read twice, and is never taken for part of a digest that does not have it.
 *
 * @returns `undefined` for what is not to be put together
 */
export function digestOf(held: readonly Pick<Held, 'message'>[], now: number): OutboxMessage | undefined {
  const messages = held
    .map(({ message }) => message)
    .sort((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1))
  const [first] = messages
  if (first?.content.kind !== 'delivery' || digestGroup(first) === undefined) return undefined
  const { recipient, channel } = first.content
  const items = messages.flatMap(({ key, record, seq, createdAt, content }): readonly DigestItem[] =>
    content.kind === 'delivery'
      ? [{ key, record, seq, at: createdAt, template: content.template, params: content.params }]
      : [],
  )
  const { record, seq, createdAt } = first
  return {
    key: `${first.key}/digest/${sha256(items.map(({ key }) => key).join('\n')).slice(0, 16)}`,
    record,
    seq,
    createdAt,
    sendAt: now,
    lane: `${recipient}|digest|${channel}`,
    content: { ...first.content, template: items.length === 1 ? first.content.template : 'digest', items },
  }
}
