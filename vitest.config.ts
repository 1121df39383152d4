import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { recordOutputs } from './test/outputs/plugin.ts'

const config: ViteUserConfig = defineConfig({
  plugins: [recordOutputs()],
  resolve: { conditions: ['@latchkey/source'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing that the library says during the tests holds a secret.
    setupFiles: ['test/outputs/setup.ts'],
    // Folders with dependencies of their own: tools/folders.ts runs them.
    exclude: ['**/node_modules/**', 'test/frameworks/*/*', 'test/orm/*/*'],
    testTimeout: 60_000,
    coverage: { include: ['src/**'], exclude: ['src/cli/**'] },
  },
})
export default config
