/**
 * Asks all vectors of a copy of the sources: which fail, and in which words the refused ones are refused.
 */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Latchkey from '../../src/index.ts'
import { conformance, verdictOf } from '../../test/runtimes/conformance.ts'
import type { Question } from '../../test/runtimes/vectors.ts'

export interface Answers {
  failures: string[]
  details: { [path: string]: string }
}

const library = (await import(pathToFileURL(resolve(process.argv[2]!, 'index.ts')).href)) as typeof Latchkey
const paths = globSync('{valid,invalid/*,narrow}/*.json', { cwd: 'vectors' })
const vectors = Object.fromEntries(
  paths.map((path) => [path, JSON.parse(readFileSync(`vectors/${path}`, 'utf8')) as unknown]),
)
const { failures } = conformance(library, vectors)
const details: Answers['details'] = {}
for (const [path, vector] of Object.entries(vectors)) {
  if (path.startsWith('narrow/')) continue
  try {
    const verdict = verdictOf(library, vector as Question)
    if (!verdict.ok) details[path] = verdict.detail
  } catch {
    // A refusal that stands before a use of what it refuses: the failure is counted above.
  }
}
// Changes of a valid token are no vectors.
const failed = new Set(
  failures
    .filter((failure) => !failure.includes(': tampered'))
    .map((failure) => failure.slice(0, failure.indexOf(': '))),
)
console.log(JSON.stringify({ failures: [...failed], details } satisfies Answers))
