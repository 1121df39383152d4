/**
 * Verdicts, passes and inspections: what can be read of each, and that only a check makes a pass.
 */
import { defineApp, inspect, latchkey } from 'latchkey'
import type {
  Accepted,
  AnyId,
  Inspected,
  Insufficient,
  NotInspected,
  ObjectRef,
  Objects,
  Pass,
  Reason,
  Refused,
  Scope,
  Subject,
  UnverifiedGrant,
  Verdict,
} from 'latchkey'
import { yes } from './same.ts'
import type { Same } from './same.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
  Event: { id: 'bigint', permissions: ['see'] },
  Member: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions: ['see'] },
  Entry: { id: ['bigint', 'string'], permissions: ['see'] },
})
const notes = defineApp('notes', { Tag: {} })
const { scope, tokens } = latchkey({ secrets: undefined, apps: [blog] })
const verdict = tokens.verify('', scope.accessAll('read'))
declare const pass: Pass

// ---------------------------------------------------------------- compiles

const posts = pass.objects(blog.Post, 'read')
yes<Same<typeof posts, Objects<number>>>()
const comments = pass.objects(blog.Comment, 'moderate')
yes<Same<typeof comments, Objects<string>>>()
const events = pass.objects(blog.Event, 'see')
yes<Same<typeof events, Objects<bigint>>>()
const members = pass.objects(blog.Member, 'see')
yes<Same<typeof members, Objects<readonly [number, string]>>>()
const entries = pass.objects(blog.Entry, 'see')
yes<Same<typeof entries, Objects<readonly [bigint, string]>>>()
const tags = pass.objects(notes.Tag, 'anything')
yes<Same<typeof tags, Objects<AnyId>>>()
if (posts.kind === 'some') yes<Same<typeof posts.ids, readonly number[]>>()

const post = pass.required(blog.Post)
yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change' | 'publish'>>>()
scope.accessObj(post, 'change')
const member = pass.required(blog.Member)
yes<Same<typeof member.id, readonly [number, string]>>()
const event = pass.required(blog.Event)
yes<Same<typeof event.id, bigint>>()
// oxlint-disable-next-line typescript/unbound-method
const { allows, objects, required } = pass
yes<Same<ReturnType<typeof allows>, boolean>>()
objects(blog.Post, 'read')
required(blog.Comment)

yes<Same<typeof pass.scope, Scope>>()
yes<Same<typeof pass.issuedAt, Date>>()
yes<Same<typeof pass.expiresAt, Date | undefined>>()
yes<Same<typeof pass.subject, Subject | undefined>>()
yes<Same<typeof pass.id, string>>()
yes<Same<typeof pass.rootId, string>>()
tokens.generate(scope.accessAll('read'), { within: pass })
tokens.generate(pass.scope)

yes<Same<Verdict, Accepted | Insufficient | Refused>>()
yes<Same<Verdict['ok'], boolean>>()
if (!verdict.ok) yes<Same<typeof verdict.detail, string>>()
if (verdict.ok) yes<Same<typeof verdict.pass, Pass>>()
/** A switch over all reasons needs no default. */
export function explain(given: Verdict): string {
  if (given.ok) return given.pass.id
  if (given.reason === 'insufficient') return scope.format(given.missing)
  switch (given.reason) {
    case 'malformed':
    case 'unknown-version':
    case 'unknown-key':
    case 'forged':
    case 'not-yet-valid':
    case 'expired':
    case 'too-old':
    case 'revoked':
    case 'single-use':
    case 'reusable':
    case 'spent':
      return given.detail
    default:
      return given satisfies never
  }
}
/** A table of all reasons. */
export const texts: Readonly<Record<Reason, string>> = {
  malformed: '',
  'unknown-version': '',
  'unknown-key': '',
  forged: '',
  'not-yet-valid': '',
  expired: '',
  'too-old': '',
  insufficient: '',
  revoked: '',
  'single-use': '',
  reusable: '',
  spent: '',
}

const seen = inspect('')
yes<Same<typeof seen, Inspected | NotInspected>>()
if (seen.ok) {
  yes<Same<typeof seen.unverifiedScope, readonly UnverifiedGrant[]>>()
  yes<Same<typeof seen.unverifiedExpiresAt, Date | undefined>>()
  yes<Same<typeof seen.unverifiedUses, number | undefined>>()
} else yes<Same<typeof seen.reason, 'malformed' | 'unknown-version'>>()

// ---------------------------------------------------------------- does not compile

// @ts-expect-error a permission of another model
pass.objects(blog.Post, 'moderate')
// @ts-expect-error no permission
pass.objects(blog.Post)
// @ts-expect-error several permissions
pass.objects(blog.Post, 'read', 'change')
// @ts-expect-error an object for a model
pass.objects(blog.Post(1), 'read')
// @ts-expect-error an app for a model
pass.objects(blog, 'read')
// @ts-expect-error ids, whatever the kind
void pass.objects(blog.Post, 'read').ids
// @ts-expect-error a kind that is none
if (posts.kind === 'many') throw new Error('many')
// @ts-expect-error an object for a model
pass.required(blog.Post(1))
// @ts-expect-error a path for a model
pass.required('blog.Post')
// @ts-expect-error a text for a scope
pass.allows('blog.Post:42#read')
// @ts-expect-error a pass is authentic already
pass.allows('authentic')
// @ts-expect-error a pass is not changed
pass.expiresAt = undefined
// @ts-expect-error a pass is not changed
pass.scope = scope.accessAll('read')

// @ts-expect-error a pass, whatever the verdict
void verdict.pass
// @ts-expect-error a reason, whatever the verdict
void verdict.reason
// @ts-expect-error a reason that is none
if (!verdict.ok && verdict.reason === 'exipred') throw new Error('expired')
// @ts-expect-error what is missing, whatever the reason
if (!verdict.ok) scope.format(verdict.missing)
// @ts-expect-error a table that forgets a reason
export const forgetful: Readonly<Record<Reason, string>> = { malformed: '' }

// @ts-expect-error a hand-written pass
export const forged: Pass = { ...fields(), allows: () => true, objects: () => ({ kind: 'all' }) }
// @ts-expect-error a hand-written pass that looks right
export const likely: Pass = fields()
// @ts-expect-error a hand-written verdict
export const accepted: Verdict = { ok: true, pass: fields() }
function fields(): Omit<Pass, never> extends infer Whole
  ? { [Key in keyof Whole & string]: Whole[Key] }
  : never {
  throw new Error('never called')
}

// @ts-expect-error what a text says, whether it is a token or not
void seen.unverifiedScope
// @ts-expect-error a scope of an inspection that does not say that it is unverified
if (seen.ok) void seen.scope
// @ts-expect-error an inspection is no pass
if (seen.ok) tokens.generate(scope.accessAll('read'), { within: seen })
// @ts-expect-error an inspection has no verdict
if (seen.ok) seen.allows(scope.accessAll('read'))
