/**
 * What a check asks the mirror: no more than what somebody has revoked could answer, and what the answers mean.
 */
import { defineApp, keygen, latchkey, narrow } from 'latchkey'
import type { Scope } from 'latchkey'
import { expect, test } from 'vitest'
import { readRequirement } from '../src/look.ts'
import { makeRevocations } from '../src/revocations.ts'
import { isRevoked, livingGrants } from '../src/revoked.ts'
import { makeRing } from '../src/seal/keyring.ts'
import { open } from '../src/verify.ts'
import type { Opened } from '../src/verify.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secrets = keygen()
const now = 1_800_000_000
const { scope, tokens } = latchkey({ secrets, apps: [blog], clock: () => now * 1000 })
const post = scope.accessObj(blog.Post(5), 'read')
const posts = scope.accessModel(blog.Post, 'read')

function opened(token: string, salt = ''): Opened {
  const read = open(token, {
    ring: makeRing(secrets),
    lock: undefined,
    salt,
    bound: undefined,
    maxAge: Infinity,
    now: now - 1_704_067_200,
    following: undefined,
  })
  if (!read.ok) throw new Error(read.detail)
  return read
}

/** A mirror of these targets, each revoked up to `before`; what is asked of it is written into `asked`. */
function mirrorOf(targets: readonly string[], before = now) {
  const mirror = makeRevocations()
  for (const target of targets) mirror.put({ target, before, expiresAt: undefined }, now)
  const asked: string[] = []
  return {
    asked,
    mirror: {
      ...mirror,
      latest: mirror.latest,
      before(target: string, tail = ''): number {
        asked.push(target + tail)
        return mirror.before(target, tail)
      },
      beforeId(id: Uint8Array): number {
        asked.push('an id')
        return mirror.beforeId(id)
      },
    },
  }
}

/** Whether a token is revoked as far as `required` goes, and what the mirror was asked. */
function ask(token: Opened, required: Scope | 'authentic', targets: readonly string[], before = now) {
  const { asked, mirror } = mirrorOf(targets, before)
  return [isRevoked(token, readRequirement(required), mirror), ...asked]
}

const plain = opened(tokens.generate(post))
const wide = opened(tokens.generate(posts))
const alice = opened(tokens.generate(post, { subject: 'alice' }))
const salted = opened(tokens.generate(post, { salt: 's' }), 's')
const narrowed = opened(narrow(tokens.generate(posts), { to: post }))

test.each<[what: string, token: Opened, required: Scope | 'authentic', revoked: string[], answer: unknown[]]>(
  [
    ['nothing', plain, post, [], [false]],
    ['another object', plain, post, ['blog.Post:6'], [false, 'blog.Post:5']],
    ['the object', plain, post, ['blog.Post:5'], [true, 'blog.Post:5']],
    ['another model', plain, post, ['blog.Comment'], [false, 'blog.Post']],
    ['the model', plain, post, ['blog.Post'], [true, 'blog.Post']],
    ['another app', plain, post, ['shop'], [false, '*', 'blog']],
    ['the app', plain, post, ['blog'], [true, '*', 'blog']],
    ['everything', plain, post, ['*'], [true, '*']],
    ['somebody, of a token of nobody', plain, post, ['subject:"bob"'], [false]],
    ['somebody else', alice, post, ['subject:"bob"'], [false, 'subject:"alice"']],
    ['whom it is for', alice, post, ['subject:"alice"'], [true, 'subject:"alice"']],
    ['another token', plain, post, [`id:${'0'.repeat(32)}`], [false, 'an id']],
    ['another token, of a chain', narrowed, post, [`id:${'0'.repeat(32)}`], [false, 'an id', 'an id']],
    ['another object, of a token of all', wide, post, ['blog.Post:6'], [false, 'blog.Post:5']],
    ['the object, of a token of all', wide, post, ['blog.Post:5'], [false, 'blog.Post:5']],
    ['an object, where all are asked for', wide, posts, ['blog.Post:5'], [false]],
    ['the object, of a token narrowed to it', narrowed, post, ['blog.Post:5'], [true, 'blog.Post:5']],
    [
      'another object, in a name space',
      salted,
      post,
      ['blog.Post:6'],
      [false, 'blog.Post:5', 's|blog.Post:5'],
    ],
    ['the object in the name space', salted, post, ['s|blog.Post:5'], [true, 'blog.Post:5', 's|blog.Post:5']],
    ['the object in another', salted, post, ['t|blog.Post:5'], [false, 'blog.Post:5', 's|blog.Post:5']],
    ['the object everywhere', salted, post, ['blog.Post:5'], [true, 'blog.Post:5']],
    ['the object, with nothing asked', plain, 'authentic', ['blog.Post:5'], [true, 'blog.Post:5']],
    ['another object, with nothing asked', plain, 'authentic', ['blog.Post:6'], [false, 'blog.Post:5']],
    ['the model, with nothing asked', plain, 'authentic', ['blog.Post'], [true, 'blog.Post']],
    ['another model, with nothing asked', plain, 'authentic', ['blog.Comment'], [false, 'blog.Post']],
    ['the object of one of two links', narrowed, 'authentic', ['blog.Post:5'], [true, 'blog.Post:5']],
  ],
)('revoked is %s', (_what, token, required, revoked, answer) => {
  expect(ask(token, required, revoked)).toEqual(answer)
  // What was revoked before the token was made is not looked for; an id is of one token, whenever that was made.
  const ids = answer.filter((asked) => asked === 'an id')
  expect(ask(token, required, revoked, now - 1)).toEqual([false, ...ids])
})

