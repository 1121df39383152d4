/**
 * Any text as a token: nothing but the tokens that were issued is genuine, nothing throws, and every reader says the same of it.
 */
import { globSync, readFileSync } from 'node:fs'
import { inspect, LatchkeyError, narrow, redact, scope, tokenPattern } from '../../../src/index.ts'
import { isDjangoToken } from '../../../src/django/index.ts'
import { golden, isAuthentic, tokens } from '../../../test/tamper/golden.ts'
import { Refused } from '../../vectors/cursor.ts'
import { parse } from '../../vectors/read.ts'
import { law, utf8, within } from '../target.ts'
import type { Target } from '../target.ts'

const texts = [
  ...golden.map(({ token }) => token),
  ...globSync('vectors/invalid/{malformed,unknown-version}/text*.json').map(
    (file) => (JSON.parse(readFileSync(file, 'utf8')) as { token: string | null }).token ?? '',
  ),
  'lksecret1_UZwAiJ-Wy_FAcRJD8pqb_j_sNQgOGJ9zkchnFyMIJxQgDnMRf',
  'W1tbXSxbInJlYWQiXV1d:1rHWsK:dQY6F6tMe_5h7_irj3U_BNN9G17uy8HpvNDVnr8I4TI',
]
const issued = new Set(golden.filter(({ token }) => isAuthentic(tokens, token)).map(({ token }) => token))
const limits = { to: scope.parse('blog.Post:42#read') }

function reasonOf(token: string): string | undefined {
  try {
    parse(token)
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.reason
    throw error
  }
}

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'done'
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code
    throw error
  }
}

/** A first byte of 255: halves of pairs may follow. */
const toText = (input: Uint8Array): string =>
  input[0] === 255 ? Buffer.from(input.subarray(1)).toString('utf16le') : new TextDecoder().decode(input)

export const target: Target = {
  name: 'text',
  seeds: () => [...texts.map(utf8), Uint8Array.of(255, 0, 0xd8), new Uint8Array()],
  words: ['lk', 'lksecret1_', '=', '-_', '+/', ' ', '\n', '\0', ':', 'Bearer ', ...texts.slice(0, 9)].map(
    utf8,
  ),
  longest: 9000,
  run(input) {
    const text = toText(input)
    const verdict = within(10, 'verify()', () => tokens.verify(text, 'authentic'))
    const isGenuine = isAuthentic(tokens, text)
    law(Object.isFrozen(verdict), 'a verdict can be changed')
    law(tokens.validate(text, 'authentic') === verdict.ok, 'validate() and verify() differ')
    law(!isGenuine || issued.has(text), 'a text is genuine that was never issued')
    law(isGenuine || !issued.has(text), 'a token that was issued is not genuine')

    const seen = within(10, 'inspect()', () => inspect(text))
    const reason = reasonOf(text)
    law((seen.ok ? undefined : seen.reason) === reason, () => `an independent reader says ${reason}`)
    law(verdict.ok || reason === undefined || verdict.reason === reason, 'verify() and inspect() differ')
    law(!seen.ok || Buffer.from(text, 'base64url').toString('base64url') === text, 'two texts are one token')
    law(!seen.ok || !isDjangoToken(text), 'a text is of both formats')

    const code = codeOf(() => narrow(text, limits))
    law(
      seen.ok
        ? code === 'done' || code === 'SEALED_TOKEN' || code === 'TOO_LARGE'
        : code === 'MALFORMED_TOKEN',
      () => `narrow() says ${code}`,
    )

    const kept = within(10, 'redact()', () => redact(text))
    law(!tokenPattern.test(kept) && redact(kept) === kept, 'redact() leaves something')
    law(!issued.has(text) || kept === 'lk[redacted]', 'redact() does not find a token')
  },
}
