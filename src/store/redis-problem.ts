/**
 * What a client of Redis says went wrong, as an error of latchkey that says what to do.
 *
 * The error of the client is not passed on: it may hold the command that failed, and the command that failed may hold a password.
 */
import type { LatchkeyError } from '../index.ts'
import { notOurs, unavailable } from './opening.ts'

/** What to do, by words in the message of a client. */
const advice: readonly (readonly [words: string, advice: string])[] = [
  ['READONLY', 'is on a replica: connect to the primary'],
  ['NOAUTH', 'is on a server that wants a password: give the client one'],
  ['WRONGPASS', 'is on a server that does not take the password of the client'],
  [
    'NOPERM',
    'is on a server where the user of the client may not do this: docs/stores/redis.md says what is needed',
  ],
  [
    "can't run this command",
    'is on a server where the user of the client may not do this: docs/stores/redis.md says what is needed',
  ],
  ["can't access at least one of the keys", 'is on a server where ...'],
  ['OOM', 'is on a server that has no memory left: nothing was written'],
  ['MISCONF', 'is on a server that cannot write to its disk: nothing was written'],
  ['client is closed', 'has a client that is not connected: await client.connect() first'],
  ['Connection is closed', 'has a client that is closed'],
]

/** The error to throw in place of what a client threw. */
export function problemOf(error: unknown, name: string): LatchkeyError {
  const { message = '', code = '' } = Object(error) as { message?: unknown; code?: unknown }
  const said = String(message) === '' ? String(code) : String(message)
  if (said.includes('WRONGTYPE')) return notOurs(name, undefined)
  const [, what] = advice.find(([words]) => said.includes(words)) ?? ['', `failed: ${said}`]
  return unavailable(`${name} ${what}`)
}
