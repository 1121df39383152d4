/**
 * What other code did to the platform's objects changes no decision; and no decision runs a regular expression or asks another clock.
 */
import { defineApp, inspect, keygen, latchkey, LatchkeyError, narrow, scope as pure } from 'latchkey'
import type { GenerateOptions, Pass, Scope, Secrets, Verdict, VerifyOptions } from 'latchkey'
import { describe, expect, test } from 'vitest'

const start = 1_800_000_000_000
const secret = keygen()
const stranger = keygen(secret)
const objectId = '507f1f77bcf86cd799439011'

class DriverId {
  toHexString(): string {
    return objectId
  }
}

/** Apps and instances; made anew where making them is part of what is decided. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types
function makeWorld() {
  const blog = defineApp(
    'blog',
    {
      Post: { id: 'int', permissions: ['read', 'change'] },
      Image: { id: 'objectid', permissions: ['read'] },
      Event: { id: 'bigint', permissions: ['read'] },
      Line: { id: ['int', 'string'], idField: ['order', 'place'], permissions: ['read'] },
    },
    { permissions: ['moderate'] },
  )
  const { scope, tokens } = latchkey({ secrets: secret, apps: [blog], clock: () => start })
  const early = latchkey({ secrets: secret, apps: [blog], clock: () => start - 61_000 }).tokens
  const late = latchkey({
    secrets: secret,
    apps: [blog],
    maxAge: '1h',
    clock: () => start + 7_200_000,
  }).tokens
  return { blog, scope, tokens, early, late, post: scope.accessObj(blog.Post(42), 'read') }
}
type World = ReturnType<typeof makeWorld>
const clean = makeWorld()

const { blog, scope, tokens, post } = clean
const lists = scope.union(
  ...[1, 2, 3].map((id) => scope.accessObj(blog.Post(id), 'read')),
  ...[4, 5].map((id) => scope.accessObj(blog.Event(id), 'read')),
  scope.accessObj(blog.Image(objectId), 'read'),
  scope.accessObj(blog.Line([6, 'x']), 'read'),
)
const many = scope.union(
  ...Array.from({ length: 30 }, (_, id) => scope.accessObj(blog.Post(id * id), id % 2 ? 'read' : 'change')),
)
const plain = tokens.generate(post)
const wide = tokens.generate(scope.accessModel(blog.Post, 'read', 'change'), { subject: blog.Post(7) })
const hour = tokens.generate(post, { expiresIn: '1h' })
const narrowed = tokens.narrow(wide, { to: post, expiresIn: '1m' })
const salted = tokens.generate(post, { salt: 'invite' })
const bound = tokens.generate(post, { bind: ['v7', 3] })
const limited = tokens.generate(post, { uses: 3 })
const sealed = tokens.generate(post, { narrowable: false })
const indexed = tokens.generate(many)
const foreign = tokens.generate(post, { key: stranger })
const forged = `${plain.slice(0, -2)}${plain.at(-2) === 'A' ? 'B' : 'A'}${plain.at(-1)}`
const hand = (...grants: unknown[]): Scope => grants as Scope

/** The code of what is thrown; written without the help of anything that a property can change. */
function codeOf(action: () => unknown): string {
  try {
    action()
    return 'fine'
  } catch (error) {
    return error instanceof LatchkeyError ? `${error.code} ${error.status}` : `thrown: ${String(error)}`
  }
}
function written(verdict: Verdict): string {
  if (!verdict.ok)
    return verdict.reason === 'insufficient' ? `lacks ${pure.format(verdict.missing)}` : verdict.reason
  const { scope: remaining, issuedAt, expiresAt, subject, id, rootId } = verdict.pass
  const whom =
    typeof subject === 'object' ? `${subject.app}.${subject.model}:${String(subject.id)}` : `${subject}`
  return `${pure.format(remaining)} ${issuedAt.getTime()} ${expiresAt?.getTime()} ${whom} ${id} ${rootId}`
}
function passOf(world: World, token: string, required: Scope | 'authentic' = 'authentic'): Pass {
  const verdict = world.tokens.verify(token, required)
  if (!verdict.ok) throw new Error(verdict.detail)
  return verdict.pass
}
function seenIn(token: string): string {
  const seen = inspect(token)
  if (!seen.ok) return seen.reason
  const narrowings = seen.unverifiedNarrowings.map(({ unverifiedExpiresAt }) =>
    unverifiedExpiresAt?.getTime(),
  )
  return [
    pure.format(seen.unverifiedScope as unknown as Scope),
    seen.unverifiedExpiresAt?.getTime(),
    seen.unverifiedUses,
    seen.unverifiedUnique,
    seen.unverifiedBound,
    seen.unverifiedNarrowable,
    seen.unverifiedId,
    seen.numbered,
    narrowings.join('+'),
  ].join(' ')
}
const objectsOf = (pass: Pass, world: World): string => {
  const found = pass.objects(world.blog.Post, 'read')
  return found.kind === 'some' ? `some ${found.ids.join('+')}` : found.kind
}

