/**
 * Which model of Django's is which of the program's: `blog.post` is `blog.Post`.
 *
 * Django writes the names of models in lower case; a program declares them as it likes. Law: two models of one app that differ only in
 * case cannot be declared, so that a name in lower case stands for one model.
 */
import type { Held } from '../grant.ts'
import type { Registry } from '../registry.ts'

/** The models of each app, by their names as they are declared and as Django has them. */
type Models = ReadonlyMap<string, ReadonlyMap<string, string>>

/** From the program's names to Django's, and back. */
export interface Names {
  /** Grants by Django's names. */
  toDjango(grants: readonly Held[]): readonly Held[]
  /** What is asked, by the names that {@link fromDjango} gives. */
  toAsked(grants: readonly Held[]): readonly Held[]
  /** Grants of Django by the declared names. */
  fromDjango(grants: readonly Held[]): readonly Held[]
}

/** Makes the names of the registered apps. */
export function makeNames(registry: Registry): Names {
  const models: Models = new Map(
    Array.from(registry.values(), ({ name, models: known }) => [
      name,
      new Map(
        [...known.keys()].flatMap(
          (model) =>
            [
              [model.toLowerCase(), model],
              [model, model],
            ] as const,
        ),
      ),
    ]),
  )
  const declared = (app: string | undefined, model: string): string | undefined =>
    app === undefined ? undefined : models.get(app)?.get(model)
  return {
    toDjango: (grants) => rename(grants, (_held, model) => model.toLowerCase()),
    toAsked: (grants) =>
      rename(
        grants,
        ({ app }, model) => declared(app, model) ?? declared(app, model.toLowerCase()) ?? model.toLowerCase(),
      ),
    fromDjango: (grants) =>
      rename(
        // Nothing that is asked has a model in other than lower case.
        grants.filter(({ model }) => model === undefined || model === model.toLowerCase()),
        ({ app }, model) => declared(app, model) ?? model,
      ),
  }
}

function rename(grants: readonly Held[], nameOf: (held: Held, model: string) => string): readonly Held[] {
  return grants.map((held) => {
    const { app, model, ids, permissions } = held
    const name = model === undefined ? undefined : nameOf(held, model)
    return name === model ? held : { app, model: name, ids, permissions }
  })
}
