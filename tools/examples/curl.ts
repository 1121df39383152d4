/**
 * The `curl` commands that an example prints, each with the status of its answer, and what a server answers to them.
 */

export interface Command {
  /** The line as it was printed. */
  text: string
  url: string
  method: string
  headers: [string, string][]
  body: string | undefined
  /** What the example says it answers. */
  status: number
}

/** Finds `curl … # 200`; what `curl` is told stands as in a shell, in single quotes or in none. */
export function commandsIn(output: string): Command[] {
  return [...output.matchAll(/^\s*(curl .+?)\s+# (\d{3})\b.*\n/gm)].map(([, text = '', status]) => {
    const words = [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
    const command: Command = {
      text,
      url: '',
      method: words.includes('-d') ? 'POST' : 'GET',
      headers: [],
      body: undefined,
      status: Number(status),
    }
    for (let at = 1; at < words.length; at++) {
      const word = words[at]!
      if (word === '-X') command.method = words[++at] ?? ''
      else if (word === '-d') command.body = words[++at]
      else if (word === '-H') command.headers.push(splitHeader(words[++at] ?? ''))
      else if (word.startsWith('-')) throw new Error(`an example's curl takes -X, -d and -H only: ${text}`)
      else command.url = word
    }
    return command
  })
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}

export async function ask({ url, method, headers, body }: Command): Promise<Response> {
  // Without `connection: close` the server would wait for this client when it is told to end.
  const all = new Headers([['connection', 'close'], ...headers])
  if (body !== undefined && !all.has('content-type'))
    all.set('content-type', 'application/x-www-form-urlencoded')
  return fetch(url, { method, headers: all, redirect: 'manual', ...(body === undefined ? {} : { body }) })
}
