/**
 * The chain of tags: blocks cannot be moved between tokens or within one, and the tags before the last, which are keys, go nowhere.
 */
import { createHash, createHmac } from 'node:crypto'
import { inspect as show } from 'node:util'
import { describe, expect, test } from 'vitest'
import { inspect, latchkey, narrow } from '../../src/index.ts'
import { join } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import { blockTag, linkId, macKey, secret } from '../../tools/vectors/keys.ts'
import { parse } from '../../tools/vectors/read.ts'
import { blog, golden, isAuthentic, start, tokens } from './golden.ts'

/** A token taken apart by the independent reader, its tags computed by node:crypto. */
interface Parts {
  readonly token: string
  readonly root: Bytes
  readonly blocks: readonly Bytes[]
  /** Of the root and of each block; only the last is in the token. */
  readonly tags: readonly Bytes[]
}
const key = macKey(secret(1), '')

function takeApart(token: string): Parts {
  const { body, ends } = parse(token)
  const root = body.subarray(0, ends[0])
  const blocks = ends.slice(1).map((end, index) => body.subarray(ends[index], end))
  const first = createHmac('sha256', key).update(Buffer.of(0)).update(root).digest().subarray(0, 16)
  const tags: Bytes[] = [first]
  let covered: Bytes = root
  for (const block of blocks) {
    tags.push(blockTag(tags.at(-1)!, covered, block))
    covered = join(covered, block)
  }
  return { token, root, blocks, tags }
}

function textOf(root: Bytes, blocks: readonly Bytes[], tag: Bytes): string {
  return Buffer.concat([root, ...blocks, tag]).toString('base64url')
}

/** Fifty tokens, of no block to six, many with the same blocks as others. */
function makeFifty(): string[] {
  const limits = [
    { expiresIn: 3600 },
    { to: [{ app: 'blog', permissions: ['read'] }] as never },
    { expiresIn: 60 },
    { to: [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }] as never, expiresIn: 3600 },
  ]
  return Array.from({ length: 50 }, (_, index) => {
    const root = tokens.generate(
      [
        { app: 'blog', model: 'Post', id: 40 + Math.floor(index / 5), permissions: ['read', 'change'] },
      ] as never,
      index % 2 === 0 ? {} : { expiresIn: '7d' },
    )
    return Array.from(
      { length: index % 7 },
      (_limit, at) => limits[(index * 3 + at * at) % limits.length]!,
    ).reduce((token, limit) => tokens.narrow(token, limit), root)
  })
}
const fifty = makeFifty().map(takeApart)

