/**
 * The algebra of scopes against a set model: containment, union, intersection, normal form.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scope } from '../../src/index.ts'
import type { Scope } from '../../src/index.ts'
import { counterexample, times } from './always.ts'
import {
  ask,
  asScope,
  grantedBy,
  hasAll,
  meetings,
  normalFormOf,
  paths,
  permissions,
  plainGrant,
  reaches,
  statedBy,
} from './scope-model.ts'
import type { PlainGrant } from './scope-model.ts'

const covers = (granted: Scope, required: Scope): boolean => scope.covers(granted, required)
const intersect = (one: Scope, other: Scope): Scope => scope.intersect(one, other)
const union = (...scopes: readonly Scope[]): Scope => scope.union(...scopes)

/** A law of the form "if this, then that" proves nothing where "this" never happens. */
function often(seen: number, least: number): void {
  expect(seen).toBeGreaterThan(times(least))
}

describe('covers', () => {
  test('every scope covers itself', () => {
    expect(counterexample(meetings(6), ({ scopes: [one] }) => covers(one, one))).toBeUndefined()
  })

  test('agrees with the set model, for requirements of several grants', () => {
    let granted = 0
    let refused = 0
    expect(
      counterexample(meetings(6, 2), ({ scopes: [held, required] }) => {
        const expected = hasAll(grantedBy(held), statedBy(required))
        if (expected && statedBy(required) !== 0n) granted++
        if (!expected) refused++
        return covers(held, required) === expected
      }),
    ).toBeUndefined()
    often(granted, 1000)
    often(refused, 1000)
  })

  test('agrees with the set model, for each pair by itself', () => {
    expect(
      counterexample(meetings(5), ({ scopes: [held], pool }) => {
        const granted = grantedBy(held)
        return pool.every((path) =>
          permissions.every((permission) => {
            const asked = ask(path, permission)
            return covers(held, asked) === hasAll(granted, statedBy(asked))
          }),
        )
      }),
    ).toBeUndefined()
  })

  test('agrees with the set model where a scope has so many grants that they are looked up', () => {
    const grant = fc.nat({ max: (paths.length - 10) * 8 - 1 }).map((number): PlainGrant => {
      const { app, model, id } = paths[number >> 3]!
      return plainGrant(
        app,
        model,
        id,
        permissions.filter((_, index) => (number >> index) & 1),
      )
    })
    const narrow = grant.filter(({ id }) => id !== undefined)
    const many = fc.array(narrow, { minLength: 9, maxLength: 40 })
    const few = fc.array(grant, { maxLength: 2 })
    let granted = 0
    expect(
      counterexample(
        fc.tuple(many, few, grant),
        ([long, wide, asked]) => {
          const held = [...long, ...wide]
          const expected = hasAll(grantedBy(held), statedBy([asked]))
          if (expected && asked.permissions.length > 0) granted++
          return (
            covers(asScope(held), asScope([asked])) === expected &&
            long.slice(-3).every((one) => covers(asScope(held), asScope([one])))
          )
        },
        5000,
      ),
    ).toBeUndefined()
    often(granted, 250)
  })

  test('is transitive', () => {
    let seen = 0
    const law = ({ scopes: [first, second, third] }: { scopes: readonly [Scope, Scope, Scope] }): boolean => {
      if (!covers(first, second) || !covers(second, third)) return true
      if (statedBy(third) !== 0n) seen++
      return covers(first, third)
    }
    expect(counterexample(meetings(10, 4, 1), law, 40_000)).toBeUndefined()
    often(seen, 300)
  })

  test('is monotone in what is granted: more grants never take anything away', () => {
    let seen = 0
    expect(
      counterexample(meetings(5, 2, 4), ({ scopes: [held, required, more] }) => {
        if (!covers(held, required)) return true
        if (statedBy(required) !== 0n) seen++
        return covers([...held, ...more], required) && covers([...more, ...held], required)
      }),
    ).toBeUndefined()
    often(seen, 500)
  })

  test('is antitone in what is required: less is granted where more is', () => {
    let seen = 0
    expect(
      counterexample(meetings(6, 2, 2), ({ scopes: [held, required, more] }) => {
        if (!covers(held, union(required, more))) return true
        if (statedBy(required) !== 0n) seen++
        const fewer = asScope(
          (required as readonly PlainGrant[]).map(({ app, model, id, permissions: names }) =>
            plainGrant(app, model, id, names.slice(1)),
          ),
        )
        return covers(held, required) && covers(held, more) && covers(held, fewer)
      }),
    ).toBeUndefined()
    often(seen, 300)
  })

  test('a union is required exactly when each part is', () => {
    expect(
      counterexample(
        meetings(6, 2, 2),
        ({ scopes: [held, one, other] }) =>
          covers(held, union(one, other)) === (covers(held, one) && covers(held, other)),
      ),
    ).toBeUndefined()
  })

  test('several grants may contribute, and each that is needed is needed', () => {
    const upper = fc.nat()
    expect(
      counterexample(
        fc.tuple(fc.nat({ max: paths.length - 1 }), upper, upper, upper),
        ([place, ...choices]) => {
          const asked = paths[place]!
          const above = paths.filter((path) => reaches(path, asked))
          const held = permissions.map((permission, index) =>
            ask(above[choices[index]! % above.length]!, permission),
          )
          const required = asScope([plainGrant(asked.app, asked.model, asked.id, permissions)])
          return (
            covers(union(...held), required) &&
            held.every((one) => !covers(union(...held.filter((part) => part !== one)), required))
          )
        },
      ),
    ).toBeUndefined()
  })

  test('asking for nothing is always granted, and nothing grants only nothing', () => {
    expect(
      counterexample(meetings(6, 6), ({ scopes: [held, required] }) => {
        const nothing = asScope(
          (required as readonly PlainGrant[]).map(({ app, model, id }) => plainGrant(app, model, id, [])),
        )
        return (
          covers(held, []) &&
          covers(held, nothing) &&
          covers(nothing, held) === (statedBy(held) === 0n) &&
          covers([], required) === (statedBy(required) === 0n)
        )
      }),
    ).toBeUndefined()
  })

  test('order and repetition mean nothing', () => {
    expect(
      counterexample(
        meetings(6, 3),
        ({ scopes: [held, required] }) =>
          covers(held, required) ===
          covers([...held, ...held].toReversed(), [...required, ...required].toReversed()),
      ),
    ).toBeUndefined()
  })
})

