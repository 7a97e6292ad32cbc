import type { Change } from '../src/domain/record.ts'
import { randomIds } from '../src/ids.ts'
import { memoryStore } from '../src/stores/memory/memory-store.ts'
import { deskOn, takeThrough } from './desk.ts'

/** What the library commits for one complaint, command by command. */
export async function recordedChanges(): Promise<readonly Change[]> {
  const changes: Change[] = []
  const store = memoryStore()
  const redress = deskOn({
    ...store,
    commit(batch) {
      changes.push(...batch)
      return store.commit(batch)
    },
  })
  await takeThrough(redress)
  await redress.stop()
  await store.close()
  if (changes.some(({ links }) => links.length > 0)) {
    throw new Error('the floors write no links, and the complaint of the bench has none')
  }
  return changes
}

/** What is new in the rows of each complaint. */
export interface Complaint {
  readonly id: string
  readonly number: string
}

/** What is new in the rows of each command. */
export interface Fresh extends Complaint {
  readonly commandId: string
}

/** Gives complaints and commands their names. */
export function createNames(): { complaint(): Complaint; commandId(): string } {
  const ids = randomIds()
  let numbers = 0
  return {
    complaint: () => ({ id: ids.next(), number: `LENOVO-${String(++numbers).padStart(6, '0')}` }),
    commandId: () => ids.next(),
  }
}
