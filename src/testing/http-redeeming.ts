/**
 * Cases about tokens of limited use: what only looks, what redeems, and what is answered when the store is down.
 */
import { exchange } from './exchange.ts'
import type { HttpAnswer } from './exchange.ts'
import { blog, scope, tokens } from './http-routes.ts'
import { bearer, lacking, letThrough, refused, unasked } from './http-rows.ts'
import type { Expected } from './http-rows.ts'

/** A request, and what has to come back. */
type Step = readonly [method: string, path: string, token: string | undefined, expected: Expected]
/** Requests one after the other. */
export interface Story {
  readonly name: string
  readonly steps: () => readonly Step[]
}

const post = letThrough('post 42')
const bodiless: Expected = { ...post, body: '' }
const unavailable: Expected = {
  status: 503,
  challenge: '',
  body: '{"error":"temporarily_unavailable"}',
  headers: { 'content-type': 'application/json' },
}

/** A token that no other case has: equal tokens would share their uses. */
function limited(uses: number, id = 42): string {
  return tokens.generate(scope.accessObj(blog.Post(id), 'read'), { uses, unique: true })
}

/** What the suite tells of limited uses. */
export const stories: readonly Story[] = [
  {
    name: 'GET, HEAD and OPTIONS only look, and a POST redeems, once',
    steps: () => {
      const one = limited(1)
      return [
        ['GET', '/once/42', one, post],
        ['GET', '/once/42', one, post],
        ['HEAD', '/once/42', one, bodiless],
        ['OPTIONS', '/once/42', one, post],
        ['POST', '/once/42', one, post],
        ['POST', '/once/42', one, refused],
      ]
    },
  },
  {
    name: 'a token of two uses is redeemed twice, whoever narrowed it',
    steps: () => {
      const two = limited(2)
      const narrowed = tokens.narrow(two, { expiresIn: '1h' })
      return [
        ['POST', '/once/42', two, post],
        ['POST', '/once/42', narrowed, post],
        ['POST', '/once/42', two, refused],
        ['POST', '/once/42', narrowed, refused],
      ]
    },
  },
  {
    name: 'a use is not lost on something else',
    steps: () => {
      const one = limited(1)
      return [
        ['GET', '/once/43', one, lacking('blog.Post:43#read')],
        ['POST', '/once/43', one, lacking('blog.Post:43#read')],
        ['GET', '/stored/42', one, refused],
        ['POST', '/once/42', one, post],
      ]
    },
  },
  {
    name: 'a token of unlimited use opens no door of limited use',
    steps: () => {
      const many = tokens.generate(scope.accessObj(blog.Post(42), 'read'))
      return [
        ['GET', '/once/42', many, refused],
        ['POST', '/once/42', many, refused],
        ['GET', '/stored/42', many, post],
      ]
    },
  },
  {
    name: 'a store that is down is told to those alone whose token is genuine',
    steps: () => {
      const one = limited(1)
      return [
        ['GET', '/down/42', one, unavailable],
        ['POST', '/down/42', one, unavailable],
        ['GET', '/down/42', undefined, unasked],
        ['POST', '/down/42', undefined, unasked],
        ['POST', '/down/42', 'undefined', refused],
      ]
    },
  },
]

/** Sends one step. */
export function take(port: number, [method, path, token]: Step): Promise<HttpAnswer> {
  const headers = token === undefined ? [] : [bearer(token)]
  return exchange(port, [`${method} ${path} HTTP/1.1`, ...headers])
}

/** Of many at once, one gets in. */
export async function race(port: number): Promise<void> {
  const one = limited(1)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => take(port, ['POST', '/once/42', one, post])),
  )
  const winners = answers.filter(({ status }) => status === 200).length
  const losers = answers.filter(({ status }) => status === 401).length
  if (winners !== 1 || losers !== 19)
    throw new Error(
      `of 20 requests at once, ${winners} redeemed a token of one use, and ${losers} were refused`,
    )
}
