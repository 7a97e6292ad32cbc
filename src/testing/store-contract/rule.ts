import type { Store } from '../../stores/contract.ts'

/** The store that is put to the test. */
export interface StoreSubject {
  /** Opens a new, empty store; the suite migrates it and closes it at the end of the rule. */
  open(): Promise<Store>
  /** Opens the data of a store a second time, while the first stays open. */
  reopen?(store: Store): Promise<Store>
}

/** What a rule is given to work with. */
export interface RuleContext {
  /** Empty and migrated. */
  readonly store: Store
  /** A second opening of the same data. */
  another(): Promise<Store>
}

/** One promise of the port. Its id is never given to another rule. */
export interface StoreRule {
  /** `S-01`, `S-02`, … */
  readonly id: string
  /** The promise, in one sentence. */
  readonly title: string
  /** Fails when the store breaks the rule. */
  run(subject: StoreSubject): Promise<void>
}

/** Makes a rule of a sentence and what shows it. */
export function rule(id: string, title: string, body: (context: RuleContext) => Promise<void>): StoreRule {
  return {
    id,
    title,
    async run(subject) {
      const opened: Store[] = []
      const open = async (opening: Promise<Store>): Promise<Store> => {
        const store = await opening
        opened.push(store)
        await store.migrate()
        return store
      }
      try {
        const store = await open(subject.open())
        await body({
          store,
          another() {
            if (subject.reopen !== undefined) return open(subject.reopen(store))
            throw new Error(`${id} needs \`reopen\`: give it, or name ${id} in \`skip\` with the reason.`)
          },
        })
      } finally {
        for (const store of new Set(opened)) await store.close()
      }
    },
  }
}
