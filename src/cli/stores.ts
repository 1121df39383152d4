/**
 * The store that a command works on: `--store sqlite:FILE`, `postgres://…` or `redis://…`, or `LATCHKEY_STORE`.
 */
import type { Store } from '../index.ts'
import type { FlagOption, TextOption } from './command.ts'
import { connect, postgresDrivers, redisDrivers } from './drivers.ts'
import type { Drivers } from './drivers.ts'
import { explain, UsageError } from './explain.ts'

/** For the commands that work on a store. */
export const storeOptions: {
  readonly store: TextOption
  readonly 'accept-loss-of-spent-tokens': FlagOption
} = {
  store: {
    type: 'string',
    value: 'STORE',
    help: 'sqlite:FILE, postgres://… or redis://…, in place of LATCHKEY_STORE',
  },
  'accept-loss-of-spent-tokens': { type: 'boolean', help: 'take a Redis that keeps nothing on disk' },
}
/** What the commands that have it say about it. */
export const storeNote =
  'What follows # in STORE is the schema of PostgreSQL or the prefix of Redis. An address with a password belongs in LATCHKEY_STORE.'

/** What was given for {@link storeOptions}. */
export interface StoreValues {
  readonly store?: string
  readonly 'accept-loss-of-spent-tokens'?: boolean
}

/** A store that is open; `close` ends its client too. */
export interface OpenStore {
  readonly store: Store
  readonly close: () => Promise<void>
}

/** An adapter as it is loaded: by a path that is `.ts` where this file is, and `.js` where it was built. */
async function load<Open>(file: string): Promise<{ readonly [name: string]: Open }> {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  return (await import(new URL(`../store/${file}${ending}`, import.meta.url).href)) as {
    readonly [name: string]: Open
  }
}

/**
 * Opens the store of `--store`; `create` begins it where it is new.
 *
 * @throws {@link UsageError} where there is none, or it is written wrongly; what the store says where it cannot be opened.
 */
export async function openStore(values: StoreValues, create = false): Promise<OpenStore> {
  const text = values.store ?? process.env['LATCHKEY_STORE'] ?? ''
  if (text === '')
    throw new UsageError(
      'there is no store: give --store sqlite:FILE, postgres://… or redis://…, or set LATCHKEY_STORE',
    )
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length)
    const { sqliteStore } = await load<(file: string, options: object) => Promise<Store>>('sqlite')
    const store = await sqliteStore!(file, { create, busyTimeout: 5000 })
    return { store, close: () => store.close() }
  }
  const [url = '', place] = text.split('#')
  if (/^postgres(ql)?:\/\//.test(url))
    return await openServer('postgres', postgresDrivers, url, {
      create,
      ...(place !== undefined && { schema: place }),
    })
  if (/^rediss?:\/\//.test(url)) {
    const acceptLossOfSpentTokens = values['accept-loss-of-spent-tokens'] === true
    const options = { create, acceptLossOfSpentTokens, ...(place !== undefined && { prefix: place }) }
    return await openServer('redis', redisDrivers, url, options)
  }
  throw new UsageError('--store is sqlite:FILE, postgres://… or redis://…')
}

async function openServer(
  kind: 'postgres' | 'redis',
  drivers: Drivers,
  url: string,
  options: object,
): Promise<OpenStore> {
  const { client, end } = await connect(drivers, url)
  try {
    const adapter = await load<(client: unknown, options: object) => Promise<Store>>(kind)
    const store = await adapter[`${kind}Store`]!(client, options)
    const close = async (): Promise<void> => {
      await store.close()
      await end()
    }
    return { store, close }
  } catch (error) {
    await Promise.race([end(), new Promise((resolve) => setTimeout(resolve, 500))])
    throw error
  }
}

/** Does what a command does with a store, and closes it. */
export async function withStore<Output>(
  values: StoreValues,
  act: (store: Store) => Promise<Output>,
): Promise<Output> {
  const { store, close } = await openStore(values)
  try {
    return await act(store)
  } finally {
    await close().catch((error: unknown) => process.emitWarning(explain(error)))
  }
}
