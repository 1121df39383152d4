/**
 * The HTTP conformance suite: raw exchanges with a server that serves `httpRoutes`, each with the one right answer.
 *
 * It stands on no test runner. For an adapter of one's own: serve the routes, then run each case and let it throw.
 */
import { exchange } from './exchange.ts'
import type { HttpAnswer } from './exchange.ts'
import { credentialRows } from './http-credentials.ts'
import { race, stories, take } from './http-redeeming.ts'
import type { Story } from './http-redeeming.ts'
import { answerRows } from './http-answers.ts'
import type { Expected, Row } from './http-rows.ts'
import { alikeRefusals } from './http-rows.ts'

/** One fact about a server; `run` throws where it does not hold. */
export interface HttpCase {
  readonly name: string
  readonly run: () => Promise<void>
}

/**
 * The cases for a server on the loopback interface that serves `httpRoutes`. Their tokens are made at this call.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { httpConformance } from 'latchkey/testing'
 *
 * // A server without a guard, which lets everybody in.
 * const server = createServer((_request, response) => response.end('let through'))
 * await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
 * const { port } = server.address() as { port: number }
 *
 * const results = await Promise.allSettled(httpConformance({ port }).map(({ run }) => run()))
 * results.filter(({ status }) => status === 'rejected').length > 60 // => true
 * server.close()
 * ```
 */
export function httpConformance({ port }: { readonly port: number }): readonly HttpCase[] {
  const rows = [...credentialRows(), ...answerRows()].map((row): HttpCase => ({
    name: row.name,
    run: async () => compare(row.name, row.expected, await send(port, row)),
  }))
  return [
    ...rows,
    ...stories.map((story): HttpCase => ({ name: story.name, run: () => tell(port, story) })),
    { name: 'of many requests at once, one redeems a token of one use', run: () => race(port) },
    { name: 'refusals that cannot be told apart', run: () => compareRefusals(port) },
  ]
}

async function tell(port: number, { name, steps }: Story): Promise<void> {
  for (const step of steps()) {
    const [method, path, , expected] = step
    compare(`${name}: ${method} ${path}`, expected, await take(port, step))
  }
}

function send(port: number, { method, path, headers }: Row): Promise<HttpAnswer> {
  return exchange(port, [`${method} ${path} HTTP/1.1`, ...headers])
}

function compare(name: string, expected: Expected, answer: HttpAnswer): void {
  const { status, challenge, body, headers = {} } = expected
  const seen: { [what: string]: unknown } = { status: answer.status }
  const wanted: { [what: string]: unknown } = { status }
  const expectHeader = (header: string, value: string): void => {
    const sent = answer.header(header).join(' | ')
    // Some frameworks add a charset to whatever is JSON.
    seen[header] = header === 'content-type' ? sent.split(';')[0] : sent
    wanted[header] = value
  }
  if (challenge !== undefined) expectHeader('www-authenticate', challenge)
  if (body !== undefined) {
    seen['body'] = answer.body
    wanted['body'] = body
  }
  for (const [header, value] of Object.entries(headers)) expectHeader(header, value)
  const [was, should] = [JSON.stringify(seen), JSON.stringify(wanted)]
  if (was !== should) throw new Error(`${name}: the answer was ${was}, and has to be ${should}`)
}

/** Whatever is wrong with a token: status, headers and body are the same to the byte, but for the time of day. */
async function compareRefusals(port: number): Promise<void> {
  const seen = new Map<string, string>()
  for (const row of alikeRefusals()) {
    const { head, body } = await send(port, row)
    const kept = head.split('\r\n').filter((line) => !line.toLowerCase().startsWith('date:'))
    seen.set([...kept, body].join('\r\n'), row.name)
  }
  if (seen.size > 1)
    throw new Error(
      `${[...seen.values()].join(' and ')} are answered differently: ${JSON.stringify([...seen.keys()])}`,
    )
}
