/**
 * What can be declared, and what a handle takes for an object: ids of each kind, rows, rows of a known type.
 */
import { defineApp, scope } from 'latchkey'
import type { AnyId, AnyName, IdOf, Model, ModelLike, NonEmpty, ObjectRef, Scope } from 'latchkey'
import { yes } from './same.ts'
import type { Same } from './same.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
  Image: { id: 'objectid', permissions: ['see'] },
  Event: { id: 'bigint', permissions: ['see'] },
  Tag: { id: 'string', permissions: ['see'] },
  Member: { id: ['int', 'uuid'], idField: ['orgId', 'userId'], permissions: ['see'] },
  Page: { id: 'string', idField: 'slug', permissions: ['see'] },
})
interface User {
  id: number
  email: string
}
const shop = defineApp(
  'shop',
  { User: { id: 'int', permissions: ['use', 'unsubscribe'], row: {} as User } },
  { permissions: ['deploy'] },
)
const notes = defineApp('notes', { Note: {} })
declare const maybe: number | undefined
declare const perhaps: string | null
declare const post: { id: number; title: string }
declare const anything: unknown
declare const fromForm: { id: string; title: string }
declare const page: { slug: string; id: number }

// ---------------------------------------------------------------- compiles

yes<Same<typeof blog.Post.path, 'blog.Post'>>()
yes<Same<typeof blog.Post.permissions, NonEmpty<'read' | 'change' | 'publish'>>>()
yes<Same<(typeof blog.Post.permissions)[0], 'read' | 'change' | 'publish'>>()
yes<Same<typeof notes.Note.permissions, readonly AnyName[]>>()

// The canonical id of each kind.
const one = blog.Post('42')
yes<Same<typeof one, ObjectRef<'blog.Post', number, 'read' | 'change' | 'publish'>>>()
yes<Same<typeof one.id, number>>()
const comment = blog.Comment('u')
yes<Same<typeof comment.id, string>>()
const event = blog.Event(1)
yes<Same<typeof event.id, bigint>>()
const image = blog.Image({ toHexString: () => '0'.repeat(24) })
yes<Same<typeof image.id, string>>()
const tag = blog.Tag('x')
yes<Same<typeof tag.id, string>>()
const member = blog.Member([1, 'u'])
yes<Same<typeof member.id, readonly [number, string]>>()
const note = notes.Note(1)
yes<Same<typeof note.id, AnyId>>()
yes<Same<IdOf<['bigint', 'objectid', 'string']>, readonly [bigint, string, string]>>()

// What a route, a query and a row hold.
blog.Post(1)
blog.Post('1')
blog.Post(1n)
blog.Post(post)
blog.Post(fromForm)
blog.Event('18446744073709551615')
blog.Member(['1', 'u'])
blog.Member({ orgId: '1', userId: 'u' })
blog.Page('about')
blog.Page(page)
shop.User(7)
shop.User({ id: 7, email: 'ann@example.org' })
notes.Note('x')
notes.Note(1n)
notes.Note({ id: 'x' })
blog.Post(blog.Post(1))

// Names that look dangerous.
const odd = defineApp('odd', {
  constructor: { permissions: ['toString'] },
  name: { permissions: ['__proto__'] },
  hasOwnProperty: {},
})
scope.accessModel(odd.constructor, 'toString')
scope.accessModel(odd.name, '__proto__')
scope.accessObj(odd.hasOwnProperty(1), 'constructor')

// Functions over any model.
export function mapIds<Id>(model: Model<string, Id, number, string>): Id {
  return model(1).id
}
yes<Same<ReturnType<typeof mapIds<number>>, number>>()
export function shareAll<P extends string>(model: ModelLike<string, unknown, P>, name: NoInfer<P>): Scope {
  return scope.accessModel(model, name)
}
shareAll(blog.Post, 'read')

// ---------------------------------------------------------------- does not compile: declarations

