import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@latchkey/source'] },
  ssr: { resolve: { conditions: ['@latchkey/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    coverage: { include: ['src/**'], exclude: ['src/cli/**'] },
  },
})
export default config
