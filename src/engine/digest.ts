import type { DigestItem, OutboxMessage } from '../domain/record.ts'
import type { Held } from './held-messages.ts'
import { sha256 } from './seal.ts'

// Notices of one opening are expanded one after another, complaint by complaint: what they become is due at one instant
// all the same, the next full minute that leaves them time.
const GRID_MS = 60_000
const SETTLE_MS = 20_000

/** When a message that is to be put together with others goes out. */
export const digestAt = (now: number): number => Math.ceil((now + SETTLE_MS) / GRID_MS) * GRID_MS

/**
 * What is put together: messages to one recipient on one channel, held to the same hours of one policy. One that was tried
 * before may have arrived by itself, unknown to its worker, which died: it keeps its key and goes out by itself again.
 */
export function digestGroup({ message, attempts }: Pick<Held, 'message' | 'attempts'>): string | undefined {
  const { record, content } = message
  if (attempts > 0) return undefined
  if (content.kind !== 'delivery' || content.digest === undefined || content.items !== undefined) return undefined
  const { recipient, channel, hours = '', params } = content
  return [record.tenant, recipient, channel, hours, params['policy']].join('\n')
}

/**
 * One message out of several. Its key comes from what it is made of, the same over all its tries. Should their worker die
 * before it has reported all of them, those that it has not go out by themselves: so a message may be read twice, and is
 * never taken for part of a digest that does not have it.
 *
 * @returns `undefined` when there is nothing to put together
 */
export function digestOf(held: readonly Pick<Held, 'message'>[], now: number): OutboxMessage | undefined {
  const messages = held
    .map(({ message }) => message)
    .sort((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1))
  const [first] = messages
  if (first === undefined || first.content.kind !== 'delivery' || messages.length === 1) return undefined
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
    content: { ...first.content, template: 'digest', items },
  }
}
