/**
 * Joins apps, secrets, a clock and a store to the verbs of tokens. No logic of its own: it reads what a program says, and hands it on.
 */
import type { AppLike } from './app.ts'
import { epoch } from './codec/body.ts'
import { LatchkeyError } from './errors.ts'
import type { Following } from './following.ts'
import { generate } from './generate.ts'
import type { GenerateOptions } from './generate.ts'
import type { Scope } from './grant.ts'
import { inspectBy } from './inspect.ts'
import type { Inspection } from './inspect.ts'
import { lacking, readLock } from './lock.ts'
import type { Lock, LockIndex } from './lock.ts'
import { readRequirement, registerLook } from './look.ts'
import { narrowAt } from './narrow.ts'
import type { Limits } from './narrow.ts'
import { isPlain, readClock, readDuration, readOptions } from './options.ts'
import type { Duration } from './options.ts'
import { makePass } from './pass.ts'
import { redeem } from './redeem.ts'
import { makeRegistry } from './registry.ts'
import type { Registry } from './registry.ts'
import { revoke } from './revoke.ts'
import { makeScopeFunctions } from './scope.ts'
import type { ScopeOf } from './scope.ts'
import { encodeBound } from './seal/bound.ts'
import { makeRing, ringOf } from './seal/keyring.ts'
import type { Ring, Secrets } from './seal/keyring.ts'
import { makeStamps } from './stamps.ts'
import type { Stamps } from './stamps.ts'
import type { Store } from './store.ts'
import { readFollowing, storedOptions } from './stored.ts'
import type { StoredOptions } from './stored.ts'
import type { Defaults, Requirement, StoredTokens, Tokens, VerifyOptions } from './tokens.ts'
import type { Verdict } from './verdict.ts'
import { open, prove } from './verify.ts'
import type { Terms } from './verify.ts'

/** What {@link latchkey} takes. */
export interface LatchkeyOptions<Apps> extends StoredOptions {
  /** Key texts of `npx latchkey keygen`, or 32 bytes and more each. `undefined`, as from an unset variable, throws `WEAK_SECRET` at once. */
  readonly secrets: Secrets | undefined
  /** What `defineApp` returned. */
  readonly apps: Apps
  /** The numbering of `latchkey lock`, which makes tokens compact. */
  readonly lock?: Lock
  /** The greatest age of all that is accepted: a ceiling that no call can lift. */
  readonly maxAge?: Duration
  /** Milliseconds, as `Date.now`, which is the default; read once in each call. */
  readonly clock?: () => number
}
/** What {@link latchkey} returns. */
export interface Latchkey<Apps extends readonly AppLike[], Stored = undefined> {
  readonly scope: ScopeOf<Apps[number]>
  readonly tokens: [Stored] extends [Store | PromiseLike<Store>] ? StoredTokens : Tokens
}

/** What is fixed before a call. */
interface Settings {
  readonly ring: Ring
  readonly salt: string
  readonly bound: Uint8Array | undefined
  readonly maxAge: number
  readonly expiresIn: number | undefined
}
interface Instance {
  readonly lock: LockIndex | undefined
  readonly ceiling: number
  readonly clock: () => number
  readonly following: Following | undefined
  readonly stamps: Stamps | undefined
}

/**
 * Joins what can be granted with the secrets that sign it. For servers only.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET`, `DUPLICATE_KEY`, `INVALID_APP`, `UNKNOWN_APP`, `INVALID_OPTION`: what is configured wrong
 *   throws here, and not at the first request; `LOCK_OUT_OF_DATE` when the lock lacks what the apps declare.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
 * const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'] ?? keygen(), apps: [blog] })
 *
 * const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '7d' })
 * tokens.validate(token, scope.accessObj(blog.Post('42'), 'read')) // => true
 * tokens.validate(token, scope.accessObj(blog.Post(43), 'read')) // => false
 * tokens.validate(undefined, 'authentic') // => false
 *
 * const verdict = tokens.verify(token, scope.accessObj(blog.Post(42), 'change'))
 * verdict.ok ? verdict.pass.scope : verdict.reason // => 'insufficient'
 * ```
 */
export function latchkey<
  const Apps extends readonly AppLike[],
  Stored extends Store | PromiseLike<Store> | undefined = undefined,
>(
  options: LatchkeyOptions<Apps> & {
    /** Where revocations and uses are kept: what a function such as `sqliteStore` returns, or its promise. */
    readonly store?: Stored
  },
): Latchkey<Apps, Stored> {
  // An unset variable is the commonest mistake, and has an error of its own.
  if (isPlain(options) && Object.hasOwn(options, 'secrets') && options.secrets === undefined)
    makeRing(undefined)
  const read = readOptions(options, latchkeyOptions, 'latchkey()')
  const ring = makeRing(read.secrets)
  const registry = makeRegistry(read.apps)
  const clock = read.clock === undefined ? Date.now : read.clock
  if (typeof clock !== 'function')
    throw new LatchkeyError('INVALID_OPTION', 'clock is a function that returns milliseconds')
  const following = readFollowing(read, clock as Instance['clock'])
  const instance: Instance = {
    following,
    stamps: following === undefined ? undefined : makeStamps(following),
    lock: read.lock === undefined ? undefined : readGrownLock(read.lock, registry),
    ceiling: read.maxAge === undefined ? Infinity : readDuration(read.maxAge, 'maxAge', 0),
    clock: clock as Instance['clock'],
  }
  return Object.freeze({
    scope: makeScopeFunctions(registry) as ScopeOf<Apps[number]>,
    tokens: makeTokens(instance, {
      ring,
      salt: '',
      bound: undefined,
      maxAge: Infinity,
      expiresIn: undefined,
    }) as Latchkey<Apps, Stored>['tokens'],
  })
}

