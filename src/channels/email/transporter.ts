import { RedressError } from '../../errors.ts'
import { optionalPackage } from '../../optional-package.ts'

/** One e-mail, in the terms of nodemailer. */
export interface Mail {
  readonly from: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** What is used of nodemailer's transporters. */
export interface TransporterLike {
  sendMail(mail: Mail): Promise<unknown>
}

export const isTransporter = (value: unknown): value is TransporterLike =>
  typeof (value as { sendMail?: unknown } | null | undefined)?.sendMail === 'function'

/**
 * A transporter of the installed nodemailer.
 *
 * @throws {RedressError} CONFIG_INVALID when nodemailer is not installed or does not take the options
 */
export function createTransporter(options: object): TransporterLike {
  const nodemailer = optionalPackage('nodemailer', 'nodemailer', 'emailChannel()')
  const { createTransport } = Object(nodemailer) as { createTransport?: unknown }
  const made: unknown = typeof createTransport === 'function' ? createTransport(options) : undefined
  if (isTransporter(made)) return made
  const message = 'has no createTransport that makes a transporter; update it'
  throw new RedressError('CONFIG_INVALID', `emailChannel() cannot work: the package nodemailer ${message}.`, {
    issues: [{ path: 'nodemailer', message }],
  })
}
