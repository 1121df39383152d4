/**
 * What went wrong, as one sentence for a person: no stack traces, the words of the command line for those of the API.
 *
 * Law: no sentence holds a token or a secret, whoever threw. Both begin with `lk`, so one search finds them.
 */
import type { LatchkeyError } from '../index.ts'

/** The command line was used wrongly; the message says how it is used. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What the core calls by its names in a program. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\bexpiresIn\b/g, '--expires-in'],
  [/\bexpiresAt\b/g, '--expires-at'],
  [/\bmaxAge\b/g, '--max-age'],
  [/\bsingleUse\b/g, '--single-use'],
  [/\bnarrowable: false\b/g, '--no-narrowable'],
  [/: add it to apps of latchkey\(\)/g, ': export it from the module of --apps'],
  [/\b(generate|narrow)\(\)/g, '$1'],
]

/** The sentence for anything that was thrown. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return hideSecrets(String(error))
  // What follows a first line is an excerpt of code, or a list of paths.
  if (!isLatchkeyError(error)) return hideSecrets(error.message.trim().split('\n')[0]!)
  let message = error.message
  for (const [word, flag] of words) message = message.replace(word, flag)
  return hideSecrets(`${message} (${error.code})`)
}

/** Two copies of the package have two classes, so the name decides. */
function isLatchkeyError(error: Error): error is LatchkeyError {
  return error.name === 'LatchkeyError' && 'code' in error
}

/** The last line of defense: a message of an app module or of the system could repeat anything, such as a token given as a file name. */
function hideSecrets(text: string): string {
  return text.replaceAll(/(?<![\w-])lk[\w-]{30,}|lksecret1_[\w-]+/g, '(a token or a secret)')
}
