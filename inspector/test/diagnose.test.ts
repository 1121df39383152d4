/**
 * What a pasted text is found to be.
 */
import { keygen, latchkey, scope } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { describe, expect, test } from 'vitest'
import { diagnose } from '../diagnose.ts'

const { tokens } = latchkey({ secrets: keygen(), apps: [] })
const token = tokens.generate(scope.parse('blog.Post:42#read'), { expiresIn: '7d' })
const django = djangoTokens({ secretKey: 'the key', apps: [] }).tokens.generate(
  scope.parse('blog.post:42#read'),
)

/** The count of permissions before `read` is zero. */
function withoutPermission(text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[bytes.indexOf('read') - 2] = 0
  return bytes.toString('base64url')
}

describe('a token is found', () => {
  test.each([
    ['alone', token, undefined],
    ['with white space around it', ` ${token}\n`, undefined],
    ['in a header', `Authorization: Bearer ${token}`, 'in an Authorization header'],
    ['in the value of a header', `bearer ${token}`, 'in an Authorization header'],
    ['in the fragment of a link', `https://a.example/posts/42#token=${token}`, 'in the fragment of a link'],
    ['alone in the fragment', `https://a.example/#${token}`, 'in the fragment of a link'],
    ['in the query of a link', `https://a.example/?page=2&access_token=${token}`, 'in the query of a link'],
    ['in the path of a link', `https://a.example/s/${token}/edit`, 'in the path of a link'],
    ['in a link of an app', `blog://open?token=${token}`, 'in the query of a link'],
    [
      'broken over lines',
      `${token.slice(0, 20)}\n  ${token.slice(20)}`,
      'broken by white space, which was taken out',
    ],
    ['in a cookie', `Cookie: theme=dark; token=${token}; a=b`, 'inside other text'],
    ['in quotes', `"${token}",`, 'inside other text'],
  ])('%s', (_, text, place) => {
    expect(diagnose(text)).toMatchObject({ kind: 'whole', token, place, title: 'A whole latchkey token' })
  })

  test('and so is one of Django, in a link too', () => {
    expect(diagnose(django)).toMatchObject({ kind: 'django', token: django, place: undefined })
    const link = `https://a.example/?token=${encodeURIComponent(django)}`
    expect(diagnose(link)).toMatchObject({
      kind: 'django',
      token: django,
      place: 'in the query of a link',
      shared: link,
    })
    expect(diagnose(`https://a.example/s/${django}/`)).toMatchObject({ kind: 'django', token: django })
  })
})

describe('a token that is none any more', () => {
  test('was cut off, wherever', () => {
    for (let length = 32; length < token.length; length++) {
      const { kind, title } = diagnose(token.slice(0, length))
      expect([length, kind, title]).toEqual([length, 'broken', 'A token that was cut off'])
    }
    for (let length = 2; length < 32; length++)
      expect(diagnose(token.slice(0, length)).title).toBe('The beginning of a token')
  })

  test.each([
    [
      'has a character of another alphabet',
      token.replace(/.{5}$/, '+AAAA'),
      'A mistyped token',
      `Character ${token.length - 4} is +`,
    ],
    ['has a character too many', `${token}A`, 'A token that was cut off', 'or a character is missing'],
    ['is of a later version', `llk${token.slice(3)}`, 'A token of another version', 'Version 5'],
    ['has a wrong count', withoutPermission(token), 'A damaged token', 'A grant has no permission.'],
  ])('%s', (_, text, title, detail) => {
    expect(diagnose(text)).toMatchObject({ kind: 'broken', title })
    expect(diagnose(text).detail).toContain(detail)
  })
})

describe('what is none of ours', () => {
  test.each([
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'It is a JSON Web Token.'],
    ['a PASETO', 'v4.local.abc', 'It is a PASETO token.'],
    [
      'a link',
      'https://a.example/posts/42?page=2',
      'There is a link, and no token in its fragment, query or path.',
    ],
    [
      'Basic',
      'Authorization: Basic YTpi',
      'An Authorization header of the scheme Basic: tokens of latchkey come as Bearer.',
    ],
    [
      'capitals',
      token.toUpperCase(),
      'It may have been one: all its letters are capitals now, and the difference counts.',
    ],
    ['words', 'hello there', 'A token begins with lk, and has only letters, digits, - and _.'],
  ])('%s', (_, text, detail) => {
    expect(diagnose(text)).toMatchObject({
      kind: 'foreign',
      title: 'Not a latchkey token',
      token: '',
      detail,
    })
  })

  test('nothing is nothing', () => {
    expect(diagnose('  ')).toMatchObject({ kind: 'empty', token: '' })
  })

  test('a secret is never repeated', () => {
    const secret = keygen()
    for (const text of [secret, `LATCHKEY_SECRETS=${secret}`, `https://a.example/#${secret}`]) {
      const diagnosis = diagnose(text)
      expect(diagnosis.kind).toBe('secret')
      expect(JSON.stringify(diagnosis)).not.toContain(secret.slice(10))
    }
  })
})
