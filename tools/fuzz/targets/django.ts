/**
 * Any payload signed as Django signs, plain, compressed or as raw text: it is read exactly where JSON is, to the same values, and a
 * token grants only what stands in it.
 */
import { createHash, createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import { deflateSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { defineApp, scope } from '../../../src/index.ts'
import { djangoTokens, isDjangoToken, signing } from '../../../src/django/index.ts'
import { law, utf8, within } from '../target.ts'
import type { Target } from '../target.ts'

const key = 'the SECRET_KEY of a site that is fuzzed'
/** That of tokens, with the versions of the original. */
const salt = 'access_tokens.token:1.0.0:1.0.0'
const clock = (): number => 1_767_225_600_000
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { tokens } = djangoTokens({ secretKey: key, apps: [blog], clock })

function sign(text: string, hash: 'sha256' | 'sha1' = 'sha256'): string {
  const derived = createHash(hash).update(`${salt}signer`).update(key).digest()
  return `${text}:${createHmac(hash, derived).update(text).digest('base64url')}`
}

/** What there is in a text of JSON, as Python reads it; `undefined` where it is none, or one that is beyond our limits. */
function valueOf(text: string, parse = JSON.parse): { value: unknown } | undefined {
  let depth = 0
  let deepest = 0
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (part === '[' || part === '{') deepest = Math.max(deepest, ++depth)
    if (part === ']' || part === '}') depth--
  }
  if (deepest > 32 || text.length > 65_536 || /\d{4301}/.test(text)) return undefined
  try {
    // TypeScript does not know yet that the source of a value is told.
    const revive = ((_key: string, value: unknown, context: { source?: string }) => {
      const { source = '' } = context
      if (typeof value !== 'number' || !/^-?\d+$/.test(source)) return value
      return Number.isSafeInteger(value) ? value + 0 : BigInt(source)
    }) as (key: string, value: unknown) => unknown
    return { value: parse(text, revive) }
  } catch {
    return undefined
  }
}

/**
 * Whether the platform reads the same from a text.
 *
 * V8 of Node 24.21 reads `{"\"":1}` as `{"\\":1}` once it has read the latter: where the two differ, one that has read nothing is asked.
 */
function isSame(value: unknown, json: string): boolean {
  if (isDeepStrictEqual(value, valueOf(json)?.value)) return true
  const fresh = runInNewContext('JSON.parse') as typeof JSON.parse
  return isDeepStrictEqual(value, structuredClone(valueOf(json, fresh)?.value))
}

type Asked = readonly [app?: string, model?: string, id?: number]

/** Whether some entry of a payload has the permission on a path that the asked one begins with; the rule of the original. */
function grants(value: unknown, asked: Asked, permission: string): boolean {
  return (value as [unknown[], unknown[]][]).some(
    ([path, names]) =>
      names.includes(permission) &&
      path.length <= asked.length &&
      path.every(
        (part, at) => part === asked[at] || (at === 2 && Number(part) === asked[at] && isNumber(part)),
      ),
  )
}
const isNumber = (part: unknown): boolean => typeof part === 'number' || typeof part === 'bigint'

const isPayload = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (entry) => Array.isArray(entry) && entry.length === 2 && entry.every((part) => Array.isArray(part)),
  )

const questions: readonly Asked[] = [
  [],
  ['blog'],
  ['blog', 'post'],
  ['blog', 'post', 1],
  ['blog', 'post', 42],
]
const scopes = [
  scope.accessAll('read'),
  scope.accessApp(blog, 'read'),
  scope.accessModel(blog.Post, 'read'),
  scope.accessObj(blog.Post(1), 'read'),
  scope.accessObj(blog.Post(42), 'read'),
]

const { vectors } = JSON.parse(readFileSync('vectors/django/vectors.json', 'utf8')) as {
  vectors: { payload_json?: string }[]
}
const payloads = [...new Set(vectors.flatMap(({ payload_json: text }) => text ?? []))]
  .filter((text) => text.length < 200)
  .slice(0, 150)