describe('blocks between tokens and within one', () => {
  test('the parts are the right ones: put together as they were they are genuine', () => {
    expect(new Set(fifty.map(({ token }) => token)).size).toBe(50)
    for (const { token, root, blocks, tags } of fifty) {
      expect(textOf(root, blocks, tags.at(-1)!)).toBe(token)
      expect(isAuthentic(tokens, token)).toBe(true)
    }
  })

  test('spliced, reordered, dropped or doubled, they are refused, whichever tag of a token stands at the end', () => {
    let count = 0
    const accepted: string[] = []
    const genuine = new Set(fifty.map(({ token }) => token))
    const attempt = (root: Bytes, blocks: readonly Bytes[], ends: readonly Bytes[]): void => {
      for (const tag of ends) {
        const text = textOf(root, blocks, tag)
        if (genuine.has(text)) continue
        count++
        if (isAuthentic(tokens, text)) accepted.push(text)
      }
    }
    for (const one of fifty) {
      for (const other of fifty) {
        const ends = [one.tags.at(-1)!, other.tags.at(-1)!]
        // The root of one with the blocks of the other, whole or from some block on.
        for (let from = 0; from <= other.blocks.length; from++) {
          const tail = other.blocks.slice(from)
          attempt(one.root, tail, ends)
          attempt(one.root, [...one.blocks.slice(0, from), ...tail], ends)
          attempt(one.root, [...one.blocks, ...tail], ends)
          attempt(one.root, [...tail, ...one.blocks], ends)
        }
        // One block of the other at every place.
        for (const block of other.blocks.slice(0, 2))
          for (let at = 0; at <= one.blocks.length; at++)
            attempt(one.root, one.blocks.toSpliced(at, 0, block), [one.tags.at(-1)!])
      }
      const { root, blocks } = one
      const ends = [one.tags.at(-1)!]
      for (let at = 0; at < blocks.length; at++) {
        attempt(root, blocks.toSpliced(at, 1), ends)
        attempt(root, blocks.slice(0, at), ends)
        attempt(root, blocks.slice(at), ends)
        attempt(root, blocks.toSpliced(at, 0, blocks[at]!), ends)
        for (let other = at + 1; other < blocks.length; other++)
          attempt(root, blocks.with(at, blocks[other]!).with(other, blocks[at]!), ends)
      }
      attempt(root, blocks.toReversed(), ends)
      attempt(root, [], ends)
    }
    console.log(`${count.toLocaleString('en-US')} splices of 50 tokens: ${accepted.length} accepted`)
    expect(count).toBeGreaterThan(30_000)
    expect(accepted).toEqual([])
  })

  test('with an ancestor tag in hand, blocks do come off: that is why it is a key', () => {
    const { root, blocks, tags } = fifty.find((one) => one.blocks.length === 6)!
    for (const [at, tag] of tags.entries())
      expect(isAuthentic(tokens, textOf(root, blocks.slice(0, at), tag))).toBe(true)
  })
})

