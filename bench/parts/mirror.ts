/**
 * The mirror of revocations: its memory, how long a server takes to read it from SQLite, and what its look-ups add to a check.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sha256 } from '@noble/hashes/sha2.js'
import { defineApp, keygen, latchkey } from '../../src/index.ts'
import type { StoredTokens, Tokens } from '../../src/index.ts'
import { sqliteStore } from '../../src/store/sqlite.ts'
import { median, race } from '../measure.ts'
import type { Contender } from '../measure.ts'
import { heldNow } from '../memory.ts'
import type { Effort, Point, Section } from '../part.ts'
import { figure, figures } from '../report.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
const secrets = keygen()
const now = Math.floor(Date.now() / 1000)
const clock = (): number => now * 1000
const plain = latchkey({ secrets, apps: [blog], clock })

/** Targets of one kind, none of which a token below has. */
const kinds: Readonly<Record<string, (index: number) => string>> = {
  objects: (index) => `blog.Post:${index + 1_000_000}`,
  tokens: () => `id:${randomBytes(16).toString('hex')}`,
}

/** A mirror that was read. */
interface Mirror {
  readonly kind: string
  readonly count: number
  readonly tokens: StoredTokens
  readonly megabytes: number
  /** Of the processor. */
  readonly seconds: number
  readonly close: () => Promise<void>
}

/** A thousand tokens in turn: their entries are in no cache of the processor. */
const checked = Array.from({ length: 1000 }, (_, id) => {
  const scope = plain.scope.accessObj(blog.Post(id), 'read')
  return { scope, token: plain.tokens.generate(scope) }
})
function checks(name: string, tokens: Pick<Tokens, 'validate'>): Contender {
  let turn = 0
  return {
    name,
    run: () => {
      const { scope, token } = checked[turn++ % 1000]!
      return tokens.validate(token, scope)
    },
  }
}

/** SHA-256 of as many bytes as the id of these tokens is made of: what no look-up of ids can do without. */
const hashed = randomBytes(Buffer.from(checked[0]!.token, 'base64url').length + 1)
const oneHash: Contender = { name: 'one SHA-256', run: () => sha256(hashed).length === 32 }

export async function measure({ quick }: Effort): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-mirror-'))
  const points: { memory: Point[]; lookup: Point[] } = { memory: [], lookup: [] }
  const rows: string[][] = []
  let worst = { megabytes: 0, seconds: 0, added: 0, lookUp: 0 }
  for (const count of quick ? [1000, 100_000] : [1000, 10_000, 100_000, 1_000_000]) {
    for (const kind of Object.keys(kinds)) {
      const mirror = await read(folder, kind, count)
      const times = await race(
        [checks('without', plain.tokens), checks(kind, mirror.tokens), oneHash],
        quick ? 20 : 100,
      )
      await mirror.close()
      const [without, held, hash] = [times.get('without')!, times.get(kind)!, times.get(oneHash.name)!]
      // Within each round; a median below zero is no gain, but noise.
      const over = (others: readonly number[]): number =>
        Math.max(median(held.map((time, round) => time - without[round]! - others[round]!)) * 1000, 0)
      const added = over(held.map(() => 0))
      // The id of a token is a hash, which no look-up of ids can do without.
      const lookUp = kind === 'tokens' ? over(hash) : added
      const { megabytes, seconds } = mirror
      rows.push([
        `${count.toLocaleString('en')} revoked ${kind}`,
        figures(megabytes),
        figures(seconds),
        figures(median(held) * 1000),
        `+${figures(added)}`,
        kind === 'tokens' ? figures(median(hash) * 1000) : '',
      ])
      points.memory.push({ series: kind, x: count, y: figure(megabytes) })
      points.lookup.push({ series: kind, x: count, y: figure(added) })
      worst = {
        megabytes: Math.max(worst.megabytes, megabytes),
        seconds: Math.max(worst.seconds, seconds),
        added: Math.max(worst.added, added),
        // Of the largest mirrors, which come last.
        lookUp: kind === 'objects' ? lookUp : Math.max(worst.lookUp, lookUp),
      }
    }
  }
  rmSync(folder, { recursive: true })
  const across = 'number of revoked objects, or of revoked tokens'
  return {
    title: 'The mirror of revocations',
    text: [
      'Each server keeps what was revoked in its memory, here read from SQLite. A check asks the mirror whether the token, or the object, was revoked; a thousand tokens are checked in turn, and none was. A token is known by its id, a SHA-256 of its bytes, which is made for each check as long as the id of any token is revoked.',
    ],
    tables: [
      {
        columns: ['the mirror', 'MB', 's to read', 'ns a check', 'ns added', 'of which one SHA-256'],
        rows,
      },
    ],
    plots: {
      'mirror-memory': {
        kind: 'lines',
        title: `A million revocations take ${figures(worst.megabytes)} MB`,
        label: 'memory of the mirror, MB',
        across,
        logarithmic: false,
        points: points.memory,
      },
      'mirror-lookup': {
        kind: 'lines',
        title: `Revocations add at most ${figures(worst.added)} ns to a check`,
        label: 'processor time added to one check, ns',
        across,
        logarithmic: false,
        points: points.lookup,
      },
    },
    figures: {
      'mirror-megabytes': figure(worst.megabytes),
      'mirror-seconds': figure(worst.seconds),
      'mirror-added-nanoseconds': figure(worst.added),
    },
    goals: [
      goal('memory of 1,000,000 revocations: at most 100 MB', worst.megabytes, 100, 'MB'),
      goal(
        'look-ups of 1,000,000 add to a check, beside the hash that is an id: at most 300 ns',
        worst.lookUp,
        300,
        'ns',
      ),
      goal('start with 1,000,000 revocations: at most 5 s', worst.seconds, 5, 's'),
    ],
  }
}

function goal(what: string, measured: number, most: number, unit: string): Section['goals'][number] {
  return {
    goal: `the mirror, ${what}`,
    measured: `${figures(measured)} ${unit}`,
    reached: measured <= most,
  }
}

/** Fills a store with revocations, and starts a server that reads them. */
async function read(folder: string, kind: string, count: number): Promise<Mirror> {
  const file = join(folder, `${kind} ${count}.db`)
  await (await sqliteStore(file, { create: true })).close()
  const database = new DatabaseSync(file)
  database.exec('BEGIN')
  const insert = database.prepare(
    'INSERT INTO revocations (version, target, before, expires) VALUES (?, ?, ?, NULL)',
  )
  for (let index = 0; index < count; index++) insert.run(index + 1, kinds[kind]!(index), now + 1)
  database.exec(`UPDATE state SET version = ${count}; COMMIT`)
  database.close()

  const before = heldNow()
  const start = process.cpuUsage()
  const store = await sqliteStore(file)
  const { tokens } = latchkey({ secrets, apps: [blog], store, clock, staleFor: '10m' })
  await tokens.ready()
  const { user, system } = process.cpuUsage(start)
  const megabytes = Math.max(heldNow() - before, 0) / 1e6
  return { kind, count, tokens, megabytes, seconds: (user + system) / 1e6, close: () => store.close() }
}