const decisions: readonly (readonly [name: string, decide: (world: World) => unknown])[] = [
  ['what is granted', (world) => world.tokens.validate(plain, world.post)],
  [
    'another object',
    (world) => world.tokens.validate(plain, world.scope.accessObj(world.blog.Post(43), 'read')),
  ],
  [
    'another permission',
    (world) => world.tokens.validate(plain, world.scope.accessObj(world.blog.Post(42), 'change')),
  ],
  [
    'the model of an object',
    (world) => written(world.tokens.verify(plain, world.scope.accessModel(world.blog.Post, 'read'))),
  ],
  [
    'the app of an object',
    (world) => written(world.tokens.verify(plain, world.scope.accessApp(world.blog, 'read'))),
  ],
  ['everything', (world) => written(world.tokens.verify(plain, world.scope.accessAll('read')))],
  ['an object of a model', (world) => written(world.tokens.verify(wide, world.post))],
  ['authentic', (world) => written(world.tokens.verify(plain, 'authentic'))],
  ['nothing', (world) => world.tokens.validate(undefined, 'authentic')],
  ['an object for a token', (world) => written(world.tokens.verify({}, 'authentic'))],
  ['a list for a token', (world) => written(world.tokens.verify([plain], 'authentic'))],
  ['a malformed token', (world) => written(world.tokens.verify(`${plain}A`, world.post))],
  ['another version', (world) => written(world.tokens.verify('llA', world.post))],
  ['another secret', (world) => written(world.tokens.verify(foreign, world.post))],
  ['a forged token', (world) => written(world.tokens.verify(forged, world.post))],
  ['another salt', (world) => written(world.tokens.verify(salted, world.post))],
  ['the right salt', (world) => written(world.tokens.verify(salted, world.post, { salt: 'invite' }))],
  [
    'the right salt, said once',
    (world) => written(world.tokens.with({ salt: 'invite' }).verify(salted, world.post)),
  ],
  ['a binding that is not given', (world) => written(world.tokens.verify(bound, world.post))],
  [
    'a binding that is given',
    (world) => written(world.tokens.verify(bound, world.post, { bind: ['v7', 3] })),
  ],
  [
    'a binding that is not there',
    (world) => written(world.tokens.verify(plain, world.post, { bind: ['v7', 3] })),
  ],
  ['a token from the future', (world) => written(world.early.verify(plain, world.post))],
  ['an expired token', (world) => written(world.late.verify(hour, world.post))],
  ['an expired narrowing', (world) => written(world.late.verify(narrowed, world.post))],
  ['a token above the ceiling', (world) => written(world.late.verify(plain, world.post, { maxAge: '1d' }))],
  ['an age that is accepted', (world) => written(world.tokens.verify(plain, world.post, { maxAge: 0 }))],
  ['no options', (world) => written(world.tokens.verify(plain, world.post, {}))],
  ['limited uses', (world) => written(world.tokens.verify(limited, world.post))],
  ['a narrowed token', (world) => written(world.tokens.verify(narrowed, world.post))],
  [
    'what was narrowed away',
    (world) => written(world.tokens.verify(narrowed, world.scope.accessObj(world.blog.Post(42), 'change'))),
  ],
  [
    'one of many grants',
    (world) => world.tokens.validate(indexed, world.scope.accessObj(world.blog.Post(49), 'read')),
  ],
  [
    'none of many grants',
    (world) => world.tokens.validate(indexed, world.scope.accessObj(world.blog.Post(49), 'change')),
  ],
  [
    'an app, of many grants',
    (world) => world.tokens.validate(indexed, world.scope.accessApp(world.blog, 'read')),
  ],

  ['allows', (world) => [post, many, lists].map((asked) => passOf(world, wide).allows(asked)).join()],
  ['objects: some', (world) => objectsOf(passOf(world, indexed), world)],
  ['objects: all', (world) => objectsOf(passOf(world, wide), world)],
  ['objects: none', (world) => objectsOf(passOf(world, world.tokens.generate([])), world)],
  [
    'objects: an unknown permission',
    (world) => codeOf(() => passOf(world, wide).objects(world.blog.Post, 'fly' as 'read')),
  ],
  ['required', (world) => passOf(world, wide, world.post).required(world.blog.Post).id],
  ['required: nothing', (world) => codeOf(() => passOf(world, wide).required(world.blog.Post))],
  [
    'required: a bigint',
    (world) =>
      typeof passOf(
        world,
        world.tokens.generate(lists),
        world.scope.accessObj(world.blog.Event(4), 'read'),
      ).required(world.blog.Event).id,
  ],

  ['a token', (world) => world.tokens.generate(world.post)],
  ['a token of no options', (world) => seenIn(world.tokens.generate(world.post, {}))],
  ['a token of lists', (world) => world.tokens.generate(lists)],
  [
    'a token of many',
    (world) => world.tokens.generate(many, { expiresIn: '1h', subject: 'ann', salt: 'a', bind: [1] }),
  ],
  ['a token that grants nothing', (world) => world.tokens.generate([])],
  ['a token within', (world) => world.tokens.generate(world.post, { within: passOf(world, wide) })],
  [
    'a token beyond',
    (world) =>
      codeOf(() => world.tokens.generate(world.scope.accessAll('read'), { within: passOf(world, wide) })),
  ],
  [
    'a token within no pass',
    (world) => codeOf(() => world.tokens.generate(world.post, { within: {} as Pass })),
  ],
  ['a narrowing', () => narrow(wide, { to: post, expiresAt: new Date(start + 60_000) })],
  ['a narrowing to nothing', () => codeOf(() => narrow(wide, {}))],
  ['a narrowing of a sealed token', () => codeOf(() => narrow(sealed, { to: post }))],
  ['a narrowing of what is no token', () => codeOf(() => narrow(`${wide}A`, { to: post }))],
  [
    'an inspection',
    () => [plain, wide, hour, narrowed, bound, limited, sealed, 'no token'].map(seenIn).join(),
  ],

  [
    'a row',
    (world) => `${world.blog.Post({ id: 42 }).id} ${world.blog.Line({ order: 1, place: 'x' }).id.join()}`,
  ],
  ['an unsaved row', (world) => codeOf(() => world.blog.Post({} as { id: number }))],
  [
    'an unsaved row that says so',
    (world) => codeOf(() => world.blog.Post({ id: undefined } as unknown as { id: number })),
  ],
  [
    'a row without a part of its key',
    (world) => codeOf(() => world.blog.Line({ order: 1 } as { order: number; place: string })),
  ],
  ['a list for an id', (world) => codeOf(() => world.blog.Post([42] as unknown as number))],
  ['a text that is no id', (world) => codeOf(() => world.blog.Post('5abc'))],
  ['an ObjectId', (world) => world.blog.Image(new DriverId()).id],
  ['a row with an ObjectId', (world) => world.blog.Image({ id: objectId }).id],
  [
    'an object for an object',
    (world) => codeOf(() => world.scope.accessObj({} as ReturnType<World['blog']['Post']>, 'read')),
  ],
  [
    'an object for a model',
    (world) => codeOf(() => world.scope.accessModel({} as World['blog']['Post'], 'read')),
  ],
  ['an object for an app', (world) => codeOf(() => world.scope.accessApp({} as World['blog'], 'read'))],
  [
    'an unknown permission',
    (world) => codeOf(() => world.scope.accessModel(world.blog.Post, 'fly' as 'read')),
  ],
  ['an unknown global permission', (world) => codeOf(() => world.scope.accessAll('fly' as 'read'))],

  ['a hand-written app', () => pure.format(hand({ app: 'blog', permissions: ['read'] }))],
  ['a hand-written everything', () => pure.format(hand({ permissions: ['read'] }))],
  ['a grant of nothing', () => codeOf(() => pure.format(hand({})))],
  [
    'a grant without permissions',
    () => codeOf(() => pure.format(hand({ app: 'blog', model: 'Post', id: 42 }))),
  ],
  ['a grant with something else', () => codeOf(() => pure.format(hand({ permissions: ['read'], x: 1 })))],
  ['union', () => pure.format(pure.union(many, lists))],
  ['intersect', () => pure.format(pure.intersect(many, pure.parse('blog.Post#read')))],
  [
    'covers',
    () => `${pure.covers(many, post)} ${pure.covers(pure.parse('blog#read'), lists)} ${pure.covers([], [])}`,
  ],
  [
    'the notation',
    (world) =>
      world.scope.format(world.scope.parse('blog.Post:42#read blog.Line:(1,x)#read blog#moderate *#read')),
  ],
  ['a wrong notation', (world) => codeOf(() => world.scope.parse('blog.Post:42'))],

  [
    'an unknown option',
    (world) => codeOf(() => world.tokens.validate(plain, 'authentic', { x: 1 } as VerifyOptions)),
  ],
  [
    'an undefined option',
    (world) => codeOf(() => world.tokens.generate(post, { salt: undefined } as unknown as GenerateOptions)),
  ],
  ['a wrong duration', (world) => codeOf(() => world.tokens.generate(post, { expiresIn: '5x' as '5s' }))],
  ['no secret', () => codeOf(() => latchkey({ secrets: undefined, apps: [] }))],
  ['no secrets', () => codeOf(() => latchkey({ apps: [] } as unknown as { secrets: undefined; apps: [] }))],
  ['an object for a secret', () => codeOf(() => latchkey({ secrets: {} as Secrets, apps: [] }))],
  ['a pass-phrase', () => codeOf(() => latchkey({ secrets: 'wallaby quokka dingo numbat bilby', apps: [] }))],
  ['zeros', () => codeOf(() => latchkey({ secrets: new Uint8Array(32), apps: [] }))],
  ['one secret twice', () => codeOf(() => latchkey({ secrets: [secret, secret], apps: [] }))],
  ['no apps', () => codeOf(() => latchkey({ secrets: secret } as unknown as { secrets: string; apps: [] }))],
  [
    'an object for an app of an instance',
    () => codeOf(() => latchkey({ secrets: secret, apps: [{} as World['blog']] })),
  ],
  ['an unknown kind', () => codeOf(() => defineApp('app', { Model: { id: 'x' as 'int' } }))],
  ['an undeclared model', () => defineApp('app', { Model: {} }).Model.permissions.length],
  ['an empty model', () => codeOf(() => defineApp('app', { Model: {} }).Model({} as { id: number }))],
  ['a generated secret', () => keygen(secret).length],
]
const answers = (world: World): string[] =>
  decisions.map(([name, decide]) => {
    try {
      return `${name}: ${String(decide(world))}`
    } catch (error) {
      return `${name}: thrown ${String(error)}`
    }
  })