function sha256(...parts: readonly Bytes[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function hmac(under: Bytes, ...parts: readonly Bytes[]): Buffer {
  return createHmac('sha256', under).update(Buffer.concat(parts)).digest().subarray(0, 16)
}

describe('the tag of a block', () => {
  const root = tokens.generate([{ app: 'blog', model: 'Post', permissions: ['read'] }] as never)
  const whole = Buffer.from(root, 'base64url')
  const [body, t0] = [whole.subarray(0, -16), whole.subarray(-16)]
  const { blocks, tags } = takeApart(narrow(root, { expiresAt: new Date((start + 3600) * 1000) }))

  test('is made under the tag before it, over 01, the hash of all before, and the block', () => {
    expect(Buffer.from(tags[0]!)).toEqual(t0)
    expect(hmac(t0, Buffer.of(1), sha256(body), blocks[0]!)).toEqual(Buffer.from(tags[1]!))
  })

  test('covers the hash of what is before: a tag without it, or with another, is refused', () => {
    const block = blocks[0]!
    const accepts = (tag: Bytes): boolean => isAuthentic(tokens, textOf(body, [block], tag))
    expect(accepts(hmac(t0, Buffer.of(1), sha256(body), block))).toBe(true)
    const others = [
      hmac(t0, block),
      hmac(t0, Buffer.of(1), block),
      hmac(t0, sha256(body), block),
      hmac(t0, Buffer.of(0), sha256(body), block),
      hmac(t0, Buffer.of(1), sha256(), block),
      hmac(t0, Buffer.of(1), sha256(body, block), block),
      hmac(t0, Buffer.of(1), sha256(whole), block),
      hmac(t0, Buffer.of(1), sha256(Buffer.of(0), body), block),
      hmac(t0, Buffer.of(1), body, block),
      hmac(t0, Buffer.of(1), block, sha256(body)),
      hmac(key, Buffer.of(1), sha256(body), block),
      hmac(key, Buffer.of(0), body, block),
      t0,
    ]
    expect(others.map(accepts)).toEqual(others.map(() => false))
  })

  test('covers the hash at every place of the chain: two tokens with one tag would still not share a block', () => {
    // Two chains that happen to be at the same tag, as one guess for many tokens would have it.
    const [one, other] = fifty.filter(({ blocks: all }) => all.length > 0) as [Parts, Parts]
    const before = join(other.root, ...other.blocks)
    expect(blockTag(one.tags[0]!, one.root, one.blocks[0]!)).toEqual(one.tags[1])
    expect(blockTag(one.tags[0]!, before, one.blocks[0]!)).not.toEqual(one.tags[1])
  })
})

describe('the ids of the links', () => {
  test('all descendants have the id of one root, and each an id of its own', () => {
    const root = tokens.generate([{ app: 'blog', permissions: ['read'] }] as never, { subject: blog.Post(7) })
    const family = [root]
    for (let index = 0; index < 100; index++) {
      const parent = family[(index * 7) % family.length]!
      try {
        family.push(tokens.narrow(parent, { expiresIn: 100 + index }))
      } catch {
        family.push(tokens.narrow(root, { expiresIn: 100 + index }))
      }
    }
    const ids = family.map((token) => {
      const verdict = tokens.verify(token, 'authentic')
      return verdict.ok ? [verdict.pass.rootId, verdict.pass.id] : []
    })
    expect(new Set(ids.map(([rootId]) => rootId)).size).toBe(1)
    expect(new Set(ids.map(([, id]) => id)).size).toBe(101)
    expect(ids[0]![0]).toBe(ids[0]![1])
    expect(
      family.every((token, index) => {
        const seen = inspect(token)
        return seen.ok && seen.unverifiedId === ids[index]![1]
      }),
    ).toBe(true)
  })

  test('are what the specification says, for every link of fifty tokens', () => {
    for (const { token, root, blocks, tags } of fifty) {
      const verdict = tokens.verify(token, 'authentic')
      expect(verdict.ok && verdict.pass.id).toBe(linkId(join(root, ...blocks), tags.at(-1)!))
      expect(verdict.ok && verdict.pass.rootId).toBe(linkId(root, tags[0]!))
    }
  })

  test('equal narrowings of one token are one token, and a nonce tells tokens of one second apart', () => {
    const scope = [{ app: 'blog', permissions: ['read'] }] as never
    const one = tokens.generate(scope)
    expect(tokens.generate(scope)).toBe(one)
    expect(narrow(one, { to: scope })).toBe(narrow(one, { to: scope }))
    const unique = new Set(Array.from({ length: 1000 }, () => tokens.generate(scope, { unique: true })))
    expect(unique.size).toBe(1000)
  })
})

// ---------------------------------------------------------------- what leaves

/** Every form in which bytes could stand in a text. */
function formsOf(bytes: Bytes): string[] {
  const buffer = Buffer.from(bytes)
  const base64 = [0, 1, 2].map((skip) =>
    Buffer.concat([Buffer.alloc(skip), buffer])
      .toString('base64url')
      .slice(skip === 0 ? 0 : skip + 1, -2),
  )
  return [
    buffer.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/')),
    [...buffer].join(),
    buffer.toString('latin1'),
    buffer.toString('utf16le'),
    [...buffer].map((byte) => byte.toString(16)).join(),
  ]
}

/** Whether a half of a tag stands in a text, in any form, with or without white space, keys of a list, or capitals. */
function holds(text: string, tag: Bytes): boolean {
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => digits)
  const forms = [
    text,
    text.toLowerCase(),
    text.replaceAll(/\s/g, ''),
    numbers.join(),
    numbers.filter((_, index) => index % 2 === 0).join(),
    numbers.filter((_, index) => index % 2 === 1).join(),
  ]
  return [tag.subarray(0, 8), tag.subarray(8)].some((half) =>
    formsOf(half).some((form) => forms.some((one) => one.includes(form))),
  )
}

/** What somebody could write of a value into a log. */
function writtenIn(value: unknown): string[] {
  const deep = {
    showHidden: true,
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    showProxy: true,
    getters: true,
  }
  const texts = [show(value, deep), show(value, { ...deep, breakLength: Infinity, compact: true })]
  if (value instanceof Error) texts.push(value.stack ?? '', JSON.stringify({ ...value }), value.message)
  try {
    texts.push(JSON.stringify(value) ?? '')
  } catch {
    // A bigint in it; another test asks for that.
  }
  return texts
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('the tags of ancestors', () => {
  const required = [{ app: 'blog', model: 'Post', permissions: ['delete'] }] as never

  /** Everything that comes out when a token is handled. */
  function everythingOf(token: string): unknown[] {
    const verdict = tokens.verify(token, 'authentic')
    const full = Array.from({ length: 17 }).reduce<unknown>(
      (held) => (typeof held === 'string' ? thrownBy(() => tokens.narrow(held, { expiresIn: 60 })) : held),
      token,
    )
    const { pass } = verdict as typeof verdict & { ok: true }
    return [
      verdict,
      pass,
      pass.scope,
      pass.id,
      pass.rootId,
      pass.subject,
      pass.issuedAt,
      pass.objects(blog.Post, 'read'),
      Object.getOwnPropertyDescriptors(pass),
      Object.getPrototypeOf(pass),
      thrownBy(() => pass.required(blog.Post)),
      thrownBy(() => structuredClone(pass)),
      thrownBy(() => tokens.generate(required, { within: pass })),
      thrownBy(() => tokens.generate([], { within: pass, expiresIn: '9000d' })),
      tokens.verify(token, required),
      tokens.verify(token, 'authentic', { salt: 'another' }),
      tokens.verify(token, 'authentic', { bind: ['x'] }),
      tokens.verify(token, 'authentic', { maxAge: 0 }),
      tokens.verify(token.slice(0, -1), 'authentic'),
      tokens.verify(`${token.slice(0, -3)}AAA`, 'authentic'),
      latchkey({ secrets: secret(1), apps: [blog], clock: () => (start - 61) * 1000 }).tokens.verify(
        token,
        'authentic',
      ),
      latchkey({ secrets: secret(1), apps: [blog], clock: () => (start + 1e9) * 1000 }).tokens.verify(
        token,
        'authentic',
      ),
      latchkey({ secrets: secret(2), apps: [blog] }).tokens.verify(token, 'authentic'),
      inspect(token),
      inspect(`${token.slice(0, -3)}AAA`),
      full,
      thrownBy(() => tokens.narrow(`${token}!`, { expiresIn: 60 })),
      thrownBy(() => tokens.narrow(token, { to: [] })),
      tokens,
    ]
  }

  test('are in nothing that comes out: token, verdict, pass, inspection, error, in any notation', () => {
    const narrowed = fifty.filter(({ blocks }) => blocks.length > 0)
    const found: string[] = []
    let texts = 0
    for (const { token, tags } of narrowed) {
      const written = [
        token,
        Buffer.from(token, 'base64url').toString('latin1'),
        ...everythingOf(token).flatMap(writtenIn),
      ]
      texts += written.length
      for (const text of written) for (const tag of tags.slice(0, -1)) if (holds(text, tag)) found.push(text)
    }
    expect(texts).toBeGreaterThan(3000)
    expect(found).toEqual([])
  })

  test('are not in a child that is narrowed once more', () => {
    for (const { token, tags } of fifty) {
      if (tags.length > 15) continue
      const child = narrow(token, { expiresAt: new Date((start + 1) * 1000) })
      for (const tag of tags)
        expect(holds(child, tag) || holds(Buffer.from(child, 'base64url').toString('latin1'), tag)).toBe(
          false,
        )
    }
  })

  test('would be found: in a list, in an object of bytes, in hexadecimal, in the token of the parent', () => {
    const { tags, root } = fifty.find(({ blocks }) => blocks.length === 3)!
    const [tag] = tags as [Bytes]
    const hidden = Object.defineProperty({}, 'tag', { value: tag, enumerable: false })
    for (const value of [
      tag,
      [...tag],
      { deep: { tags } },
      { bytes: Uint8Array.from(tag) },
      new Error(Buffer.from(tag).toString('hex')),
      new Error('x', { cause: tag }),
      hidden,
      Buffer.from(tag),
      textOf(root, [], tag),
      Buffer.from(tag).toString('base64'),
      new Map([['tag', tag]]),
    ])
      expect(writtenIn(value).some((text) => holds(text, tag))).toBe(true)
  })
})

const signed = (text: string): string => createHmac('sha256', secret(1)).update(text).digest('base64url')

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a verifier reads one format', () => {
  const payload = { sub: '42', scope: 'blog.Post:42#read', exp: start + 3600 }
  const jwt = (alg: string): string => {
    const text = `${encoded({ alg, typ: 'JWT' })}.${encoded(payload)}`
    return `${text}.${alg === 'none' ? '' : signed(text)}`
  }
  const { token } = golden[0]!
  const bytes = Buffer.from(token, 'base64url')

  test.each<[format: string, text: string]>([
    ['a JWT', jwt('HS256')],
    ['a JWT without a signature', jwt('none')],
    ['a JWT whose header is a token', `${token}.${encoded(payload)}.${signed(token)}`],
    ['the payload of a JWT', encoded(payload)],
    [
      'an encrypted JWT',
      `${encoded({ alg: 'dir', enc: 'A256GCM' })}..${'A'.repeat(16)}.${'A'.repeat(32)}.${'A'.repeat(22)}`,
    ],
    ['a token of Django', `${encoded(payload)}:1vbLbK:${signed('django')}`],
    ['a compressed token of Django', `.eJyrVkrLz1eyUkpKLFKqBQAdegQ0:1vbLbK:${signed('django')}`],
    ['a token of Django around this one', `${token}:1vbLbK:${signed(token)}`],
    ['a local PASETO', `v4.local.${'A'.repeat(96)}`],
    ['a public PASETO', `v4.public.${encoded(payload)}${'A'.repeat(86)}`],
    ['a Fernet token', `gAAAAABlkAAA${'A'.repeat(88)}`],
    [
      'a macaroon',
      `MDAxOGxvY2F0aW9uIGxhdGNoa2V5CjAwMTBpZGVudGlmaWVyIDQyCjAwMmZzaWduYXR1cmUg${'A'.repeat(43)}`,
    ],
    ['a Biscuit', `En0KEwoEZmlsZRgDIgkKBwgKEgMYgAgSJAgAEiA${'A'.repeat(80)}`],
    ['a key text', 'lksecret1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8hOuF_n'],
    ['JSON', JSON.stringify(payload)],
    ['JSON of a token', JSON.stringify(token)],
    ['JSON of an object with a token', JSON.stringify({ token })],
    ['a notation of scopes', 'blog.Post:42#read'],
    ['the id of a token', createHash('sha256').update(token).digest('hex').slice(0, 32)],
    ['a UUID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['hexadecimal', bytes.toString('hex')],
    ['padded base64', `${bytes.toString('base64')}=`],
    ['bytes as a text', bytes.toString('latin1')],
    ['percent-encoding', [...token].map((one) => `%${one.codePointAt(0)!.toString(16)}`).join('')],
    ['a header', `Bearer ${token}`],
    ['a URL', `https://example.com/?token=${token}`],
    ['version 2 of the format', `ll${token.slice(2)}`],
    [
      'version 0 of the format',
      Buffer.concat([Buffer.of(0x96, 0x00), bytes.subarray(2)]).toString('base64url'),
    ],
    [
      'version 15 of the format',
      Buffer.concat([Buffer.of(0x96, 0xf0), bytes.subarray(2)]).toString('base64url'),
    ],
  ])('and refuses %s', (_format, text) => {
    const verdict = tokens.verify(text, 'authentic')
    expect(verdict.ok).toBe(false)
    expect(['malformed', 'unknown-version']).toContain(verdict.ok || verdict.reason)
    expect(tokens.validate(text, [])).toBe(false)
    expect(inspect(text).ok).toBe(false)
  })
})
