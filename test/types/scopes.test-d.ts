/**
 * What is granted, or required: permissions that exist, on models that are registered, and no hand-written grants.
 */
import { defineApp, inspect, latchkey, scope as anyScope } from 'latchkey'
import type { App, Grant, Latchkey, Scope, ScopeFunctions, Tokens } from 'latchkey'
import { yes } from './same.ts'
import type { Same } from './same.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
})
const shop = defineApp(
  'shop',
  { User: { id: 'int', permissions: ['use', 'unsubscribe'] } },
  { permissions: ['deploy'] },
)
const notes = defineApp('notes', { Tag: {} })
const { scope, tokens } = latchkey({ secrets: undefined, apps: [blog, shop] })
const mixed = latchkey({ secrets: '', apps: [blog, notes] })
const none = latchkey({ secrets: '', apps: [] })
declare const post: { id: number; title: string }
declare const name: string
declare const names: string[]
declare const chosen: 'read' | 'change'
declare const many: Scope[]

// ---------------------------------------------------------------- compiles

yes<Same<ReturnType<typeof scope.accessAll>, Scope>>()
yes<Same<Scope, readonly Grant[]>>()
yes<Same<typeof tokens, Tokens>>()
yes<Same<typeof none extends Latchkey<readonly []> ? true : false, true>>()
const typed: App<'shop', { readonly User: { id: 'int'; permissions: ['use', 'unsubscribe'] } }, 'deploy'> =
  shop
void typed

scope.accessObj(blog.Post(1), 'read')
scope.accessObj(blog.Post(1), chosen)
scope.accessObj(blog.Post(1), ...blog.Post.permissions)
scope.accessModel(blog.Comment, 'read', 'moderate')
scope.accessApp(blog, 'moderate', 'publish')
scope.accessApp(shop, 'deploy', 'use')
scope.accessAll('read', 'deploy')
const list = ['read', 'change'] as const
scope.accessObj(blog.Post(1), ...list)

// Where nothing is declared any name goes; one undeclared model opens the names of its app and the global ones.
anyScope.accessObj(notes.Tag('x'), 'anything', 'at all')
anyScope.accessObj(notes.Tag('x'), name)
anyScope.accessModel(notes.Tag, 'x')
anyScope.accessApp(notes, 'x')
anyScope.accessAll('x')
mixed.scope.accessAll('read', 'whatever')
mixed.scope.accessApp(notes, 'whatever')

// A scope is a list: joined by hand it is one still.
const sum: Scope = [...scope.accessAll('read'), ...scope.accessApp(blog, 'moderate')]
tokens.generate(sum)
tokens.generate([])
scope.union(...many)
scope.union()
scope.intersect(sum, scope.parse('blog#read'))
yes<Same<ReturnType<typeof scope.covers>, boolean>>()
yes<Same<ReturnType<typeof scope.format>, string>>()
yes<Same<(typeof sum)[number]['permissions'], readonly string[]>>()

// Several models at once: the names that all of them know.
const either = Math.random() > 0.5 ? blog.Post(1) : blog.Comment('u')
scope.accessObj(either, 'read')
for (const model of [blog.Post, blog.Comment]) scope.accessModel(model, 'read')
// The functions without a registry take the place of those with one nowhere a registered app is meant.
export const wide: ScopeFunctions = anyScope

// ---------------------------------------------------------------- does not compile

// @ts-expect-error an unknown permission
scope.accessObj(blog.Post(42), 'raed')
// @ts-expect-error a permission of another model
scope.accessObj(blog.Post(42), 'read', 'moderate')
// @ts-expect-error a permission of another model
scope.accessModel(blog.Comment, 'publish')
// @ts-expect-error a permission of the app
scope.accessModel(shop.User, 'deploy')
// @ts-expect-error any text
scope.accessObj(blog.Post(42), name)
// @ts-expect-error any texts, and perhaps none
scope.accessObj(blog.Post(42), ...names)
// @ts-expect-error a list where names are arguments
scope.accessObj(blog.Post(42), ['read'])
// @ts-expect-error a misspelled permission without a registry
anyScope.accessObj(blog.Post(42), 'raed')
// @ts-expect-error no permission
scope.accessObj(blog.Post(42))
// @ts-expect-error no permission
scope.accessModel(blog.Post)
// @ts-expect-error no permission
scope.accessApp(blog)
// @ts-expect-error no permission
scope.accessAll()
// @ts-expect-error no permission, where any name goes
anyScope.accessObj(notes.Tag(1))
// @ts-expect-error no permission, where any name goes
anyScope.accessModel(notes.Tag)
// @ts-expect-error no permission, where any name goes
anyScope.accessApp(notes)
// @ts-expect-error no permission, where any name goes
anyScope.accessAll()
// @ts-expect-error an unknown permission of an app
scope.accessApp(shop, 'depoly')
// @ts-expect-error a permission of another app
scope.accessApp(shop, 'moderate')
// @ts-expect-error a permission of no app
scope.accessAll('raed')
// @ts-expect-error a permission, where no app is registered
none.scope.accessAll('read')

