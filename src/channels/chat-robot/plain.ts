import type { Content } from '../contract.ts'

/** A content for those who show text alone. */
export const plain = ({ subject, text }: Content): string => `${subject}\n\n${text}`.trim()

/**
 * A content that can be written as JSON without escapes such as `\u0000`, which WeCom refuses (40033): without control
 * characters and halves of characters, its lines ending with `\n`.
 */
export function printable({ subject, text, html }: Content): Content {
  return { subject: wellFormed(subject).replaceAll(/\p{Cc}+/gu, ' '), text: lines(text), html }
}

const lines = (text: string): string =>
  wellFormed(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')

/** Half a surrogate pair becomes U+FFFD. (`toWellFormed` is not in every Node that this runs on.) */
const wellFormed = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text))

/**
 * The content itself if it fits; else its text is cut after the last character that leaves room for an ellipsis, its
 * subject only when no text is left.
 */
export function cutToFit(content: Content, fits: (content: Content) => boolean): Content {
  if (fits(content)) return content
  const cut = (text: string, make: (text: string) => Content): Content | undefined => {
    const characters = Array.from(text)
    let [most, tooMany] = [-1, characters.length]
    while (tooMany - most > 1) {
      const middle = Math.floor((most + tooMany) / 2)
      if (fits(make(`${characters.slice(0, middle).join('')}…`))) most = middle
      else tooMany = middle
    }
    return most < 0 ? undefined : make(`${characters.slice(0, most).join('').trimEnd()}…`)
  }
  return (
    cut(content.text, (text) => ({ ...content, text })) ??
    cut(content.subject, (subject) => ({ ...content, subject, text: '' })) ??
    content
  )
}
