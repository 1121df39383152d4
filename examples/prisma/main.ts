/** A blog in Prisma whose lists and pages open as far as a token does. Prints what it allows, and what it refuses. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { keygen, latchkey } from 'latchkey'
import { where } from 'latchkey/prisma'
import { blog } from './apps.ts'
import { PrismaClient } from './generated/client.ts'

const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
const folder = mkdtempSync(join(tmpdir(), 'latchkey-example-'))
const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${folder}/blog.db` }) })
// In a program of yours `prisma migrate` makes the tables.
await prisma.$executeRaw`create table posts (id integer primary key, title text not null, published boolean not null default true)`
await prisma.post.createMany({
  data: [
    { title: 'On keys' },
    { title: 'On doors' },
    { title: 'On locks', published: false },
    { title: 'On hinges' },
  ],
})

// A link to three posts, for whoever has it.
const shared = await prisma.post.findMany({ where: { title: { not: 'On doors' } } })
const token = tokens.generate(
  scope.union(...shared.map((post) => scope.accessObj(blog.Post(post), 'read'))),
  {
    expiresIn: '7d',
  },
)

// The list: those rows, and no others, that are published as well.
const verdict = tokens.verify(token, 'authentic')
if (!verdict.ok) throw new Error(verdict.detail)
const list = await prisma.post.findMany({
  where: { AND: [{ published: true }, where(verdict.pass, blog.Post, 'read')] },
})
console.log(`allowed to list: ${list.map(({ title }) => title).join(', ')}`)

// One page.
for (const post of await prisma.post.findMany()) {
  const isAllowed = tokens.validate(token, scope.accessObj(blog.Post(post), 'read'))
  console.log(`${isAllowed ? 'allowed' : 'refused'} to read: ${post.title}`)
}

// No right is no row.
const { count } = await prisma.post.updateMany({
  where: where(verdict.pass, blog.Post, 'change'),
  data: { title: 'Defaced' },
})
console.log(`refused to change: ${count} rows changed`)
await prisma.$disconnect()
rmSync(folder, { recursive: true })
