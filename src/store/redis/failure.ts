/**
 * What an error of Redis or of its clients means for a store.
 *
 * Law: no text of a client goes into a message, and no error of it further: an error may hold the command that failed, the text may repeat
 * it, and the command that failed may be the one with the password.
 */
import type { LatchkeyError } from '../../index.ts'
import { notOurs, unavailable } from '../opening.ts'

const rights = 'refuses the user what it has to do: give it the rights of docs/stores/redis.md'
/** By what the message of an error says; within a script the code of Redis is not always at its beginning. */
const sentences: readonly (readonly [words: string, sentence: string])[] = [
  ['READONLY', 'is on a replica: connect to the primary'],
  ['NOAUTH', 'wants a password: give the client one'],
  ['WRONGPASS', 'refuses the password: check user and password of the client'],
  ['NOPERM', rights],
  ["can't run this command", rights],
  ['OOM', 'has no memory left: nothing was written'],
  ['MISCONF', 'cannot write to its disk: nothing was written'],
  ['LOADING', 'is reading its data from the disk'],
  ['CLUSTERDOWN', 'is a cluster that lacks nodes'],
  ['lient is closed', 'has a client that is not connected: await client.connect() first'],
  ['onnection is closed', 'has a client that is closed, or cannot connect'],
]

/** Says why Redis could not be asked. */
export function failureOf(error: unknown, name: string): LatchkeyError {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown }
  const said = String(message)
  if (said.includes('WRONGTYPE')) return notOurs(name, undefined)
  const sentence = sentences.find(([words]) => said.includes(words))?.[1]
  const isCode = typeof code === 'string' && /^\w{1,40}$/.test(code)
  return unavailable(`${name} ${sentence ?? `cannot be asked${isCode ? ` (${code})` : ''}`}`)
}
