import { isRedressError } from '../errors.ts'

/**
 * Why something failed, as a text that may be stored: code and message of the library's own errors and of
 * `DeliveryError`, which promise to hold no personal data; of everything else its name and code alone, since a mail
 * server likes to repeat the address in its message.
 */
export function failureText(error: unknown): string {
  if (isRedressError(error)) return `${error.code}: ${error.message}`
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  if (error.name === 'DeliveryError') return error.message
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' && /^\w{1,50}$/.test(code) ? `${error.name} ${code}` : error.name
}
