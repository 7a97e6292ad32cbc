import type { RecordKey } from '../../domain/level.ts'
import type { Store } from '../../stores/contract.ts'
import type { ContractRule } from '../contract-runner.ts'

/** The store that is put to the test. */
export interface StoreSubject {
  /** Opens a new, empty store; the suite migrates it and closes it at the end of the rule. */
  open(): Promise<Store>
  /**
   * Opens the data of a store once more, while the first stays open and after it was closed. A store whose data end with
   * it has none, and names the rules that ask for it in `skip`.
   */
  reopen?(store: Store): Promise<Store>
  /**
   * Begins a transaction beside the store that locks a record, as a host's own may; answers what ends it. A store that
   * nobody can lock a record of has none, and names the rule that asks for it in `skip`.
   */
  hold?(key: RecordKey, store: Store): Promise<() => Promise<void>>
}

/** What a rule is given to work with. */
export interface RuleContext {
  /** Empty and migrated. */
  readonly store: Store
  /** Another opening of the same data. */
  another(): Promise<Store>
  /** Locks a record from outside of the store; answers what ends that. */
  hold(key: RecordKey): Promise<() => Promise<void>>
}

/** One promise of the port: `S-01`, `S-02`, … */
export type StoreRule = ContractRule<StoreSubject>

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
        const missing = (what: string): Error =>
          new Error(`${id} needs \`${what}\`: give it, or name ${id} in \`skip\` with the reason.`)
        await body({
          store,
          another() {
            if (subject.reopen === undefined) throw missing('reopen')
            return open(subject.reopen(store))
          },
          hold(key) {
            if (subject.hold === undefined) throw missing('hold')
            return subject.hold(key, store)
          },
        })
      } finally {
        for (const store of new Set(opened)) await store.close()
      }
    },
  }
}
