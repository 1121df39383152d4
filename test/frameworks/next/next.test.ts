/**
 * `latchkey/next` of the packed package, in an application that Next builds and serves: the conformance suite, and the proxy.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defineApp, keygen, latchkey } from 'latchkey'
import { httpConformance, httpRoutes } from 'latchkey/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack } from '../../../tools/pack.ts'

/** A folder in this one, so that it finds Next in `node_modules` here; the packed package is in its own. */
const folder = resolve(import.meta.dirname, '.application')
const next = resolve(import.meta.dirname, 'node_modules/next/dist/bin/next')
const secrets = keygen()
const env = { ...process.env, NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1', LATCHKEY_SECRETS: secrets }

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Next serves files: one for each path, with an export for each method. */
function writeRoutes(): void {
  for (const path of new Set(httpRoutes.map((route) => route.path))) {
    const methods = httpRoutes.flatMap((route, index) => (route.path === path ? [{ ...route, index }] : []))
    const handlers = methods.map(
      ({ method, index }) => `
const route${index} = httpRoutes[${index}]!
export const ${method} = requires(route${index}.tokens, route${index}.required, route${index}.options, (_request, pass) =>
  new Response(route${index}.answer(pass)),
)`,
    )
    write(
      `app${path.replaceAll(/:(\w+)/g, '[$1]')}/route.ts`,
      `import { requires } from 'latchkey/next'\nimport { httpRoutes } from 'latchkey/testing'\n${handlers.join('\n')}\n`,
    )
  }
}

/** A route behind `proxy.ts`. */
function writeProxy(): void {
  write(
    'proxy.ts',
    `import { defineApp, latchkey } from 'latchkey'
import { requiresInProxy } from 'latchkey/next'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [blog] })
export const proxy = requiresInProxy(tokens, scope.accessModel(blog.Post, 'read'), { query: 'token' })
export const config = { matcher: '/behind/:path*' }
`,
  )
  write('app/behind/route.ts', `export const GET = () => new Response('behind')\n`)
}

let server: ChildProcess | undefined
let port: number

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  writeRoutes()
  writeProxy()
  write('package.json', '{ "type": "module" }')
  // What Next asks for; it would add what is missing.
  const compilerOptions = { jsx: 'react-jsx', module: 'esnext', moduleResolution: 'bundler', strict: true }
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['.'], exclude: ['node_modules'] }))
  write('next.config.ts', `export default { turbopack: { root: ${JSON.stringify(import.meta.dirname)} } }\n`)
  cpSync(join(pack().folder, 'node_modules'), join(folder, 'node_modules'), { recursive: true })
  const built = spawnSync(process.execPath, [next, 'build'], { cwd: folder, env, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`next build: exit ${built.status}\n${built.stdout}${built.stderr}`)

  server = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [server.stdout!, server.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  while (!/Ready in/.test(output)) {
    if (server.exitCode !== null) throw new Error(`next start: exit ${server.exitCode}\n${output}`)
    await new Promise((wait) => void setTimeout(wait, 50))
  }
  port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(output)![1])
}, 240_000)
afterAll(async () => {
  if (server?.kill()) await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
})

/** Next keeps one of several headers of a name and hides the others: the first decides. */
const hidden = /two headers|second header/
// The port is known once the server is there; the names of the cases are known before.
const names = httpConformance({ port: 0 }).map(({ name }) => name)
const run = (name: string): Promise<void> =>
  httpConformance({ port })
    .find((found) => found.name === name)!
    .run()

test.each(names.filter((name) => !hidden.test(name)))('on Next: %s', async (name) => {
  await expect(run(name)).resolves.toBeUndefined()
})
test.each(names.filter((name) => hidden.test(name)))('on Next, where it is not seen: %s', async (name) => {
  await expect(run(name)).rejects.toThrow('the answer was')
})

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const { scope, tokens } = latchkey({ secrets, apps: [blog] })
const good = tokens.generate(scope.accessModel(blog.Post, 'read'), { expiresIn: '1h' })
const narrow = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })

test.each([
  ['no token', {}, 401, 'Bearer', '{"error":"unauthorized"}'],
  ['a bad token', bearer('undefined'), 401, 'Bearer error="invalid_token"', '{"error":"invalid_token"}'],
  [
    'too little',
    bearer(narrow),
    403,
    'Bearer error="insufficient_scope", scope="blog.Post#read"',
    '{"error":"insufficient_scope"}',
  ],
  ['a good token', bearer(good), 200, null, 'behind'],
  [
    'no token, and the header that once switched such guards off',
    { 'x-middleware-subrequest': Array.from({ length: 5 }, () => 'proxy').join(':') },
    401,
    'Bearer',
    '{"error":"unauthorized"}',
  ],
  [
    'no token, and the header of the proxy itself',
    { 'x-middleware-next': '1' },
    401,
    'Bearer',
    '{"error":"unauthorized"}',
  ],
])('the proxy of Next and %s', async (_name, headers: Record<string, string>, status, challenge, body) => {
  const answer = await fetch(`http://127.0.0.1:${port}/behind`, { headers })
  expect([answer.status, answer.headers.get('www-authenticate'), await answer.text()]).toEqual([
    status,
    challenge,
    body,
  ])
})

test('the proxy of Next lets a token in the address pass, and passes the address on to nobody', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/behind?token=${good}`)
  expect([answer.status, await answer.text()]).toEqual([200, 'behind'])
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
})

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
