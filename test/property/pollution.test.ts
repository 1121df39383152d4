/**
 * No decision changes when somebody puts a property on every object or every list of the program.
 */
import { describe, expect, test } from 'vitest'
import { defineApp, inspect, latchkey, narrow, scope as pure } from '../../src/index.ts'
import type { ModelLike, ObjectRef, Scope, Verdict } from '../../src/index.ts'
import { kidOf, secret } from '../../tools/vectors/keys.ts'
import { tokenOf } from './by-hand.ts'
import { start } from './instance.ts'
import { asScope, plainGrant } from './scope-model.ts'

const blog = defineApp('blog', {
  Post: { id: 'int', permissions: ['read', 'change', 'delete'] },
  File: { id: 'objectid' },
  Line: { id: ['int', 'string'], idField: ['order', 'place'] },
})
const { tokens, scope } = latchkey({ secrets: secret(1), apps: [blog], clock: () => start * 1000 })

const read42 = scope.accessObj(blog.Post(42), 'read')
const delete42 = scope.accessObj(blog.Post(42), 'delete')
const many = asScope(
  [...Array(20).keys()].map((id) => plainGrant('blog', 'Post', id + 30, [id % 3 === 0 ? 'change' : 'read'])),
)
const mixed = asScope([
  plainGrant('blog', 'Post', 1, ['read']),
  plainGrant('blog', 'Post', 2, ['delete']),
  plainGrant('blog', 'File', '507f1f77bcf86cd799439011', ['read']),
  plainGrant('shop', 'Order', 3, ['delete']),
])
const issued = {
  one: tokens.generate(read42),
  many: tokens.generate(many),
  narrowed: tokens.narrow(tokens.generate(scope.accessModel(blog.Post, 'read', 'delete')), {
    to: read42,
    expiresIn: '1h',
  }),
  single: tokens.generate(read42, { singleUse: true }),
  bound: tokens.generate(read42, { bind: ['v7', 3] }),
  salted: tokens.generate(read42, { salt: 'invite', subject: blog.Post(7) }),
  expired: tokenOf([{ scope: read42 }, { lifetime: 1 }]),
  unknown: latchkey({ secrets: otherSecret(), apps: [], clock: () => start * 1000 }).tokens.generate(read42),
}
function otherSecret(): Uint8Array {
  for (let number = 2; ; number++) if (kidOf(secret(number)) !== kidOf(secret(1))) return secret(number)
}
const late = latchkey({ secrets: secret(1), apps: [blog], clock: () => (start + 1) * 1000 }).tokens

/** Writes a verdict without the help of JSON, which a property can change. */
function written(verdict: Verdict): string {
  if (!verdict.ok)
    return verdict.reason === 'insufficient' ? `lacks ${pure.format(verdict.missing)}` : verdict.reason
  const { pass } = verdict
  const rows = pass.objects(blog.Post, 'read')
  return [
    pure.format(pass.scope),
    String(pass.expiresAt?.getTime()),
    typeof pass.subject === 'object' ? pass.subject.id : pass.subject,
    pass.id,
    pass.rootId,
    pass.allows(delete42),
    pass.allows(read42),
    rows.kind === 'some' ? rows.ids.join('+') : rows.kind,
  ].join(' | ')
}

/** Everything that is decided, made or read, as texts. */
function decisions(): string[] {
  const made: string[] = []
  for (const token of Object.values(issued)) {
    for (const required of [read42, delete42, many] as const)
      made.push(written(tokens.verify(token, required)), String(tokens.validate(token, required)))
    for (const options of [{ salt: 'invite' }, { bind: ['v7', 3] }, { maxAge: 0 }] as const)
      made.push(written(tokens.verify(token, read42, options)))
    made.push(
      written(late.verify(token, 'authentic')),
      written(tokens.with({ salt: 'invite' }).verify(token, read42)),
    )
    const seen = inspect(token)
    made.push(
      seen.ok
        ? [
            pure.format(seen.unverifiedScope as unknown as Scope),
            seen.unverifiedId,
            seen.unverifiedNarrowable,
            seen.numbered,
          ].join(' ')
        : seen.reason,
    )
    made.push(narrow(token, { to: delete42, expiresAt: new Date((start + 9) * 1000) }))
  }
  for (const token of ['', 'lk', 'lkA', `${issued.one}A`, null, {}, [], 5]) {
    const verdict = tokens.verify(token, 'authentic')
    made.push(written(verdict), String(tokens.validate(token, 'authentic')), String(inspect(token).ok))
  }
  made.push(
    tokens.generate(read42),
    tokens.generate(many, { expiresIn: '1h' }),
    tokens.generate(mixed, { narrowable: false, subject: 'ann' }),
    tokens.generate(scope.accessAll('read')),
    pure.format(scope.intersect(many, scope.accessModel(blog.Post, 'read'))),
    pure.format(scope.union(many, mixed)),
    String(scope.covers(many, read42)),
    pure.format(scope.parse('blog.Post:42#read blog#delete')),
    String(blog.Post({ id: 42 }).id),
    blog.File('507F1F77BCF86CD799439011').id,
    String(blog.Line({ order: 1, place: 'x' }).id),
  )
  return made
}

