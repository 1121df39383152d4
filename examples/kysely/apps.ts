/** The database, and what can be granted on it: the kind of an id is held against its column. No secret, and no connection. */
import type { Generated } from 'kysely'
import { kyselyApp } from 'latchkey/kysely'

export interface Database {
  posts: { id: Generated<number>; title: string; published: Generated<boolean> }
}
export const blog = kyselyApp<Database>('postgres')('blog', {
  posts: { id: 'int', permissions: ['read', 'change'] },
})
