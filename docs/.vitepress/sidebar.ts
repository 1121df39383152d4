/**
 * What is read in which order. A page that is not there is left out; a folder is all of its pages, by their names.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DefaultTheme } from 'vitepress'

/** The groups of the sidebar: pages, and folders, which end in `/`. */
const groups: Record<string, string[]> = {
  Guide: [
    'docs/getting-started.md',
    'docs/concepts.md',
    'docs/lock.md',
    'docs/revocation.md',
    'docs/http.md',
    'docs/orm.md',
  ],
  Recipes: ['docs/recipes/'],
  Operations: [
    'docs/operations/secrets.md',
    'docs/operations/revocation.md',
    'docs/operations/fleet.md',
    'docs/operations/monitoring.md',
  ],
  'At three in the morning': [
    'docs/incidents/secret-leaked.md',
    'docs/incidents/token-leaked.md',
    'docs/incidents/store-down.md',
  ],
  Frameworks: ['docs/frameworks/'],
  ORMs: ['docs/orm/'],
  Stores: ['docs/stores/'],
  'Beside Django': ['docs/django.md', 'examples/django-bridge/README.md', 'vectors/django/README.md'],
  Deciding: ['docs/comparison.md', 'docs/faq.md', 'bench/results.md', 'bench/README.md'],
  Reference: ['docs/reference/', 'docs/command-line.md', 'docs/errors.md', 'docs/inspector.md'],
  'The format and its proof': [
    'SPEC.md',
    'SECURITY.md',
    'docs/proof.md',
    'docs/findings.md',
    'docs/mutation.md',
    'vectors/README.md',
  ],
  'The house': [
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/dependencies.md',
    'docs/decisions/',
    'CHANGELOG.md',
  ],
}
/** Groups that are long, and seldom read from end to end. */
const folded = new Set(['Recipes', 'Frameworks', 'ORMs', 'Stores', 'Reference', 'The house'])

/** The sidebar of the site, from the pages of the repository at `root`. */
export function sidebar(root: string): DefaultTheme.SidebarItem[] {
  return Object.entries(groups).flatMap(([text, entries]) => {
    const pages = entries.flatMap((entry) =>
      entry.endsWith('/') ? globSync(`${entry}**/*.md`, { cwd: root }).toSorted() : [entry],
    )
    const items = pages
      .filter((page) => existsSync(join(root, page)))
      .map((page) => ({ text: titleOf(join(root, page)), link: `/${page}` }))
    return items.length === 0 ? [] : [{ text, items, collapsed: folded.has(text) }]
  })
}

/** The first heading of a page. */
function titleOf(file: string): string {
  const heading = /^# (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? file
  return heading.replaceAll('`', '')
}
