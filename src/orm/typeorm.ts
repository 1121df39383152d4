/**
 * Models from TypeORM, and tokens as its filters: `latchkey/typeorm`.
 *
 * From entities to an app handle, without a DataSource: keys and their types are read from what decorators or an EntitySchema say.
 * From a pass to conditions of `find`, always a list of at least one: `where: []` is every row, and a list that is spread into another
 * condition is an error of TypeORM, where an object would silently replace a part of it.
 *
 * @module
 */
import { And, Equal, In, Not, Raw } from 'typeorm'
import type { EntitySchema, FindOperator, FindOptionsWhere } from 'typeorm'
import { LatchkeyError } from '../index.ts'
import type { Pass } from '../index.ts'
import { groupKeys } from './entity.ts'
import type { AnyClass, EntityApp, EntitySpec } from './entity.ts'
import { isInteger, makeAdapter } from './filter.ts'
import type { SingleId, SourceModelLike } from './filter.ts'
import { readEntity } from './typeorm-entity.ts'
import type { Column } from './typeorm-entity.ts'

export { permitted } from './filter.ts'

/** A class of an `@Entity()`, or an EntitySchema. */
export type TypeormEntity = AnyClass | EntitySchema<object>
type RowOf<Entity> =
  Entity extends EntitySchema<infer Row>
    ? Row & object
    : Entity extends abstract new (...args: never[]) => infer Row
      ? Row & object
      : never

/** An app handle of entities of TypeORM. */
export type TypeormApp<
  Name extends string,
  Models extends Readonly<Record<string, EntitySpec<TypeormEntity>>>,
  Own extends string = never,
> = EntityApp<Name, Models, { [Named in keyof Models]: RowOf<Models[Named]['entity']> }, Own>

const adapter = makeAdapter<readonly Column[]>({
  maker: 'typeormApp',
  options: ['entity'],
  read: readEntity,
})

/**
 * Makes an app handle from entities, as `defineApp` does from a declaration: names of keys and kinds of ids are read from TypeORM.
 *
 * No DataSource is needed. A composite key whose fields are named by `idField` has its types too.
 *
 * @throws {@link LatchkeyError} `INVALID_APP` for an entity whose key or kind of id TypeORM does not tell, as well as for what
 *   `defineApp` refuses.
 *
 * @example
 * ```ts
 * import { keygen, latchkey } from 'latchkey'
 * import { typeormApp, where } from 'latchkey/typeorm'
 * import { EntitySchema } from 'typeorm'
 *
 * class Post {
 *   declare id: number
 *   declare title: string
 * }
 * const posts = new EntitySchema<Post>({
 *   name: 'Post',
 *   target: Post,
 *   columns: { id: { type: 'int', primary: true, generated: true }, title: { type: 'text' } },
 * })
 * const blog = typeormApp('blog', { Post: { entity: posts, permissions: ['read', 'change'] } })
 * const { scope, tokens } = latchkey({ secrets: keygen(), apps: [blog] })
 *
 * const post = Object.assign(new Post(), { id: 42, title: 'On keys' })
 * const token = tokens.generate(scope.accessObj(post, 'read'), { expiresIn: '1h' })
 * const verdict = tokens.verify(token, 'authentic')
 * if (!verdict.ok) throw new Error(verdict.detail)
 * where(verdict.pass, blog.Post, 'read').length // => 1
 * // repository.find({ where: where(verdict.pass, blog.Post, 'read', { title: Like('On %') }) })
 * scope.accessObj(new Post(), 'read') // => throws INVALID_ID
 * ```
 */
export function typeormApp<
  const Name extends string,
  const Models extends Readonly<Record<string, EntitySpec<TypeormEntity>>>,
  const Own extends string = never,
>(
  name: Name,
  models: Models,
  options?: { readonly permissions?: readonly Own[] },
): TypeormApp<Name, Models, Own> {
  return adapter.makeApp(name, models, options) as TypeormApp<Name, Models, Own>
}

