/** The apps that commands of the documentation are about. */
import { defineApp, type App } from 'latchkey'

const models = {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
} as const
export const blog: App<'blog', typeof models> = defineApp('blog', models)
