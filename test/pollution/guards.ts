/**
 * A guard of each framework, made and asked while somebody has put a property on every object: nobody gets in who would not, and the
 * answers are the same (R29).
 */
import { expect, test } from 'vitest'
import { findChanges, namesIn } from './instrument.ts'

/** The options of the guard. */
export const options: {
  readonly query: string
  readonly cookie: string
  readonly moveToCookie: boolean
  readonly realm: string
} = { query: 'token', cookie: 'token', moveToCookie: true, realm: 'blog' }

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
const requestsOf = (
  good: string,
  poor: string,
): Readonly<Record<string, readonly [path: string, headers?: Record<string, string>]>> => ({
  'a good token': ['/posts/42', bearer(good)],
  'a token for another object': ['/posts/42', bearer(poor)],
  'a forged token': ['/posts/42', bearer(`${good.slice(0, -3)}AAA`)],
  'two tokens': [`/posts/42?token=${poor}`, bearer(good)],
  'a token in a cookie': ['/posts/42', { cookie: `token=${good}` }],
  'a token in the query': [`/posts/42?token=${good}`],
})

/** What a handler answers. */
export const letThrough = 'post 42'
/** What the guard that all adapters share is told, and answers. */
const ofGuards =
  'query cookie moveToCookie realm redeem hideExistence onRefusal path prepare param header notFound asked'.split(
    ' ',
  )
/** What Node and Nest read by themselves to make an answer, so that none may come, or another: nobody gets in. */
const ofPlatform = new Set(
  'body get getRequest getResponse headers href required set status valueOf'.split(' '),
)
const isGood = (decision: string): boolean => /good|cookie/.test(decision)

/** What a framework answered. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Declares the test of a framework.
 *
 * @param tokenOf A token that may read one post.
 * @param ask Makes the guard of `/posts/:id` anew, and sends it one request; by `meanwhile`, both.
 */
export function testGuard(
  framework: string,
  tokenOf: (id: number) => string,
  ask: (path: string, headers: Record<string, string>) => Promise<Answered>,
): void {
  test(`no guard of ${framework} decides otherwise by what somebody put on every object`, async () => {
    const decisions = Object.entries(requestsOf(tokenOf(42), tokenOf(43))).map(
      ([name, [path, headers = {}]]) => [
        name,
        async () => {
          const answer = await ask(path, headers)
          const told = ['www-authenticate', 'location', 'set-cookie', 'cache-control'].map((header) =>
            answer.headers.get(header),
          )
          return `${answer.status} ${told.join(' ')} ${answer.body}`
        },
      ],
    )
    const adapter = `${import.meta.dirname}/../../src/http/${framework.toLowerCase()}.ts`
    const names = new Set([...namesIn(adapter), ...ofGuards])
    const { expected, changed, tried } = await findChanges(
      Object.fromEntries(decisions),
      names,
      (answer, property, decision) =>
        ofPlatform.has(property) && (isGood(decision) || !answer.includes(letThrough)),
    )
    expect(changed).toEqual([])
    expect(tried).toBeGreaterThan(100)
    expect([...expected.values()].map((answer) => answer.slice(0, 3))).toEqual([
      '200', '403', '401', '400', '200', '303',
    ]) // prettier-ignore
  })
}
