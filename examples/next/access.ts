/** What can be granted, and the secret that signs it. */
import { defineApp, latchkey } from 'latchkey'

export const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
export const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [blog] })