/** How the rest of the input is signed. */
const forms = ['plain', 'compressed', 'raw', 'packed', 'whole', 'sha1'] as const

function textOf(form: (typeof forms)[number], rest: Uint8Array): string {
  const latin1 = Buffer.from(rest)
  if (form === 'whole') return latin1.toString('utf8')
  if (form === 'raw') return sign(latin1.toString('utf8'))
  const packed = form === 'compressed' ? deflateSync(rest) : latin1
  const dot = form === 'compressed' || form === 'packed' ? '.' : ''
  return sign(
    `${dot}${Buffer.from(packed).toString('base64url')}:1vbAXU`,
    form === 'sha1' ? 'sha1' : 'sha256',
  )
}

export const target: Target = {
  name: 'django',
  seeds: () => [
    ...payloads.flatMap((text) => [Uint8Array.of(0, ...utf8(text)), Uint8Array.of(1, ...utf8(text))]),
    ...[31, 32, 33].map((depth) => Uint8Array.of(0, ...utf8('['.repeat(depth) + ']'.repeat(depth)))),
    Uint8Array.of(0, ...utf8('[[["blog","post",null],["read"]]]')),
    Uint8Array.of(5, ...utf8(payloads[0]!)),
    Uint8Array.of(3, ...deflateSync(utf8(payloads[0]!))),
    Uint8Array.of(2, ...utf8('W10:1vbAXU')),
    Uint8Array.of(4, ...utf8(sign('W10:1vbAXU').slice(0, -1))),
  ],
  words: [
    '[[],["read"]]',
    '[["blog"],["read"]]',
    '[["blog","post"],["read"]]',
    '["blog","post",1]',
    '[[["blog","post",null],["read"]]]',
    ...'[null] "\\ud800" "__proto__": {"a":1} 1e3 -0 1.0 9007199254740993 NaN [[[[[[[['.split(' '),
    ...'"\\u00e9" , [ ] : " \\ null true'.split(' '),
    ' ',
  ].map(utf8),
  longest: 4096,
  run([choice = 0, ...rest]) {
    const form = forms[choice % forms.length]!
    const bytes = Uint8Array.from(rest)
    const text = textOf(form, bytes)
    const options = { key, salt, clock }
    const loaded = within(20, 'loads()', () => signing.loads(text, options))
    const verdict = within(20, 'verify()', () => tokens.verify(text, 'authentic'))
    const seen = within(20, 'inspect()', () => tokens.inspect(text))
    law(
      Object.isFrozen(loaded) && Object.isFrozen(verdict) && Object.isFrozen(seen),
      'something can be changed',
    )
    law(!seen.ok || isDjangoToken(text), 'a text is inspected that is no token of Django')
    if (form === 'whole' || form === 'sha1') {
      law(form === 'whole' ? !loaded.ok || text === sign(text.slice(0, -44)) : !loaded.ok, 'it is not signed')
      law(!verdict.ok || loaded.ok, 'a token is genuine that is not signed')
      return
    }
    if (form === 'raw' || form === 'packed') {
      law(loaded.ok || loaded.reason !== 'forged', 'a right signature is refused')
      law(verdict.ok || verdict.reason !== 'forged', 'a right signature is refused')
      return
    }
    const json = Buffer.from(bytes).toString('latin1')
    // Words of Python's that are none in JSON.
    if (json.includes('NaN') || json.includes('Infinity')) return
    const expected = valueOf(json)
    law(loaded.ok === (expected !== undefined), loaded.ok ? 'what is no JSON is read' : 'JSON is not read')
    if (!loaded.ok) return
    law(isSame(loaded.value, json), 'JSON is read to other values')
    law(!verdict.ok || isPayload(loaded.value), 'a token is genuine that is no list of grants')
    if (!verdict.ok) return
    for (const [at, asked] of questions.entries())
      law(
        verdict.pass.allows(scopes[at]!) === grants(loaded.value, asked, 'read'),
        () => `a token allows something else on ${asked.join('.')}`,
      )
  },
}