const expected = answers(clean)

test('there are at least 40 decisions, and no two worlds differ', () => {
  expect(decisions.length).toBeGreaterThanOrEqual(40)
  expect(answers(makeWorld())).toEqual(expected)
  expect(expected.filter((answer) => answer.includes('thrown'))).toEqual([])
})

// ---------------------------------------------------------------- pollution

const names = [
  'maxAge bind key salt expiresIn expiresAt subject singleUse uses unique narrowable within to',
  'secrets apps clock lock store id idField permissions row app model ids name path kinds fields models',
  'ok reason detail missing pass scope problem sealed bound nonce lifetime grants number form bits',
  'many index everything size toHexString toJSON then get set value writable configurable length',
  'x 0 1 42 fatal ignoreBOM cause',
].flatMap((line) => line.split(' '))
/** Each as it is asked of instances that were there before; and whether it is asked of new ones too. */
const values: readonly (readonly [label: string, value: unknown, anew: boolean])[] = [
  ['true', true, true],
  ['a function', () => 'x', true],
  ['1', 1, false],
  ["'x'", 'x', false],
]
const prototypes: readonly (readonly [label: string, prototype: object, values: typeof values])[] = [
  ['Object.prototype', Object.prototype, values],
  ['Array.prototype', Array.prototype, values.slice(1, 2)],
]

