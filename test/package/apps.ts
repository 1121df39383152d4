/**
 * What the bundled application grants; its lock lies beside it (`latchkey lock`).
 */
import { defineApp } from 'latchkey'
import type { App } from 'latchkey'

const models = { Post: { id: 'int', permissions: ['read', 'change'] } } as const
export const blog: App<'blog', typeof models> = defineApp('blog', models)
