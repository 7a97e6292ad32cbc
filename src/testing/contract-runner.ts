/** The two functions of a test runner that a suite needs; those of vitest, jest, mocha and `node:test` all fit. */
export interface ContractRunner {
  describe(name: string, define: () => void): unknown
  it(name: string, run: () => Promise<void>): unknown
}

/** What is said of whoever is put to the test. */
export interface ContractOptions {
  /** What it is called in the report. */
  readonly name: string
  /** Rules that it does not keep: id → the reason. They are named in the report and not run. */
  readonly skip?: Readonly<Record<string, string>>
}

/** One promise of a port. Its id is never given to another rule. */
export interface ContractRule<Subject> {
  readonly id: string
  /** The promise, in one sentence. */
  readonly title: string
  /** Fails when the subject breaks the rule. */
  run(subject: Subject): Promise<void>
}

/**
 * Makes a test of each rule.
 *
 * @throws {Error} when `skip` names a rule that does not exist or gives no reason
 */
export function runContract<Subject>(
  runner: ContractRunner,
  port: string,
  rules: readonly ContractRule<Subject>[],
  subject: Subject & ContractOptions,
): void {
  const skip = new Map(Object.entries(subject.skip ?? {}))
  for (const [id, reason] of skip) {
    if (!rules.some((rule) => rule.id === id)) throw new Error(`${port}Contract: there is no rule ${id} to skip.`)
    if (reason.trim() === '') throw new Error(`${port}Contract: skipping ${id} needs a reason.`)
  }
  runner.describe(`${port} contract: ${subject.name}`, () => {
    for (const rule of rules) {
      const reason = skip.get(rule.id)
      if (reason === undefined) runner.it(`${rule.id} ${rule.title}`, () => rule.run(subject))
      else runner.it(`${rule.id} not kept: ${reason}`, async () => {})
    }
  })
}
