import type { z } from 'zod'
import { type InputIssue, RedressError } from '../errors.ts'

/** Issues of a Zod error: paths and messages, never values. */
export const issuesOf = (error: z.ZodError, prefix = ''): readonly InputIssue[] =>
  error.issues.map((issue) => ({
    path: [prefix, ...issue.path.map(String)].filter((it) => it !== '').join('.'),
    message: issue.message,
  }))

/** The error of a definition that cannot work; its message lists every mistake. */
export const policyInvalid = (policy: string, issues: readonly InputIssue[]): RedressError<'POLICY_INVALID'> => {
  const lines = issues.map((issue) => `\n  ${issue.path === '' ? '' : `${issue.path}: `}${issue.message}`).join('')
  return new RedressError('POLICY_INVALID', `Policy '${policy}' cannot work:${lines}`, { policy, issues })
}

/** Collects what is wrong with a definition, so that its author sees all of it at once. */
export class Issues {
  readonly list: InputIssue[] = []

  add(path: string, message: string): void {
    this.list.push({ path, message })
  }

  /** Adds an issue unless `name` is one of `names`. */
  known(path: string, what: string, name: string, names: readonly string[]): void {
    if (names.includes(name)) return
    this.add(
      path,
      `unknown ${what} '${name}'; ${names.length === 0 ? 'none is defined' : `known: ${names.join(', ')}`}`,
    )
  }

  /** Adds an issue for each name that stands twice. */
  unique(path: string, names: readonly string[]): void {
    const seen = new Set<string>()
    for (const name of names) {
      if (seen.has(name)) this.add(path, `'${name}' stands twice`)
      seen.add(name)
    }
  }
}
