/**
 * Tokens of `django-access-tokens` with the verbs of latchkey: what a Django site made is accepted, what is made here the site accepts.
 *
 * Joins secrets, apps and the tables of the site's database to the verbs. No logic of its own: it reads what a program says, and
 * hands it on. Law: what Django's format cannot carry throws, and is never left out.
 */
import { LatchkeyError } from '../index.ts'
import type { AppLike, Duration, Pass, Requirement, Scope, ScopeOf, Tokens, Verdict } from '../index.ts'
import { covers, missing } from '../covers.ts'
import { makeScope, readScopeFor } from '../grant.ts'
import { normalForm } from '../normal-form.ts'
import { isPlain, readOptions } from '../options.ts'
import { makePass, proofOf } from '../pass.ts'
import { makeRegistry } from '../registry.ts'
import { makeScopeFunctions } from '../scope.ts'
import { toBody } from './body.ts'
import { inspect } from './inspect.ts'
import type { DjangoInspection } from './inspect.ts'
import type { Algorithm, SecretKey } from './mac.ts'
import { makeNames } from './names.ts'
import { open, toOpened } from './open.ts'
import { djangoNaming, formatPayload } from './payload.ts'
import type { Serializer } from './payload.ts'
import { readAlgorithms, sign } from './ring.ts'
import {
  invalid,
  makeSettings,
  readCarried,
  readNumbering,
  readRequirement,
  readSettings,
  readTerms,
} from './settings.ts'
import type { Instance, Settings } from './settings.ts'
import { readInflate } from './object.ts'
import type { Tables } from './tables.ts'
import { readAge, readClockOption, readNow, stamp } from './time.ts'
import type { Inflate } from './zlib.ts'

/** Other secrets for a call: the first signs, all are accepted, and those of {@link DjangoOptions} are not. */
export type SecretKeys = SecretKey | readonly SecretKey[]

/** What a check may be told beside the required scope. */
export interface DjangoVerifyOptions {
  /** The greatest age accepted, counted from when the token was made: seconds, or a text with its unit. */
  readonly maxAge?: Duration
  readonly key?: SecretKeys
  /** The name space the token was made in: the `salt` of the original, `access_tokens.token` unless it is given. */
  readonly salt?: string
}
/** What {@link DjangoTokens.generate} takes beside the scope. */
export interface DjangoGenerateOptions {
  readonly key?: SecretKeys
  readonly salt?: string
  /** Whether the token is compressed where that makes it shorter. The original reads such tokens, and makes none. */
  readonly compress?: boolean
  /** A verified pass that must grant all that the new token grants. */
  readonly within?: Pass
}

/** The verbs of tokens, for Django's. */
export interface DjangoTokens extends Omit<Tokens, 'generate' | 'inspect' | 'with'> {
  /**
   * Makes a token that the Django site accepts. It does not expire: the format has no room for it; say `maxAge` where it is checked.
   *
   * @throws {@link LatchkeyError} `INVALID_OPTION` for what Django's format cannot carry, `INVALID_SCOPE`, `UNKNOWN_APP` for a model
   *   that the content types do not have, `EXCEEDS_PASS`, `TOO_LARGE`.
   */
  generate(scope: Scope, options?: DjangoGenerateOptions): string
  validate(token: unknown, required: Requirement, options?: DjangoVerifyOptions): boolean
  verify(token: unknown, required: Requirement, options?: DjangoVerifyOptions): Verdict
  /** @throws {@link LatchkeyError} `SEALED_TOKEN`: Django's format has no narrowing. */
  narrow(token: string, limits: object): never
  /** What a token says, without a proof. Ids in it are shown by the tables of this instance, and belong to one database. */
  inspect(token: unknown): DjangoInspection
  with(defaults: DjangoVerifyOptions): this
}

/** What {@link djangoTokens} takes. */
export interface DjangoOptions<Apps> {
  /** The SECRET_KEY of the Django site. `undefined`, as from an unset variable, throws `WEAK_SECRET` at once. */
  readonly secretKey: SecretKey | undefined
  /** Its SECRET_KEY_FALLBACKS: accepted, and never signed with. */
  readonly fallbacks?: readonly SecretKey[]
  /** What `defineApp` returned; `blog.Post` is Django's `blog.post`. */
  readonly apps: Apps
  /** The content types and permissions of the site's database, or a function that gives the newest: another object each time they change. */
  readonly tables?: Tables | (() => Tables)
  /** Which names the site replaces by ids. `both`, as a site with `contenttypes` and `auth` does, where there are tables; else `basic`. */
  readonly serializer?: Serializer
  /** Whether tokens of Django before 3.1 are accepted too, which are signed with SHA-1. */
  readonly sha1?: boolean
  /** What tokens are signed with; `sha1` for a site with Django before 3.1. */
  readonly algorithm?: Algorithm
  /** The greatest age of all that is accepted: a ceiling that no call can lift. */
  readonly maxAge?: Duration
  /** Milliseconds, as `Date.now`, which is the default; read once in each call. */
  readonly clock?: () => number
  /** Inflates compressed tokens where the runtime has no `node:zlib`. */
  readonly inflate?: Inflate
}
/** What {@link djangoTokens} returns. */
export interface Django<Apps extends readonly AppLike[]> {
  readonly scope: ScopeOf<Apps[number]>
  readonly tokens: DjangoTokens
}

