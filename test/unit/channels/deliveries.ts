import type { Channel, Delivery } from '../../../src/channels/contract.ts'

export const content = (subject: string, text: string, html = `<p>${text}</p>`): NonNullable<Delivery['content']> => ({
  en: { subject, text, html },
  'zh-CN': { subject: `中文 ${subject}`, text: `中文 ${text}`, html: `<p>中文 ${text}</p>` },
})

export const delivery = (over: Partial<Delivery> = {}): Delivery => ({
  key: 'k1',
  tenant: 'default',
  complaint: 'c1',
  number: 'SHOP-000001',
  recipient: 'li',
  template: 'overdue',
  channel: 'far',
  content: content('Overdue: SHOP-000001', 'Find a handler by noon.'),
  params: { obligation: 'owner' },
  at: Date.UTC(2026, 2, 2, 1),
  attempts: 0,
  ...over,
})

/** Hands a delivery over and answers the receipt, or the error as data. */
export async function tried(channel: Channel, message: Delivery, signal = new AbortController().signal) {
  try {
    return await channel.deliver(message, { signal })
  } catch (error) {
    const { message: text, permanent, retryAfterMs } = Object(error) as Record<string, unknown>
    return { error: String(text), permanent, retryAfterMs }
  }
}
