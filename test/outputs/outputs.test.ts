/**
 * The search for secrets in all that the tests print, throw and inspect: what it must find, it finds.
 */
import { inspect } from 'node:util'
import { keygen, latchkey, LatchkeyError } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import { expect, test } from 'vitest'
import { recorder } from './recorder.ts'

const secret = keygen()
const { tokens } = latchkey({ secrets: secret, apps: [] })
const token = (): string => tokens.generate([], { unique: true })
const tagOf = (text: string): Buffer => Buffer.from(text, 'base64url').subarray(-16)
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(10, 53), 'base64url')

const leaks: Readonly<Record<string, () => void>> = {
  'a token in a message': () => void new LatchkeyError('INVALID_OPTION', `no option ${token()}`),
  'a part of a tag in a message': () =>
    void new LatchkeyError('INVALID_OPTION', tagOf(token()).subarray(3, 12).toString('hex')),
  'a token behind an error': () => void new LatchkeyError('INVALID_OPTION', 'why', 500, token()),
  'a token on the console': () => console.log(token()),
  'a tag of a stranger on the console, as bytes': () => console.warn(inspect(tagOf(token()))),
  'a tag as a list': () => process.stdout.write(`${[...tagOf(token())].join(', ')}\n`),
  'a secret': () => {
    latchkey({ secrets: secret, apps: [] })
    console.debug(bytesOf(secret).toString('base64'))
  },
  'a signature of Django': () =>
    console.log(djangoTokens({ secretKey: 'that of a site', apps: [] }).tokens.generate([]).slice(-30)),
}

test.each(Object.entries(leaks))('%s is found', (_name, leak) => {
  recorder.search()
  leak()
  expect(recorder.search()).not.toEqual([])
})

test('what the library itself says is recorded, and holds none', () => {
  recorder.search()
  const held = token()
  const verdict = tokens.verify(held, 'authentic')
  expect(tokens.verify(`${held}A`, 'authentic').ok).toBe(false)
  expect(() => tokens.verify(held, held as 'authentic')).toThrow(LatchkeyError)
  expect(verdict.ok).toBe(true)
  const { hidden, told } = recorder.counts()
  expect([hidden > 0, told]).toEqual([true, 3])
  expect(recorder.search()).toEqual([])
})
