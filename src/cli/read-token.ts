/**
 * Where a token comes from: the argument, or standard input, which keeps it out of the history of the shell.
 */
import { UsageError } from './explain.ts'
import { note } from './terminal.ts'

/** What the commands that take a token say about it. */
export const tokenNote = 'TOKEN is read from standard input where it is left out or -.'

/** More than any token has: what is longer need not be read to its end to be refused. */
const enough = 65_536

/** The token, without the white space around it where it was read. Whether it is one is for the core to say. */
export async function readToken(argument: string | undefined): Promise<string> {
  if (argument !== undefined && argument !== '-') return argument
  const { stdin } = process
  if (stdin.isTTY) note('reading the token from standard input…')
  let text = ''
  try {
    stdin.setEncoding('utf8')
    for await (const chunk of stdin as AsyncIterable<string>) {
      text += chunk
      // In a terminal the line is the token: nobody should need to know of Ctrl-D.
      if (text.length > enough || (stdin.isTTY && text.includes('\n'))) break
    }
  } catch (error) {
    throw new UsageError(`standard input cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    })
  }
  return text.trim()
}
