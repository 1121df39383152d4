/**
 * A program that asks every adapter for decisions while somebody has put a property on every object, and prints which changed.
 *
 * It is a process of its own, since what it does to the platform would break what runs the tests.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineApp, keygen, latchkey } from 'latchkey'
import type { Pass } from 'latchkey'
import { djangoTokens, signing } from 'latchkey/django'
import { requires as expressGuard } from 'latchkey/express'
import { requires as fetchGuard } from 'latchkey/fetch'
import { requires as koaGuard } from 'latchkey/koa'
import { kyselyApp, where as kyselyWhere } from 'latchkey/kysely'
import { memoryStore } from 'latchkey/memory'
import { prismaApp, where as prismaWhere } from 'latchkey/prisma'
import { permitted, sql } from 'latchkey/sql'
import { sqliteStore } from 'latchkey/sqlite'
import { findChanges, isSeen, meanwhile, namesIn, shown } from './instrument.ts'

const now = 1_800_000_000_000
const clock = (): number => now
const key = 'the SECRET_KEY of a site'
const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change'] },
  Line: { id: ['int', 'string'], idField: ['order', 'place'], permissions: ['read'] },
})
const prisma = prismaApp<never>()('shop', {
  Order: { id: 'int', permissions: ['read', 'change'] },
} as never) as never as typeof shop
const kysely = kyselyApp<never>('sqlite')('mall', {
  Order: { id: 'int', permissions: ['read'] },
} as never) as never as typeof shop
const shop = defineApp('shop', { Order: { id: 'int', permissions: ['read', 'change'] } })
const apps = [blog, prisma, kysely]
const folder = mkdtempSync(join(tmpdir(), 'latchkey-pollution-'))
const stores = {
  memory: memoryStore({ clock }),
  sqlite: await sqliteStore(join(folder, 'store.db'), { create: true }),
}
const followed = Object.entries(stores).map(
  ([name, store]) => [name, latchkey({ secrets: keygen(), apps, clock, store, staleFor: '30d' })] as const,
)
for (const [, { tokens }] of followed) await tokens.ready()
const { scope, tokens } = latchkey({ secrets: keygen(), apps, clock })
const { tokens: django } = djangoTokens({ secretKey: key, apps, clock })

const post = scope.accessObj(blog.Post(42), 'read')
const good = tokens.generate(post, { expiresIn: '1h' })
const poor = tokens.generate(scope.accessObj(blog.Post(43), 'read'), { expiresIn: '1h' })
const forged = `${good.slice(0, -3)}AAA`
const signed = django.generate(post)
const dumped = signing.dumps({ user: 7 }, { key, clock })
const pass = passOf(
  scope.union(post, scope.accessObj(blog.Line([1, 'x']), 'read'), ownGrants(prisma), ownGrants(kysely)),
)
const none = passOf([] as never)

function ownGrants(app: typeof shop): ReturnType<typeof scope.accessObj> {
  return scope.accessObj(app.Order(7), 'read')
}
function passOf(granted: Parameters<typeof tokens.generate>[0]): Pass {
  const verdict = tokens.verify(tokens.generate(granted, { expiresIn: '1h' }), 'authentic')
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}

const tokenTexts = [good, poor, forged, undefined]
const requests = tokenTexts.map(
  (token) =>
    new Request(
      'https://a.example/',
      token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } },
    ),
)
const incoming = tokenTexts.map((token) => ({
  method: 'GET',
  url: '/',
  originalUrl: '/',
  params: {},
  headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  rawHeaders: token === undefined ? [] : ['Authorization', `Bearer ${token}`],
}))

/** Decisions by name; what a platform answers may be an exception instead, and never more. */
const decisions: Readonly<Record<string, () => unknown>> = {
  async 'fetch*'() {
    let admitted = ''
    for (const [at, request] of requests.entries()) {
      const guard = fetchGuard(tokens, post, () => {
        admitted += at
        return new Response('let through')
      })
      await guard(request)
    }
    return admitted
  },
  async express() {
    const told: string[] = []
    for (const request of incoming) {
      const response = {
        statusCode: 0,
        setHeader: () => {},
        appendHeader: () => {},
        end: (body: string) => told.push(body),
      }
      const guarded: unknown = expressGuard(tokens, post)(request, response, () => void told.push('next'))
      await guarded
    }
    return told.join()
  },
  async koa() {
    const told: string[] = []
    for (const request of incoming) {
      const context = { ...request, req: request, status: 0, body: '', set: () => {}, append: () => {} }
      await koaGuard(tokens, post)(context, async () => void told.push('next'))
      told.push(String(context.status))
    }
    return told.join()
  },
  django: () =>
    [signed, `${signed}x`, signed.replace('W', 'X'), good, undefined, {}]
      .map((token) => `${django.validate(token, post)} ${django.inspect(token).ok}`)
      .join(),
  'django, another object': () => django.validate(signed, scope.accessObj(blog.Post(43), 'read')),
  'django, an age': () => django.validate(signed, post, { maxAge: '1h' }),
  // Its hash reads a length from every object, and fails.
  'signing*': () =>
    [dumped, `${dumped}x`].map((text) => signing.loads(text, { key, clock, maxAge: 60 }).ok).join(),
  'signing, a value*': () => signing.dumps({ a: [1, null, 'x'] }, { key, clock }),
  sql: () => {
    const { text, values } = sql(pass, blog.Post, 'read', { dialect: 'sqlite' })
    return `${text} ${values.join()}`
  },
  'sql, several columns': () => sql(pass, blog.Line, 'read', { dialect: 'postgres' }).text,
  'sql, nothing': () => sql(none, blog.Post, 'read', { dialect: 'mysql' }).text,
  permitted: () =>
    permitted(pass, [{ id: 42 }, { id: 43 }], blog.Post, 'read')
      .map(({ id }) => id)
      .join(),
  prisma: () => shown(prismaWhere(pass, prisma.Order as never, 'read')),
  'prisma, nothing': () => shown(prismaWhere(pass, prisma.Order as never, 'change')),
  kysely: () =>
    shown(
      (kyselyWhere(pass, kysely.Order as never, 'read') as { toOperationNode(): object }).toOperationNode(),
    ),
  ...Object.fromEntries(
    followed.flatMap(([name, { tokens: kept }]) => [
      [
        `a use, counted by ${name}`,
        async () => {
          const token = kept.generate(post, { singleUse: true, expiresIn: '1h' })
          return `${await kept.redeem(forged, post)} ${await kept.redeem(token, post)} ${await kept.redeem(token, post)}`
        },
      ],
      [
        `a revocation, kept by ${name}`,
        async () => {
          const token = kept.generate(post, { unique: true, expiresIn: '1h' })
          const before = kept.validate(token, post)
          await kept.revoke({ token })
          return `${before} ${kept.validate(token, post)}`
        },
      ],
    ]),
  ),
}

/** What the sources of these adapters read, and the options of a `latchkey()`; the other adapters have tests of their own. */
const names = namesIn(
  'src/http/{answers,bearer,credentials,express,fetch,guard-options,koa}.ts',
  'src/orm/{condition,filter,kysely,prisma,sql}.ts',
  'src/store/{memory,opening,sqlite,sqlite-file}.ts',
  'src/django/*.ts',
)
for (const [, list] of readFileSync('src/latchkey.ts', 'utf8').matchAll(/\[((?:\s*'\w+',?)+\s*)\]/g))
  for (const [, word] of list!.matchAll(/'(\w+)'/g)) names.add(word!)

// Node reads these by itself: a file seems to be another one, and a stream fails where nobody waits for it.
for (const name of ['ino', 'list']) names.delete(name)

const whole = Object.entries(decisions).map(([name, decide]) => [name, () => meanwhile(decide)] as const)
const { tried, expected, changed } = await findChanges(Object.fromEntries(whole), names)
for (const { close } of Object.values(stores)) await close()
rmSync(folder, { recursive: true })
const careless = await isSeen()
console.log(JSON.stringify({ names: names.size, tried, expected: [...expected], changed, careless }))
