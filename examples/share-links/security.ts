/** What every request goes through before a route sees it. */
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { redact } from 'latchkey'
import { isHttps, origin } from './settings.ts'

/** A line for each request. The query, where a token may be, is left out; should one be anywhere else, it is taken out. */
const log: MiddlewareHandler = async (c, next) => {
  const started = performance.now()
  await next()
  const milliseconds = Math.round(performance.now() - started)
  const { method, path } = c.req
  console.log(redact(JSON.stringify({ time: new Date(), method, path, status: c.res.status, milliseconds })))
}

const [none, self] = [["'none'"], ["'self'"]]
const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: none,
    styleSrc: self,
    scriptSrc: self,
    imgSrc: self,
    formAction: self,
    baseUri: none,
    frameAncestors: none,
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: isHttps && 'max-age=31536000',
})

/** Any site can name this computer as its own, and a browser would then take it and this site for one. */
const ownName: MiddlewareHandler = async (c, next) => {
  const { hostname } = new URL(c.req.url)
  if (![origin === undefined ? 'localhost' : new URL(origin).hostname, '127.0.0.1'].includes(hostname))
    throw new HTTPException(421, { message: 'This server does not answer to this name.' })
  c.header('Cache-Control', 'no-store')
  await next()
}

const size = bodyLimit({
  maxSize: 256 * 1024,
  onError: () => {
    throw new HTTPException(413, { message: 'This is too long.' })
  },
})

export const security: readonly MiddlewareHandler[] = [
  log,
  headers,
  ownName,
  size,
  // A form comes from a page of this site or not at all; beside it the cookies are SameSite.
  csrf(origin === undefined ? {} : { origin }),
]
