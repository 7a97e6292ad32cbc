import { system } from '../domain/actor.ts'
import { Name } from '../domain/commands.ts'
import { isRedressError } from '../errors.ts'
import type { Settings } from './options.ts'
import type { Performer } from './performer.ts'
import { textOf } from './prepare.ts'
import { queryInvalid } from './reader.ts'

/** What came back. */
export interface Bounce {
  readonly tenant: string
  readonly key: unknown
  readonly reason: unknown
  readonly escalate: unknown
}

/**
 * Records on the complaints of a delivered message that it came back, and makes it dead, so that it is listed and can be
 * sent again. Told before it is dead, under ids of this very delivery: whoever asks again after a crash does the rest.
 *
 * @returns whether it was delivered; what is pending, dead or unknown has not come back
 * @throws {RedressError} QUERY_INVALID
 */
export async function bounce(
  { tenant, key, reason, escalate }: Bounce,
  { settings: { store, clock }, performer }: { readonly settings: Settings; readonly performer: Performer },
): Promise<boolean> {
  const parsed = Name.safeParse(reason)
  if (!parsed.success) {
    throw queryInvalid([{ path: 'reason', message: 'must be a name of 1 to 100 characters, such as mailbox-unknown' }])
  }
  const { items } = await store.messages({ tenant, key: textOf(key) })
  const [message] = items
  if (message?.state !== 'delivered' || message.content.kind !== 'delivery') return false
  const { content, finishedAt } = message
  const receivedAt = clock.now()
  const about = new Map((content.items ?? [message]).map((one) => [`${one.record.kind}\n${one.record.id}`, one]))

  for (const { record, key: own } of about.values()) {
    const tell = async (command: { readonly type: string; readonly reason: string; readonly message?: string }) => {
      try {
        await performer.send(record, {
          internal: true,
          only: undefined,
          tenant,
          by: system,
          ownId: `${own}/${command.type}/${finishedAt}`,
          expectedVersion: undefined,
          occurredAt: undefined,
          receivedAt,
          type: command.type,
          input: command,
        })
      } catch (error) {
        // Archived, or at the top of the ladder: there is nothing left to record, or nowhere to climb.
        if (!isRedressError(error, 'COMMAND_REFUSED')) throw error
      }
    }
    await tell({ type: 'bounce', message: message.key, reason: parsed.data })
    if (escalate === true) await tell({ type: 'escalate', reason: 'undelivered' })
  }
  await store.failMessage({ tenant, key: message.key, at: receivedAt, error: `it came back: ${parsed.data}` })
  return true
}
