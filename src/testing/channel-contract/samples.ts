import type { Content, Delivery } from '../../channels/contract.ts'

/** What people read, in words that nothing else holds. */
export const CONTENT: Content = {
  subject: 'Complaint N-000042: wolframite',
  text: 'A handler is found: tantalite.\n\nYou will hear from us by noon: cassiterite.',
  html: '<p>A handler is found: tantalite.</p>\n<p>You will hear from us by noon: cassiterite.</p>',
}

const CHINESE: Content = {
  subject: '投诉 N-000042：黑钨矿',
  text: '已确定处理人：钽铁矿。\n\n中午前给您答复：锡石。',
  html: '<p>已确定处理人：钽铁矿。</p>\n<p>中午前给您答复：锡石。</p>',
}

/** A delivery as the engine makes it, frozen through and through. */
export function deliveryOf(key: string, over: Partial<Delivery> = {}): Delivery {
  return frozen({
    key,
    tenant: 'tenant-1',
    complaint: '0198c0de-0000-7000-8000-000000000042',
    number: 'N-000042',
    recipient: 'customer-beryllonite',
    template: 'handler-found',
    channel: 'far',
    content: { en: CONTENT, 'zh-CN': CHINESE },
    params: { due: 1_700_003_600_000, obligation: 'first-contact', late: false },
    at: 1_700_000_000_000,
    attempts: 0,
    ...over,
  })
}

/** The same delivery for a policy that leaves texts to the channel. */
export function withoutContent(delivery: Delivery): Delivery {
  const { content: _, ...bare } = delivery
  return frozen(bare)
}

/** A content of both languages. */
export const inBoth = (content: Content): NonNullable<Delivery['content']> => ({ en: content, 'zh-CN': content })

/** Whether a message shows a content in one of its languages; line ends and spaces apart. */
export const shows = (message: string, content: NonNullable<Delivery['content']>): boolean =>
  Object.values(content).some(({ subject, text }) =>
    [subject, text].every((words) => visible(message).includes(visible(words))),
  )

/** What is left of a text when control characters and white space, which a channel may alter, are taken out. */
const visible = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, '')

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}
