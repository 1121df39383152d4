/**
 * A store in memory that is closed when its test has ended, so that nobody polls it while the next one runs.
 */
import { memoryStore } from 'latchkey/memory'
import type { MemoryStore } from 'latchkey/memory'
import { onTestFinished } from 'vitest'

export function closingStore(): MemoryStore {
  const store = memoryStore()
  onTestFinished(() => store.close())
  return store
}
