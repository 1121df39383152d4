/**
 * Random tokens cross between this library and a live Django, in both directions, and both say the same of each.
 *
 * Django makes the token of a scope, and here the same text comes out; a token made here is asked of Django and of this library, and
 * the decisions are the same. Of five cases one is compressed, one has no ASCII names, one has fallback keys, one is tampered with or
 * signed with SHA-1. The usual run has 2,000 cases, `.ci/run` 10,000 and `npm run test:django` 100,000.
 */
import { inflateSync } from 'node:zlib'
import type { Scope } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import type { Serializer } from 'latchkey/django'
import { expect, test } from 'vitest'
import { python, skipped, startPeer } from './python.ts'
import type { Peer, Reply } from './python.ts'
import { rows, tables } from './tables.ts'

const usual = process.env['REQUIRE_SERVICES'] === '1' ? '10000' : '2000'
const cases = Number(process.env['LATCHKEY_DJANGO_CASES'] ?? usual)
const seed = Number(process.env['LATCHKEY_DJANGO_SEED'] ?? Date.now() % 2 ** 32)

// ---------------------------------------------------------------- random cases

type Key = string | number | bigint
type Specifier = [] | [string] | [string, string] | [string, string, Key]
type Entries = [Specifier, string[]][]
interface Case {
  kind: 'compressed' | 'foreign' | 'fallback' | 'tampered' | 'plain'
  serializer: Serializer
  scope: Entries
  required: Entries
  /** What signs; then what verifies. */
  secret: string
  secrets: string[]
  sha1: boolean
  salt: string | undefined
  timestamp: number
  now: number
  maxAge: number | undefined
}
const kinds = ['compressed', 'foreign', 'fallback', 'tampered', 'plain'] as const

/** Mulberry32. */
function makeRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const known = rows.permissions.map(({ content_type_id: type, codename }) => {
  const app = rows.content_types.find(({ id }) => id === type)!.app_label
  return `${app}.${codename}`
})
const odd = [
  '',
  '.',
  'a.b.c',
  'blog.',
  '.x',
  'with space',
  'Blog.change_post',
  '"\\/\b\f\n\r\t\u0001',
  'blog.moderate',
]
const foreign = [
  'lire-été',
  '許可',
  '🔓',
  '\u2028\u2029',
  '\u007f\u0080ÿ',
  '\ud83d',
  'é',
  'e\u0301',
  '\u{10ffff}',
  '￿',
  '\udc00x',
]
const plain = ['read', 'write', 'publish', ...known, ...odd]

/** As a program has it: a whole number is a `number` where that is exact, and a `bigint` beyond. */
function exact(value: Key): Key {
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value)
  if (typeof value === 'number' && Number.isInteger(value))
    return Number.isSafeInteger(value) ? value + 0 : 1.5
  return value
}

