/**
 * The lock over random histories: apps that come, go, come back and are renamed, and what tokens mean all the while.
 *
 * The meaning is said a second time by a naive model without numbers: each path and each permission of a path is a thing that is
 * born when it is declared, follows declared renames, and dies when it is not declared any more.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineApp, latchkey, lockOf } from '../../src/index.ts'
import type { AppLike, Lock, LockNode, Scope, Tokens } from '../../src/index.ts'
import { bodyStart, readBody, tagLength, writeBlock, writeRoot } from '../../src/codec/body.ts'
import type { Body } from '../../src/codec/body.ts'
import { fromTokenText } from '../../src/text/token-text.ts'
import { times } from './always.ts'

/** Tries a law on random cases; it holds where it does not throw and does not return false. */
function always<Case>(cases: fc.Arbitrary<Case>, law: (one: Case) => boolean | void, runs: number): void {
  fc.assert(fc.property(cases, law), { numRuns: times(runs) })
}

// ---------------------------------------------------------------- declarations

const appNames = ['a', 'b']
const modelNames = ['M', 'N', 'O']
const names = ['r', 'w', 'x', 'y']

interface Model {
  model: string
  /** None: any name goes. */
  permissions: string[]
}
interface App {
  app: string
  models: Model[]
}
type Declared = App[]

function handlesOf(declared: Declared): AppLike[] {
  return declared.map(({ app, models }) =>
    defineApp(
      app,
      Object.fromEntries(
        models.map(({ model, permissions: [first, ...rest] }) => [
          model,
          first === undefined ? {} : { permissions: [first, ...rest] as const },
        ]),
      ),
    ),
  )
}

/** A change of the declarations, drawn as numbers: what it is, and where. */
type Change = readonly [kind: number, app: number, model: number, name: number]
interface Step {
  readonly rename: Change | undefined
  readonly changes: readonly Change[]
}

