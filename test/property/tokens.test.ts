/**
 * From a scope to a token and back: what a token grants is what it was made for, in one encoding.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scope } from '../../src/index.ts'
import type { Pass, Scope } from '../../src/index.ts'
import { mint } from '../../tools/vectors/mint.ts'
import { secret } from '../../tools/vectors/keys.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'
import type { Item, ShortId } from '../../tools/vectors/scope.ts'
import { counterexample, times } from './always.ts'
import { handles, start, tokens } from './instance.ts'
import {
  ask,
  asScope,
  grantedBy,
  hasAll,
  keyOf,
  meetings,
  normalFormOf,
  permissions,
  plainGrant,
  statedBy,
  stating,
} from './scope-model.ts'
import type { PlainGrant, PlainId } from './scope-model.ts'

function passOf(token: string): Pass {
  const verdict = tokens.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.reason)
  return verdict.pass
}

/** The same set of pairs, written differently: split, repeated, shuffled, with pairs that follow from others. */
function rewritten(list: Scope, seed: number): Scope {
  const split = (list as readonly PlainGrant[]).flatMap((grant) =>
    grant.permissions.map((permission) => ({ ...grant, permissions: [permission] })),
  )
  const implied = split.flatMap(({ app = 'blog', model, id, permissions: names }, index): PlainGrant[] => {
    if (id !== undefined || (seed >> (index % 20)) & 1) return []
    return [plainGrant(app, model ?? 'Post', model === undefined ? undefined : 5, names)]
  })
  const all: readonly PlainGrant[] = [...split, ...implied, ...split.slice(seed % 3)]
  let state = seed
  return asScope(
    all
      .map((grant) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        return { grant, order: state }
      })
      .toSorted((one, other) => one.order - other.order)
      .map(({ grant }) => grant),
  )
}

/** A scope in the words of the independent writer. */
function itemsOf(list: Scope): Item[] {
  return list.map(({ app, model, id, permissions: names }) => {
    const item: Item = { permissions: [...names] }
    if (app !== undefined) item.app = app
    if (model !== undefined) item.model = model
    if (id !== undefined) item.id = shortId(id as ShortId)
    return item
  })
}

describe('a token', () => {
  test('grants exactly the scope that it was made for, in normal form', () => {
    expect(
      counterexample(meetings(6), ({ scopes: [one] }) =>
        isDeepStrictEqual(passOf(tokens.generate(one)).scope, normalFormOf(grantedBy(one))),
      ),
    ).toBeUndefined()
  })

  test('is the same text for equal scopes, however they are written', () => {
    expect(
      counterexample(
        fc.tuple(meetings(6), fc.nat()),
        ([
          {
            scopes: [one],
          },
          seed,
        ]) => {
          const other = rewritten(one, seed)
          return grantedBy(other) === grantedBy(one) && tokens.generate(other) === tokens.generate(one)
        },
        6000,
      ),
    ).toBeUndefined()
  })

  test('is another text for every other scope', () => {
    let different = 0
    expect(
      counterexample(meetings(3, 3), ({ scopes: [one, other] }) => {
        const same = grantedBy(one) === grantedBy(other)
        if (!same) different++
        return (tokens.generate(one) === tokens.generate(other)) === same
      }),
    ).toBeUndefined()
    expect(different).toBeGreaterThan(times(5000))
  })

  test('is, byte for byte, what an independent writer of the specification makes', () => {
    expect(
      counterexample(
        meetings(6),
        ({ scopes: [one] }) =>
          tokens.generate(one) === mint({ scope: itemsOf(one), issuedAt: start, secret: secret(1) }).token,
        3000,
      ),
    ).toBeUndefined()
  })

  test('keeps integers of every size, alone and in lists', () => {
    const integers = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.bigInt({ min: -300n, max: 300n }),
      fc.bigInt({ min: 2n ** 53n - 10n, max: 2n ** 53n + 10n }),
    )
    expect(
      counterexample(
        fc.array(integers, { minLength: 1, maxLength: 40 }),
        (list) => {
          const granted = passOf(
            tokens.generate(asScope(list.map((id) => plainGrant('blog', 'Post', id, ['read'])))),
          ).scope
          const expected = [...new Set(list)].toSorted((one, other) => (one < other ? -1 : 1))
          return isDeepStrictEqual(
            granted.map(({ id }) => id),
            expected.map((id) => (Number.isSafeInteger(Number(id)) ? Number(id) : id)),
          )
        },
        5000,
      ),
    ).toBeUndefined()
  })

  test('keeps names and texts of any characters', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    const grant = fc
      .tuple(
        text,
        text,
        fc.oneof(text, fc.tuple(text, fc.integer(), text)),
        fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
      )
      .map(([app, model, id, names]) => plainGrant(app, model, id, names))
    expect(
      counterexample(
        grant,
        (one) => {
          const [granted] = passOf(tokens.generate(asScope([one]))).scope
          return isDeepStrictEqual(
            { ...granted, permissions: [...granted!.permissions].toSorted() },
            { ...one, permissions: [...one.permissions].toSorted() },
          )
        },
        4000,
      ),
    ).toBeUndefined()
  })
})

