import { type InputIssue, RedressError } from '../errors.ts'

/** A mistake where the condition does not hold, to be spread into a list of them. The message never repeats the value. */
export function issue(path: string, holds: boolean, message: string): readonly InputIssue[] {
  return holds ? [] : [{ path, message }]
}

/** @throws {RedressError} CONFIG_INVALID when there is a mistake in the options of a channel, with every one of them. */
export function requireNone(issues: readonly InputIssue[], channel: string): void {
  if (issues.length > 0) throw configInvalid(issues, channel)
}

export function configInvalid(issues: readonly InputIssue[], channel: string): RedressError<'CONFIG_INVALID'> {
  const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ')
  return new RedressError('CONFIG_INVALID', `${channel} cannot be made: ${list}.`, { issues })
}

/** An address of http or https without a name and password in it, or `undefined` when it is none. */
export function webAddress(value: unknown): URL | undefined {
  const text = String(value)
  // `URL.parse` needs Node 22.
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    ? url
    : undefined
}