/**
 * The conditions of `find`, `count`, `update` or `andWhere` that select the rows of `model` which `pass` allows `permission` on.
 *
 * A list of alternatives that is never empty: no row is `id in ()`, which TypeORM writes as false, and every row is one empty condition.
 *
 * @param own The program's own condition, or alternatives: a row has to meet it as well, whichever fields it is about.
 * @throws {@link LatchkeyError} `NO_PASS`, `EMPTY_SCOPE`, `UNKNOWN_PERMISSION`, `UNKNOWN_APP` for a pass, a permission or a model that
 *   is none; `INVALID_OPTION` when `own` has no alternative, or compares a field of the key with `undefined` or `null`.
 */
export function where<Row extends object, Permission extends string>(
  pass: Pass,
  model: SourceModelLike<Row, unknown, Permission>,
  permission: NoInfer<Permission>,
  own: FindOptionsWhere<NoInfer<Row>> | readonly FindOptionsWhere<NoInfer<Row>>[] = {},
): FindOptionsWhere<Row>[] {
  const { rows, source: columns } = adapter.rowsOf(pass, model, permission)
  const alternatives: readonly object[] = Array.isArray(own) ? own : [own]
  if (alternatives.length === 0)
    throw new LatchkeyError(
      'INVALID_OPTION',
      'own conditions have one alternative at least: TypeORM reads an empty list as every row',
    )
  const groups =
    rows.kind === 'all' ? undefined : rows.kind === 'none' ? [columns.map(() => [])] : groupKeys(rows.keys)
  const conditions = alternatives.flatMap((alternative) =>
    groups === undefined
      ? [copy(alternative) as object]
      : groups.map((group) =>
          // Put together by definition: what is assigned, a setter that somebody put on every object would keep.
          group.reduce<object>(
            (whole, members, at) => ({ ...whole, ...both(columns[at]!, members, alternative) }),
            { ...(copy(alternative) as object) },
          ),
        ),
  )
  return conditions
}

/** The condition of one column, together with what the program says of the same. */
function both(column: Column, members: readonly SingleId[], own: object): object {
  const { field } = column
  const ours = isOneOf(column, members)
  if (!Object.hasOwn(own, field)) return { [field]: ours }
  const theirs = (own as { readonly [name: string]: unknown })[field]
  if (theirs === undefined || theirs === null)
    throw new LatchkeyError(
      'INVALID_OPTION',
      `the own condition compares ${field}, a field of the key, with ${theirs}`,
    )
  // And() joins texts of SQL as they are; twice negated, each stands in parentheses.
  const closed = isOperator(theirs) ? Not(Not(copy(theirs) as FindOperator<unknown>)) : Equal(theirs)
  return { [field]: And(ours, closed) }
}

/** `column in (…)`, exact in every engine. */
function isOneOf({ kind, transformed }: Column, members: readonly SingleId[]): FindOperator<unknown> {
  if (members.length === 0 || transformed) return In(members)
  // As a parameter, an integer beyond its column is an error of PostgreSQL; as a literal it is no row.
  if (kind === 'int' && !members.every((member) => isInteger(member, -(2 ** 31), 2 ** 31 - 1)))
    return Raw((alias) => `${alias} in (${members.join(', ')})`)
  if (kind !== 'string') return In(members)
  // MySQL and MariaDB alone read what such a comment holds: there collations take texts for one another that are not the same.
  const bytes = members.map((member) => `x'${toHex(String(member))}'`).join(', ')
  return And(
    In(members),
    Raw(
      (alias) =>
        `${alias} is not null /*! and cast(convert( ${alias} using utf8mb4) as binary) in (${bytes}) */`,
    ),
  )
}

function toHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** As TypeORM itself tells: there may be two copies of it. */
function isOperator(value: unknown): value is FindOperator<unknown> {
  if (typeof value !== 'object' || value === null || !('@instanceof' in value)) return false
  return (
    value['@instanceof'] === Symbol.for('FindOperator') ||
    value['@instanceof'] === Symbol.for('EqualOperator')
  )
}

/** A condition of its own: TypeORM changes the operators of those that it runs. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  if (isOperator(value)) {
    const parts = Object.entries(value).map(([part, content]) => [
      part,
      part === '_value' ? copy(content) : content,
    ])
    return Object.setPrototypeOf(Object.fromEntries(parts), Object.getPrototypeOf(value) as object)
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copy(part)]))
}
