import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import type { Store } from '../stores/contract.ts'

type FanOut = Extract<MessageContent, { kind: 'fanOut' }>

/** Records to a page: what one report stores at once. */
const PAGE = 100

/**
 * One page of a command to all records that are linked to one: a command for each, and the next page as a message of
 * its own, so that no step is longer than a page however many there are.
 */
export async function expandFanOut(
  store: Store,
  message: OutboxMessage,
  { to, rel, command, after }: FanOut,
  now: number,
): Promise<readonly OutboxMessage[]> {
  const { key, record, seq, createdAt } = message
  const page = await store.find({
    tenant: record.tenant,
    linkedTo: { rel, to },
    order: 'oldest',
    limit: PAGE,
    ...(after !== undefined && { after }),
  })
  const base = { record, seq, createdAt, sendAt: now }
  const into: OutboxMessage[] = page.items.map(({ key: target }) => ({
    ...base,
    key: `${key}/${target.id}`,
    content: { kind: 'command', target, command },
  }))
  // `>` stands for the rest; each page's keys grow out of the page's own.
  if (page.next !== undefined) {
    into.push({ ...base, key: `${key}/>`, content: { kind: 'fanOut', to, rel, command, after: page.next } })
  }
  return into
}
