import type { MessageContent, MessageState, MessageStatus, OutboxDepth, OutboxMessage } from './contract.ts'
import { integer, json, kindOf, maybeInteger, maybeText, oneOf, type Row, text } from './row.ts'

const STATES = ['pending', 'delivered', 'expanded', 'dead'] as const satisfies readonly MessageState[]

const KINDS: readonly unknown[] = ['notice', 'delivery', 'command', 'fanOut'] satisfies MessageContent['kind'][]

// What was written here was typed when it was; the kind is enough to know it again.
const isContent = (value: unknown): value is MessageContent =>
  typeof value === 'object' && value !== null && 'kind' in value && KINDS.includes(value.kind)

export function messageOf(row: Row): OutboxMessage {
  const lane = maybeText(row, 'lane')
  return {
    key: text(row, 'key'),
    record: { tenant: text(row, 'tenant'), kind: kindOf(row), id: text(row, 'id') },
    seq: integer(row, 'seq'),
    createdAt: integer(row, 'created_at'),
    sendAt: integer(row, 'send_at'),
    ...(lane === undefined ? {} : { lane }),
    content: json(row, 'content', isContent),
  }
}

export function messageStatusOf(row: Row): MessageStatus {
  const lastError = maybeText(row, 'last_error')
  const reference = maybeText(row, 'reference')
  const finishedAt = maybeInteger(row, 'finished_at')
  return {
    ...messageOf(row),
    state: oneOf(row, 'state', STATES),
    attempts: integer(row, 'attempts'),
    ...(lastError === undefined ? {} : { lastError }),
    ...(reference === undefined ? {} : { reference }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  }
}

export function depthOf(row: Row): OutboxDepth {
  const oldest = maybeInteger(row, 'oldest')
  const depth = { channel: text(row, 'channel'), pending: integer(row, 'pending'), dead: integer(row, 'dead') }
  return oldest === undefined ? depth : { ...depth, oldestSendAt: oldest }
}
