/**
 * The routes of the conformance suite by the packed `latchkey/fetch`: what a worker serves.
 */
import { requires } from 'latchkey/fetch'
import { httpRoutes } from 'latchkey/testing'

type Context = { params: { [name: string]: string } }

const routes = httpRoutes.map(({ method, path, tokens, required, options, answer }) => ({
  method,
  parts: path.split('/'),
  handle: requires(
    tokens,
    required,
    options,
    (_request, pass, _context: Context) => new Response(answer(pass)),
  ),
}))

/** Finds the route of a request. */
export async function handle(request: Request): Promise<Response> {
  const given = new URL(request.url).pathname.split('/')
  const asked = request.method === 'HEAD' ? 'GET' : request.method
  for (const { method, parts, handle: answer } of routes) {
    const fits = parts.every((part, at) => part === given[at] || (part.startsWith(':') && given[at] !== ''))
    if (method !== asked || parts.length !== given.length || !fits) continue
    const params = Object.fromEntries(
      parts.flatMap((part, at) =>
        part.startsWith(':') ? [[part.slice(1), decodeURIComponent(given[at]!)]] : [],
      ),
    )
    return answer(request, { params })
  }
  return new Response('nothing here', { status: 404 })
}
