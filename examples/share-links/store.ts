/** What outlives a restart, in a folder that Git ignores: the secret of the links, what was taken back, and the posts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keygen, type Store } from 'latchkey'
import { sqliteStore } from 'latchkey/sqlite'

const folder = process.env['DATA_DIR'] ?? join(import.meta.dirname, 'data')
mkdirSync(folder, { recursive: true, mode: 0o700 })

// The flag wx never writes over a secret: with another one, every link ever made is dead.
const secretFile = join(folder, 'secret')
const isNew = !existsSync(secretFile)
if (isNew) writeFileSync(secretFile, keygen(), { flag: 'wx', mode: 0o600 })
export const secret: string = readFileSync(secretFile, 'utf8').trim()

// Begun with the secret, and never after: were the file lost, links that were taken back would open again, and used ones too.
export const store: Store = await sqliteStore(join(folder, 'links.db'), { create: isNew })

const database = new DatabaseSync(join(folder, 'blog.db'), { timeout: 2000 })
database.exec(readFileSync(join(import.meta.dirname, 'schema.sql'), 'utf8'))

export type Post = Readonly<{ id: number; title: string; body: string }>

export const listPosts = (): Post[] => database.prepare('SELECT * FROM post ORDER BY id').all() as Post[]
export const findPost = (id: number): Post | undefined =>
  database.prepare('SELECT * FROM post WHERE id = ?').get(id) as Post | undefined
export function changePost({ id, title, body }: Post): void {
  database.prepare('UPDATE post SET title = ?, body = ? WHERE id = ?').run(title, body, id)
}
