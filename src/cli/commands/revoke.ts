/**
 * `latchkey revoke PATH`: takes back what was issued at or below a path, to a subject, as one token, or at all.
 */
import { defineApp, keygen, latchkey } from '../../index.ts'
import type { AppLike, ModelLike, ObjectRef, Revocable } from '../../index.ts'
import { appsOption, loadApps, objectOf, readSubject } from '../apps.ts'
import type { Known } from '../apps.ts'
import { commonOptions, defineCommand } from '../command.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../explain.ts'
import { loadLock, lockBeside, lockOption, readText } from '../lock-file.ts'
import { bindOption, readBindValue, readDate, readDuration, saltOption } from '../option-values.ts'
import { readToken } from '../read-token.ts'
import { readSecrets, secretsOption } from '../secrets.ts'
import { storeNote, storeOptions, withStore } from '../stores.ts'
import { note, print, printJson } from '../terminal.ts'

export const revokeCommand: Command = defineCommand({
  name: 'revoke',
  summary: 'Takes back what was issued up to now',
  positionals: ['[PATH or TOKEN]'],
  options: {
    ...storeOptions,
    id: { type: 'string', value: 'ID', help: 'one token by its id, and all that were narrowed from it' },
    token: { type: 'boolean', help: 'one token itself, from the argument or standard input; takes secrets' },
    subject: { type: 'string', value: 'SUBJECT', help: 'all that was given to alice, or shop.User:7' },
    all: { type: 'boolean', help: 'everything' },
    before: { type: 'string', value: 'DATE', help: 'only what was issued up to then' },
    'expires-at': { type: 'string', value: 'DATE', help: 'with --id: when the token expires' },
    'max-age': {
      type: 'string',
      value: 'DURATION',
      help: 'the maxAge of your servers: after it the revocation can be pruned',
    },
    bind: bindOption,
    salt: saltOption,
    apps: appsOption,
    lock: lockOption,
    'secrets-file': secretsOption,
    ...commonOptions,
  },
  notes: [
    'PATH is an app, a model or an object: blog, blog.Post, blog.Post:42. Wider tokens keep the rest of what they grant.',
    'Without --max-age, or an expiry of the token, a revocation is kept for ever.',
    storeNote,
  ],
  examples: [
    "latchkey revoke 'blog.Post:42' --store sqlite:latchkey.db",
    'latchkey revoke --token --store sqlite:latchkey.db < token',
    'latchkey revoke --subject alice --max-age 30d',
  ],
  async run(values, [argument]) {
    const known = await loadApps(values.apps)
    const lock = await loadLock(values.lock)
    await checkReading(values, argument, known)
    const target = await readTarget(values, argument, known)
    const secrets = values.token === true ? await readSecrets(values['secrets-file']) : keygen()
    const { before, bind, salt, 'max-age': maxAge } = values
    const options = before === undefined ? {} : { before: readDate(before, '--before') }
    const told = await withStore(values, async (store) => {
      let revoked: { target: string; before: Date } | undefined
      const { tokens } = latchkey({
        secrets,
        apps: [],
        store,
        deadline: 10_000,
        onEvent: (event) => void (event.name === 'revoked' && (revoked = event)),
        ...(lock !== undefined && { lock }),
        ...(maxAge !== undefined && { maxAge: readDuration(maxAge) }),
      })
      const bound = {
        ...(bind !== undefined && { bind: bind.map(readBindValue) }),
        ...(salt !== undefined && { salt }),
      }
      await tokens.with(bound).revoke(target, options)
      return revoked
    })
    if (values.json) printJson({ revoked: told ?? null })
    else if (told === undefined) print('nothing to revoke: the token has expired')
    else print(`revoked ${told.target}: what was issued up to ${told.before.toISOString()}`)
    return 0
  },
})

/**
 * What is revoked has to be what the servers look for: a model that was renamed in a lock has the name of before, and an id is what its
 * app declares.
 *
 * @throws {@link UsageError} where the apps have a lock that was not given.
 */
async function checkReading(
  { apps, lock, token }: Reading,
  argument: string | undefined,
  known: Known,
): Promise<void> {
  if (apps === undefined) {
    if (token !== true && argument?.includes(':') === true)
      note(
        'without --apps an id is read by its form, 42 as an integer; give --apps, and --lock where the servers have one',
      )
    return
  }
  if (
    lock === undefined &&
    known.apps.length > 0 &&
    (await readText(lockBeside(apps), '--apps')) !== undefined
  )
    throw new UsageError(
      `revoke: ${lockBeside(apps)} numbers these apps: give it as --lock, as the servers do`,
    )
}
interface Reading {
  readonly apps?: string
  readonly lock?: string
  readonly token?: boolean
}

interface Targets {
  readonly id?: string
  readonly token?: boolean
  readonly subject?: string
  readonly all?: boolean
  readonly 'expires-at'?: string
}

async function readTarget(values: Targets, argument: string | undefined, known: Known): Promise<Revocable> {
  const { id, token, subject, all, 'expires-at': expiresAt } = values
  const kinds = [
    id !== undefined,
    token === true,
    subject !== undefined,
    all === true,
    argument !== undefined && token !== true,
  ]
  if (kinds.filter(Boolean).length !== 1)
    throw new UsageError('revoke takes one of: PATH, --id ID, --token, --subject SUBJECT, --all')
  if (expiresAt !== undefined && id === undefined) throw new UsageError('--expires-at goes with --id')
  if (all === true) return 'all'
  if (token === true) return { token: await readToken(argument) }
  if (id !== undefined) return { id, ...(expiresAt !== undefined && { expiresAt: readDate(expiresAt) }) }
  if (subject !== undefined) return { subject: readSubject(subject, known) }
  return pathOf(argument!, known)
}

/** What a path stands for: by the apps of the project, or by its syntax. */
function pathOf(path: string, known: Known): ObjectRef | ModelLike | AppLike {
  const [grant, ...rest] = known.scope.parse(`${path}#`)
  if (grant?.app === undefined || rest.length > 0)
    throw new UsageError('PATH is an app, a model or an object, such as blog.Post:42; everything is --all')
  const { app, model, id } = grant
  if (known.apps.length > 0 && id !== undefined) return objectOf(path, known)
  const fields = Array.isArray(id) ? id.map((_, index) => `${index}`) : 'id'
  const made = defineApp(app, model === undefined ? {} : { [model]: { idField: fields } })
  if (model === undefined) return made
  const handle = (made as unknown as { readonly [name: string]: ModelLike })[model]!
  return id === undefined ? handle : handle(id as never)
}
