/**
 * Prisma's filters on libSQL in this process, and on PostgreSQL.
 *
 * The clients are generated when the folder is installed; the tables are made by SQL, since Prisma's own engine for that is downloaded.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import { prismaApp, where } from 'latchkey/prisma'
import { Pool } from 'pg'
import { makePlace, noPostgres, postgres } from '../services.ts'
import { testFilters } from '../suite.ts'
import type { Engine } from '../suite.ts'
import { statements } from '../tables.ts'
import type { ModelName } from '../tables.ts'
import { PrismaClient as PostgresClient } from './generated/postgresql/client.ts'
import { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'
import type { Prisma } from './generated/sqlite/client.ts'

const permissions = ['read', 'change'] as const
const blog = prismaApp<Prisma.TypeMap>()('blog', {
  Post: { id: 'int', permissions },
  Event: { id: 'bigint', permissions },
  Comment: { id: 'uuid', permissions },
  Tag: { id: 'string', permissions },
  Member: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions },
})

/** What the delegates of all models have. */
interface Delegate {
  findMany(query: { where: object }): Promise<object[]>
}

function engineOf(
  client: SqliteClient | PostgresClient,
  after: () => Promise<unknown>,
  parallel: number,
): Engine {
  const delegates: Readonly<Record<ModelName, unknown>> = {
    Post: client.post,
    Event: client.event,
    Comment: client.comment,
    Tag: client.tag,
    Member: client.member,
  }
  return {
    app: blog,
    models: blog,
    parallel,
    async select(model, { pass, permission, published, mutated }) {
      const handle = blog[model] as typeof blog.Post
      const isNone = pass.objects(handle, permission).kind === 'none'
      // Prisma takes an empty AND for all, and an empty OR for none.
      const filter = mutated && isNone ? { AND: [] } : where(pass, handle, permission)
      return (delegates[model] as Delegate).findMany({
        where: published ? { AND: [{ published: 1 }, filter] } : filter,
      })
    },
    async close() {
      await client.$disconnect()
      await after()
    },
  }
}

testFilters('Prisma on libSQL', async () => {
  // In a file: libSQL leaves what is in memory behind with each transaction.
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-prisma-'))
  const adapter = new PrismaLibSql({ url: `file:${folder}/test.db`, intMode: 'bigint' })
  const client = new SqliteClient({ adapter })
  for (const statement of statements('sqlite')) await client.$executeRawUnsafe(statement)
  return engineOf(client, async () => rmSync(folder, { recursive: true }), 1)
})

testFilters(
  'Prisma on PostgreSQL (pg)',
  async () => {
    const admin = new Pool(postgres)
    const place = await makePlace('postgres', (statement) => admin.query(statement))
    const adapter = new PrismaPg({ ...postgres, max: 4 }, { schema: place.name })
    return engineOf(
      new PostgresClient({ adapter }),
      async () => {
        await place.drop()
        await admin.end()
      },
      4,
    )
  },
  noPostgres,
)
