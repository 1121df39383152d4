/**
 * The store in memory keeps the contract.
 */
import { memoryStore } from 'latchkey/memory'
import { storeContract } from 'latchkey/testing'
import { expect, test } from 'vitest'

const cases = storeContract(async () => {
  const store = memoryStore()
  return { open: async () => store, wipe: async () => store.wipe(), tearDown: () => store.close() }
})
test.each(cases)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})
