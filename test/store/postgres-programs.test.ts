/**
 * Programs that keep their store in PostgreSQL: how they end, what they see without a notification, what the command line says.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { defineApp, keygen, latchkey } from 'latchkey'
import { postgresStore } from 'latchkey/postgres'
import { storeContract } from 'latchkey/testing'
import { Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresUrl, reachable } from './postgres-url.ts'

const schema = `latchkey_test_${randomBytes(6).toString('hex')}`
const admin = new Pool({ connectionString: postgresUrl })
afterAll(async () => {
  if (reachable) await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await admin.end()
})
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })

interface Ended {
  readonly status: number | null
  readonly output: string
  readonly seconds: number
}
/** Runs Node from the root of the project. */
async function run(...given: string[]): Promise<Ended> {
  const start = performance.now()
  const options = ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning']
  const child = spawn('node', [...options, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  return { status, output, seconds: (performance.now() - start) / 1000 }
}
const latchkeyOn = (where: string, ...words: string[]): Promise<Ended> =>
  run('src/cli/main.ts', ...words, '--store', where)
const program = (...lines: string[]): Promise<Ended> => run('--input-type=module', '--eval', lines.join('\n'))

describe.skipIf(!reachable)(
  `Programs with PostgreSQL${reachable ? '' : `: not reachable at ${postgresUrl}`}`,
  () => {
    const options = JSON.stringify({ schema, create: true })
    const begin = (client: string): string[] => [
      `import { defineApp, keygen, latchkey } from 'latchkey'`,
      `import { postgresStore } from 'latchkey/postgres'`,
      client,
      `const store = postgresStore(client, ${options})`,
      `const { scope, tokens } = latchkey({ secrets: keygen(), apps: [defineApp('a', { P: { id: 'int', permissions: ['r'] } })], store })`,
      `await tokens.ready()`,
      `console.log(tokens.validate(tokens.generate(scope.parse('a.P:1#r')), scope.parse('a.P:1#r')))`,
    ]
    const pool = `import { Pool } from 'pg'; const client = new Pool({ connectionString: '${postgresUrl}', allowExitOnIdle: true })`

    test('a program that has nothing more to do ends, though it follows the store', async () => {
      const { status, output, seconds } = await program(...begin(pool))
      expect([status, output]).toEqual([0, 'true\n'])
      // The default of a pool keeps a program for 10 seconds; `postgres` keeps it until its client ends.
      expect(seconds).toBeLessThan(9)
    })

    test('a program that closes its store and ends its client ends', async () => {
      const clients = {
        'await client.end()': `import { Pool } from 'pg'; const client = new Pool({ connectionString: '${postgresUrl}' })`,
        'await client.end({ timeout: 5 })': `import postgres from 'postgres'; const client = postgres('${postgresUrl}')`,
      }
      for (const [end, client] of Object.entries(clients))
        expect(await program(...begin(client), 'await (await store).close()', end)).toMatchObject({
          status: 0,
          output: 'true\n',
        })
    })

    test('behind a pooler a revocation is found by polling', async () => {
      const clients = [
        new Pool({ connectionString: postgresUrl }),
        postgres(postgresUrl, { prepare: false, max: 3 }),
      ] as const
      const secrets = keygen()
      const [one, other] = await Promise.all(
        clients.map(async (client) => {
          const store = await postgresStore(client, { schema, create: true, pooler: true })
          const access = latchkey({ secrets, apps: [blog], store })
          await access.tokens.ready()
          return { ...access, close: () => store.close() }
        }),
      )
      for (const [from, to] of [
        [one!, other!],
        [other!, one!],
      ] as const)
        for (let round = 0; round < 3; round++) {
          const asked = from.scope.accessObj(blog.Post(1), 'read')
          const token = from.tokens.generate(asked, { unique: true })
          expect(to.tokens.validate(token, asked)).toBe(true)
          await from.tokens.revoke({ token })
          expect(from.tokens.validate(token, asked)).toBe(false)
          // Promised is one second.
          await expect
            .poll(() => to.tokens.validate(token, asked), { timeout: 5000, interval: 20 })
            .toBe(false)
        }
      for (const { close } of [one!, other!]) await close()
      await Promise.all(clients.map((client) => client.end()))
    })

    test('the command line works on it, and prints no password', async () => {
      const store = `${postgresUrl}#${schema}_cli`
      try {
        expect((await latchkeyOn(store, 'revocations')).output).toMatch(/latchkey store init/)
        expect(await latchkeyOn(store, 'store', 'init')).toMatchObject({ status: 0 })
        expect(await latchkeyOn(store, 'revoke', 'blog.Post:42')).toMatchObject({ status: 0 })
        expect((await latchkeyOn(store, 'revocations')).output).toMatch(/^blog\.Post:42 /m)
        expect(await latchkeyOn(store, 'prune')).toMatchObject({ status: 0 })
        expect(await latchkeyOn(store, 'store', 'acknowledge')).toMatchObject({ status: 0 })
        const refused = await latchkeyOn('postgres://nobody:sesame@127.0.0.1:1/test', 'store', 'init')
        expect(refused.status).toBe(2)
        expect(refused.output).toMatch(/ECONNREFUSED/)
        expect(refused.output).not.toMatch(/sesame/)
      } finally {
        await admin.query(`DROP SCHEMA IF EXISTS ${schema}_cli CASCADE`)
      }
    })
  },
)

describe.skipIf(!reachable)(
  `PostgreSQL in the isolation of the caller${reachable ? '' : `: not reachable at ${postgresUrl}`}`,
  () => {
    const cases = storeContract(async () => {
      const own = `latchkey_test_${randomBytes(6).toString('hex')}`
      const closing: (() => Promise<void>)[] = []
      return {
        async open() {
          const client = new Pool({
            connectionString: postgresUrl,
            max: 5,
            options: '-c default_transaction_isolation=serializable',
          })
          const store = await postgresStore(client, { schema: own, create: true })
          closing.push(async () => {
            await store.close()
            await client.end()
          })
          return store
        },
        wipe: async () => void (await admin.query(`DROP SCHEMA ${own} CASCADE`)),
        async tearDown() {
          for (const close of closing) await close()
          await admin.query(`DROP SCHEMA IF EXISTS ${own} CASCADE`)
        },
      }
    })
    test.each(cases.filter(({ name }) => /at once|while/.test(name)))('serializable: $name', async (each) => {
      await expect(each.run()).resolves.toBeUndefined()
    })
  },
)
