/**
 * Runs a recipe of docs/recipes from source: `npm run recipe share-link`, with secrets of its own and a folder that goes when it ends.
 *
 * It does what the page tells a reader to do once: it makes secrets, and begins a store.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keygen } from 'latchkey'
import { sqliteStore } from 'latchkey/sqlite'

const file = join(import.meta.dirname, `../examples/recipes/${process.argv[2] ?? ''}.ts`)
if (!existsSync(file)) {
  console.error('npm run recipe NAME: the names are those of the files in examples/recipes')
  process.exit(1)
}
process.env['LATCHKEY_SECRETS'] ??= keygen()
process.env['SECRET_KEY'] ??= keygen() // of the Django site
const folder = mkdtempSync(join(tmpdir(), 'latchkey-recipe-'))
process.chdir(folder)
process.once('exit', () => rmSync(folder, { recursive: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit())
await (await sqliteStore('latchkey.db', { create: true })).close()
await import(pathToFileURL(file).href)
