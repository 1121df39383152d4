/**
 * `latchkey/h3` in the types of H3: what it takes, and what does not compile.
 */
import { defineHandler, H3 } from 'h3'
import type { H3Event } from 'h3'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { ObjectRef, Pass, Requirement, Tokens, Verdict } from 'latchkey'
import { passOf, requires } from 'latchkey/h3'
import { yes } from '../../types/same.ts'
import type { Same } from '../../types/same.ts'

const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change'] } })
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
interface StoredTokens extends Tokens {
  redeemVerdict(token: unknown, required: Requirement): Promise<Verdict>
}
declare const stored: StoredTokens

// ---------------------------------------------------------------- compiles

const app = new H3()
const read = scope.accessModel(blog.Post, 'read')
const one = requires(tokens, (_event, param) => scope.accessObj(blog.Post(param('id')), 'read'))

app.get(
  '/posts/:id',
  (event) => {
    const pass = passOf(event)
    yes<Same<typeof pass, Pass>>()
    const post = pass.required(blog.Post)
    yes<Same<typeof post, ObjectRef<'blog.Post', number, 'read' | 'change'>>>()
    return post.id
  },
  { middleware: [one] },
)
app.use(requires(tokens, 'authentic'))
app.use('/api/**', requires(tokens, read, { realm: 'the blog' }))
defineHandler({
  middleware: [requires(tokens, (event: H3Event) => (event.url.pathname === '/' ? 'authentic' : read))],
  handler: (event) => passOf(event).id,
})
requires(async (event: H3Event, param) => tokens.with({ salt: event.url.hostname + param('id') }), read)
requires(tokens, (event) => (event.req.headers.get('x-all') === null ? read : 'authentic'))
requires(stored, read, { redeem: true })

// ---------------------------------------------------------------- does not compile

// @ts-expect-error no requirement
requires(tokens)
// @ts-expect-error a permission that there is not
requires(tokens, () => scope.accessModel(blog.Post, 'raed'))
// @ts-expect-error a text that is no requirement
requires(tokens, 'genuine')
// @ts-expect-error an option that there is not
requires(tokens, read, { cokie: 'token' })
// @ts-expect-error tokens without a store cannot be redeemed
requires(tokens, read, { redeem: true })
// @ts-expect-error a guard answers nobody who is let through: it is no handler
app.get('/posts/:id', one)
