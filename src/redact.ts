/**
 * Finds tokens and key texts in logs, by how they begin; nothing here is in the path of a verification.
 */
import { keyTextPrefix } from './text/token-text.ts'

/**
 * A token or a key text in any text, whatever stands before it: an escape or a color may end in a letter. Neither is shorter or longer.
 * Any of its characters may be percent-encoded, as whoever asks for an address can write it.
 *
 * It has no flag `g`, so that `test()` remembers nothing.
 *
 * @example
 * ```ts
 * import { keygen, tokenPattern } from 'latchkey'
 *
 * tokenPattern.test(`the secret is ${keygen()}`) // => true
 * tokenPattern.test('no secret is here') // => false
 * ```
 */
export const tokenPattern: RegExp =
  /(?:l|%6[Cc])(?:k|%6[Bb])(?:[A-Za-z0-9_-]|%(?:2[Dd]|3[0-9]|[46][1-9A-Fa-f]|5[0-9AaFf]|7[0-9Aa])){30,8190}/
const everyToken = /* @__PURE__ */ new RegExp(tokenPattern, 'g')
/** What stands behind a token, however long what looks like one is: an engine has no room for a match of megabytes. */
const behind = /[^A-Za-z0-9_%-]|%(?!2[Dd]|3[0-9]|[46][1-9A-Fa-f]|5[0-9AaFf]|7[0-9Aa])/g

/**
 * Takes tokens and key texts out of a text that is to be kept: a line of a log, an address, a message.
 *
 * What stays says which of the two was there. A text that only looks like one goes too.
 *
 * @example
 * ```ts
 * import { keygen, latchkey, redact, scope } from 'latchkey'
 *
 * const { tokens } = latchkey({ secrets: keygen(), apps: [] })
 * const token = tokens.generate(scope.parse('blog.Post:42#read'))
 * redact(`GET /posts/42?token=${token}&page=2`) // => 'GET /posts/42?token=lk[redacted]&page=2'
 * redact(`LATCHKEY_SECRETS=${keygen()}`) // => 'LATCHKEY_SECRETS=lksecret1_[redacted]'
 * ```
 */
export function redact(text: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    everyToken.lastIndex = at
    const found = everyToken.exec(text)
    if (found === null) return kept + text.slice(at)
    const isKey = decodeURIComponent(found[0]).startsWith(keyTextPrefix)
    kept += `${text.slice(at, found.index)}${isKey ? keyTextPrefix : 'lk'}[redacted]`
    behind.lastIndex = everyToken.lastIndex
    at = behind.exec(text)?.index ?? text.length
  }
}