// @ts-expect-error a kind that is none
defineApp('blog', { Post: { id: 'integer' } })
// @ts-expect-error no kind that is none in a tuple
defineApp('blog', { Post: { id: ['int', 'number'] } })
// @ts-expect-error no tuple of one
defineApp('blog', { Post: { id: ['int'] } })
// @ts-expect-error no empty tuple
defineApp('blog', { Post: { id: [] } })
// @ts-expect-error no empty list of permissions
defineApp('blog', { Post: { permissions: [] } })
// @ts-expect-error no permissions that are a text
defineApp('blog', { Post: { permissions: 'read' } })
// @ts-expect-error no permissions that are no texts
defineApp('blog', { Post: { permissions: [1] } })
// @ts-expect-error a misspelled `permissions`
defineApp('blog', { Post: { permission: ['read'] } })
// @ts-expect-error no field that is no name
defineApp('blog', { Post: { idField: 5 } })
// @ts-expect-error no row that is a text
defineApp('blog', { Post: { row: 'Post' } })
// @ts-expect-error no model without a declaration
defineApp('blog', { Post: undefined })
// @ts-expect-error no model that is a list
defineApp('blog', { Post: ['read'] })
// @ts-expect-error no app without models
defineApp('blog')
// @ts-expect-error no app without a name
defineApp({ Post: {} })
// @ts-expect-error no app of a number
defineApp(5, {})
// @ts-expect-error a misspelled `permissions` of the app
defineApp('blog', {}, { permission: ['moderate'] })
// @ts-expect-error permissions of the app that are a text
defineApp('blog', {}, { permissions: 'moderate' })
// @ts-expect-error permissions of the app that are undefined
defineApp('blog', {}, { permissions: undefined })

// ---------------------------------------------------------------- does not compile: handles

// @ts-expect-error an unknown model
blog.Pots(42)
// @ts-expect-error an app is no model
blog(42)
// @ts-expect-error a handle is not replaced
blog.Post = blog.Comment
// @ts-expect-error a path is not replaced
blog.Post.path = 'blog.Post'
// @ts-expect-error a permission is not added
blog.Post.permissions.push('read')
// @ts-expect-error a reference is frozen
blog.Post(1).id = 2
// @ts-expect-error a reference is frozen
blog.Post(1).model = 'Comment'

// @ts-expect-error no id
blog.Post()
// @ts-expect-error a boolean
blog.Post(true)
// @ts-expect-error perhaps undefined
blog.Post(maybe)
// @ts-expect-error undefined
blog.Post(undefined)
// @ts-expect-error null
blog.Post(null)
// @ts-expect-error perhaps null
blog.Comment(perhaps)
// @ts-expect-error unknown
blog.Post(anything)
// @ts-expect-error a list, as a query parser gives
blog.Post(['42'])
// @ts-expect-error a date
blog.Post(new Date())
// @ts-expect-error a symbol
blog.Post(Symbol('42'))
// @ts-expect-error a number for a uuid
blog.Comment(42)
// @ts-expect-error a number for an ObjectId
blog.Image(42)
// @ts-expect-error a number for a text
blog.Tag(42)
// @ts-expect-error a fraction of a tuple
blog.Member([1])
// @ts-expect-error too long a tuple
blog.Member([1, 'u', 'v'])
// @ts-expect-error a single id for a tuple
blog.Member(1)
// @ts-expect-error members in the wrong order
blog.Member(['1', 2])
// @ts-expect-error a missing field
blog.Member({ orgId: 1 })
// @ts-expect-error a field of the wrong type
blog.Member({ orgId: 1, userId: 2 })
// @ts-expect-error `id` where the id is elsewhere
blog.Page({ id: 'about' })
// @ts-expect-error an unsaved row
blog.Post({ title: 'x' })
// @ts-expect-error an unsaved row, perhaps
blog.Post({ id: maybe, title: 'x' })
// @ts-expect-error an unsaved row that says so
blog.Post({ id: undefined, title: 'x' })
// @ts-expect-error a row of another model
blog.Comment(post)
// @ts-expect-error a row of another model, where the row is known
shop.User(post)
// @ts-expect-error a part of a row, where the row is known
shop.User({ id: 7 })
// @ts-expect-error an object of another model
blog.Comment(blog.Post(1))
// @ts-expect-error a list for an undeclared id
notes.Note([1, 2])
// @ts-expect-error a boolean for an undeclared id
notes.Note(true)
// @ts-expect-error perhaps undefined for an undeclared id
notes.Note(maybe)
