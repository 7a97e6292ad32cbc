import { issue, requireNone } from '../channel-options.ts'
import { type Channel, DeliveryError } from '../contract.ts'
import { deliveryId } from '../delivery-id.ts'
import { type Awaitable, contentOf, type WordingOptions } from '../wording.ts'
import { smtpFailure } from './smtp-failure.ts'
import { createTransporter, isTransporter, type TransporterLike } from './transporter.ts'

/** `language` is English by default. */
export interface EmailChannelOptions extends WordingOptions {
  /**
   * Options for nodemailer's `createTransport`, such as `{ host, port, secure, auth }`, or a transporter that the host
   * has made: with a pool, a plugin, DKIM. Such a one is the host's to close, after the desk has stopped.
   */
  readonly transport: TransporterLike | object
  /** Sender of every mail, as `name@example.org` or `Complaints <name@example.org>`. */
  readonly from: string
  /**
   * Where a recipient is written to, as a bare `name@example.org`; asked again at every try. `undefined`: he has no
   * address, and the message is dead. What it throws is tried again.
   */
  readonly addressOf: (recipient: string, context: { readonly tenant: string }) => Awaitable<string | undefined>
}

/**
 * A channel that writes e-mails, plain text and HTML, by the optional peer `nodemailer` (10.5 or later).
 *
 * - **Repeated deliveries** have one `Message-ID`, made from the key and the domain of `from`; it is the `reference` of the
 *   delivery. Mail systems recognise a repeated mail by it; not all of them drop it.
 * - **Dead at once** is what the server refuses for good (5xx to MAIL FROM, RCPT TO or DATA), a recipient without an
 *   address or with something that is none, a message without text. Everything else is tried again: greylisting and other
 *   4xx answers, a refused log in, a server that is away or slow.
 * - **Aborted**, a mail that is on its way ends with its connection. If the server had it by then, it arrives, and so does
 *   the repeated one.
 * - **Marked as automatic** (`Auto-Submitted: auto-generated`, RFC 3834), so that absence notes do not answer it.
 * - **Errors** hold codes of the server and of nodemailer; never an address, a text or the server's own words.
 *
 * Nothing in a value can add a header or a recipient: a subject is one line, an address is one mailbox.
 *
 * @throws {RedressError} CONFIG_INVALID when an option is wrong, or nodemailer is needed and not installed
 *
 * @example
 * ```ts
 * const mail = emailChannel({
 *   transport: { host: 'smtp.example.org', port: 465, secure: true, auth: { user, pass } },
 *   from: 'Complaints <complaints@example.org>',
 *   addressOf: (recipient) => customers.emailOf(recipient),
 * })
 * ```
 */
export function emailChannel(options: EmailChannelOptions): Channel {
  const { transport, from, addressOf, language = 'en', ...wording } = options
  const domain = /@([^\s@<>\p{C}]+)>?$/u.exec(String(from))?.[1] ?? ''
  requireNone(
    [
      ...issue(
        'transport',
        typeof transport === 'object' && transport !== null,
        'is neither options nor a transporter',
      ),
      ...issue('from', domain !== '' && !CONTROL.test(from), 'is not one address'),
      ...issue('addressOf', typeof addressOf === 'function', 'is no function'),
    ],
    'emailChannel',
  )
  const transporter = isTransporter(transport) ? transport : createTransporter(transport)

  return {
    async deliver(delivery, { signal }) {
      const { recipient, tenant } = delivery
      const { subject, text, html } = await contentOf(delivery, { ...wording, language })
      const address = await addressOf(recipient, { tenant })
      if (address === undefined) {
        throw new DeliveryError('The recipient has no address; enter one, and redeliver.', { permanent: true })
      }
      if (!isMailbox(address)) {
        const problem = "The recipient's address is not one mailbox, such as name@example.org; mend it, and redeliver."
        throw new DeliveryError(problem, { permanent: true })
      }
      const messageId = `<${deliveryId(delivery)}@${domain}>`
      try {
        await transporter.sendMail({
          from,
          to: { name: '', address },
          subject: subject.replace(ALL_CONTROL, ' '),
          text,
          html,
          messageId,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
      } catch (error) {
        throw smtpFailure(error)
      }
      return { reference: messageId }
    },
  }
}

const CONTROL = /\p{Cc}/u
const ALL_CONTROL = /\p{Cc}+/gu

/** One mailbox without quotes, comments or a name. 254 is the longest that SMTP carries (RFC 5321, 4.5.3.1.3, less <>). */
function isMailbox(address: unknown): address is string {
  return (
    typeof address === 'string' &&
    address.length <= 254 &&
    /^[^\s\p{C}<>()[\],;:\\"@]+@[^\s\p{C}<>()[\],;:\\"@]+$/u.test(address)
  )
}