const change = fc.tuple(fc.nat(9), fc.nat(1), fc.nat(2), fc.nat(3))
const steps = fc.array(
  fc.record({
    rename: fc.option(change, { nil: undefined, freq: 2 }),
    changes: fc.array(change, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
)

function toggled<Item>(list: Item[], at: number, fresh: Item): Item[] {
  return at < 0 ? [...list, fresh] : list.toSpliced(at, 1)
}

/** The declarations after a change that is none of a name. */
function changed(declared: Declared, [kind, appAt, modelAt, nameAt]: Change): Declared {
  const app = appNames[appAt]!
  const model = modelNames[modelAt]!
  const name = names[nameAt]!
  const at = declared.findIndex((one) => one.app === app)
  if (at < 0) return [...declared, { app, models: [{ model, permissions: names.slice(0, nameAt) }] }]
  const { models } = declared[at]!
  const modelIndex = models.findIndex((one) => one.model === model)
  const swap = (with_: Model[]): Declared => declared.with(at, { app, models: with_ })
  if (kind === 0) return declared.toSpliced(at, 1)
  if (kind === 1) return declared.toReversed()
  if (kind === 2) return swap(models.toReversed())
  const held = models[modelIndex]
  if (kind < 6 || held === undefined) return swap(toggled(models, modelIndex, { model, permissions: [name] }))
  const { permissions } = held
  const next = kind === 6 ? permissions.toReversed() : toggled(permissions, permissions.indexOf(name), name)
  return swap(models.with(modelIndex, { model, permissions: next }))
}

/** A rename of what is there to what is not, if the change can be read as one. */
function renameIn(declared: Declared, [kind, appAt, modelAt, nameAt]: Change): [string, string] | undefined {
  const held = declared.find(({ app }) => app === appNames[appAt])
  if (held === undefined) return undefined
  const { app, models } = held
  if (kind < 2) {
    const free = appNames.find((name) => declared.every((one) => one.app !== name))
    return free === undefined ? undefined : [app, free]
  }
  const found = models.find(({ model }) => model === modelNames[modelAt])
  if (found === undefined) return undefined
  if (kind < 6) {
    const free = modelNames.find((name) => models.every(({ model }) => model !== name))
    return free === undefined ? undefined : [`${app}.${found.model}`, `${app}.${free}`]
  }
  const name = names[nameAt]!
  const free = names.find((one) => !found.permissions.includes(one))
  if (!found.permissions.includes(name) || free === undefined) return undefined
  return [`${app}.${found.model}#${name}`, `${app}.${found.model}#${free}`]
}

function renamed(declared: Declared, [from, to]: readonly [string, string]): Declared {
  const [path = '', name] = from.split('#')
  const [toPath = '', toName = ''] = to.split('#')
  const [app, model] = path.split('.')
  const [toApp = '', toModel = ''] = toPath.split('.')
  return declared.map((one) => {
    if (one.app !== app) return one
    const models = one.models.map((held) => {
      if (held.model !== model) return held
      const permissions = held.permissions.map((each) => (each === name ? toName : each))
      return { model: toModel, permissions }
    })
    return { app: toApp, models }
  })
}

// ---------------------------------------------------------------- the naive model

/** A path from its birth on. Lives are told apart as objects are. */
interface Thing {
  readonly life: object
  readonly permissions: ReadonlyMap<string, object>
}
/** What is alive, by path. */
type World = ReadonlyMap<string, Thing>

function namesOf(declared: Declared): Map<string, Set<string>> {
  const all = declared.flatMap(({ models }) => models.flatMap(({ permissions }) => permissions))
  const paths = new Map([['', new Set(all)]])
  for (const { app, models } of declared) {
    paths.set(app, new Set(models.flatMap(({ permissions }) => permissions)))
    for (const { model, permissions } of models) paths.set(`${app}.${model}`, new Set(permissions))
  }
  return paths
}

function afterRename(world: World, [from, to]: readonly [string, string]): World {
  const [path = '', name] = from.split('#')
  const [toPath = '', toName = ''] = to.split('#')
  const moved = new Map<string, Thing>()
  for (const [at, thing] of world) {
    if (name === undefined) {
      const isMoved = at === path || at.startsWith(`${path}.`)
      moved.set(isMoved ? toPath + at.slice(path.length) : at, thing)
    } else {
      const held = Array.from(
        thing.permissions,
        ([each, life]) => [each === name ? toName : each, life] as const,
      )
      moved.set(at, { life: thing.life, permissions: at === path ? new Map(held) : thing.permissions })
    }
  }
  return moved
}

function afterStep(world: World, declared: Declared): World {
  const now = Array.from(namesOf(declared), ([path, all]): [string, Thing] => {
    const before = world.get(path)
    const held = Array.from(all, (name) => [name, before?.permissions.get(name) ?? {}] as const)
    return [path, { life: before?.life ?? {}, permissions: new Map(held) }]
  })
  return new Map(now)
}

interface Grant {
  readonly app?: string
  readonly model?: string
  readonly id?: number
  readonly permissions: readonly string[]
}
/** Path, id and one permission. */
interface Pair {
  readonly path: string
  readonly id: number | undefined
  readonly name: string
}

const asScope = (grants: readonly Grant[]): Scope => grants as unknown as Scope
const asGrants = (scope: Scope): readonly Grant[] => scope as unknown as readonly Grant[]

function pairsOf(grants: readonly Grant[]): Pair[] {
  return grants.flatMap(({ app, model, id, permissions }) => {
    const path = [app, model].filter((name) => name !== undefined).join('.')
    return permissions.map((name) => ({ path, id, name }))
  })
}

function reaches(above: Pair, below: Pair): boolean {
  if (above.name !== below.name) return false
  if (above.path === below.path) return above.id === undefined || above.id === below.id
  return above.path === '' || (above.id === undefined && below.path.startsWith(`${above.path}.`))
}

/** Texts that are equal for pairs of equal meaning. */
function normal(pairs: readonly Pair[]): Pair[] {
  const own = pairs.filter((pair) => !pairs.some((other) => reaches(other, pair) && !reaches(pair, other)))
  return [...new Map(own.map((pair) => [JSON.stringify(pair), pair])).values()]
}

const told = (pairs: readonly Pair[]): string[] => pairs.map((pair) => JSON.stringify(pair)).toSorted()

function both(one: readonly Pair[], other: readonly Pair[]): Pair[] {
  const within = (pairs: readonly Pair[], all: readonly Pair[]): Pair[] =>
    pairs.filter((pair) => all.some((above) => reaches(above, pair)))
  return normal([...within(one, other), ...within(other, one)])
}

/** What a scope that was written down in one world means in a later one. */
function meaning(grants: readonly Grant[], then: World, now: World): Pair[] {
  const pairs = normal(pairsOf(grants))
  return pairs.flatMap((pair) => {
    const born = then.get(pair.path)
    if (born === undefined) return pair
    const found = [...now].find(([, { life }]) => life === born.life)
    if (found === undefined) return []
    const [path, { permissions }] = found
    const alike = pairs.filter((other) => other.path === pair.path && other.id === pair.id)
    // One permission without a life, and all travel as texts.
    if (alike.some(({ name }) => !born.permissions.has(name))) return { path, id: pair.id, name: pair.name }
    const life = born.permissions.get(pair.name)
    return [...permissions].flatMap(([name, each]) => (each === life ? { path, id: pair.id, name } : []))
  })
}

// ---------------------------------------------------------------- histories

interface Moment {
  readonly declared: Declared
  readonly world: World
  readonly lock: Lock
  readonly tokens: Tokens
}

const secret = Uint8Array.from({ length: 32 }, (_, index) => index)
const clock = (): number => Date.UTC(2026, 0, 1)

function tokensOf(apps: readonly AppLike[], lock?: Lock): Tokens {
  return latchkey({ secrets: secret, apps, clock, ...(lock !== undefined && { lock }) }).tokens
}

/** A history from nothing on. `renames` are told to the lock, or not made at all. */
function historyOf(all: readonly Step[], renames = true): Moment[] {
  const moments: Moment[] = []
  let declared: Declared = []
  let world: World = new Map()
  let lock: Lock | undefined
  for (const { rename, changes } of all) {
    const pair = rename === undefined || !renames ? undefined : renameIn(declared, rename)
    if (pair !== undefined) {
      declared = renamed(declared, pair)
      world = afterRename(world, pair)
    }
    declared = changes.reduce(changed, declared)
    world = afterStep(world, declared)
    const apps = handlesOf(declared)
    lock = lockOf(apps, lock, pair === undefined ? {} : { [pair[0]]: pair[1] })
    const grown = lock
    let tokens: Tokens | undefined
    moments.push({
      declared,
      world,
      lock,
      get tokens() {
        return (tokens ??= tokensOf(apps, grown))
      },
    })
  }
  return moments
}

const grant = fc
  .tuple(fc.nat(2), fc.nat(3), fc.nat(3), fc.subarray(names, { minLength: 1 }))
  .map(([appAt, modelAt, id, permissions]): Grant => {
    const app = ['a', 'b', 'z'][appAt]!
    const model = modelNames[modelAt]
    if (model === undefined) return id === 0 ? { permissions } : { app, permissions }
    return id === 0 ? { app, model, permissions } : { app, model, id, permissions }
  })
const grants = fc.array(grant, { minLength: 1, maxLength: 5 })

function remaining(tokens: Tokens, token: string): Pair[] | string {
  const verdict = tokens.verify(token, 'authentic')
  return verdict.ok ? pairsOf(asGrants(verdict.pass.scope)) : verdict.reason
}

/** What each bit of each node was dealt for. */
function dealt({ nodes }: Lock): string[] {
  return nodes.flatMap(({ number, path, was, permissions }) => [
    `${number} ${was ?? path}`,
    ...permissions.map((text, bit) => `${number} ${bit} ${text.replace('!', '').split('<').at(-1)}`),
  ])
}

/** What is retired, node by node and bit by bit. */
function gone({ nodes }: Lock): string[] {
  return nodes.flatMap(({ number, permissions, retired }) => [
    ...(retired === true ? [`${number}`] : []),
    ...permissions.flatMap((text, bit) => (text.startsWith('!') ? `${number} ${bit}` : [])),
  ])
}

/** What the earlier lock says and the later one does not. */
function lost(before: Lock, lock: Lock): string[] {
  const now = new Set(said(lock))
  return said(before).filter((text) => !now.has(text))
}

const said = (lock: Lock): string[] => [...dealt(lock), ...gone(lock).map((text) => `gone ${text}`)]

/** Counts the answers to tokens that may be refused; what is granted is within `all`. */
function count(
  seen: { refused: number; accepted: number },
  found: Pair[] | string,
  all: readonly Pair[],
): void {
  const isRefused = typeof found === 'string'
  expect(isRefused ? found : both(found, all).length).toBe(isRefused ? 'forged' : found.length)
  seen[isRefused ? 'refused' : 'accepted']++
}

describe('the lock of a history', () => {
  test('grown once more by the same apps is the same', () => {
    always(
      steps,
      (all) => {
        for (const { declared, lock } of historyOf(all)) {
          expect(lockOf(handlesOf(declared), lock)).toEqual(lock)
          expect(lockOf(handlesOf(declared), JSON.parse(JSON.stringify(lock)) as Lock)).toEqual(lock)
        }
      },
      1000,
    )
  })

  test('keeps every number, every bit and the names that they were dealt for, and revives nothing', () => {
    always(
      steps,
      (all) => {
        let before: Lock = { format: 'latchkey-lock/1', nodes: [] }
        for (const { lock } of historyOf(all)) {
          expect(lock.nodes.map(({ number }) => number)).toEqual(lock.nodes.map((_node, index) => index + 1))
          expect(lost(before, lock)).toEqual([])
          before = lock
        }
      },
      2000,
    )
  })

  test('has a live number for each declared path, a live bit for each name, and no other', () => {
    always(
      steps,
      (all) => {
        for (const { declared, lock } of historyOf(all)) {
          const live = lock.nodes.filter(({ retired }) => retired !== true)
          const found = live.map(({ path, permissions }) => [
            path === '*' ? '' : path,
            permissions.flatMap((text) => (text.startsWith('!') ? [] : text.split('<')[0]!)).toSorted(),
          ])
          const wanted = Array.from(namesOf(declared), ([path, held]) => [path, [...held].toSorted()])
          expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
          expect(found.length).toBe(wanted.length)
        }
      },
      1000,
    )
  })
})

describe('a token over time', () => {
  test('means what was alive all the while, under the names of the day, and nothing else', () => {
    let kept = 0
    let less = 0
    always(
      fc.tuple(steps, grants),
      ([all, held]) => {
        const moments = historyOf(all)
        for (const [index, then] of moments.entries()) {
          const token = then.tokens.generate(asScope(held))
          for (const now of moments.slice(index)) {
            const expected = told(normal(meaning(held, then.world, now.world)))
            expect(told(remaining(now.tokens, token) as Pair[])).toEqual(expected)
            if (expected.length > 0) kept++
            if (expected.length < normal(pairsOf(held)).length) less++
          }
        }
      },
      1500,
    )
    expect([kept > 200, less > 200], `${kept} ${less}`).toEqual([true, true])
  })

  test('and narrowed at a later time by the lock of then, grants what both mean', () => {
    let left = 0
    always(
      fc.tuple(steps, grants, grants),
      ([all, held, limit]) => {
        const moments = historyOf(all)
        const first = moments[0]!
        const last = moments.at(-1)!
        const token = first.tokens.generate(asScope(held))
        for (const then of moments) {
          const child = then.tokens.narrow(token, { to: asScope(limit) })
          const expected = both(
            normal(meaning(held, first.world, last.world)),
            normal(meaning(limit, then.world, last.world)),
          )
          expect(told(remaining(last.tokens, child) as Pair[])).toEqual(told(expected))
          if (expected.length > 0) left++
        }
      },
      1500,
    )
    expect(left).toBeGreaterThan(100)
  })

  test('is refused or means less by an older lock', () => {
    const seen = { refused: 0, accepted: 0 }
    always(
      fc.tuple(steps, grants),
      ([all, held]) => {
        const moments = historyOf(all, false)
        const token = moments.at(-1)!.tokens.generate(asScope(held))
        for (const { tokens } of moments) {
          const found = remaining(tokens, token)
          count(seen, found, pairsOf(held))
        }
      },
      1000,
    )
    expect(seen.refused).toBeGreaterThan(100)
  })
})

// ---------------------------------------------------------------- foreign locks

/** A lock as a bad merge leaves it; most of them are still locks. */
function spoiled({ format, nodes }: Lock, [kind, first, second, bit]: Change): Lock {
  const one = nodes[first % nodes.length]!
  const two = nodes[(first + second + 1) % nodes.length]!
  const numbered = (list: readonly LockNode[]): Lock => ({
    format,
    nodes: list.map((node, index) => ({ ...node, number: index + 1 })),
  })
  const swap = (permissions: readonly string[]): LockNode => ({ ...one, permissions })
  const at = (node: LockNode): LockNode => (node === one ? two : node === two ? one : node)
  if (kind < 3) return numbered(nodes.map(at))
  if (kind === 3) return numbered(nodes.filter((node) => node !== one || node.number === 1))
  if (kind === 4)
    return numbered(nodes.toReversed().toSorted((a, b) => Number(b.path === '*') - Number(a.path === '*')))
  if (kind === 5)
    return numbered(nodes.map((node) => (node === one ? swap(one.permissions.toReversed()) : node)))
  if (kind === 6)
    return numbered(nodes.map((node) => (node === one ? swap(one.permissions.toSpliced(bit, 1)) : node)))
  if (kind === 7) return numbered(nodes.map((node) => (node === one ? swap(two.permissions) : node)))
  return numbered(nodes.map(({ number, path, permissions }) => ({ number, path, permissions })))
}

/** The verbs by a lock alone; nothing where it is broken. */
function byLock(lock: Lock): Tokens | undefined {
  try {
    return tokensOf([], lock)
  } catch {
    return undefined
  }
}

const spoiling = fc.tuple(fc.nat(9), fc.nat(12), fc.nat(12), fc.nat(3))

describe('a token by a foreign lock', () => {
  test('of another history is forged, or grants names that it was made with', () => {
    const seen = { refused: 0, accepted: 0 }
    always(
      fc.tuple(steps, steps, grants, fc.nat(4)),
      ([one, other, held, kept]) => {
        const mine = historyOf(one, false).at(-1)!
        // Histories that begin alike, as two branches do, or not.
        const theirs = historyOf([...one.slice(0, kept), ...other], false).at(-1)!
        const found = remaining(theirs.tokens, mine.tokens.generate(asScope(held)))
        count(seen, found, pairsOf(held))
      },
      4000,
    )
    expect([seen.refused > 500, seen.accepted > 500]).toEqual([true, true])
  })

  test('that a bad merge left is forged, or grants names that it was made with', () => {
    const seen = { refused: 0, accepted: 0 }
    always(
      fc.tuple(steps, spoiling, grants),
      ([all, how, held]) => {
        const { tokens, lock } = historyOf(all, false).at(-1)!
        const foreign = byLock(spoiled(lock, how))
        if (foreign === undefined) return
        const found = remaining(foreign, tokens.generate(asScope(held)))
        count(seen, found, pairsOf(held))
      },
      4000,
    )
    expect([seen.refused > 300, seen.accepted > 300]).toEqual([true, true])
  })

  test('is never widened by a narrower with a grown, an older, a foreign or a spoiled lock, or with none', () => {
    const seen = { refused: 0, accepted: 0 }
    always(
      fc.tuple(steps, steps, spoiling, grants, grants),
      ([one, other, how, held, limit]) => {
        const moments = historyOf(one)
        const last = moments.at(-1)!
        const token = last.tokens.generate(asScope(held))
        const before = remaining(last.tokens, token) as Pair[]
        const narrowers = [
          moments[0]!.tokens,
          historyOf([...one, ...other]).at(-1)!.tokens,
          historyOf(other).at(-1)!.tokens,
          byLock(spoiled(last.lock, how)),
          tokensOf([]),
        ]
        for (const narrower of narrowers) {
          if (narrower === undefined) continue
          const found = remaining(last.tokens, narrower.narrow(token, { to: asScope(limit) }))
          count(seen, found, before)
        }
      },
      1500,
    )
    expect([seen.refused > 300, seen.accepted > 300]).toEqual([true, true])
  })
})

// ---------------------------------------------------------------- bytes

function bodyOf(token: string): Body {
  const bytes = fromTokenText(token)
  if (typeof bytes === 'string') throw new Error(bytes)
  const body = readBody(bytes)
  if (body.reason !== undefined) throw new Error(body.detail)
  return body
}

function expectSameBytes({ bytes, root, blocks, ...head }: Body): void {
  const again = writeRoot({ ...head, lifetime: root.lifetime, grants: root.grants ?? [] }).bytes
  expect(again.subarray(0, -tagLength)).toEqual(bytes.subarray(0, root.end))
  for (const block of blocks) expect(writeBlock(block).bytes).toEqual(bytes.subarray(block.start, block.end))
}

describe('the bytes of numbers', () => {
  test('are written again as they were read', () => {
    let blocks = 0
    always(
      fc.tuple(steps, grants, grants),
      ([all, held, limit]) => {
        const { tokens } = historyOf(all).at(-1)!
        const body = bodyOf(tokens.narrow(tokens.generate(asScope(held)), { to: asScope(limit) }))
        expectSameBytes(body)
        blocks += body.blocks.length
      },
      1000,
    )
    expect(blocks).toBe(times(1000))
  })

  test('carry every number and every set of bits', () => {
    const bits = fc
      .uniqueArray(fc.nat(255), { minLength: 1, maxLength: 256 })
      .map((set) => set.toSorted((one, other) => one - other))
    const one = fc.tuple(fc.integer({ min: 2, max: 65_535 }), fc.integer({ min: 1, max: 3 }), bits)
    always(
      fc.uniqueArray(one, { minLength: 1, maxLength: 5, selector: ([number, form]) => `${number} ${form}` }),
      (list) => {
        const root = writeRoot({
          kid: 1,
          issued: 2,
          lifetime: undefined,
          subject: undefined,
          nonce: undefined,
          uses: undefined,
          bound: false,
          sealed: false,
          grants: list.map(([number, form, set]) => ({
            number,
            form,
            app: undefined,
            model: undefined,
            ids: form === 3 ? [42] : undefined,
            permissions: [],
            bits: set,
          })),
        })
        const body = readBody(root.bytes)
        if (body.reason !== undefined) throw new Error(body.detail)
        const read = body.root.grants!.map(({ number, form, bits: set }) => [number, form, set])
        expect(read).toEqual(root.grants.map(({ number, form, bits: set }) => [number, form, set]))
        expect(new Set(read.map((each) => JSON.stringify(each)))).toEqual(
          new Set(list.map((each) => JSON.stringify(each))),
        )
        expectSameBytes(body)
      },
      2000,
    )
    expect(bodyStart).toBe(1)
  })

  test('are equal for equal scopes', () => {
    const shuffled = grants.chain((held) => {
      const pieces = held.flatMap(({ permissions, ...path }) =>
        permissions.map((name): Grant => ({ ...path, permissions: [name] })),
      )
      return fc.tuple(
        fc.constant(held),
        fc.shuffledSubarray([...pieces, ...held], { minLength: pieces.length + held.length }),
      )
    })
    always(
      fc.tuple(steps, shuffled),
      ([all, [held, other]]) => {
        const { tokens } = historyOf(all).at(-1)!
        const token = tokens.generate(asScope(held))
        expect(tokens.generate(asScope(other))).toBe(token)
        expect(tokens.generate(asScope([...held, ...other].toReversed()))).toBe(token)
        const limit = { to: asScope(other) }
        expect(tokens.narrow(token, limit)).toBe(tokens.narrow(token, { to: asScope(held) }))
      },
      1500,
    )
  })
})

describe('a model of 257 permissions', () => {
  const many = Array.from({ length: 257 }, (_, index) => `p${index + 1}`)
  const [first = '', ...rest] = many
  const big = defineApp('big', { Thing: { id: 'int', permissions: [first, ...rest] } })
  const lock = lockOf([big])
  const tokens = tokensOf([big], lock)
  const granting = (...list: string[]): string =>
    tokens.generate(asScope([{ app: 'big', model: 'Thing', id: 1, permissions: list }]))
  const granted = (token: string): string[] => {
    const found = remaining(tokens, token)
    return typeof found === 'string' ? [found] : found.map(({ name }) => name)
  }

  test.each([1, 31, 32, 33, 53, 54, 63, 64, 65, 128, 255, 256, 257])('number %i is itself alone', (place) => {
    const name = `p${place}`
    expect(granted(granting(name))).toEqual([name])
    const { number, bits, permissions } = bodyOf(granting(name)).root.grants![0]!
    expect([number, bits, permissions]).toEqual(place < 257 ? [3, [place - 1], []] : [3, undefined, [name]])
  })

  test('256 at once, and any set of them, are what was asked', () => {
    expect(() => granting(...many)).toThrow('at most 256')
    expect(granted(granting(...many.slice(0, 256))).toSorted()).toEqual(many.slice(0, 256).toSorted())
    always(
      fc.subarray(many, { minLength: 1, maxLength: 20 }),
      (set) => {
        expect(granted(granting(...set)).toSorted()).toEqual(set.toSorted())
      },
      1000,
    )
  })

  test('has 256 bits in the lock, and the apps are not behind', () => {
    expect(lock.nodes[2]?.permissions).toEqual(many.slice(0, 256))
    expect(lockOf([big], lock)).toEqual(lock)
  })
})
