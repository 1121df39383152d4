/**
 * `redact` and `tokenPattern`: every token and key text is found, wherever it stands, and ordinary words are left alone.
 */
import { defineApp, keygen, latchkey, lockOf, redact, tokenPattern } from 'latchkey'
import { describe, expect, test } from 'vitest'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const secrets = keygen()
const plain = latchkey({ secrets, apps: [blog] })
const locked = latchkey({ secrets, apps: [blog], lock: lockOf([blog]) })
const everything = locked.scope.accessAll('read')

const tokens = [
  locked.tokens.generate(everything),
  locked.tokens.generate(locked.scope.accessObj(blog.Post(1), 'read')),
  locked.tokens.generate([], {}),
  plain.tokens.generate([], {}),
  plain.tokens.generate(plain.scope.accessObj(blog.Post(42), 'read', 'change'), {
    unique: true,
    expiresIn: '7d',
  }),
]
const whole = new RegExp(`^${tokenPattern.source}$`)

describe('tokens and key texts', () => {
  test('of every size match as a whole', () => {
    for (const text of [...tokens, ...Array.from({ length: 200 }, () => keygen())])
      expect(text).toMatch(whole)
    for (let count = 0; count < 500; count++)
      expect(locked.tokens.generate(everything, { unique: true })).toMatch(whole)
  })

  test.each([
    ['alone', '', ''],
    ['in a header', 'authorization: Bearer ', ' HTTP/1.1'],
    ['in an address', 'GET /posts/42?token=', '&page=2 HTTP/1.1'],
    ['in a path', '/s/', '/download'],
    ['in a cookie', 'cookie: a=b; latchkey=', '; c=d'],
    ['in JSON', '{"token":"', '","level":30}'],
    ['in JSON in JSON', String.raw`{"body":"{\"token\":\"`, String.raw`\"}"}`],
    ['in an encoded address', 'next=%2Fposts%3Ftoken%3D', '%26page%3D2'],
    ['behind an underscore', 'token_', '.'],
    ['behind a letter', 'token', '.'],
    ['behind an escape', String.raw`first line\n`, String.raw`\n`],
    ['in color', '\u001B[32m', '\u001B[0m'],
    ['between letters of another script', 'é', 'é'],
  ])('%s', (_place, before, after) => {
    for (const text of [...tokens, keygen()]) {
      const written = redact(before + text + after)
      expect(written).not.toContain(text.slice(2, 12))
      expect(written).toBe(
        `${before}${text.startsWith('lksecret1_') ? 'lksecret1_' : 'lk'}[redacted]${after}`,
      )
    }
  })

  test('several of them, and again at the next call', () => {
    const line = `${tokens[0]} ${tokens[1]},${tokens[2]}`
    expect(redact(line)).toBe('lk[redacted] lk[redacted],lk[redacted]')
    expect(redact(line)).toBe('lk[redacted] lk[redacted],lk[redacted]')
    expect([tokenPattern.test(line), tokenPattern.test(line)]).toEqual([true, true])
  })
})

const encode = (text: string, which: (at: number) => boolean): string =>
  [...text]
    .map((character, at) =>
      which(at) ? `%${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character,
    )
    .join('')

test('one whose characters are percent-encoded, all or some of them', () => {
  for (const text of [...tokens, keygen()])
    for (const which of [() => true, (at: number) => at === 0, (at: number) => at > 9 && at % 3 === 0])
      for (const upper of [false, true]) {
        const encoded = encode(text, which).replaceAll(/%../g, (escape) =>
          upper ? escape.toUpperCase() : escape,
        )
        const written = redact(`GET /posts/42?token=${encoded}&page=2`)
        expect(written).toMatch(/^GET \/posts\/42\?token=lk(?:secret1_)?\[redacted\]&page=2$/)
      }
})

test('what is no token stays', () => {
  const line =
    'milk lk lksecret lk-1 walks-talks/bulk_load lkxxxxxxxxxxxxxxxxxxxxxxxxxxxxx eyJhbGciOiJIUzI1NiJ9.lk'
  expect(redact(line)).toBe(line)
})

test('what looks like one goes as a whole, however long it is', () => {
  const run = 'lk%41_-9%35%5a%7a'.repeat(1_000_000)
  expect(redact(`${run} ${run}%20${run}`)).toBe('lk[redacted] lk[redacted]%20lk[redacted]')
  const longest = `lk${'A'.repeat(8190)}`
  expect(tokenPattern.exec(longest)![0]).toBe(longest)
  expect(redact(`${longest.slice(0, -1)}lk${tokens[0]}`)).toBe('lk[redacted]')
})

test('a text that is made to be slow is not', () => {
  const line = `${'lk'.repeat(200_000)} ${`lk${'a'.repeat(29)} `.repeat(20_000)} ${'%6c%6b'.repeat(50_000)} ${'lk%'.repeat(50_000)}`
  const start = performance.now()
  redact(line)
  expect(performance.now() - start).toBeLessThan(1000)
})