describe('a pass', () => {
  test('allows what a verification with that requirement accepts, and nothing else', () => {
    let allowed = 0
    expect(
      counterexample(meetings(5, 2), ({ scopes: [held, required] }) => {
        const token = tokens.generate(held)
        const pass = passOf(token)
        const expected = hasAll(grantedBy(held), statedBy(required))
        if (expected && statedBy(required) !== 0n) allowed++
        return (
          pass.allows(required) === expected &&
          tokens.validate(token, required) === expected &&
          tokens.verify(token, required).ok === expected
        )
      }),
    ).toBeUndefined()
    expect(allowed).toBeGreaterThan(times(1000))
  })

  test('has a scope that covers exactly what it allows, before and after narrowing', () => {
    expect(
      counterexample(
        meetings(5, 5, 2),
        ({ scopes: [held, limit, required], pool }) => {
          const whole = tokens.generate(held)
          const token = statedBy(limit) === 0n ? whole : tokens.narrow(whole, { to: limit })
          const pass = passOf(token)
          return (
            scope.covers(pass.scope, required) === pass.allows(required) &&
            pool.every((path) =>
              permissions.every((permission) => {
                const asked = ask(path, permission)
                return scope.covers(pass.scope, asked) === pass.allows(asked)
              }),
            )
          )
        },
        3000,
      ),
    ).toBeUndefined()
  })

  test('says what is missing: the pairs that are required and not granted, in normal form', () => {
    let lacking = 0
    expect(
      counterexample(
        meetings(5, 3, 3),
        ({ scopes: [held, limit, required] }) => {
          const whole = tokens.generate(held)
          const narrowed = statedBy(limit) !== 0n
          const token = narrowed ? tokens.narrow(whole, { to: limit }) : whole
          const verdict = tokens.verify(token, required)
          const granted = narrowed ? grantedBy(held) & grantedBy(limit) : grantedBy(held)
          const missing = statedBy(required) & ~granted
          if (missing === 0n) return verdict.ok
          lacking++
          return (
            !verdict.ok &&
            verdict.reason === 'insufficient' &&
            isDeepStrictEqual(verdict.missing, normalFormOf(grantedBy(stating(missing)))) &&
            Object.isFrozen(verdict)
          )
        },
        5000,
      ),
    ).toBeUndefined()
    expect(lacking).toBeGreaterThan(times(1500))
  })

  test('gives the objects that it allows: all, none, or exactly these ids', () => {
    const kinds = new Set<string>()
    expect(
      counterexample(
        meetings(5, 5),
        ({ scopes: [held, limit], pool }) => {
          const whole = tokens.generate(held)
          const pass = passOf(statedBy(limit) === 0n ? whole : tokens.narrow(whole, { to: limit }))
          return [...handles].every(([path, handle]) => {
            const [app, model] = path.split('.')
            const asked = pool.filter(
              ({ id, parts }) => id !== undefined && parts[0] === app && parts[1] === model,
            )
            return permissions.every((permission) => {
              const rows = pass.objects(handle, permission)
              kinds.add(rows.kind)
              const listed = rows.kind === 'some' ? rows.ids.map((id) => keyOf(id as PlainId)) : []
              return (
                new Set(listed).size === listed.length &&
                (rows.kind === 'all') ===
                  pass.allows(asScope([plainGrant(app, model, undefined, [permission])])) &&
                (rows.kind !== 'some' ||
                  rows.ids.every((id) =>
                    pass.allows(asScope([plainGrant(app, model, id as PlainId, [permission])])),
                  )) &&
                asked.every(
                  ({ id }) =>
                    pass.allows(asScope([plainGrant(app, model, id, [permission])])) ===
                    (rows.kind === 'all' || listed.includes(keyOf(id!))),
                )
              )
            })
          })
        },
        2000,
      ),
    ).toBeUndefined()
    expect(kinds).toEqual(new Set(['all', 'none', 'some']))
  })

  test('gives frozen data: the scope, its grants, the verdict', () => {
    expect(
      counterexample(
        meetings(5),
        ({ scopes: [held] }) => {
          const verdict = tokens.verify(tokens.generate(held), 'authentic')
          return (
            Object.isFrozen(verdict) &&
            verdict.ok &&
            Object.isFrozen(verdict.pass) &&
            Object.isFrozen(verdict.pass.scope) &&
            verdict.pass.scope === verdict.pass.scope &&
            verdict.pass.scope.every(
              (grant) =>
                Object.isFrozen(grant) &&
                Object.isFrozen(grant.permissions) &&
                (typeof grant.id !== 'object' || Object.isFrozen(grant.id)),
            )
          )
        },
        3000,
      ),
    ).toBeUndefined()
  })

  test('can be written as JSON, whatever ids the holder of the token put into it', () => {
    for (const id of [7, 'x', 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n)]) {
      const whole = tokens.generate(asScope([{ app: 'blog', model: 'Post', permissions: ['read'] }]))
      const narrowed = tokens.narrow(whole, { to: asScope([plainGrant('blog', 'Post', id, ['read'])]) })
      expect(() => JSON.stringify(tokens.verify(narrowed, 'authentic'))).not.toThrow()
      expect(() => JSON.stringify(tokens.inspect(narrowed))).not.toThrow()
    }
  })
})
