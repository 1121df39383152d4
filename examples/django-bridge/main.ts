/** Starts both servers, and shows on the terminal what they do with one another's links. `--once` ends there. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { makeService } from './service.ts'
import { migrate, serve } from './site.ts'

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** What an address answers: its status, and its text. */
async function ask(url: string): Promise<string> {
  const response = await fetch(url)
  return `${response.status}  ${(await response.text()).trimEnd()}`
}

const data = process.env['DATA_DIR'] ?? join(import.meta.dirname, 'data')
mkdirSync(data, { recursive: true })
const [djangoPort, nodePort] = [await freePort(), await freePort()]
const [djangoUrl, nodeUrl] = [`http://127.0.0.1:${djangoPort}`, `http://127.0.0.1:${nodePort}`]
// Links are good until the program ends, unless a key is given that stays.
const secretKey = process.env['SECRET_KEY'] ?? randomBytes(40).toString('base64url')
const shared = { secretKey, database: join(data, 'db.sqlite3') }

await migrate({ ...shared, nodeUrl })
const service = await makeService({ ...shared, djangoUrl })
const node = createServer(getRequestListener(service.fetch)).listen(nodePort, '127.0.0.1')
await once(node, 'listening')
const django = await serve({ ...shared, nodeUrl }, djangoPort)
const stop = (): void => {
  django.kill()
  node.close().closeAllConnections()
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)

for (const [from, to, url] of [
  ['Django', 'Node', `${djangoUrl}/share/1`],
  ['Node', 'Django', `${nodeUrl}/share/2`],
] as const) {
  const link = (await (await fetch(url)).text()).trimEnd()
  const other = link.replace(/\/posts\/\d+/, '/posts/3')
  console.log(`
A link that ${from} made (${url}), and ${to} opens:
  ${link}
    ${await ask(link)}
The same token on another post, and with a character changed:
    ${await ask(other)}
    ${await ask(link.replace('token=', 'token=x'))}`)
}
if (process.argv.includes('--once')) stop()
else console.log('\nBoth go on serving: Ctrl+C ends them.')
