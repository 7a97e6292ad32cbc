import type { ContestantName } from './working-time.ts'

/**
 * Everything that is measured, by the name under which an isolate is asked for it. Each loads what it needs when it is
 * made, since an isolate makes one of them and loading all takes seconds.
 */
export const subjects = {
  async referenceTransition() {
    const { computation, reference } = await pure()
    return computation(reference.referenceCases, ({ snapshot, event }) =>
      reference.referenceTransition(snapshot, event),
    )
  },
  async referenceRestore() {
    const { computation, reference } = await pure()
    return computation(reference.referenceCases, ({ text }) => reference.referenceRestore(text))
  },
  async decide() {
    const { computation } = await import('./computation.ts')
    const { decideText, decisionCases } = await import('./decisions.ts')
    return computation(await decisionCases(), decideText)
  },
  async memoryDesk() {
    const { desk, shortLived } = await import('./desk.ts')
    const { memoryStore } = await import('../src/stores/memory/memory-store.ts')
    return shortLived(() => desk(memoryStore()))
  },
  async sqliteDesk(path: string) {
    const { desk } = await import('./desk.ts')
    const { sqliteStore } = await import('../src/stores/sqlite/sqlite-store.ts')
    return desk(sqliteStore({ path }))
  },
  async floor(path: string) {
    const { floor } = await import('./floor.ts')
    return floor(path, { withReference: false })
  },
  async floorWithReference(path: string) {
    const { floor } = await import('./floor.ts')
    return floor(path, { withReference: true })
  },
  async reckoning(name: ContestantName) {
    const { reckoning } = await import('./working-time.ts')
    return reckoning(name)
  },
}

async function pure() {
  const { computation } = await import('./computation.ts')
  return { computation, reference: await import('./reference-machine.ts') }
}
