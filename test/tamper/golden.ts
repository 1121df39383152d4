/**
 * Tokens of every shape, made with a fixed clock and secret: what the tamper tests change, one character or one bit at a time.
 */
import { defineApp, latchkey } from '../../src/index.ts'
import type { App, Scope, Tokens, VerifyOptions } from '../../src/index.ts'
import { secret } from '../../tools/vectors/keys.ts'
import { mint } from '../../tools/vectors/mint.ts'
import { post } from '../../tools/vectors/scope.ts'

/** 2026-01-01T00:00:00Z in seconds since 1970. */
export const start = 1_767_225_600

type Models = {
  readonly Post: { readonly id: 'int'; readonly permissions: readonly ['read', 'change', 'publish'] }
  readonly File: { readonly id?: undefined }
  readonly Line: { readonly id: readonly ['int', 'string']; readonly idField: readonly ['order', 'place'] }
}
export const blog: App<'blog', Models> = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  File: {},
  Line: { id: ['int', 'string'], idField: ['order', 'place'] },
})
const instance = latchkey({ secrets: secret(1), apps: [blog], clock: () => start * 1000 })
export const tokens: Tokens = instance.tokens
const { scope } = instance

export interface Golden {
  readonly name: string
  readonly token: string
  /** What it takes to verify it. */
  readonly options: VerifyOptions
}

/** Why something is not a token of the ring: any other answer would mean that its tag was right. */
const rejections: ReadonlySet<string> = new Set(['malformed', 'unknown-version', 'unknown-key', 'forged'])

/** Whether the tag of `text` was taken for right, whatever was decided after. */
export function isAuthentic(verbs: Tokens, text: unknown): boolean {
  const verdict = verbs.verify(text, 'authentic')
  return verdict.ok || !rejections.has(verdict.reason)
}

const post42 = scope.accessObj(blog.Post(42), 'read', 'change')
const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const objectId = '507f1f77bcf86cd799439011'

function files(...ids: readonly (string | number | bigint)[]): Scope {
  return ids.flatMap((id) => scope.accessObj(blog.File(id), 'read'))
}
function posts(...ids: readonly number[]): Scope {
  return ids.flatMap((id) => scope.accessObj(blog.Post(id), 'read'))
}
function range(length: number, from = 1, step = 1): number[] {
  return Array.from({ length }, (_, index) => from + index * step)
}

function plain(name: string, token: string, options: VerifyOptions = {}): Golden {
  return { name, token, options }
}
function narrowedTimes(token: string, times: number): string {
  return range(times).reduce((held, index) => tokens.narrow(held, { expiresIn: 3600 - index }), token)
}

const whole = tokens.generate(scope.accessModel(blog.Post, 'read', 'change', 'publish'), { expiresIn: '7d' })
const minted = { scope: [post(42, 'read')], issuedAt: start, secret: secret(1) }

