/**
 * `latchkey/next` of the packed package, in an application that Next builds and serves: the conformance suite, and the proxy.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { httpConformance, httpRoutes } from 'latchkey/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack } from '../../../tools/pack.ts'

/** A folder in this one, so that it finds Next in `node_modules` here; the packed package is in its own. */
const folder = resolve(import.meta.dirname, '.application')
const next = resolve(import.meta.dirname, 'node_modules/next/dist/bin/next')
const env = { ...process.env, NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' }

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

let server: ChildProcess | undefined
let port: number

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  writeRoutes()
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
