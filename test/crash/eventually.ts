import { setTimeout as rest } from 'node:timers/promises'

/** Waits for what another process does. */
export async function eventually(hasHappened: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const end = Date.now() + patienceMs
  while (!(await hasHappened())) {
    if (Date.now() > end) throw new Error(`it did not happen within ${patienceMs} ms`)
    await rest(10)
  }
}
