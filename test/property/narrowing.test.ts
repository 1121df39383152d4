/**
 * Narrowing: a token can only become weaker, in any order, whoever writes the blocks.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pass, Scope } from '../../src/index.ts'
import { counterexample, times } from './always.ts'
import { tokenOf } from './by-hand.ts'
import type { Layer } from './by-hand.ts'
import { clock, start, tokens } from './instance.ts'
import {
  ask,
  asScope,
  grantedBy,
  hasAll,
  meetings,
  normalFormOf,
  permissions,
  statedBy,
} from './scope-model.ts'
import type { Pairs, Path } from './scope-model.ts'

function passOf(token: string): Pass {
  const verdict = tokens.verify(token, 'authentic')
  if (!verdict.ok) throw new Error(verdict.reason)
  return verdict.pass
}

/** Narrows to each scope in turn; one without pairs is no limit. */
function narrowed(token: string, limits: readonly Scope[]): string {
  return limits.reduce((held, to) => (statedBy(to) === 0n ? held : tokens.narrow(held, { to })), token)
}

function allOf(held: Scope, limits: readonly Scope[]): Pairs {
  return limits.reduce((set, to) => (statedBy(to) === 0n ? set : set & grantedBy(to)), grantedBy(held))
}

function asked(pool: readonly Path[]): Scope[] {
  return pool.flatMap((path) => permissions.map((permission) => ask(path, permission)))
}

describe('the scope of a narrowed token', () => {
  test('is what the token and every narrowing grant, and a subset of what the token granted', () => {
    let left = 0
    expect(
      counterexample(
        meetings(6, 4, 4, 2),
        ({ scopes: [held, first, second, required], pool }) => {
          const parent = tokens.generate(held)
          const child = narrowed(parent, [first, second])
          const expected = allOf(held, [first, second])
          if (expected !== 0n) left++
          return (
            hasAll(grantedBy(held), expected) &&
            tokens.validate(child, required) === hasAll(expected, statedBy(required)) &&
            asked(pool.slice(0, 6)).every((one) => {
              const allowed = tokens.validate(child, one)
              return allowed === hasAll(expected, statedBy(one)) && (!allowed || tokens.validate(parent, one))
            })
          )
        },
        2000,
      ),
    ).toBeUndefined()
    expect(left).toBeGreaterThan(times(400))
  })

  test('is the normal form of what remains', () => {
    expect(
      counterexample(
        meetings(6, 4, 4),
        ({ scopes: [held, first, second] }) =>
          isDeepStrictEqual(
            passOf(narrowed(tokens.generate(held), [first, second])).scope,
            normalFormOf(allOf(held, [first, second])),
          ),
        3000,
      ),
    ).toBeUndefined()
  })

  test('does not depend on the order of the narrowings, or on how often each was made', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
      [2, 1, 0, 0, 1, 2, 2],
    ]
    expect(
      counterexample(
        meetings(5, 4, 4, 4),
        ({ scopes: [held, ...limits] }) => {
          const parent = tokens.generate(held)
          const [first, ...others] = orders.map(
            (order) =>
              passOf(
                narrowed(
                  parent,
                  order.map((at) => limits[at]!),
                ),
              ).scope,
          )
          return others.every((other) => isDeepStrictEqual(other, first))
        },
        1500,
      ),
    ).toBeUndefined()
  })

  test('never grows by any further block', () => {
    expect(
      counterexample(
        meetings(5, 4, 4, 3),
        ({ scopes: [held, first, more, required] }) => {
          const before = narrowed(tokens.generate(held), [first])
          const after = narrowed(before, [more])
          const later = tokens.narrow(after, { expiresIn: '5h' })
          return (
            (tokens.validate(before, required) || !tokens.validate(after, required)) &&
            tokens.validate(later, required) === tokens.validate(after, required)
          )
        },
        3000,
      ),
    ).toBeUndefined()
  })

  test('is the same when a stranger wrote the blocks: sprawling, repeated, in lists and alone', () => {
    let left = 0
    expect(
      counterexample(
        meetings(6, 8, 8),
        ({ scopes: [held, first, second], pool }) => {
          const limits = [first, second].filter((limit) => statedBy(limit) !== 0n)
          const token = tokenOf([{ scope: held }, ...limits.map((scope): Layer => ({ scope }))])
          const expected = allOf(held, limits)
          if (expected !== 0n && limits.length === 2) left++
          const pass = passOf(token)
          const seen = tokens.inspect(token)
          return (
            isDeepStrictEqual(pass.scope, normalFormOf(expected)) &&
            isDeepStrictEqual(seen.ok && seen.unverifiedScope, pass.scope) &&
            asked(pool).every((one) => pass.allows(one) === hasAll(expected, statedBy(one)))
          )
        },
        3000,
      ),
    ).toBeUndefined()
    expect(left).toBeGreaterThan(times(600))
  })

  test('may name what the token never granted: that is worth nothing', () => {
    expect(
      counterexample(
        meetings(3, 3),
        ({ scopes: [held, wide] }) => {
          const widest = asScope([{ permissions }])
          const token = narrowed(tokens.generate(held), [widest])
          return (
            isDeepStrictEqual(passOf(token).scope, normalFormOf(grantedBy(held))) &&
            hasAll(grantedBy(held), grantedBy(passOf(narrowed(token, [wide])).scope))
          )
        },
        2000,
      ),
    ).toBeUndefined()
  })
})

