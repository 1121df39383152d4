/**
 * One HTTP exchange over a socket, as raw text: what no client library sends can be sent, and what came is what is seen.
 */

/** What came back. */
export interface HttpAnswer {
  readonly status: number
  /** The values of a header, by its name in lower case. */
  readonly header: (name: string) => readonly string[]
  readonly body: string
  /** The status line and the headers, as they came. */
  readonly head: string
}

/**
 * Sends a request and reads until the server closes.
 *
 * @param lines The request line, and headers as they are to be sent; Host and Connection are added.
 */
export async function exchange(port: number, lines: readonly string[], body = ''): Promise<HttpAnswer> {
  const { connect } = await import('node:net')
  const head = [...lines, `Host: 127.0.0.1:${port}`, 'Connection: close']
  if (body !== '') head.push(`Content-Length: ${body.length}`)
  const received = await new Promise<string>((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'),
    )
    socket.setEncoding('latin1').on('data', (part: string) => void (text += part))
    socket.on('end', () => resolve(text)).on('error', reject)
    socket.setTimeout(10_000, () =>
      socket.destroy(new Error(`no answer to ${lines[0]?.split('?')[0]} within 10 s`)),
    )
  })
  return parse(received)
}

function parse(text: string): HttpAnswer {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) throw new Error(`no HTTP answer: ${JSON.stringify(text.slice(0, 80))}`)
  const [first = '', ...fields] = text.slice(0, end).split('\r\n')
  const header = (name: string): string[] =>
    fields.flatMap((field) => {
      const colon = field.indexOf(':')
      return field.slice(0, colon).toLowerCase() === name ? [field.slice(colon + 1).trim()] : []
    })
  const rest = text.slice(end + 4)
  return {
    head: text.slice(0, end),
    status: Number(first.split(' ')[1]),
    header,
    body: header('transfer-encoding').includes('chunked') ? dechunk(rest) : rest,
  }
}

function dechunk(text: string): string {
  let body = ''
  let at = 0
  for (;;) {
    const line = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, line), 16)
    if (!(size > 0)) return body
    body += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
