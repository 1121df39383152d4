/**
 * The verbs of tokens: what a request may hold, each option of each verb, and what needs a store.
 */
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow } from 'latchkey'
import type {
  Duration,
  GenerateOptions,
  Limits,
  Requirement,
  Scope,
  Secrets,
  Tokens,
  Verdict,
} from 'latchkey'
import { yes } from './same.ts'
import type { Same } from './same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: process.env['LATCHKEY_SECRETS'], apps: [blog] })
const all: Scope = scope.accessAll('read')
declare const query: undefined | string | string[] | { [key: string]: string }
declare const header: string | null
declare const text: string
declare const seconds: number
declare const maybe: string | undefined
declare const required: Requirement

// ---------------------------------------------------------------- compiles

yes<Same<ReturnType<Tokens['generate']>, string>>()
yes<Same<ReturnType<Tokens['validate']>, boolean>>()
yes<Same<ReturnType<Tokens['verify']>, Verdict>>()
yes<Same<ReturnType<Tokens['narrow']>, string>>()
yes<Same<Requirement, Scope | 'authentic'>>()
yes<Same<ReturnType<typeof keygen>, string>>()
const invitations = tokens.with({ salt: 'invitation' })
yes<Same<typeof invitations, Tokens>>()

tokens.validate(query, all)
tokens.validate(header, all)
tokens.validate(undefined, 'authentic')
tokens.verify({ any: 'thing' }, required)
tokens.inspect(query)
inspect(5)
tokens.generate(all, {})
tokens.generate(all, {
  expiresIn: '7d',
  subject: blog.Post(1),
  uses: 3,
  unique: true,
  bind: ['a', 1, 1n, true, new Uint8Array(1)],
  narrowable: false,
  key: [text, new Uint8Array(32)],
  salt: '',
})
tokens.generate(all, { expiresAt: new Date(), subject: 'ann', singleUse: true })
tokens.validate(text, all, { maxAge: 300, bind: [1], key: text, salt: 's' })
tokens.with({ salt: 's', key: text, maxAge: '5m', bind: [1], expiresIn: '1h' }).with({ salt: 't' })
tokens.narrow(text, { to: all, expiresIn: '1h' })
narrow(text, { expiresAt: new Date() })
const durations: Duration[] = ['90s', '15m', '12h', '7d', '0s', 90, seconds]
void durations
const ring: Secrets = [text, new Uint8Array(32), Buffer.alloc(32)]
keygen(ring)
latchkey({ secrets: ring, apps: [blog], maxAge: '30d', clock: () => 0 })
latchkey({ secrets: undefined, apps: [] })

// ---------------------------------------------------------------- does not compile: durations

// @ts-expect-error a unit in words
tokens.generate(all, { expiresIn: '7 days' })
// @ts-expect-error an unknown unit
tokens.generate(all, { expiresIn: '7w' })
// @ts-expect-error two letters
tokens.validate('', all, { maxAge: '5min' })
// @ts-expect-error a unit in capitals
tokens.generate(all, { expiresIn: '7D' })
// @ts-expect-error a fraction
tokens.generate(all, { expiresIn: '1.5h' })
// @ts-expect-error an exponent
tokens.generate(all, { expiresIn: '1e3s' })
// @ts-expect-error leading zeros
tokens.generate(all, { expiresIn: '007s' })
// @ts-expect-error white space before
tokens.generate(all, { expiresIn: ' 5s' })
// @ts-expect-error white space after
tokens.generate(all, { expiresIn: '5s ' })
// @ts-expect-error nothing
tokens.generate(all, { expiresIn: '' })
// @ts-expect-error a unit alone
tokens.generate(all, { expiresIn: 's' })
// @ts-expect-error a number without a unit
tokens.generate(all, { expiresIn: '60' })
// @ts-expect-error any text
tokens.generate(all, { expiresIn: text })
// @ts-expect-error a bigint
tokens.generate(all, { expiresIn: 60n })
// @ts-expect-error a date
tokens.generate(all, { expiresIn: new Date() })
// @ts-expect-error null
tokens.generate(all, { expiresIn: null })

// ---------------------------------------------------------------- does not compile: options