function makeCase(index: number, random: () => number): Case {
  const kind = kinds[index % kinds.length]!
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <Item>(list: readonly Item[]): Item => list[below(list.length)]!
  const isOne = (of: number): boolean => below(of) === 0
  const text = (): string => (kind === 'foreign' && !isOne(4) ? pick(foreign) : pick(plain))
  const key = (): Key =>
    pick<() => Key>([
      () => below(5),
      () => String(below(5)),
      () => -below(100),
      () => (BigInt(below(3)) + 2n ** BigInt(pick([31, 53, 63, 64, 70]))) * pick([1n, -1n]),
      () => (below(2 ** 31) + 0.5) * 10 ** (below(30) - 25),
      text,
    ])()
  const specifier = (): Specifier => {
    const { app_label: app, model } = pick(rows.content_types)
    // A model that the content types do not have: with ids, both have to refuse to make it.
    const name = kind === 'plain' && isOne(10) ? 'nosuch' : model
    return pick<() => Specifier>([
      () => [],
      () => [app],
      () => [app, name],
      () => [app, name, exact(key())],
    ])()
  }
  const names = (): string[] => Array.from({ length: below(4) }, text)
  const scope: Entries = Array.from({ length: kind === 'compressed' ? 6 + below(8) : below(4) }, () => [
    specifier(),
    names(),
  ])
  // One name at least that is not ASCII.
  if (kind === 'foreign') scope.push([specifier(), [pick(foreign), ...names()]])
  const required: Entries = Array.from({ length: below(3) }, () => {
    if (scope.length === 0 || isOne(3)) return [specifier(), names()]
    const [granted, permissions] = pick(scope)
    const asked = permissions.filter(() => !isOne(3))
    const deeper = [...granted, ...(granted.length === 2 && isOne(2) ? [exact(key())] : [])] as Specifier
    return [deeper, isOne(5) ? [...asked, text()] : asked]
  })
  const letters = (): string =>
    `${kind === 'foreign' ? pick(['ключ', '🔑', 'schlüssel']) : 'key'}-${below(1e9)}`
  const secret = letters()
  const others = [letters(), letters()]
  const timestamp = 1_700_000_000 + below(1e8)
  const maxAge = isOne(2) ? below(1000) : undefined
  return {
    kind,
    serializer: pick(['basic', 'contenttypes', 'auth', 'both']),
    scope,
    required,
    secret,
    secrets:
      kind !== 'fallback'
        ? [secret]
        : isOne(8)
          ? others
          : [others[0]!, ...pick([[secret], [others[1]!, secret]])],
    sha1: kind === 'tampered' && isOne(3),
    salt: pick([undefined, undefined, '', 'a:b', kind === 'foreign' ? 'sälz' : 'emails']),
    timestamp,
    now: timestamp + pick([0, 0.5, 1, 500, 999.75, 1000, -3600, -90_000]),
    maxAge,
  }
}

/** One character changed, dropped, doubled or put in; a part left out; or nothing. */
function tamper(token: string, random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * limit)
  const at = below(token.length)
  const character = 'AZaz09-_=:.+/ é'[below(15)]!
  const head = token.slice(0, at)
  switch (below(7)) {
    case 0:
      return head + character + token.slice(at + 1)
    case 1:
      return head + token.slice(at + 1)
    case 2:
      return head + token[at]! + token.slice(at)
    case 3:
      return head + character + token.slice(at)
    case 4:
      return token
        .split(':')
        .slice(below(2), 2 + below(2))
        .join(':')
    case 5:
      return token.slice(0, -1) + character
    default:
      return token
  }
}

// ---------------------------------------------------------------- both languages

const names = ['app', 'model', 'id']
const scopeOf = (entries: Entries): Scope =>
  entries.map(([specifier, permissions]): unknown =>
    Object.fromEntries([
      ...specifier.map((part, index) => [names[index], part]),
      ['permissions', permissions],
    ]),
  ) as Scope
/** As the peer reads it: a whole number in a text, where JSON of JavaScript has no form for it. */
const forPeer = (entries: Entries): unknown =>
  entries.map(([specifier, permissions]) => [
    specifier.map((part) => (typeof part === 'bigint' ? { $int: String(part) } : part)),
    permissions,
  ])
const serializerOf = (name: Serializer): string => (name === 'both' ? 'kitchen-sink' : name)

interface Count {
  cases: number
  made: number
  refusedToMake: number
  granted: number
  compressed: number
}

