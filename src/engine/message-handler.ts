import type { Channel, Delivery } from '../channels/contract.ts'
import { system } from '../domain/actor.ts'
import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import { isRedressError } from '../errors.ts'
import { contentsOf } from './contents.ts'
import { deliver } from './deliver.ts'
import type { Emit } from './events.ts'
import { expandFanOut } from './expand-fan-out.ts'
import { expandNotice } from './expand-notice.ts'
import { failureText } from './failure.ts'
import type { FaultPoints } from './fault-points.ts'
import type { Handled } from './handled.ts'
import type { Settings } from './options.ts'
import type { Performer } from './performer.ts'
import type { Registry } from './registry.ts'

/** Does what a message asks for. Never throws. */
export type MessageHandler = (message: OutboxMessage, attempts: number, signal: AbortSignal) => Promise<Handled>

export function createMessageHandler(parts: {
  readonly settings: Settings
  readonly registry: Registry
  readonly performer: Performer
  readonly emit: Emit
  readonly faults: FaultPoints | undefined
}): MessageHandler {
  const { settings, registry, performer, emit, faults } = parts
  const { store, clock, directory, channels, workers } = settings

  const sendCommand = async (message: OutboxMessage, content: Content<'command'>): Promise<Handled> => {
    const { target, command } = content
    const { tenant } = message.record
    try {
      await performer.send(target, {
        internal: true,
        only: undefined,
        tenant,
        by: system,
        ownId: message.key,
        expectedVersion: undefined,
        occurredAt: undefined,
        receivedAt: clock.now(),
        type: command.type,
        input: command,
      })
    } catch (error) {
      // Archived meanwhile, a complaint takes no cap and has no deadline that would need one.
      if (command.type !== 'cap' || !isRedressError(error, 'COMMAND_REFUSED')) throw error
    }
    return { result: 'delivered' }
  }

  const handOver = async (
    message: OutboxMessage,
    content: Content<'delivery'>,
    attempts: number,
    signal: AbortSignal,
  ): Promise<Handled> => {
    const channel = channels.get(content.channel)
    if (channel === undefined) return unknownChannel(content.channel, channels)
    const rendered = await contentsOf(message, content, { registry, store })
    const handled = await deliver(channel, deliveryOf(message, content, attempts, rendered), {
      clock,
      timeoutMs: workers.deliveryTimeoutMs,
      signal,
    })
    if (handled.result === 'delivered') faults?.afterDelivery?.()
    return handled
  }

  const handle = async (message: OutboxMessage, attempts: number, signal: AbortSignal): Promise<Handled> => {
    const { content, record, key } = message
    switch (content.kind) {
      case 'notice': {
        const into = await expandNotice(message, content, directory, clock.now())
        if (into[0]?.content.kind === 'command') emit?.({ type: 'noRecipient', record, key })
        return { result: 'expanded', into }
      }
      case 'delivery':
        return handOver(message, content, attempts, signal)
      case 'command':
        return sendCommand(message, content)
      case 'fanOut':
        return { result: 'expanded', into: await expandFanOut(store, message, content, clock.now()) }
    }
  }

  return async (message, attempts, signal) => {
    try {
      return await handle(message, attempts, signal)
    } catch (cause) {
      const error = failureText(cause)
      return FINAL.some((code) => isRedressError(cause, code))
        ? { result: 'dead', error, cause }
        : { result: 'retry', error, cause }
    }
  }
}

// What another try cannot mend. A missing policy or a broken predicate can: the next deployment may bring it.
const FINAL = [
  'COMMAND_REFUSED',
  'COMMAND_INVALID',
  'COMMAND_TOO_LARGE',
  'COMMAND_ID_REUSED',
  'COMPLAINT_NOT_FOUND',
  'LETTER_INCOMPLETE',
] as const

type Content<Kind extends MessageContent['kind']> = Extract<MessageContent, { kind: Kind }>

function unknownChannel(name: string, channels: ReadonlyMap<string, Channel>): Handled {
  const known = channels.size === 0 ? 'none are configured' : `configured: ${[...channels.keys()].join(', ')}`
  const error = `there is no channel '${name}'; ${known}. Add it to createRedress and redeliver`
  return { result: 'dead', error, cause: undefined }
}

function deliveryOf(
  { key, record, createdAt }: OutboxMessage,
  content: Content<'delivery'>,
  attempts: number,
  rendered: Delivery['content'],
): Delivery {
  const { recipient, channel, template, params } = content
  const number = params['number']
  return {
    key,
    tenant: record.tenant,
    complaint: record.id,
    // The core puts it into every notice; a record without one is known by its id.
    number: typeof number === 'string' ? number : record.id,
    recipient,
    template,
    channel,
    ...(rendered !== undefined && { content: rendered }),
    params,
    at: createdAt,
    attempts,
  }
}