/** What `action` gives while `prototype` has a property that it should not have. */
function polluted<Result>(
  prototype: object,
  name: string,
  descriptor: PropertyDescriptor,
  action: () => Result,
): Result {
  Object.defineProperty(prototype, name, descriptor)
  try {
    return action()
  } finally {
    Reflect.deleteProperty(prototype, name)
    if (prototype === Array.prototype) Reflect.set(prototype, 'length', 0)
  }
}
const without = (fields: PropertyDescriptor): PropertyDescriptor =>
  Object.assign(Object.create(null) as PropertyDescriptor, fields)

describe.each(prototypes)('%s', (_label, prototype, tried) => {
  test.each(names.filter((name) => !Object.hasOwn(prototype, name)))('.%s changes no decision', (name) => {
    const changed: string[] = []
    for (const [label, value, anew] of tried) {
      const descriptor = without({ value, writable: true, enumerable: true, configurable: true })
      const told = polluted(prototype, name, descriptor, () =>
        anew ? [...answers(clean), ...answers(makeWorld())] : answers(clean),
      )
      for (const [index, answer] of told.entries())
        if (answer !== expected[index % expected.length]) changed.push(`as ${label}: ${answer}`)
    }
    expect(changed).toEqual([])
  })
})

/** A list itself cannot be filled where a number of Object.prototype is an accessor. */
const words = names.filter((name) => !Number.isInteger(Number(name)))

