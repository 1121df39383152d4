/**
 * What a call goes by: the options of an instance, of `with()` and of the call, read before the token is touched.
 *
 * Laws: an option that Django's format has no room for throws, and is never left out; other secrets stand alone, without the fallbacks
 * of the instance.
 */
import { LatchkeyError } from '../index.ts'
import type { Requirement } from '../index.ts'
import { readScopeFor } from '../grant.ts'
import type { Held } from '../grant.ts'
import { readOptions } from '../options.ts'
import type { Names } from './names.ts'
import type { Terms } from './open.ts'
import { djangoNaming, makeNumbering } from './payload.ts'
import type { Numbering } from './payload.ts'
import { makeRing } from './ring.ts'
import type { Algorithms, Ring } from './ring.ts'
import { indexOf } from './tables.ts'
import { readAge, readNow } from './time.ts'
import type { Inflate } from './zlib.ts'

/** What is fixed when the program starts. */
export interface Instance {
  readonly algorithms: Algorithms
  readonly names: Names
  readonly numbering: () => Numbering
  readonly ceiling: number
  readonly clock: () => number
  readonly inflate: Inflate | undefined
}
/** What is fixed before a call. */
export interface Settings {
  readonly secrets: readonly unknown[]
  readonly salt: string
  readonly ring: Ring
  readonly maxAge: number | undefined
}

const usualSalt = 'access_tokens.token'
/** The protocol versions of tokens and of scopes in the original, which never had others. */
const versions = ':1.0.0:1.0.0'

/** What the core's tokens carry, and Django's cannot. */
const uncarried = [
  'expiresIn',
  'expiresAt',
  'subject',
  'singleUse',
  'uses',
  'unique',
  'bind',
  'narrowable',
] as const

/** Reads options of the core's verbs: one that Django's format has no room for is told, and never left out. */
export function readCarried<Name extends string>(
  options: unknown,
  carried: readonly Name[],
  caller: string,
): { readonly [Key in Name]?: unknown } {
  const read: { readonly [name: string]: unknown } = readOptions(options, [...carried, ...uncarried], caller)
  for (const name of uncarried)
    if (read[name] !== undefined)
      throw invalid(
        `Django's format cannot carry ${name}: ${name.startsWith('expires') ? 'give maxAge where the token is checked' : 'make a token of latchkey()'}`,
      )
  return read as { readonly [Key in Name]?: unknown }
}

/** What a check goes by. */
export function readTerms(instance: Instance, settings: Settings, options: unknown): Terms {
  const { ring, maxAge } =
    options === undefined
      ? settings
      : readSettings(instance, settings, readCarried(options, ['maxAge', 'key', 'salt'], 'validate()'))
  const age = Math.min(maxAge ?? Infinity, instance.ceiling)
  return {
    ring,
    numbering: instance.numbering(),
    names: instance.names,
    maxAge: age === Infinity ? undefined : age,
    now: readNow(instance.clock),
    inflate: instance.inflate,
  }
}

/** The settings with what `read` says in their place. */
export function readSettings(
  { algorithms }: Instance,
  settings: Settings,
  read: { readonly key?: unknown; readonly salt?: unknown; readonly maxAge?: unknown },
): Settings {
  const salt = read.salt === undefined ? settings.salt : readSalt(read.salt)
  // Other secrets stand alone: in Django the fallback keys of the site went on counting.
  const secrets =
    read.key === undefined ? settings.secrets : copySecrets(Array.isArray(read.key) ? read.key : [read.key])
  const isSame = read.key === undefined && read.salt === undefined
  return {
    secrets,
    salt,
    ring: isSame ? settings.ring : makeRing(secrets, salt + versions, algorithms),
    maxAge: readAge(read.maxAge) ?? settings.maxAge,
  }
}

/** What an instance goes by until a call says otherwise. */
export function makeSettings(given: readonly unknown[], algorithms: Algorithms): Settings {
  const secrets = copySecrets(given)
  const ring = makeRing(secrets, usualSalt + versions, algorithms)
  return { secrets, salt: usualSalt, ring, maxAge: undefined }
}

/** What was read is what is used: bytes may be written over later. */
function copySecrets(secrets: readonly unknown[]): readonly unknown[] {
  return Array.from(secrets, (secret) => (secret instanceof Uint8Array ? Uint8Array.from(secret) : secret))
}

/** Nothing stands between salt and secret where Django joins them. A salt with the border in it could pass for another with another secret. */
function readSalt(salt: unknown): string {
  if (typeof salt !== 'string' || !salt.isWellFormed() || salt.includes(`${versions}signer`))
    throw invalid(`salt is a well-formed text without '${versions}signer'`)
  return salt
}

/** The ids of the tables: those of a function are asked for in each call. */
export function readNumbering(serializer: unknown, tables: unknown): () => Numbering {
  const kind = serializer ?? (tables === undefined ? 'basic' : 'both')
  if (kind !== 'basic' && kind !== 'contenttypes' && kind !== 'auth' && kind !== 'both')
    throw invalid("serializer is 'basic', 'contenttypes', 'auth' or 'both'")
  if (kind !== 'basic' && tables === undefined)
    throw invalid(`the serializer '${kind}' takes ids from tables: give what loadTables() gave`)
  if (typeof tables === 'function') return () => makeNumbering(kind, indexOf((tables as () => unknown)()))
  const numbering = makeNumbering(kind, tables === undefined ? undefined : indexOf(tables))
  return () => numbering
}

/** What is asked, by the declared names. */
export function readRequirement(required: Requirement, names: Names): readonly Held[] {
  return required === 'authentic' ? [] : names.toAsked(readScopeFor(required, djangoNaming))
}

/** A mistake in an option. */
export function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
