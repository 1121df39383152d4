import type { NextConfig } from 'next'

/** The root of this repository, where `latchkey` is; an application that installed it from a registry needs no such line. */
const config: NextConfig = { turbopack: { root: new URL('../..', import.meta.url).pathname } }
export default config
