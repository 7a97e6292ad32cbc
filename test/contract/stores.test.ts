import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import type { Store } from '../../src/stores/contract.ts'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { storeContract } from '../../src/testing/store-contract/store-contract.ts'

storeContract(
  { describe, it },
  {
    name: 'memory',
    open: async () => memoryStore(),
    reopen: async (store) => store,
    skip: {
      'S-79': 'a call ends before the next begins, so nothing is held while another looks',
      'S-80': 'what it holds is gone when it is closed',
    },
  },
)

const directory = mkdtempSync(join(tmpdir(), 'redress-contract-'))
afterAll(() => rmSync(directory, { recursive: true }))

const paths = new WeakMap<Store, string>()
let files = 0

const openFile = (path: string): Store => {
  const store = sqliteStore({ path, synchronous: 'NORMAL' })
  paths.set(store, path)
  return store
}

storeContract(
  { describe, it },
  {
    name: 'sqlite',
    open: async () => openFile(join(directory, `${++files}.db`)),
    reopen: async (store) => openFile(paths.get(store) ?? ''),
    skip: { 'S-79': 'SQLite locks no record; while another has the whole file, it is STORE_UNAVAILABLE' },
  },
)