/** Reads a lock that numbers all that the apps declare. */
function readGrownLock(lock: unknown, registry: Registry): LockIndex {
  const index = readLock(lock)
  const lost = lacking(index, registry)
  if (lost.length > 0) {
    const shown = lost.slice(0, 5).join(', ') + (lost.length > 5 ? ` and ${lost.length - 5} more` : '')
    throw new LatchkeyError(
      'LOCK_OUT_OF_DATE',
      `the lock does not number ${shown}: run 'npx latchkey lock' on the file of your apps, and commit what it writes`,
    )
  }
  return index
}

const latchkeyOptions = ['secrets', 'apps', 'lock', 'maxAge', 'clock', ...storedOptions] as const
const verifyOptions = ['maxAge', 'bind', 'key', 'salt'] as const
const withOptions = [...verifyOptions, 'expiresIn'] as const
const generateOptions = [
  'expiresIn',
  'expiresAt',
  'subject',
  'singleUse',
  'uses',
  'unique',
  'bind',
  'narrowable',
  'within',
  'key',
  'salt',
] as const

function makeTokens(instance: Instance, settings: Settings): Tokens {
  const tokens = {
    generate(scope: Scope, options?: GenerateOptions): string {
      const read = readOptions(options, generateOptions, 'generate()')
      const { ring, salt, bound, expiresIn } = readSettings(settings, read)
      return generate(scope, read, {
        ring,
        lock: instance.lock,
        salt,
        bound,
        expiresIn,
        stamps: instance.stamps,
        now: readClock(instance.clock) - epoch,
      })
    },
    validate(token: unknown, required: Requirement, options?: VerifyOptions): boolean {
      return prove(token, readTerms(instance, settings, options), readRequirement(required)).ok
    },
    verify(token: unknown, required: Requirement, options?: VerifyOptions): Verdict {
      const terms = readTerms(instance, settings, options)
      const asked = readRequirement(required)
      const proved = prove(token, terms, asked)
      return proved.ok ? Object.freeze({ ok: true, pass: makePass(proved, asked) }) : proved
    },
    narrow: (token: string, limits: Limits): string => narrowAt(token, limits, instance.clock, instance.lock),
    inspect: (token: unknown): Inspection => inspectBy(token, instance.lock),
    with(defaults: Defaults): Tokens {
      return makeTokens(instance, readSettings(settings, readOptions(defaults, withOptions, 'with()')))
    },
    ...storedVerbs(instance, settings),
  }
  registerLook(tokens, {
    open: (token) => open(token, readTerms(instance, settings, undefined)),
    settled: instance.following?.settled,
  })
  return Object.freeze(tokens)
}

/** The verbs that need a store: without one they do not compile, and reject. */
function storedVerbs(instance: Instance, settings: Settings): Omit<StoredTokens, keyof Tokens> {
  const { following, stamps, ceiling } = instance
  if (following === undefined)
    return {
      redeem: storeRequired,
      redeemVerdict: storeRequired,
      revoke: storeRequired,
      ready: storeRequired,
    }
  async function redeemVerdict(
    token: unknown,
    required: Requirement,
    options?: VerifyOptions,
  ): Promise<Verdict> {
    const asked = readRequirement(required)
    const terms = readTerms(instance, settings, options)
    const proved = await redeem(token, terms, following!, asked)
    return proved.ok ? Object.freeze({ ok: true, pass: makePass(proved, asked) }) : proved
  }
  return {
    redeem: async (...asked) => (await redeemVerdict(...asked)).ok,
    redeemVerdict,
    revoke: async (target, options) =>
      revoke(target, options, {
        terms: readTerms(instance, settings, undefined),
        following,
        stamps: stamps!,
        ceiling,
      }),
    ready: () => following.ready(),
  }
}

async function storeRequired(): Promise<never> {
  throw new LatchkeyError(
    'STORE_REQUIRED',
    'redeem and revoke keep state: they need a store, and latchkey() has none',
  )
}

function readTerms(instance: Instance, settings: Settings, options: VerifyOptions | undefined): Terms {
  const { ring, salt, bound, maxAge } =
    // Stryker disable next-line ConditionalExpression: it only saves time, in checks without options
    options === undefined
      ? settings
      : readSettings(settings, readOptions(options, verifyOptions, 'validate()'))
  return {
    ring,
    lock: instance.lock,
    salt,
    bound,
    maxAge: Math.min(maxAge, instance.ceiling),
    now: readClock(instance.clock) - epoch,
    following: instance.following,
  }
}

function readSettings(settings: Settings, read: { readonly [Name in keyof Defaults]?: unknown }): Settings {
  return {
    ring: read.key === undefined ? settings.ring : ringOf(read.key),
    salt: read.salt === undefined ? settings.salt : readSalt(read.salt),
    bound: read.bind === undefined ? settings.bound : encodeBound(read.bind),
    maxAge: read.maxAge === undefined ? settings.maxAge : readDuration(read.maxAge, 'maxAge', 0),
    expiresIn:
      read.expiresIn === undefined ? settings.expiresIn : readDuration(read.expiresIn, 'expiresIn', 1),
  }
}

function readSalt(salt: unknown): string {
  if (typeof salt !== 'string' || !salt.isWellFormed() || new TextEncoder().encode(salt).length > 255) {
    throw new LatchkeyError('INVALID_OPTION', 'salt is a well-formed text of at most 255 bytes')
  }
  return salt
}
