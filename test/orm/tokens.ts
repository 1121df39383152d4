/**
 * Random tokens for the models of the suite: every level, several grants, narrowed, empty, and about other models.
 */
import { scope } from 'latchkey'
import type { Scope } from 'latchkey'
import type { SuiteModels } from './suite.ts'
import { modelNames, tables, uuid, type Id, type ModelName } from './tables.ts'

/** What is granted, how it was narrowed, and what is asked of it. */
export interface RandomToken {
  readonly token: string
  readonly granted: Scope
  readonly narrowings: readonly Scope[]
  readonly model: ModelName
  readonly permission: 'read' | 'change'
  /** Whether it is asked beside a condition of the user's own too. */
  readonly published: boolean
}

/** Ids that no row has: next to one, beyond the column, or of a shape that an engine could stumble on. */
const strangers: Readonly<Record<ModelName, readonly (readonly Id[])[]>> = {
  Post: [1, -1000, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1, -(2 ** 53) + 1].map((id) => [id]),
  Event: [2n ** 53n + 2000n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, -1n, -(2n ** 62n), 0n].map((id) => [id]),
  Comment: [uuid(1000), uuid(2000), '00000000-0000-0000-0000-000000000000'].map((id) => [id]),
  Tag: ['aBC', 'abc  ', 'tag', 'tag-1%', "' or '1' = '1", 'nul\0byte', 'ABCD', '\u{1F512}', 'x'.repeat(255)].map((id) => [id]),
  Member: [[1, uuid(5000)], [2 ** 31, uuid(2)], [2 ** 50, uuid(3)], [99, uuid(1)]],
} // prettier-ignore

/** As many tokens, one after the other. */
export function randomTokens(count: number): (suite: SuiteModels) => Iterable<RandomToken> {
  return function* ({ app, models, seed }) {
    let state = seed
    const random = (): number => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    }
    const below = (limit: number): number => Math.floor(random() * limit)
    const pick = <Item>(list: readonly Item[]): Item => list[below(list.length)]!
    const some = <Item>(most: number, make: () => Item): Item[] =>
      Array.from({ length: below(most + 1) }, make)
    const permissions = (): ['read' | 'change', ...('read' | 'change')[]] =>
      pick([['read'], ['change'], ['read', 'change']])

    const object = (model: ModelName, names = permissions()): Scope => {
      const key = random() < 0.8 ? pick(tables[model].rows).key : pick(strangers[model])
      return scope.accessObj(models[model]((key.length === 1 ? key[0] : key) as never), ...names)
    }
    const objects = (model: ModelName, most: number, names = permissions()): Scope =>
      scope.union(object(model, names), ...some(most - 1, () => object(model, names)))
    const whole = (model: ModelName, names = permissions()): Scope =>
      pick([
        () => scope.accessModel(models[model], ...names),
        () => scope.accessApp(app, ...(names as never as [never])),
        () => scope.accessAll(...names),
      ])()
    const others = (model: ModelName): Scope =>
      scope.union(...some(3, () => objects(pick(modelNames.filter((name) => name !== model)), 3)))
    const anything = (): Scope =>
      scope.union(
        ...some(4, () => (random() < 0.2 ? whole : (name: ModelName) => objects(name, 6))(pick(modelNames))),
      )

    for (let made = 0; made < count; made++) {
      const model = pick(modelNames)
      const permission = pick(['read', 'change'] as const)
      const other = permission === 'read' ? 'change' : 'read'
      const both = ['read', 'change'] as const
      const [granted, ...narrowings] = pick<() => Scope[]>([
        // Some rows: granted one by one, or left by a narrowing; several lists beside others.
        () => [scope.union(objects(model, 24, [permission]), others(model))],
        () => [scope.union(objects(model, 10, [...both]), objects(model, 10, [permission]), objects(model, 5, [other]))],
        () => [whole(model, [permission]), objects(model, 20)],
        () => [scope.union(whole(model, [other]), objects(model, 20)), whole(model, [...both])],
        () => [objects(model, 30, [permission]), objects(model, 30, [...both]), anything()],
        // All rows.
        () => pick<() => Scope[]>([
          () => [scope.union(whole(model, [permission]), anything())],
          () => [whole(model, [...both]), scope.union(whole(model, [permission]), objects(model, 5))],
        ])(),
        // None: nothing, another permission, other models, narrowed away.
        () => pick<() => Scope[]>([
          () => [[]],
          () => [scope.union(whole(model, [other]), others(model))],
          () => [others(model)],
          () => [whole(model), others(model).length === 0 ? object(model, [other]) : others(model)],
        ])(),
        // Whatever comes.
        () => [anything(), ...some(2, anything)],
      ])() // prettier-ignore
      const limits = narrowings.filter((limit) => limit.length > 0)
      yield { token: '', granted: granted!, narrowings: limits, model, permission, published: random() < 0.5 }
    }
  }
}
