import type { Contender } from './subject.ts'
import type { Thought } from './thought.ts'
import type { ContestantName } from './working-time.ts'

/** Commands to a statement of the floor that gathers them. */
const GROUP = 8

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
  floor: (path: string) => sqlite(path, 'nothing'),
  floorWithReference: (path: string) => sqlite(path, 'reference'),
  floorWithDecision: (path: string) => sqlite(path, 'decision'),
  async postgresDesk(url: string, schema: string) {
    const { desk } = await import('./desk.ts')
    const { postgresStore } = await import('../src/stores/postgres/postgres-store.ts')
    const { onPool } = await import('./postgres.ts')
    return onPool(url, schema, async (pool) => desk(postgresStore(pool, { schema })))
  },
  postgresFloor: (url: string, schema: string) => postgres(url, schema, 1, 'nothing'),
  postgresFloorWithReference: (url: string, schema: string) => postgres(url, schema, 1, 'reference'),
  postgresFloorWithDecision: (url: string, schema: string) => postgres(url, schema, 1, 'decision'),
  postgresGroups: (url: string, schema: string) => postgres(url, schema, GROUP, 'nothing'),
  postgresGroupsWithReference: (url: string, schema: string) => postgres(url, schema, GROUP, 'reference'),
  postgresGroupsWithDecision: (url: string, schema: string) => postgres(url, schema, GROUP, 'decision'),
  async sqliteDeliveries(path: string) {
    const { deliveries } = await import('./messages.ts')
    const { sqliteStore } = await import('../src/stores/sqlite/sqlite-store.ts')
    return deliveries(sqliteStore({ path }))
  },
  async sqliteDeliveryFloor(path: string) {
    const { deliveryFloor } = await import('./messages.ts')
    const { sqliteStore } = await import('../src/stores/sqlite/sqlite-store.ts')
    return deliveryFloor(sqliteStore({ path }))
  },
  async postgresDeliveries(url: string, schema: string) {
    const { deliveries } = await import('./messages.ts')
    const { postgresStore } = await import('../src/stores/postgres/postgres-store.ts')
    const { onPool } = await import('./postgres.ts')
    return onPool(url, schema, async (pool) => deliveries(postgresStore(pool, { schema })))
  },
  async postgresDeliveryFloor(url: string, schema: string) {
    const { deliveryFloor } = await import('./messages.ts')
    const { postgresStore } = await import('../src/stores/postgres/postgres-store.ts')
    const { onPool } = await import('./postgres.ts')
    return onPool(url, schema, async (pool) => deliveryFloor(postgresStore(pool, { schema })))
  },
  async messageLag(url: string, schema: string) {
    const { messageLag } = await import('./messages.ts')
    const { onPool } = await import('./postgres.ts')
    return onPool(url, schema, async (pool) => messageLag(pool, schema))
  },
  async idleStatements(url: string, schema: string) {
    const { idleStatements } = await import('./messages.ts')
    const { onPool } = await import('./postgres.ts')
    return onPool(url, schema, async (pool) => idleStatements(pool, schema))
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

async function sqlite(path: string, thought: Thought): Promise<Contender> {
  const { floor } = await import('./floor.ts')
  return floor(path, thought)
}

async function postgres(url: string, schema: string, group: number, thought: Thought): Promise<Contender> {
  const { onPool } = await import('./postgres.ts')
  const { postgresFloor } = await import('./postgres-floor.ts')
  return onPool(url, schema, (pool) => postgresFloor(pool, schema, { group, thought }))
}
