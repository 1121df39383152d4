/** Bundles the worker, serves it by workerd, and prints what to try. */
import { spawn } from 'node:child_process'
import { keygen, latchkey } from 'latchkey'
import { build } from 'rolldown'
import { blog } from './apps.ts'

await build({
  input: 'worker.ts',
  external: ['cloudflare:workers'],
  resolve: { conditionNames: ['@latchkey/source', 'import'] },
  output: { file: 'dist/worker.js' },
  logLevel: 'warn',
})

const secrets = process.env['LATCHKEY_SECRETS'] ?? keygen()
const address = `127.0.0.1:${process.env['PORT'] ?? 3000}`
const args = ['serve', 'workerd.capnp', `--socket-addr=http=${address}`, '--control-fd=1']
const server = spawn('workerd', args, {
  env: { ...process.env, LATCHKEY_SECRETS: secrets },
  stdio: ['ignore', 'pipe', 'inherit'],
})
process.once('SIGTERM', () => server.kill())

// workerd says where it listens, as a line of JSON.
server.stdout.setEncoding('utf8').on('data', (line: string) => {
  const { port } = JSON.parse(line) as { port: number }
  const { scope, tokens } = latchkey({ secrets, apps: [blog] })
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
  const curl = `curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}/posts`
  console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
})
