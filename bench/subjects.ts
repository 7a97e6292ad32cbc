import { memoryStore } from '../src/stores/memory/memory-store.ts'
import { sqliteStore } from '../src/stores/sqlite/sqlite-store.ts'
import { computation } from './computation.ts'
import { decideText, decisionCases } from './decisions.ts'
import { desk, shortLived } from './desk.ts'
import { floor } from './floor.ts'
import { referenceCases, referenceRestore, referenceTransition } from './reference-machine.ts'

/** Everything that is measured, by the name under which an isolate is asked for it. */
export const subjects = {
  referenceTransition: async () =>
    computation(referenceCases, ({ snapshot, event }) => referenceTransition(snapshot, event)),
  referenceRestore: async () => computation(referenceCases, ({ text }) => referenceRestore(text)),
  decide: async () => computation(await decisionCases(), decideText),
  memoryDesk: async () => shortLived(() => desk(memoryStore())),
  sqliteDesk: async (path: string) => desk(sqliteStore({ path })),
  floor: (path: string) => floor(path, { withReference: false }),
  floorWithReference: (path: string) => floor(path, { withReference: true }),
}
