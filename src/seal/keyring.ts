/**
 * The secrets of an instance: which sign, which verify, and the keys derived from them (SPEC §5).
 *
 * From secrets as they are configured to ready keys, one for each secret and salt. Laws: what is weak throws when it is configured;
 * one byte of the token picks the secret from a closed table, and nothing in a token picks an algorithm.
 */
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { LatchkeyError } from '../errors.ts'
import { keyTextPrefix } from '../text/token-text.ts'
import { joinFrames } from './frame.ts'
import { fromKeyText, secretLength, toKeyText } from './key-text.ts'
import { makeReady } from './mac.ts'
import type { ReadyKey } from './mac.ts'
import { weakness } from './weakness.ts'

/** A secret: the text that `latchkey keygen` prints, or 32 bytes and more. */
export type Secret = string | Uint8Array
/** One or several (an array, or one text with commas): the first signs, all verify. */
export type Secrets = Secret | readonly Secret[]

/** One secret of a ring. */
export interface Key {
  readonly kid: number
  /** The ready key of a name space. */
  readonly ready: (salt: string) => ReadyKey
}
export interface Ring {
  readonly signing: Key
  /** By kid. */
  readonly keys: ReadonlyMap<number, Key>
}

const encoder = /* @__PURE__ */ new TextEncoder()

/**
 * Makes a ring.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET` for what is no strong secret, `DUPLICATE_KEY` when two secrets have one kid.
 */
export function makeRing(secrets: unknown): Ring {
  const keys = new Map<number, Key>()
  for (const secret of readSecrets(secrets)) {
    const key = makeKey(secret)
    if (keys.has(key.kid)) {
      throw new LatchkeyError(
        'DUPLICATE_KEY',
        "two of the secrets have the same key id (or are the same secret): replace the newer with another of 'npx latchkey keygen'",
      )
    }
    keys.set(key.kid, key)
  }
  return { signing: keys.values().next().value!, keys }
}

function readSecrets(secrets: unknown): Uint8Array[] {
  const list: unknown[] =
    typeof secrets === 'string' ? secrets.split(',') : Array.isArray(secrets) ? secrets : [secrets]
  if (list.length === 0) throw weak('the list of secrets is empty')
  // Not map(), which passes over what a sparse list leaves out.
  return Array.from(list, readSecret)
}

function readSecret(secret: unknown): Uint8Array {
  if (secret === undefined || secret === null)
    throw weak('there is no secret (an unset environment variable?)')
  const bytes = typeof secret === 'string' ? readKeyText(secret) : secret
  if (!(bytes instanceof Uint8Array))
    throw weak('a secret is a key text, or a Uint8Array of 32 bytes or more')
  const copy = Uint8Array.from(bytes)
  const problem = weakness(copy)
  if (problem !== undefined) throw weak(problem)
  return copy
}

function readKeyText(text: string): Uint8Array {
  const secret = fromKeyText(text)
  if (secret !== undefined) return secret
  if (text === '') throw weak('a secret is empty')
  if (text !== text.trim()) throw weak('a secret has white space around it')
  throw weak(
    text.startsWith(keyTextPrefix)
      ? 'a key text has a character changed, added or left out: its check characters do not agree'
      : `a secret is a text, but none that begins with ${keyTextPrefix}`,
  )
}

function weak(problem: string): LatchkeyError {
  return new LatchkeyError('WEAK_SECRET', `${problem}; make one with 'npx latchkey keygen'`)
}

function makeKey(secret: Uint8Array): Key {
  const prk = extract(sha256, secret, encoder.encode('latchkey/1'))
  const kid = expand(sha256, prk, joinFrames([encoder.encode('kid')]), 1)
  const unsalted = deriveKey(prk, kid, '')
  const salted = keepLast((salt: string) => deriveKey(prk, kid, salt))
  return { kid: kid[0]!, ready: (salt) => (salt === '' ? unsalted : salted(salt)) }
}

function deriveKey(prk: Uint8Array, kid: Uint8Array, salt: string): ReadyKey {
  const info = joinFrames([
    encoder.encode('mac'),
    encoder.encode('HMAC-SHA256-128'),
    kid,
    encoder.encode(salt),
  ])
  return makeReady(expand(sha256, prk, info, 32))
}

/** How many derived keys are kept, of one secret or of the options of calls. */
const kept = 256

/** Computes once what is asked for again and again, and forgets what was computed first. */
function keepLast<Value>(compute: (text: string) => Value): (text: string) => Value {
  const values = new Map<string, Value>()
  return (text) => {
    let value = values.get(text)
    if (value === undefined) {
      value = compute(text)
      if (values.size === kept) values.delete(values.keys().next().value!)
      values.set(text, value)
    }
    return value
  }
}

const textRings = /* @__PURE__ */ keepLast<Ring>(makeRing)

/** The ring of an option `key`: kept for texts, which cannot change. */
export function ringOf(secrets: unknown): Ring {
  return typeof secrets === 'string' ? textRings(secrets) : makeRing(secrets)
}

/**
 * Makes a new secret as key text: 32 random bytes (SPEC §5.4).
 *
 * @param ring The secrets that it will stand beside: another is drawn while two would have one kid.
 * @throws {@link LatchkeyError} `WEAK_SECRET` or `DUPLICATE_KEY` when `ring` is no ring.
 *
 * @example
 * ```ts
 * import { keygen, latchkey } from 'latchkey'
 *
 * keygen().length // => 59
 * const old = keygen()
 * const { tokens } = latchkey({ secrets: [keygen(old), old], apps: [] })
 * ```
 */
export function keygen(ring?: Secrets): string {
  const taken = ring === undefined ? undefined : makeRing(ring).keys
  if (taken?.size === 256)
    throw new LatchkeyError('DUPLICATE_KEY', 'all 256 key ids are taken: remove an old secret first')
  for (;;) {
    const secret = crypto.getRandomValues(new Uint8Array(secretLength))
    if (weakness(secret) === undefined && !taken?.has(makeKey(secret).kid)) return toKeyText(secret)
  }
}
