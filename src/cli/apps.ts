/**
 * The apps that a module exports, and with them the scopes and objects that a command is given.
 *
 * Law: with `--apps`, a name that no app declares is refused, and ids are read as their models declare them.
 */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keygen, latchkey, scope } from '../index.ts'
import type { AppLike, ModelLike, ObjectRef, Scope, ScopeFunctions, Subject } from '../index.ts'
import type { TextOption } from './command.ts'
import { explain, UsageError } from './explain.ts'
import { quoteText } from './terminal.ts'

/** For the commands that read or show scopes. */
export const appsOption: TextOption = {
  type: 'string',
  value: 'FILE',
  help: 'a module that exports apps: names and ids are then checked',
}

/** What a command knows of apps. */
export interface Known {
  readonly apps: readonly AppLike[]
  /** Knows the apps; knows none, and refuses no name, where no file was given. */
  readonly scope: ScopeFunctions
}

/** Loads the apps of `--apps`. */
export async function loadApps(file: string | undefined): Promise<Known> {
  return file === undefined ? { apps: [], scope } : await loadAppsOf(file, '--apps')
}

/** Loads the apps of `file`, which `option` named. Every export that is one counts, under whatever name. */
export async function loadAppsOf(file: string, option: string): Promise<Known> {
  // The functions that know apps come with secrets only: this one signs nothing.
  const secrets = keygen()
  const isApp = (value: unknown): value is AppLike => {
    try {
      return latchkey({ secrets, apps: [value as AppLike] }) !== undefined
    } catch {
      return false
    }
  }
  const apps = [...new Set(Object.values(await importModule(file, option)))].filter(isApp)
  if (apps.length === 0) {
    throw new UsageError(
      `${option}: ${file} exports no app of this copy of latchkey; run the command from the project that the file is in`,
    )
  }
  return { apps, scope: latchkey({ secrets, apps }).scope }
}

async function importModule(file: string, option: string): Promise<object> {
  const path = resolve(file)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`${option}: there is no file ${file}`)
  try {
    return (await import(pathToFileURL(path).href)) as object
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_UNKNOWN_FILE_EXTENSION' &&
      /\.[cm]?ts$/.test(file)
    ) {
      throw new UsageError(
        `${option}: Node ${process.version} does not load TypeScript; use 22.18 or later, or name the JavaScript built from ${file}`,
        { cause: error },
      )
    }
    throw new UsageError(`${option}: ${file} cannot be loaded: ${explain(error)}`, { cause: error })
  }
}

/**
 * Reads a scope that was typed by hand.
 *
 * @throws {@link UsageError} when some of it asks for no permission: that would be granted to anybody.
 */
export function readScope(text: string, { scope: functions }: Known): Scope {
  const read = functions.parse(text)
  if (read.length === 0) {
    throw new UsageError("the scope is empty (an unset variable?): write such as 'blog.Post:42#read'")
  }
  if (read.some(({ permissions }) => permissions.length === 0)) {
    throw new UsageError("a grant of the scope has no permission after #: write such as 'blog.Post:42#read'")
  }
  return read
}

/** A path with an id, as `shop.User:7`: no address and no name of a person is written so. */
const objectPath = /^[^\s.:]+\.[^\s.:]+:\S+$/

/** Reads `--subject`: `shop.User:7` is an object of `--apps`, everything else a text; `text:` before it makes it one. */
export function readSubject(text: string, { apps, scope: functions }: Known): ObjectRef | string {
  if (text.startsWith('text:')) return text.slice('text:'.length)
  if (!objectPath.test(text)) return text
  if (apps.length === 0) {
    throw new UsageError(
      '--subject looks like an object, which takes --apps FILE; for a text write --subject text:…',
    )
  }
  return objectOf(text, { apps, scope: functions })
}

/** The object of a path such as `blog.Post:42`. */
export function objectOf(path: string, { apps, scope: functions }: Known): ObjectRef {
  const [grant] = functions.parse(`${path}#`)
  const models = apps.flatMap((app) => Object.values(app) as ModelLike[])
  const model = models.find((each) => each.path === `${grant?.app}.${grant?.model}`)
  return model!(grant!.id as never)
}

/** Writes a subject: a text in quotes, an object in the notation. */
export function showSubject(subject: Subject, { scope: functions }: Known): string {
  if (typeof subject === 'string') return quoteText(subject)
  return functions.format([{ ...subject, permissions: [] }] as unknown as Scope).slice(0, -'#'.length)
}
