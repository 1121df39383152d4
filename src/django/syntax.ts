/**
 * Which texts are Django's: told by their syntax alone, so that a program that accepts two formats never tries one after the other.
 */
import { signatureLength } from './mac.ts'

/**
 * Whether a text has the form of what Django signs, `body:time:signature`. It says nothing of who signed it.
 *
 * No token of latchkey has a colon.
 *
 * @example
 * ```ts
 * import { defineApp, keygen, latchkey } from 'latchkey'
 * import { djangoTokens, isDjangoToken } from 'latchkey/django'
 *
 * const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 * const django = djangoTokens({ secretKey: 'the SECRET_KEY of the site', apps: [blog] })
 *
 * const validate = (token: unknown, id: number): boolean =>
 *   (isDjangoToken(token) ? django.tokens : tokens).validate(token, scope.accessObj(blog.Post(id), 'read'))
 *
 * const read = scope.accessObj(blog.Post(42), 'read')
 * validate(django.tokens.generate(read), 42) // => true
 * validate(tokens.generate(read, { expiresIn: '7d' }), 42) // => true
 * validate(django.tokens.generate(read), 43) // => false
 * ```
 */
export function isDjangoToken(text: unknown): boolean {
  if (typeof text !== 'string') return false
  const signatureAt = text.lastIndexOf(':') + 1
  const timeAt = text.lastIndexOf(':', signatureAt - 2) + 1
  const length = text.length - signatureAt
  return (
    timeAt > 1 &&
    (length === signatureLength('sha256') || length === signatureLength('sha1')) &&
    isAll(text, signatureAt, text.length) &&
    timeAt < signatureAt - 1 &&
    isAll(text, timeAt, signatureAt - 1) &&
    isAll(text, text.startsWith('.') ? 1 : 0, timeAt - 1)
  )
}

/** Whether all characters are of base64url. */
function isAll(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    if (!isLetter && !(code >= 48 && code <= 57) && code !== 45 && code !== 95) return false
  }
  return true
}
