/**
 * The pages of the site: all Markdown of the repository that is for readers, and its pictures.
 *
 * They are copied into one folder below `docs`, since Vue, which makes each of them, is found from there only.
 */
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What is a page, or in one. */
const patterns = [
  '*.md',
  'docs/**/*.{md,png,svg}',
  'bench/**/*.{md,png,svg}',
  'vectors/**/README.md',
  'examples/**/README.md',
]

/** Copies the pages of the repository at `root` into `folder`, and returns their paths. */
export function copyPages(root: string, folder: string): Set<string> {
  const files = globSync(patterns, { cwd: root, exclude: ['**/node_modules', 'docs/.*'] })
  rmSync(folder, { recursive: true, force: true })
  for (const file of files) cpSync(join(root, file), join(folder, file))
  return new Set(files)
}
