// One of several processes that write one file: `node stores-sqlite-process.ts <path> <writer> <commits>`. Run by
// stores-sqlite.test.ts.

import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { changeOf, keyOf, T, TENANT } from '../../src/testing/store-contract/samples.ts'

const [path = '', writer = '', commits = '0'] = process.argv.slice(2)
const store = sqliteStore({ path, synchronous: 'NORMAL', busyTimeoutMs: 20_000 })
await store.migrate()

let conflicts = 0
const numbers: number[] = []
for (let done = 0; done < Number(commits); ) {
  const [record] = await store.load([{ key: keyOf('shared') }])
  const basedOn = typeof record === 'object' ? record.seq : 0
  const name = `${writer}-${done}`
  const [outcome] = await store.commit([
    changeOf('shared', { basedOn, commandId: name, messages: [{ key: name }], wakeAt: T }),
    changeOf(`own-${name}-${basedOn}`, { messages: [{ key: `own-${name}-${basedOn}` }] }),
  ])
  if (outcome === 'committed') done += 1
  else if (outcome === 'conflict') conflicts += 1
  else throw new Error(`unexpected outcome ${JSON.stringify(outcome)}`)
  numbers.push(await store.reserveNumbers(TENANT, '2026', 1))
}
const claimed: string[] = []
for (;;) {
  const { items } = await store.claimMessages(T, 5, 3_600_000)
  if (items.length === 0) break
  claimed.push(...items.map(({ item }) => item.key))
}
await store.close()
process.stdout.write(JSON.stringify({ conflicts, numbers, claimed }))
