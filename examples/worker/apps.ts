/** What can be granted. No secret is in it. */
import { defineApp } from 'latchkey'

export const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