test.each(words)(
  'neither does Object.prototype.%s as an accessor, nor where it cannot be written',
  (name) => {
    const changed: string[] = []
    const descriptors: Record<string, PropertyDescriptor> = {
      accessor: without({ get: () => 'x', set: () => undefined, configurable: true }),
      'read-only': without({ value: 'x', writable: false, configurable: true }),
    }
    for (const [label, descriptor] of Object.entries(descriptors)) {
      const told = polluted(Object.prototype, name, descriptor, () => answers(clean))
      for (const [index, answer] of told.entries())
        if (answer !== expected[index]) changed.push(`as ${label}: ${answer}`)
    }
    expect(changed).toEqual([])
  },
)

// ---------------------------------------------------------------- regular expressions, clocks

/** How often one of `methods` is called while `action` runs. */
function callsOf(
  methods: readonly (readonly [owner: object, name: PropertyKey])[],
  action: () => void,
): string[] {
  const called: string[] = []
  const originals = methods.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!)
  for (const [index, [owner, name]] of methods.entries()) {
    const { value } = originals[index]!
    Object.defineProperty(owner, name, {
      ...originals[index],
      value(this: unknown, ...given: unknown[]): unknown {
        called.push(String(name))
        return Reflect.apply(value as () => unknown, this, given)
      },
    })
  }
  try {
    action()
  } finally {
    for (const [index, [owner, name]] of methods.entries())
      Object.defineProperty(owner, name, originals[index]!)
  }
  return called
}

const regular: readonly (readonly [object, PropertyKey])[] = [
  [RegExp.prototype, 'exec'],
  [RegExp.prototype, 'test'],
  [RegExp.prototype, Symbol.replace],
  [RegExp.prototype, Symbol.match],
  [RegExp.prototype, Symbol.matchAll],
  [RegExp.prototype, Symbol.search],
  [RegExp.prototype, Symbol.split],
  [String.prototype, 'match'],
  [String.prototype, 'matchAll'],
  [String.prototype, 'replace'],
  [String.prototype, 'replaceAll'],
  [String.prototype, 'search'],
]
const received = [
  plain,
  wide,
  hour,
  narrowed,
  salted,
  bound,
  limited,
  sealed,
  indexed,
  foreign,
  forged,
  tokens.generate(lists),
]

test('the instruments work', () => {
  expect(callsOf(regular, () => void /a/.test('a'))).toEqual(['test', 'exec'])
  expect(callsOf(regular, () => void 'a'.replace(/a/, 'b'))).toContain('replace')
})

test('no regular expression runs while a token is checked, narrowed or inspected', () => {
  const texts = [...received, ...received.map((token) => `${token}!`), '', 'lk', 'x'.repeat(9000), secret]
  const called = callsOf(regular, () => {
    for (const token of texts) {
      for (const required of [post, lists, 'authentic'] as const) {
        tokens.validate(token, required, { maxAge: '1h' })
        const verdict = tokens.verify(token, required)
        if (!verdict.ok) continue
        verdict.pass.allows(many)
        verdict.pass.objects(blog.Image, 'read')
        void [verdict.pass.scope, verdict.pass.id, verdict.pass.rootId, verdict.pass.subject]
      }
      inspect(token)
    }
    narrow(wide, { to: post })
  })
  expect(called).toEqual([])
})

test('a check asks no clock but its own, and draws nothing at random', () => {
  const sources: readonly (readonly [object, PropertyKey])[] = [
    [Date, 'now'],
    [performance, 'now'],
    [Math, 'random'],
    [crypto, 'getRandomValues'],
    [crypto, 'randomUUID'],
  ].filter(([owner, name]) => Object.hasOwn(owner as object, name as string)) as [object, PropertyKey][]
  const called = callsOf(sources, () => {
    for (const token of received) tokens.verify(token, post)
    tokens.generate(post, { expiresIn: '1h' })
    tokens.narrow(wide, { expiresIn: '1h' })
  })
  expect(called).toEqual([])
})

test('nothing of what a stranger sent is written to the console', () => {
  const methods = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map(
    (name) => [console, name] as const,
  )
  const called = callsOf(methods, () => void answers(makeWorld()))
  expect(called).toEqual([])
})
