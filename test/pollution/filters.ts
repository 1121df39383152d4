/**
 * The filters of an ORM, made while somebody has put a property on every object: none gets wider, and none changes; and no row is taken
 * for an object that is refused otherwise (R29).
 *
 * What the ORM itself does, to write a filter as a text, it does without the property.
 */
import { scope } from 'latchkey'
import type { Pass, Scope } from 'latchkey'
import { passFor } from 'latchkey/testing'
import { expect, test } from 'vitest'
import { uuid } from '../orm/tables.ts'
import { findChanges, meanwhile, namesIn } from './instrument.ts'

/** An ORM: the adapter, and how its filters are written. */
export interface Orm {
  readonly name: string
  /** The sources of the adapter, as a pattern below `src/orm`. */
  readonly files: string
  /** Makes the app of the models Post, Tag and Member, whose permissions are read and change. */
  makeApp(): object
  where(pass: Pass, model: never, permission: never, own?: never): unknown
  /** Whether the program's own condition can be given. */
  readonly hasOwn: boolean
  /** Writes a filter of a model as a text. */
  write(filter: never, model: 'Post' | 'Tag' | 'Member'): string
  /** What it may be instead where the ORM itself reads the property: an exception, or a filter that selects no row of others. */
  mayBe?(answer: string, property: string): boolean
  /** A row of the post 5, and one that is refused. */
  readonly rows: readonly [good: object, refused: object]
}

type Handle = (id: unknown) => { readonly id: unknown }
interface App {
  readonly Post: Handle
  readonly Tag: Handle
  readonly Member: Handle
}
/** Names of the tables of the suite. */
const fields = 'Post Tag Member id orgId userId org_id user_id published posts tags members blog read change'

const objects = (handle: Handle, permission: string, ids: readonly unknown[]): Scope[] =>
  ids.map((id) => scope.accessObj(handle(id) as never, permission as never))

/** Declares the test of an ORM. */
export function testPollutedFilters(orm: Orm): void {
  const { name, files, makeApp, where, hasOwn, write, mayBe = () => false, rows } = orm
  test(`no filter of ${name} changes by what somebody put on every object`, async () => {
    const app = makeApp() as App
    const pass = passFor(
      scope.union(
        ...objects(app.Post, 'read', [5, 6]),
        ...objects(app.Tag, 'change', ['abc', 'ABC']),
        ...objects(app.Member, 'read', [
          [1, uuid(1)],
          [2, uuid(2)],
        ]),
        scope.accessModel(app.Tag as never, 'read'),
      ),
    )
    const own = { published: 1 } as never
    const filter =
      (model: keyof App, permission: string, ...others: never[]) =>
      (): string =>
        write(
          meanwhile(() => where(pass, app[model] as never, permission as never, ...others)) as never,
          model,
        )
    const idOf = (row: object): string => {
      try {
        return String(app.Post(row).id)
      } catch (error) {
        return (error as { readonly code: string }).code
      }
    }
    const decisions = {
      some: filter('Post', 'read'),
      none: filter('Post', 'change'),
      all: filter('Tag', 'read'),
      texts: filter('Tag', 'change'),
      'several columns': filter('Member', 'read'),
      'of an app that is made then': () =>
        write(
          meanwhile(() => where(pass, (makeApp() as App).Post as never, 'read' as never)) as never,
          'Post',
        ),
      'texts, of an app that is made then': () =>
        write(
          meanwhile(() => where(pass, (makeApp() as App).Tag as never, 'change' as never)) as never,
          'Tag',
        ),
      'a row': () => meanwhile(() => idOf(rows[0])),
      'a row that is refused': () => meanwhile(() => idOf(rows[1])),
      ...(hasOwn && {
        'some of its own': filter('Post', 'read', own),
        'none of its own': filter('Post', 'change', own),
      }),
    }
    const folder = `${import.meta.dirname}/../../src/orm`
    const names = new Set([
      ...fields.split(' '),
      ...namesIn(`${folder}/${files}.ts`, `${folder}/{filter,entity}.ts`),
    ])
    const { expected, changed, tried } = await findChanges(decisions, names, mayBe)
    expect(changed).toEqual([])
    expect(tried).toBeGreaterThan(200)
    expect(expected.get('of an app that is made then')).toBe(expected.get('some'))
    expect([expected.get('a row'), expected.get('a row that is refused')]).toEqual(['5', 'INVALID_ID'])
    const written = ['some', 'none', 'all', 'texts', 'several columns'].map((each) => expected.get(each)!)
    expect([new Set(written).size, written.filter((text) => text.startsWith('throws '))]).toEqual([5, []])
  })
}
