import { describe, it } from 'vitest'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'
import { storeContract } from '../../src/testing/store-contract/store-contract.ts'

storeContract({ describe, it }, { name: 'memory', open: async () => memoryStore(), reopen: async (store) => store })