// @ts-expect-error a misspelled option
tokens.validate('', all, { maxage: '5m' })
// @ts-expect-error a misspelled option
tokens.generate(all, { expiresin: '5m' })
// @ts-expect-error an option of another library
tokens.generate(all, { exp: 5 })
// @ts-expect-error an option of generate
tokens.validate('', all, { expiresIn: '5m' })
// @ts-expect-error an option of generate
tokens.verify('', all, { uses: 1 })
// @ts-expect-error an option of validate
tokens.generate(all, { maxAge: '5m' })
// @ts-expect-error an option that cannot be said once
tokens.with({ uses: 1 })
// @ts-expect-error a misspelled option
tokens.with({ slat: 's' })
// @ts-expect-error a clock is of the instance
tokens.validate('', all, { clock: () => 0 })
// @ts-expect-error a tenant that was not found
tokens.validate('', all, { salt: maybe })
// @ts-expect-error a tenant that was not found
tokens.with({ salt: maybe })
// @ts-expect-error undefined
tokens.generate(all, { salt: undefined })
// @ts-expect-error undefined
tokens.validate('', all, { maxAge: undefined })
// @ts-expect-error a number for a salt
tokens.with({ salt: 7 })
// @ts-expect-error a number for a key
tokens.with({ key: 7 })
// @ts-expect-error no secret
tokens.with({ key: maybe })
// @ts-expect-error an ArrayBuffer
tokens.with({ key: new ArrayBuffer(32) })
// @ts-expect-error a value to bind, and no list
tokens.generate(all, { bind: 'session' })
// @ts-expect-error a date, bound
tokens.generate(all, { bind: [new Date()] })
// @ts-expect-error perhaps undefined, bound
tokens.generate(all, { bind: [maybe] })
// @ts-expect-error null, bound
tokens.validate('', all, { bind: [null] })
// @ts-expect-error an object, bound
tokens.validate('', all, { bind: [{ id: 1 }] })
// @ts-expect-error a time stamp for a date
tokens.generate(all, { expiresAt: Date.now() })
// @ts-expect-error a text for a date
tokens.generate(all, { expiresAt: '2030-01-01' })
// @ts-expect-error a text for a number
tokens.generate(all, { uses: '3' })
// @ts-expect-error a number for a boolean
tokens.generate(all, { singleUse: 1 })
// @ts-expect-error a text for a boolean
tokens.generate(all, { unique: 'yes' })
// @ts-expect-error null for a boolean
tokens.generate(all, { narrowable: null })
// @ts-expect-error a number for a subject
tokens.generate(all, { subject: 7 })
// @ts-expect-error a hand-written subject
tokens.generate(all, { subject: { app: 'blog', model: 'Post', id: 1 } })
// @ts-expect-error a model for a subject
tokens.generate(all, { subject: blog.Post })
// @ts-expect-error a scope for a pass
tokens.generate(all, { within: all })
// @ts-expect-error a verdict for a pass
tokens.generate(all, { within: tokens.verify('', 'authentic') })
// @ts-expect-error a token for a pass
tokens.generate(all, { within: text })

// ---------------------------------------------------------------- does not compile: arguments

// @ts-expect-error nothing required
tokens.validate('')
// @ts-expect-error undefined required
tokens.validate('', undefined)
// @ts-expect-error a misspelled requirement
tokens.verify('', 'authentc')
// @ts-expect-error any text required
tokens.verify('', text)
// @ts-expect-error arguments the other way round
tokens.validate(scope.accessAll('read'), 'token')
// @ts-expect-error nothing granted
tokens.generate()
// @ts-expect-error undefined granted
tokens.generate(undefined)
// @ts-expect-error `'authentic'` is nothing that can be granted
tokens.generate('authentic')
// @ts-expect-error no limits
tokens.narrow(text)
// @ts-expect-error perhaps no token
tokens.narrow(maybe, { to: all })
// @ts-expect-error perhaps no token
narrow(header, { to: all })
// @ts-expect-error a scope where limits are meant
narrow(text, all)
// @ts-expect-error a misspelled limit
narrow(text, { expiresin: '5m' })
// @ts-expect-error a limit that is undefined
narrow(text, { to: undefined })
// @ts-expect-error `'authentic'` limits nothing
narrow(text, { to: 'authentic' })
// @ts-expect-error no defaults
tokens.with()
// @ts-expect-error a function is always true
if (tokens.validate) console.log('validated')

// ---------------------------------------------------------------- does not compile: what needs a store

// @ts-expect-error revoke needs a store
tokens.revoke(blog.Post(42))
// @ts-expect-error redeem needs a store
void tokens.redeem('', all)
// @ts-expect-error redeemVerdict needs a store
void tokens.redeemVerdict('', all)
// @ts-expect-error a store is what ready() waits for
void tokens.ready()
// @ts-expect-error nor by with()
tokens.with({ salt: 's' }).revoke('all')

// ---------------------------------------------------------------- does not compile: latchkey()

// @ts-expect-error no secrets
latchkey({ apps: [blog] })
// @ts-expect-error no apps
latchkey({ secrets: text })
// @ts-expect-error nothing
latchkey()
// @ts-expect-error an app, and no list
latchkey({ secrets: text, apps: blog })
// @ts-expect-error a name for an app
latchkey({ secrets: text, apps: ['blog'] })
// @ts-expect-error a model for an app
latchkey({ secrets: text, apps: [blog.Post] })
// @ts-expect-error a declaration for an app
latchkey({ secrets: text, apps: [{ Post: { id: 'int' } }] })
// @ts-expect-error null for secrets
latchkey({ secrets: null, apps: [] })
// @ts-expect-error a number for secrets
latchkey({ secrets: 5, apps: [] })
// @ts-expect-error an unset variable in a list
latchkey({ secrets: [maybe], apps: [] })
// @ts-expect-error a misspelled option
latchkey({ secrets: text, apps: [], maxage: '1d' })
// @ts-expect-error one secret
latchkey({ secret: text, apps: [] })
// @ts-expect-error an unknown unit
latchkey({ secrets: text, apps: [], maxAge: '1w' })
// @ts-expect-error a clock that is a time
latchkey({ secrets: text, apps: [], clock: Date.now() })
// @ts-expect-error a clock that gives a date
latchkey({ secrets: text, apps: [], clock: () => new Date() })
// @ts-expect-error a clock that is undefined
latchkey({ secrets: text, apps: [], clock: undefined })
// @ts-expect-error a number for a ring
keygen(5)

// ---------------------------------------------------------------- errors

declare const error: unknown
if (error instanceof LatchkeyError) {
  yes<Same<typeof error.status, 400 | 500 | 503>>()
  if (error.code === 'WEAK_SECRET') throw error
  // @ts-expect-error a code that is none
  if (error.code === 'WEAK_SECRETS') throw error
}
export const options: GenerateOptions = { expiresIn: '5m' }
// @ts-expect-error options are not changed
options.expiresIn = '6m'
export const limits: Limits = {}
