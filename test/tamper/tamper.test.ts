/**
 * A token has one text: whatever differs from it, in one character or one bit, is refused.
 *
 * The control is the decoder of the platform. It takes many of the same texts for the original bytes; a test that would not notice an
 * accepted change would not notice these.
 */
import { describe, expect, test } from 'vitest'
import { alphabet, everyCharacter, swallowed } from './characters.ts'
import { golden, isAuthentic, tokens } from './golden.ts'
import type { Golden } from './golden.ts'

/** What was tried over the whole file. */
const tried = { variants: 0, accepted: [] as string[], swallowed: 0 }

/** Tries texts that are not the token. */
function makeTrial({ token, options }: Golden): {
  readonly bend: (text: string) => void
  readonly count: () => number
} {
  const verbs = tokens.with(options)
  const original = Buffer.from(token, 'base64url').toString('latin1')
  let count = 0
  return {
    bend(text: string): void {
      if (text === token) return
      count++
      tried.variants++
      if (isAuthentic(verbs, text)) tried.accepted.push(text)
      if (Buffer.from(text, 'base64url').toString('latin1') === original) tried.swallowed++
    },
    count: () => count,
  }
}

/** Every substitution, insertion, deletion and transposition of one character. */
function edits(token: string, characters: readonly string[], bend: (text: string) => void): void {
  for (let at = 0; at <= token.length; at++) {
    const before = token.slice(0, at)
    const from = token.slice(at)
    const after = token.slice(at + 1)
    for (const character of characters) {
      bend(before + character + from)
      if (at < token.length) bend(before + character + after)
    }
    if (at === token.length) break
    bend(before + after)
    for (let other = at + 1; other < token.length; other++) {
      if (token[other] === token[at] || (other > at + 1 && token.length > 100)) continue
      bend(before + token[other]! + token.slice(at + 1, other) + token[at]! + token.slice(other + 1))
    }
  }
}

/** Proper prefixes and suffixes of the text, and of the bytes written again. */
function cuts(token: string, bend: (text: string) => void): void {
  const bytes = Buffer.from(token, 'base64url')
  for (let length = 0; length < token.length; length++) {
    bend(token.slice(0, length))
    bend(token.slice(token.length - length))
  }
  for (let length = 0; length < bytes.length; length++) {
    bend(bytes.subarray(0, length).toString('base64url'))
    bend(bytes.subarray(bytes.length - length).toString('base64url'))
  }
}

/** Every single bit turned over; every byte left out, doubled, or set to each end of its range. */
function bytesChanged(token: string, bend: (text: string) => void): void {
  const bytes = Buffer.from(token, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 1 << bit
      bend(flipped.toString('base64url'))
    }
    bend(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]).toString('base64url'))
    bend(Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]).toString('base64url'))
    for (const value of [0, 0x7f, 0x80, 0xff]) {
      const set = Buffer.from(bytes)
      set[at] = value
      bend(set.toString('base64url'))
    }
  }
}

/** The same text in another dress. */
function dressed(token: string, bend: (text: string) => void): void {
  for (const other of [
    token.toLowerCase(),
    token.toUpperCase(),
    token + token,
    `${token}=`,
    `${token}==`,
    ` ${token}`,
    `${token}\n`,
    `"${token}"`,
    `Bearer ${token}`,
    token.replaceAll('-', '+').replaceAll('_', '/'),
    token.replaceAll('-', '%2D').replaceAll('_', '%5F'),
    encodeURIComponent(`${token}=`),
    [...token].toReversed().join(''),
    [...token].join('\u200d'),
    [...token].join('\n'),
    Buffer.from(token).toString('base64url'),
    Buffer.from(token, 'base64url').toString('hex'),
    Buffer.from(token, 'base64url').toString('latin1'),
    Buffer.from(token, 'base64url').toString('utf8'),
  ])
    bend(other)
}

test('there are at least 50 golden tokens, all different, and each is genuine as it is', () => {
  expect(new Set(golden.map(({ token }) => token)).size).toBe(golden.length)
  expect(golden.length).toBeGreaterThanOrEqual(50)
  expect(golden.filter(({ token, options }) => !isAuthentic(tokens.with(options), token))).toEqual([])
})

test('there are at least 190 odd code points beyond U+024F', () => {
  const beyond = everyCharacter.filter((character) => character.codePointAt(0)! > 0x24f)
  expect(beyond.length).toBeGreaterThanOrEqual(190)
  expect(everyCharacter.length).toBe(0x250 + beyond.length)
})

describe('no change is accepted', () => {
  const thorough = new Set(['one object', 'nothing granted', 'bound', 'narrowed in time'])

  test.each(golden)('of a token of this shape: $name', (one) => {
    const { bend, count } = makeTrial(one)
    edits(one.token, thorough.has(one.name) ? everyCharacter : swallowed, bend)
    cuts(one.token, bend)
    bytesChanged(one.token, bend)
    dressed(one.token, bend)
    expect(tried.accepted).toEqual([])
    expect(count()).toBeGreaterThan(2 * swallowed.length * one.token.length)
  })

  test('of any two characters in the tag of a token', () => {
    const one = golden.find(({ name }) => name === 'one object')!
    const { token } = one
    const verbs = tokens.with(one.options)
    // The last 128 bits are the tag: 21 characters, and 2 bits of the one before.
    const first = token.length - 22
    let count = 0
    for (let left = first; left < token.length; left++) {
      for (let right = left + 1; right < token.length; right++) {
        const [before, between, after] = [
          token.slice(0, left),
          token.slice(left + 1, right),
          token.slice(right + 1),
        ]
        for (const character of alphabet) {
          if (character === token[left]) continue
          const begun = before + character + between
          for (const other of alphabet) {
            if (other === token[right]) continue
            count++
            if (isAuthentic(verbs, begun + other + after)) tried.accepted.push(begun + other + after)
          }
        }
      }
    }
    tried.variants += count
    expect(count).toBe(((22 * 21) / 2) * 63 * 63)
    expect(tried.accepted).toEqual([])
  })

  test('out of at least 2,000,000, of which the decoder of the platform swallows some', ({ annotate }) => {
    const { variants, accepted, swallowed: lenient } = tried
    const summary = `${variants.toLocaleString('en-US')} variants of ${golden.length} tokens: ${accepted.length} accepted; the decoder of the platform takes ${lenient.toLocaleString('en-US')} for the original bytes`
    console.log(summary)
    void annotate(summary)
    expect(variants).toBeGreaterThanOrEqual(2_000_000)
    expect(accepted).toEqual([])
    expect(lenient).toBeGreaterThan(1000)
  })
})
