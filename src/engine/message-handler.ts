import type { Channel, Delivery, Told } from '../channels/contract.ts'
import { system } from '../domain/actor.ts'
import { given } from '../domain/json.ts'
import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import { isRedressError } from '../errors.ts'
import { nextOpening } from '../time/working-time.ts'
import { contentsOf, digestContents, policyOf, type Subject } from './contents.ts'
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
    const now = clock.now()
    const opensAt = openingOf(content, now)
    if (opensAt > now) return { result: 'untried', error: 'it waits for its hours', afterMs: opensAt - now }
    const handled = await deliver(channel, await deliveryOf(message, content, attempts), {
      clock,
      timeoutMs: workers.deliveryTimeoutMs,
      signal,
    })
    if (handled.result === 'delivered') faults?.afterDelivery?.()
    return handled
  }

  /** When it may go out; a try that comes late, or again, is held to the hours as well. */
  const openingOf = ({ hours, params }: Content<'delivery'>, now: number): number => {
    const calendar = hours === undefined ? undefined : policyOf(params, registry)?.definition.calendars?.[hours]
    if (calendar === undefined) return now
    try {
      return nextOpening(now, calendar)
    } catch (cause) {
      // Better told at an odd hour than never: the decision was made while the calendar knew.
      if (isRedressError(cause, 'CALENDAR_RANGE')) return now
      throw cause
    }
  }

  const told = async (key: string, subject: Subject): Promise<Told> => {
    const { record, template, params, at } = subject
    const content = await contentsOf(subject, { registry, store })
    const { number } = params
    return {
      key,
      complaint: record.id,
      // The core puts it into every notice; a record without one is known by its id.
      number: typeof number === 'string' ? number : record.id,
      template,
      params,
      at,
      ...given({ content }),
    }
  }

  const deliveryOf = async (
    { key, record, seq, createdAt: at }: OutboxMessage,
    { recipient, channel, template, params, items }: Content<'delivery'>,
    attempts: number,
  ): Promise<Delivery> => {
    const own = { tenant: record.tenant, recipient, channel, attempts }
    // A digest of one message is that message.
    if (items === undefined || items.length === 1)
      return { ...(await told(key, { record, seq, at, template, params })), ...own }
    const each = await Promise.all(items.map((item) => told(item.key, item)))
    const content = digestContents(each)
    return {
      ...(await told(key, { record, seq, at, template, params })),
      ...own,
      ...given({ content }),
      items: each,
    }
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
