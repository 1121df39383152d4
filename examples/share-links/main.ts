/** Starts the server, and shows on the terminal what it does by asking it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { app, makeToken } from './app.ts'
import { listPosts, type Post } from './store.ts'

const port = process.env['PORT'] || '3000'
const server = createServer(getRequestListener(app.fetch))
try {
  // Not 0.0.0.0: the author's page asks for no password, so only this computer may reach it.
  server.listen(Number(port), '127.0.0.1')
  await once(server, 'listening')
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') console.error(`Port ${port} is taken. This takes a free one: PORT=0 npm start`)
  else if (code === 'ERR_SOCKET_BAD_PORT') console.error(`PORT is a number from 0 to 65535, not '${port}'.`)
  else console.error(`The server cannot listen on port ${port}: ${message}`)
  process.exit(1)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().closeAllConnections())

const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const [post, other] = listPosts() as [Post, Post]
const token = makeToken(post, ['read'], '7d')
const link = `${address}/p/${post.id}?token=${token}`

/** A line for the terminal, with what the server answers to it. */
async function curl(url: string): Promise<string> {
  const response = await fetch(url)
  return `curl '${url}'\n    ${response.status}  ${(await response.text()).split('\n')[0]}`
}
console.log(`
Your posts, each with a form that makes a link:
  ${address}

A link to read “${post.title}”, for 7 days:
  ${link}

The same link without a browser, and its token on another post:
  ${await curl(link)}
  ${await curl(`${address}/p/${other.id}?token=${token}`)}`)
