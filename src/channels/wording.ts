import type { Language } from '../domain/language.ts'
import { type Content, type Delivery, DeliveryError } from './contract.ts'

/** Where a channel that people read has its words from. What these functions throw is tried again. */
export interface WordingOptions {
  /** In which language a recipient is written to. */
  readonly language?: Language | ((recipient: string, context: { readonly tenant: string }) => Awaitable<Language>)
  /** The host's own words, instead of the policy's template; `undefined` leaves it to the template. */
  readonly render?: (delivery: Delivery) => Awaitable<Content | undefined>
}

/** Now or later. */
export type Awaitable<T> = T | Promise<T>

/**
 * What a recipient is to read.
 *
 * @throws {DeliveryError} permanent, when there is neither a template nor an own rendering
 */
export async function contentOf(
  delivery: Delivery,
  { language, render }: WordingOptions & { readonly language: NonNullable<WordingOptions['language']> },
): Promise<Content> {
  const own = await render?.(delivery)
  if (own !== undefined) return own
  const { content, recipient, tenant, template } = delivery
  if (content === undefined) {
    const problem = `The template '${template}' has no text: give it one in the policy or the channel a \`render\`, and redeliver.`
    throw new DeliveryError(problem, { permanent: true })
  }
  const wanted = typeof language === 'function' ? await language(recipient, { tenant }) : language
  const found: Content | undefined = content[wanted]
  if (found === undefined) {
    const problem = `The template '${template}' has no text in the language that the channel asks for; mend \`language\`, and redeliver.`
    throw new DeliveryError(problem, { permanent: true })
  }
  return found
}