/** Runs one case; the sentence is what differs. */
async function cross(one: Case, random: () => number, peer: Peer, count: Count): Promise<string | undefined> {
  const { serializer, scope, required, secret, salt, timestamp, now, maxAge, sha1, kind } = one
  const salts = salt === undefined ? {} : { salt }
  const compress = kind === 'compressed'
  const algorithm = sha1 ? 'sha1' : 'sha256'
  const common = { serializer: serializerOf(serializer), salt }
  const made = peer.ask({
    op: 'generate',
    ...common,
    scope: forPeer(scope),
    secret,
    compress,
    algorithm,
    timestamp,
  })
  const maker = djangoTokens({
    secretKey: secret,
    apps: [],
    tables,
    serializer,
    algorithm,
    clock: () => timestamp * 1000,
  })
  let token: string | undefined
  try {
    token = maker.tokens.generate(scopeOf(scope), { ...salts, compress })
  } catch {
    // As Django does, or it is told below.
  }
  count.cases++
  const theirs = textOf(await made)
  if ((theirs === undefined) !== (token === undefined)) return 'one makes a token, and the other does not'
  if (token === undefined || theirs === undefined) {
    count.refusedToMake++
    return undefined
  }
  count.made++
  if (theirs.startsWith('.')) count.compressed++
  // zlib gives other bytes in other builds, and so another length where it is tried.
  if (compress ? payloadOf(token) !== payloadOf(theirs) : token !== theirs) return 'the tokens differ'

  const shown = kind === 'tampered' ? tamper(token, random) : token
  const [secretKey = '', ...fallbacks] = one.secrets
  const checker = djangoTokens({
    secretKey,
    fallbacks,
    apps: [],
    tables,
    serializer,
    sha1,
    clock: () => now * 1000,
  })
  const options = { ...salts, ...(maxAge === undefined ? {} : { maxAge }) }
  const ours = checker.tokens.validate(shown, scopeOf(required), options)
  const reply = await peer.ask({
    op: 'validate',
    ...common,
    token: shown,
    required: forPeer(required),
    secret: secretKey,
    fallbacks,
    legacy_sha1: sha1,
    now,
    max_age: maxAge ?? null,
  })
  if (!reply.ok) return `Django raises ${reply.type}`
  if (reply.result !== ours) return `Django says ${String(reply.result)}, and this library ${String(ours)}`
  if (ours) count.granted++
  if (kind !== 'tampered' && checker.tokens.validate(theirs, scopeOf(required), options) !== ours)
    return 'the token that Django made is decided otherwise'
  return undefined
}

/** What is inside, by the zlib of Node. */
function payloadOf(token: string): string {
  const body = token.slice(0, token.indexOf(':'))
  return body.startsWith('.')
    ? inflateSync(Buffer.from(body.slice(1), 'base64url')).toString('latin1')
    : Buffer.from(body, 'base64url').toString('latin1')
}

function textOf(reply: Reply): string | undefined {
  return reply.ok ? (reply.result as { token: string }).token : undefined
}

/** Every `step`th case from `start` on, many at a time, with a Django of its own. */
async function run(start: number, step: number, count: Count): Promise<string[]> {
  await using peer = startPeer()
  const reply = await peer.ask({ op: 'tables', ...rows })
  if (!reply.ok) throw new Error(reply.error)
  const differences: string[] = []
  for (let first = start; first < cases; first += step * 500) {
    const batch: Promise<string | undefined>[] = []
    for (let index = first; index < Math.min(cases, first + step * 500); index += step) {
      const random = makeRandom(seed + index)
      const one = makeCase(index, random)
      batch.push(
        cross(one, random, peer, count).then((difference) =>
          difference === undefined ? undefined : `case ${index}: ${difference}: ${show(one)}`,
        ),
      )
    }
    for (const difference of await Promise.all(batch))
      if (difference !== undefined) differences.push(difference)
  }
  return differences
}

const show = (one: Case): string =>
  JSON.stringify(one, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

test.skipIf(python === undefined)(
  `${cases} random tokens are one text, and one decision, here and in Django${skipped}`,
  async () => {
    const count: Count = { cases: 0, made: 0, refusedToMake: 0, granted: 0, compressed: 0 }
    const differences = (await Promise.all([run(0, 2, count), run(1, 2, count)])).flat()
    console.log(`seed ${seed}: ${JSON.stringify(count)}, ${differences.length} differences`)
    expect(differences.slice(0, 5)).toEqual([])
    expect(count.cases).toBe(cases)
    // The cases are worth something: each kind of answer is among them.
    expect(count.granted).toBeGreaterThan(cases / 10)
    expect(count.granted).toBeLessThan((cases * 9) / 10)
    expect(count.refusedToMake).toBeGreaterThan(0)
    expect(count.compressed).toBeGreaterThan(cases * 0.195)
  },
  600_000,
)
