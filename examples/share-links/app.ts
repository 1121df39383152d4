/** The site: what every request goes through, the routes, and what is answered where they end. */
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { LatchkeyError, redact } from 'latchkey'
import { answer } from './pages/layout.ts'
import { problem, refusal } from './pages/problem.ts'
import { links } from './routes/links.ts'
import { posts } from './routes/posts.ts'
import { received } from './routes/received.ts'
import { share } from './routes/share.ts'
import { signIn } from './routes/sign-in.ts'
import { security } from './security.ts'

export const app: Hono = new Hono()
app.use(...security)

for (const [name, type] of [
  ['style.css', 'text/css'],
  ['enhance.js', 'text/javascript'],
  ['icon.svg', 'image/svg+xml'],
] as const) {
  const content = readFileSync(new URL(`public/${name}`, import.meta.url), 'utf8')
  app.get(`/${name}`, (c) =>
    c.body(content, 200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'max-age=300' }),
  )
}
for (const routes of [signIn, posts, share, links, received]) app.route('/', routes as unknown as Hono)

app.notFound((c) => answer(c, 404, problem('There is nothing here', 'Or it is nothing that you may see.')))
app.onError((error, c) => {
  if (error instanceof HTTPException)
    return answer(c, error.status as 400, problem(error.message || 'No page of this site sent this form.'))
  if (error instanceof LatchkeyError && error.code === 'STORE_UNAVAILABLE')
    return answer(c, 503, refusal('store-unavailable'))
  if (error instanceof LatchkeyError && error.status === 400)
    return answer(c, 400, problem('This is no post or link of this site.'))
  // An error may hold an address, and an address a token.
  console.error(redact(inspect(error)))
  return answer(c, 500, problem('Something went wrong here', 'It is not the fault of your link.'))
})
