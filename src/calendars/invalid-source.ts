import { RedressError } from '../errors.ts'

/** The refusal of an option or of a feed. Neither holds the value itself: a feed is a stranger's text. */
export function invalidSource(
  path: string,
  reason: string,
  options?: { cause?: unknown },
): RedressError<'CALENDAR_INVALID'> {
  const message = `The calendar's source is invalid: ${path === '' ? '' : `${path}: `}${reason}.`
  return new RedressError('CALENDAR_INVALID', message, { path, reason }, options)
}