const isFrozen = (value: Scope): boolean =>
  Object.isFrozen(value) &&
  value.every((grant) => Object.isFrozen(grant) && Object.isFrozen(grant.permissions))

describe('union', () => {
  test('is the spread of its parts', () => {
    expect(
      counterexample(meetings(3, 3, 3), ({ scopes }) => isDeepStrictEqual(union(...scopes), scopes.flat())),
    ).toBeUndefined()
  })

  test('grants exactly what one of its parts grants', () => {
    expect(
      counterexample(
        meetings(4, 4),
        ({ scopes: [one, other], pool }) => {
          const joined = union(one, other)
          return pool.every((path) =>
            permissions.every((permission) => {
              const asked = ask(path, permission)
              return covers(joined, asked) === (covers(one, asked) || covers(other, asked))
            }),
          )
        },
        5000,
      ),
    ).toBeUndefined()
  })

  test('is frozen, with every grant and list in it', () => {
    expect(
      counterexample(
        meetings(3, 3),
        ({ scopes: [one, other] }) => isFrozen(union(one, other)) && isFrozen(intersect(one, other)),
      ),
    ).toBeUndefined()
  })
})

describe('intersect', () => {
  test('grants exactly the pairs that both grant', () => {
    let shared = 0
    expect(
      counterexample(meetings(5, 5), ({ scopes: [one, other] }) => {
        const both = grantedBy(one) & grantedBy(other)
        if (both !== 0n) shared++
        return grantedBy(intersect(one, other)) === both
      }),
    ).toBeUndefined()
    often(shared, 3000)
  })

  test('is in normal form', () => {
    expect(
      counterexample(meetings(5, 5), ({ scopes: [one, other] }) =>
        isDeepStrictEqual(intersect(one, other), normalFormOf(grantedBy(one) & grantedBy(other))),
      ),
    ).toBeUndefined()
  })

  test('is commutative and associative', () => {
    expect(
      counterexample(
        meetings(4, 4, 4),
        ({ scopes: [one, other, third] }) =>
          isDeepStrictEqual(intersect(one, other), intersect(other, one)) &&
          isDeepStrictEqual(intersect(intersect(one, other), third), intersect(one, intersect(other, third))),
      ),
    ).toBeUndefined()
  })

  test('is idempotent: a scope with itself is its normal form', () => {
    expect(
      counterexample(meetings(6), ({ scopes: [one] }) => {
        const normal = intersect(one, one)
        return (
          isDeepStrictEqual(normal, normalFormOf(grantedBy(one))) &&
          isDeepStrictEqual(intersect(normal, normal), normal) &&
          isDeepStrictEqual(intersect(normal, one), normal)
        )
      }),
    ).toBeUndefined()
  })

  test('is covered by both, and covers whatever both cover', () => {
    expect(
      counterexample(meetings(5, 5, 2), ({ scopes: [one, other, third] }) => {
        const shared = intersect(one, other)
        return (
          covers(one, shared) &&
          covers(other, shared) &&
          covers(shared, third) === (covers(one, third) && covers(other, third))
        )
      }),
    ).toBeUndefined()
  })

  test('agrees with the set model where both sides are long', () => {
    const grant = fc.nat({ max: (paths.length - 10) * 8 - 1 }).map((number): PlainGrant => {
      const { app, model, id } = paths[number >> 3]!
      return plainGrant(
        app,
        model,
        id,
        permissions.filter((_, index) => (number >> index) & 1),
      )
    })
    const long = fc.array(grant, { minLength: 9, maxLength: 30 })
    expect(
      counterexample(
        fc.tuple(long, long),
        ([one, other]) =>
          grantedBy(intersect(asScope(one), asScope(other))) === (grantedBy(one) & grantedBy(other)),
        2000,
      ),
    ).toBeUndefined()
  })
})