const names = `
  ok reason detail missing pass index everything apps models objects whole many held layers
  expiry tags body blocks root grants bits number form ids lifetime app model id permissions
  subject nonce uses bound sealed kid issued bytes tagAt maxAge bind key salt expiresIn expiresAt
  singleUse unique narrowable within to secrets clock now ring kinds fields idField row name path
  problem at end toJSON toHexString then length size code status cause 0 1 42 fatal ignoreBOM
`
  .trim()
  .split(/\s+/)
const values: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['a text', 'delete'],
  ['a function', (): string => 'delete'],
  ['an object', { everything: [{ permissions: ['delete'] }], apps: new Map(), ok: true, kid: 1 }],
]
const holders: readonly (readonly [string, object])[] = [
  ['every object', Object.prototype],
  ['every list', Array.prototype],
]

/** What `work` gives while `holder` has a property that it should not have. */
function polluted<Result>(
  holder: object,
  name: string,
  value: unknown,
  enumerable: boolean,
  work: () => Result,
): Result {
  if (Object.hasOwn(holder, name)) return work()
  Object.defineProperty(holder, name, { value, enumerable, writable: true, configurable: true })
  try {
    return work()
  } finally {
    Reflect.deleteProperty(holder, name)
  }
}

const careless = (options: { readonly maxAge?: unknown }): boolean => options.maxAge === undefined

describe('no decision changes', () => {
  const expected = decisions()

  test('from one call to the next', () => {
    expect(decisions()).toEqual(expected)
    expect(new Set(expected).size).toBeGreaterThan(40)
  })

  test.each(holders)('by a property that somebody puts on %s', (_name, holder) => {
    const changed: string[] = []
    for (const name of names) {
      for (const [index, [kind, value]] of (Array.isArray(holder) ? values.slice(1, 3) : values).entries()) {
        const found = polluted(holder, name, value, index % 2 === 0, () => {
          try {
            return decisions()
          } catch (error) {
            return [`throws ${String(error)}`]
          }
        })
        if (found.length !== expected.length || found.some((one, at) => one !== expected[at]))
          changed.push(`${name} as ${kind}: ${found.length === 1 ? found[0]! : 'another answer'}`)
      }
    }
    expect(changed).toEqual([])
  })

  test('in a way that this test could not see: a decision that reads such a property is found', () => {
    expect(careless({})).toBe(true)
    expect(polluted(Object.prototype, 'maxAge', 0, false, () => careless({}))).toBe(false)
  })
})

describe('names that every object has', () => {
  const odd = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'prototype',
    '__defineGetter__',
  ]

  test('work as names of apps, models and permissions, and as ids, like any other', () => {
    for (const name of odd) {
      const app = defineApp(name, Object.fromEntries([[name, { permissions: [name] as const }]]))
      const handle = Reflect.get(app, name) as ModelLike & ((id: string) => ObjectRef)
      const { tokens: own, scope: made } = latchkey({ secrets: secret(1), apps: [app] })
      const granted = pure.accessObj(handle(name), name)
      const token = own.generate(granted)
      expect(own.validate(token, granted)).toBe(true)
      expect(own.validate(token, pure.accessModel(handle, name))).toBe(false)
      for (const other of odd)
        expect(own.validate(token, pure.accessObj(handle(other), name))).toBe(other === name)
      expect(made.parse(made.format(granted))).toEqual(granted)
      expect(own.inspect(token)).toMatchObject({
        ok: true,
        unverifiedScope: [{ app: name, model: name, id: name }],
      })
    }
  })

  test('are not permissions that a model has without having declared them', () => {
    for (const name of odd) {
      expect(() => scope.accessObj(blog.Post(42), name as 'read')).toThrow(
        expect.objectContaining({ code: 'UNKNOWN_PERMISSION' }),
      )
      expect(tokens.validate(issued.one, asScope([plainGrant('blog', 'Post', 42, [name])]))).toBe(false)
      expect(tokens.validate(issued.one, asScope([plainGrant(name, 'Post', 42, ['read'])]))).toBe(false)
    }
  })
})