// @ts-expect-error an object of an app that is not registered
scope.accessObj(notes.Tag(1), 'x')
// @ts-expect-error a model of an app that is not registered
scope.accessModel(notes.Tag, 'x')
// @ts-expect-error an app that is not registered
scope.accessApp(notes, 'x')
// @ts-expect-error an app, where none is registered
none.scope.accessApp(blog, 'read')
// @ts-expect-error an object, where no app is registered
none.scope.accessObj(blog.Post(1), 'read')

// @ts-expect-error a model for an object
scope.accessObj(blog.Post, 'read')
// @ts-expect-error an object for a model
scope.accessModel(blog.Post(1), 'read')
// @ts-expect-error an app for a model
scope.accessModel(blog, 'read')
// @ts-expect-error a model for an app
scope.accessApp(blog.Post, 'read')
// @ts-expect-error a row for an object
scope.accessObj(post, 'read')
// @ts-expect-error an id for an object
scope.accessObj(42, 'read')
// @ts-expect-error a path for an object
scope.accessObj('blog.Post:42', 'read')
// @ts-expect-error a hand-written reference
scope.accessObj({ app: 'blog', model: 'Post', id: 42 }, 'read')
// @ts-expect-error a name for an app
scope.accessApp('blog', 'read')
// @ts-expect-error a permission that one of the models does not know
scope.accessObj(either, 'moderate')
// @ts-expect-error a permission that one of the models does not know
for (const model of [blog.Post, blog.Comment]) scope.accessModel(model, 'moderate')

// @ts-expect-error a hand-written grant
tokens.generate([{ app: 'blog', model: 'Post', permissions: ['read'] }])
// @ts-expect-error a hand-written grant on everything
export const written: Scope = [{ permissions: ['read'] }]
// @ts-expect-error a hand-written grant beside a real one
scope.union([...scope.accessAll('read'), { permissions: ['change'] }])
// @ts-expect-error a grant where a list of them is meant
tokens.generate(scope.accessAll('read')[0])
// @ts-expect-error a text where a scope is meant
tokens.generate('blog.Post:42#read')
// @ts-expect-error a text where a scope is meant
scope.union('blog#read')
// @ts-expect-error one scope only
scope.intersect(scope.accessAll('read'))
// @ts-expect-error one scope only
scope.covers(scope.accessAll('read'))
// @ts-expect-error a scope where its text is meant
scope.parse(scope.accessAll('read'))
// @ts-expect-error a text where a scope is meant
scope.format('blog#read')
// @ts-expect-error a list of permissions is not changed
scope.accessAll('read')[0]!.permissions.push('change')
// @ts-expect-error a scope is not changed
scope.accessAll('read').push(...scope.accessAll('deploy'))

// What nobody verified is no scope.
const seen = inspect('')
if (seen.ok) {
  // @ts-expect-error an unverified scope is granted
  tokens.generate(seen.unverifiedScope)
  // @ts-expect-error an unverified scope is asked
  scope.covers(seen.unverifiedScope, scope.accessAll('read'))
  // @ts-expect-error an unverified scope is required
  scope.covers(scope.accessAll('read'), seen.unverifiedScope)
  // @ts-expect-error an unverified scope is required of a token
  tokens.validate('', seen.unverifiedScope)
  // @ts-expect-error an unverified scope is joined
  scope.union(seen.unverifiedScope)
  // @ts-expect-error an unverified scope is intersected
  scope.intersect(seen.unverifiedScope, scope.accessAll('read'))
  // @ts-expect-error an unverified scope is narrowed to
  tokens.narrow('', { to: seen.unverifiedScope })
  // @ts-expect-error an unverified scope is written as if it were one
  scope.format(seen.unverifiedScope)
  // @ts-expect-error an unverified root is one no less
  tokens.generate(seen.unverifiedRoot.unverifiedScope ?? [])
}
