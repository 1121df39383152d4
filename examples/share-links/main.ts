/** Starts the server: `npm start`, or with `invite ID` prints a link by which that person can sign in. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { eq } from 'drizzle-orm'
import { blog, invitations, scope, store } from './access.ts'
import { app } from './app.ts'
import { database, people } from './database.ts'
import { forgetExpired } from './outstanding.ts'
import { host, origin, port } from './settings.ts'

const trial = `
1. Sign in as Ada, choose a post or two, and make a link: for an hour, or to be opened once, or for somebody by name.
2. Open the link in a private window: it shows what you chose, and nothing else. Pass on a weaker link from there.
3. Take it back on the page of outstanding links, and load the private window again.`

if (process.argv[2] === 'invite') await invite(Number(process.argv[3]))
else await serve()

async function serve(): Promise<void> {
  const server = createServer(getRequestListener(app.fetch))
  try {
    server.listen(Number(port), host)
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') console.error(`Port ${port} is taken. This takes a free one: PORT=0 npm start`)
    else if (code === 'ERR_SOCKET_BAD_PORT') console.error(`PORT is a number from 0 to 65535, not '${port}'.`)
    else console.error(`The server cannot listen on port ${port}: ${message}`)
    process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().closeAllConnections())
  await prune()
  setInterval(() => void prune().catch(console.error), 86_400_000).unref()

  const own = `http://${host}:${(server.address() as AddressInfo).port}`
  console.log(`
A small magazine that shares its posts by links:
  ${origin ?? own}
${origin === undefined ? trial : `Its proxy finds it at ${own}. To let the author sign in: npm start -- invite 1`}

Press Ctrl+C to end. Each request is a line below; none holds a token.
`)
}

/** Forgets what has expired. */
async function prune(): Promise<void> {
  await forgetExpired()
  await store.prune(Math.floor(Date.now() / 1000) - 3600)
}

async function invite(id: number): Promise<void> {
  const person = await database.select().from(people).where(eq(people.id, id)).get()
  if (person === undefined || origin === undefined) {
    console.error(
      'This takes ORIGIN, and the number of a person: 1 is the author, 2 the editor, 3 the guest.',
    )
    process.exit(1)
  }
  const token = invitations.generate(scope.accessObj(blog.people(person), 'enter'), {
    subject: blog.people(person),
    singleUse: true,
  })
  console.log(`${person.name} can sign in once, within an hour:\n${origin}/sign-in?token=${token}`)
  await store.close()
}