test('a token is dead by the id of any of its links, even one that is revoked up to the first second', () => {
  const root = tokens.generate(posts)
  const verdict = tokens.verify(narrow(root, { to: post }), post)
  if (!verdict.ok) throw new Error(verdict.detail)
  const { id, rootId } = verdict.pass
  for (const [one, asked] of [
    [rootId, 1],
    [id, 2],
  ] as const)
    expect(ask(narrowed, post, [`id:${one}`], 0)).toEqual([true, ...Array<string>(asked).fill('an id')])
  expect(ask(wide, post, [`id:${id}`])).toEqual([false, 'an id'])
})

test('with nothing asked a token lives as long as each of its layers has something that lives', () => {
  const changed = [6, 7].map((id) => scope.accessObj(blog.Post(id), 'change'))
  const two = opened(tokens.generate(scope.union(post, ...changed)))
  const alive = (...ids: number[]): boolean =>
    ask(
      two,
      'authentic',
      ids.map((id) => `blog.Post:${id}`),
    )[0] === false
  expect([alive(5), alive(6), alive(7), alive(6, 7), alive(5, 7), alive(5, 6, 7)]).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ])
  const nothing = [{ app: 'blog', model: 'Post', ids: [5], permissions: [] }]
  expect(isRevoked(plain, nothing, mirrorOf(['blog.Post:5']).mirror)).toBe(true)
  expect(isRevoked(plain, nothing, mirrorOf(['blog.Post:6']).mirror)).toBe(false)
})

test('of the grants those that live are left, as they were where nothing of them is dead', () => {
  const read = [5, 6, 7].map((id) => scope.accessObj(blog.Post(id), 'read'))
  const three = opened(tokens.generate(scope.union(...read)))
  const [grant] = three.layers[0]!.held
  const left = (targets: readonly string[], before = now) => {
    const { mirror } = mirrorOf(targets, before)
    return livingGrants(three, mirror)
  }
  for (const unharmed of [[], ['blog.Post:4'], ['blog.Comment'], ['shop'], ['subject:"bob"']])
    expect(left(unharmed)[0]![0]).toBe(grant)
  expect(left(['blog.Post:5', 'blog.Post:6', 'blog.Post:7'], now - 1)[0]![0]).toBe(grant)
  expect(left(['blog.Post:6'])).toEqual([[{ ...grant, ids: [5, 7] }]])
  expect(left(['blog.Post:5', 'blog.Post:6', 'blog.Post:7'])).toEqual([[]])
  for (const dead of ['blog.Post', 'blog']) expect(left([dead])).toEqual([[]])
  expect(left(['*'])).toEqual([])
})
