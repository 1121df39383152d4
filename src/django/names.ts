/**
 * Which model of Django's is which of the program's: `blog.post` is `blog.Post`.
 *
 * Django writes the names of models in lower case; a program declares them as it likes. Law: two models of one app that differ only in
 * case cannot be declared, so that a name in lower case stands for one model.
 */
import type { Held } from '../grant.ts'
import type { Registry } from '../registry.ts'

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
  const declared = new Map(
    Array.from(registry.values(), ({ name, models }) => [
      name,
      new Map(Array.from(models.keys(), (model) => [model.toLowerCase(), model])),
    ]),
  )
  const toOwn = (app: string | undefined, model: string): string | undefined =>
    app === undefined ? undefined : declared.get(app)?.get(model)
  const isOwn = (app: string | undefined, model: string): boolean =>
    app !== undefined && registry.get(app)?.models.has(model) === true
  return {
    toDjango: (grants) => rename(grants, (_app, model) => model.toLowerCase()),
    toAsked: (grants) =>
      rename(grants, (app, model) =>
        isOwn(app, model) ? model : (toOwn(app, model.toLowerCase()) ?? model.toLowerCase()),
      ),
    // Nothing that is asked has a model in other than lower case.
    fromDjango: (grants) =>
      rename(
        grants,
        (app, model) => toOwn(app, model) ?? (model === model.toLowerCase() ? model : undefined),
      ),
  }
}

/** The grants with other names of models, without those whose model has none. */
function rename(
  grants: readonly Held[],
  nameOf: (app: string | undefined, model: string) => string | undefined,
): readonly Held[] {
  const renamed: Held[] = []
  for (const held of grants) {
    const { app, model, ids, permissions } = held
    const name = model === undefined ? undefined : nameOf(app, model)
    if (name === model) renamed.push(held)
    else if (name !== undefined) renamed.push({ app, model: name, ids, permissions })
  }
  return renamed
}
