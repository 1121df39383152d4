/**
 * The secrets of a signer, and the text that is signed: `value:signature`.
 *
 * From a value to its signed text and back. Laws: the first secret signs, all are accepted; SHA-1 is accepted only where it was
 * named, and the length of a signature says which of the two it is; a text is split from the right, and nothing of it is read before.
 */
import { LatchkeyError } from '../index.ts'
import { isSignature, makeReady, signatureLength, signatureOf } from './mac.ts'
import type { Algorithm, ReadyKey } from './mac.ts'

/** Why a text was refused, in the words of a verdict. */
export interface NotSigned {
  readonly ok: false
  readonly reason: 'malformed' | 'forged' | 'not-yet-valid' | 'too-old'
  /** For logs; it never holds a text that was signed, or a key. */
  readonly detail: string
}
/** The secrets of one salt. */
export interface Ring {
  readonly signing: ReadyKey
  readonly accepted: readonly ReadyKey[]
}
/** Which algorithms a ring has. */
export interface Algorithms {
  readonly algorithm: Algorithm
  /** Whether SHA-1 is accepted too. */
  readonly sha1: boolean
}

/** A refusal. */
export function refusal(reason: NotSigned['reason'], detail: string): NotSigned {
  return Object.freeze({ ok: false, reason, detail })
}

/**
 * Makes the secrets ready for a salt.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET` for one that is empty, or none.
 */
export function makeRing(secrets: readonly unknown[], salt: string, { algorithm, sha1 }: Algorithms): Ring {
  const accepted = Array.from(secrets, (secret) => makeReady(secret, salt, algorithm))
  const signing = accepted[0]
  if (signing === undefined)
    throw new LatchkeyError('WEAK_SECRET', 'there is no secret: give the SECRET_KEY of the Django site')
  if (sha1 && algorithm !== 'sha1')
    accepted.push(...Array.from(secrets, (secret) => makeReady(secret, salt, 'sha1')))
  return { signing, accepted }
}

/** Reads which algorithms are named. */
export function readAlgorithms(options: {
  readonly algorithm?: unknown
  readonly sha1?: unknown
}): Algorithms {
  const { algorithm = 'sha256', sha1 = false } = options
  if (algorithm !== 'sha256' && algorithm !== 'sha1')
    throw new LatchkeyError('INVALID_OPTION', "algorithm is 'sha256', or 'sha1' as Django before 3.1 has it")
  if (typeof sha1 !== 'boolean')
    throw new LatchkeyError(
      'INVALID_OPTION',
      'sha1 is true where tokens of Django before 3.1 are accepted too',
    )
  return { algorithm, sha1 }
}

/**
 * Signs a text.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what is no well-formed text: Django cannot sign it either.
 */
export function sign(value: unknown, ring: Ring, separator: string): string {
  if (typeof value !== 'string' || !value.isWellFormed())
    throw new LatchkeyError('INVALID_OPTION', 'what is signed is a well-formed text')
  return value + separator + signatureOf(ring.signing, value)
}

/** The value of a signed text, or why there is none. */
export function unsign(signed: unknown, ring: Ring, separator: string): string | NotSigned {
  if (typeof signed !== 'string') return refusal('malformed', 'a signed text is a text, and this is none')
  const end = signed.lastIndexOf(separator)
  if (end === -1) return refusal('malformed', 'the text has no signature')
  const at = end + separator.length
  // Halves of a pair would be read as one and the same character.
  if (!signed.isWellFormed()) return refusal('malformed', 'the text is not well-formed')
  const value = signed.slice(0, end)
  for (const key of ring.accepted) if (isSignature(key, value, signed, at)) return value
  return ring.accepted.some(({ algorithm }) => signed.length - at === signatureLength(algorithm))
    ? refusal('forged', 'the signature is not right: another secret or salt, or a changed text')
    : refusal('malformed', 'the signature is too long or too short')
}
