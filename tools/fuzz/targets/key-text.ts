/**
 * Anything as a secret: what is accepted is exactly what its text says, by an independent reading, and what is refused is never repeated.
 */
import { createHash } from 'node:crypto'
import { keygen, latchkey, LatchkeyError } from '../../../src/index.ts'
import type { Secrets } from '../../../src/index.ts'
import { secret } from '../../vectors/keys.ts'
import { mint } from '../../vectors/mint.ts'
import { post } from '../../vectors/scope.ts'
import { ISSUED } from '../../vectors/wire.ts'
import { law, utf8, within } from '../target.ts'
import type { Target } from '../target.ts'

const prefix = 'lksecret1_'
/** The messages there were. They are few, since no part of a secret is in one. */
const messages = new Set<string>()

const check = (bytes: Uint8Array): string =>
  createHash('sha256').update('latchkey/1/key').update(bytes).digest('base64url').slice(0, 6)
const write = (bytes: Uint8Array): string => prefix + Buffer.from(bytes).toString('base64url') + check(bytes)

/** The secret of a key text, read from the specification. */
function read(text: string): Uint8Array | undefined {
  const bytes = Uint8Array.from(Buffer.from(text.slice(prefix.length, -6), 'base64url'))
  return bytes.length === 32 && write(bytes) === text ? bytes : undefined
}

/** Whether bytes are like random ones beyond doubt: many different ones, few of a text, no beginning of a file. */
function isStrong(bytes: Uint8Array): boolean {
  const plain = bytes.filter((byte) => byte >= 32 && byte < 127).length
  const controls = bytes.filter((byte) => byte < 9).length
  const most = Math.max(...bytes.map((byte) => bytes.filter((other) => other === byte).length))
  return (
    bytes.length >= 32 &&
    most < bytes.length / 6 &&
    new Set(bytes).size > 20 &&
    plain < bytes.length * 0.7 &&
    controls > 0 &&
    bytes[0] !== 0x30
  )
}

function tryRing(secrets: unknown): ReturnType<typeof latchkey>['tokens'] | undefined {
  try {
    return within(20, 'latchkey()', () =>
      latchkey({ secrets: secrets as Secrets, apps: [], clock: () => ISSUED * 1000 }),
    ).tokens
  } catch (error) {
    law(error instanceof LatchkeyError, `it throws ${String(error)}`)
    law(error.code === 'WEAK_SECRET' || error.code === 'DUPLICATE_KEY', `it throws ${error.code}`)
    messages.add(error.message.replaceAll(/\d+/g, ''))
    law(messages.size < 16, `there is no end of messages: ${error.message}`)
    return undefined
  }
}

/** A token of ours is, byte for byte, what an independent writer makes with the bytes of the secret. */
function isUsed(tokens: ReturnType<typeof latchkey>['tokens'], bytes: Uint8Array): boolean {
  const grants = [{ app: 'blog', model: 'Post', id: 42, permissions: ['read'] }] as never
  const { token } = mint({ scope: [post(42, 'read')], issuedAt: ISSUED, secret: bytes })
  return tokens.generate(grants) === token && tokens.validate(token, grants)
}

const texts = [
  write(secret(1)),
  keygen(),
  `${write(secret(1))},${write(secret(2))}`,
  'lksecret1_',
  'hunter2',
  ',',
]

export const target: Target = {
  name: 'key-text',
  seeds: () => [
    ...texts.map((text) => Uint8Array.of(0, ...utf8(text))),
    ...[1, 2].flatMap((form) => [1, 2, 3].map((number) => Uint8Array.of(form, ...secret(number)))),
    Uint8Array.of(1, ...new Uint8Array(32)),
    Uint8Array.of(1, ...utf8('-----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEI')),
    Uint8Array.of(1, 0x30, 42, 0x30, 5, 6, 3, 43, 101, 112, 3, 33, ...secret(1)),
  ],
  words: [...texts, ' ', '\n', '=', '\0', '-----BEGIN', '\ufeff'].map(utf8),
  longest: 300,
  run([form = 0, ...rest]) {
    const bytes = Uint8Array.from(rest)
    if (form % 3 === 1) {
      const tokens = tryRing(bytes)
      law(tokens !== undefined || !isStrong(bytes), 'a strong secret is refused')
      law(tokens === undefined || bytes.length >= 32, 'a short secret is accepted')
      law(tokens === undefined || new Set(bytes).size > 8, 'a secret of few bytes is accepted')
      law(tokens === undefined || isUsed(tokens, bytes), 'another secret is used')
      return
    }
    // The check characters of what was changed are made right, or nothing but they would be tried.
    const text =
      form % 3 === 2 && bytes.length >= 32 ? write(bytes.subarray(0, 32)) : new TextDecoder().decode(bytes)
    const tokens = tryRing(text)
    const parts = text.split(',').map(read)
    if (tokens === undefined) {
      law(parts.length > 1 || parts[0] === undefined || !isStrong(parts[0]), 'a strong secret is refused')
      return
    }
    for (const part of parts) law(part !== undefined, 'a text is accepted that is no key text')
    law(isUsed(tokens, parts[0]!), 'another secret is used')
  },
}
