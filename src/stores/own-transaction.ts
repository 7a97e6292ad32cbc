import { RedressError } from '../errors.ts'

/** Somebody hands over what is no transaction that this store could write in. */
export const transactionInvalid = (
  message: string,
  reason: string,
  cause?: unknown,
): RedressError<'TRANSACTION_INVALID'> => new RedressError('TRANSACTION_INVALID', message, { reason }, { cause })

/** For a store without transactions of the host: to write outside of what he may take back would be a lie. */
export function refuseTransaction(tx: unknown): void {
  if (tx === undefined) return
  throw transactionInvalid('This store takes part in no transaction of the host. Leave `tx` out.', 'not supported')
}
