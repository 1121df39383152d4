/**
 * An application as it is bundled: the lock is imported as JSON, and the whole is one file that prints what it found.
 */
import { latchkey } from 'latchkey'
import { blog } from './apps.ts'
import lock from './latchkey.lock.json' with { type: 'json' }

const secret = Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256)
const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], lock })

const token = tokens.generate(scope.accessObj(blog.Post(42), 'read'), { expiresIn: '7d' })
const answers = [42, 43].map((id) => tokens.validate(token, scope.accessObj(blog.Post(id), 'read')))
console.log(JSON.stringify({ length: token.length, answers }))
