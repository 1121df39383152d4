/**
 * A program of a user, compiled against the packed types without the types of any platform, and run on the packed files.
 */
import {
  defineApp,
  inspect,
  keygen,
  latchkey,
  LatchkeyError,
  narrow,
  type Pass,
  type Verdict,
} from 'latchkey'
import { djangoTokens, isDjangoToken, signing } from 'latchkey/django'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
})
const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })

const token: string = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'), { expiresIn: '1h' })
const weaker: string = narrow(token, { to: scope.accessObj(blog.Post(42), 'read') })
const verdict: Verdict = tokens.verify(weaker, scope.accessObj(blog.Post('42'), 'read'))
if (!verdict.ok) throw new Error(verdict.reason)

const pass: Pass = verdict.pass
const id: number = pass.required(blog.Post).id
if (id !== 42 || pass.allows(scope.accessObj(blog.Post(43), 'read'))) throw new Error('the pass is wrong')
if (tokens.validate(weaker, scope.accessObj(blog.Post(42), 'change')))
  throw new Error('narrow() limits nothing')
if (!inspect(weaker).ok) throw new Error('inspect() reads no token')

let code: string | undefined
try {
  // @ts-expect-error The model has no such permission.
  scope.accessObj(blog.Post(42), 'fly')
} catch (error) {
  if (error instanceof LatchkeyError) code = error.code
}
if (code !== 'UNKNOWN_PERMISSION') throw new Error('an unknown permission is no error')

const django = djangoTokens({ secretKey: 'that of a site', apps: [blog] })
const signed: string = django.tokens.generate(scope.accessObj(blog.Post(42), 'read'), { compress: true })
if (!isDjangoToken(signed) || isDjangoToken(token)) throw new Error('isDjangoToken() tells nothing')
if (!django.tokens.validate(signed, scope.accessObj(blog.Post(42), 'read'), { maxAge: '1h' }))
  throw new Error('a token of Django is refused')
if (signing.loads(signing.dumps([1], { key: 'k' }), { key: 'other' }).ok) throw new Error('any key is right')
