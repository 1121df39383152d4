/**
 * Tokens narrowed in any way, by `narrow()` and by hand, against the model of sets: what is left is the intersection, no more and no less.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Scope } from '../../../src/index.ts'
import { tokenOf } from '../../../test/property/by-hand.ts'
import type { Layer } from '../../../test/property/by-hand.ts'
import { clock, start, tokens } from '../../../test/property/instance.ts'
import {
  ask,
  asScope,
  grantedBy,
  hasAll,
  normalFormOf,
  paths,
  permissions,
  plainGrant,
  statedBy,
} from '../../../test/property/scope-model.ts'
import { law, makeChoices, within } from '../target.ts'
import type { Choices, Target } from '../target.ts'

/** Sets of permissions, with the empty one and with one that says a name twice. */
const sets = [0, 1, 2, 4, 3, 5, 6, 7].map((bits) => permissions.filter((_name, at) => (bits >> at) & 1))
sets.push([permissions[0]!, permissions[1]!, permissions[0]!])

/** Paths of few kinds, so that scopes meet. */
function pathsOf(choices: Choices): readonly (typeof paths)[number][] {
  const app = choices.below(3)
  const objects = [0, 1, 2].map(() => choices.below(paths.length))
  return [paths[0]!, paths[1 + app]!, paths[4 + app * 2]!, ...objects.map((at) => paths[at]!)]
}

function scopeOf(choices: Choices, pool: readonly (typeof paths)[number][]): Scope {
  return asScope(
    Array.from({ length: choices.below(6) }, () => {
      const { app, model, id } = choices.pick(pool)
      return plainGrant(app, model, id, choices.pick(sets))
    }),
  )
}

export const target: Target = {
  name: 'narrow',
  seeds: () => [0, 1, 2, 3].map((fill) => new Uint8Array(24).fill(fill * 61)),
  words: [Uint8Array.of(2, 0, 7), Uint8Array.of(1, 1, 1, 4)],
  longest: 128,
  run(input) {
    const choices = makeChoices(input)
    const pool = pathsOf(choices)
    const byHand = choices.below(2) === 1
    const layers: Layer[] = [{ scope: scopeOf(choices, pool) }]
    while (!choices.done && layers.length < 6) {
      const scope = scopeOf(choices, pool)
      const lifetime = choices.below(4) === 0 ? 1 + choices.below(5) : undefined
      if (statedBy(scope) === 0n && lifetime === undefined) continue
      layers.push({
        ...(statedBy(scope) === 0n ? {} : { scope }),
        ...(lifetime === undefined ? {} : { lifetime }),
      })
    }
    const [first, ...rest] = layers as [Layer, ...Layer[]]
    clock.milliseconds = start * 1000
    const token = byHand
      ? tokenOf([first, ...rest])
      : rest.reduce(
          (held, { scope, lifetime }) =>
            tokens.narrow(held, {
              ...(scope === undefined ? {} : { to: scope }),
              ...(lifetime === undefined ? {} : { expiresIn: lifetime }),
            }),
          tokens.generate(first.scope!),
        )
    const granted = layers.reduce(
      (set, { scope }) => (scope === undefined ? set : set & grantedBy(scope)),
      grantedBy(first.scope!),
    )
    const expiry = Math.min(...layers.map(({ lifetime }) => lifetime ?? Infinity))

    const verdict = within(20, 'verify()', () => tokens.verify(token, 'authentic'))
    law(verdict.ok, 'a narrowed token is not genuine')
    const { pass } = verdict
    law(isDeepStrictEqual(pass.scope, normalFormOf(granted)), 'what is left is not the intersection')
    law(
      (pass.expiresAt?.getTime() ?? Infinity) === (expiry === Infinity ? Infinity : (start + expiry) * 1000),
      'the expiry is not the earliest',
    )
    for (const path of pool) {
      const asked = ask(path, choices.pick(permissions))
      const expects = hasAll(granted, statedBy(asked))
      law(pass.allows(asked) === expects, 'a pass allows something else')
      law(tokens.validate(token, asked) === expects, 'validate() says something else')
    }
    clock.milliseconds = (start + 3) * 1000
    law(tokens.validate(token, 'authentic') === expiry > 3, 'it does not end when it has to')
  },
}