/**
 * Joins apps with the secret of a Django site. For servers only.
 *
 * @throws {@link LatchkeyError} `WEAK_SECRET`, `INVALID_APP`, `UNKNOWN_APP`, `INVALID_OPTION`: what is configured wrong throws here.
 *
 * @example
 * ```ts
 * import { defineApp } from 'latchkey'
 * import { djangoTokens } from 'latchkey/django'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'blog.change_post'] } })
 * const { scope, tokens } = djangoTokens({ secretKey: process.env['SECRET_KEY'] ?? 'that of the site', apps: [blog] })
 *
 * const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
 * tokens.validate(token, scope.accessObj(blog.Post(42), 'read'), { maxAge: '7d' }) // => true
 * tokens.validate(token, scope.accessObj(blog.Post(43), 'read'), { maxAge: '7d' }) // => false
 * tokens.validate(undefined, 'authentic') // => false
 * ```
 */
export function djangoTokens<const Apps extends readonly AppLike[]>(
  options: DjangoOptions<Apps>,
): Django<Apps> {
  // An unset variable is the commonest mistake, and has an error of its own.
  if (isPlain(options) && Object.hasOwn(options, 'secretKey') && options.secretKey === undefined)
    throw new LatchkeyError('WEAK_SECRET', 'secretKey is undefined (an unset environment variable?)')
  const read = readOptions(options, djangoOptions, 'djangoTokens()')
  const { fallbacks = [] } = read
  if (!Array.isArray(fallbacks)) throw invalid('fallbacks is a list of secrets')
  const registry = makeRegistry(read.apps)
  const algorithms = readAlgorithms(read)
  const instance: Instance = {
    algorithms,
    names: makeNames(registry),
    numbering: readNumbering(read.serializer, read.tables),
    ceiling: readAge(read.maxAge) ?? Infinity,
    clock: readClockOption(read.clock),
    inflate: readInflate(read.inflate),
  }
  const settings = makeSettings([read.secretKey, ...(fallbacks as unknown[])], algorithms)
  return Object.freeze({
    scope: makeScopeFunctions(registry) as ScopeOf<Apps[number]>,
    tokens: makeTokens(instance, settings),
  })
}

const djangoOptions = [
  'secretKey',
  'fallbacks',
  'apps',
  'tables',
  'serializer',
  'sha1',
  'algorithm',
  'maxAge',
  'clock',
  'inflate',
] as const
function makeTokens(instance: Instance, settings: Settings): DjangoTokens {
  const { names } = instance
  const tokens = {
    generate(scope: Scope, options?: DjangoGenerateOptions): string {
      const read = readCarried(options, ['key', 'salt', 'compress', 'within'], 'generate()')
      const { compress = false, within } = read
      if (typeof compress !== 'boolean') throw invalid('compress is true or false')
      const { ring } = readSettings(instance, settings, read)
      const grants = readScopeFor(scope, djangoNaming)
      if (within !== undefined) checkWithin(within, scope)
      const payload = formatPayload(names.toDjango(grants), instance.numbering())
      return sign(stamp(toBody(payload, compress), ':', readNow(instance.clock)), ring, ':')
    },
    validate(token: unknown, required: Requirement, options?: DjangoVerifyOptions): boolean {
      const terms = readTerms(instance, settings, options)
      const asked = readRequirement(required, names)
      const genuine = open(token, terms)
      return genuine.ok && covers([genuine.layer], asked)
    },
    verify(token: unknown, required: Requirement, options?: DjangoVerifyOptions): Verdict {
      const terms = readTerms(instance, settings, options)
      const asked = readRequirement(required, names)
      const genuine = open(token, terms)
      if (!genuine.ok) return genuine
      const lacking = missing([genuine.layer], asked)
      return lacking.length === 0
        ? Object.freeze({ ok: true, pass: makePass(toOpened(genuine), asked) })
        : Object.freeze({
            ok: false,
            reason: 'insufficient',
            missing: makeScope(normalForm(lacking)),
            detail: 'the token does not grant all that is required',
          })
    },
    narrow(): never {
      throw new LatchkeyError(
        'SEALED_TOKEN',
        "Django's format has no narrowing: make a token of latchkey() with within, and narrow that",
      )
    },
    inspect: (token: unknown): DjangoInspection => inspect(token, instance.numbering(), names),
    with: (defaults: DjangoVerifyOptions): DjangoTokens =>
      makeTokens(
        instance,
        readSettings(instance, settings, readCarried(defaults, ['maxAge', 'key', 'salt'], 'with()')),
      ),
    redeem: storeRequired,
    redeemVerdict: storeRequired,
    revoke: storeRequired,
  }
  return Object.freeze(tokens)
}

/** What needs a store, and a token that it can count or name. */
async function storeRequired(): Promise<never> {
  throw new LatchkeyError(
    'STORE_REQUIRED',
    "Django's tokens are neither counted nor revoked: make a token of latchkey() with a store",
  )
}

function checkWithin(pass: unknown, scope: Scope): void {
  if (proofOf(pass) === undefined) throw invalid('within is the pass of a verified token')
  const known = pass as Pass
  if (!known.allows(scope))
    throw new LatchkeyError('EXCEEDS_PASS', 'the pass does not grant all of the new scope')
  if (known.expiresAt !== undefined)
    throw new LatchkeyError('EXCEEDS_PASS', 'a token of Django does not expire, and would outlive the pass')
}
