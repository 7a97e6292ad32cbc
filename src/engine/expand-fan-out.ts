import type { RecordKey } from '../domain/level.ts'
import type { MessageContent, OutboxMessage } from '../domain/record.ts'
import type { Store } from '../stores/contract.ts'

type FanOut = Extract<MessageContent, { kind: 'fanOut' }>

/** Records to a page: what one report stores at once. */
const PAGE = 100

/**
 * One page of a command to all records that are linked to one, or that one is linked to: a command for each, and the
 * next page as a message of its own, so that no step is longer than a page however many there are.
 */
export async function expandFanOut(
  store: Store,
  message: OutboxMessage,
  content: FanOut,
  now: number,
): Promise<readonly OutboxMessage[]> {
  const { key, record, seq, createdAt } = message
  const page = 'to' in content ? await pageTo(store, record.tenant, content) : await pageFrom(store, content)
  const base = { record, seq, createdAt, sendAt: now }
  const { command } = content
  const into: OutboxMessage[] = page.targets.map((target) => ({
    ...base,
    key: `${key}/${target.id}`,
    content: { kind: 'command', target, command },
  }))
  // `>` stands for the rest; each page's keys grow out of the page's own.
  if (page.next !== undefined) into.push({ ...base, key: `${key}/>`, content: { ...content, after: page.next } })
  return into
}

interface TargetPage {
  readonly targets: readonly RecordKey[]
  readonly next?: string | undefined
}

async function pageTo(
  store: Store,
  tenant: string,
  { to, rel, after }: Extract<FanOut, { to: RecordKey }>,
): Promise<TargetPage> {
  const { items, next } = await store.find({
    tenant,
    linkedTo: { rel, to },
    order: 'oldest',
    limit: PAGE,
    ...(after !== undefined && { after }),
  })
  return { targets: items.map((one) => one.key), next }
}

async function pageFrom(
  store: Store,
  { from, rel, after = '' }: Extract<FanOut, { from: RecordKey }>,
): Promise<TargetPage> {
  const links = await store.links(from)
  const rest = links
    .filter((link) => link.rel === rel && link.from.kind === from.kind && link.from.id === from.id)
    .map((link) => link.to)
    .filter(({ kind, id }) => kind === 'complaint' && id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const page = rest.slice(0, PAGE)
  const records = await store.load(page.map((key) => ({ key })))
  return {
    // What is archived takes no command any more; sending it would only write a refusal into its history.
    targets: page.filter((_key, i) => {
      const record = records[i]
      return typeof record === 'object' && record.columns.status !== 'archived'
    }),
    next: rest.length > PAGE ? page.at(-1)?.id : undefined,
  }
}
