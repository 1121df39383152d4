/**
 * `latchkey lock` on an app of an ORM: it is made from definitions, so that there is no database to connect to.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lockOf } from 'latchkey'
import { drizzleApp } from 'latchkey/drizzle'
import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { makeProject } from '../cli/lock-project.ts'

test('latchkey lock numbers the models of an ORM without a connection', async () => {
  const project = makeProject()
  const adapter = pathToFileURL(join(import.meta.dirname, '../../src/orm/drizzle.ts')).href
  const drizzle = pathToFileURL(createRequire(import.meta.url).resolve('drizzle-orm/pg-core')).href
  writeFileSync(
    project.apps,
    `import { integer, pgTable } from '${drizzle}'
import { drizzleApp } from '${adapter}'
const posts = pgTable('posts', { id: integer().primaryKey() })
export const blog = drizzleApp('blog', { posts: { table: posts, permissions: ['read'] } })`,
  )
  expect(await project.run()).toMatchObject({ code: 0, stderr: '' })
  expect(project.text()).toContain('{ "number": 3, "path": "blog.posts", "permissions": ["read"] }')
})

test('lockOf numbers them as it does those of defineApp', () => {
  const members = pgTable('members', { orgId: integer(), userId: uuid() }, (table) => [
    primaryKey({ columns: [table.orgId, table.userId] }),
  ])
  const app = drizzleApp('blog', {
    members: { table: members, idField: ['orgId', 'userId'], permissions: ['read'] },
  })
  expect(lockOf([app]).nodes.map(({ path }) => path)).toEqual(['*', 'blog', 'blog.members'])
})