export const golden: readonly Golden[] = [
  plain('nothing granted', tokens.generate([])),
  plain('everything', tokens.generate(scope.accessAll('read'))),
  plain('an app', tokens.generate(scope.accessApp(blog, 'read'))),
  plain('a model', tokens.generate(scope.accessModel(blog.Post, 'read', 'publish'))),
  plain('one object', tokens.generate(post42)),
  plain('one object with a lifetime', tokens.generate(post42, { expiresIn: '7d' })),
  plain('a negative id', tokens.generate(posts(-7))),
  plain('the greatest id', tokens.generate(files(2n ** 64n - 1n))),
  plain('the least id', tokens.generate(files(-(2n ** 63n)))),
  plain('a UUID', tokens.generate(files(uuid))),
  plain('an object id', tokens.generate(files(objectId))),
  plain('a text', tokens.generate(files('/reports/2026.pdf'))),
  plain('a text beyond ASCII', tokens.generate(files('caf\u00e9 \u{1F511} \ufeff'))),
  plain('a tuple', tokens.generate(scope.accessObj(blog.Line([7, 'eu']), 'read'))),
  plain('ten consecutive ids', tokens.generate(posts(...range(10)))),
  plain('a hundred consecutive ids', tokens.generate(posts(...range(100, 1000)))),
  plain('ids far apart', tokens.generate(posts(...range(12, 5, 1_234_567)))),
  plain('ids beyond 2^53', tokens.generate(files(...range(5).map((id) => 2n ** 60n + BigInt(id * id))))),
  plain('two UUIDs', tokens.generate(files(uuid, uuid.replace('3f', '4f')))),
  plain('texts', tokens.generate(files('a', 'b', 'cc'))),
  plain('negative ids', tokens.generate(posts(...range(6, -6)))),
  plain('ids of every kind', tokens.generate(files(1, 5, -3, uuid, objectId, 'x', 'y', 2n ** 64n - 1n))),
  plain('four grants', tokens.generate([...post42, ...scope.accessApp(blog, 'publish'), ...files('a', 7)])),
  plain('a subject that is a text', tokens.generate(post42, { subject: 'ann' })),
  plain('a subject that is an object', tokens.generate(post42, { subject: blog.Post(7) })),
  plain('a nonce', mint({ ...minted, nonce: '0011223344556677' }).token),
  plain('a single use', mint({ ...minted, nonce: 'fedcba9876543210', uses: 1 }).token),
  plain(
    'many uses',
    mint({ ...minted, nonce: 'ffffffffffffffff', uses: 65_535, subject: { text: 'ann' } }).token,
  ),
  plain('sealed', tokens.generate(post42, { narrowable: false })),
  plain('bound', tokens.generate(post42, { bind: ['v7', 42, true, Uint8Array.of(0, 255)] }), {
    bind: ['v7', 42, true, Uint8Array.of(0, 255)],
  }),
  plain('salted', tokens.generate(post42, { salt: 'invite' }), { salt: 'invite' }),
  plain('narrowed in time', tokens.narrow(whole, { expiresIn: '1h' })),
  plain('narrowed in scope', tokens.narrow(whole, { to: posts(42) })),
  plain('narrowed in both', tokens.narrow(whole, { to: post42, expiresIn: '1h' })),
  plain('narrowed three times', tokens.narrow(narrowedTimes(whole, 2), { to: posts(1, 2, 3) })),
  plain('narrowed sixteen times', narrowedTimes(whole, 16)),
  plain(
    'narrowed, salted and bound',
    tokens.narrow(tokens.generate(post42, { salt: 's', bind: ['x'] }), { expiresIn: '1h' }),
    {
      salt: 's',
      bind: ['x'],
    },
  ),
  plain(
    'everything an option can say',
    mint({ ...minted, nonce: '00'.repeat(8), sealed: true, subject: { text: 'x' }, expiresAt: start + 60 })
      .token,
  ),
  plain('issued in the first second', mint({ ...minted, issuedAt: 1_704_067_200 }).token),
  plain('a lifetime of one second', tokens.generate(post42, { expiresIn: 1 })),
  plain('the longest lifetime', tokens.generate(post42, { expiresIn: '4294967295s' })),
  plain('a long name', tokens.generate(files('x'.repeat(130)))),
  plain(
    'permissions on every level',
    tokens.generate([
      ...scope.accessAll('read'),
      ...scope.accessApp(blog, 'change'),
      ...scope.accessModel(blog.Post, 'publish'),
    ]),
  ),
  plain('a subject beyond ASCII', tokens.generate(post42, { subject: 'Zo\u00eb \u{1F511}' })),
  plain('a salt beyond ASCII', tokens.generate(post42, { salt: '\u00e9' }), { salt: '\u00e9' }),
  plain('bound to nothing but an empty text', tokens.generate(post42, { bind: [''] }), { bind: [''] }),
  plain(
    'narrowed to more than it grants',
    tokens.narrow(tokens.generate(post42), { to: scope.accessAll('read') }),
  ),
  plain(
    'a single use, narrowed',
    tokens.narrow(mint({ ...minted, nonce: 'fedcba9876543210', uses: 1 }).token, { expiresIn: '1h' }),
  ),
  plain('long', tokens.generate(files(...range(8).map((id) => `a text of some length ${id}`)))),
  plain(
    'long, narrowed',
    tokens.narrow(tokens.generate(scope.accessApp(blog, 'read')), { to: posts(...range(150, 3, 977)) }),
  ),
]
