/**
 * Django's `django.core.signing`, as Django 3.1 and later write it: texts and values, signed, with and without a time.
 *
 * ```text
 * dumps:   value ──JSON──▶ text ──base64url──▶ body ──▶ body:time ──HMAC──▶ body:time:signature
 * loads:   the signature first, then the time, then the body
 * ```
 *
 * Laws: what Django signed is read, what is signed here Django reads, byte for byte; what a stranger sends is answered by a reason,
 * and never an exception; compressed bodies are inflated only once their signature was found right.
 */
import { LatchkeyError } from '../index.ts'
import type { Duration } from '../index.ts'
import { readOptions } from '../options.ts'
import type { Algorithm, SecretKey } from './mac.ts'
import { readInflate, readObject, writeObject } from './object.ts'
import type { Serializer, Signed, SignObjectOptions, UnsignObjectOptions } from './object.ts'
import { makeRing, readAlgorithms, sign, unsign } from './ring.ts'
import type { NotSigned, Ring } from './ring.ts'
import { readAge, readClockOption, readNow, stamp, toDate, tooOld, unstamp } from './time.ts'
import type { Inflate } from './zlib.ts'

/** What every signer is made by. */
export interface SignerOptions {
  /** The SECRET_KEY of the Django site. */
  readonly key: SecretKey
  /** What Django calls SECRET_KEY_FALLBACKS: accepted, and never signed with. */
  readonly fallbacks?: readonly SecretKey[]
  /** A name space. Left out or empty, it is the name of the class in Django. */
  readonly salt?: string
  /** What stands between the parts: `:` unless it is given. */
  readonly sep?: string
  /** What is signed with; `sha1` for Django before 3.1. */
  readonly algorithm?: Algorithm
  /** Whether what Django before 3.1 signed is accepted too. */
  readonly sha1?: boolean
  /** Inflates compressed bodies where the runtime has no `node:zlib`. */
  readonly inflate?: Inflate
}
/** What a signer with a time is made by. */
export interface TimestampSignerOptions extends SignerOptions {
  /** Milliseconds, as `Date.now`, which is the default. */
  readonly clock?: () => number
}
/** How old a text may be. */
export interface AgeOptions {
  /** The greatest age accepted: seconds, or a text with its unit. */
  readonly maxAge?: Duration
}

/** What was signed, and when. */
export interface SignedAt<Value> extends Signed<Value> {
  readonly signedAt: Date
}

/** Django's `Signer`. */
export interface Signer {
  sign(value: string): string
  unsign(signed: unknown): Signed<string> | NotSigned
  signObject(value: unknown, options?: SignObjectOptions): string
  unsignObject(signed: unknown, options?: UnsignObjectOptions): Signed<unknown> | NotSigned
}
/** Django's `TimestampSigner`. */
export interface TimestampSigner {
  sign(value: string): string
  unsign(signed: unknown, options?: AgeOptions): SignedAt<string> | NotSigned
  signObject(value: unknown, options?: SignObjectOptions): string
  unsignObject(signed: unknown, options?: UnsignObjectOptions & AgeOptions): SignedAt<unknown> | NotSigned
}
export type { Serializer, Signed, SignObjectOptions, UnsignObjectOptions }
/** What {@link dumps} takes. */
export interface DumpsOptions
  extends Omit<TimestampSignerOptions, 'sep' | 'fallbacks' | 'sha1' | 'inflate'>, SignObjectOptions {}
/** What {@link loads} takes. */
export interface LoadsOptions extends Omit<TimestampSignerOptions, 'sep'>, UnsignObjectOptions, AgeOptions {}

const signerOptions = ['key', 'fallbacks', 'salt', 'sep', 'algorithm', 'sha1', 'inflate'] as const
const stampOptions = [...signerOptions, 'clock'] as const
const objectOptions = ['compress', 'serializer'] as const
/** The name space of {@link dumps} and {@link loads}. */
const dumpsSalt = 'django.core.signing'
type Read = { readonly [Name in (typeof stampOptions)[number]]?: unknown }

/**
 * Makes a signer of texts without a time: `value:signature`.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET` for a secret that is empty or none, `INVALID_OPTION`.
 *
 * @example
 * ```ts
 * import { signing } from 'latchkey/django'
 *
 * const signer = signing.Signer({ key: 'the SECRET_KEY of the site' })
 * const signed = signer.sign('hello')
 * signed // => 'hello:Re0P968g2HSkFcsiUxs_O2eyub0kiq29Nhvtd-BKbGQ'
 * signer.unsign(signed) // => { ok: true, value: 'hello' }
 * signer.unsign('hello:x').ok // => false
 * ```
 */
export function Signer(options: SignerOptions): Signer {
  const read = readOptions(options, signerOptions, 'Signer()')
  const { ring, separator, inflate } = readSigner(read, 'django.core.signing.Signer')
  const open = (signed: unknown): Signed<string> | NotSigned => {
    const value = unsign(signed, ring, separator)
    return typeof value === 'string' ? Object.freeze({ ok: true, value }) : value
  }
  const signer: Signer = {
    sign: (value) => sign(value, ring, separator),
    unsign: open,
    signObject(value, given) {
      const { compress, serializer } = readOptions(given, objectOptions, 'signObject()')
      return sign(writeObject(value, compress, serializer), ring, separator)
    },
    unsignObject(signed, given) {
      const { serializer } = readOptions(given, ['serializer'], 'unsignObject()')
      return readObject(signed, open, inflate, serializer)
    },
  }
  return Object.freeze(signer)
}

