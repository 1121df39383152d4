/**
 * The mirror of 1,000,000 revocations: its memory, how long a server takes to read it from SQLite, and what its look-ups add to a check.
 *
 * `npm run bench:mirror`; `node … bench/mirror.ts 100000` takes another number.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { randomBytes } from 'node:crypto'
import { defineApp, keygen, latchkey } from '../src/index.ts'
import type { StoredTokens } from '../src/index.ts'
import { sqliteStore } from '../src/store/sqlite.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = keygen()
const folder = mkdtempSync(join(tmpdir(), 'latchkey-mirror-'))
const now = Math.floor(Date.now() / 1000)

/** Targets of one kind, none of which a token below has. */
const kinds: Record<string, (index: number) => string> = {
  'objects (blog.Post:…)': (index) => `blog.Post:${index + 1_000_000}`,
  'ids of tokens': () => `id:${randomBytes(16).toString('hex')}`,
}

const used = (): number => {
  globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

/** Median nanoseconds of the processor that a check takes, whoever shares the machine. */
function time(check: () => boolean): number {
  const rounds: number[] = []
  for (let round = 0; round < 41; round++) {
    const start = process.cpuUsage()
    for (let turn = 0; turn < 20_000; turn++) if (!check()) throw new Error('refused')
    const { user, system } = process.cpuUsage(start)
    rounds.push(((user + system) * 1000) / 20_000)
  }
  return rounds.toSorted((one, other) => one - other)[20]!
}

const plain = latchkey({ secrets, apps: [blog], clock: () => now * 1000 })
const read = plain.scope.accessObj(blog.Post(42), 'read')
const token = plain.tokens.generate(read)
const others = Array.from({ length: 1000 }, (_, id) => {
  const scope = plain.scope.accessObj(blog.Post(id), 'read')
  return { scope, token: plain.tokens.generate(scope) }
})
/** One token again and again, and a thousand in turn, whose entries are in no cache of the processor. */
const checks = (tokens: Pick<StoredTokens, 'validate'>): [number, number] => {
  let turn = 0
  return [
    time(() => tokens.validate(token, read)),
    time(() => {
      const { scope, token: next } = others[turn++ % 1000]!
      return tokens.validate(next, scope)
    }),
  ]
}

const [one, many] = checks(plain.tokens)
console.log(`without a store                a check ${one.toFixed(0)} ns, of many ${many.toFixed(0)} ns`)
for (const [kind, target] of Object.entries(kinds)) {
  const file = join(folder, `${kind.slice(0, 3)}.db`)
  await (await sqliteStore(file, { create: true })).close()
  const database = new DatabaseSync(file)
  database.exec('BEGIN')
  const insert = database.prepare(
    'INSERT INTO revocations (version, target, before, expires) VALUES (?, ?, ?, NULL)',
  )
  for (let index = 0; index < count; index++) insert.run(index + 1, target(index), now + 1)
  database.exec(`UPDATE state SET version = ${count}; COMMIT`)
  database.close()

  const before = used()
  const start = process.cpuUsage()
  const store = await sqliteStore(file)
  const { tokens } = latchkey({ secrets, apps: [blog], store, clock: () => now * 1000, staleFor: '10m' })
  await tokens.ready()
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  const megabytes = used() - before
  const [first, all] = checks(tokens)
  console.log(
    `${count} ${kind.padEnd(22)} ${megabytes.toFixed(0)} MB, read in ${seconds.toFixed(1)} s of the processor, a check ${first.toFixed(0)} ns (+${(first - one).toFixed(0)}), of many ${all.toFixed(0)} ns (+${(all - many).toFixed(0)})`,
  )
  await store.close()
}
rmSync(folder, { recursive: true })
