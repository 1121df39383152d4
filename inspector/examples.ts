/**
 * Examples for the empty page: each is made when it is asked for, with a secret of its own, which is put where a check asks for it.
 */
import { defineApp, keygen, latchkey, lockOf, narrow, scope } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { getState, setLock } from './state.ts'
import type { State } from './state.ts'

/** What an example puts on the page. */
type Example = Pick<State, 'check'> & { readonly token: string }

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
  Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
})
const shop = defineApp('shop', { Order: { id: 'int', permissions: ['read', 'refund'] } })
const day = 86_400_000

export const examples: readonly {
  readonly title: string
  readonly detail: string
  readonly make: (now: number) => Example
}[] = [
  {
    title: 'A share link, narrowed twice',
    detail: 'Posts and comments of a blog, cut down to one post for an hour',
    make(now) {
      const secrets = keygen()
      const { tokens } = latchkey({ secrets, apps: [], clock: () => now - 2 * day })
      const made = tokens.generate(
        scope.parse('blog.Post#change,read blog.Comment#moderate,read shop#read'),
        { expiresIn: '7d', subject: 'ann@example.org' },
      )
      const first = narrow(made, {
        to: scope.parse('blog.Post:42#change,read blog.Post:43#read blog.Comment#read'),
      })
      const second = narrow(first, { to: scope.parse('blog.Post:42#read'), expiresIn: '1h' })
      return { token: second, check: { ...getState().check, secret: secrets, required: 'blog.Post:42#read' } }
    },
  },
  {
    title: 'By number, with a lock',
    detail: 'Half as long as with names, and the file that knows them',
    make() {
      const secrets = keygen()
      const lock = lockOf([blog, shop])
      const { tokens } = latchkey({ secrets, apps: [blog, shop], lock })
      setLock(JSON.stringify(lock, null, 2))
      const granted = scope.union(
        scope.accessObj(blog.Post(42), 'read', 'change'),
        scope.accessModel(shop.Order, 'refund'),
      )
      const token = tokens.generate(granted, { expiresIn: '1d', uses: 3 })
      return { token, check: { ...getState().check, secret: secrets, required: 'blog.Post:42#read' } }
    },
  },
  {
    title: 'A thousand objects in one token',
    detail: 'A list of ids, written as the bits of their gaps',
    make() {
      const secrets = keygen()
      const ids = Array.from({ length: 1000 }, (_, index) => 5 * index + ((index * index * 7) % 5))
      const { tokens } = latchkey({ secrets, apps: [] })
      const token = tokens.generate(scope.union(...ids.map((id) => scope.parse(`blog.Post:${id}#read`))), {
        expiresIn: '30d',
      })
      return { token, check: { ...getState().check, secret: secrets, required: 'blog.Post:5#read' } }
    },
  },
  {
    title: 'A token of Django',
    detail: 'What django-access-tokens signs: checked with the SECRET_KEY of the site',
    make() {
      const secret = 'the SECRET_KEY of an example site'
      const { tokens } = djangoTokens({ secretKey: secret, apps: [] })
      const token = tokens.generate(scope.parse('blog.post:42#read,blog.change_post'))
      return { token, check: { ...getState().check, secret, required: 'blog.post:42#read', maxAge: '7d' } }
    },
  },
]