const endOf = (one: string): number | undefined => passOf(one).expiresAt?.getTime()

const after = (lifetime: number): Date => new Date((start + lifetime) * 1000)

function withLifetime(lifetime: number | undefined): Layer {
  return lifetime === undefined ? {} : { lifetime }
}

function earliest(all: readonly (number | undefined)[]): number {
  return Math.min(...all.map((one) => one ?? Infinity))
}

describe('the life of a narrowed token', () => {
  const seconds = fc.integer({ min: 1, max: 40 })
  const lifetimes = fc.tuple(fc.option(seconds, { nil: undefined }), fc.array(seconds, { maxLength: 6 }))

  test('ends with the earliest expiry of all blocks, in every order', () => {
    try {
      expect(
        counterexample(
          lifetimes,
          ([first, rest]) => {
            clock.milliseconds = start * 1000
            const expiry = earliest([first, ...rest])
            const root = tokens.generate([], first === undefined ? {} : { expiresAt: after(first) })
            const one = rest.reduce(
              (token, lifetime) => tokens.narrow(token, { expiresAt: after(lifetime) }),
              root,
            )
            const other = rest
              .toReversed()
              .reduce((token, lifetime) => tokens.narrow(token, { expiresIn: lifetime }), root)
            return [one, other].every((token) => {
              clock.milliseconds = start * 1000
              const verdict = tokens.verify(token, 'authentic')
              if (!verdict.ok) return false
              const { expiresAt } = verdict.pass
              if (expiry === Infinity) return expiresAt === undefined
              const last = (start + expiry - 1) * 1000 + 999
              clock.milliseconds = last
              const alive = tokens.validate(token, 'authentic')
              clock.milliseconds = last + 1
              return alive && !tokens.validate(token, 'authentic') && expiresAt?.getTime() === last + 1
            })
          },
          2000,
        ),
      ).toBeUndefined()
    } finally {
      clock.milliseconds = start * 1000
    }
  })

  test('is never lengthened by a block with a later expiry', () => {
    expect(
      counterexample(
        lifetimes,
        ([first, rest]) => {
          const token = tokenOf([withLifetime(first), ...rest.map((lifetime) => ({ lifetime }))])
          const longer = tokenOf([
            withLifetime(first),
            ...rest.map((lifetime) => ({ lifetime })),
            { lifetime: 2 ** 32 - 1 },
          ])
          const expiry = earliest([first, ...rest])
          return expiry === Infinity
            ? endOf(token) === undefined
            : endOf(token) === (start + expiry) * 1000 && endOf(longer) === endOf(token)
        },
        2500,
      ),
    ).toBeUndefined()
  })

  test('is what inspect says without a key, too', () => {
    expect(
      counterexample(
        lifetimes,
        ([first, rest]) => {
          const token = tokenOf([withLifetime(first), ...rest.map((lifetime) => ({ lifetime }))])
          const seen = tokens.inspect(token)
          return seen.ok && seen.unverifiedExpiresAt?.getTime() === passOf(token).expiresAt?.getTime()
        },
        1500,
      ),
    ).toBeUndefined()
  })
})
