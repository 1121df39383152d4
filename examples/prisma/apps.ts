/** What can be granted on the models of the schema: the kind of an id is held against its field. No secret, and no connection. */
import { prismaApp } from 'latchkey/prisma'
import type { Prisma } from './generated/client.ts'

export const blog = prismaApp<Prisma.TypeMap>()('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
})