/**
 * Makes a signer of texts with a time: `value:time:signature`.
 *
 * As in Django, a time of the future passes any `maxAge`.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET` for a secret that is empty or none, `INVALID_OPTION`.
 *
 * @example
 * ```ts
 * import { signing } from 'latchkey/django'
 *
 * let now = Date.UTC(2026, 0, 1)
 * const signer = signing.TimestampSigner({ key: 'the SECRET_KEY of the site', salt: 'unsubscribe', clock: () => now })
 * const signed = signer.sign('newsletter:7')
 * signer.unsign(signed) // => { ok: true, value: 'newsletter:7', signedAt: new Date('2026-01-01') }
 * now += 3_600_000
 * const late = signer.unsign(signed, { maxAge: '15m' })
 * late.ok ? late.value : late.reason // => 'too-old'
 * ```
 */
export function TimestampSigner(options: TimestampSignerOptions): TimestampSigner {
  const { close, open, inflate } = makeClosing(readOptions(options, stampOptions, 'TimestampSigner()'))
  const signer: TimestampSigner = {
    sign: close,
    unsign: (signed, given) => open(readOptions(given, ['maxAge'], 'unsign()').maxAge)(signed),
    signObject(value, given) {
      const { compress, serializer } = readOptions(given, objectOptions, 'signObject()')
      return close(writeObject(value, compress, serializer))
    },
    unsignObject(signed, given) {
      const { serializer, maxAge } = readOptions(given, ['serializer', 'maxAge'], 'unsignObject()')
      return readObject(signed, open(maxAge), inflate, serializer)
    },
  }
  return Object.freeze(signer)
}

/** How texts are signed with the time, and opened by their age. */
function makeClosing(
  read: Read,
  usualSalt?: string,
): {
  close: (value: string) => string
  open: (maxAge: unknown) => (signed: unknown) => SignedAt<string> | NotSigned
  inflate: Inflate | undefined
} {
  const { ring, separator, inflate } = readSigner(read, 'django.core.signing.TimestampSigner', usualSalt)
  const clock = readClockOption(read.clock)
  return {
    close: (value) => sign(stamp(value, separator, readNow(clock)), ring, separator),
    open(maxAge) {
      const age = readAge(maxAge)
      return (signed) => {
        const stamped = unsign(signed, ring, separator)
        if (typeof stamped !== 'string') return stamped
        const opened = unstamp(stamped, separator)
        if (!opened.ok) return opened
        const { value, seconds } = opened
        const accepted = Object.freeze({ ok: true, value, signedAt: toDate(seconds) } as const)
        return tooOld(seconds, readNow(clock), age) ?? accepted
      }
    },
    inflate,
  }
}

/**
 * Signs a value with the time: Django's `signing.dumps`. The salt is `django.core.signing` unless it is given.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET`, `INVALID_OPTION` for a value that JSON has no form for, `TOO_LARGE` beyond 64 KiB.
 *
 * @example
 * ```ts
 * import { signing } from 'latchkey/django'
 *
 * const key = 'the SECRET_KEY of the site'
 * const token = signing.dumps({ user: 7, name: 'Zoë' }, { key, salt: 'invitation', clock: () => 1_735_689_600_000 })
 * token // => 'eyJ1c2VyIjo3LCJuYW1lIjoiWm9cdTAwZWIifQ:1tSm9Y:no4YwK-KOOyw7Q6Z5Dyc2E-GTSaCYz_DczeovT1sXuA'
 * const opened = signing.loads(token, { key, salt: 'invitation' })
 * opened.ok && opened.value // => { user: 7, name: 'Zoë' }
 * signing.loads(token, { key, salt: 'another' }).ok // => false
 * ```
 */
export function dumps(value: unknown, options: DumpsOptions): string {
  const read = readOptions(options, ['key', 'salt', 'algorithm', 'clock', ...objectOptions], 'dumps()')
  return makeClosing(read, dumpsSalt).close(writeObject(value, read.compress, read.serializer))
}

/**
 * The value of what {@link dumps} signed, here or in Django, or why there is none: Django's `signing.loads`.
 *
 * A whole number is a `number` where that is exact, and a `bigint` beyond.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET`, `INVALID_OPTION`; never for the text.
 */
export function loads(signed: unknown, options: LoadsOptions): SignedAt<unknown> | NotSigned {
  const names = ['key', 'fallbacks', 'salt', 'algorithm', 'sha1', 'inflate', 'clock'] as const
  const read = readOptions(options, [...names, 'serializer', 'maxAge'], 'loads()')
  const { open, inflate } = makeClosing(read, dumpsSalt)
  return readObject(signed, open(read.maxAge), inflate, read.serializer)
}

// ---------------------------------------------------------------- options

interface Settings {
  readonly ring: Ring
  readonly separator: string
  readonly inflate: Inflate | undefined
}

function readSigner(read: Read, name: string, usualSalt = ''): Settings {
  const { key, fallbacks = [], salt = usualSalt, sep = ':' } = read
  if (!Array.isArray(fallbacks)) throw invalid('fallbacks is a list of secrets')
  if (typeof salt !== 'string' || !salt.isWellFormed()) throw invalid('salt is a well-formed text')
  if (typeof sep !== 'string' || !isSeparator(sep))
    throw invalid('sep has a character that no signature has, and is well-formed')
  return {
    ring: makeRing([key, ...(fallbacks as unknown[])], salt === '' ? name : salt, readAlgorithms(read)),
    separator: sep,
    inflate: readInflate(read.inflate),
  }
}

/** Whether a separator has a character beyond `[A-z0-9-_=]`, as Django asks: its range from A to z has `[\]^` and the backquote. */
function isSeparator(text: string): boolean {
  const plain = text.endsWith('\n') ? text.slice(0, -1) : text
  for (const character of plain) {
    const isUsed = (character >= 'A' && character <= 'z') || (character >= '0' && character <= '9')
    if (!isUsed && character !== '-' && character !== '=') return text.isWellFormed()
  }
  return false
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
