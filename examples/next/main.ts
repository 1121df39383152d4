/** Builds the application, serves it, and prints what to try. */
import { spawn, spawnSync } from 'node:child_process'
import { keygen } from 'latchkey'

// Next runs the modules of the application when it builds too, so the secret has to be there before.
process.env['LATCHKEY_SECRETS'] ??= keygen()
process.env['NEXT_TELEMETRY_DISABLED'] ??= '1'
const { blog, scope, tokens } = await import('./access.ts')

const next = 'node_modules/next/dist/bin/next'
const { status } = spawnSync(process.execPath, [next, 'build'], { stdio: 'inherit' })
if (status !== 0) process.exit(1)

const port = process.env['PORT'] ?? '3000'
const server = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', port], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
process.once('SIGTERM', () => server.kill())

let output = ''
server.stdout.setEncoding('utf8').on('data', (text: string) => {
  output += text
  if (!output.includes('Ready in')) return
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0]
  const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '1h' })
  const curl = `curl -H 'Authorization: Bearer ${token}' ${address}/posts`
  console.log(`${curl}/42   # 200\n${curl}/43   # 403`)
  server.stdout.removeAllListeners('data').resume()
})
