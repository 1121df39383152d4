/**
 * A project with apps and a lock, in a folder that is removed when the test is over.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run, temporaryFolder } from './command-line.ts'
import type { Outcome } from './command-line.ts'

export const library: string = pathToFileURL(join(import.meta.dirname, '../../src/index.ts')).href
export type Models = Readonly<Record<string, readonly [string, ...string[]]>>
export const models: Models = { Post: ['read', 'change'], Tag: ['read'] }

/** A project: a file of apps, and the lock beside it. */
export interface Project {
  readonly folder: string
  readonly apps: string
  readonly lock: string
  /** Declares the app `blog` with these models. */
  declare(models: Models): void
  /** `latchkey lock apps.ts …`. */
  run(...args: string[]): Promise<Outcome>
  text(): string
  write(text: string): void
}

export function makeProject(declared: Models = models, extension = 'ts'): Project {
  const folder = temporaryFolder()
  const [apps, lock] = [join(folder, `apps.${extension}`), join(folder, 'latchkey.lock.json')]
  const project: Project = {
    folder,
    apps,
    lock,
    declare(own) {
      const specs = Object.entries(own).map(([name, permissions]) => [name, { permissions }])
      const app = JSON.stringify(Object.fromEntries(specs))
      writeFileSync(
        apps,
        `import { defineApp } from '${library}'\nexport const blog = defineApp('blog', ${app})`,
      )
    },
    run: (...args) => run(['lock', apps, ...args]),
    text: () => readFileSync(lock, 'utf8'),
    write: (text) => writeFileSync(lock, text),
  }
  project.declare(declared)
  return project
}

/** The lock of {@link models}, as it is written. */
export const written: string = `{
  "format": "latchkey-lock/1",
  "nodes": [
    { "number": 1, "path": "*", "permissions": ["read", "change"] },
    { "number": 2, "path": "blog", "permissions": ["read", "change"] },
    { "number": 3, "path": "blog.Post", "permissions": ["read", "change"] },
    { "number": 4, "path": "blog.Tag", "permissions": ["read"] }
  ]
}
`
