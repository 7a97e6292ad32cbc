import type { InputIssue } from '../errors.ts'

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
